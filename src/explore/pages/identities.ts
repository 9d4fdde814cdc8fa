/** Pages of identities: the list, one with its accounts and its surroundings, and who held what. */
import { html } from '../../report/html.js'
import type { HoldingView } from '../../report/rows/holding.js'
import { table } from '../../report/table.js'
import { confidenceText, count, signedBits, timeTag } from '../../report/words.js'
import { filters, identityLink, link, notesOn, type Page, pager, part, skipped, to } from '../frame.js'
import { portion, type Site } from '../site.js'
import { findingsIn } from './findings.js'
import { drawSurroundings } from './surroundings.js'

/** The list of identities. */
export async function identitiesPage(site: Site, query: URLSearchParams): Promise<Page> {
  const all = await site.identities()
  const kind = query.get('kind') ?? ''
  const text = (query.get('text') ?? '').toLowerCase()
  const found = all.filter(
    (one) =>
      (kind === '' || one.kind === kind) &&
      (text === '' ||
        [one.person, one.display_name ?? '', ...one.aliases].some((name) => name.toLowerCase().includes(text))),
  )
  const shown = found.slice(skipped(query), skipped(query) + portion)
  const kinds = [...new Set(all.map((one) => one.kind))].sort()
  return {
    title: 'Identities',
    body: html`<p>Who or what is behind which accounts, on the evidence named with each.</p>
${filters('identities', query, [
  { name: 'text', label: 'Name or account' },
  { name: 'kind', label: 'Kind', choices: kinds.map((one) => [one, one]) },
])}${pager(found.length, query, 'identities', 'identity', 'identities')}
${table(
  'Identities',
  '',
  ['Identity', 'Kind', 'Name', '#Accounts', 'Known by', 'Answered for by', 'Records disagree about'],
  shown.map((one) => [
    identityLink(one.person, null),
    one.kind,
    one.display_name ?? '–',
    count(new Set(one.aliases).size),
    [...new Set(one.bases)].join(', '),
    identityLink(one.owner_person, null),
    one.conflicts.join('; ') || '–',
  ]),
)}`,
  }
}

/** One identity: its graph, its accounts with the reason for each, what they did, for which tasks, what was weighed, findings, notes. */
export async function identityPage(site: Site, query: URLSearchParams): Promise<Page | null> {
  const id = query.get('id') ?? ''
  const { accounts, activity, tasks, weights, lookalikes } = await site.identity(id)
  const first = accounts[0]
  if (!first) return null
  const persons = [...new Set(accounts.map(({ person }) => person))]
  const relations = await site.relations(persons)
  const known = (await site.identities()).find(({ person }) => person === first.person)
  const findings = await site.findings({ persons })
  const of = <T>(list: readonly T[], name: string) => part(list, name, query, 'identity')
  const parts = {
    accounts: of(accounts, 'accounts'),
    around: of(relations, 'relations'),
    deeds: of(activity, 'activity'),
    tasks: of(tasks, 'tasks'),
    weights: of(weights, 'weights'),
    lookalikes: of(lookalikes, 'look-alikes'),
  }
  return {
    title: persons.length === 1 ? first.person : `${id}: ${persons.join(', ')}`,
    body: html`<p class="meta"><span>${first.kind}</span>${known?.display_name ? html` <span>${known.display_name}</span>` : ''}${known?.owner_person ? html` <span>answered for by ${identityLink(known.owner_person, null)}</span>` : ''} <span class="soft">${first.kind_evidence}</span> <a href="${link('holds', { name: first.person })}">what they held</a></p>
${known && known.conflicts.length > 0 ? html`<p class="alert">The records disagree about: ${known.conflicts.join('; ')}</p>` : ''}
<h2>Identity graph</h2>${drawSurroundings(first.person, first.kind, accounts, relations)}
${parts.accounts.steps}
${table(
  `Accounts (${count(accounts.length)})`,
  'And why each is taken to be theirs.',
  ['Account', 'Basis', 'Evidence', 'From', 'To'],
  parts.accounts.rows.map((one) => [
    html`<a class="id" href="${link('search', { q: `"${one.alias}"` })}">${one.alias}</a>`,
    one.basis,
    one.evidence ?? '–',
    timeTag(one.valid_from),
    timeTag(one.valid_to),
  ]),
)}
${parts.around.steps}
${table(
  `Who is around (${count(relations.length)})`,
  `Read each as: ${first.person} … the other. Tasks are those in which it was so.`,
  ['What', 'Other', '#Tasks', 'Why'],
  parts.around.rows.map((one) => [
    one.relation,
    identityLink(one.other, null, one.kind),
    count(one.tasks),
    one.why ?? '–',
  ]),
)}
${parts.deeds.steps}
${table(
  'What the accounts did',
  '',
  ['System', 'Account', '#Events', '#Executions', '#Approvals', 'First', 'Last'],
  parts.deeds.rows.map((one) => [
    one.connector,
    html`<span class="id">${one.alias}</span>`,
    count(one.events),
    count(one.executions),
    count(one.approvals),
    timeTag(one.first_at),
    timeTag(one.last_at),
  ]),
)}
${parts.tasks.steps}
${table(
  `For which tasks (${count(tasks.length)})`,
  '',
  ['Task', 'Title', 'Stage', '#Steps', 'First', 'Last'],
  parts.tasks.rows.map((one) => [
    to('task', one.task_key, one.task_key),
    one.title ?? '–',
    one.stage.replace('_', ' '),
    count(one.steps),
    timeTag(one.first_at),
    timeTag(one.last_at),
  ]),
)}
${parts.weights.steps}
${table(
  'How it was weighed',
  'Bits for and against two profiles being one.',
  ['Profile', 'Profile', 'Decision', 'Step', '#Bits', '#Confidence'],
  parts.weights.rows.map((one) => [
    one.profile_a,
    one.profile_b,
    `${one.decision}${one.veto ? `: ${one.veto}` : ''}`,
    one.words,
    signedBits(one.bits),
    confidenceText(one.confidence),
  ]),
)}
${parts.lookalikes.steps}
${table(
  'Look-alikes that were left apart',
  'A question for somebody who knows; never a claim.',
  ['One', 'Other', 'Why', '#Confidence'],
  parts.lookalikes.rows.map((one) => [
    identityLink(one.alias_a, null),
    identityLink(one.alias_b, null),
    one.why,
    confidenceText(one.confidence),
  ]),
)}
<h2>Findings</h2>${findingsIn(
      findings,
      'Findings',
      `${link('findings', { of: persons[0] })}${persons
        .slice(1)
        .map((one) => `&${new URLSearchParams({ of: one })}`)
        .join('')}`,
    )}
${notesOn(site, 'identity', first.person, first.person)}`,
  }
}

