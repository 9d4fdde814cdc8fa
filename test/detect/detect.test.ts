/** The clerk keeps every verdict, lets gates only weaken, and names findings so that they can be found again. */
import { describe, expect, test, vi } from 'vitest'
import { catalogueRules } from '../../src/controls/controls.js'
import { type DetectOptions, detect } from '../../src/detect/detect.js'
import { facts, storeColumns } from '../../src/detect/facts.js'
import { loadRules } from '../../src/detect/rule.js'
import { UserError } from '../../src/errors.js'
import { type Row, Store } from '../../src/store/store.js'

// every test runs all rules and gates, some twice
vi.setConfig({ testTimeout: 60_000 })

type Given = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

const execution = {
  event_id: 's1:1',
  task: 'ticket:OPS-1',
  task_key: 'OPS-1',
  system: 'aws-cloudtrail',
  operation: 'AttachRolePolicy',
  change_class: 'priv_grant',
  requires_request: true,
  approvals_required: 1,
  requires_human_approval: true,
  lo: '2026-03-02T10:00:00Z',
  hi: '2026-03-02T10:00:01Z',
  occurred_at: '2026-03-02T10:00:00Z',
  identity: 'aws:arn:aws:iam::123456789012:user/ana',
  person: 'ana@example.com',
  kind: 'human',
  basis: 'verified',
  initiator_person: 'ana@example.com',
  initiator_basis: 'verified',
  outcome: 'success',
  is_effective: true,
  resource: 'arn:aws:iam::123456789012:role/billing',
  link_method: 'reference',
  link_confidence: 0.97,
  is_ambiguous: false,
  is_platform: false,
  is_revocation: false,
}
const task = {
  task: 'ticket:OPS-1',
  task_key: 'OPS-1',
  system: 'jira',
  kind: 'ticket',
  requester: 'jira:5b10cleo',
  requester_person: 'cleo@example.com',
  requester_kind: 'human',
  requester_basis: 'verified',
  created_lo: '2026-03-01T10:00:00Z',
  created_hi: '2026-03-01T10:00:01Z',
  request_event_id: 's2:1',
  scope: ['123456789012'],
  scope_basis: 'field',
  has_history: true,
}
const approval = {
  event_id: 's2:2',
  task: 'ticket:OPS-1',
  system: 'jira',
  decision: 'approved',
  lo: '2026-03-02T09:00:00Z',
  hi: '2026-03-02T09:00:01Z',
  occurred_at: '2026-03-02T09:00:00Z',
  is_time_exact: true,
  identity: 'jira:5b10ben',
  person: 'ben@example.com',
  kind: 'human',
  basis: 'verified',
  medium: 'ticket',
  is_durable: true,
  is_relayed: false,
  link_confidence: 1,
}
const late = { lo: '2026-03-02T13:00:00Z', hi: '2026-03-02T13:00:01Z', occurred_at: '2026-03-02T13:00:00Z' }
const absences = (event: string, of: string | null) =>
  ['request', 'approval'].map((stage) => ({
    event_id: event,
    task: of,
    stage,
    is_found: false,
    is_covered: true,
    searched: 'jira',
  }))
const records = [
  { event_id: 's1:1', connector: 'aws-cloudtrail', native_id: 'e-1' },
  { event_id: 's1:2', connector: 'aws-cloudtrail', native_id: 'e-2' },
  { event_id: 's2:1', connector: 'jira', native_id: 'OPS-1' },
  { event_id: 's2:2', connector: 'jira', native_id: '901' },
]

/** The decision that one record of an approval stands for. */
const asDecision = (row: Readonly<Record<string, unknown>>) => ({
  ...row,
  event_ids: [row.event_id],
  account_person: row.person,
  decider: row.person,
  decider_basis: row.basis,
  decider_kind: row.kind,
})

