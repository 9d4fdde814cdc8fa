/** The main job on the sample data, as a user runs it, held against the answer key. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerKeyFile } from '../src/simulate/answer-key.js'
import { type ChainsFile, compare, type FindingsFile } from '../src/simulate/compare.js'
import { projectRoot } from '../src/sql-file.js'

const root = projectRoot()
const cli = join(root, 'dist', 'src', 'cli', 'main.js')
const sample = join(root, 'sample-data')
const work = mkdtempSync(join(tmpdir(), 'approvenance-demo-'))

type UndecidedFinding = FindingsFile['findings'][number] & {
  readonly needs: string | null
  readonly reason: string | null
}

function analyse(exports: string, name: string): string {
  const folder = join(work, name)
  const run = spawnSync(process.execPath, [cli, 'analyze', exports, '--case', folder, '--quiet'], { encoding: 'utf8' })
  expect(run.stderr).toBe('')
  expect(run.status).toBe(0)
  return folder
}

const read = <T>(folder: string, file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T

afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the sample data', () => {
  let folder = ''
  beforeAll(() => {
    folder = analyse(join(sample, 'exports'), 'first')
  })

  it('gives exactly the gaps of the answer key, and the right chains', () => {
    const result = compare(
      read<AnswerKeyFile>(sample, 'answer-key.json'),
      read<ChainsFile>(folder, 'chains.json'),
      read<FindingsFile>(folder, 'findings.json'),
    )
    expect(result.missed).toEqual([])
    expect(result.falseGaps).toEqual([])
    expect(result.found).toBeGreaterThan(15)
    expect(result.precision).toBeGreaterThanOrEqual(0.99)
    expect(result.recall).toBeGreaterThanOrEqual(0.97)
  })

  it('gives the same bytes a second time', () => {
    const second = analyse(join(sample, 'exports'), 'second')
    for (const file of [
      'findings.json',
      'chains.json',
      'coverage.json',
      'identities.json',
      'report.html',
      'manifest.json',
    ])
      expect(readFileSync(join(second, file)).equals(readFileSync(join(folder, file))), file).toBe(true)
  })

  it('accounts for every record it read', () => {
    const { inputs } = read<{ inputs: { read: number; used: number; rejected: number }[] }>(folder, 'manifest.json')
    expect(inputs.length).toBeGreaterThan(50)
    for (const input of inputs) expect(input.used + input.rejected).toBe(input.read)
  })

  it('asks for the Jira export instead of accusing anybody when Jira is not there', () => {
    const without = join(work, 'without-jira')
    cpSync(join(sample, 'exports'), without, { recursive: true })
    rmSync(join(without, 'jira'), { recursive: true })
    const { findings } = read<{ findings: UndecidedFinding[] }>(analyse(without, 'no-jira'), 'findings.json')
    const absent = findings.filter(({ rule, task }) => (rule === 'R01' || rule === 'R02') && task === null)
    expect(absent.length).toBeGreaterThan(5)
    for (const finding of absent.filter(({ verdict }) => verdict !== 'excepted')) {
      expect(finding.verdict).toBe('insufficient')
      expect(finding.reason).toBe('no_source')
      expect(finding.needs).toMatch(/Jira|OPS-|CHG|record of/)
    }
    expect(absent.some(({ needs }) => needs?.includes('Jira issues'))).toBe(true)
  })
})
