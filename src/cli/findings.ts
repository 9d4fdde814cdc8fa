/** `findings`: the list, by whatever somebody has to look after. */
import { findControls } from '../controls/controls.js'
import { loadRules } from '../detect/rule.js'
import { UserError } from '../errors.js'
import { findingJson } from '../report/json.js'
import { type FindingState, findingStates } from '../report/rows/baseline.js'
import type { FindingView } from '../report/rows/finding.js'
import { readFindings, readOwners } from '../report/view.js'
import { counted, severities, verdicts } from '../report/words.js'
import { loadSql } from '../sql-file.js'
import type { Store } from '../store/store.js'
import { shorten, visibleLine } from '../visible.js'
import { withCase } from './case.js'
import { harmlessJson, type ListingColumn, type Output, printListing, wrap } from './listing.js'
import { nearHint } from './near.js'
import { joined, severityLook, styled, type Terminal, type Text, text, verdictLook } from './terminal.js'
import { readChoice, readPeriod } from './values.js'

/** Filters of `findings`; a finding is listed when it fits all that are given. */
export interface FindingFilter {
  /** Ids or slugs, separated by commas. */
  readonly rule?: string | undefined
  /** This severity or worse. */
  readonly severity?: string | undefined
  readonly verdict?: string | undefined
  readonly task?: string | undefined
  /** A part of the person or of an account. */
  readonly person?: string | undefined
  /** A control, or a framework. */
  readonly control?: string | undefined
  /** A part of the name of one who answers for it: owns its control or identity, or manages its person. */
  readonly owner?: string | undefined
  /** From then on, and before then: ISO 8601 with a zone. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Words that stand anywhere in the finding or in what names its records. */
  readonly text?: string | undefined
  /** What became of it since the baseline, states separated by commas. */
  readonly state?: string | undefined
}

/** States that a finding of a case itself can have; what is told no more stands in `diff`. */
export const listedStates = findingStates.filter((state) => state !== 'resolved' && state !== 'gone')

/** Lists findings. Throws UserError for a filter that cannot be meant. */
export async function listFindings(
  terminal: Terminal,
  folder: string,
  output: Output,
  filter: FindingFilter,
): Promise<void> {
  const tests = testsOf(filter)
  const { from, to } = readPeriod(filter.since, filter.until, ['--since', '--until'])
  await withCase(folder, async (store) => {
    const all = await readFindings(store)
    if (filter.state !== undefined && all.length > 0 && all.every(({ baseline }) => baseline === null))
      throw new UserError(`${folder} was compared with no earlier case`, { hint: 'name one: report --baseline <case>' })
    refuseUnknownRules(filter.rule, all, await ranRules(store))
    const owners = filter.owner === undefined ? null : await readOwners(store)
    const owner = filter.owner?.toLowerCase() ?? ''
    const isOwned = ({ finding_id }: FindingView) =>
      owners === null || (owners.get(finding_id) ?? []).some((name) => has(name, owner))
    const fitting = all.filter((one) => isOwned(one) && tests.every((test) => test(one)))
    const isWithin = ({ occurred_at }: FindingView) =>
      (from === null && to === null) ||
      (occurred_at !== null && (from === null || occurred_at >= from) && (to === null || occurred_at < to))
    const rows = fitting.filter(isWithin)
    if (output === 'json') terminal.out(harmlessJson(rows.map(findingJson)))
    else printListing(terminal, output, columnsFor(rows), rows.map(rowOf), 'no finding fits')
    const timeless = from === null && to === null ? 0 : fitting.filter(({ occurred_at }) => occurred_at === null).length
    if (timeless > 0) terminal.err(`${counted(timeless, 'finding')} of no particular time left out`)
  })
}

/** A rule that is misspelt would find nothing, and nothing found reads as nothing wrong. */
function refuseUnknownRules(asked: string | undefined, findings: readonly FindingView[], ran: readonly string[]) {
  if (asked === undefined) return
  const rules = loadRules()
  const known = [
    ...ran,
    ...rules.flatMap(({ rule, slug }) => [rule, slug]),
    ...findings.flatMap((one) => [one.rule, one.slug]),
  ]
  const lower = new Set(known.map((name) => name.toLowerCase()))
  for (const name of asked.split(',').map((one) => one.trim()))
    if (!lower.has(name.toLowerCase()))
      throw new UserError(`unknown rule: ${name}`, {
        hint: nearHint(name, [...new Set(known)], '`approvenance rules` lists them'),
      })
}

