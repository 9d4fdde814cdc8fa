/** Pages of findings: the list, one finding with everything it rests on, and the rule that asked. */
import { groupAlike, standingInWords, stepsOf } from '../../report/candidates.js'
import { type Html, html } from '../../report/html.js'
import type { FindingView } from '../../report/rows/finding.js'
import type { CandidateView, SearchView } from '../../report/rows/tie.js'
import { settlements } from '../../report/settlements.js'
import { controlList, table } from '../../report/table.js'
import { stageMark } from '../../report/timeline.js'
import {
  confidenceText,
  count,
  duration,
  methodMeaning,
  plainTime,
  reasonMeaning,
  severities,
  severityBadge,
  signedBits,
  timeTag,
  verdictMeaning,
  verdictName,
  verdicts,
  verdictWord,
} from '../../report/words.js'
import { filters, identityLink, link, notesOn, type Page, pager, recordLink, skipped, to } from '../frame.js'
import type { Found, Site } from '../site.js'

/** The list of findings. */
export async function findingsPage(site: Site, query: URLSearchParams): Promise<Page> {
  const wanted = (name: string) => query.get(name) ?? ''
  const { rows, total } = await site.findings({
    verdict: wanted('verdict'),
    severity: wanted('severity'),
    rule: wanted('rule'),
    task: wanted('task'),
    event: wanted('event'),
    about: wanted('person'),
    text: wanted('text'),
    ...(query.has('of') ? { persons: query.getAll('of') } : {}),
    skip: skipped(query),
  })
  const rules = new Map((await site.findingCounts()).map(({ rule, slug }) => [rule, slug]))
  return {
    title: 'Findings',
    body: html`<dl class="qa">${verdicts.map((verdict) => html`<dt>${verdictName[verdict]}</dt><dd>${verdictMeaning[verdict]}</dd>`)}</dl>
${filters('findings', query, [
  { name: 'verdict', label: 'Verdict', choices: verdicts.map((verdict) => [verdict, verdictName[verdict] ?? verdict]) },
  { name: 'severity', label: 'Severity', choices: severities.map((severity) => [severity, severity]) },
  { name: 'rule', label: 'Rule', choices: [...rules].map(([rule, slug]) => [rule, `${rule} ${slug}`]) },
  { name: 'person', label: 'Person or account' },
  { name: 'text', label: 'Words' },
])}${narrowed(query)}${pager(total, query, 'findings', 'finding')}${findingRows(rows, 'Findings', site)}`,
  }
}

/** Says what a list is narrowed down to where no field shows it. */
function narrowed(query: URLSearchParams): Html {
  const [task, event, persons] = [query.get('task'), query.get('event'), query.getAll('of')]
  return html`${task === null ? '' : html`<p class="note">Only those on task ${to('task', task, task)}.</p>`}${event === null ? '' : html`<p class="note">Only those that rest on record ${to('event', event, event)}.</p>`}${persons.map((person) => html`<p class="note">Only those about ${identityLink(person, null)}.</p>`)}`
}

/** The first findings on something, and the way to the others. */
export function findingsIn({ rows, total }: Found<FindingView>, caption: string, all: string): Html {
  if (total === 0) return html`<p class="note">None.</p>`
  return html`${findingRows(rows, caption)}${total > rows.length ? html`<p class="note">The worst ${count(rows.length)} of ${count(total)}. <a href="${all}">All of them</a></p>` : ''}`
}

/** Findings as rows of a table. */
function findingRows(findings: readonly FindingView[], caption: string, site: Site | null = null): Html {
  const noted = new Map<string, number>()
  for (const { about, withdraws, withdrawn_by } of site?.notes().notes ?? [])
    if (about.kind === 'finding' && withdraws === null && withdrawn_by === null)
      noted.set(about.id, (noted.get(about.id) ?? 0) + 1)
  return table(
    caption,
    '',
    ['Finding', 'Severity', 'What', 'Task, person', 'When', ...(site ? ['#Notes'] : [])],
    findings.map((one) => [
      html`<a href="${link('finding', { id: one.finding_id })}">${one.rule} ${one.slug}</a><br><span class="soft">${one.verdict}</span>`,
      severityBadge(one.severity),
      html`<span class="words">${one.message}</span>`,
      html`${to('task', one.task, one.task_key ?? 'no task')}<br>${identityLink(one.person, one.identities[0] ?? null)}`,
      timeTag(one.occurred_at),
      ...(site ? [count(noted.get(one.finding_id) ?? 0)] : []),
    ]),
  )
}

