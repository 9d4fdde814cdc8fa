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

/** An agent, workload or shared account that somebody must answer for. Null: not on record. */
export interface MachineView {
  readonly subject: string
  readonly kind: string
  readonly basis: string | null
  /** Role, owner and the file or system that says so. */
  readonly owners: readonly string[] | null
  readonly answered_by: 'a named person' | 'somebody who has left' | 'nobody by name' | 'nobody' | 'not on record'
  readonly first_at: number | null
  readonly last_at: number | null
  /** Since it was last seen. */
  readonly silent_us: number | null
  readonly credentials: number | null
  /** Those that live until somebody removes them. */
  readonly lasting: number | null
  readonly oldest_us: number | null
  /** The oldest is older than its first use, which is all that is on record. */
  readonly is_older: boolean | null
  /** Rights held when the records end. */
  readonly rights: number | null
  readonly changes: number
  readonly tasks: number
  readonly gaps: number
  readonly leads: number
  readonly undecided: number
  /** People whom the records show at it. */
  readonly people: readonly string[]
}

/** A credential that lives until somebody removes it. */
export interface LastingCredentialView {
  readonly credential: string
  readonly system: string | null
  readonly person: string | null
  readonly identity: string | null
  readonly kind: string | null
  /** How it is known when it was made: issued, listed, or only used from then on. */
  readonly made_basis: string | null
  readonly made_from_at: number | null
  readonly made_to_at: number | null
  readonly age_us: number | null
  /** Nothing bounds how old it is. */
  readonly is_older: boolean
  readonly last_used_at: number | null
  readonly silent_us: number | null
  readonly uses: number
  readonly executions: number
  readonly standing_approval: string | null
  readonly tasks: number
  /** Stretches of controlled work under no task. */
  readonly strays: number
}

/** Everything that is counted of a case. */
export interface Figures {
  readonly shares: readonly ShareView[]
  readonly latencies: readonly LatencyView[]
  readonly advice: readonly AdviceView[]
  readonly approvers: readonly ApproverView[]
  readonly machines: readonly MachineView[]
  readonly lastingCredentials: readonly LastingCredentialView[]
}
