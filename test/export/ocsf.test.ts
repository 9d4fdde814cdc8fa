/** OCSF: every line valid against the schema of its class, findings once, changes of rights under the names of each release, hostile text harmless. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { FileFormat } from '../../src/export/format.js'
import { ocsf, ocsfNext } from '../../src/export/ocsf.js'
import { classOf } from '../../src/export/ocsf-classes.js'
import { eventOf } from '../../src/export/ocsf-events.js'
import type { TimelineRow } from '../../src/export/timeline.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { ocsfBreaches as breaches, type Line } from './check-ocsf.js'
import { hostileRows } from './hostile.js'
import { portionsOf, sourceOf } from './source.js'

const linesOf = async (format: FileFormat, source: ReturnType<typeof sourceOf>) =>
  (await portionsOf(format, source)).map((line) => JSON.parse(line) as Line)

async function written(rows: Parameters<typeof openCase>[0]) {
  const store = await openCase(rows)
  try {
    const source = sourceOf(store)
    return { now: await linesOf(ocsf, source), next: await linesOf(ocsfNext, source) }
  } finally {
    store.close()
  }
}

describe('a case as OCSF events', () => {
  let now: Line[]
  let next: Line[]
  beforeAll(async () => {
    ;({ now, next } = await written(sampleRows))
  }, 60_000)

  it('fits the published schema of each class', () => {
    expect(now.flatMap(breaches)).toEqual([])
    expect(next.flatMap(breaches)).toEqual([])
    expect(breaches({ ...now[0]!, compliance: undefined } as unknown as Line)).not.toEqual([])
  })

  it('has each finding once: what cannot be decided is unknown, what is excepted suppressed', () => {
    const findings = now.filter(({ class_uid }) => class_uid === 2003 || class_uid === 2004)
    expect(findings.map((one) => [one.metadata.uid, one.compliance?.status, one.status_id])).toEqual([
      ['f-0001', 'Fail', 1],
      ['f-0002', 'Fail', 1],
      ['f-0003', 'Unknown', 1],
      ['f-0004', 'Warning', 3],
    ])
    expect(findings[0]!.compliance!.requirements[0]).toContain('NIST SP 800-53 AC-5')
  })

  it('says which release it follows, and has the same lines in both', () => {
    expect(new Set(now.map(({ metadata }) => metadata.version))).toEqual(new Set(['1.8.0']))
    expect(new Set(next.map(({ metadata }) => metadata.version))).toEqual(new Set(['1.9.0']))
    expect(now.map(({ metadata }) => metadata.uid)).toEqual(next.map(({ metadata }) => metadata.uid))
  })
})

const row = (rest: Partial<TimelineRow>): TimelineRow => ({
  event_id: 'e:1',
  native_id: null,
  connector: 'x',
  system_class: 'iam',
  file: 'x.json',
  record_no: 1,
  occurred_at: 1_772_442_720_000_000,
  stage: 'execution',
  activity: 'grant',
  operation: 'GiveIt',
  outcome: 'success',
  is_write: true,
  change_class: null,
  identity: 'email:ana@corp.example',
  person: 'ana@corp.example',
  kind: 'human',
  on_behalf_of: null,
  subject: null,
  account: null,
  resource: null,
  entitlement: null,
  change: null,
  decision: null,
  session: null,
  credential: null,
  issued_credential: null,
  issued_expires_at: null,
  source_ip: null,
  user_agent: null,
  text: null,
  tasks: null,
  grades: null,
  link_methods: null,
  link_confidences: null,
  findings: null,
  rules: null,
  verdicts: null,
  unaccounted: null,
  ...rest,
})

describe('classes', () => {
  const both = (rest: Partial<TimelineRow>) =>
    (['1.8.0', '1.9.0'] as const).map((version) => {
      const { name, activityName } = classOf(row(rest), version)
      return `${name}: ${activityName}`
    })
  const given = { subject: 'email:bo@corp.example', entitlement: 'admins', change: 'add' }

  it('of changes of rights are those of each release', () => {
    expect(both(given)).toEqual(['User Access Management: Assign Privileges', 'User Management: Assign Privileges'])
    expect(both({ ...given, change: 'remove' })).toEqual([
      'User Access Management: Revoke Privileges',
      'User Management: Remove Privileges',
    ])
    expect(both({ ...given, subject: 'arn:aws:iam::123456789012:role/ops' })).toEqual([
      'Account Change: Attach Policy',
      'Role Management: Assign Privileges',
    ])
    expect(both({ change_class: 'nhi_create', subject: 'svc' })).toEqual([
      'Account Change: Create',
      'User Management: Create',
    ])
    expect(both({ change_class: 'secret_issue', resource: 'svc' })).toEqual([
      'Account Change: GiveIt',
      'User Management: Add Programmatic Credentials',
    ])
  })

  it('of the other release are named beside each', () => {
    const other = (version: '1.8.0' | '1.9.0') =>
      eventOf(row(given), version, '0.1.0').unmapped as Readonly<Record<string, unknown>>
    expect(other('1.8.0')['class_since_1.9.0']).toMatchObject({
      class_uid: 3007,
      class_name: 'User Management',
      activity_id: 14,
    })
    expect(other('1.9.0')['class_until_1.8.0']).toMatchObject({
      class_uid: 3005,
      class_name: 'User Access Management',
      activity_id: 1,
    })
  })

  it('of other events are the same in both', () => {
    expect(both({ activity: 'sign_in' })).toEqual(['Authentication: Logon', 'Authentication: Logon'])
    expect(new Set(both({ system_class: 'ticketing', activity: 'create', stage: 'request' }))).toEqual(
      new Set(['Entity Management: Create']),
    )
    expect(new Set(both({ activity: 'read' }))).toEqual(new Set(['API Activity: Read']))
  })

  it.each([
    given,
    { ...given, subject: 'roles/ops' },
    { change_class: 'trust_policy', resource: 'arn:aws:iam::123456789012:role/ops' },
    { change_class: 'nhi_create', subject: 'svc' },
    { change_class: 'secret_issue', resource: 'svc' },
    { stage: 'identity', activity: 'delete', subject: 'bo' },
    { stage: 'identity', activity: 'lifecycle', subject: 'bo' },
    { activity: 'sign_out', identity: null, person: null, source_ip: '2001:db8::1' },
    { activity: 'read', identity: null, person: null, source_ip: 'not an address' },
    {
      stage: 'credential',
      activity: 'issue',
      resource: 'r',
      issued_credential: 'aws:ASIAEXAMPLE',
      issued_expires_at: 1,
    },
    { activity: 'configure', source_ip: '192.0.2.7', kind: 'agent', resource: 'r' },
  ] satisfies Partial<TimelineRow>[])('fit the schema: %j', (rest) => {
    for (const version of ['1.8.0', '1.9.0'] as const)
      expect(breaches(eventOf(row(rest), version, '0.1.0') as unknown as Line)).toEqual([])
  })
})

describe('hostile text', () => {
  it('still gives valid events, one a line, whose messages steer nothing', async () => {
    const { now, next } = await written(hostileRows)
    expect([...now, ...next].flatMap(breaches)).toEqual([])
    for (const { message } of now) expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(now.some(({ message }) => message.includes('<script>'))).toBe(true)
  }, 60_000)
})