/** One finding: the question, its records, how they are tied, what was searched, what would settle it, notes. */
export async function findingPage(site: Site, id: string): Promise<Page | null> {
  const finding = await site.finding(id)
  if (!finding) return null
  const grounds = await site.grounds(finding)
  const rule = site.about.rules.find((one) => one.rule === finding.rule)
  const settling = settlements(finding, grounds)
  return {
    title: `${finding.rule} ${rule?.title ?? finding.slug}`,
    body: html`<article class="finding ${finding.severity}"><h2 class="words">${finding.message}</h2>
<p class="meta">${severityBadge(finding.severity)} <span>${verdictWord[finding.verdict] ?? finding.verdict}</span> <span>Task ${to('task', finding.task, finding.task_key ?? 'none')}</span> <span>Person ${identityLink(finding.person, finding.identities[0] ?? null)}</span> <span>When ${timeTag(finding.occurred_at)}</span> <span>Confidence ${confidenceText(finding.confidence)}</span>${finding.basis ? html` <span>Identity ${finding.basis}</span>` : ''} <span class="id">${finding.finding_id}</span></p></article>
<dl class="qa"><dt>It means</dt><dd>${verdictMeaning[finding.verdict] ?? finding.verdict}</dd>${
      rule
        ? html`<dt>Question</dt><dd>${rule.question}</dd><dt>Why it matters</dt><dd>${rule.why}</dd><dt>What it misses</dt><dd>${rule.misses}</dd><dt>False positives</dt><dd>${rule.false_positives}</dd><dt>What to do</dt><dd>${rule.remedy}</dd>`
        : ''
    }${finding.controls.length > 0 ? html`<dt>Controls</dt><dd>${controlList(finding.controls)}</dd>` : ''}${
      finding.reason === null
        ? ''
        : html`<dt>Cannot decide</dt><dd>${reasonMeaning[finding.reason] ?? finding.reason}</dd>`
    }${settling.length > 0 ? html`<dt>Would settle it</dt><dd><ul class="tight">${settling.map((one) => html`<li>${one}</li>`)}</ul></dd>` : ''}${waiver(finding)}<dt>The rule</dt><dd><a href="${link('rule', { id: finding.rule })}">${finding.rule} with its query</a></dd></dl>
<h2>Records</h2>${finding.events.length === 0 ? html`<p class="note">It rests on no single record: it is about what is missing.</p>` : records(finding)}
${ties(grounds.links)}${waterfalls(grounds.candidates)}${searched(grounds.searches)}
${table(
  'Clocks of the systems its records come from',
  '',
  ['Systems', '#Pairs', '#Against their order', 'Taken to be apart at most'],
  grounds.clocks.map((one) => [
    `${one.system_a}, ${one.system_b}`,
    count(one.pairs),
    count(one.contradictions),
    duration(one.tolerance_us / 1e6),
  ]),
)}
${notesOn(site, 'finding', finding.finding_id, `${finding.rule} ${finding.task_key ?? finding.person ?? ''}`.trim())}`,
  }
}

/** The rule that asked: its words, how many it examined, the query. */
export async function rulePage(site: Site, id: string): Promise<Page | null> {
  const rule = site.about.rules.find((one) => one.rule === id)
  if (!rule) return null
  const population = (await site.head()).populations.find((one) => one.rule === id)
  const parameters = Object.entries(rule.parameters)
  return {
    title: `${rule.rule} ${rule.title}`,
    body: html`<dl class="qa"><dt>Question</dt><dd>${rule.question}</dd><dt>Why it matters</dt><dd>${rule.why}</dd><dt>What it misses</dt><dd>${rule.misses}</dd><dt>False positives</dt><dd>${rule.false_positives}</dd><dt>What to do</dt><dd>${rule.remedy}</dd>
<dt>Controls</dt><dd>${controlList(rule.controls)}</dd><dt>Examined</dt><dd>${population ? html`${count(population.examined)}: ${count(population.pass)} pass, ${verdicts.map((verdict, i) => html`${i > 0 ? ', ' : ''}${count(population[verdict])} ${verdict}`)}` : 'not run'}. <a href="${link('findings', { rule: id })}">Its findings</a></dd>
${parameters.length > 0 ? html`<dt>Parameters</dt><dd>${parameters.map(([name, value], i) => html`${i > 0 ? ', ' : ''}<code>$${name} = ${String(value)}</code>`)}</dd>` : ''}</dl>
<h2>The query that was run</h2><pre tabindex="0"><code>${rule.sql}</code></pre>`,
  }
}

