/** The drawing of a chain: every step in its place, the four corners above it, credentials against the window of the task. */
import { describe, expect, it } from 'vitest'
import type { ChainView, CredentialView, StepView } from '../../src/report/rows/chain.js'
import { slots } from '../../src/report/slots.js'
import { renderTimeline } from '../../src/report/timeline.js'

const minute = 60_000_000
const start = Date.parse('2026-03-02T09:00:00Z') * 1000

const step = (no: number, at: number, rest: Partial<StepView> = {}): StepView => ({
  task: 'ticket:OPS-1',
  seq: no,
  event_id: `e${no}`,
  stage: 'context',
  activity: 'other',
  operation: 'op',
  occurred_at: start + at * minute,
  identity: null,
  person: 'ana@example.com',
  kind: 'human',
  connector: 'jira',
  native_id: null,
  file: 'jira.json',
  record_no: no,
  link_method: 'record',
  link_confidence: 1,
  is_ambiguous: false,
  link_evidence: null,
  outcome: 'success',
  resource: null,
  entitlement: null,
  change: null,
  decision: null,
  before: null,
  after: null,
  text: null,
  ...rest,
})

const credential = (rest: Partial<CredentialView>): CredentialView => ({
  task: 'ticket:OPS-1',
  credential: 'aws:ASIAEXAMPLE',
  class: 'session',
  system: 'aws-cloudtrail',
  person: null,
  identity: null,
  kind: null,
  role: null,
  issue_event_id: 'e3',
  issued_at: start + 20 * minute,
  expires_at: null,
  revoked_at: null,
  revoke_event_id: null,
  last_used_at: start + 25 * minute,
  uses: 2,
  link_confidence: 1,
  ...rest,
})

const corner = (...events: string[]) => ({ person: null, kind: null, what: null, confidence: 1, events })

function chain(rest: Partial<ChainView> = {}): ChainView {
  return {
    task: 'ticket:OPS-1',
    task_key: 'OPS-1',
    system: 'jira',
    title: null,
    grade: 'partial',
    corners: { asked: corner('e1'), approved: corner(), executed: corner('e4'), changed: corner('e4') },
    executions: 1,
    weakest_confidence: 1,
    heuristic_links: 0,
    ambiguous_links: 0,
    unmapped_identities: [],
    systems: [],
    task_kind: null,
    task_type: null,
    beneficiary_person: null,
    scope: [],
    opened_at: start,
    closed_at: start + 60 * minute,
    planned_start_at: null,
    planned_end_at: null,
    steps: [
      step(1, 0, { stage: 'request' }),
      step(2, 0),
      step(3, 20, { stage: 'credential', connector: 'aws-cloudtrail' }),
      step(4, 25, { stage: 'execution', connector: 'aws-cloudtrail' }),
    ],
    credentials: [],
    changes: [],
    ...rest,
  }
}

const draw = (
  one: ChainView,
  classOf = (system: string): string | null => (system === 'jira' ? 'ticketing' : 'cloud_audit'),
) => renderTimeline(one, 'chain-OPS-1', classOf).markup

describe('the drawing of a chain', () => {
  it('names the corners over their records and the one that no record shows', () => {
    const page = draw(chain())
    expect(page).toMatch(/class="corner".*>asked<\/text>/)
    expect(page).toMatch(/>executed · changed<\/text>/)
    expect(page).toMatch(/class="missing-corner"[^>]*>approved<\/text>/)
    expect(page).toContain('Not shown by any record: who or what approved.')
  })

  it('says that all four are shown only where they are', () => {
    const { corners } = chain()
    expect(draw(chain({ corners: { ...corners, approved: corner('e2') } }))).toContain('All four corners are shown.')
  })

  it('gives steps of one moment a place each', () => {
    const places = [...draw(chain()).matchAll(/<use href="#m-[a-z_]+" class="[^"]+" x="([\d.]+)"/g)].map(([, x]) =>
      Number(x),
    )
    expect(places).toHaveLength(4)
    for (const [i, x] of places.entries()) if (i > 0) expect(x - places[i - 1]!).toBeGreaterThan(14)
  })

  it('orders the lanes as a task runs, whatever came first', () => {
    const steps = [step(1, 0, { connector: 'aws-cloudtrail' }), step(2, 5)]
    const page = draw(chain({ steps }))
    expect(page.indexOf('>jira<')).toBeLessThan(page.indexOf('>aws-cloudtrail<'))
    expect(page.indexOf('>jira<')).toBeGreaterThan(0)
  })

  it('hatches the life of a credential beyond the end of its task and says how long that was', () => {
    const page = draw(chain({ credentials: [credential({ expires_at: start + 80 * minute })] }))
    expect(page).toMatch(/class="area beyond"[^>]*\/><path class="hatch"/)
    expect(page).toContain('a life of 1 h, 20 min beyond the end of the task')
  })

  it('takes no end for granted where no record tells one', () => {
    const page = draw(chain({ credentials: [credential({ last_used_at: null })] }))
    expect(page).toContain('class="endless"')
    expect(page).not.toContain('area beyond')
    expect(page).toContain('no record tells its end, no use on record')
  })

  it('says how many credentials it does not draw', () => {
    const many = Array.from({ length: 9 }, (_, i) => credential({ credential: `aws:ASIA${i}` }))
    expect(draw(chain({ credentials: many }))).toContain('9 credentials issued, the first 6 drawn')
  })

  it('draws hundreds of steps as runs and keeps every number', () => {
    const steps = Array.from({ length: 400 }, (_, i) => step(i + 1, i, { operation: i < 200 ? 'read' : 'write' }))
    const page = draw(chain({ steps }))
    expect(page).toContain('>1–200</text>')
    expect(page).toContain('>201–400</text>')
  })

  it('keeps hostile names text', () => {
    const hostile = '"><script>alert(1)</script>\u202e'
    const page = draw(
      chain({
        task_key: hostile,
        steps: [step(1, 0, { connector: hostile, operation: hostile, person: hostile })],
        credentials: [credential({ credential: hostile })],
      }),
      () => hostile,
    )
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
  })

  it('is nothing where there is no step', () => {
    expect(draw(chain({ steps: [] }))).toBe('')
  })
})

describe('places on the axis', () => {
  it('stay in order and between the ends, however many they are', () => {
    const marks = Array.from({ length: 300 }, (_, i) => i * 1000)
    const places = slots(marks, [5, 10_000_000_000], 100, 900)
    const xs = marks.map((_, i) => places.ofMark(i))
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
    expect(xs[0]).toBe(100)
    expect(places.ofTime(10_000_000_000)).toBeLessThanOrEqual(900.001)
  })

  it('grow with a pause, by far less than it does', () => {
    const places = slots([0, minute, 1000 * minute], [], 0, 500)
    const short = places.ofMark(1) - places.ofMark(0)
    const long = places.ofMark(2) - places.ofMark(1)
    expect(long).toBeGreaterThan(short)
    expect(long).toBeLessThan(short * 20)
  })
})