/** Runs detection over facts in memory and hands back its tables. */
async function detected(given: Given, options: DetectOptions = {}) {
  const store = await Store.open(':memory:')
  try {
    for (const [table, columns] of Object.entries(facts)) {
      const base =
        table === 'fct_settings'
          ? [{ skew_tolerance_us: 120_000_000, as_of: '2026-03-10T00:00:00Z', ...given.fct_settings?.[0] }]
          : table === 'fct_decisions'
            ? (given.fct_approvals ?? []).map(asDecision)
            : (given[table] ?? [])
      await store.createTableFromRows(table, storeColumns(columns), base)
    }
    await store.createTableFromRows(
      'stg_events',
      { event_id: 'VARCHAR', connector: 'VARCHAR', native_id: 'VARCHAR' },
      given.stg_events ?? records,
    )
    let ticks = 0
    const { timings } = await detect(store, options, () => ticks++)
    const read = (table: string, order: string) => store.rows(`select * from ${table} order by ${order}`)
    return {
      timings,
      findings: await read('findings', 'place'),
      verdicts: await read('verdicts', 'verdict_no'),
      populations: await read('populations', 'rule'),
      waivers: await read('waivers', 'waiver_no'),
      controls: await read('controls', 'control'),
    }
  } finally {
    store.close()
  }
}

const of = (rows: readonly Row[], rule: string) => rows.filter((row) => row.rule === rule)
const gaps = (rows: readonly Row[]) => rows.filter((row) => row.verdict === 'gap').map((row) => row.rule)
const lateApproval: Given = {
  fct_executions: [execution],
  fct_tasks: [task],
  fct_approvals: [{ ...approval, ...late }],
  fct_absence: absences('s1:1', 'ticket:OPS-1'),
}

describe('one fact, one finding', () => {
  test('a late approval is told by R03; R02 stays among the verdicts, named as suppressed', async () => {
    const { findings, verdicts, populations } = await detected(lateApproval)
    expect(gaps(findings)).toEqual(['R03'])
    expect(of(verdicts, 'R02')).toEqual([expect.objectContaining({ verdict: 'gap', suppressed_by: 'R03' })])
    expect(of(populations, 'R02')).toEqual([expect.objectContaining({ examined: 1, pass: 0, gap: 0, suppressed: 1 })])
    expect(of(populations, 'R03')).toEqual([expect.objectContaining({ examined: 1, pass: 0, gap: 1, suppressed: 0 })])
  })

  test('a denied or pending request that was executed is told by R04, and by R02 that nobody approved', async () => {
    const pending = { ...approval, event_id: 's2:3', decision: 'requested' }
    const both = await detected({ ...lateApproval, fct_approvals: [pending, { ...approval, ...late }] })
    expect(gaps(both.findings)).toEqual(['R04', 'R03'])
    const never = await detected({ ...lateApproval, fct_approvals: [pending] })
    expect(gaps(never.findings)).toEqual(['R02', 'R04'])
  })

  test('every subject examined is counted once', async () => {
    const { populations } = await detected(lateApproval)
    for (const row of populations) {
      const parts = ['pass', 'gap', 'insufficient', 'excepted', 'lead', 'suppressed'].map((name) => Number(row[name]))
      expect(
        parts.reduce((sum, part) => sum + part, 0),
        String(row.rule),
      ).toBe(Number(row.examined))
    }
  })
})

