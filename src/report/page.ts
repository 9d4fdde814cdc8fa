/** The report: a page that needs nothing but a browser, written in portions so that its size is no matter. */
import { renderAccountability } from './accountability.js'
import { renderBaseline } from './baseline.js'
import { hasGap, renderChain, renderChainsHead, tellingOf } from './chains.js'
import { renderCoverageSection, renderExamined } from './coverage.js'
import { renderIndex } from './finder.js'
import { renderFindingsSection } from './findings.js'
import { renderGlance } from './glance.js'
import { type Html, html, unsafe } from './html.js'
import { renderIdentities } from './identities.js'
import { pageHead, pageTail, type Stop, sectionLinks } from './layout.js'
import { renderMethod } from './method.js'
import { renderNotes } from './notes.js'
import { type OwnPage, renderOwn, renderSignpost } from './own-pages.js'
import { mainPage, type Plan, pageFolder, placesFrom, planReport } from './place.js'
import { renderWaivers } from './rules.js'
import { script } from './script.js'
import { pageNumbers } from './table.js'
import { openExecutions, renderUnaccounted } from './unaccounted.js'
import type { CaseView } from './view.js'
import { count, counted, severities } from './words.js'

/** Chains with gaps that stand open when the page is opened. */
const mostOpen = 8

/** Text of report.html, in portions. The same case gives the same bytes. What has a page of its own is written by `renderPages`. */
export async function* renderReport(view: CaseView, plan: Plan = planReport(view)): AsyncIterable<string> {
  const places = placesFrom(plan, 'main')
  const sources = plan.isSplit ? pageNumbers(plan.sourcePages, places) : null
  yield pageHead(
    view,
    {
      title: 'Accountability report',
      heading: 'Who asked, who approved, which identity executed, what changed',
      lede: lede(view),
      first: 'findings',
      skip: 'Skip to the findings',
      navigation: sectionLinks(navigation(view)),
    },
    script,
  ).markup
  yield onPaper(plan).markup
  yield renderExamined(view, sources).markup
  yield renderCoverageSection(view).markup
  yield html`<section id="glance" aria-labelledby="glance-h"><h2 id="glance-h">At a glance</h2>${renderAccountability(view.figures.shares)}${renderGlance(view)}${renderWaivers(view)}</section>`
    .markup
  yield renderBaseline(view, places).markup
  for await (const part of renderFindingsSection(view, plan, places)) yield part.markup
  yield renderChainsHead(view, plan, places).markup
  if (!plan.isSplit) yield* renderChains(view, plan)
  yield '</section>\n'
  yield renderUnaccounted(view, plan, places).markup
  if (view.about.notes)
    yield renderNotes(view.about.notes, places, new Set(view.findings.map(({ finding_id }) => finding_id))).markup
  const section = (id: OwnPage) =>
    (plan.isSplit ? renderSignpost(id, view, places) : renderOwn(id, view, places)).markup
  yield section('metrics')
  yield section('machines')
  yield renderIdentities(view, plan, places).markup
  yield section('controls')
  yield section('rules')
  yield renderMethod(view, sources).markup
  yield* renderIndex(view, plan, places)
  yield html`<script>${unsafe(script)}</script>`.markup
  yield pageTail(view).markup
}

/** Said on paper only. */
function onPaper({ isSplit }: Plan): Html {
  return html`<p class="paper note">Printed from ${mainPage}. ${
    isSplit
      ? html`Findings and chains one by one stand on pages of their own in the folder “${pageFolder}” beside it, each printed by itself.`
      : 'What stands folded there is told here in a line: unfold it before printing, or print one finding with its chain by the button on it.'
  }</p>
`
}

async function* renderChains(view: CaseView, plan: Plan): AsyncIterable<string> {
  const telling = tellingOf(view, plan, placesFrom(plan, 'main'))
  let opened = 0
  for await (const chain of view.told(plan.told)) {
    const open = hasGap(plan, chain.task) && opened < mostOpen
    if (open) opened++
    yield renderChain(chain, telling, open).markup
  }
}

function navigation(view: CaseView): Stop[] {
  return [
    ['examined', 'What was examined', null],
    ['coverage', 'What could not be seen', null],
    ['glance', 'At a glance', null],
    ...(view.baseline === null ? [] : [['baseline', 'Since the baseline', null] satisfies Stop]),
    ['findings', 'Findings', view.findings.length],
    ['chains', 'Chains', view.chainHeads.length],
    ['unaccounted', 'Unaccounted', openExecutions(view).length],
    ...(view.about.notes?.notes.length ? [['notes', 'Notes', view.about.notes.notes.length] satisfies Stop] : []),
    ['metrics', 'How decisions are made', null],
    ['machines', 'Agents and machines', view.figures.machines.length],
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
      : html`Of ${counted(total - grade(null), 'task')} that led to a controlled change, <strong>${count(grade('provable'))} can be proven</strong> from request to change, ${count(grade('partial'))} in part${grade('unprovable') === 0 ? '' : ` and ${count(grade('unprovable'))} not at all`}.`
  } ${
    gaps.length === 0
      ? 'No gap was found.'
      : html`<strong>${counted(gaps.length, 'gap')}</strong> ${gaps.length === 1 ? 'was' : 'were'} found (${bySeverity.map((part, i) => html`${i > 0 ? ', ' : ''}${part}`)}).`
  } ${
    undecided === 0
      ? 'Every question could be decided from these exports.'
      : html`${counted(undecided, 'question')} cannot be decided from these exports; each says what would settle it.`
  } ${openExecutions(view).length === 0 ? '' : html`${counted(openExecutions(view).length, 'controlled execution')} belong${openExecutions(view).length === 1 ? 's' : ''} to no task.`}`
}
