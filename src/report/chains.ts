/** Chains as people read them: four corners, what was found, the timeline, every step with its record. */
import { type Html, html } from './html.js'
import { type Places, type Plan, pageFolder } from './place.js'
import {
  type ChainHead,
  type ChainView,
  type CornerName,
  type CornerView,
  cornerNames,
  type StepView,
  type ToldChain,
} from './rows/chain.js'
import type { FindingView } from './rows/finding.js'
import { renderDeltas, renderScopes } from './scope.js'
import { more, personName, recordCell, table } from './table.js'
import { legend, renderTimeline, stageMark } from './timeline.js'
import type { CaseView } from './view.js'
import { confidenceText, count, counted, methodMeaning, severityBadge, timeTag, verdictWord } from './words.js'

/** Steps of one chain on the page. */
const mostSteps = 150
/** Steps that a corner names by their numbers. */
const mostLinked = 6

/** The head of the chains: what the marks mean, and every chain in a line or where those lines stand. */
export function renderChainsHead(view: CaseView, plan: Plan, places: Places): Html {
  return html`<section id="chains" aria-labelledby="chains-h"><h2 id="chains-h">Chains</h2>
<p>Everything the evidence ties to one task: a ticket, change or access request, and what was done for it. Numbers in a drawing are the steps of the table below it.</p>
<div data-finder="chains"></div>
${
  plan.isSplit
    ? listOfPages(plan, places)
    : html`${legend()}<details class="plain" data-plain="chains"><summary>List of all ${counted(view.chainHeads.length, 'chain')}</summary>${renderChainList(view.chainHeads, plan, places, new Map())}</details>`
}${untold(view, plan)}`
}

function listOfPages(plan: Plan, places: Places): Html {
  return table(
    'Chains by page',
    `Every chain in a line, with what it shows; those lines lead to each step and its record. All in the folder “${pageFolder}” beside this file.`,
    ['Page', '#Chains', 'From', 'To'],
    plan.listPages.map(({ file, heads }, i) => [
      html`<a href="${places.page(file)}">List ${i + 1}</a>`,
      count(heads.length),
      heads[0]?.task_key ?? '–',
      heads.at(-1)?.task_key ?? '–',
    ]),
  )
}

/** Chains in a line each. For those that are told nowhere in full, `records` has where each corner stands. */
export function renderChainList(
  heads: readonly ChainHead[],
  plan: Plan,
  places: Places,
  records: ReadonlyMap<string, Html>,
): Html {
  return table(
    'Chains',
    '',
    ['Task', 'Title', 'Grade, findings', 'Asked', 'Approved', 'Executed', 'Changes'],
    heads.map((head) => {
      const address = places.chain(head.task)
      return [
        address === null ? head.task_key : html`<a href="${address}">${head.task_key}</a>`,
        head.title ?? '–',
        html`${
          head.grade === null
            ? html`<span class="soft">no controlled change</span>`
            : html`<span class="${head.grade}">${head.grade}</span>`
        }<br>${verdictCounts(plan.findings.get(head.task) ?? [])}`,
        ...(['asked', 'approved', 'executed'] as const).map(
          (name) => html`${cornerCell(head.corners[name])}${records.get(head.corners[name].events[0] ?? '') ?? ''}`,
        ),
        html`${count(head.corners.changed.events.length)}${records.get(head.corners.changed.events[0] ?? '') ?? ''}`,
      ]
    }),
  )
}

/** What telling a chain takes beside it. */
export interface Telling {
  readonly plan: Plan
  readonly places: Places
  /** Class of a system, such as ticketing. */
  readonly classOf: (system: string) => string | null
  /** What a rule asks for, in a few words. */
  readonly titleOf: (finding: FindingView) => string
}

