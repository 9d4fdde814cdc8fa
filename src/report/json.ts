/** The case for machines: findings.json, chains.json, coverage.json, identities.json; the same case gives the same bytes. */
import { controlOf } from '../controls/controls.js'
import { formatTime } from '../time.js'
import { type BaselineView, findingStates } from './rows/baseline.js'
import { cornerNames, type ToldChain } from './rows/chain.js'
import type { ControlView, EvidenceView, FindingView } from './rows/finding.js'
import type { CaseView } from './view.js'

/** Text of findings.json. */
export async function* renderFindings(view: CaseView): AsyncIterable<string> {
  const counts = { gap: 0, insufficient: 0, excepted: 0, lead: 0 }
  for (const { verdict } of view.findings) if (verdict in counts) counts[verdict as keyof typeof counts]++
  yield `{"schema":"approvenance/findings@1",\n"as_of":${JSON.stringify(time(view.settings.as_of))},\n"counts":${JSON.stringify(counts)},\n`
  const populations = view.populations.map(({ rule, ...rest }) => `${JSON.stringify(rule)}:${JSON.stringify(rest)}`)
  yield `"populations":{${lines(populations)}},\n`
  yield* member(
    'waivers',
    each(view.waivers, (row) => ({ ...row, expires_at: time(row.expires_at) })),
  )
  yield ',\n'
  yield* member('controls', each(view.controls, controlJson))
  yield ',\n'
  if (view.baseline !== null) yield `"baseline":${JSON.stringify(baselineJson(view.baseline))},\n`
  yield* member('findings', each(view.findings, findingJson))
  yield '}\n'
}

/** Text of chains.json. */
export async function* renderChains(view: CaseView): AsyncIterable<string> {
  yield '{"schema":"approvenance/chains@1",\n'
  yield* member('chains', eachOf(view.told(null), chainJson))
  yield ',\n'
  yield* member(
    'unaccounted',
    each(view.unaccounted, (row) => ({
      native_id: row.native_id,
      connector: row.connector,
      why: row.why,
      is_explained: row.is_explained,
      event_id: row.event_id,
      occurred_at: time(row.occurred_at),
      person: row.person,
      identity: row.identity,
      operation: row.operation,
      resource: row.resource,
      file: row.file,
      record_no: row.record_no,
    })),
  )
  yield '}\n'
}

/** Text of coverage.json: what was read, and what could not be seen. */
export async function* renderCoverage(view: CaseView): AsyncIterable<string> {
  const { settings } = view
  yield `{"schema":"approvenance/coverage@1",\n"as_of":${JSON.stringify(time(settings.as_of))},\n`
  yield `"judged":${JSON.stringify({ from: time(settings.judge_from), to: time(settings.judge_to) })},\n`
  yield `"events":${JSON.stringify({ first: time(settings.first_event_at), last: time(settings.last_event_at) })},\n`
  yield* member(
    'systems',
    each(view.systems, (row) => ({
      ...row,
      covers_from: time(row.covers_from),
      covers_to: time(row.covers_to),
      leaves_out: row.leaves_out ?? [],
      never_logs: view.about.connectors.find(({ id }) => id === row.system)?.never_logs ?? [],
    })),
  )
  yield ',\n'
  yield* member(
    'files',
    each(view.sources, (row) => ({
      file: row.file,
      connector: row.connector,
      label: row.label,
      format: row.format,
      sha256: row.sha256,
      bytes: row.bytes,
      read: row.records_read,
      used: row.records_used,
      rejected: row.records_rejected,
      first_event_at: time(row.first_event_at),
      last_event_at: time(row.last_event_at),
      covers_from: time(row.covers_from),
      covers_to: time(row.covers_to),
      leaves_out: row.leaves_out ?? [],
      problem: row.problem,
    })),
  )
  yield ',\n'
  yield* member(
    'days',
    each(view.days, (row) => row),
  )
  yield ',\n'
  yield* member(
    'gaps',
    each(view.gaps, (row) => ({ ...row, from_at: time(row.from_at), to_at: time(row.to_at) })),
  )
  yield ',\n'
  yield* member(
    'clocks',
    each(view.clocks, (row) => row),
  )
  yield ',\n'
  yield* member(
    'reject_groups',
    each(view.rejectGroups, (row) => row),
  )
  yield ',\n'
  yield* member('rejects', flat(view.rejects()))
  yield ',\n'
  yield* member(
    'reference',
    each(view.about.reference, (row) => row),
  )
  yield ',\n'
  yield* member(
    'unused_sources',
    each(view.about.unused_sources, (row) => row),
  )
  yield '}\n'
}

/** Text of identities.json: who is behind which accounts, and which look-alikes were left apart. */
export async function* renderIdentities(view: CaseView): AsyncIterable<string> {
  yield '{"schema":"approvenance/identities@1",\n'
  yield* member(
    'identities',
    each(view.identities, (row) => row),
  )
  yield ',\n'
  yield* member(
    'lookalikes',
    each(view.lookalikes, (row) => row),
  )
  yield '}\n'
}

