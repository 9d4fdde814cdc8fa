/** The report: one HTML file that needs nothing but a browser, written in portions so that its size is no matter. */
import { controlOf } from '../controls/controls.js'
import { formatTime } from '../time.js'
import type { RuleView } from './about.js'
import { renderAccountability } from './accountability.js'
import { hasGap, planChains, renderChain, renderChainList, renderGlance } from './chains.js'
import { chartStyle } from './chart-style.js'
import { renderCoverageSection, renderExamined } from './coverage.js'
import { findingAnchor, renderFindingsSection, ruleAnchor, severityBadge } from './findings.js'
import { type Html, html, unsafe } from './html.js'
import type { UnaccountedView } from './rows/chain.js'
import { style } from './style.js'
import { controlList, more, mostRows, recordCell, table } from './table.js'
import { markSymbols } from './timeline.js'
import type { CaseView } from './view.js'
import { count, counted, severities, timeTag, verdicts } from './words.js'

/** Text of report.html, in portions. The same case gives the same bytes. */
export async function* renderReport(view: CaseView): AsyncIterable<string> {
  const plan = planChains(view)
  const classes = new Map(view.systems.map((system) => [system.system, system.class]))
  const classOf = (system: string) => classes.get(system) ?? null
  yield head(view).markup
  yield renderExamined(view).markup
  yield renderCoverageSection(view).markup
  yield html`<section id="glance" aria-labelledby="glance-h"><h2 id="glance-h">At a glance</h2>${renderAccountability(view.figures.shares)}${renderGlance(view)}${renderWaivers(view)}${renderRuleTable(view)}</section>`
    .markup
  for await (const part of renderFindingsSection(view, plan.anchor)) yield part.markup
  yield renderChainList(view, plan).markup
  let opened = 0
  for await (const chain of view.chains(plan.told)) {
    yield renderChain(chain, plan, classOf, opened).markup
    if (hasGap(plan, chain.task)) opened++
  }
  yield '</section>\n'
  yield renderUnaccounted(view).markup
  yield renderIdentities(view).markup
  yield renderControls(view).markup
  yield renderRules(view).markup
  yield renderMethod(view).markup
  yield tail(view).markup
}