/** How the chains of a case are told on one page. */
export function tellingOf(view: CaseView, plan: Plan, places: Places): Telling {
  const classes = new Map(view.systems.map((system) => [system.system, system.class]))
  const titles = new Map(view.about.rules.map(({ rule, title }) => [rule, title]))
  return {
    plan,
    places,
    classOf: (system) => classes.get(system) ?? null,
    titleOf: ({ rule, slug }) => titles.get(rule) ?? slug,
  }
}

/** One chain, folded or open. */
export function renderChain(chain: ToldChain, telling: Telling, open: boolean): Html {
  const { plan, places, classOf, titleOf } = telling
  const anchor = plan.anchors.get(chain.task) ?? 'chain'
  const findings = plan.findings.get(chain.task) ?? []
  return html`<details class="chain"${open ? html` open` : ''}><summary><span class="key-name">${chain.task_key}</span><span class="what">${chain.title ?? ''}</span><span>${chain.grade === null ? html`<span class="soft">no controlled change,</span>` : html`<span class="badge grade ${chain.grade}">${chain.grade}</span>`} ${verdictCounts(findings)}</span></summary>
<div class="chain-body" id="${anchor}">
<dl class="corners">${cornerNames.map((name) => cornerBlock(name, chain.corners[name], chain, anchor))}</dl>
${
  findings.length === 0
    ? ''
    : html`<ul class="finding-links">${findings.map(
        (finding) =>
          html`<li>${severityBadge(finding.severity)} <a href="${places.finding(finding.finding_id)}">${finding.rule} ${titleOf(finding)}</a> <span class="soft">${verdictWord[finding.verdict] ?? finding.verdict}</span></li>`,
      )}</ul>`
}
${notes(chain)}
<div class="scroll drawing" tabindex="0" role="group" aria-label="Timeline of ${chain.task_key}">${renderTimeline(chain, anchor, classOf)}</div>
${renderScopes(chain)}${renderDeltas(chain)}${steps(chain, anchor)}${changes(chain)}${credentials(chain)}
</div></details>
`
}

/** Whether a chain has a gap, so that it stands open where there is room. */
export function hasGap(plan: Plan, task: string): boolean {
  return (plan.findings.get(task) ?? []).some(({ verdict }) => verdict === 'gap')
}

function cornerCell(corner: CornerView): Html {
  if (corner.events.length === 0) return html`<span class="soft">not shown</span>`
  return html`${personName(corner.person ?? 'unknown')}${kindTag(corner.kind)}`
}

function kindTag(kind: string | null): Html {
  return kind === null || kind === 'human' ? html`` : html` <span class="kind ${kind}">${kind}</span>`
}

const cornerTitles: Readonly<Record<CornerName, string>> = {
  asked: 'Who asked',
  approved: 'Who approved',
  executed: 'Which identity executed',
  changed: 'What changed',
}

function cornerBlock(name: CornerName, corner: CornerView, chain: ChainView, anchor: string): Html {
  const known = corner.events.length > 0
  const numbers = chain.steps
    .map((step, i) => ({ id: step.event_id, no: i + 1 }))
    .filter(({ id }) => corner.events.includes(id))
    .map(({ no }) => no)
  const text =
    name === 'changed' ? changedText(chain, corner) : html`${corner.person ?? 'unknown person'}${kindTag(corner.kind)}`
  return html`<div${known ? '' : html` class="missing"`}><dt>${cornerTitles[name]}</dt><dd>${known ? text : missing(name, chain)}<small>${
    known
      ? html`${counted(corner.events.length, 'record')}${numbers.length > 0 ? html`, ${stepLinks(numbers, anchor)}` : ''}, confidence ${confidenceText(corner.confidence)}`
      : ''
  }${known ? '' : denials(name, chain, anchor)}</small></dd></div>`
}

function missing(name: CornerName, { grade }: ChainView): string {
  return grade === null && (name === 'executed' || name === 'changed')
    ? 'no controlled change'
    : 'not shown by any record'
}