/** A control as findings.json has it. */
export function controlJson(row: ControlView) {
  const control = controlOf(row.control)
  return {
    control: row.control,
    framework: control?.frameworkName ?? null,
    version: control?.version ?? null,
    title: control?.title ?? null,
    result: row.result,
    tested_by: row.tested_by,
    not_tested_by: row.not_tested_by,
    examined: row.examined,
    pass: row.pass,
    gap: row.gap,
    insufficient: row.insufficient,
    excepted: row.excepted,
    lead: row.lead,
    untested: row.untested,
  }
}

/** A finding as findings.json has it. */
export function findingJson(finding: FindingView) {
  return {
    id: finding.finding_id,
    rule: finding.rule,
    slug: finding.slug,
    sub: finding.sub,
    verdict: finding.verdict,
    severity: finding.severity,
    task: finding.task_key,
    person: finding.person,
    identities: finding.identities,
    occurred_at: time(finding.occurred_at),
    confidence: finding.confidence,
    basis: finding.basis,
    message: finding.message,
    reason: finding.reason,
    needs: finding.needs,
    waiver: finding.waiver,
    controls: finding.controls,
    is_primary: finding.is_primary,
    ...(finding.baseline === null ? {} : { baseline: finding.baseline }),
    events: finding.events.map(evidenceJson),
  }
}

/** What findings.json says of the comparison with an earlier case: the counts, and the findings that are told no more. */
function baselineJson({ folder, sha256, findings }: BaselineView) {
  return {
    case: folder,
    sha256,
    counts: Object.fromEntries(
      findingStates.map((state) => [state, findings.filter((finding) => finding.state === state).length]),
    ),
    untold: findings
      .filter(({ finding_id }) => finding_id === null)
      .map(({ state, was_id, rule, task_key, person, was_verdict, was_severity, was_message, why }) => ({
        state,
        id: was_id,
        rule,
        task: task_key,
        person,
        verdict: was_verdict,
        severity: was_severity,
        message: was_message,
        why,
      })),
  }
}

/** A chain as chains.json has it. */
export function chainJson(chain: ToldChain) {
  return {
    task: chain.task_key,
    task_ref: chain.task,
    system: chain.system,
    title: chain.title,
    grade: chain.grade,
    corners: Object.fromEntries(cornerNames.map((name) => [name, chain.corners[name]])),
    steps: chain.steps.map((step) => ({
      stage: step.stage,
      activity: step.activity,
      operation: step.operation,
      occurred_at: time(step.occurred_at),
      identity: step.identity,
      person: step.person,
      kind: step.kind,
      connector: step.connector,
      native_id: step.native_id,
      event_id: step.event_id,
      file: step.file,
      record_no: step.record_no,
      outcome: step.outcome,
      decision: step.decision,
      resource: step.resource,
      entitlement: step.entitlement,
      change: step.change,
      before: step.before,
      after: step.after,
      link: {
        method: step.link_method,
        confidence: step.link_confidence,
        ambiguous: step.is_ambiguous,
        evidence: step.link_evidence,
      },
    })),
    credentials: chain.credentials.map(({ task, ...rest }) => ({
      ...rest,
      issued_at: time(rest.issued_at),
      expires_at: time(rest.expires_at),
      revoked_at: time(rest.revoked_at),
      last_used_at: time(rest.last_used_at),
    })),
    changes: chain.changes.map(({ task, ...rest }) => rest),
    scopes: chain.scopes.map(({ task, ...rest }) => ({ ...rest, first_at: time(rest.first_at) })),
    deltas: chain.deltas.map(({ task, ...rest }) => ({
      ...rest,
      occurred_at: time(rest.occurred_at),
      expires_at: time(rest.expires_at),
      ended_at: time(rest.ended_at),
    })),
  }
}

function evidenceJson(event: EvidenceView) {
  return {
    event_id: event.event_id,
    connector: event.connector,
    native_id: event.native_id,
    file: event.file,
    record_no: event.record_no,
    stage: event.stage,
  }
}

function time(micros: number | null): string | null {
  return micros === null ? null : formatTime(micros)
}

function lines(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `\n${parts.join(',\n')}\n`
}

/** `"name":[` and one element a line. */
export async function* member(name: string, elements: AsyncIterable<unknown>): AsyncIterable<string> {
  yield `${JSON.stringify(name)}:[`
  let separator = '\n'
  for await (const element of elements) {
    yield separator + JSON.stringify(element)
    separator = ',\n'
  }
  yield separator === '\n' ? ']' : '\n]'
}

/** Rows in the shape a document gives them. */
export async function* each<T>(rows: Iterable<T>, shape: (row: T) => unknown): AsyncIterable<unknown> {
  for (const row of rows) yield shape(row)
}

/** The same of rows that arrive one by one. */
export async function* eachOf<T>(rows: AsyncIterable<T>, shape: (row: T) => unknown): AsyncIterable<unknown> {
  for await (const row of rows) yield shape(row)
}

/** Rows one by one of what arrives in portions. */
export async function* flat<T>(portions: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  for await (const rows of portions) yield* rows
}