/** Who held what, by the ledger. */
export async function holdsPage(site: Site, query: URLSearchParams): Promise<Page> {
  const name = query.get('name') ?? ''
  const rows = name === '' ? [] : await site.holdings(name, null)
  return {
    title: name === '' ? 'Who held what' : `Who held what: ${name}`,
    body: html`${filters('holds', query, [{ name: 'name', label: 'Account, person or right' }])}
${
  rows.length === 0
    ? html`<p class="note">${name === '' ? 'Name an account, a person or a right; the last part of its name is enough.' : 'The ledger has nothing of that name.'}</p>`
    : html`${pager(rows.length, query, 'holds', 'interval')}${table(
        'The entitlement ledger',
        'What is given to an account itself; what a group passes on is held by the group.',
        ['Who', 'Right', 'On what', 'From', 'Given by', 'Until', 'Taken by', 'What the records leave open'],
        rows.slice(skipped(query), skipped(query) + portion).map(holdingRow),
      )}`
}`,
  }
}

function holdingRow(one: HoldingView) {
  const with_ = (task: string | null, event: string | null, by: string | null) =>
    html`${to('task', task, task ?? '')} ${by === null ? '' : identityLink(by, null)} ${event === null ? '' : to('event', event, 'record')}`
  return [
    html`${one.person === null ? '' : html`${identityLink(one.person, null)}<br>`}${identityLink(null, one.subject)}`,
    html`<a class="id" href="${link('holds', { name: one.entitlement })}">${one.entitlement}</a>`,
    html`<span class="id">${one.resource ?? '–'}</span>`,
    one.began === 'unknown' || one.from_at === null
      ? html`<span class="soft">not later than</span> ${timeTag(one.from_latest_at)}`
      : timeTag(one.from_at),
    with_(one.grant_task, one.grant_event_id, one.granted_by),
    one.ended === 'held'
      ? html`<span class="soft">held, shown until</span> ${timeTag(one.shown_until_at)}`
      : timeTag(one.to_at),
    with_(one.removal_task, one.removal_event_id, one.removed_by),
    one.needs ?? '–',
  ]
}
