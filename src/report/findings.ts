/** Findings as people read them: by verdict and severity, each with its records and what would settle or remedy it. */

import type { RuleView } from './about.js'
import { groupAlike, recordsOf, standingInWords, stepsOf } from './candidates.js'
import { type Html, html } from './html.js'
import { renderOverview } from './overview.js'
import { type FindingPage, findingAnchor, type Places, type Plan, pageFolder } from './place.js'
import type { EvidenceView, FindingView } from './rows/finding.js'
import type { CandidateView } from './rows/tie.js'
import { controlList, fewRows, more, recordCell, table } from './table.js'
import type { CaseView } from './view.js'
import {
  confidenceText,
  count,
  counted,
  methodMeaning,
  plainTime,
  reasonMeaning,
  severities,
  signedBits,
  timeTag,
  verdictMeaning,
  verdictName,
  verdicts,
} from './words.js'

/** Gaps in the list at the top. */
const mostListed = 200
/** Records of one finding on the page; findings.json has all of them. */
const mostRecords = 40
/** Weights of one finding on the page. */
const mostWeights = 12

/** A severity as a badge. */
export function severityBadge(severity: string): Html {
  return html`<span class="badge ${severity}">${severity}</span>`
}

/** How the records of some findings were weighed, by event. */
export type Candidates = ReadonlyMap<string, readonly CandidateView[]>

/** The section of the findings, in portions; with pages of their own, it says which rule's findings stand where. */
export async function* renderFindingsSection(view: CaseView, plan: Plan, places: Places): AsyncIterable<Html> {
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  yield html`<section id="findings" aria-labelledby="findings-h"><h2 id="findings-h">Findings</h2>
${view.findings.length === 0 ? html`<p>No rule found anything to report. See <a href="#rules">Rules</a> for what was examined.</p>` : ''}${renderOverview(view)}${gapList(view, plan, rules, places)}`
  if (plan.isSplit) yield pageTable(view, plan, rules, places)
  else
    for (const verdict of verdicts) {
      const those = view.findings.filter((finding) => finding.verdict === verdict)
      if (those.length === 0) continue
      yield html`<section aria-labelledby="findings-${verdict}"><h3 id="findings-${verdict}">${verdictName[verdict]} <span class="soft">(${count(those.length)})</span></h3><p class="note">${verdictMeaning[verdict]}</p>`
      for (const group of groups(those)) {
        const rule = rules.get(group[0]!.rule)
        const body = renderCards(group, places, await weighed(view, group), 5)
        yield html`${groupHead(group, rule, places)}${verdict === 'insufficient' || verdict === 'excepted' ? html`<details class="plain"><summary>Show ${counted(group.length, 'finding')}</summary>${body}</details>` : body}</section>`
      }
      yield html`</section>`
    }
  yield html`</section>`
}

/** Findings of one rule as a page of their own tells them, verdict by verdict. */
export function renderFindingPage(
  { findings }: FindingPage,
  rule: RuleView | undefined,
  places: Places,
  candidates: Candidates,
): Html {
  return html`<div class="group">${questions(findings, rule)}</div>${verdicts.map((verdict) => {
    const those = findings.filter((finding) => finding.verdict === verdict)
    return those.length === 0
      ? ''
      : html`<h2>${verdictName[verdict]} <span class="soft">(${count(those.length)} on this page)</span></h2><p class="note">${verdictMeaning[verdict]}${verdict === 'insufficient' ? html` How the ties of one were weighed: <code>approvenance explain ID</code>.` : ''}</p>${renderCards(those, places, candidates, 3)}`
  })}`
}

/** Every gap in one line each, worst first: the findings in a minute. */
function gapList(view: CaseView, plan: Plan, rules: ReadonlyMap<string, RuleView>, places: Places): Html {
  const gaps = view.findings.filter(({ verdict }) => verdict === 'gap')
  const most = plan.isSplit ? fewRows : mostListed
  return html`<div data-finder="findings"></div><div data-plain="findings">${table(
    `All gaps (${count(gaps.length)})`,
    'Worst first; each leads to its records.',
    ['Severity', 'What', 'Task', 'Person', 'When (UTC)'],
    gaps
      .slice(0, most)
      .map((finding) => [
        severityBadge(finding.severity),
        html`<a href="${places.finding(finding.finding_id)}">${rules.get(finding.rule)?.title ?? finding.slug}</a>`,
        taskLink(finding, places),
        finding.person ?? '–',
        timeTag(finding.occurred_at),
      ]),
  )}${more(gaps.length, 'gap', plan.isSplit ? 'the table of pages below' : 'findings.json', most)}</div>`
}

