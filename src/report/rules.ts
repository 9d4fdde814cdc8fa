/** What was asked: the controls, the rules word for word, how many subjects each examined, and what was waived. */
import { controlOf } from '../controls/controls.js'
import type { RuleView } from './about.js'
import { type Html, html, whole } from './html.js'
import { type Places, ruleAnchor } from './place.js'
import { controlList, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, severityBadge, timeTag, verdicts, verdictWord } from './words.js'

/** What became of the subjects of each rule. */
function renderRuleTable(view: CaseView, places: Places): Html {
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  const dim = (n: number) => (n === 0 ? html`<span class="soft">0</span>` : html`${count(n)}`)
  const busy = view.populations.filter(({ examined }) => examined > 0)
  const idle = view.populations.filter(({ examined }) => examined === 0)
  return html`${table(
    'What each rule examined',
    'Of every subject examined: how many passed, and what became of the others.',
    ['Rule', 'Question', '#Examined', '#Pass', '#Gap', '#Lead', '#Undecided', '#Excepted'],
    busy.map((row) => [
      html`<a href="${places.rule(row.rule)}">${row.rule}</a>`,
      rules.get(row.rule)?.question ?? '–',
      count(row.examined),
      dim(row.pass),
      row.gap === 0 ? dim(0) : html`<strong class="unprovable">${count(row.gap)}</strong>`,
      dim(row.lead),
      dim(row.insufficient),
      dim(row.excepted),
    ]),
  )}${
    idle.length === 0
      ? ''
      : html`<p class="note">${counted(idle.length, 'rule')} found nothing to examine in these exports: ${idle.map(({ rule }, i) => html`${i > 0 ? ', ' : ''}<a href="${places.rule(rule)}">${rule}</a>`)}.</p>`
  }`
}

/** What the rules say of each control of each framework, and what they could not test. */
export function renderControls(view: CaseView, places: Places): Html {
  const rows = view.controls.flatMap((row) => {
    const control = controlOf(row.control)
    return control ? [{ row, control }] : []
  })
  const frameworks = [...new Set(rows.map(({ control }) => control.framework))]
  const ruleLinks = (rules: readonly string[]) =>
    rules.length === 0
      ? '–'
      : html`${rules.map((rule, i) => html`${i > 0 ? ' ' : ''}${view.about.rules.some((one) => one.rule === rule) ? html`<a href="${places.rule(rule)}">${rule}</a>` : rule}`)}`
  return html`<section id="controls" aria-labelledby="controls-h"><h2 id="controls-h">Controls</h2>
<p>Which control was tested by which rules, over how many subjects, with what result. “No gap” says no more than that these rules found none among what they examined; what could not be tested is named with the reason.</p>
${frameworks.map((framework) => {
  const own = rows.filter(({ control }) => control.framework === framework)
  const { frameworkName, version } = own[0]!.control
  return table(
    `${frameworkName} ${version}`,
    '',
    ['Control', 'Result', 'Tested by', '#Examined', '#Pass', '#Gap', '#Undecided', 'Not tested, and why'],
    own.map(({ row, control }) => [
      html`<span class="nw">${control.id}</span>${control.title ? html`<br><span class="soft">${control.title}</span>` : ''}`,
      row.gap > 0 ? html`<strong class="unprovable">${counted(row.gap, 'gap')}</strong>` : row.result,
      ruleLinks(row.tested_by),
      count(row.examined),
      count(row.pass),
      count(row.gap),
      count(row.insufficient),
      row.untested.length === 0
        ? '–'
        : html`<details class="plain"><summary>${counted(row.untested.length, 'reason')}</summary><ul class="tight">${row.untested.map((why) => html`<li>${why}</li>`)}</ul></details>`,
    ]),
  )
})}</section>
`
}

/** Waivers and what they did; those that do not count are findings about the waivers themselves. */
export function renderWaivers(view: CaseView): Html {
  return table(
    'Waivers',
    'Each is signed by a person, with a reason and an expiry. One that has expired, or that a person of the finding signed, excuses nothing.',
    ['Waiver', 'Answers for', 'Signed by', 'Reason', 'Expires (UTC)', '#Findings', 'What it did'],
    view.waivers.map((row) => [
      html`<span class="id">${row.file ?? 'waivers'}</span> <span class="soft">line</span> ${row.line_no ?? '–'}`,
      [row.finding, row.rule, row.task].filter((part) => part !== null).join(' '),
      row.approver,
      row.reason,
      timeTag(row.expires_at),
      count(row.findings),
      row.problem === null ? row.state : html`<strong class="unprovable">${row.state}</strong>: ${row.problem}`,
    ]),
  )
}

/** The section of the rules. */
export function renderRules(view: CaseView, places: Places): Html {
  const populations = new Map(view.populations.map((row) => [row.rule, row]))
  return html`<section id="rules" aria-labelledby="rules-h"><h2 id="rules-h">Rules</h2>
<p>What was asked of the records, word for word. Anyone can run the same question on <code>case.duckdb</code> and check the answer.</p>
${renderRuleTable(view, places)}
${view.about.rules.map((rule) => renderRule(rule, populations.get(rule.rule), view, places))}</section>
`
}

function renderRule(
  rule: RuleView,
  population: CaseView['populations'][number] | undefined,
  view: CaseView,
  places: Places,
): Html {
  const findings = view.findings.filter((finding) => finding.rule === rule.rule)
  const parameters = Object.entries(rule.parameters)
  return html`<section class="group" id="${ruleAnchor(rule.rule)}" aria-labelledby="${ruleAnchor(rule.rule)}-h"><header>${severityBadge(rule.severity)}<h3 style="margin:0" id="${ruleAnchor(rule.rule)}-h">${rule.rule} ${rule.title}</h3></header>
<dl class="qa"><dt>Question</dt><dd>${rule.question}</dd><dt>Why it matters</dt><dd>${rule.why}</dd><dt>What it misses</dt><dd>${rule.misses}</dd><dt>False positives</dt><dd>${rule.false_positives}</dd><dt>What to do</dt><dd>${rule.remedy}</dd>
${rule.controls.length > 0 ? html`<dt>Controls</dt><dd>${controlList(rule.controls)}</dd>` : ''}
<dt>Examined</dt><dd>${
    population
      ? `${counted(population.examined, 'subject')}: ${count(population.pass)} pass, ${verdicts.map((verdict) => `${count(population[verdict])} ${verdictWord[verdict]}`).join(', ')}${population.suppressed > 0 ? `, ${count(population.suppressed)} suppressed` : ''}`
      : 'not run'
  }${findings[0] ? html`. <a href="${places.finding(findings[0].finding_id)}">First finding</a>` : ''}</dd>
${parameters.length > 0 ? html`<dt>Parameters</dt><dd>${parameters.map(([name, value], i) => html`${i > 0 ? ', ' : ''}<code>${name} = ${String(value)}</code>`)}</dd>` : ''}</dl>
<details class="plain"><summary>The query that was run</summary><pre tabindex="0"><code>${whole(rule.sql)}</code></pre></details></section>
`
}
