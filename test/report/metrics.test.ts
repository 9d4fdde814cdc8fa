/** How decisions are made: lengths of time in their order only, advice by its last answer, approvers with what rules found of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderAdvice, renderApprovers, renderLatencies, renderMetrics } from '../../src/report/metrics.js'
import type { Figures } from '../../src/report/rows/figures.js'
import { openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout } from './fixture.js'

const hour = 3_600_000_000
const at = (hours: number) => new Date(Date.parse('2026-03-02T00:00:00Z') + hours * 3_600_000).toISOString()

/** A task asked for at 00:00, approved and executed at the given hours. */
const tasks = (list: Readonly<Record<string, { approved?: number; executed?: number; isImported?: boolean }>>) => ({
  fct_tasks: Object.entries(list).map(([task, { isImported }]) => ({
    task,
    task_key: task,
    system: 'jira',
    created_lo: at(0),
    is_imported: isImported ?? false,
  })),
  fct_decisions: Object.entries(list).flatMap(([task, { approved }]) =>
    approved === undefined
      ? []
      : [
          {
            event_id: `d:${task}`,
            task,
            decision: 'approved',
            lo: at(approved),
            is_time_exact: true,
            decider: 'bo@example.com',
            decider_kind: 'human',
            link_confidence: 1,
          },
        ],
  ),
  fct_executions: Object.entries(list).flatMap(([task, { executed }]) =>
    executed === undefined
      ? []
      : [
          {
            event_id: `x:${task}`,
            task,
            lo: at(executed),
            is_effective: true,
            is_platform: false,
            requires_request: true,
            link_confidence: 1,
          },
        ],
  ),
})

const chains = tasks({
  a: { approved: 1, executed: 2 },
  b: { approved: 3, executed: 5 },
  // executed before it was approved
  c: { approved: 4, executed: 2 },
  d: { executed: 1 },
  e: { approved: 9 },
  f: { approved: 1, executed: 900, isImported: true },
})

const rows = {
  ...chains,
  fct_decisions: [
    ...chains.fct_decisions,
    { ...chains.fct_decisions[0], event_id: 'd:no', decision: 'denied', task: 'b' },
    // a decision whose record tells only when it was last changed has no length
    { ...chains.fct_decisions[0], event_id: 'd:coarse', task: 'd', is_time_exact: false, lo: at(0.5) },
    { ...chains.fct_decisions[0], event_id: 'd:agent', task: 'a', decider: 'aria', decider_kind: 'agent' },
  ],
  fct_decision_times: ['a', 'b', 'c'].map((task) => ({
    event_id: `d:${task}`,
    task,
    began_lo: at(0.5),
    words: 40,
  })),
  fct_grants: [
    { grant_event_id: 'g1', task: 'a', granted_lo: at(2), revoked_lo: at(10), link_confidence: 1 },
    { grant_event_id: 'g2', task: 'b', granted_lo: at(5), revoked_lo: at(6), link_confidence: 1 },
    { grant_event_id: 'g3', task: 'b', granted_lo: at(5), revoked_lo: null, link_confidence: 1 },
  ],
  fct_recommendations: ['r1', 'r2', 'r3', 'r4'].map((event_id) => ({ event_id, person: 'aria', words: 20 })),
  fct_dispositions: [
    {
      event_id: 'p1',
      recommendation_event_id: 'r1',
      disposition: 'reject',
      decided_by: 'human',
      person: 'bo@example.com',
      lo: at(1),
      latency_us: hour,
    },
    // changed their mind: the last answer counts
    {
      event_id: 'p2',
      recommendation_event_id: 'r1',
      disposition: 'accept',
      decided_by: 'human',
      person: 'bo@example.com',
      lo: at(2),
      latency_us: 2 * hour,
    },
    {
      event_id: 'p3',
      recommendation_event_id: 'r2',
      disposition: 'accept',
      decided_by: 'rule',
      person: null,
      lo: at(2),
      latency_us: 1,
    },
    {
      event_id: 'p4',
      recommendation_event_id: 'r3',
      disposition: 'modify',
      decided_by: 'human',
      person: 'cy@example.com',
      lo: at(4),
      latency_us: 4 * hour,
    },
  ],
  findings: [
    {
      finding_id: 'f1',
      rule: 'R16',
      slug: 's',
      verdict: 'gap',
      severity: 'medium',
      person: 'bo@example.com',
      message: 'm',
    },
    {
      finding_id: 'f2',
      rule: 'R16',
      slug: 's',
      verdict: 'excepted',
      severity: 'medium',
      person: 'bo@example.com',
      message: 'm',
    },
    {
      finding_id: 'f3',
      rule: 'R08',
      slug: 's',
      verdict: 'gap',
      severity: 'medium',
      person: 'bo@example.com',
      message: 'm',
    },
  ],
}

