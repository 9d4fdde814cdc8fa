/** Rows of a comparison with an earlier case, the baseline. Columns that begin with `was_` are the baseline's; null where it had none. */

import type { ShareView } from './figures.js'

/** What became of a finding since the baseline, in the order reports tell them. */
export const findingStates = ['new', 'changed', 'gone', 'resolved', 'persisting'] as const
export type FindingState = (typeof findingStates)[number]

/** A finding of either case. Without an id of this case it is told no more; without one of the baseline it is new. */
export interface BaselineFindingView {
  readonly state: FindingState
  readonly finding_id: string | null
  readonly was_id: string | null
  readonly rule: string
  readonly slug: string
  readonly sub: string | null
  readonly verdict: string | null
  readonly was_verdict: string | null
  readonly severity: string | null
  readonly was_severity: string | null
  readonly task: string | null
  readonly task_key: string | null
  readonly person: string | null
  readonly occurred_at: number | null
  readonly message: string | null
  readonly was_message: string | null
  /** What differs, in words: `severity: medium → high`. */
  readonly changes: readonly string[]
  readonly direction: 'worse' | 'better' | null
  /** Why it is new, gone or resolved. */
  readonly why: string | null
  /** A gap that was none in the baseline, or a lesser one. */
  readonly is_new_gap: boolean
}

/** A chain that only one of the cases has, or that differs between them. */
export interface BaselineChainView {
  readonly task: string
  readonly task_key: string
  readonly system: string
  readonly title: string | null
  readonly state: 'new' | 'gone' | 'changed'
  readonly grade: string | null
  readonly was_grade: string | null
  /** What differs, in words: `approved: not shown → ben@corp.example`. */
  readonly changes: readonly string[]
  readonly is_grade_changed: boolean
  readonly direction: 'worse' | 'better' | null
}

/** A system that either case knows, and whether more or less of it is seen than before. Times are microseconds. */
export interface BaselineSystemView {
  readonly system: string
  readonly class: string | null
  readonly is_supplied: boolean
  readonly was_supplied: boolean
  readonly covers_from: number | null
  readonly was_covers_from: number | null
  readonly covers_to: number | null
  readonly was_covers_to: number | null
  readonly records: number
  readonly was_records: number
  readonly rejected: number
  readonly was_rejected: number
  /** Holes in its record that nothing explains. */
  readonly holes: number
  readonly was_holes: number
  readonly leaves_out: readonly string[]
  readonly was_leaves_out: readonly string[]
  readonly sees_less: readonly string[]
  readonly sees_more: readonly string[]
  readonly seen: 'less' | 'other' | 'more' | 'same'
}

/** An export file that only one of the cases has, or whose contents or place differ. */
export interface BaselineFileView {
  readonly state: 'new' | 'gone' | 'changed' | 'moved'
  readonly file: string
  readonly was_file: string | null
  readonly connector: string | null
  readonly sha256: string | null
  readonly was_sha256: string | null
  readonly records_read: number | null
  readonly was_records_read: number | null
}

/** What a rule examined then and now. Null: it did not run. */
export interface BaselineRuleView {
  readonly rule: string
  readonly slug: string
  readonly title: string
  readonly examined: number | null
  readonly was_examined: number | null
  readonly pass: number | null
  readonly was_pass: number | null
  readonly gap: number | null
  readonly was_gap: number | null
  readonly lead: number | null
  readonly was_lead: number | null
  readonly insufficient: number | null
  readonly was_insufficient: number | null
  readonly excepted: number | null
  readonly was_excepted: number | null
  readonly new_findings: number
  readonly changed: number
  readonly resolved: number
  readonly gone: number
  readonly persisting: number
}

/** Something both cases were judged by: version, configuration, period, parameters. */
export interface BaselineConditionView {
  readonly name: string
  readonly value: string | null
  readonly was_value: string | null
  readonly is_different: boolean
}

/** A figure that both cases have; `was_number` is null where it speaks of the comparison itself. */
export interface BaselineFigureView {
  readonly figure: string
  readonly part: string
  readonly number: number
  readonly was_number: number | null
}

/** Everything that was compared. */
export interface BaselineView {
  /** The earlier case: its folder as the operator named it, and the SHA-256 of its manifest. */
  readonly folder: string
  readonly sha256: string
  readonly conditions: readonly BaselineConditionView[]
  readonly figures: readonly BaselineFigureView[]
  readonly findings: readonly BaselineFindingView[]
  readonly chains: readonly BaselineChainView[]
  readonly systems: readonly BaselineSystemView[]
  readonly files: readonly BaselineFileView[]
  readonly rules: readonly BaselineRuleView[]
  /** How far the earlier case accounted for its changes. */
  readonly shares: readonly ShareView[]
}