function head(view: CaseView): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="generator" content="approvenance ${view.about.version}">
<title>Accountability report</title><style>${unsafe(style + chartStyle)}</style></head>
<body>${markSymbols()}<a class="skip" href="#findings">Skip to the findings</a>
<div class="frame"><div class="rail"><nav aria-label="Sections"><ol>
${navigation(view).map(([id, name, n]) => html`<li><a href="#${id}"><span>${name}</span>${n === null ? '' : html`<span>${count(n)}</span>`}</a></li>`)}
</ol></nav></div>
<header class="masthead"><p class="wordmark">Approvenance</p><h1>Who asked, who approved, which identity executed, what changed</h1>
<p class="lede">${lede(view)}</p></header>
<main>
`
}

function navigation(view: CaseView): [string, string, number | null][] {
  return [
    ['examined', 'What was examined', null],
    ['coverage', 'What could not be seen', null],
    ['glance', 'At a glance', null],
    ['findings', 'Findings', view.findings.length],
    ['chains', 'Chains', view.chainHeads.length],
    ['unaccounted', 'Unaccounted', open(view).length],
    ['identities', 'Identities', view.identities.length],
    ['controls', 'Controls', view.controls.length],
    ['rules', 'Rules', view.about.rules.length],
    ['method', 'Method', null],
  ]
}

/** The report in three sentences. */
function lede(view: CaseView): Html {
  const total = view.chainHeads.length
  const grade = (name: string | null) =>
    view.grades.filter((row) => row.grade === name).reduce((sum, row) => sum + row.chains, 0)
  const verdict = (name: string) => view.findings.filter((finding) => finding.verdict === name)
  const gaps = verdict('gap')
  const bySeverity = severities.flatMap((severity) => {
    const n = gaps.filter((finding) => finding.severity === severity).length
    return n === 0 ? [] : [html`${count(n)} ${severity}`]
  })
  const undecided = verdict('insufficient').length
  return html`${
    total === 0
      ? 'No task was found in these exports.'
      : html`Of ${counted(total - grade(null), 'task')} that led to a controlled change, <strong>${count(grade('provable'))} can be proven</strong> from request to change, ${count(grade('partial'))} in part and ${grade('unprovable') === 0 ? 'none' : count(grade('unprovable'))} not at all.`
  } ${
    gaps.length === 0
      ? 'No gap was found.'
      : html`<strong>${counted(gaps.length, 'gap')}</strong> ${gaps.length === 1 ? 'was' : 'were'} found (${bySeverity.map((part, i) => html`${i > 0 ? ', ' : ''}${part}`)}).`
  } ${
    undecided === 0
      ? 'Every question could be decided from these exports.'
      : html`${counted(undecided, 'question')} cannot be decided from these exports; each says what would settle it.`
  } ${open(view).length === 0 ? '' : html`${counted(open(view).length, 'controlled execution')} belong${open(view).length === 1 ? 's' : ''} to no task.`}`
}

function renderRuleTable(view: CaseView): Html {
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  const dim = (n: number) => (n === 0 ? html`<span class="soft">0</span>` : html`${count(n)}`)
  return html`<h3>What each rule examined</h3>${table(
    'Rules',
    'Of every subject examined: how many passed, and what became of the others.',
    ['Rule', 'Question', '#Examined', '#Pass', '#Gap', '#Lead', '#Undecided', '#Excepted'],
    view.populations.map((row) => [
      html`<a href="#${ruleAnchor(row.rule)}">${row.rule}</a>`,
      rules.get(row.rule)?.question ?? '–',
      count(row.examined),
      dim(row.pass),
      row.gap === 0 ? dim(0) : html`<strong class="unprovable">${count(row.gap)}</strong>`,
      dim(row.lead),
      dim(row.insufficient),
      dim(row.excepted),
    ]),
  )}`
}

/** Executions without a task that need an answer. */
function open(view: CaseView): UnaccountedView[] {
  return view.unaccounted.filter(({ is_explained }) => !is_explained)
}

function renderUnaccounted(view: CaseView): Html {
  const rows = open(view)
  const explained = view.unaccounted.filter(({ is_explained }) => is_explained)
  const reasons = [...new Set(explained.map(({ why }) => why))].map((why) => ({
    why,
    rows: explained.filter((row) => row.why === why),
  }))
  return html`<section id="unaccounted" aria-labelledby="unaccounted-h"><h2 id="unaccounted-h">Unaccounted executions</h2>
<p>Controlled actions that took effect and that no task claims.</p>
${rows.length === 0 ? html`<p class="note">There are none.</p>` : ''}${unaccountedTable('Unaccounted executions', rows)}
${
  explained.length === 0
    ? ''
    : html`<h3>Those that explain themselves</h3><p class="note">${counted(explained.length, 'execution')} without a task: the platform’s own actions, attempts without effect, and what a standing approval covers. chains.json lists each.</p>${table(
        'Explained executions',
        '',
        ['Why', '#Executions', 'Operations', 'First', 'Last'],
        reasons
          .sort((a, b) => b.rows.length - a.rows.length || (a.why < b.why ? -1 : 1))
          .slice(0, mostRows)
          .map(({ why, rows: own }) => [
            why,
            count(own.length),
            [...new Set(own.map(({ operation }) => operation))].sort().slice(0, 8).join(', '),
            timeTag(own[0]?.occurred_at ?? null),
            timeTag(own.at(-1)?.occurred_at ?? null),
          ]),
      )}`
}</section>
`
}

function unaccountedTable(caption: string, rows: readonly UnaccountedView[]): Html {
  return html`${table(
    caption,
    '',
    ['Time (UTC)', 'What', 'Who', 'On what', 'Why it is here', 'Record'],
    rows
      .slice(0, mostRows)
      .map((row) => [
        timeTag(row.occurred_at),
        row.operation,
        html`${row.person ?? html`<span class="id">${row.identity ?? '–'}</span>`}`,
        html`<span class="id">${row.resource ?? '–'}</span>`,
        row.why,
        recordCell(row.file, row.record_no, row.native_id, row.event_id),
      ]),
  )}${more(rows.length, 'execution', 'chains.json')}`
}

function renderIdentities(view: CaseView): Html {
  const rows = view.identities
  return html`<section id="identities" aria-labelledby="identities-h"><h2 id="identities-h">Identities</h2>
