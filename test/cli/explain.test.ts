/** `explain` shows what a finding rests on: weights, losers, searches, clocks, and what would settle it. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCase, sampleRows } from '../report/fixture.js'
import { runCli } from './run-cli.js'

const hostile = 'fits\u001b[2J \u202e well'

describe('explain', () => {
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'approvenance-explain-'))
    const candidates = sampleRows.fct_link_candidates!.map((row) =>
      row.is_chosen ? row : { ...row, evidence: hostile, features: [hostile], feature_bits: [row.bits] },
    )
    const store = await openCase({ ...sampleRows, fct_link_candidates: candidates }, join(folder, 'case.duckdb'))
    store.close()
  }, 60_000)
  const explain = (id: string, ...args: string[]) => runCli(['explain', id, '--case', folder, ...args])

  it('finds a finding by the beginning of its id in either case, and names those that are nearly it', async () => {
    expect((await explain('0002')).code).toBe(0)
    expect((await explain('F-0002')).code).toBe(0)
    const { code, err } = await explain('f-0092')
    expect([code, err]).toEqual([2, expect.stringMatching(/no finding f-0092[\s\S]*did you mean f-0002/)])
    const task = await runCli(['task', 'OPS12', '--case', folder])
    expect([task.code, task.err]).toEqual([2, expect.stringContaining('did you mean OPS-12')])
  })

  it('weighs each tie step by step, down to its confidence', async () => {
    const { out } = await explain('f-0002')
    expect(out).toMatch(
      /how the ties were weighed\nOPS-12 {2}credential issued for it\n.*\n +\+5\.0 {2}the credential it used was issued under it\n +-1\.7 {2}a credential may .*\n +\+3\.3 {2}bits: 0\.91\n/,
    )
  })

  it('names the tasks that lost, to which, by how much and why', async () => {
    const { out } = await explain('f-0002')
    expect(out).toMatch(
      /other tasks that were considered\nCHG0030001 {2}fits by who, what, where and when\n {2}too little agrees, 4\.6 bits behind OPS-12: aws-cloudtrail:ticket:OPS-12:7\n +-1\.2 {2}fits/,
    )
  })

  it('says how far apart the clocks of its records are taken to be', async () => {
    expect((await explain('f-0002')).out).toContain(
      'aws-cloudtrail and jira: taken to be at most 2 min apart (31 pairs of records',
    )
    expect((await explain('f-0001')).out).not.toContain('clocks')
  })

  it('says where it was searched, why that is not enough, and everything that would settle it', async () => {
    const { out } = await explain('f-0003')
    expect(out).toMatch(/approval {2}jira, servicenow .*not found: the export does not cover the time in question/)
    expect(out).toContain('Okta System Log export from 2026-03-02 to 2026-03-04')
    expect(out).toContain('jira export that begins earlier')
    expect(out).toMatch(/a record that says which of OPS-12, OPS-13\s+aws-cloudtrail:900 was done for/)
  })

  it('gives the same as JSON, with times as text', async () => {
    const found = JSON.parse((await explain('f-0003', '--output', 'json')).out)
    expect(found.candidates.map((one: { standing: string }) => one.standing)).toEqual(['ambiguous', 'ambiguous'])
    expect(found.searches).toEqual([
      expect.objectContaining({ reason: 'window', searched_from: '2026-03-01T03:12:44.000000Z', executions: 1 }),
    ])
    expect(found.would_settle_it).toHaveLength(3)
  })

  it('lets nothing of a record touch the terminal', async () => {
    for (const output of ['table', 'json', 'csv'])
      expect((await explain('f-0002', '--output', output)).out).not.toMatch(/[\u001b\u202e]/)
    expect((await explain('f-0002')).out).toContain('fits\\u{1b}[2J \\u{202e} well')
  })

  it('gives the records as CSV and nothing else', async () => {
    const lines = (await explain('f-0002', '--output', 'csv')).out.split('\n')
    expect(lines[0]).toBe('occurred_at,stage,what,by,record,native_id,event_id')
    expect(lines).toHaveLength(3)
  })

  it('fits into the width', async () => {
    for (const id of ['f-0002', 'f-0003']) {
      const { out } = await runCli(['explain', id, '--case', folder], 80)
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })
})