/** How events are tied to tasks. */
export function ties(
  links: readonly {
    event_id: string
    task: string
    task_key: string | null
    method: string
    confidence: number
    is_ambiguous: boolean
    evidence: string | null
    runner_up: string | null
  }[],
): Html {
  return table(
    'How they are tied to tasks',
    '',
    ['Record', 'Task', 'Tied by', '#Confidence', 'What it rests on', 'Next best'],
    links.map((one) => [
      to('event', one.event_id, html`<span class="id">${one.event_id}</span>`),
      to('task', one.task, one.task_key ?? one.task),
      `${methodMeaning[one.method] ?? one.method}${one.is_ambiguous ? ', ambiguous' : ''}`,
      confidenceText(one.confidence),
      one.evidence ?? '–',
      to('task', one.runner_up, one.runner_up ?? '–'),
    ]),
  )
}

/** Candidates with their weights, each step as a bar for or against. */
export function waterfalls(candidates: readonly CandidateView[]): Html {
  const groups = groupAlike(candidates)
  return table(
    'How the ties were weighed',
    'Bits for and against add up to the odds of the confidence.',
    ['Task', 'What ties it', 'Weighed', '#Bits', '#Confidence', 'What became of it', 'Records'],
    groups.map((group) => [
      to('task', group[0].task, html`<span class="nw">${group[0].task_key}</span>`),
      methodMeaning[group[0].method] ?? group[0].method,
      html`<ul class="waterfall">${stepsOf(group[0]).map(({ words, bits }) => html`<li>${bar(bits)} ${signedBits(bits)} ${words}</li>`)}</ul>`,
      signedBits(group[0].bits),
      confidenceText(group[0].confidence),
      standingInWords(group[0]),
      html`${group.map(({ event_id }, i) => html`${i > 0 ? ', ' : ''}${to('event', event_id, html`<span class="id">${event_id}</span>`)}`)}`,
    ]),
  )
}

/** Half a bar to the left for what speaks against, to the right for what speaks for; 20 bits fill it. */
function bar(bits: number): Html {
  const width = Math.min(30, Math.abs(bits) * 1.5)
  return html`<svg class="weight" width="62" height="10" aria-hidden="true"><line x1="31" y1="0" x2="31" y2="10"/><rect class="${bits < 0 ? 'against' : 'for'}" x="${bits < 0 ? 31 - width : 31}" y="2" width="${width}" height="6"/></svg>`
}

function records(finding: FindingView): Html {
  return table(
    `Records (${count(finding.events.length)})`,
    '',
    ['Time', 'Stage', 'What', 'By', 'Record'],
    finding.events.map((event) => [
      timeTag(event.occurred_at),
      html`<span class="nw">${event.stage ? stageMark(event.stage) : ''}${event.stage?.replace('_', ' ') ?? '–'}</span>`,
      html`${to('event', event.event_id, event.operation ?? 'record not in the case')}${event.outcome && event.outcome !== 'success' ? html` <span class="soft">(${event.outcome})</span>` : ''}`,
      identityLink(null, event.actor),
      recordLink(event.file, event.record_no, event.native_id, event.event_id),
    ]),
  )
}

function searched(searches: readonly SearchView[]): Html {
  return table(
    'What was searched for its executions',
    '',
    ['Stage', 'Searched in', 'From', 'To', '#Executions', 'Result'],
    searches.map((one) => [
      one.stage,
      one.searched,
      timeTag(one.searched_from),
      timeTag(one.searched_to),
      count(one.executions),
      one.is_found
        ? 'found'
        : one.is_covered
          ? 'not found, and these exports cover the time'
          : `not found: ${reasonMeaning[one.reason ?? ''] ?? one.reason ?? 'the exports do not cover it'}`,
    ]),
  )
}

function waiver(finding: FindingView): Html {
  if (finding.waiver === null) return html``
  const said = Object.entries(finding.waiver).filter(([, value]) => value !== null && value !== '')
  return html`<dt>Waived</dt><dd>${said.map(([name, value], i) => html`${i > 0 ? '; ' : ''}${name.replaceAll('_', ' ')} ${typeof value === 'number' && /expires|_at$/.test(name) ? plainTime(value) : String(value)}`)}</dd>`
}