<p>Who is behind which accounts, and why we believe it. Accounts that merely look alike are never merged.</p>
${table(
  'Identities',
  'Basis: authoritative (your own mapping), verified (id and address in one record of the directory), derived (set by the identity provider), heuristic (recognised by looks: never enough to accuse), unmapped (nobody known).',
  ['Person or identity', 'Kind', 'Why this kind', 'Accounts', 'Basis', 'Conflicts'],
  rows
    .slice(0, mostRows)
    .map((row) => [
      html`${row.person}${row.display_name && row.display_name !== row.person ? html`<br><span class="soft">${row.display_name}</span>` : ''}`,
      html`<span class="kind ${row.kind}">${row.kind}</span>`,
      row.kind_evidence ?? '–',
      html`${row.aliases.map((alias) => html`<span class="id">${alias}</span><br>`)}`,
      [...new Set(row.bases)].join(', ') || '–',
      row.conflicts.length === 0 ? '–' : row.conflicts.join('; '),
    ]),
)}${more(rows.length, 'identity', 'identities.json').markup === '' ? '' : html`<p class="note">The first ${count(mostRows)} of ${counted(rows.length, 'identity', 'identities')} are shown; identities.json has all of them.</p>`}
${table(
  'Look-alikes that were left apart',
  'Somebody who knows can settle them in identities.csv.',
  ['Account', 'Account', 'Why they look alike'],
  view.lookalikes
    .slice(0, mostRows)
    .map((row) => [
      html`<span class="id">${row.alias_a}</span>`,
      html`<span class="id">${row.alias_b}</span>`,
      row.why,
    ]),
)}${more(view.lookalikes.length, 'pair', 'identities.json')}</section>
`
}

/** What the rules say of each control of each framework, and what they could not test. */
function renderControls(view: CaseView): Html {
  const rows = view.controls.flatMap((row) => {
    const control = controlOf(row.control)
    return control ? [{ row, control }] : []
  })
  const frameworks = [...new Set(rows.map(({ control }) => control.framework))]
  const ruleLinks = (rules: readonly string[]) =>
    rules.length === 0
      ? '–'
      : html`${rules.map((rule, i) => html`${i > 0 ? ' ' : ''}${view.about.rules.some((one) => one.rule === rule) ? html`<a href="#${ruleAnchor(rule)}">${rule}</a>` : rule}`)}`
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
function renderWaivers(view: CaseView): Html {
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

function renderRules(view: CaseView): Html {
  const populations = new Map(view.populations.map((row) => [row.rule, row]))
  return html`<section id="rules" aria-labelledby="rules-h"><h2 id="rules-h">Rules</h2>
<p>What was asked of the records, word for word. Anyone can run the same question on <code>case.duckdb</code> and check the answer.</p>
${view.about.rules.map((rule) => renderRule(rule, populations.get(rule.rule), view))}</section>
`
}

function renderRule(rule: RuleView, population: CaseView['populations'][number] | undefined, view: CaseView): Html {
  const findings = view.findings.filter((finding) => finding.rule === rule.rule)
  const parameters = Object.entries(rule.parameters)
  return html`<section class="group" id="${ruleAnchor(rule.rule)}" aria-labelledby="${ruleAnchor(rule.rule)}-h"><header>${severityBadge(rule.severity)}<h3 style="margin:0" id="${ruleAnchor(rule.rule)}-h">${rule.rule} ${rule.title}</h3></header>
