import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { claudeCode } from '../../../connectors/claude-code/index.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every line is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(claudeCode)
runHostile(claudeCode)

const folder = '../shared/corpus/claude-code-log/claude-code-sessions'

describe.skipIf(!existsSync(folder))('claude-code on transcripts that nobody here wrote', () => {
  test('uses every line that has a time, and rejects those that were broken on purpose', () => {
    const results = ['edge_cases.jsonl', 'representative_messages.jsonl'].flatMap((file) =>
      readFileSync(`${folder}/${file}`, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown)
        .map((value) => {
          const one = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
          const { reject } = claudeCode.normalize({
            value,
            no: 1,
            file,
            format: 'json-lines',
            envelope: null,
            timezone: null,
          })
          expect(reject === undefined, JSON.stringify(value).slice(0, 200)).toBe(typeof one['timestamp'] === 'string')
          return reject?.reason ?? 'used'
        }),
    )
    expect(results.filter((result) => result === 'used').length).toBe(24)
    expect(results.filter((result) => result === 'bad_time').length).toBe(3)
  })
})
