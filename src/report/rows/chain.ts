/** Rows of chains: heads with their four corners, steps, credentials, changes, and executions that no task claims. */

/** Chains of a system and grade, and how many of them have each corner. */
export interface GradeView {
  readonly system: string
  readonly grade: string | null
  readonly chains: number
  readonly asked: number
  readonly approved: number
  readonly executed: number
  readonly changed: number
  readonly executions: number | null
}

/** One of the four corners of a chain: who, and the records that say so. */
export interface CornerView {
  readonly person: string | null
  readonly kind: string | null
  /** What changed; null in the other corners. */
  readonly what: string | null
  readonly confidence: number | null
  readonly events: readonly string[]
}

/** The four corners, in their order. */
export const cornerNames = ['asked', 'approved', 'executed', 'changed'] as const
export type CornerName = (typeof cornerNames)[number]

/** One step of a chain: an event and why it is believed to belong to it. */
export interface StepView {
  readonly task: string
  readonly seq: number
  readonly event_id: string
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly occurred_at: number
  readonly identity: string | null
  readonly person: string | null
  readonly kind: string | null
  readonly connector: string
  readonly native_id: string | null
  readonly file: string
  readonly record_no: number
  readonly link_method: string
  readonly link_confidence: number | null
  readonly is_ambiguous: boolean | null
  readonly link_evidence: string | null
  readonly outcome: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly change: string | null
  readonly decision: string | null
  /** What the record says stood there before it and after it, where it is no change of what somebody may do. */
  readonly before: string | null
  readonly after: string | null
  readonly text: string | null
}

/** A credential issued for a chain. */
export interface CredentialView {
  readonly task: string
  readonly credential: string
  readonly class: string | null
  readonly system: string | null
  readonly person: string | null
  readonly identity: string | null
  readonly kind: string | null
  readonly role: string | null
  readonly issue_event_id: string | null
  readonly issued_at: number | null
  readonly expires_at: number | null
  readonly revoked_at: number | null
  readonly revoke_event_id: string | null
  readonly last_used_at: number | null
  readonly uses: number | null
  readonly link_confidence: number | null
}

/** A change that took effect. */
export interface ChangeView {
  readonly task: string
  readonly event_id: string
  readonly operation: string
  readonly change_class: string | null
  readonly change: string | null
  readonly subject: string | null
  readonly subject_person: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly before: string | null
  readonly after: string | null
}

/** A chain without its steps. The grade is null where nothing was executed: there is nothing to prove. */
export interface ChainHead {
  readonly task: string
  readonly task_key: string
  readonly system: string
  readonly title: string | null
  readonly grade: string | null
  readonly corners: Readonly<Record<CornerName, CornerView>>
  readonly executions: number
  readonly weakest_confidence: number | null
  readonly heuristic_links: number
  readonly ambiguous_links: number
  readonly unmapped_identities: readonly string[]
  readonly systems: readonly string[]
  readonly task_kind: string | null
  readonly task_type: string | null
  readonly beneficiary_person: string | null
  readonly scope: readonly string[]
  readonly opened_at: number | null
  readonly closed_at: number | null
  readonly planned_start_at: number | null
  readonly planned_end_at: number | null
}

/** What was asked for beside what was done to it; one of the two is null where it has no counterpart. */
export interface ScopeView {
  readonly task: string
  readonly side: 'resource' | 'right'
  readonly asked: string | null
  readonly done: string | null
  /** What a right was given on or taken from, else to whom; empty of things. */
  readonly done_on: readonly string[]
  readonly executions: number
  /** The first execution. */
  readonly event_id: string | null
  readonly first_at: number | null
  readonly reading: ScopeReading
}

/** How the asked and the done compare. */
export const scopeReadings = [
  'as asked',
  'beside what was asked',
  'standing approval',
  'cannot be compared',
  'nothing asked to compare with',
  'not seen done',
] as const
export type ScopeReading = (typeof scopeReadings)[number]

/** An execution that changed what somebody may do: what it found and left, how that is known, what became of it. */
export interface DeltaView {
  readonly task: string
  readonly event_id: string
  readonly operation: string
  readonly change: string | null
  readonly subject: string | null
  readonly subject_person: string | null
  readonly subject_kind: string | null
  readonly entitlement: string | null
  readonly resource: string | null
  readonly occurred_at: number
  readonly before: string | null
  readonly after: string | null
  readonly known_by: 'record' | 'replay' | null
  /** What it added; null where that cannot be told. */
  readonly added: readonly string[] | null
  readonly held_after: readonly string[] | null
  /** Why the state before cannot be told, and what would tell it. */
  readonly reason: string | null
  readonly needs: string | null
  readonly expires_at: number | null
  readonly is_wildcard: boolean | null
  /** How the holding that it began ended; null where it began none. */
  readonly ended: 'removed' | 'deleted' | 'expired' | 'missing' | 'held' | null
  readonly ended_at: number | null
  readonly removal_task: string | null
}

/** A chain with everything that belongs to it. */
export interface ChainView extends ChainHead {
  readonly steps: readonly StepView[]
  readonly credentials: readonly CredentialView[]
  readonly changes: readonly ChangeView[]
}

/** A chain as a page tells it: what was asked beside what was done, and what it changed in what somebody may do. */
export interface ToldChain extends ChainView {
  readonly scopes: readonly ScopeView[]
  readonly deltas: readonly DeltaView[]
}

/** A controlled execution that no task claims. */
export interface UnaccountedView {
  readonly event_id: string
  readonly native_id: string | null
  readonly connector: string
  readonly file: string
  readonly record_no: number
  readonly occurred_at: number
  readonly person: string | null
  readonly identity: string | null
  readonly operation: string
  readonly resource: string | null
  readonly why: string
  /** The platform's own action, without effect, or under a standing approval. */
  readonly is_explained: boolean
}