describe('the gates', () => {
  const selfApproval = (more: Given): Given => ({
    fct_executions: [execution],
    fct_tasks: [{ ...task, requester: 'jira:5b10ben', requester_person: 'ben@example.com' }],
    fct_approvals: [approval],
    fct_absence: absences('s1:1', 'ticket:OPS-1'),
    ...more,
  })

  test('let a firm claim stand with its severity', async () => {
    const { findings } = await detected(selfApproval({}))
    expect(of(findings, 'R08')).toEqual([expect.objectContaining({ verdict: 'gap', severity: 'critical', notes: [] })])
  })

  test('cap a probable link at medium, and turn a weak one into a lead', async () => {
    const probable = await detected(selfApproval({ fct_approvals: [{ ...approval, link_confidence: 0.87 }] }))
    expect(of(probable.findings, 'R08')[0]).toMatchObject({
      verdict: 'gap',
      severity: 'medium',
      notes: ['link gate: below 0.95 at most medium'],
    })
    const weak = await detected(selfApproval({ fct_approvals: [{ ...approval, link_confidence: 0.7 }] }))
    expect(of(weak.findings, 'R08')[0]).toMatchObject({
      verdict: 'lead',
      severity: 'medium',
      notes: ['link gate: below 0.80 a gap is a lead'],
    })
  })

  test('turn a same-person claim that rests on looks into a lead', async () => {
    const { findings } = await detected(
      selfApproval({ fct_approvals: [{ ...approval, identity: 'slack:U0BEN', basis: 'heuristic' }] }),
    )
    expect(of(findings, 'R08')[0]).toMatchObject({
      verdict: 'lead',
      notes: ['identity gate: the accounts are one person by looks only'],
    })
  })

  test('raise one level for production and for an agent, never two, and never over a cap', async () => {
    const orphan = { ...execution, task: null, task_key: null, link_confidence: null }
    const run = async (more: Record<string, unknown>) => {
      const { findings } = await detected({
        fct_executions: [{ ...orphan, ...more }],
        fct_absence: absences('s1:1', null),
      })
      return of(findings, 'R01')[0]
    }
    expect(await run({})).toMatchObject({ verdict: 'gap', severity: 'high' })
    expect(await run({ resource: 'arn:aws:iam::123456789012:role/prod-billing' })).toMatchObject({
      severity: 'critical',
      notes: ['raised: the target is production by its name'],
    })
    expect(await run({ resource: 'arn:aws:iam::123456789012:role/products' })).toMatchObject({ severity: 'high' })
    expect(await run({ kind: 'agent', resource: 'arn:aws:iam::123456789012:role/prod' })).toMatchObject({
      severity: 'critical',
      notes: ['raised: an agent acted'],
    })
  })

  test('never let absence stand that was not covered', async () => {
    const uncovered = absences('s1:1', null).map((row) => ({
      ...row,
      is_covered: false,
      reason: 'logging_disabled',
      needs: 'jira records from elsewhere',
    }))
    const { findings } = await detected({
      fct_executions: [{ ...execution, task: null, link_confidence: null }],
      fct_absence: uncovered,
    })
    for (const rule of ['R01', 'R02'])
      expect(of(findings, rule)[0]).toMatchObject({
        verdict: 'insufficient',
        reason: 'logging_disabled',
        needs: 'jira records from elsewhere',
      })
  })

  test('keep approver findings of a weakly linked chain at medium', async () => {
    const { findings } = await detected(
      selfApproval({
        fct_chains: [
          { task: 'ticket:OPS-1', task_key: 'OPS-1', executions: 1, ambiguous_links: 0, systems: ['a', 'b'] },
        ],
        fct_links: [
          {
            event_id: 's1:1',
            task: 'ticket:OPS-1',
            stage: 'execution',
            confidence: 0.85,
            method: 'identity_resource_window',
          },
        ],
      }),
    )
    expect(of(findings, 'R08')[0]).toMatchObject({ severity: 'medium' })
  })

  test('leave what lies outside the judged period out of findings and counts, not out of the verdicts', async () => {
    const { findings, verdicts, populations } = await detected({
      ...lateApproval,
      fct_settings: [{ judge_from: '2026-03-05T00:00:00Z' }],
    })
    expect(findings).toEqual([])
    expect(of(verdicts, 'R03')[0]).toMatchObject({ verdict: 'gap', is_outside: true })
    expect(of(populations, 'R03')[0]).toMatchObject({ examined: 0, gap: 0 })
  })
})

