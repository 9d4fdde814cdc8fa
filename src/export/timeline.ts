/** The timeline of a case: every event that a chain, a finding or the list of the unaccounted names. */
import type { Store } from '../store/store.js'
import { readByTime } from './read-rows.js'

/** An event of the timeline, its columns as in queries/export/timeline.sql. Times are microseconds. */
export interface TimelineRow {
  readonly event_id: string
  readonly native_id: string | null
  readonly connector: string
  readonly system_class: string | null
  readonly file: string
  readonly record_no: number
  readonly occurred_at: number
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly outcome: string
  readonly is_write: boolean
  readonly change_class: string | null
  readonly identity: string | null
  readonly person: string | null
  readonly kind: string | null
  readonly on_behalf_of: readonly string[] | null
  readonly subject: string | null
  readonly account: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly change: string | null
  readonly decision: string | null
  readonly session: string | null
  readonly credential: string | null
  readonly issued_credential: string | null
  readonly issued_expires_at: number | null
  readonly source_ip: string | null
  readonly user_agent: string | null
  readonly text: string | null
  /** Keys of the tasks it belongs to, and beside each how that is known. */
  readonly tasks: readonly string[] | null
  readonly grades: readonly string[] | null
  readonly link_methods: readonly string[] | null
  readonly link_confidences: readonly (number | null)[] | null
  /** Ids of the findings that rest on it, and what they say. */
  readonly findings: readonly string[] | null
  readonly rules: readonly string[] | null
  readonly verdicts: readonly string[] | null
  /** Why no task claims it; null where one does or none needs to. */
  readonly unaccounted: string | null
}

/** The events in the order of time, one by one. */
export function readTimeline(store: Store): AsyncIterable<TimelineRow> {
  return readByTime<TimelineRow>(store, 'timeline')
}

/** What happened in one line: who, what, on what. */
export function sentenceOf(row: TimelineRow): string {
  const who = row.person ?? row.identity ?? 'somebody'
  const what = [row.entitlement, row.resource].filter((one) => one !== null).join(' on ')
  const outcome = row.outcome === 'success' || row.outcome === 'unknown' ? '' : ` (${row.outcome})`
  const whom = row.subject !== null && row.subject !== row.resource ? ` for ${row.subject}` : ''
  const task =
    row.tasks === null ? (row.unaccounted === null ? '' : ', which no task claims') : `, ${row.tasks.join(', ')}`
  return `${row.stage.replace('_', ' ')}: ${row.operation}${row.decision === null ? '' : ` ${row.decision}`}${what === '' ? '' : ` of ${what}`}${whom} by ${who}${outcome}${task}`
}