<dl class="qa"><dt>Question</dt><dd>${rule.question}</dd><dt>Why it matters</dt><dd>${rule.why}</dd><dt>What it misses</dt><dd>${rule.misses}</dd><dt>False positives</dt><dd>${rule.false_positives}</dd><dt>What to do</dt><dd>${rule.remedy}</dd>
${rule.controls.length > 0 ? html`<dt>Controls</dt><dd>${controlList(rule.controls)}</dd>` : ''}
<dt>Examined</dt><dd>${
    population
      ? `${counted(population.examined, 'subject')}: ${count(population.pass)} pass, ${verdicts.map((verdict) => `${count(population[verdict])} ${verdict}`).join(', ')}${population.suppressed > 0 ? `, ${count(population.suppressed)} suppressed` : ''}`
      : 'not run'
  }${findings[0] ? html`. <a href="#${findingAnchor(findings[0].finding_id)}">First finding</a>` : ''}</dd>
${parameters.length > 0 ? html`<dt>Parameters</dt><dd>${parameters.map(([name, value], i) => html`${i > 0 ? ', ' : ''}<code>${name} = ${String(value)}</code>`)}</dd>` : ''}</dl>
<details class="plain"><summary>The query that was run</summary><pre tabindex="0"><code>${rule.sql}</code></pre></details></section>
`
}

function renderMethod(view: CaseView): Html {
  const { about, settings } = view
  const parameters = Object.entries(about.parameters).filter(([, value]) => value !== null && value !== undefined)
  return html`<section id="method" aria-labelledby="method-h"><h2 id="method-h">Method</h2>
<p>Exports were read record by record into canonical tables; each row keeps the file and record it came from. Accounts were resolved to persons only on stated
evidence. Records were tied to tasks by explicit references, by the credential they used, by session, and last by identity, resource and time; every tie carries its
method and a confidence. Rules then examined whole populations. A rule may say “gap” only where the logs that could hold the answer cover the time in question, where the clocks
allow the order it claims, where the tie is at least 0.8, and where the persons are known on evidence. Times of two systems count as ordered only beyond ${count(settings.skew_tolerance_us / 1_000_000)} s.</p>
<p class="note">Written by approvenance ${about.version}. The same exports, version and parameters give this file byte for byte.</p>
${table(
  'Parameters',
  '',
  ['Name', 'Value'],
  parameters.map(([name, value]) => [
    name,
    html`<span class="id">${typeof value === 'string' ? value : JSON.stringify(value)}</span>`,
  ]),
)}
${table(
  'Reference data',
  'What you told us about your organisation, and what each missing file would make possible.',
  ['File', 'Rows', 'What it is for'],
  about.reference.map((one) => [
    one.name,
    one.file === null
      ? html`<span class="soft">not supplied</span>`
      : html`${count(one.rows)} <span class="id soft">${one.file}</span>`,
    one.use,
  ]),
)}
<details class="plain"><summary>SHA-256 of every input file</summary>${table(
    'Input files',
    'As they lie on disk; members of an archive as they were after unpacking.',
    ['File', 'SHA-256'],
    view.sources
      .slice(0, mostRows * 5)
      .map((source) => [
        html`<span class="id">${source.file}</span>`,
        html`<span class="id">${source.sha256 ?? 'could not be read'}</span>`,
      ]),
  )}${more(view.sources.length, 'file', 'manifest.json', mostRows * 5)}</details></section>
`
}

function tail(view: CaseView): Html {
  const now = view.settings.as_of === null ? '' : ` Judged as of ${formatTime(view.settings.as_of)}.`
  return html`</main><footer class="foot"><p>Every statement above rests on a record in an exported file, named with its file and number. <code>approvenance event ID</code> shows the original record and checks the file’s hash.${now}</p></footer></div></body></html>
`
}
