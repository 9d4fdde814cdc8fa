/**
 * The case as a timeline for Timesketch: JSON Lines with `message`, `datetime`, `timestamp` and `timestamp_desc`
 * (https://timesketch.org/guides/user/import-from-json-csv/), everything else as fields. Findings stand among the events at their time.
 */
import type { FindingView } from '../report/rows/finding.js'
import { formatTime } from '../time.js'
import { visible, visibleLine } from '../visible.js'
import type { FileFormat } from './format.js'
import { readTimeline, sentenceOf, type TimelineRow } from './timeline.js'

/** One line per event that matters and per finding. */
export const timesketch: FileFormat = {
  id: 'timesketch',
  what: 'Timesketch JSON Lines: events of chains and findings as a timeline',
  extension: '.jsonl',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    const view = await source.found()
    const pending = [...view.findings].sort(
      (a, b) => timeOf(a) - timeOf(b) || (a.finding_id < b.finding_id ? -1 : a.finding_id > b.finding_id ? 1 : 0),
    )
    let next = 0
    for await (const row of readTimeline(source.store)) {
      for (; next < pending.length && timeOf(pending[next]!) < row.occurred_at; next++) yield lineOf(pending[next]!)
      yield eventLine(row)
    }
    for (; next < pending.length; next++) yield lineOf(pending[next]!)

    function lineOf(finding: FindingView) {
      return findingLine(finding, view.settings.as_of ?? 0)
    }
  },
}

/** A finding about no moment stands at the end, at the moment the case is judged at. */
const timeOf = ({ occurred_at }: FindingView) => occurred_at ?? Number.POSITIVE_INFINITY

function eventLine(row: TimelineRow): string {
  const { text, issued_expires_at, occurred_at, verdicts, rules, ...rest } = row
  return line(occurred_at, sentenceOf(row), `${row.stage} (${row.connector})`, {
    ...rest,
    rules,
    text: text === null ? null : visible(text),
    issued_expires_at: issued_expires_at === null ? null : formatTime(issued_expires_at),
    tag: [...(verdicts ?? []), ...(rules ?? []), ...(row.unaccounted === null ? [] : ['unaccounted'])],
    data_type: `approvenance:event:${row.stage}`,
  })
}

function findingLine(finding: FindingView, asOf: number): string {
  return line(finding.occurred_at ?? asOf, `${finding.rule} ${finding.verdict}: ${finding.message}`, 'finding', {
    finding_id: finding.finding_id,
    rule: finding.rule,
    slug: finding.slug,
    sub: finding.sub,
    verdict: finding.verdict,
    severity: finding.severity,
    tasks: finding.task_key === null ? null : [finding.task_key],
    person: finding.person,
    identities: finding.identities,
    confidence: finding.confidence,
    reason: finding.reason,
    needs: finding.needs,
    controls: finding.controls,
    events: finding.events.map(({ event_id }) => event_id),
    records: finding.events.map(({ file, record_no }) => `${file}#${record_no}`),
    tag: [finding.verdict, finding.severity, finding.rule],
    data_type: 'approvenance:finding',
  })
}

/** One line; fields that hold nothing are left out, so that none is made for them. */
function line(at: number, message: string, what: string, fields: Readonly<Record<string, unknown>>): string {
  const held = Object.entries(fields).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  )
  return `${JSON.stringify({
    message: visibleLine(message),
    datetime: formatTime(at).replace('Z', '+00:00'),
    timestamp: at,
    timestamp_desc: what,
    ...Object.fromEntries(held),
  })}\n`
}
