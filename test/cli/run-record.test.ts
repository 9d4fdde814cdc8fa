/** What a run tells machines: the summary and the log, also where it fails, and where they cannot be written. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/export/run-summary.js'
import { sha256 } from '../../src/hash.js'
import { projectRoot } from '../../src/sql-file.js'
import { makeCase } from '../certify/small-case.js'
import { schemaErrors } from '../export/validate.js'
import { cli, runProcess } from './killed.js'
import { runCli } from './run-cli.js'

const work = mkdtempSync(join(tmpdir(), 'approvenance-record-'))
const exports = join(work, 'exports')
const folder = join(work, 'case')
const [summary, log] = [join(work, 'summary.json'), join(work, 'run.log')]
const told = ['--summary', summary, '--log', log, '--quiet']

const readSummary = () => JSON.parse(readFileSync(summary, 'utf8')) as RunSummary
const readLog = () =>
  readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(() => {
  mkdirSync(exports)
  cpSync(join(projectRoot(), 'sample-data', 'exports', 'aws-team'), join(exports, 'aws-team'), { recursive: true })
  writeFileSync(join(exports, 'notes.txt'), 'nobody knows this\n')
  writeFileSync(join(exports, 'approvenance.yaml'), 'sources:\n  - match: trail/**\n    label: prod trail\n')
  writeFileSync(join(exports, 'x\u001b[31m\u202epassword=hunter2hunter2.json'), '{"broken": ')
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('analyze with --summary and --log', () => {
  it('tells both what was read, what was found, how long it took and how it ended', async () => {
    const { code, out, err } = await runCli(['analyze', exports, '--case', folder, ...told, '--fail-on', 'low'])
    expect([out, err]).toEqual(['', ''])
    const run = readSummary()
    expect(schemaErrors('run', run)).toEqual([])
    expect(run.exit).toEqual({ code, meaning: expect.any(String) })
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    const sum = (name: string) => manifest.inputs.reduce((n: number, one: Record<string, number>) => n + one[name]!, 0)
    expect(run.inputs).toMatchObject({
      files: manifest.inputs.length,
      records_read: sum('read'),
      records_used: sum('used'),
      records_rejected: sum('rejected'),
    })
    expect(run.inputs!.problems.length).toBe(3)
    expect(run.inputs!.problems.at(-1)).toEqual({
      file: expect.stringContaining('approvenance.yaml'),
      problem: expect.stringContaining('match trail/**: fits no export'),
    })
    expect(run.outputs).toEqual(manifest.outputs)
    const { findings } = JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8'))
    const count = (verdict: string) => findings.filter((one: { verdict: string }) => one.verdict === verdict).length
    for (const verdict of ['gap', 'insufficient', 'excepted', 'lead'] as const)
      expect(run.findings![verdict]).toBe(count(verdict))
    expect(run.findings!.rules.reduce((n, one) => n + one.findings, 0)).toBe(findings.length)
    expect(run.stages.map(({ name }) => name)).toEqual(['ingest', 'correlate', 'detect', 'report'])
    expect(run.baseline).toBeNull()

    const lines = readLog()
    expect(new Set(lines.map((line) => line.run))).toEqual(new Set([run.run]))
    expect([lines[0]!.event, lines.at(-1)!.event]).toEqual(['begun', 'ended'])
    expect(lines.filter(({ event }) => event === 'problem').length).toBe(3)
    for (const { at } of lines) expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(lines.at(-1)).toMatchObject({ code })
  })

  it('lets no name of a file act on a screen, and leaves nothing of it in the case', () => {
    for (const file of [summary, log]) {
      const words = readFileSync(file, 'utf8')
      expect(words).toContain('u{1b}')
      expect(words).not.toMatch(/[\u001b\u202e]/)
      expect(words).not.toContain('\\u001b')
      expect(words).not.toContain('hunter2hunter2')
    }
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).not.toContain(readSummary().run)
    expect(readdirSync(folder).filter((name) => /summary|log$/.test(name))).toEqual([])
  })

  it('counts what became of findings since a baseline, and one stage alone tells what it knows', async () => {
    const later = join(work, 'later')
    await runCli(['ingest', exports, '--case', later, ...told])
    expect(schemaErrors('run', readSummary())).toEqual([])
    expect(readSummary()).toMatchObject({ command: 'ingest', findings: null, chains: null, inputs: { files: 3 } })
    await runCli(['correlate', '--case', later, ...told])
    expect(readSummary()).toMatchObject({
      command: 'correlate',
      findings: null,
      chains: { partial: expect.any(Number) },
    })
    await runCli(['detect', '--case', later, '--baseline', folder, ...told])
    const run = readSummary()
    expect(schemaErrors('run', run)).toEqual([])
    expect(run.stages.map(({ name }) => name)).toEqual(['detect', 'compare'])
    expect(run.baseline).toMatchObject({ folder, new: 0, new_gaps: 0, gone: 0 })
  })

  it('tell of a run that was refused, and replace what an earlier run said at its beginning', async () => {
    const { code } = await runCli(['analyze', join(work, 'nowhere'), '--case', folder, ...told])
    expect(code).toBe(2)
    const run = readSummary()
    expect(schemaErrors('run', run)).toEqual([])
    expect(run).toMatchObject({ exit: { code: 2 }, error: expect.stringContaining('nowhere'), findings: null })
    expect(readLog().at(-1)).toMatchObject({ event: 'ended', code: 2, run: run.run })
  })

  it.each(['--summary', '--log'])('refuse a file of %s that cannot be written, before any work', async (option) => {
    const before = readFileSync(join(folder, 'manifest.json'), 'utf8')
    const place = join(work, 'no-such-folder', 'file')
    const { code, err } = await runCli(['analyze', exports, '--case', join(work, 'never'), option, place])
    expect([code, err]).toEqual([2, expect.stringContaining(`${option}: ${place} cannot be written (ENOENT)`)])
    expect(existsSync(join(work, 'never'))).toBe(false)
    const inside = await runCli(['report', '--case', folder, option, join(folder, 'told')])
    expect([inside.code, inside.err]).toEqual([2, expect.stringContaining('name a place outside')])
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(before)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    '%s ends a run at once: it is told, the lock is free, and the next run is as any',
    async (signal, code) => {
      const stopped = join(work, `stopped-${signal}`)
      const args = ['analyze', exports, '--case', stopped, ...told]
      const ended = await runProcess([cli, ...args], async (child) => {
        while (!existsSync(join(stopped, '.unfinished'))) await new Promise((done) => setTimeout(done, 5))
        child.kill(signal)
      })
      expect(ended).toMatchObject({ signal, err: expect.stringContaining(`stopped by ${signal}: start it again`) })
      expect(readSummary()).toMatchObject({ exit: { code }, error: `stopped by ${signal}` })
      expect(readLog().at(-1)).toMatchObject({ event: 'ended', code })
      expect(await runProcess([cli, ...args])).toMatchObject({ code: 0, err: '' })
      expect(readFileSync(join(stopped, 'findings.json'))).toEqual(readFileSync(join(folder, 'findings.json')))
    },
  )
})

it('certify check and close tell what was found, and the hashes of what they wrote', async () => {
  const [caseFolder, campaign] = [await makeCase(), join(work, 'campaign')]
  const on = ['--campaign', campaign, '--at', '2026-10-02T08:00:00Z']
  const open = ['certify', 'open', '--case', caseFolder, '--period', '2026-Q3', '--cutoff', '2026-10-01T00:00:00Z']
  expect((await runCli([...open, ...on])).code).toBe(0)
  const { code } = await runCli(['certify', 'check', ...on, '--case', caseFolder, '--fail', ...told.slice(0, 4)])
  const check = readSummary()
  expect(schemaErrors('run', check)).toEqual([])
  expect([code, check.exit.code, check.command]).toEqual([1, 1, 'certify check'])
  const { findings } = JSON.parse(readFileSync(join(campaign, 'check.json'), 'utf8')) as { findings: unknown[] }
  expect(check.findings!.rules.reduce((n, one) => n + one.findings, 0)).toBe(findings.length)
  await runCli(['certify', 'key', '--out', join(work, 'sign.pem')])
  const by = ['--by', 'cora@corp.example', '--key', join(work, 'sign.pem')]
  expect((await runCli(['certify', 'close', ...on, ...by, ...told.slice(0, 2)])).code).toBe(2)
  expect(readSummary()).toMatchObject({ exit: { code: 2 }, error: '5 items are not decided' })
  expect((await runCli(['certify', 'close', ...on, ...by, '--accept-open', ...told.slice(0, 2)])).code).toBe(0)
  for (const { file, sha256: hash } of readSummary().outputs)
    expect(hash).toBe(sha256(readFileSync(join(campaign, file))))
  expect(readSummary().outputs.length).toBe(3)
})
