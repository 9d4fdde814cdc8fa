/** Pages of tasks: the list, one task as a timeline, executions that no task claims. */
import { type Html, html } from '../../report/html.js'
import { type ChainHead, type ChainView, type CornerName, cornerNames } from '../../report/rows/chain.js'
import { renderDeltas, renderScopes } from '../../report/scope.js'
import { table } from '../../report/table.js'
import { legend, renderTimeline, stageMark } from '../../report/timeline.js'
import { confidenceText, count, counted, gradeMeaning, methodMeaning, timeTag } from '../../report/words.js'
import { filters, identityLink, link, notesOn, type Page, pager, recordLink, skipped, to } from '../frame.js'
import { portion, type Site } from '../site.js'
import { findingsIn } from './findings.js'

/** The list of tasks. */
export async function tasksPage(site: Site, query: URLSearchParams): Promise<Page> {
  const wanted = (name: string) => query.get(name) ?? ''
  const { rows, total } = await site.tasks({
    grade: wanted('grade'),
    system: wanted('system'),
    verdict: wanted('verdict'),
    person: wanted('person'),
    text: wanted('text'),
    skip: skipped(query),
  })
  const verdicts = await site.verdictsOf(rows.map(({ task }) => task))
  const { grades } = await site.head()
  const systems = [...new Set(grades.map(({ system }) => system))].sort()
  return {
    title: 'Tasks',
    body: html`<p>Everything the evidence ties to one ticket, change or access request. ${Object.entries(gradeMeaning).map(([grade, words]) => html`<b class="${grade}">${grade}</b>: ${words}. `)}</p>
${filters('tasks', query, [
  { name: 'text', label: 'Key or title' },
  {
    name: 'grade',
    label: 'Grade',
    choices: [...Object.keys(gradeMeaning).map((grade) => [grade, grade] as const), ['none', 'no controlled change']],
  },
  { name: 'system', label: 'System', choices: systems.map((system) => [system, system]) },
  {
    name: 'verdict',
    label: 'With',
    choices: [
      ['gap', 'gaps'],
      ['lead', 'leads'],
      ['insufficient', 'open questions'],
      ['excepted', 'exceptions'],
    ],
  },
  { name: 'person', label: 'Person' },
])}${pager(total, query, 'tasks', 'task')}
${table(
  'Tasks',
  '',
  ['Task', 'Title', 'Grade', 'Asked', 'Approved', 'Executed', '#Changes', 'Findings'],
  rows.map((head) => [
    to('task', head.task, head.task_key),
    head.title ?? '–',
    gradeTag(head.grade),
    corner(head, 'asked'),
    corner(head, 'approved'),
    corner(head, 'executed'),
    count(head.corners.changed.events.length),
    verdictCounts(verdicts.get(head.task) ?? {}),
  ]),
)}`,
  }
}

/** One task: corners, timeline, steps with their records, what changed, credentials, findings, notes. */
export async function taskPage(site: Site, id: string): Promise<Page | null> {
  const chain = await site.chain(id)
  if (chain === null) return null
  const { systems } = await site.head()
  const classes = new Map(systems.map((system) => [system.system, system.class]))
  const findings = await site.findings({ task: chain.task })
  return {
    title: `${chain.task_key} ${chain.title ?? ''}`.trim(),
    body: html`<p class="meta">${gradeTag(chain.grade)} <span>${chain.system}</span> <span>opened ${timeTag(chain.opened_at)}</span> <span>closed ${timeTag(chain.closed_at)}</span>${chain.scope.length > 0 ? html` <span>asked for <span class="id">${chain.scope.join(', ')}</span></span>` : ''}</p>
<dl class="corners">${cornerNames.map((name) => cornerBlock(chain, name))}</dl>
<h2>Timeline</h2>${legend()}
<div class="scroll" tabindex="0" role="group" aria-label="Timeline of ${chain.task_key}">${renderTimeline(chain, 'timeline', (system) => classes.get(system) ?? null)}</div>
${renderScopes(chain)}${renderDeltas(chain)}${stepTable(chain)}${changeTable(chain)}${credentialTable(chain)}
<h2>Findings</h2>${findingsIn(findings, `Findings on ${chain.task_key}`, link('findings', { task: chain.task }))}
${notesOn(site, 'task', chain.task, chain.task_key)}`,
  }
}

/** Executions that no task claims. */
export async function unaccountedPage(site: Site, query: URLSearchParams): Promise<Page> {
  const only = query.get('only') ?? ''
  const all = (await site.unaccounted()).filter(
    ({ is_explained }) => only === '' || is_explained === (only === 'explained'),
  )
  const shown = all.slice(skipped(query), skipped(query) + portion)
  return {
    title: 'Executions that no task claims',
    body: html`<p>Controlled changes that the evidence ties to no ticket, change or request. The platform’s own actions, failures and standing approvals explain themselves.</p>
${filters('unaccounted', query, [
  {
    name: 'only',
    label: 'Only',
    choices: [
      ['open', 'those that need an answer'],
      ['explained', 'those that explain themselves'],
    ],
  },
])}${pager(all.length, query, 'unaccounted', 'execution')}
${table(
  'Executions',
  '',
  ['Time', 'Operation', 'By', 'On what', 'Why no task', 'Record'],
  shown.map((one) => [
    timeTag(one.occurred_at),
    to('event', one.event_id, one.operation),
    identityLink(one.person, one.identity),
    html`<span class="id">${one.resource ?? '–'}</span>`,
    one.why,
    recordLink(one.file, one.record_no, one.native_id, one.event_id),
  ]),
)}`,
  }
}

