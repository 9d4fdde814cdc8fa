/** Rows of the entitlement ledger. */

/** An interval of the entitlement ledger: who held what, from when to when, and the chains that gave and took it. */
export interface HoldingView {
  readonly subject: string
  readonly person: string | null
  readonly entitlement: string
  readonly resource: string | null
  /** Whether it was held at the moment asked for; null when none was. */
  readonly state: 'held' | 'unclear' | null
  readonly began: 'granted' | 'listed' | 'unknown'
  /** It began between these; the first is null where no record says since when. */
  readonly from_at: number | null
  readonly from_latest_at: number
  readonly ended: 'removed' | 'deleted' | 'expired' | 'missing' | 'held'
  /** It ended between these; null while it is held. */
  readonly to_earliest_at: number | null
  readonly to_at: number | null
  readonly shown_until_at: number
  readonly grant_event_id: string | null
  readonly granted_by: string | null
  readonly grant_task: string | null
  readonly grant_link_method: string | null
  readonly grant_link_confidence: number | null
  readonly is_grant_ambiguous: boolean | null
  readonly removal_event_id: string | null
  readonly removed_by: string | null
  readonly removal_task: string | null
  readonly removal_link_method: string | null
  readonly removal_link_confidence: number | null
  readonly is_removal_ambiguous: boolean | null
  readonly before: string | null
  readonly after: string | null
  readonly expires_at: number | null
  readonly grants: number
  readonly lists: number
  readonly is_replayable: boolean
  readonly reason: string | null
  readonly needs: string | null
  readonly systems: readonly string[]
}
