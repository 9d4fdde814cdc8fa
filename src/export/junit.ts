/**
 * What the rules say as a JUnit report, for pipelines: a suite for each rule, a case for each control it speaks to. Gaps fail; what was not tested, or could
 * not be decided, is skipped and says why, so that a pipeline never counts it as passed.
 */
import type { RuleView } from '../report/about.js'
import type { FindingView, PopulationView } from '../report/rows/finding.js'
import { counted, plainTime, reasonMeaning } from '../report/words.js'
import { formatTime } from '../time.js'
import { visible, visibleLine } from '../visible.js'
import { controlTitle } from './control-title.js'
import type { FileFormat, FoundView } from './format.js'

/** One suite per rule, one case per rule and control. */
export const junit: FileFormat = {
  id: 'junit',
  what: 'JUnit XML for pipelines: one case per rule and control',
  extension: '.xml',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    yield* render(await source.found())
  },
}

/** Findings that a case lists itself; its suite lists them all. */
const mostListed = 20

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message: string }
  | {
      readonly kind: 'failed'
      readonly severity: string
      readonly message: string
      readonly gaps: readonly FindingView[]
    }

async function* render(view: FoundView): AsyncIterable<string> {
  const suites = view.about.rules.map((rule) => {
    const findings = view.findings.filter((finding) => finding.rule === rule.rule)
    const outcome = outcomeOf(findings, view.populations.find((one) => one.rule === rule.rule) ?? null)
    return { rule, findings, outcome, cases: rule.controls.length === 0 ? [null] : rule.controls }
  })
  const casesOf = (kind: Outcome['kind'] | null) =>
    suites.reduce((sum, { outcome, cases }) => sum + (kind === null || outcome.kind === kind ? cases.length : 0), 0)
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Approvenance ${attribute(view.about.version)}" tests="${casesOf(null)}" failures="${casesOf('failed')}" errors="0" time="0">\n`
  const timestamp = view.settings.as_of === null ? '' : ` timestamp="${formatTime(view.settings.as_of).slice(0, 19)}"`
  for (const { rule, findings, outcome, cases } of suites) {
    const of = (kind: Outcome['kind']) => (outcome.kind === kind ? cases.length : 0)
    yield `<testsuite name="${attribute(`${rule.rule} ${rule.slug}`)}" tests="${cases.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}" time="0"${timestamp}>\n`
    yield propertiesOf(rule)
    for (const control of cases) yield testcase(rule, control, outcome)
    if (findings.length > 0) {
      yield '<system-out>'
      for (const finding of findings) yield `${content(lineOf(finding))}\n`
      yield '</system-out>\n'
    }
    yield '</testsuite>\n'
  }
  yield '</testsuites>\n'
}

/** What a rule says of each control it speaks to. A gap fails whatever else could not be decided. */
function outcomeOf(findings: readonly FindingView[], population: PopulationView | null): Outcome {
  const gaps = findings.filter(({ verdict }) => verdict === 'gap')
  const worst = gaps[0]
  if (population === null) return { kind: 'skipped', message: 'the rule was not run' }
  const of = `of ${counted(population.examined, 'subject')}`
  if (worst) return { kind: 'failed', severity: worst.severity, message: `${counted(gaps.length, 'gap')} ${of}`, gaps }
  if (population.examined === 0) return { kind: 'skipped', message: 'nothing to examine' }
  const open = findings.filter(({ verdict }) => verdict === 'insufficient')
  const leads = findings.filter(({ verdict }) => verdict === 'lead')
  if (open.length + leads.length === 0) return { kind: 'passed' }
  const reasons = [...new Set(open.flatMap(({ reason }) => (reason === null ? [] : (reasonMeaning[reason] ?? reason))))]
  const parts = [
    open.length > 0 ? `${open.length} ${of} cannot be decided: ${reasons.join('; ')}` : null,
    leads.length > 0 ? `${counted(leads.length, 'lead')} ${of}: a person must look` : null,
  ]
  return { kind: 'skipped', message: parts.filter((part) => part !== null).join('; ') }
}

function testcase(rule: RuleView, control: string | null, outcome: Outcome): string {
  const name = control === null ? rule.title : controlTitle(control)
  const head = `<testcase classname="${attribute(`${rule.rule}.${rule.slug}`)}" name="${attribute(name)}" time="0"`
  if (outcome.kind === 'passed') return `${head}/>\n`
  if (outcome.kind === 'skipped') return `${head}><skipped message="${attribute(outcome.message)}"/></testcase>\n`
  const shown = outcome.gaps.slice(0, mostListed).map(lineOf)
  const rest = outcome.gaps.length - shown.length
  const more = rest > 0 ? [`and ${counted(rest, 'more gap')}: all are in the output of the suite`] : []
  return `${head}><failure type="${attribute(outcome.severity)}" message="${attribute(`${outcome.message}. ${rule.question}`)}">${content([...shown, ...more].join('\n'))}</failure></testcase>\n`
}

function propertiesOf(rule: RuleView): string {
  const { title, severity, question, why, remedy } = rule
  const list = Object.entries({ title, severity, question, why, remedy })
  return `<properties>${list.map(([name, value]) => `<property name="${name}" value="${attribute(value)}"/>`).join('')}</properties>\n`
}

/** A finding in one line, with the first record it rests on and how many more there are. */
function lineOf(finding: FindingView): string {
  const first = finding.events[0]
  const records =
    first === undefined
      ? ''
      : ` [${first.file === null ? first.event_id : `${first.file}#${first.record_no}`}${finding.events.length > 1 ? ` and ${counted(finding.events.length - 1, 'more record')}` : ''}]`
  const at = finding.occurred_at === null ? '' : ` ${plainTime(finding.occurred_at)}`
  return visibleLine(`${finding.finding_id} ${finding.verdict} ${finding.severity}${at} ${finding.message}${records}`)
}

/** Text of an element: what XML cannot hold, or what would be read as markup, is spelled out. */
function content(text: string): string {
  return visible(text)
    .replace(notXml, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** Text of an attribute in double quotes, on one line. */
function attribute(text: string): string {
  return content(visibleLine(text)).replaceAll('"', '&quot;')
}

/** Code points that no XML 1.0 document may hold and `visible` leaves. */
const notXml = /[\ufffe\uffff]/g