async function ranRules(store: Store): Promise<string[]> {
  return (await store.rows(loadSql('report/populations.sql'))).map(({ rule }) => String(rule))
}

/** One test for each filter that was given. */
function testsOf(filter: FindingFilter): ((finding: FindingView) => boolean)[] {
  const given: ((finding: FindingView) => boolean)[] = []
  const { rule, severity, verdict, task, person, control, state } = filter
  const words = filter.text?.toLowerCase()
  if (rule !== undefined) {
    const names = rule.split(',').map((name) => name.trim().toLowerCase())
    given.push((one) => names.includes(one.rule.toLowerCase()) || names.includes(one.slug))
  }
  if (severity !== undefined) {
    const worst = severities.indexOf(readChoice('severity', severity, severities))
    given.push((one) => (severities as readonly string[]).indexOf(one.severity) <= worst)
  }
  if (verdict !== undefined) {
    const wanted = readChoice('verdict', verdict, verdicts)
    given.push((one) => one.verdict === wanted)
  }
  if (task !== undefined) {
    const key = task.toLowerCase()
    given.push((one) => one.task?.toLowerCase() === key || one.task_key?.toLowerCase() === key)
  }
  if (person !== undefined) {
    const part = person.toLowerCase()
    given.push((one) => has(one.person, part) || one.identities.some((alias) => has(alias, part)))
  }
  if (control !== undefined) {
    const wanted = new Set(findControls(control).map(({ key }) => key))
    given.push((one) => one.controls.some((key) => wanted.has(key)))
  }
  if (state !== undefined) {
    const wanted: readonly FindingState[] = state
      .split(',')
      .map((name) => readChoice('state', name.trim(), listedStates))
    given.push((one) => one.baseline !== null && wanted.includes(one.baseline))
  }
  if (words !== undefined) given.push((one) => textsOf(one).some((part) => has(part, words)))
  return given
}

const has = (value: string | null, part: string) => value?.toLowerCase().includes(part) ?? false

/** Everything of a finding that somebody might remember it by. */
function textsOf(finding: FindingView): (string | null)[] {
  const { finding_id, rule, slug, sub, task, task_key, person, message, reason, needs } = finding
  return [
    ...[finding_id, rule, slug, sub, task, task_key, person, message, reason, needs],
    ...finding.identities,
    ...finding.controls,
    ...finding.events.flatMap(({ event_id, native_id, file, operation, actor }) => [
      event_id,
      native_id,
      file,
      operation,
      actor,
    ]),
  ]
}

function rowOf(finding: FindingView) {
  return {
    ...finding,
    id: finding.finding_id,
    task: finding.task_key,
    events: finding.events.map(({ event_id }) => event_id),
  }
}

/** What became of a finding since the baseline is a column where there is a baseline. */
function columnsFor(rows: readonly FindingView[]): readonly ListingColumn[] {
  return rows.some(({ baseline }) => baseline !== null) ? columns : columns.filter(({ key }) => key !== 'baseline')
}

const columns: readonly ListingColumn[] = [
  { key: 'id' },
  { key: 'baseline', head: 'since then' },
  { key: 'severity', look: severityLook },
  { key: 'verdict', look: verdictLook },
  { key: 'rule' },
  { key: 'slug', isHidden: true },
  { key: 'sub', isHidden: true },
  { key: 'task' },
  { key: 'person' },
  { key: 'occurred_at', head: 'time (utc)', type: 'time' },
  { key: 'confidence', type: 'number', isHidden: true },
  { key: 'reason', isHidden: true },
  { key: 'message' },
  { key: 'needs', isHidden: true },
  { key: 'controls', type: 'list', isHidden: true },
  { key: 'events', type: 'list', isHidden: true },
]

/** Longest message in full, characters; `--output json` has it whole. */
const longestMessage = 4000

/** A finding in two or three lines. */
export function findingLines(finding: FindingView, columns: number | null): Text[] {
  const head = joined(
    [
      styled(severityLook(finding.severity), finding.severity),
      styled(verdictLook(finding.verdict), finding.verdict),
      `${finding.rule} ${finding.slug}${finding.sub ? `/${finding.sub}` : ''}`,
      styled('dim', finding.finding_id),
    ],
    '  ',
  )
  return [
    head,
    ...wrap(visibleLine(shorten(finding.message, longestMessage)), (columns ?? 100) - 2).map((line) => text`  ${line}`),
  ]
}
