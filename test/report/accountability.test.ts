/** What the report counts of controlled changes: each once, by its firmest tie, and nothing that needs no account. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderAccountability } from '../../src/report/accountability.js'
import type { ShareView } from '../../src/report/rows/figures.js'
import { openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout } from './fixture.js'

const change = (id: string, rest: Readonly<Record<string, unknown>>) => ({
  event_id: `log:${id}`,
  system: 'log',
  change_class: 'priv_grant',
  requires_request: true,
  approvals_required: 1,
  lo: '2026-03-04T10:00:00Z',
  occurred_at: '2026-03-04T10:00:00Z',
  person: 'ana@example.com',
  kind: 'human',
  is_effective: true,
  is_platform: false,
  ...rest,
})

const tied = (task: string, confidence = 1) => ({ task, link_confidence: confidence })

const rows = {
  fct_chains: [
    { task: 'ticket:OPS-1', grade: 'provable' },
    { task: 'ticket:OPS-2', grade: 'partial' },
    { task: 'ticket:OPS-3', grade: 'unprovable' },
  ],
  fct_executions: [
    change('1', tied('ticket:OPS-1')),
    // two chains claim it: the firmer tie speaks, and it is one change
    change('2', tied('ticket:OPS-1', 0.99)),
    change('2', tied('ticket:OPS-2', 0.85)),
    change('3', { ...tied('ticket:OPS-2'), change_class: 'prod_config', occurred_at: '2026-03-18T10:00:00Z' }),
    change('4', tied('ticket:OPS-3')),
    change('5', { standing_approval: 'SA-1', ...tied('ticket:OPS-2') }),
    // a weak tie is none
    change('6', { ...tied('ticket:OPS-1', 0.79), person: 'aria', kind: 'agent' }),
    change('7', { person: 'aria', kind: 'agent', initiator_person: 'bo@example.com' }),
    change('8', { is_effective: false }),
    change('9', { is_platform: true }),
    change('10', { requires_request: false, approvals_required: 0, change_class: 'read_only' }),
  ],
  fct_identities: [{ person: 'aria', kind: 'agent', owner_person: 'ana@example.com' }],
  fct_people: [
    { person: 'ana@example.com', team: 'platform', to_at: '2026-03-01T00:00:00Z', basis: 'authoritative', source: 'p' },
    {
      person: 'ana@example.com',
      team: 'billing',
      from_at: '2026-03-01T00:00:00Z',
      basis: 'authoritative',
      source: 'p',
    },
    { person: 'bo@example.com', team: 'night', basis: 'authoritative', source: 'p' },
  ],
}

describe('the share of controlled changes that can be accounted for', () => {
  let store: Store
  let shares: readonly ShareView[]
  beforeAll(async () => {
    store = await openCase(rows)
    shares = (await openView(store, sampleAbout)).figures.shares
  }, 60_000)
  afterAll(() => store.close())
  const of = (cut: string, value: string) => shares.find((row) => row.cut === cut && row.value === value)

  it('counts each change once, by its firmest tie, and leaves out what needs no account', () => {
    expect(of('all', 'all')).toEqual({
      cut: 'all',
      value: 'all',
      changes: 7,
      provable: 2,
      standing: 1,
      partial: 1,
      unprovable: 1,
      unaccounted: 2,
    })
  })

  it('adds up in every cut that takes all changes', () => {
    for (const cut of ['class', 'system', 'team', 'kind', 'week'])
      expect(shares.filter((row) => row.cut === cut).reduce((sum, row) => sum + row.changes, 0)).toBe(7)
    expect(shares.filter((row) => row.cut === 'agent')).toEqual([
      expect.objectContaining({ value: 'aria', changes: 2 }),
    ])
  })

  it('takes the team a person was in when it was done, and for a machine that of its owner', () => {
    expect(shares.filter((row) => row.cut === 'team').map(({ value, changes }) => [value, changes])).toEqual([
      ['billing', 7],
    ])
  })

  it('draws a week without changes as an empty place, not as none', () => {
    expect(shares.filter((row) => row.cut === 'week').map(({ value }) => value)).toEqual(['2026-03-02', '2026-03-16'])
    const page = renderAccountability(shares).markup
    expect(page).toContain('3 weeks from 2026-03-02 to 2026-03-16')
    expect(page).toContain('>03-09</text>')
    expect(page).toContain('The share went from 33 % in the first week to 0 % in the last')
    // the line breaks where nothing can be said
    expect(/class="share-line" d="([^"]*)"/.exec(page)?.[1]).toMatch(/^M[^M]*M/)
  })

  it('says every state in words and by its hatch, not by colour alone', () => {
    const page = renderAccountability(shares).markup
    for (const words of [
      'provable: each',
      'standing approval: approved',
      'partial: a',
      'unprovable: a',
      'no task: nothing',
    ])
      expect(page).toMatch(new RegExp(`</svg> <b>\\d</b> ${words}`))
    expect(page).toMatch(/area partial[^>]*\/><path class="hatch"/)
    expect(page).toMatch(/<title>no task: 2<\/title>/)
    expect(page).not.toMatch(/NaN|undefined|Infinity|style="|fill="#/)
  })
})

describe('hostile and absent values', () => {
  it('stay text in the drawing', () => {
    const hostile = '"><script>alert(1)</script>\u202e'
    const row = { changes: 3, provable: 1, standing: 0, partial: 0, unprovable: 0, unaccounted: 2 }
    const page = renderAccountability([
      { cut: 'all', value: 'all', ...row },
      ...(['class', 'system', 'team', 'kind', 'agent'] as const).map((cut) => ({ cut, value: hostile, ...row })),
    ]).markup
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
    expect(page.split('&lt;script&gt;')).toHaveLength(6)
  })

  it('say so where nothing was changed', () => {
    expect(renderAccountability([]).markup).toContain('No controlled change')
  })

  it('say how many rows are not on the page', () => {
    const row = { changes: 1, provable: 1, standing: 0, partial: 0, unprovable: 0, unaccounted: 0 }
    const many = Array.from({ length: 450 }, (_, i) => ({ cut: 'team' as const, value: `team ${i}`, ...row }))
    const page = renderAccountability([{ cut: 'all', value: 'all', ...row }, ...many]).markup
    expect(page).toContain('The first 400 of 450 rows are shown')
  })
})