/** Which page has the findings of which rule. */
function pageTable(view: CaseView, plan: Plan, rules: ReadonlyMap<string, RuleView>, places: Places): Html {
  const byRule = new Map<string, FindingPage[]>()
  for (const page of plan.findingPages) byRule.set(page.rule, [...(byRule.get(page.rule) ?? []), page])
  const populations = new Map(view.populations.map((row) => [row.rule, row]))
  return table(
    'Findings by rule',
    `Each is told in full, with its records, on a page in the folder “${pageFolder}” beside this file.`,
    ['Rule', 'What', ...verdicts.map((verdict) => `#${verdictName[verdict]}`), 'Pages'],
    [...byRule].map(([rule, pages]) => [
      html`<a href="${places.rule(rule)}">${rule}</a>`,
      rules.get(rule)?.title ?? pages[0]?.findings[0]?.slug ?? '–',
      ...verdicts.map((verdict) => count(populations.get(rule)?.[verdict] ?? 0)),
      html`${pages.map(({ file }, i) => html`${i > 0 ? ' ' : ''}<a href="${places.page(file)}">${i + 1}</a>`)}`,
    ]),
  )
}

/** Findings of one severity and rule together, worst severity first. */
function groups(findings: readonly FindingView[]): FindingView[][] {
  const found = new Map<string, FindingView[]>()
  for (const finding of findings) {
    const key = `${rank(finding.severity)} ${finding.rule}`
    const group = found.get(key)
    if (group) group.push(finding)
    else found.set(key, [finding])
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function rank(severity: string): number {
  const place = (severities as readonly string[]).indexOf(severity)
  return place < 0 ? severities.length : place
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

/** The head of findings of one rule: what was asked, why, and what to do. The section it opens is closed by the caller. */
function groupHead(group: readonly FindingView[], rule: RuleView | undefined, places: Places): Html {
  const first = group[0]
  if (!first) return html`<section class="group">`
  return html`<section class="group"><header>${severityBadge(first.severity)}<h4><a href="${places.rule(first.rule)}">${first.rule}</a> ${rule?.title ?? first.slug}</h4><span class="soft">${count(group.length)}</span></header>
${questions(group, rule)}`
}

function questions(group: readonly FindingView[], rule: RuleView | undefined): Html {
  const controls = [...new Set(group.flatMap((finding) => finding.controls))]
  return html`${
    rule
      ? html`<dl class="qa"><dt>Question</dt><dd>${rule.question}</dd><dt>Why it matters</dt><dd>${rule.why}</dd><dt>What to do</dt><dd>${rule.remedy}</dd>${controls.length > 0 ? html`<dt>Controls</dt><dd>${controlList(controls)}</dd>` : ''}</dl>`
      : ''
  }`
}

function renderCards(findings: readonly FindingView[], places: Places, candidates: Candidates, level: number): Html {
  return html`${findings.map((finding) => renderFinding(finding, places, candidates, level))}`
}

function renderFinding(finding: FindingView, places: Places, candidates: Candidates, level: number): Html {
  return html`<article class="finding ${finding.severity}" id="${findingAnchor(finding.finding_id)}"><p class="said" role="heading" aria-level="${level}">${finding.message}</p>
<p class="meta"><span>Task <b>${taskLink(finding, places)}</b></span>${finding.person ? html`<span>Person <b>${finding.person}</b></span>` : ''}${
    finding.occurred_at === null ? '' : html`<span>When <b>${timeTag(finding.occurred_at)} UTC</b></span>`
  }<span>Confidence <b>${confidenceText(finding.confidence)}</b></span>${finding.basis ? html`<span>Identity <b>${finding.basis}</b></span>` : ''}${
    finding.sub ? html`<span>Kind <b>${finding.sub}</b></span>` : ''
  }<span>Finding <b class="id">${finding.finding_id}</b></span></p>
${whyNot(finding)}${waiver(finding)}${evidence(finding)}${weights(finding, candidates)}</article>
`
}

function taskLink(finding: FindingView, places: Places): Html {
  if (finding.task_key === null) return html`none`
  const address = finding.task === null ? null : places.chain(finding.task)
  return address === null ? html`${finding.task_key}` : html`<a href="${address}">${finding.task_key}</a>`
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
  if (finding.events.length === 0)
    return html`<p class="note">Rests on no single record: it is about what is missing.</p>`
  const rows = finding.events.slice(0, mostRecords)
  return html`${table(
    `Records (${count(finding.events.length)})`,
    '',
    ['Time (UTC)', 'Stage', 'What', 'By', 'Record'],
    rows.map(evidenceRow),
  )}${more(finding.events.length, 'record', 'findings.json', mostRecords)}`
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
  return [
    timeTag(event.occurred_at),
    event.stage?.replace('_', ' ') ?? '–',
    html`${event.operation ?? html`<em>record not in the case</em>`}${event.outcome && event.outcome !== 'success' ? html` <span class="soft">(${event.outcome})</span>` : ''}`,
    html`${event.person === null || event.person === event.actor ? '' : html`${event.person} `}<span class="id">${event.actor ?? '–'}</span>`,
    recordCell(event.file, event.record_no, event.native_id, event.event_id),
  ]
}