/** Where nobody approved, who declined. */
function denials(name: CornerName, chain: ChainView, anchor: string): Html {
  if (name !== 'approved') return html``
  const denied = chain.steps.map((step, i) => ({ step, no: i + 1 })).filter(({ step }) => step.decision === 'denied')
  if (denied.length === 0) return html``
  const people = [...new Set(denied.map(({ step }) => step.person ?? 'somebody'))]
  const numbers = denied.map(({ no }) => no)
  return html`denied by ${people.join(', ')}, ${stepLinks(numbers, anchor)}`
}

function changedText(chain: ChainView, corner: CornerView): Html {
  const first = chain.changes[0]
  if (!first) return html`${corner.what ?? counted(corner.events.length, 'change')}`
  const what = first.entitlement ?? first.resource ?? first.subject ?? first.operation
  const verb = first.change === 'add' ? 'added ' : first.change === 'remove' ? 'removed ' : ''
  const rest = chain.changes.length - 1
  return html`${verb}${what}${rest > 0 ? html` <span class="soft">and ${count(rest)} more</span>` : ''}`
}

/** Anchor of a step. No chain's own anchor has a colon. */
function stepAnchor(anchor: string, no: number): string {
  return `${anchor}:${no}`
}

/** Numbers of steps, each leading to its row and so to its record. */
function stepLinks(numbers: readonly number[], anchor: string): Html {
  const left = numbers.length - mostLinked
  const link = (no: number) => (no > mostSteps ? html`${no}` : html`<a href="#${stepAnchor(anchor, no)}">${no}</a>`)
  return html`${numbers.length === 1 ? 'step' : 'steps'} ${numbers.slice(0, mostLinked).map((no, i) => html`${i > 0 ? ', ' : ''}${link(no)}`)}${left > 0 ? ` and ${left} more` : ''}`
}

function verdictCounts(findings: readonly FindingView[]): Html {
  const counts = new Map<string, number>()
  for (const { verdict } of findings) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const parts = ['gap', 'lead', 'excepted', 'insufficient'].flatMap((verdict) => {
    const n = counts.get(verdict)
    if (n === undefined) return []
    const text =
      verdict === 'insufficient' ? `${n} undecided` : verdict === 'excepted' ? `${n} excepted` : counted(n, verdict)
    return [
      verdict === 'gap' ? html`<strong class="unprovable">${text}</strong>` : html`<span class="soft">${text}</span>`,
    ]
  })
  return parts.length === 0
    ? html`<span class="soft">no finding</span>`
    : html`${parts.map((part, i) => html`${i > 0 ? ', ' : ''}${part}`)}`
}

function notes(chain: ChainView): Html {
  const said = [
    chain.beneficiary_person !== null && chain.beneficiary_person !== chain.corners.asked.person
      ? `asked for ${chain.beneficiary_person}`
      : null,
    chain.scope.length > 0 ? `scope asked for: ${chain.scope.join(', ')}` : null,
    chain.ambiguous_links > 0
      ? `${counted(chain.ambiguous_links, 'link')} to records that may belong to another task`
      : null,
    chain.heuristic_links > 0 ? `${counted(chain.heuristic_links, 'link')} by identity and time only` : null,
    chain.unmapped_identities.length > 0 ? `nobody known behind ${chain.unmapped_identities.join(', ')}` : null,
  ].filter((one) => one !== null)
  return said.length === 0 ? html`` : html`<p class="note">${said.join(' · ')}</p>`
}

