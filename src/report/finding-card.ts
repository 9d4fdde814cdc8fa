/** One finding as a card: what is said, the four corners of its task, the records it rests on, and how these were weighed. */
import { groupAlike, recordsOf, standingInWords, stepsOf } from './candidates.js'
import { type Html, html } from './html.js'
import { findingAnchor, type Places } from './place.js'
import { type ChainHead, type CornerName, cornerNames } from './rows/chain.js'
import type { EvidenceView, FindingView } from './rows/finding.js'
import type { CandidateView } from './rows/tie.js'
import { more, recordCell, table } from './table.js'
import { stageMark } from './timeline.js'
import type { CaseView } from './view.js'
import {
  confidenceText,
  counted,
  methodMeaning,
  plainTime,
  reasonMeaning,
  severityBadge,
  signedBits,
  timeTag,
  verdictWord,
} from './words.js'

/** Records of one finding on the page; findings.json has all of them. */
const mostRecords = 40
/** Weights of one finding on the page. */
const mostWeights = 12
/** Longest account of what changed on a card, characters. */
const longestChange = 300

/** How the records of some findings were weighed, by event. */
export type Candidates = ReadonlyMap<string, readonly CandidateView[]>

/** What cards take from the case beside their finding. */
export interface Beside {
  readonly places: Places
  /** Heads of chains, by typed key. */
  readonly heads: ReadonlyMap<string, ChainHead>
  readonly owners: CaseView['owners']
  /** Executions that no task claims, by event. */
  readonly strays: ReadonlySet<string>
}

/** What the cards of a case need beside the findings. */
export function besideFindings(view: CaseView, places: Places): Beside {
  return {
    places,
    heads: new Map(view.chainHeads.map((head) => [head.task, head])),
    owners: view.owners,
    strays: new Set(view.unaccounted.map(({ event_id }) => event_id)),
  }
}

/** How the records of some findings were weighed, by event. */
export async function weighed(view: CaseView, findings: readonly FindingView[]): Promise<Candidates> {
  const ids = findings.flatMap(({ events }) => events.map(({ event_id }) => event_id))
  const found = new Map<string, CandidateView[]>()
  for (const one of await view.candidates(ids)) {
    const list = found.get(one.event_id)
    if (list) list.push(one)
    else found.set(one.event_id, [one])
  }
  return found
}

/** Cards of some findings, under a heading of the level above `level`. */
export function renderCards(
  findings: readonly FindingView[],
  beside: Beside,
  candidates: Candidates,
  level: number,
): Html {
  return html`${findings.map((finding) => renderCard(finding, beside, candidates, level))}`
}

/** The task of a finding, leading to its chain where that is told. */
export function taskLink(finding: FindingView, places: Places): Html {
  if (finding.task_key === null) return html`none`
  const address = finding.task === null ? null : places.chain(finding.task)
  return address === null ? html`${finding.task_key}` : html`<a href="${address}">${finding.task_key}</a>`
}

function renderCard(finding: FindingView, beside: Beside, candidates: Candidates, level: number): Html {
  return html`<article class="finding ${finding.severity}" id="${findingAnchor(finding.finding_id)}"><p class="said" role="heading" aria-level="${level}">${finding.message}</p>
<p class="meta"><span>${severityBadge(finding.severity)} <a href="${beside.places.rule(finding.rule)}">${finding.rule}</a> ${verdictWord[finding.verdict] ?? finding.verdict}</span>${state(finding)}<span>Task <b>${taskLink(finding, beside.places)}</b></span>${finding.person ? html`<span>Person <b>${finding.person}</b></span>` : ''}${
    finding.occurred_at === null ? '' : html`<span>When <b>${timeTag(finding.occurred_at)} UTC</b></span>`
  }<span>Confidence <b>${confidenceText(finding.confidence)}</b></span>${finding.basis ? html`<span>Identity <b>${finding.basis}</b></span>` : ''}${
    finding.sub ? html`<span>Sub-code <b>${finding.sub}</b></span>` : ''
  }${owners(beside.owners.get(finding.finding_id) ?? [])}<span>Finding <b class="id">${finding.finding_id}</b></span></p>
${whyNot(finding)}${waiver(finding)}${corners(finding, beside)}${evidence(finding)}${weights(finding, candidates)}</article>
`
}

function state({ baseline }: FindingView): Html {
  return baseline === 'new' || baseline === 'changed'
    ? html`<span><b class="badge">${baseline}</b> since the baseline</span>`
    : html``
}

function owners(names: readonly string[]): Html {
  return names.length === 0 ? html`` : html`<span>Owner <b>${names.join(', ')}</b></span>`
}

const cornerNouns: Readonly<Record<CornerName, string>> = {
  asked: 'Asked',
  approved: 'Approved',
  executed: 'Executed',
  changed: 'Changed',
}