describe('finding ids', () => {
  test("rest on the vendors' ids, not on file names and record numbers", async () => {
    const here = await detected(lateApproval)
    const moved = JSON.parse(
      JSON.stringify({ ...lateApproval, stg_events: records })
        .replaceAll('s1:', 's7:4')
        .replaceAll('s2:', 's9:8'),
    ) as Given
    const there = await detected(moved)
    expect(here.findings.map((row) => row.finding_id)).toEqual(there.findings.map((row) => row.finding_id))
    for (const row of here.findings) expect(row.finding_id).toMatch(/^F-[0-9a-f]{12}$/)
  })

  test('are unique, also for events that share a record', async () => {
    const twice = { ...execution, task: null, link_confidence: null }
    const { findings } = await detected({
      fct_executions: [twice, { ...twice, event_id: 's1:1.2' }],
      fct_absence: [...absences('s1:1', null), ...absences('s1:1.2', null)],
      stg_events: [...records, { event_id: 's1:1.2', connector: 'aws-cloudtrail', native_id: 'e-1' }],
    })
    const ids = findings.map((row) => row.finding_id)
    expect(of(findings, 'R01')).toHaveLength(2)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('and everything else are the same on a second run', async () => {
    const [one, two] = [await detected(lateApproval), await detected(lateApproval)]
    expect(two).toEqual(one)
  })
})

describe('waivers', () => {
  const at = (text: string) => Date.parse(text) * 1000
  const waiver = {
    rule: 'R03',
    task: 'ops-1',
    finding: null,
    approver: 'dora@example.com',
    reason: 'agreed in the board',
    expires: at('2026-06-01T00:00:00Z'),
    file: 'waivers.csv',
    line_no: 2,
  }

  test('answer a finding by rule and task, and say so on the finding', async () => {
    const { findings, waivers, populations } = await detected(lateApproval, { waivers: [waiver] })
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'excepted' })
    expect(JSON.parse(String(of(findings, 'R03')[0]!.waiver))).toEqual({
      approver: 'dora@example.com',
      reason: 'agreed in the board',
      expires: '2026-06-01T00:00:00Z',
      state: 'applied',
      verdict: 'gap',
    })
    expect(waivers).toEqual([expect.objectContaining({ state: 'applied', findings: 1 })])
    expect(of(populations, 'R03')[0]).toMatchObject({ gap: 0, excepted: 1 })
    expect(gaps(findings)).toEqual([])
  })

  test('answer a finding by its id, as written by an earlier run', async () => {
    const first = await detected(lateApproval)
    const id = String(of(first.findings, 'R03')[0]!.finding_id)
    const { findings } = await detected(lateApproval, { waivers: [{ ...waiver, rule: null, task: null, finding: id }] })
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'excepted', finding_id: id })
  })

  test('that expired are noted and change nothing; that meet nothing are told', async () => {
    const expired = { ...waiver, expires: at('2026-03-09T00:00:00Z') }
    const { findings, waivers } = await detected(lateApproval, {
      waivers: [expired, { ...waiver, task: 'OPS-2' }, { ...waiver, rule: 'R08' }],
    })
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'gap' })
    expect(JSON.parse(String(of(findings, 'R03')[0]!.waiver))).toMatchObject({ state: 'expired' })
    expect(waivers.map((row) => row.state)).toEqual(['expired', 'unmatched', 'unmatched'])
    const earlier = await detected(lateApproval, { waivers: [expired], asOf: at('2026-03-08T00:00:00Z') })
    expect(of(earlier.findings, 'R03')[0]).toMatchObject({ verdict: 'excepted' })
  })
})

