/** Rows of who is behind which accounts, how that was weighed, and what they did. */

/** Who is behind which accounts. */
export interface IdentityView {
  readonly person: string
  readonly kind: string
  readonly kind_evidence: string | null
  readonly display_name: string | null
  readonly aliases: readonly string[]
  readonly bases: readonly string[]
  readonly conflicts: readonly string[]
  readonly owner_person: string | null
  readonly owner_evidence: string | null
  /** Persons whom the records show behind one account of it. */
  readonly shared_by: readonly string[]
  /** Persons or accounts whose logins say that one is the other's account for administration. */
  readonly admin_twins: readonly string[]
}

/** Two accounts that look alike and were not merged; weight in bits. */
export interface LookalikeView {
  readonly alias_a: string
  readonly alias_b: string
  readonly why: string
  readonly weight: number
  readonly confidence: number
}

/** One step of weighing whether two identities are one: what agrees or not, in bits for and against. */
export interface WeightView {
  readonly profile_a: string
  readonly profile_b: string
  readonly decision: string
  readonly veto: string | null
  readonly confidence: number
  readonly words: string
  readonly bits: number
}

/** An account of a person. */
export interface AccountView {
  readonly person: string
  readonly alias: string
  readonly kind: string
  readonly kind_evidence: string | null
  readonly basis: string
  readonly evidence: string | null
  /** Bounds of an account that was somebody else's before or after, microseconds; null where there is none. */
  readonly valid_from: number | null
  readonly valid_to: number | null
}

/** What an account did. */
export interface ActivityView {
  readonly connector: string
  readonly alias: string
  readonly events: number
  readonly executions: number
  readonly approvals: number
  readonly first_at: number
  readonly last_at: number
}

/** What a person did for a task. */
export interface PartView {
  readonly task_key: string
  readonly title: string | null
  readonly stage: string
  readonly steps: number
  readonly first_at: number
  readonly last_at: number
}

/** An account behind a person, or a period of it, and its part in chains. */
export interface AccountPartView {
  readonly person: string
  readonly alias: string
  readonly basis: string
  readonly evidence: string | null
  /** Bounds of an account that was somebody else's before or after, microseconds; null where there is none. */
  readonly valid_from: number | null
  readonly valid_to: number | null
  readonly systems: readonly string[]
  readonly requests: number
  readonly decisions: number
  readonly executions: number
  readonly last_at: number | null
}

/** For how many tasks a person asked, decided and executed. */
export interface PersonPartView {
  readonly person: string
  readonly asked: number
  readonly decided: number
  readonly executed: number
  /** Changes under no task. */
  readonly strays: number
}

/** A right that a person holds when the records end. */
export interface RightView {
  readonly person: string
  readonly entitlement: string
  readonly resource: string | null
  readonly system: string | null
  readonly began: 'granted' | 'listed' | 'unknown'
  /** It began between these; the first is null where no record says since when. */
  readonly from_at: number | null
  readonly from_latest_at: number | null
  readonly granted_by: string | null
  readonly grant_task_key: string | null
  readonly grant_task: string | null
  readonly expires_at: number | null
  /** The log tells the whole story of it. */
  readonly is_certain: boolean | null
}

/** One step by which two identities were taken for one by their looks, in bits for and against. */
export interface MergeStepView {
  readonly person: string
  readonly profile_a: string
  readonly profile_b: string
  readonly confidence: number
  readonly words: string
  readonly bits: number
}

/** What identity cards tell of everybody. */
export interface People {
  readonly accounts: readonly AccountPartView[]
  readonly parts: readonly PersonPartView[]
  readonly rights: readonly RightView[]
  readonly mergeSteps: readonly MergeStepView[]
}
