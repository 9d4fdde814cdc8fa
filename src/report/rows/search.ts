/** Rows of what the explorer looks up: hits of a search, surroundings of an identity, tables of the case. */

/** Something that holds every word of a search. */
export interface HitView {
  readonly kind: 'task' | 'finding' | 'identity' | 'event'
  readonly id: string
  readonly name: string | null
  readonly detail: string | null
  readonly occurred_at: number | null
  /** Whether it is called exactly what was searched for. */
  readonly is_exact: boolean
  /** Hits of its kind, also those that are not given. */
  readonly of_kind: number
}

/** Somebody around an identity, and what they are to it. */
export interface RelationView {
  readonly other: string
  /** Null where it is an account that nobody is known behind. */
  readonly kind: string | null
  readonly relation: string
  /** Tasks in which it was so; 0 where no task is needed to be so. */
  readonly tasks: number
  readonly why: string | null
}

/** A column of a table of the case. */
export interface TableView {
  readonly table: string
  readonly rows: number
  readonly column: string
  readonly type: string
}

/** How many findings of a rule have a verdict and a severity. */
export interface FindingCountView {
  readonly rule: string
  readonly slug: string
  readonly verdict: string
  readonly severity: string
  readonly findings: number
}