describe('waivers that do not count', () => {
  const disabledRules = catalogueRules.filter((rule) => rule !== 'R03')
  const at = (text: string) => Date.parse(text) * 1000
  const waiver = {
    rule: 'R03',
    task: 'OPS-1',
    finding: null,
    reason: 'agreed in the board',
    expires: at('2026-06-01T00:00:00Z'),
    file: 'waivers.csv',
    line_no: 2,
  }
  const known = (person: string, ...aliases: string[]) => ({ person, kind: 'human', aliases, display_name: null })
  const people = [
    known('ana@example.com', 'aws:arn:aws:iam::123456789012:user/ana', 'okta:00uana'),
    known('ben@example.com', 'jira:5b10ben'),
    known('cleo@example.com', 'jira:5b10cleo', 'email:c.cleo@example.com'),
    { ...known('dora@example.com'), display_name: 'Dora Díaz' },
    { ...known('board', 'jira:board'), kind: 'group' },
  ]
  const signedBy = (...approvers: string[]) =>
    detected(
      { ...lateApproval, fct_identities: people },
      { disabledRules, waivers: approvers.map((approver, i) => ({ ...waiver, approver, line_no: i + 2 })) },
    )

  test.each([
    ['who executed', 'okta:00uana'],
    ['who approved', 'ben@example.com'],
    ['who approved, by another account and in capitals', 'JIRA:5B10BEN'],
    ['who asked, by a former address', 'c.cleo@example.com'],
  ])('are those of a person of the finding: %s', async (_who, approver) => {
    const { findings, waivers, populations } = await signedBy(approver)
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'gap', severity: 'high' })
    expect(JSON.parse(String(of(findings, 'R03')[0]!.waiver))).toMatchObject({ approver, state: 'self-signed' })
    expect(of(populations, 'R03')[0]).toMatchObject({ gap: 1, excepted: 0 })
    expect(waivers).toEqual([
      expect.objectContaining({
        state: 'self-signed',
        findings: 1,
        applied: 0,
        problem: `${approver} is a person of what it excuses (1 of 1), and nobody excuses themselves`,
      }),
    ])
  })

  test('are those of a beneficiary', async () => {
    const { waivers } = await detected(
      { ...lateApproval, fct_tasks: [{ ...task, beneficiary_person: 'dora@example.com' }], fct_identities: people },
      { disabledRules, waivers: [{ ...waiver, approver: 'dora diaz' }] },
    )
    expect(waivers[0]).toMatchObject({ state: 'self-signed' })
  })

  test('are those of a group or a machine: only a person can answer', async () => {
    const { findings, waivers } = await signedBy('jira:board')
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'gap' })
    expect(waivers[0]).toMatchObject({ state: 'not a person', applied: 0 })
  })

  test('do not stand in the way of one that does', async () => {
    const { findings, waivers } = await signedBy('ben@example.com', 'Dora Díaz')
    expect(of(findings, 'R03')[0]).toMatchObject({ verdict: 'excepted' })
    expect(waivers.map((row) => [row.state, row.problem === null])).toEqual([
      ['self-signed', false],
      ['applied', true],
    ])
  })

  test('tell their problem in a sentence when they are expired or met nothing', async () => {
    const { waivers } = await detected(lateApproval, {
      disabledRules,
      waivers: [
        { ...waiver, approver: 'dora@example.com', expires: at('2026-03-09T00:00:00Z') },
        { ...waiver, approver: 'dora@example.com', task: 'OPS-2', expires: at('2026-03-09T00:00:00Z') },
        { ...waiver, approver: 'dora@example.com', task: 'OPS-2' },
      ],
    })
    expect(waivers.map((row) => row.problem)).toEqual([
      'expired at 2026-03-09 00:00Z; what it answered is open again',
      'expired at 2026-03-09 00:00Z; nothing is left for it to answer',
      'met no open finding',
    ])
  })
})

