import { describe, expect, it } from 'vitest'
import { type ModelCase, runModelCase } from './run-model-cases.js'

const minute = 60_000
const start = Date.parse('2026-03-02T08:00:00Z')
const at = (time: number) => new Date(time).toISOString()

/** Tickets an hour apart, and after each a session tagged with its key; `gap` says how much later. */
function pairs(gap: (ticket: number) => number, count: number, attributes?: string) {
  const tickets = Array.from({ length: count }, (_, i) => ({ key: `OPS-${i + 1}`, time: start + i * 60 * minute }))
  return {
    tasks: tickets.map(({ key, time }) => ({ task: `ticket:${key}`, key, created_at: at(time) })),
    events: tickets.flatMap(({ key, time }, i) => [
      {
        event_id: `j:${i}`,
        connector: 'jira',
        stage: 'request',
        activity: 'create',
        task: `ticket:${key}`,
        occurred_at: at(time),
        attributes,
      },
      {
        event_id: `c:${i}`,
        stage: 'credential',
        activity: 'issue',
        issued_credential: `aws:ASIA${i}`,
        refs: [`ticket:${key}`],
        ref_origins: ['tag'],
        occurred_at: at(time + gap(i)),
      },
    ]),
  }
}

async function expectClocks(given: ModelCase['given'], clocks: Record<string, unknown>[]) {
  const { found, expected } = await runModelCase({ name: '', why: '', given, expect: { fct_clocks: clocks } })
  expect(found).toEqual(expected)
}

const systems = { system_a: 'aws-cloudtrail', system_b: 'jira' }

describe('clocks of two systems', () => {
  it('ten pairs whose median is the wrong way round widen the tolerance by as much', () =>
    expectClocks(
      pairs(() => -5 * minute, 10),
      [{ ...systems, pairs: 10, contradictions: 10, tolerance_us: (2 + 5) * minute * 1000 }],
    ))

  it('the plainest contradictions say how far it reaches, one odd pair aside, and are named', () =>
    expectClocks(
      pairs((ticket) => (ticket === 0 ? -9000 : ticket < 20 ? -10 : -3) * minute, 40),
      [
        {
          ...systems,
          pairs: 40,
          contradictions: 40,
          tolerance_us: (2 + 10) * minute * 1000,
          contradicted_at: at(start - 9000 * minute).replace('.000', ''),
          event_ids: ['j:0', 'c:0', 'j:1', 'c:1'],
        },
      ],
    ))

  it('nine such pairs bound no offset, and still no order is trusted within what they show', () =>
    expectClocks(
      pairs(() => -5 * minute, 9),
      [
        {
          ...systems,
          pairs: 9,
          contradictions: 9,
          offset_most_us: null,
          offset_least_us: null,
          a_ahead_us: 120_000_000,
          b_ahead_us: 315_360_000_000_000,
        },
      ],
    ))

  it('two such pairs may be odd', () =>
    expectClocks(
      pairs(() => -5 * minute, 2),
      [{ ...systems, pairs: 2, contradictions: 2, tolerance_us: null }],
    ))

  it('what a clock that is ahead says comes later is not believed, nor of a system that it cannot be compared with', () => {
    const { tasks, events } = pairs(() => -5 * minute, 10)
    const other = { ...events[0]!, event_id: 'o:1', connector: 'okta-system-log', task: 'native:o', stage: 'context' }
    const far = 315_360_000_000_000
    return expectClocks({ tasks, events: [...events, other] }, [
      { ...systems, a_ahead_us: 120_000_000, b_ahead_us: far },
      { system_a: 'aws-cloudtrail', system_b: 'okta-system-log', a_ahead_us: null, b_ahead_us: far },
      { system_a: 'jira', system_b: 'okta-system-log', a_ahead_us: far, b_ahead_us: null },
    ])
  })

  it('tickets written afterwards move nothing while most were written before', () =>
    expectClocks(
      pairs((ticket) => (ticket < 4 ? -600 : 5) * minute, 10),
      [{ ...systems, pairs: 10, contradictions: 4, tolerance_us: null }],
    ))

  it('a request that only tells when it was last changed says nothing of clocks', () =>
    expectClocks(
      pairs(() => -5 * minute, 10, '{"time_is_last_update":"true"}'),
      [],
    ))
})
