/** Rows of events and of what ties them to tasks: links, candidates, searches. */
import type { ClockView } from './coverage.js'

/** An event as `event` and `explain` show it. */
export interface EventView {
  readonly event_id: string
  readonly native_id: string | null
  readonly connector: string
  readonly file: string
  readonly sha256: string | null
  readonly format: string | null
  readonly record_no: number
  readonly occurred_at: number
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly outcome: string
  readonly change_class: string | null
  readonly actor: string | null
  readonly person: string | null
  readonly kind: string | null
  readonly on_behalf_of: readonly string[] | null
  readonly subject: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly change: string | null
  readonly decision: string | null
  readonly credential: string | null
  readonly issued_credential: string | null
  readonly session: string | null
  readonly source_ip: string | null
  readonly refs: readonly string[] | null
  readonly text: string | null
  readonly copies: number
}

/** Where the record of an event stands. */
export interface RecordView {
  readonly event_id: string
  readonly native_id: string | null
  readonly file: string
  readonly record_no: number
}

/** How an event is tied to a chain. */
export interface LinkView {
  readonly event_id: string
  readonly task_key: string | null
  readonly task: string
  readonly method: string
  readonly confidence: number
  readonly is_ambiguous: boolean
  readonly runner_up: string | null
  readonly runner_up_confidence: number | null
  readonly evidence: string | null
}

/** A task that an event was considered for, and the steps its weight is made of: bits for and against, which add up to the odds of its confidence. */
export interface CandidateView {
  readonly event_id: string
  readonly task: string
  readonly task_key: string
  readonly method: string
  readonly confidence: number
  readonly bits: number
  readonly features: readonly string[]
  /** Bits of each feature. */
  readonly feature_bits: readonly number[]
  readonly evidence: string | null
  readonly is_chosen: boolean
  readonly standing: 'chosen' | 'ambiguous' | 'refuted' | 'overruled' | 'weaker' | 'below_threshold'
  /** Key of the task that is believed instead. */
  readonly lost_to: string | null
  readonly behind_bits: number | null
}

/** Where a stage of a chain was searched for, and with what result. Times are microseconds. */
export interface SearchView {
  readonly stage: 'request' | 'approval'
  /** Systems that were searched. */
  readonly searched: string
  readonly searched_from: number
  readonly searched_to: number
  readonly is_found: boolean
  /** Whether not finding it shows that there is none. */
  readonly is_covered: boolean
  readonly reason: string | null
  readonly needs: string | null
  readonly executions: number
}

/** What a finding rests on beside its records. */
export interface Grounds {
  readonly links: readonly LinkView[]
  readonly candidates: readonly CandidateView[]
  readonly searches: readonly SearchView[]
  /** The clocks of the systems its records come from, two by two. */
  readonly clocks: readonly ClockView[]
}