describe('controls', () => {
  test('are told with the rules that tested them, their result, and what could not be tested and why', async () => {
    const { controls } = await detected(lateApproval, { disabledRules: ['R06'] })
    const control = (key: string) => controls.find((row) => row.control === key)
    expect(control('nist-800-53:CM-3(1)')).toMatchObject({ result: 'gaps', tested_by: ['R03'], examined: 1, gap: 1 })
    const separation = control('nist-800-53:AC-5')
    expect(separation).toMatchObject({ result: 'partly tested', gap: 0 })
    expect(separation?.tested_by).toContain('R08')
    expect(control('nist-800-53:AU-10')?.untested).toContain('R06: not run')
    expect(control('nist-800-53:AU-12(3)')).toMatchObject({ result: 'not tested', examined: 0 })
  })

  test('of which only undecided subjects are known are not tested, and say what would settle them', async () => {
    const { controls } = await detected({
      fct_executions: [{ ...execution, task: null, link_confidence: null }],
      fct_absence: absences('s1:1', null).map((row) => ({
        ...row,
        is_covered: false,
        reason: 'no_source',
        needs: 'a jira export',
      })),
    })
    const reviewed = controls.find((row) => row.control === 'nist-800-53:AU-6(3)')
    expect(reviewed).toMatchObject({ result: 'not tested', gap: 0 })
    expect((reviewed?.untested as readonly string[] | undefined)?.join('\n')).toContain(
      'would settle it: a jira export',
    )
  })
})

describe('what runs', () => {
  test('is every rule that is not disabled, each timed', async () => {
    const { timings, populations } = await detected({}, { disabledRules: ['R08', 'R46'] })
    expect(populations).toHaveLength(loadRules().filter(({ rule }) => !['R08', 'R46'].includes(rule)).length)
    expect(timings.map(({ name }) => name)).toContain('R01_exec_without_request')
    expect(timings.map(({ name }) => name)).not.toContain('R08_self_approval')
  })

  test("unknown names in the configuration are the operator's mistakes", async () => {
    await expect(detected({}, { disabledRules: ['R08', 'X99'] })).rejects.toThrow(/rules\.disable: unknown rule X99/)
    await expect(detected({}, { parameters: { ttl: 3 } })).rejects.toThrow(/unknown parameter: ttl/)
    await expect(detected({}, { parameters: { production_pattern: '(' } })).rejects.toThrow(/no regular expression: \(/)
  })

  const header = `-- rule: MY01
-- slug: my-rule
-- title: Night work
-- severity: low
-- grain: one row per execution
-- question: Who works at night?
-- why: Because we want to know.
-- misses: Whatever is not logged.
-- false-positives: People in other zones.
-- remedy: Ask them.
-- needs: execution
-- ref: our handbook

`
  const mine = (sql: string) => ({
    stem: 'MY01_my_rule',
    name: 'my_rule',
    path: 'my-rules/MY01_my_rule.sql',
    sql: header + sql,
  })

  test("is also the operator's own rule, judged by the same gates", async () => {
    const sql = `select task, person, [identity] as identities, occurred_at, 'gap' as verdict, null as sub, null as severity, 0.7 as confidence,
      null as basis, null as reason, null as needs, person || ' works at night' as message, [event_id] as event_ids from fct_executions`
    const { findings } = await detected({ fct_executions: [execution] }, { extraRules: [mine(sql)] })
    expect(of(findings, 'MY01')[0]).toMatchObject({ verdict: 'lead', severity: 'low', slug: 'my-rule', controls: [] })
  })

  test("a rule of the operator's that is broken is named with its file", async () => {
    const failing = async (sql: string) => {
      const error: unknown = await detected({ fct_executions: [execution] }, { extraRules: [mine(sql)] }).then(
        () => null,
        (cause: unknown) => cause,
      )
      expect(error).toBeInstanceOf(UserError)
      expect((error as UserError).at.file).toBe('my-rules/MY01_my_rule.sql')
      return (error as UserError).message
    }
    expect(await failing('select 1 as x from nowhere')).toContain('nowhere is no fact')
    expect(await failing('select task, person from fct_executions')).toContain('rule MY01 does not return identities')
    expect(
      await failing(`select task, person, [identity] as identities, occurred_at, 'insufficient' as verdict, null as sub, null as severity, 1 as confidence,
        null as basis, null as reason, null as needs, 'something' as message, [event_id] as event_ids from fct_executions`),
    ).toContain('returned a row without verdict, message, or reason and needs')
  })
})
