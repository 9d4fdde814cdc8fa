/** A small case whose ledger is written by hand: five holders, three entitlements, an owner, a manager. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSql } from '../../src/sql-file.js'
import { openCase } from '../report/fixture.js'

const admin = 'arn:aws:iam::aws:policy/AdministratorAccess'
const reader = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

/** A holding from the beginning of June, still held at the end of September. */
const holding = (subject: string, person: string | null, entitlement: string, more: object = {}) => ({
  holding: `${person ?? subject} ${entitlement}`,
  interval_no: 1,
  subject,
  subject_person: person,
  entitlement,
  resource: '123456789012',
  system: 'aws-cloudtrail',
  systems: ['aws-cloudtrail'],
  began: 'granted',
  held_from_lo: '2026-06-01T10:00:00Z',
  held_from_hi: '2026-06-01T10:00:01Z',
  grant_event_id: 'c:1',
  granted_by: 'ivo@corp.example',
  grant_task: 'ticket:OPS-1',
  ended: 'held',
  shown_until_at: '2026-10-02T00:00:00Z',
  is_replayable: true,
  ...more,
})

const user = (name: string) => `aws:arn:aws:iam::123456789012:user/${name}`
const seen = (subject: string, day: string, uses = 3) => ({
  subject,
  thing: null,
  day_at: `${day}T00:00:00Z`,
  uses,
  last_lo: `${day}T09:00:00Z`,
  last_event_id: 'c:9',
})

/** The rows of the case; tests may put others in their place. */
export const rows = {
  fct_settings: [{ as_of: '2026-10-02T00:00:00Z' }],
  fct_entitlement_intervals: [
    holding(user('ana'), 'ana@corp.example', admin),
    holding(user('ben'), 'ben@corp.example', reader),
    holding(user('boss'), 'boss@corp.example', reader),
    holding(user('cy'), 'cy@corp.example', reader),
    holding(user('robot'), null, admin, { grant_task: null, granted_by: null }),
    holding(user('gone'), 'ana@corp.example', reader, {
      ended: 'removed',
      held_to_lo: '2026-08-01T00:00:00Z',
      held_to_hi: '2026-08-01T00:00:01Z',
      shown_until_at: '2026-08-01T00:00:01Z',
    }),
  ],
  fct_identities: [
    ...['ana', 'ben', 'boss', 'cy', 'top'].map((name) => ({
      person: `${name}@corp.example`,
      kind: 'human',
      aliases: [user(name)],
      bases: ['authoritative'],
    })),
    { person: user('robot'), kind: 'workload', aliases: [user('robot')], bases: ['authoritative'] },
  ],
  fct_people: [
    ...['ana', 'ben', 'cy'].map((name) => ({
      person: `${name}@corp.example`,
      team: 'platform',
      manager: 'boss@corp.example',
      basis: 'authoritative',
    })),
    { person: 'boss@corp.example', manager: 'top@corp.example', basis: 'authoritative' },
  ],
  fct_person_states: [
    {
      person: 'cy@corp.example',
      status: 'terminated',
      from_lo: '2026-07-01T00:00:00Z',
      from_hi: '2026-07-01T00:00:00Z',
    },
  ],
  fct_chains: [{ task: 'ticket:OPS-1', task_key: 'OPS-1', grade: 'provable' }],
  fct_decisions: [{ task: 'ticket:OPS-1', decision: 'approved', decider: 'top@corp.example' }],
  fct_account_uses: [seen(user('ana'), '2026-09-20'), seen(user('ben'), '2026-06-05')],
  fct_account_logs: ['ana', 'ben', 'boss', 'cy', 'robot'].map((name) => ({
    subject: user(name),
    system: 'aws-cloudtrail',
    covers_from: '2026-01-01T00:00:00Z',
    covers_to: '2026-10-02T00:00:00Z',
    is_filtered: false,
  })),
}

/** Makes the case in a new folder. */
export async function makeCase(tables: Readonly<Record<string, readonly object[]>> = rows): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-certify-'))
  writeFileSync(join(folder, 'manifest.json'), '{}')
  const store = await openCase(
    tables as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
    join(folder, 'case.duckdb'),
  )
  // what detection leaves behind
  await store.script(loadSql('macros_rules.sql'))
  store.close()
  return folder
}