/** What is known of the whole task, so that a card answers the four questions by itself; the chain has the records. */
function corners(finding: FindingView, { heads, strays }: Beside): Html {
  const head = finding.task === null ? undefined : heads.get(finding.task)
  if (head === undefined)
    return finding.events.length > 0 && finding.events.every(({ event_id }) => strays.has(event_id))
      ? html`<p class="note">It belongs to no task: no record ties a request or an approval to it.</p>`
      : html``
  return html`<dl class="four">${cornerNames.map((name) => {
    const { events, person, what } = head.corners[name]
    const text =
      name === 'changed'
        ? what === null
          ? counted(events.length, 'change')
          : brief(what)
        : (person ?? 'unknown person')
    return html`<div><dt>${cornerNouns[name]}</dt><dd${events.length === 0 ? html` class="missing"` : ''}>${events.length === 0 ? 'not shown' : text}</dd></div>`
  })}</dl>`
}

function brief(text: string): Html {
  return text.length <= longestChange
    ? html`${text}`
    : html`${text.slice(0, longestChange)}… <span class="soft">(the chain has the rest)</span>`
}

function whyNot(finding: FindingView): Html {
  if (finding.reason === null && finding.needs === null) return html``
  const reason = finding.reason === null ? null : (reasonMeaning[finding.reason] ?? finding.reason)
  return html`<p class="why-not">${reason ? html`<strong>Why it cannot be decided:</strong> ${reason}. ` : ''}${finding.needs ? html`<strong>What would settle it:</strong> ${finding.needs}` : ''}</p>`
}

function waiver(finding: FindingView): Html {
  if (finding.waiver === null) return html``
  const said = Object.entries(finding.waiver).filter(([, value]) => value !== null && value !== '')
  return html`<p class="why-not"><strong>Waived:</strong> ${said.map(([name, value], i) => html`${i > 0 ? '; ' : ''}${name.replaceAll('_', ' ')} ${waiverValue(name, value)}`)}</p>`
}

function waiverValue(name: string, value: unknown): string {
  return typeof value === 'number' && /expires|_at$/.test(name) ? plainTime(value) : String(value)
}

function evidence(finding: FindingView): Html {
  const total = finding.events.length
  if (total === 0) return html`<p class="note">Rests on no single record: it is about what is missing.</p>`
  return html`${table(
    `Records (${total})`,
    '',
    ['Time (UTC)', 'What', 'By', 'Record'],
    finding.events.slice(0, mostRecords).map(evidenceRow),
  )}${more(total, 'record', 'findings.json', mostRecords)}`
}

/** The waterfall of each tie the finding rests on, and of the tasks that lost. */
function weights(finding: FindingView, candidates: Candidates): Html {
  const groups = groupAlike(finding.events.flatMap(({ event_id }) => candidates.get(event_id) ?? []))
  if (groups.length === 0) return html``
  const lost = groups.filter(([{ is_chosen }]) => !is_chosen).length
  return html`<details class="plain"><summary>How its ties were weighed${lost > 0 ? `, and ${counted(lost, 'task')} that lost` : ''}</summary>${table(
    'Weights',
    'Bits for and against; they add up to the odds of the confidence.',
    ['Task', 'What ties it', 'Weighed', '#Bits', '#Confidence', 'What became of it', 'Records'],
    groups
      .slice(0, mostWeights)
      .map((group) => [
        html`<span class="nw">${group[0].task_key}</span>`,
        methodMeaning[group[0].method] ?? group[0].method,
        html`<ul class="tight">${stepsOf(group[0]).map(({ words, bits }) => html`<li>${signedBits(bits)} ${words}</li>`)}</ul>`,
        signedBits(group[0].bits),
        confidenceText(group[0].confidence),
        standingInWords(group[0]),
        html`<span class="id">${recordsOf(group)}</span>`,
      ]),
  )}${groups.length > mostWeights ? html`<p class="note">The first ${mostWeights} of ${groups.length} are shown; <code>approvenance explain ${finding.finding_id} --output json</code> has all of them.</p>` : ''}</details>`
}

function evidenceRow(event: EvidenceView) {
  const isFailed = event.outcome !== null && event.outcome !== 'success'
  return [
    timeTag(event.occurred_at),
    html`${event.stage === null ? '' : html`<span class="nw soft">${stageMark(event.stage)}${event.stage.replace('_', ' ')}</span><br>`}${event.operation ?? html`<em>record not in the case</em>`}${isFailed ? html` <span class="soft">(${event.outcome})</span>` : ''}`,
    by(event),
    recordCell(event.file, event.record_no, event.native_id, event.event_id),
  ]
}

function by({ person, actor, known_by }: EvidenceView): Html {
  const account = html`<span class="id">${actor ?? '–'}</span>`
  if (person === null || person === actor) return account
  return html`${person}<br>${account}${known_by === null ? '' : html`<small class="soft below">known by: ${known_by}</small>`}`
}
