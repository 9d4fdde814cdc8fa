/**
 * Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for viewers and pipelines: an undecided question is `open`, a lead asks for
 * `review`, what a person answers for is a suppressed `fail`. Passing subjects are counted and not listed.
 */
import { sha256 } from '../hash.js'
import { each, member } from '../report/json.js'
import type { BaselineFindingView, FindingState } from '../report/rows/baseline.js'
import type { FindingView } from '../report/rows/finding.js'
import type { CaseView } from '../report/view.js'
import { formatTime } from '../time.js'
import { visible, visibleLine } from '../visible.js'
import type { FileFormat } from './format.js'
import { type Artifacts, artifactsOf, exportsRoot, locationOf, type Places } from './sarif-places.js'
import { levelOf, type Rules, rulesOf } from './sarif-rules.js'
import { blindSpots } from './sarif-seen.js'
import { messageText } from './sarif-text.js'

/** The findings with the records they rest on, the rules with their help, and what could not be seen. */
export const sarif: FileFormat = {
  id: 'sarif',
  what: 'SARIF 2.1.0: findings with their records and rules, for viewers and pipelines',
  extension: '.sarif',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    const view = await source.view()
    const places = (await source.places?.(wantedOf(view))) ?? new Map()
    yield* render(view, places)
  },
}

/** The records that findings rest on, by file. */
function wantedOf(view: CaseView): Map<string, Set<number>> {
  const wanted = new Map<string, Set<number>>()
  for (const { events } of view.findings)
    for (const { file, record_no } of events) {
      if (file === null || record_no === null) continue
      const before = wanted.get(file)
      if (before) before.add(record_no)
      else wanted.set(file, new Set([record_no]))
    }
  return wanted
}

async function* render(view: CaseView, places: Places): AsyncIterable<string> {
  const rules = rulesOf(view)
  const artifacts = artifactsOf(namedFiles(view), view.sources)
  yield '{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",\n"version":"2.1.0",\n"runs":[{\n'
  yield `"tool":${JSON.stringify({ driver: rules.driver })},\n`
  yield `"language":"en-US",\n"columnKind":"utf16CodeUnits",\n`
  yield `"originalUriBaseIds":${JSON.stringify({ [exportsRoot]: { description: { text: 'The folder with the exports, as it was analysed.' } } })},\n`
  yield `"invocations":${JSON.stringify([{ executionSuccessful: true, toolExecutionNotifications: blindSpots(view, artifacts) }])},\n`
  yield `"properties":${JSON.stringify(aboutRun(view))},\n`
  yield* member('taxonomies', each(rules.taxonomies, asIs))
  yield ',\n'
  yield* member('artifacts', each(artifacts.list, asIs))
  yield ',\n'
  const states = new Map(view.baseline?.findings.map((row) => [row.finding_id, baselineStates[row.state]]))
  const now = view.findings.map((finding) => {
    const state = states.get(finding.finding_id)
    return () => ({ ...resultOf(finding, rules, artifacts, places), ...(state && { baselineState: state }) })
  })
  const gone = (view.baseline?.findings ?? []).filter(({ finding_id }) => finding_id === null)
  yield* member(
    'results',
    each([...now, ...gone.map((row) => () => absentOf(row, rules))], (make) => make()),
  )
  yield '}]}\n'
}

const asIs = (value: unknown) => value

/** Files of records that findings rest on, and files that could not be read whole. */
function* namedFiles(view: CaseView): Iterable<string> {
  for (const { events } of view.findings) for (const { file } of events) if (file !== null) yield file
  for (const { file, problem } of view.sources) if (problem !== null) yield file
  for (const { file } of view.rejectGroups) yield file
}

function aboutRun(view: CaseView) {
  const { as_of, judge_from, judge_to } = view.settings
  const time = (micros: number | null) => (micros === null ? null : formatTime(micros))
  return {
    as_of: time(as_of),
    judged_from: time(judge_from),
    judged_to: time(judge_to),
    files: view.sources.length,
    populations: Object.fromEntries(view.populations.map(({ rule, ...counts }) => [rule, counts])),
  }
}

