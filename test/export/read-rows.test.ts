/** Long answers are asked for in stretches: whatever their length, the rows are the same and in the same order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readByTask, readByTime } from '../../src/export/read-rows.js'
import type { Store } from '../../src/store/store.js'
import { openCase } from '../report/fixture.js'

const count = 40
/** Several events share a moment, and a moment must not be torn. */
const at = (i: number) => `2026-03-01T10:${String(Math.floor(i / 3)).padStart(2, '0')}:00Z`

let store: Store
beforeAll(async () => {
  const ids = Array.from({ length: count }, (_, i) => i)
  const taskOf = (i: number) => `ticket:OPS-${i % 7}`
  store = await openCase({
    stg_sources: [{ source_id: 's', file: 'trail.json' }],
    stg_events: ids.map((i) => ({
      ...{ event_id: `e:${i}`, source_id: 's', record_no: i + 1, connector: 'c', occurred_at: at(i) },
      ...{ stage: 'execution', activity: 'grant', operation: 'Grant', outcome: 'success' },
    })),
    fct_chain_steps: ids.map((i) => ({ task: taskOf(i), event_id: `e:${i}`, person: `p${i}@corp.example` })),
    fct_event_objects: ids.flatMap((i) => [
      { event_id: `e:${i}`, object: taskOf(i), type: 'task', qualifier: 'carries out', method: 'record' },
      { event_id: `e:${i}`, object: `credential:k${i}`, type: 'credential', qualifier: 'uses', method: 'record' },
    ]),
    fct_objects: [
      ...[0, 1, 2, 3, 4, 5, 6].map((i) => ({ object: `ticket:OPS-${i}`, type: 'task', name: `OPS-${i}` })),
      ...ids.map((i) => ({ object: `credential:k${i}`, type: 'credential', name: `k${i}` })),
    ],
    findings: [{ finding_id: 'f1', rule: 'R1', verdict: 'gap', event_ids: ['e:5', 'e:30'] }],
  })
}, 60_000)
afterAll(() => store.close())

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

describe('a long answer', () => {
  it.each([1, 2, 7, 39, 40])('is the same in stretches of about %i events', async (most) => {
    for (const query of ['timeline', 'events']) {
      const whole = await all(readByTime(store, query))
      expect(whole).toHaveLength(count)
      expect(await all(readByTime(store, query, most))).toEqual(whole)
    }
    const whole = await all(readByTask(store, 'cases'))
    expect(whole).toHaveLength(count)
    expect(await all(readByTask(store, 'cases', most))).toEqual(whole)
  })

  it('tells each event with all that is tied to it, whatever else is in its stretch', async () => {
    type Line = { event_id: string; person: string | null; findings: string[] | null; objects: string[] }
    const told = await all(readByTime<Line>(store, 'timeline', 2))
    expect(told.filter(({ findings }) => findings !== null).map(({ event_id }) => event_id)).toEqual(['e:5', 'e:30'])
    expect(told.every(({ event_id, person }) => person === `p${event_id.slice(2)}@corp.example`)).toBe(true)
    const events = await all(readByTime<Line>(store, 'events', 2))
    expect(events.every(({ objects }) => objects.length === 2)).toBe(true)
  })
})