describe('how long it takes', () => {
  let store: Store
  let figures: Figures
  beforeAll(async () => {
    store = await openCase(rows)
    figures = (await openView(store, sampleAbout)).figures
  }, 60_000)
  afterAll(() => store.close())
  const all = (measure: string) => figures.latencies.find((row) => row.measure === measure && row.system === null)

  it('measures only what came in the order of the words, and counts the rest', () => {
    expect(all('approval to execution')).toMatchObject({ cases: 3, before: 1, open: 0, p50_us: 2 * hour })
    expect(all('request to execution')).toMatchObject({ cases: 4, before: 0, p50_us: 2 * hour, most_us: 5 * hour })
    expect(all('request to approval')).toMatchObject({ cases: 3, open: 1, least_us: hour, most_us: 4 * hour })
  })

  it('takes a task for open while one of its grants is', () => {
    expect(all('execution to revocation')).toMatchObject({ cases: 1, open: 1, p50_us: 8 * hour })
  })

  it('leaves out when an imported task was asked for: nobody knows', () => {
    expect(all('request to execution')?.cases).toBe(4)
  })

  it('says the spread in words and in a drawing', () => {
    const page = renderLatencies(figures.latencies).markup
    expect(page).toContain('approval to execution: 3 cases, median 2 h, nine of ten within')
    expect(page).toContain('role="img"')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('takes the last answer to a recommendation, and a rule for no person', () => {
    expect(figures.advice).toEqual([
      {
        agent: 'aria',
        recommendations: 4,
        accepted: 2,
        modified: 1,
        rejected: 0,
        abandoned: 0,
        unanswered: 1,
        by_people: 2,
        reviewers: 2,
        p10_us: 7_920_000_000,
        p50_us: 3 * hour,
        most_words: 20,
      },
    ])
  })

  it('tells of each person what they decided, how fast, and what rules about haste found', () => {
    expect(figures.approvers.map(({ person }) => person)).toEqual(['bo@example.com'])
    expect(figures.approvers[0]).toMatchObject({
      approved: 6,
      denied: 1,
      timed: 3,
      least_us: 0.5 * hour,
      p50_us: 2.5 * hour,
      words: 40,
      most_in_hour: 2,
      gaps: 1,
      leads: 0,
    })
    expect(renderApprovers(figures.approvers).markup).toContain('<strong class="unprovable">1 gap</strong>')
  })
})

describe('nothing and hostile names', () => {
  it('says so where nothing is known', () => {
    const page = renderMetrics({
      shares: [],
      latencies: [],
      advice: [],
      approvers: [],
      machines: [],
      lastingCredentials: [],
    }).markup
    expect(page).toContain('No chain has two of these moments on record')
    expect(page).toContain('No record in these exports is a recommendation')
    expect(page).toContain('No decision of a known person')
  })

  it('draws a measure without a single length', () => {
    const none = { least_us: null, p25_us: null, p50_us: null, p75_us: null, p90_us: null, p99_us: null, most_us: null }
    const page = renderLatencies([
      { measure: 'request to approval', system: null, cases: 0, before: 2, open: 1, ...none },
    ]).markup
    expect(page).not.toMatch(/NaN|Infinity|<svg class="plot"/)
    expect(page).toContain('<strong class="unprovable">2</strong>')
  })

  it('keeps names text', () => {
    const hostile = '"><script>alert(1)</script>\u202e'
    const one = { timed: 1, least_us: 1, p10_us: 1, p50_us: 1, words: 1, most_in_hour: 1, gaps: 0, leads: 1 }
    const page =
      renderApprovers([{ person: hostile, approved: 1, denied: 0, tasks: 1, ...one }]).markup +
      renderAdvice([
        {
          agent: hostile,
          recommendations: 1,
          accepted: 0,
          modified: 0,
          rejected: 0,
          abandoned: 0,
          unanswered: 1,
          by_people: 0,
          reviewers: 0,
          p10_us: null,
          p50_us: null,
          most_words: null,
        },
      ]).markup
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
    expect(page.split('&lt;script&gt;')).toHaveLength(3)
  })
})
