import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { leastUsed, measureConformance, usedShare } from '../../bench/conformance.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const corpus = resolve('..', 'shared', 'corpus')

describe('conformance', () => {
  test('counts files and records by family, and leaves out what is no export', async () => {
    const family = join(folder, 'invented', 'slack-export', 'general')
    mkdirSync(family, { recursive: true })
    const messages = [
      { type: 'message', user: 'U0EXAMPLE1', ts: '1772445600.000100', text: 'please approve OPS-12' },
      { type: 'message', user: 'U0EXAMPLE1', text: 'a message without a time' },
    ]
    writeFileSync(join(family, '2026-03-02.json'), JSON.stringify(messages))
    writeFileSync(join(folder, 'invented', 'slack-export', 'notes.json'), '{"nobody": "knows this"}')
    writeFileSync(join(folder, 'invented', 'slack-export', 'day-expected.json'), '{"expected": []}')
    writeFileSync(join(folder, 'invented', 'ORIGIN.md'), 'invented')
    expect(await measureConformance(folder)).toEqual([
      {
        name: 'slack-export',
        recognised: 1,
        unrecognised: ['invented/slack-export/notes.json'],
        read: 2,
        used: 1,
        rejects: { no_time: 1 },
      },
    ])
  })

  test('a record that is whole and not used lowers the share, a broken one does not', () => {
    expect(usedShare([{ used: 9, rejects: { malformed_json: 5, bad_time: 2, no_time: 1 } }])).toBe(1)
    expect(usedShare([{ used: 9, rejects: { unknown_record: 1 } }])).toBe(0.9)
    expect(usedShare([])).toBe(1)
  })

  test.skipIf(!existsSync(corpus))(
    'uses nearly every well-formed record of the corpus, and no file is claimed twice',
    async () => {
      const families = await measureConformance(corpus)
      expect(usedShare(families)).toBeGreaterThanOrEqual(leastUsed)
    },
    300_000,
  )
})
