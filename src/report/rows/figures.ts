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

/** Everything that is counted of a case. */
export interface Figures {
  readonly shares: readonly ShareView[]
}
