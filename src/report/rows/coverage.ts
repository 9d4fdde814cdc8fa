/** Rows of what a case covers: settings, systems, files, days, holes, clocks, rejects. Each is the column list of a file in queries/report. */

/** What the case is judged by. Times are microseconds. */
export interface SettingsView {
  readonly as_of: number | null
  readonly judge_from: number | null
  readonly judge_to: number | null
  readonly first_event_at: number | null
  readonly last_event_at: number | null
  readonly skew_tolerance_us: number
}

/** An export file. */
export interface SourceView {
  readonly source_id: string
  readonly file: string
  readonly connector: string | null
  readonly system_class: string | null
  readonly label: string | null
  readonly format: string | null
  readonly sha256: string | null
  readonly bytes: number
  readonly records_read: number
  readonly records_used: number
  readonly records_rejected: number
  readonly first_event_at: number | null
  readonly last_event_at: number | null
  readonly covers_from: number | null
  readonly covers_to: number | null
  readonly leaves_out: readonly string[] | null
  readonly problem: string | null
}

/** A system that is supplied, or known to exist. */
export interface SystemView {
  readonly system: string
  readonly class: string | null
  readonly is_supplied: boolean
  readonly how_known: string | null
  readonly covers_from: number | null
  readonly covers_to: number | null
  readonly records: number | null
  readonly used: number | null
  readonly rejected: number | null
  readonly reject_share: number | null
  readonly lag_seconds: number | null
  readonly leaves_out: readonly string[] | null
  readonly needs: string | null
}

/** Events of a system on a day (UTC). */
export interface DayView {
  readonly system: string
  readonly day: string
  readonly events: number
}

/** A hole in a source's record. */
export interface GapView {
  readonly system: string
  readonly source_label: string | null
  readonly gap_kind: string
  readonly from_at: number | null
  readonly to_at: number | null
  readonly gap_seconds: number | null
  readonly expected_gap_seconds: number | null
  readonly event_ids: readonly string[] | null
  readonly is_explained: boolean
  readonly explained_by: string | null
  readonly affected_executions: number | null
  readonly file: string | null
}

/** Logging that somebody switched off or cut down. Times are microseconds. */
export interface LoggingOffView {
  readonly system: string
  readonly account: string | null
  readonly operation: string
  readonly from_at: number
  /** When it was restored on the same trail; null: not on record. */
  readonly to_at: number | null
  readonly person: string | null
  /** Whether something else kept recording meanwhile. */
  readonly has_overlap: boolean
  /** Controlled executions that are on record all the same. */
  readonly affected_events: number
  readonly event_id: string
  readonly native_id: string | null
  readonly file: string
  readonly record_no: number
}

/** What pairs of records say of two clocks: that of `system_b` minus that of `system_a` lies between the offsets; null: no bound. Microseconds. */
export interface ClockView {
  readonly system_a: string
  readonly system_b: string
  readonly pairs: number
  readonly contradictions: number
  readonly offset_least_us: number | null
  readonly offset_most_us: number | null
  readonly tolerance_us: number
  /** Whether the pairs contradict equal clocks, so that the tolerance was widened. */
  readonly is_contradicted: boolean
}

/** Records of a file that could not be used, by reason. */
export interface RejectGroupView {
  readonly file: string
  readonly connector: string | null
  readonly reason: string
  readonly rejects: number
  readonly first_record_no: number
  readonly example: string
}

/** A record that could not be used. */
export interface RejectView {
  readonly file: string
  readonly record_no: number
  readonly line_no: number | null
  readonly byte_offset: number | null
  readonly connector: string | null
  readonly reason: string
  readonly detail: string
}