/** The grade of a chain. */
export function gradeTag(grade: string | null): Html {
  return grade === null
    ? html`<span class="soft">no controlled change</span>`
    : html`<span class="${grade}">${grade}</span>`
}

function verdictCounts(counts: Readonly<Record<string, number>>): Html {
  const said = [
    ['gap', 'gap'],
    ['lead', 'lead'],
    ['insufficient', 'undecided'],
    ['excepted', 'excepted'],
  ].flatMap(([verdict = '', word]) => {
    const n = counts[verdict] ?? 0
    return n === 0 ? [] : [html`<span class="${verdict === 'gap' ? 'unprovable' : 'soft'}">${count(n)} ${word}</span>`]
  })
  return said.length === 0
    ? html`<span class="soft">none</span>`
    : html`${said.map((one, i) => html`${i > 0 ? ', ' : ''}${one}`)}`
}

function corner(head: ChainHead, name: Exclude<CornerName, 'changed'>): Html {
  const { person, kind, events } = head.corners[name]
  return events.length === 0 ? html`<span class="soft">not shown</span>` : identityLink(person, null, kind)
}

const cornerTitles: Readonly<Record<CornerName, string>> = {
  asked: 'Who asked',
  approved: 'Who approved',
  executed: 'Which identity executed',
  changed: 'What changed',
}

function cornerBlock(chain: ChainView, name: CornerName): Html {
  const { person, kind, what, confidence, events } = chain.corners[name]
  if (events.length === 0)
    return html`<div class="missing"><dt>${cornerTitles[name]}</dt><dd>not shown by any record</dd></div>`
  const steps = chain.steps.flatMap(({ event_id, seq }, i) =>
    events.includes(event_id) ? [html`<a href="#step-${seq}">${i + 1}</a>`] : [],
  )
  return html`<div><dt>${cornerTitles[name]}</dt><dd>${name === 'changed' ? (what ?? counted(events.length, 'change')) : identityLink(person, null, kind)}<small>${counted(events.length, 'record')}, step ${steps.map((one, i) => html`${i > 0 ? ', ' : ''}${one}`)}; confidence ${confidenceText(confidence)}</small></dd></div>`
}

function stepTable(chain: ChainView): Html {
  return html`<div class="narrow" data-rows="step-rows"></div><div id="step-rows">${table(
    `Steps (${count(chain.steps.length)})`,
    '',
    ['#Step', 'Time', 'Stage', 'What', 'Who', 'On what', 'Record, and what ties it'],
    chain.steps.map((step, i) => [
      String(i + 1),
      timeTag(step.occurred_at),
      html`<span class="nw">${stageMark(step.stage)}${step.stage.replace('_', ' ')}</span>`,
      html`${to('event', step.event_id, step.operation)}${step.decision ? html` <strong>${step.decision}</strong>` : ''}${step.outcome && !['success', 'unknown'].includes(step.outcome) ? html` <span class="soft">(${step.outcome})</span>` : ''}${step.text ? html`<br><q class="soft">${step.text}</q>` : ''}`,
      identityLink(step.person, step.identity, step.kind),
      html`<span class="id">${[step.entitlement, step.resource].filter((one) => one !== null).join(' on ') || '–'}</span>`,
      html`${recordLink(step.file, step.record_no, step.native_id, step.event_id)}<small class="soft">tie: ${methodMeaning[step.link_method] ?? step.link_method}, ${confidenceText(step.link_confidence)}${step.is_ambiguous ? ', ambiguous' : ''}${step.link_evidence ? `; ${step.link_evidence}` : ''}</small>`,
    ]),
    chain.steps.map(({ seq }) => `step-${seq}`),
  )}</div>`
}

function changeTable(chain: ChainView): Html {
  return table(
    `What changed (${count(chain.changes.length)})`,
    'Where a log keeps no state before, none is shown.',
    ['Operation', 'Class', 'Change', 'For whom', 'Right', 'On what', 'Before', 'After'],
    chain.changes.map((one) => [
      to('event', one.event_id, one.operation),
      one.change_class?.replaceAll('_', ' ') ?? '–',
      one.change ?? '–',
      one.subject_person ?? one.subject ?? '–',
      one.entitlement === null
        ? '–'
        : html`<a class="id" href="${link('holds', { name: one.entitlement })}">${one.entitlement}</a>`,
      html`<span class="id">${one.resource ?? '–'}</span>`,
      one.before ?? '–',
      one.after ?? '–',
    ]),
  )
}

function credentialTable(chain: ChainView): Html {
  return table(
    `Credentials (${count(chain.credentials.length)})`,
    'Issued for this task.',
    ['Credential', 'Class', 'For', 'Issued', 'Expires', 'Revoked', 'Last used', '#Uses'],
    chain.credentials.map((one) => [
      html`<a class="id" href="${link('search', { q: `"${one.credential}"` })}">${one.credential}</a>`,
      one.class ?? '–',
      identityLink(one.person, one.identity, one.kind),
      one.issue_event_id === null ? timeTag(one.issued_at) : to('event', one.issue_event_id, timeTag(one.issued_at)),
      timeTag(one.expires_at),
      one.revoke_event_id === null
        ? timeTag(one.revoked_at)
        : to('event', one.revoke_event_id, timeTag(one.revoked_at)),
      timeTag(one.last_used_at),
      count(one.uses),
    ]),
  )
}