function steps(chain: ChainView, anchor: string): Html {
  const shown = chain.steps.slice(0, mostSteps)
  return html`${table(
    `Steps (${count(chain.steps.length)})`,
    '',
    ['#Step', 'Time (UTC)', 'What, and on what', 'Who', 'Record, and what ties it'],
    shown.map((step, i) => [
      String(i + 1),
      timeTag(step.occurred_at),
      what(step),
      html`${step.person === null || step.person === step.identity ? '' : html`${step.person}${kindTag(step.kind)}<br>`}<span class="id">${step.identity ?? '–'}</span>${step.person === null || step.person === step.identity ? kindTag(step.kind) : ''}`,
      html`${recordCell(step.file, step.record_no, step.native_id, step.event_id)}<small class="soft" title="${step.link_evidence ?? ''}">tie: ${methodMeaning[step.link_method] ?? step.link_method}, ${confidenceText(step.link_confidence)}${step.is_ambiguous ? ', ambiguous' : ''}</small>`,
    ]),
    shown.map((_, i) => stepAnchor(anchor, i + 1)),
  )}${more(chain.steps.length, 'step', 'chains.json', mostSteps)}`
}

function what(step: StepView): Html {
  const outcome =
    step.outcome !== null && step.outcome !== 'success' && step.outcome !== 'unknown' ? step.outcome : null
  const target = [step.entitlement, step.resource].filter((one) => one !== null).join(' on ')
  return html`<span class="nw soft">${stageMark(step.stage)}${step.stage.replace('_', ' ')}</span> ${step.operation}${step.decision ? html` <strong>${step.decision.replace('_', ' ')}</strong>` : ''}${outcome ? html` <span class="soft">(${outcome})</span>` : ''}${
    target === '' ? '' : html`<br><span class="id">${target}</span>`
  }${transition(step)}${step.text ? html`<br><q class="soft">${step.text.length > 280 ? `${step.text.slice(0, 280)}…` : step.text}</q>` : ''}`
}

/** What a task went from and to; what a change found and left stands in the table of changes. */
function transition({ before, after }: StepView): Html {
  if (before === null && after === null) return html``
  const short = (text: string | null) =>
    text === null ? 'nothing' : text.length <= 80 ? text : `${text.slice(0, 80)}…`
  return html`<br><span class="soft">from</span> ${short(before)} <span class="soft">to</span> ${short(after)}`
}

function changes(chain: ChainView): Html {
  return table(
    `What changed (${count(chain.changes.length)})`,
    'Where a log keeps no state before, none is shown.',
    ['Change', 'For whom', 'Right, and on what', 'Before', 'After'],
    chain.changes
      .slice(0, mostSteps)
      .map((one) => [
        html`${one.operation}<br><span class="soft">${[one.change, one.change_class?.replaceAll('_', ' ')].filter(Boolean).join(', ')}</span>`,
        one.subject_person ?? one.subject ?? '–',
        html`<span class="id">${[one.entitlement, one.resource].filter((part) => part !== null).join(' on ') || '–'}</span>`,
        state(one.before),
        state(one.after),
      ]),
  )
}

function state(text: string | null): Html {
  return text === null ? html`–` : html`<span class="id">${text}</span>`
}

function credentials(chain: ChainView): Html {
  return table(
    `Credentials (${count(chain.credentials.length)})`,
    'Sessions, keys and grants issued for this task.',
    ['Credential', 'Class', 'Held by', 'Issued', 'Expires', 'Revoked', 'Last use', '#Uses'],
    chain.credentials
      .slice(0, mostSteps)
      .map((one) => [
        html`<span class="id">${one.credential}</span>`,
        one.class ?? '–',
        html`${one.person ?? one.identity ?? '–'}${kindTag(one.kind)}`,
        timeTag(one.issued_at),
        timeTag(one.expires_at),
        timeTag(one.revoked_at),
        timeTag(one.last_used_at),
        count(one.uses),
      ]),
  )
}

function untold(view: CaseView, plan: Plan): Html {
  const hidden = view.chainHeads.length - plan.told.size
  if (hidden <= 0) return html``
  return html`<p class="alert">${counted(plan.told.size, 'chain')} of ${count(view.chainHeads.length)} are told step by step; among them is every chain with a gap, a lead, an exception or a missing corner.
The other ${count(hidden)} stand in the lists with the record of each corner; chains.json has their steps, and <code>approvenance task KEY</code> shows them.</p>`
}
