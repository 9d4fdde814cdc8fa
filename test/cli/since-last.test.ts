/** `--since-last`: a case that is kept up to date is compared with what its last run left, and a run that broke off is none. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { RunSummary } from '../../src/export/run-summary.js'
import { projectRoot } from '../../src/sql-file.js'
import { markUnfinished } from '../../src/store/unfinished.js'
import { runCli } from './run-cli.js'

const work = mkdtempSync(join(tmpdir(), 'approvenance-since-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const sample = join(projectRoot(), 'sample-data', 'exports')
const exports = join(work, 'exports')
const folder = join(work, 'case')
const kept = () => readFileSync(join(folder, 'previous', 'manifest.json'), 'utf8')

async function analyze(...more: string[]) {
  const summary = join(work, 'summary.json')
  const args = ['analyze', exports, '--case', folder, '--since-last', '--quiet', '--summary', summary, ...more]
  const { code, err } = await runCli(args)
  return { code, err, ...(JSON.parse(readFileSync(summary, 'utf8')) as Pick<RunSummary, 'baseline' | 'findings'>) }
}

it('fails on what is new since the last run that ended, once, however often it was broken off meanwhile', async () => {
  cpSync(join(sample, 'aws-team'), join(exports, 'aws-team'), { recursive: true })
  expect(await analyze()).toMatchObject({ code: 0, err: '', baseline: null })
  expect(existsSync(join(folder, 'previous'))).toBe(false)
  const first = readFileSync(join(folder, 'manifest.json'), 'utf8')

  expect(await analyze('--fail-on-new')).toMatchObject({ code: 0, baseline: { new: 0, new_gaps: 0, gone: 0 } })
  expect(kept()).toBe(first)

  // killed after its tables were whole: what it found was not told
  const second = readFileSync(join(folder, 'manifest.json'), 'utf8')
  expect(second).not.toBe(first)
  markUnfinished(folder, 'tell')
  cpSync(join(sample, 'slack'), join(exports, 'slack'), { recursive: true })
  cpSync(join(sample, 'cloudtrail'), join(exports, 'cloudtrail'), { recursive: true })
  const found = await analyze('--fail-on-new')
  expect(found.code).toBe(1)
  expect(found.baseline!.new_gaps).toBeGreaterThan(0)
  expect(found.baseline!.folder).toBe(join(folder, 'previous'))
  expect(kept()).toBe(first)

  expect(await analyze('--fail-on-new')).toMatchObject({ code: 0, baseline: { new: 0, new_gaps: 0 } })
}, 600_000)

it('takes the first run for one in which all is new, and one state at a time', async () => {
  const args = ['analyze', exports, '--case', join(work, 'first'), '--since-last', '--quiet']
  expect((await runCli([...args, '--fail-on-new'])).code).toBe(1)
  const both = await runCli([...args, '--baseline', folder])
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('contradict each other')])
}, 600_000)
