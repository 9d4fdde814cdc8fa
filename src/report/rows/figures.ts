/** Rows of the figures of a case: each is the column list of a file in queries/report. Times and lengths of time are microseconds. */

/** Ways to cut the controlled changes. */
export type Cut = 'all' | 'class' | 'system' | 'team' | 'kind' | 'agent' | 'week'

/** What became of the controlled changes of one value of a cut: how far their account goes. */
export interface ShareView {
  readonly cut: Cut
  /** Class, system, team, kind, agent, or the Monday (UTC) of a week. */
  readonly value: string
  readonly changes: number
  readonly provable: number
  /** Covered by a standing approval, and not provable by a chain of their own. */
  readonly standing: number
  readonly partial: number
  readonly unprovable: number
  /** No task claims them. */
  readonly unaccounted: number
}

/** How long it took from one moment of a chain to the next; the quantiles are null where there is no case. */
export interface LatencyView {
  readonly measure: 'request to approval' | 'approval to execution' | 'request to execution' | 'execution to revocation'
  /** System of the tasks; null: all of them together. */
  readonly system: string | null
  readonly cases: number
  /** The second moment came first. */
  readonly before: number
  /** Only the first moment is on record. */
  readonly open: number
  readonly least_us: number | null
  readonly p25_us: number | null
  readonly p50_us: number | null
  readonly p75_us: number | null
  readonly p90_us: number | null
  readonly p99_us: number | null
  readonly most_us: number | null
}

/** What became of the recommendations of one agent. */
export interface AdviceView {
  readonly agent: string
  readonly recommendations: number
  readonly accepted: number
  readonly modified: number
  readonly rejected: number
  readonly abandoned: number
  readonly unanswered: number
  /** Answered by a person, not by a rule or another agent. */
  readonly by_people: number
  readonly reviewers: number
  /** How long people took. */
  readonly p10_us: number | null
  readonly p50_us: number | null
  readonly most_words: number | null
}

/** How one person decides. */
export interface ApproverView {
  readonly person: string
  readonly approved: number
  readonly denied: number
  readonly tasks: number
  /** Approvals of which it is known when they were asked for and given. */
  readonly timed: number
  readonly least_us: number | null
  readonly p10_us: number | null
  readonly p50_us: number | null
  /** Words of what was asked, in the middle. */
  readonly words: number | null
  /** Tasks approved within one hour at most. */
  readonly most_in_hour: number | null
  /** Findings about haste of this person. */
  readonly gaps: number
  readonly leads: number
}

/** Everything that is counted of a case. */
export interface Figures {
  readonly shares: readonly ShareView[]
  readonly latencies: readonly LatencyView[]
  readonly advice: readonly AdviceView[]
  readonly approvers: readonly ApproverView[]
}
