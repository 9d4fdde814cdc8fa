/** The approved scope beside the executed one, and what a chain changed in what somebody may do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderChains } from '../../src/report/json.js'
import type { ToldChain } from '../../src/report/rows/chain.js'
import { renderDeltas, renderScopes } from '../../src/report/scope.js'
import { openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { schemaErrors } from '../export/validate.js'
import { openCase, sampleAbout } from './fixture.js'

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`

const task = (key: string, rest: Readonly<Record<string, unknown>>) => ({
  task: `ticket:${key}`,
  task_key: key,
  system: 'jira',
  scope_basis: 'field',
  ...rest,
})

const done = (key: string, id: string, rest: Readonly<Record<string, unknown>>) => ({
  event_id: `log:${id}`,
  task: `ticket:${key}`,
  task_key: key,
  operation: 'Attach',
  requires_request: true,
  is_effective: true,
  is_platform: false,
  link_confidence: 1,
  lo: `2026-03-02T10:00:0${id}Z`,
  ...rest,
})

const delta = (id: string, rest: Readonly<Record<string, unknown>>) => ({
  event_id: `log:${id}`,
  operation: 'Attach',
  change: 'add',
  subject: 'aws:arn:aws:iam::123456789012:user/ana',
  subject_person: 'ana@example.com',
  entitlement: 'AdministratorAccess',
  lo: '2026-03-02T10:00:00Z',
  ...rest,
})

const rows = {
  fct_chains: ['OPS-1', 'OPS-2', 'OPS-3'].map((key) => ({ task: `ticket:${key}`, task_key: key, system: 'jira' })),
  fct_tasks: [
    task('OPS-1', {
      scope: [role('billing'), role('never')],
      scope_entitlements: ['ReadOnly', 'arn:aws:iam::aws:policy/ReadOnly'],
    }),
    task('OPS-2', { scope: ['the billing thing'], scope_basis: 'text' }),
    task('OPS-3', { scope_entitlements: ['Readers'] }),
  ],
  fct_executions: [
    done('OPS-1', '1', { resource: role('billing'), entitlement: 'arn:aws:iam::aws:policy/ReadOnly' }),
    done('OPS-1', '2', { resource: role('payroll') }),
    done('OPS-1', '3', { resource: role('nightly'), standing_approval: 'SA-1' }),
    done('OPS-1', '4', { resource: role('failed'), is_effective: false }),
    done('OPS-1', '5', { resource: role('tidied'), requires_request: false }),
    done('OPS-1', '6', { resource: 'arn:aws:iam::123456789012:instance-profile/billing' }),
    done('OPS-2', '7', { resource: role('billing') }),
    done('OPS-3', '8', { resource: role('billing'), entitlement: 'arn:aws:iam::aws:policy/Readers' }),
    done('OPS-3', '9', { resource: role('billing'), link_confidence: 0.5 }),
  ],
  fct_deltas: [
    delta('1', { known_by: 'record' }),
    delta('2', { change: 'remove', known_by: 'replay', lo: '2026-03-02T11:00:00Z' }),
    delta('6', {
      entitlement: null,
      resource: role('billing'),
      subject: null,
      subject_person: null,
      change: 'modify',
      after: '{"Principal":"*"}',
      is_wildcard: true,
      reason: 'not_logged_by_product',
      needs: 'a list of who held what before',
    }),
    delta('9', {}),
  ],
  fct_entitlement_intervals: [
    {
      holding: 'h1',
      interval_no: 1,
      grant_event_id: 'log:1',
      ended: 'removed',
      held_to_hi: '2026-03-02T11:00:00Z',
      removal_task: 'ticket:OPS-3',
    },
  ],
}

async function chainsOf(store: Store): Promise<Map<string, ToldChain>> {
  const view = await openView(store, sampleAbout)
  const chains = new Map<string, ToldChain>()
  for await (const chain of view.told(null)) chains.set(chain.task_key, chain)
  return chains
}

describe('the approved scope beside what was done', () => {
  let store: Store
  let chains: Map<string, ToldChain>
  beforeAll(async () => {
    store = await openCase(rows)
    chains = await chainsOf(store)
  }, 60_000)
  afterAll(() => store.close())
  const readings = (key: string) =>
    chains.get(key)?.scopes.map(({ asked, done: what, reading }) => [asked, what, reading])

  it('pairs what was asked for with what was done, and says what has no counterpart', () => {
    expect(readings('OPS-1')).toEqual([
      [role('billing'), role('billing'), 'as asked'],
      [role('billing'), 'arn:aws:iam::123456789012:instance-profile/billing', 'as asked'],
      [role('never'), null, 'not seen done'],
      [null, role('payroll'), 'beside what was asked'],
      [null, role('nightly'), 'standing approval'],
      ['arn:aws:iam::aws:policy/ReadOnly', 'arn:aws:iam::aws:policy/ReadOnly', 'as asked'],
    ])
  })

  it('convicts nobody by free text, nor by a name beside an id', () => {
    expect(readings('OPS-2')).toEqual([
      ['the billing thing', null, 'cannot be compared'],
      [null, role('billing'), 'cannot be compared'],
    ])
    expect(readings('OPS-3')).toEqual([
      [null, role('billing'), 'nothing asked to compare with'],
      ['Readers', null, 'cannot be compared'],
      [null, 'arn:aws:iam::aws:policy/Readers', 'cannot be compared'],
    ])
  })

  it('stands in the page with a sign and words, not with a colour alone', () => {
    const page = renderScopes(chains.get('OPS-1')!).markup
    expect(page).toContain(
      '<span class="sign" aria-hidden="true">+</span><strong class="unprovable">beside what was asked',
    )
    expect(page).toContain('not asked for')
    expect(page).toContain('no record in these exports shows it')
  })

  it('says what was given and taken, how that is known and what became of it', () => {
    const page = renderDeltas(chains.get('OPS-1')!).markup
    expect(page).toMatch(/given<\/span> <span class="id">AdministratorAccess/)
    expect(page).toContain(
      'taken back <time datetime="2026-03-02T11:00:00.000000Z">2026-03-02 11:00:00</time> under OPS-3',
    )
    expect(page).toMatch(/taken<\/span> <span class="id">AdministratorAccess/)
    expect(page).toContain('replayed from lists and changes')
    expect(page).toContain('allows everything')
    expect(page).toContain(
      'What was there before cannot be told (the product does not log it); it would take a list of who held what before.',
    )
    expect(page).toContain('{&quot;Principal&quot;:&quot;*&quot;}')
  })

  it('stands in chains.json too, in full, as the published schema has it', async () => {
    let text = ''
    for await (const part of renderChains(await openView(store, sampleAbout))) text += part
    const written = JSON.parse(text)
    expect(schemaErrors('chains', written)).toEqual([])
    const chain = written.chains.find((one: { task: string }) => one.task === 'OPS-1')
    expect(chain.scopes.map(({ reading }: { reading: string }) => reading)).toEqual(
      readings('OPS-1')!.map(([, , reading]) => reading),
    )
    expect(chain.scopes[3]).toEqual({
      side: 'resource',
      asked: null,
      done: role('payroll'),
      done_on: [],
      executions: 1,
      event_id: 'log:2',
      first_at: '2026-03-02T10:00:02.000000Z',
      reading: 'beside what was asked',
    })
    expect(chain.deltas).toHaveLength(3)
    expect(chain.deltas[0]).toMatchObject({
      event_id: 'log:1',
      known_by: 'record',
      ended: 'removed',
      ended_at: '2026-03-02T11:00:00.000000Z',
      removal_task: 'OPS-3',
    })
  })

  it('takes no change into a chain that a weak tie only suggests', () => {
    expect(chains.get('OPS-3')?.deltas).toEqual([])
    expect(renderDeltas(chains.get('OPS-3')!).markup).toBe('')
  })
})

describe('hostile text in scopes and rights', () => {
  it('stays text in every column', async () => {
    const hostile = `"><script>alert(1)</script>' onclick='x \u202e`
    const store = await openCase({
      ...rows,
      fct_tasks: [task('OPS-1', { scope: [hostile], scope_entitlements: [hostile] })],
      fct_executions: [done('OPS-1', '1', { resource: `${hostile}2`, entitlement: hostile })],
      fct_deltas: [
        delta(
          '1',
          Object.fromEntries(
            [
              'operation',
              'subject',
              'subject_person',
              'entitlement',
              'resource',
              'before',
              'after',
              'needs',
              'reason',
            ].map((column) => [column, hostile]),
          ),
        ),
      ],
      fct_entitlement_intervals: [],
    })
    const chain = (await chainsOf(store)).get('OPS-1')!
    store.close()
    expect(chain.scopes).toHaveLength(3)
    const page = renderScopes(chain).markup + renderDeltas(chain).markup
    expect(page).not.toContain('<script')
    expect(page).not.toContain('\u202e')
    for (const [tag] of page.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi))
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/on[a-z]+\s*=|['`]/i)
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(10)
  }, 60_000)
})
