/** Agents and machines: who answers for each, what it holds and how old that is, and no zero where nothing is on record. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderLastingCredentials, renderMachines } from '../../src/report/machines.js'
import type { Figures, LastingCredentialView, MachineView } from '../../src/report/rows/figures.js'
import { openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout } from './fixture.js'

const day = 86_400_000_000
const always = { effective_from: '0001-01-01T00:00:00Z', effective_to: '9999-12-31T00:00:00Z' }

const owned = (subject: string, rest: Readonly<Record<string, unknown>>) => ({
  subject,
  kind: 'workload',
  basis: 'authoritative',
  first_lo: '2026-03-01T00:00:00Z',
  last_lo: '2026-03-20T00:00:00Z',
  is_inventoried: true,
  ...always,
  ...rest,
})

const ana = {
  role: 'business',
  owner: 'ana',
  owner_person: 'ana@example.com',
  owner_kind: 'human',
  source: 'owners.csv',
}

const rows = {
  fct_settings: [{ as_of: '2026-03-31T00:00:00Z', skew_tolerance_us: 0 }],
  fct_owners: [
    owned('aria', { kind: 'agent', ...ana }),
    owned('aria', {
      kind: 'agent',
      ...ana,
      role: 'technical',
      owner: 'team-x',
      owner_person: null,
      owner_kind: 'group',
    }),
    owned('svc-gone', { ...ana, owner_left_at: '2026-02-01T00:00:00Z' }),
    owned('svc-ended', { ...ana, effective_to: '2026-03-01T00:00:00Z' }),
    owned('svc-nobody', { owner: null }),
    owned('svc-unseen', { owner: null, is_inventoried: false }),
  ],
  fct_credential_inventory: [
    {
      credential: 'k1',
      class: 'static',
      person: 'aria',
      kind: 'agent',
      made_to_at: '2026-03-11T00:00:00Z',
      made_basis: 'first use',
      uses: 3,
      last_use_lo: '2026-03-30T00:00:00Z',
      executions: 1,
    },
    {
      credential: 'k2',
      class: 'static',
      person: 'aria',
      kind: 'agent',
      made_from_at: '2026-03-21T00:00:00Z',
      made_to_at: '2026-03-21T00:00:00Z',
      made_basis: 'listed',
      uses: 0,
      executions: 0,
    },
    {
      credential: 'k3',
      class: 'static',
      person: 'aria',
      kind: 'agent',
      made_from_at: '2020-01-01T00:00:00Z',
      revoked_lo: '2026-03-22T00:00:00Z',
      uses: 0,
    },
    {
      credential: 's1',
      class: 'session',
      person: 'aria',
      kind: 'agent',
      issue_event_id: 'i1',
      made_from_at: '2026-03-01T00:00:00Z',
      uses: 1,
    },
  ],
  fct_credential_tasks: [
    { bearer: 'k1', bearer_kind: 'credential', task: 'ticket:OPS-1', link_confidence: 1 },
    { bearer: 'k1', bearer_kind: 'credential', task: 'ticket:OPS-2', link_confidence: 0.4 },
    { bearer: 'k1', bearer_kind: 'credential', task: null },
  ],
  fct_executions: [
    {
      event_id: 'e1',
      task: 'ticket:OPS-1',
      person: 'aria',
      is_effective: true,
      is_platform: false,
      link_confidence: 1,
    },
    {
      event_id: 'e1',
      task: 'ticket:OPS-2',
      person: 'aria',
      is_effective: true,
      is_platform: false,
      link_confidence: 0.4,
    },
    { event_id: 'e2', task: null, person: 'aria', is_effective: false, is_platform: false },
  ],
  fct_account_operators: [
    { account: 'a', account_person: 'svc-gone', person: 'cy@example.com' },
    { account: 'a', account_person: 'svc-gone', person: null },
  ],
  findings: [
    { finding_id: 'f1', rule: 'R37', slug: 's', verdict: 'gap', severity: 'high', person: 'aria', message: 'm' },
    {
      finding_id: 'f2',
      rule: 'R38',
      slug: 's',
      verdict: 'insufficient',
      severity: 'high',
      person: 'aria',
      message: 'm',
    },
  ],
}

describe('agents and machines', () => {
  let store: Store
  let figures: Figures
  beforeAll(async () => {
    store = await openCase(rows)
    figures = (await openView(store, sampleAbout)).figures
  }, 60_000)
  afterAll(() => store.close())
  const of = (subject: string) => figures.machines.find((row) => row.subject === subject)

  it('knows an owner from one who left, from one of another time, from nobody, and from what nobody looked up', () => {
    expect(['aria', 'svc-gone', 'svc-ended', 'svc-nobody', 'svc-unseen'].map((name) => of(name)?.answered_by)).toEqual([
      'a named person',
      'somebody who has left',
      'nobody by name',
      'nobody',
      'not on record',
    ])
    expect(of('aria')?.owners).toEqual(['business: ana@example.com (owners.csv)', 'technical: team-x (owners.csv)'])
  })

  it('counts changes once, tasks only where the tie is firm, and keys that were not revoked', () => {
    expect(of('aria')).toMatchObject({
      changes: 1,
      tasks: 1,
      credentials: 4,
      lasting: 3,
      oldest_us: 20 * day,
      is_older: true,
      gaps: 1,
      undecided: 1,
      silent_us: 11 * day,
    })
  })

  it('says not on record where it is not, instead of zero', () => {
    expect(of('svc-nobody')).toMatchObject({ credentials: null, rights: null })
    expect(of('svc-gone')?.people).toEqual(['cy@example.com'])
    expect(renderMachines(figures).markup).toContain('used by cy@example.com')
  })

  it('tells of each lasting credential how old it is at least, its last use and its work under no task', () => {
    expect(figures.lastingCredentials.map(({ credential }) => credential)).toEqual(['k1', 'k2'])
    expect(figures.lastingCredentials[0]).toMatchObject({ age_us: 20 * day, is_older: true, tasks: 1, strays: 1 })
    const page = renderLastingCredentials(figures.lastingCredentials).markup
    expect(page).toContain('at least 20 d')
    expect(page).toContain('no use on record')
    expect(page).toMatch(/class="endless"/)
    expect(page).toContain('the oldest, k1, is at least 20 d')
  })

  it('draws thirty and says so, lists four hundred and says so', () => {
    const one = figures.lastingCredentials[0]!
    const many = Array.from({ length: 500 }, (_, i) => ({ ...one, credential: `k${i}` }))
    const page = renderLastingCredentials(many).markup
    expect(page).toContain('30 credentials of 500')
    expect(page).toContain('The first 400 of 500 credentials are shown')
  })

  it('keeps hostile names text', () => {
    const hostile = '"><script>alert(1)</script>\u202e'
    const poisoned = <Row extends object>(row: Row): Row =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'string' && key !== 'answered_by' ? hostile : Array.isArray(value) ? [hostile] : value,
        ]),
      ) as Row
    const page = renderMachines({
      ...figures,
      machines: figures.machines.map((row): MachineView => poisoned(row)),
      lastingCredentials: figures.lastingCredentials.map((row): LastingCredentialView => poisoned(row)),
    }).markup
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(15)
  })

  it('says so where there is none', () => {
    const page = renderMachines({ ...figures, machines: [], lastingCredentials: [] }).markup
    expect(page).toContain('No agent, workload or shared account')
    expect(page).toContain('No record shows a credential')
  })
})