function resultOf(finding: FindingView, rules: Rules, artifacts: Artifacts, places: Places) {
  const main = finding.events.find(({ occurred_at }) => occurred_at === finding.occurred_at) ?? finding.events.at(-1)
  const others = finding.events.filter((event) => event !== main)
  const kind = kinds[finding.verdict] ?? 'fail'
  return {
    ruleId: finding.rule,
    ruleIndex: rules.places.get(finding.rule) ?? -1,
    kind,
    level: kind === 'fail' ? levelOf(finding.severity) : 'none',
    message: { text: messageText(finding.message) },
    locations: [main ? locationOf(main, artifacts, places) : { logicalLocations: [subjectOf(finding)] }],
    ...(others.length > 0 && {
      relatedLocations: others.map((event, i) => ({
        id: i + 1,
        ...locationOf(event, artifacts, places),
        message: { text: messageText([event.stage, event.operation].filter(Boolean).join(': ') || event.event_id) },
      })),
    }),
    partialFingerprints: {
      'finding/v1': finding.finding_id,
      'subject/v1': sha256(JSON.stringify([finding.rule, finding.sub, finding.task, finding.person])),
    },
    ...(finding.confidence !== null && { rank: Math.floor(finding.confidence * 1000) / 10 }),
    ...(finding.verdict === 'excepted' && { suppressions: [suppressionOf(finding)] }),
    properties: {
      verdict: finding.verdict,
      severity: finding.severity,
      sub: finding.sub,
      task: finding.task_key,
      person: finding.person,
      identities: finding.identities,
      occurred_at: finding.occurred_at === null ? null : formatTime(finding.occurred_at),
      confidence: finding.confidence,
      basis: finding.basis,
      reason: finding.reason,
      needs: finding.needs,
      controls: finding.controls,
      is_primary: finding.is_primary,
    },
  }
}

/** What became of a finding since the baseline, in SARIF's words. */
const baselineStates: Readonly<Record<FindingState, string>> = {
  new: 'new',
  changed: 'updated',
  persisting: 'unchanged',
  gone: 'absent',
  resolved: 'absent',
}

/** A finding that only the baseline has. Its records are that case's. */
function absentOf(row: BaselineFindingView, rules: Rules) {
  const kind = kinds[row.was_verdict ?? ''] ?? 'fail'
  const name = row.task_key ?? row.person ?? row.slug
  return {
    ruleId: row.rule,
    ruleIndex: rules.places.get(row.rule) ?? -1,
    kind,
    level: kind === 'fail' ? levelOf(row.was_severity ?? '') : 'none',
    message: { text: messageText(row.was_message ?? row.slug) },
    locations: [{ logicalLocations: [{ name, fullyQualifiedName: visibleLine(name), kind: 'subject' }] }],
    partialFingerprints: { 'finding/v1': row.was_id ?? '' },
    baselineState: baselineStates[row.state],
    properties: {
      verdict: row.was_verdict,
      severity: row.was_severity,
      task: row.task_key,
      person: row.person,
      why: row.why,
    },
  }
}

/** What a verdict is in SARIF's words: `open` is a question that the evidence cannot decide, `review` one that a person must. */
const kinds: Readonly<Record<string, string>> = { gap: 'fail', excepted: 'fail', insufficient: 'open', lead: 'review' }

/** The subject of a finding that rests on no record. */
function subjectOf(finding: FindingView) {
  const name = finding.task_key ?? finding.person ?? finding.slug
  return { name, fullyQualifiedName: visibleLine(name), kind: finding.task_key === null ? 'subject' : 'task' }
}

function suppressionOf({ finding_id, waiver }: FindingView) {
  const said = (key: string) => (typeof waiver?.[key] === 'string' ? (waiver[key] as string) : '–')
  return {
    kind: 'external',
    status: 'accepted',
    justification: visible(`${said('reason')} (${said('approver')}, until ${said('expires')})`),
    properties: { finding: finding_id, ...waiver },
  }
}
