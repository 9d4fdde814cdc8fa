/** `holds` on a case whose ledger is written by hand. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCase } from '../report/fixture.js'
import { runCli } from './run-cli.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-holds-'))
const holds = (...args: string[]) => runCli(['holds', ...args, '--case', folder])

const ana = { subject: 'aws:arn:aws:iam::123456789012:user/ana', subject_person: 'ana@corp.example', interval_no: 1 }
const intervals = [
  {
    ...ana,
    holding: 'ana P',
    entitlement: 'arn:aws:iam::aws:policy/PowerUser',
    began: 'granted',
    held_from_lo: '2026-03-02T10:00:00Z',
    held_from_hi: '2026-03-02T10:00:01Z',
    grant_event_id: 'c:1',
    granted_by: 'dee@corp.example',
    grant_task: 'ticket:OPS-1',
    grant_link_confidence: 0.97,
    ended: 'removed',
    held_to_lo: '2026-03-05T10:00:00Z',
    held_to_hi: '2026-03-05T10:00:01Z',
    removal_event_id: 'c:2',
    removal_task: 'ticket:OPS-2',
    removal_link_confidence: 0.5,
    is_removal_ambiguous: true,
    shown_until_at: '2026-03-05T10:00:01Z',
    is_replayable: true,
  },
  {
    ...ana,
    holding: 'ana Q',
    entitlement: '=cmd|calc',
    began: 'listed',
    held_from_hi: '2026-03-03T00:00:00Z',
    ended: 'held',
    shown_until_at: '2026-03-04T00:00:00Z',
    is_replayable: false,
    reason: 'no_source',
    needs: 'an audit log of aws',
  },
]

beforeAll(async () => {
  const store = await openCase(
    { fct_entitlement_intervals: intervals, fct_tasks: [{ task: 'ticket:OPS-1', task_key: 'OPS-1' }] },
    join(folder, 'case.duckdb'),
  )
  store.close()
}, 60_000)

describe('holds', () => {
  it('shows what a person held, from when to when, which task and who put it there, and what the records do not show', async () => {
    const { code, out } = await holds('ana@corp.example')
    expect(code).toBe(0)
    expect(out).toMatch(
      /PowerUser .*2026-03-02 10:00:00 .*OPS-1 \(0\.97\), dee@corp\.example .*removed .*2026-03-05 10:00:01 .*ticket:OPS-2 \(0\.5\d*, or another task\)/,
    )
    expect(out).toMatch(/a list shows it, no record grants it .*held, shown until 2026-03-04T00:00Z/)
    expect(out).toContain('would help: an audit log of aws')
  })

  it('shows who holds an entitlement by the last part of its name, and the account by its bare name', async () => {
    for (const name of ['poweruser', 'arn:aws:iam::123456789012:user/ana'])
      expect((await holds(name)).out).toContain('PowerUser')
  })

  it('at a moment says what was held then, and what the records leave open', async () => {
    const states = async (at: string) =>
      (
        JSON.parse((await holds('ana@corp.example', '--at', at, '--output', 'json')).out) as {
          entitlement: string
          state: string
        }[]
      ).map(({ entitlement, state }) => [entitlement.split('/').at(-1), state])
    expect(await states('2026-03-01T00:00:00Z')).toEqual([['=cmd|calc', 'unclear']])
    expect(await states('2026-03-03T12:00:00Z')).toEqual([
      ['=cmd|calc', 'held'],
      ['PowerUser', 'held'],
    ])
    expect(await states('2026-03-06T00:00:00Z')).toEqual([['=cmd|calc', 'unclear']])
  })

  it('writes times with zone in JSON, and no formula in CSV', async () => {
    const [, power] = JSON.parse((await holds('ana@corp.example', '--output', 'json')).out)
    expect(power).toMatchObject({ from_at: '2026-03-02T10:00:00.000000Z', grant_task: 'OPS-1', grant_event_id: 'c:1' })
    expect((await holds('ana@corp.example', '--output', 'csv')).out).toContain("'=cmd|calc")
  })

  it('says so when nobody is known to hold it, and takes no time without a zone', async () => {
    expect((await holds('nobody')).err).toContain('no record says that nobody ever held anything')
    expect((await holds('ana', '--at', 'yesterday')).code).toBe(2)
  })
})
