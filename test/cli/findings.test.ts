/** `findings` by whatever somebody has to look after, in every form, with text that means harm. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { keepBaseline } from '../../src/baseline.js'
import { Store } from '../../src/store/store.js'
import { finding, record, writeCase } from '../compare/fixture.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { runCli } from './run-cli.js'

let folder: string
let compared: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'approvenance-findings-'))
  const store = await openCase(
    { ...sampleRows, findings: sampleRows.findings!.map((row, i) => (i === 3 ? { ...row, occurred_at: null } : row)) },
    join(folder, 'case.duckdb'),
  )
  store.close()
  const earlier = await writeCase({
    records: [record('a', 's1:1')],
    rules: ['R01'],
    findings: [finding('F-1', 'R01', { event_ids: ['s1:1'] })],
  })
  compared = await writeCase({
    records: [record('a', 's1:1'), record('b', 's1:2')],
    rules: ['R01'],
    findings: [finding('F-1', 'R01', { event_ids: ['s1:1'] }), finding('F-2', 'R01', { event_ids: ['s1:2'] })],
  })
  await keepBaseline(compared, earlier)
}, 120_000)

const ids = async (...args: string[]) => {
  const { out, err, code } = await runCli(['findings', '--case', folder, '--output', 'json', ...args])
  if (code !== 0) throw new Error(err)
  return JSON.parse(out).map((one: { id: string }) => one.id)
}

describe('filters', () => {
  it('refuse a rule that does not exist, and say which is meant', async () => {
    const { code, err } = await runCli(['findings', '--case', folder, '--rule', 'self-aproval'])
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/unknown rule: self-aproval[\s\S]*did you mean self-approval/),
    ])
    expect((await runCli(['findings', '--case', folder, '--rule', 'R08, r02'])).code).toBe(0)
  })

  it('take a control or a framework, and refuse what no rule speaks to', async () => {
    const all = JSON.parse((await runCli(['findings', '--case', folder, '--output', 'json'])).out) as {
      id: string
      controls: string[]
    }[]
    const control = all.flatMap(({ controls }) => controls).find((one) => one.startsWith('nist-800-53:'))!
    const own = all.filter(({ controls }) => controls.includes(control)).map(({ id }) => id)
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(all.length)
    expect(await ids('--control', control.toUpperCase())).toEqual(own)
    expect((await ids('--control', 'nist-800-53')).length).toBeGreaterThanOrEqual(own.length)
    await expect(ids('--control', 'nist-800-53:AC-99')).rejects.toThrow('unknown control')
  })

  it('take a period, and say how many findings have no time of their own', async () => {
    const late = await ids('--since', '2026-03-03T00:00:00Z')
    const early = await ids('--until', '2026-03-03T00:00:00Z')
    expect([...early, ...late].sort()).toEqual(['f-0001', 'f-0002', 'f-0003'])
    const { err } = await runCli(['findings', '--case', folder, '--since', '2026-01-01T00:00:00Z'])
    expect(err).toContain('1 finding of no particular time left out')
    await expect(ids('--since', 'yesterday')).rejects.toThrow('--since: not a time with a zone')
    await expect(ids('--since', '2026-03-03T00:00:00Z', '--until', '2026-03-02T00:00:00Z')).rejects.toThrow(
      'is not before --until',
    )
  })

  it('take words that stand anywhere in a finding or name its records', async () => {
    expect(await ids('--text', 'OKTA system LOG')).toEqual(['f-0003'])
    expect(await ids('--text', 'no such words')).toEqual([])
  })

  it('take one who answers for the control, and list nothing for somebody who does not', async () => {
    const store = await Store.open(join(folder, 'case.duckdb'))
    const [row] = await store.rows("select controls[1] as control from findings where finding_id = 'f-0001'")
    await store.run("insert into ref_owners (subject, business_owner) values ($control, 'Dana@corp.example')", {
      control: String(row!.control),
    })
    store.close()
    expect(await ids('--owner', 'dana@')).toContain('f-0001')
    expect(await ids('--owner', 'nobody@corp.example')).toEqual([])
  })

  it('take several rules, and hold all at once', async () => {
    const all = await ids()
    expect(await ids('--rule', 'self-approval, R01, R03')).toEqual(expect.arrayContaining(['f-0001']))
    expect(await ids('--rule', 'self-approval', '--severity', 'info')).toEqual(['f-0001', 'f-0004'])
    expect(all).toHaveLength(4)
  })

  it('take what became of a finding since the baseline, where there is one', async () => {
    const { out } = await runCli(['findings', '--case', compared, '--state', 'new', '--output', 'json'])
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ id: 'F-2', baseline: 'new' })])
    expect((await runCli(['findings', '--case', compared])).out).toMatch(/SINCE THEN[\s\S]*F-2 +new/)
    await expect(ids('--state', 'new')).rejects.toThrow('was compared with no earlier case')
    await expect(ids('--state', 'resolved')).rejects.toThrow('unknown state: resolved')
  })
})
