/** Findings as people read them: by verdict and severity, each with its records and what would settle or remedy it. */

import type { RuleView } from './about.js'
import { type Beside, besideFindings, type Candidates, renderCards, taskLink, weighed } from './finding-card.js'
import { type Html, html } from './html.js'
import { renderOverview } from './overview.js'
import { type FindingPage, type Places, type Plan, pageFolder } from './place.js'
import type { FindingView } from './rows/finding.js'
import { controlList, fewRows, more, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, severities, severityBadge, timeTag, verdictMeaning, verdictName, verdicts } from './words.js'

/** Gaps in the list at the top. */
const mostListed = 200

/** The section of the findings, in portions; with pages of their own, it says which rule's findings stand where. */
export async function* renderFindingsSection(view: CaseView, plan: Plan, places: Places): AsyncIterable<Html> {
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  yield html`<section id="findings" aria-labelledby="findings-h"><h2 id="findings-h">Findings</h2>
${view.findings.length === 0 ? html`<p>No rule found anything to report. See <a href="#rules">Rules</a> for what was examined.</p>` : ''}${renderOverview(view)}${gapList(view, plan, rules, places)}`
  if (plan.isSplit) yield pageTable(view, plan, rules, places)
  else {
    const beside = besideFindings(view, places)
    for (const verdict of verdicts) {
      const those = view.findings.filter((finding) => finding.verdict === verdict)
      if (those.length === 0) continue
      yield html`<section aria-labelledby="findings-${verdict}"><h3 id="findings-${verdict}">${verdictName[verdict]} <span class="soft">(${count(those.length)})</span></h3><p class="note">${verdictMeaning[verdict]}</p>`
      for (const group of groups(those)) {
        const rule = rules.get(group[0]!.rule)
        const body = renderCards(group, beside, await weighed(view, group), 5)
        yield html`${groupHead(group, rule, places)}${verdict === 'insufficient' || verdict === 'excepted' ? html`<details class="plain" data-print><summary>Show ${counted(group.length, 'finding')}</summary>${body}</details>` : body}</section>`
      }
      yield html`</section>`
    }
  }
  yield html`</section>`
}

/** Findings of one rule as a page of their own tells them, verdict by verdict. */
export function renderFindingPage(
  { findings }: FindingPage,
  rule: RuleView | undefined,
  beside: Beside,
  candidates: Candidates,
): Html {
  return html`<div class="group">${questions(findings, rule)}</div>${verdicts.map((verdict) => {
    const those = findings.filter((finding) => finding.verdict === verdict)
    return those.length === 0
      ? ''
      : html`<h2>${verdictName[verdict]} <span class="soft">(${count(those.length)} on this page)</span></h2><p class="note">${verdictMeaning[verdict]}${verdict === 'insufficient' ? html` How the ties of one were weighed: <code>approvenance explain ID</code>.` : ''}</p>${renderCards(those, beside, candidates, 3)}`
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
  )}${more(gaps.length, 'gap', plan.isSplit ? 'the table of pages below' : 'findings.json', most)}</div>${plan.isSplit || view.findings.length === 0 ? '' : html`<p class="note">Every finding is told in full below, whatever is searched for here.</p>`}`
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
