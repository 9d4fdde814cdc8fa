/** Identity cards: which accounts are whose and why, what they had a part in, what they hold, what was found. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPeople } from '../../src/report/people.js'
import { type Places, placesFrom, planReport } from '../../src/report/place.js'
import { type CaseView, openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout } from './fixture.js'

const ever = '0001-01-01T00:00:00Z'
const never = '9999-12-31T00:00:00Z'

const identity = (person: string, aliases: readonly string[], rest: Readonly<Record<string, unknown>> = {}) => ({
  person,
  kind: 'human',
  aliases,
  bases: aliases.map(() => 'verified'),
  evidences: aliases.map(() => 'user record of the directory'),
  valid_froms: aliases.map(() => ever),
  valid_tos: aliases.map(() => never),
  ...rest,
})

const rows = {
  fct_identities: [
    identity('ana@example.com', ['email:ana@example.com', 'chat:U1', 'tracker:5b'], {
      display_name: 'Ana',
      bases: ['authoritative', 'heuristic', 'verified'],
      evidences: ['identities.csv', 'alike', 'user record of the directory'],
      valid_froms: [ever, ever, '2026-01-01T00:00:00Z'],
      valid_tos: [never, never, '2026-02-01T00:00:00Z'],
      conflicts: ['two addresses'],
    }),
    identity('aria', ['cloud:role/aria'], {
      kind: 'agent',
      owner_person: 'ana@example.com',
      owner_evidence: 'owners.csv',
      kind_evidence: 'identities.csv',
    }),
    identity('cy@example.com', ['email:cy@example.com']),
    identity('idle@example.com', ['email:idle@example.com']),
  ],
  fct_chains: [{ task: 'ticket:OPS-1', task_key: 'OPS-1', system: 'tracker', grade: 'partial' }],
  fct_tasks: [
    {
      task: 'ticket:OPS-1',
      task_key: 'OPS-1',
      system: 'tracker',
      requester_person: 'ana@example.com',
      request_event_id: 'e1',
    },
    // nobody recorded the request itself
    { task: 'ticket:OPS-2', task_key: 'OPS-2', system: 'tracker', requester_person: 'ana@example.com' },
  ],
  fct_decisions: [
    { event_id: 'd1', task: 'ticket:OPS-1', decision: 'approved', decider: 'cy@example.com', link_confidence: 1 },
    { event_id: 'd2', task: 'ticket:OPS-2', decision: 'requested', decider: 'cy@example.com', link_confidence: 1 },
  ],
  fct_chain_steps: [
    {
      task: 'ticket:OPS-1',
      seq: 1,
      event_id: 'e1',
      stage: 'request',
      person: 'ana@example.com',
      identity: 'tracker:5b',
      connector: 'tracker',
      occurred_at: '2026-01-05T00:00:00Z',
    },
  ],
  fct_executions: [
    {
      event_id: 'x1',
      task: 'ticket:OPS-1',
      person: 'aria',
      is_effective: true,
      is_platform: false,
      requires_request: true,
      link_confidence: 1,
    },
    { event_id: 'x2', task: null, person: 'aria', is_effective: true, is_platform: false, requires_request: true },
    // one of two candidates is firm: not under no task
    {
      event_id: 'x3',
      task: 'ticket:OPS-1',
      person: 'aria',
      is_effective: true,
      is_platform: false,
      requires_request: true,
      link_confidence: 0.9,
    },
    {
      event_id: 'x3',
      task: 'ticket:OPS-2',
      person: 'aria',
      is_effective: true,
      is_platform: false,
      requires_request: true,
      link_confidence: 0.3,
    },
    {
      event_id: 'x4',
      task: null,
      person: 'aria',
      is_effective: true,
      is_platform: false,
      requires_request: true,
      standing_approval: 'SA-1',
    },
  ],
  fct_entitlement_intervals: [
    {
      holding: 'h1',
      interval_no: 1,
      subject_person: 'ana@example.com',
      entitlement: 'Admins',
      resource: 'group/1',
      system: 'dir',
      ended: 'held',
      began: 'granted',
      held_from_lo: '2026-01-02T00:00:00Z',
      held_from_hi: '2026-01-02T00:00:00Z',
      granted_by: 'cy@example.com',
      grant_task: 'ticket:OPS-1',
      is_replayable: false,
    },
    { holding: 'h2', interval_no: 1, subject_person: 'ana@example.com', entitlement: 'Gone', ended: 'removed' },
  ],
  fct_identity_weights: [
    {
      profile_a: 'ana@example.com',
      profile_b: 'chat:U1',
      decision: 'merge',
      confidence: 0.97,
      step: 1,
      comparison: 'name',
      words: 'the same rare name',
      bits: 8.5,
    },
    {
      profile_a: 'ana@example.com',
      profile_b: 'chat:U9',
      decision: 'apart',
      confidence: 0.2,
      step: 1,
      comparison: 'name',
      words: 'the same common name',
      bits: 1,
    },
  ],
  findings: [
    {
      finding_id: 'f1',
      rule: 'R45',
      slug: 'drift',
      verdict: 'gap',
      severity: 'high',
      person: 'aria',
      task: 'ticket:OPS-1',
      task_key: 'OPS-1',
      message: 'm',
    },
  ],
}

describe('identity cards', () => {
  let store: Store
  let view: CaseView
  let places: Places
  let page: string
  beforeAll(async () => {
    store = await openCase(rows)
    view = await openView(store, sampleAbout)
    places = placesFrom(planReport(view), 'main')
    page = renderPeople(view, places).markup
  }, 60_000)
  afterAll(() => store.close())
  const card = (person: string) =>
    page
      .split('<details class="chain person">')
      .find((part) => part.includes(`<span class="key-name">${person}</span>`)) ?? ''

  it('tell first of whom a gap was found, and leave whom nothing is known of to the table', () => {
    const names = [...page.matchAll(/class="key-name">([^<]*)</g)].map(([, name]) => name)
    expect(names).toEqual(['aria', 'ana@example.com', 'cy@example.com'])
    expect(page).toContain('3 cards')
    expect(page).toContain('1 other is in the table only.')
  })

  it('say of each account why it is theirs and when it was', () => {
    const ana = card('ana@example.com')
    expect(ana).toContain('heuristic</span><br><span class="soft">alike')
    expect(ana).toContain('2026-01-01 00:00:00 … 2026-02-01 00:00:00')
    expect(ana).toContain('two addresses')
    expect(ana.indexOf('tracker:5b')).toBeLessThan(ana.indexOf('chat:U1'))
  })

  it('show the waterfall of a merge by looks, and of no pair that was left apart', () => {
    expect(card('ana@example.com')).toContain('<li>+8.5 the same rare name</li>')
    expect(page).not.toContain('the same common name')
  })

  it('count parts by tasks, once each, and changes that no task claims', () => {
    expect(view.people.parts).toEqual([
      { person: 'ana@example.com', asked: 1, decided: 0, executed: 0, strays: 0 },
      { person: 'aria', asked: 0, decided: 0, executed: 1, strays: 1 },
      { person: 'cy@example.com', asked: 0, decided: 1, executed: 0, strays: 0 },
    ])
    expect(card('aria')).toContain('1 change</strong>')
    expect(card('aria')).toContain('ana@example.com <span class="soft">(owners.csv)</span>')
  })

  it('list what is held when the records end, and lead to the task that gave it', () => {
    const ana = card('ana@example.com')
    expect(ana).toContain('Rights held when the records end (1)')
    expect(ana).toContain(`<a href="${places.chain('ticket:OPS-1')}">OPS-1</a>`)
    expect(ana).toContain('may have changed unseen')
    expect(page).not.toContain('Gone')
  })

  it('lead to each finding', () => {
    expect(card('aria')).toContain(`<a href="${places.finding('f1')}">R45 drift</a>`)
  })

  it('say how many are not told', () => {
    const many = Array.from({ length: 700 }, (_, i) => ({
      ...view.identities[0]!,
      person: `p${String(i).padStart(3, '0')}`,
    }))
    const parts = many.map(({ person }) => ({ person, asked: 1, decided: 0, executed: 0, strays: 0 }))
    const large = renderPeople({ ...view, identities: many, people: { ...view.people, parts } }, places).markup
    expect(large).toContain('700 cards')
    expect(large).toContain('The first 300 are told here')
    expect(large.split('<details class="chain person">')).toHaveLength(301)
  })

  it('are nothing in a case without identities', () => {
    expect(renderPeople({ ...view, identities: [] }, places).markup).toBe('')
  })
})

describe('hostile text on a card', () => {
  it('stays text in every column', async () => {
    const hostile = `"><script>alert(1)</script>' onclick='x \u202e`
    const keys = /^(task|event_id|finding_id|verdict|decision|stage|ended|kind|severity|rule|slug|grade|connector)$/
    const poisoned = Object.fromEntries(
      Object.entries(rows).map(([table, list]) => [
        table,
        list.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([key, value]): [string, unknown] => {
              if (keys.test(key) || key.endsWith('_task') || key.endsWith('_event_id')) return [key, value]
              if (Array.isArray(value)) return [key, value.map((one) => (/^\d{4}-/.test(String(one)) ? one : hostile))]
              return [key, typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value) ? hostile : value]
            }),
          ),
        ),
      ]),
    )
    const store = await openCase(poisoned)
    const view = await openView(store, sampleAbout)
    const page = renderPeople(view, placesFrom(planReport(view), 'main')).markup
    store.close()
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
    for (const [tag] of page.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi))
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/on[a-z]+\s*=|['`]/i)
  }, 60_000)
})
