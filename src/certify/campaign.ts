/** What a certification campaign is made of: the frozen population, and what happened to it since. */

/** What a reviewer may decide: the access stays, it must go, or they cannot tell. */
export const reviewDecisions = ['keep', 'revoke', 'unsure'] as const
export type ReviewDecision = (typeof reviewDecisions)[number]

/** One holding under review, as it was at the cut-off. Times are ISO 8601 in UTC; null is unknown. Never changed once the campaign is open. */
export interface Item {
  /** Short hash of subject, entitlement and place: the same from campaign to campaign. */
  readonly item: string
  readonly subject: string
  readonly person: string | null
  readonly kind: string
  readonly entitlement: string
  readonly resource: string | null
  readonly system: string
  readonly systems: readonly string[]
  /** `unclear` where the records leave open whether it was held at the cut-off. */
  readonly state: 'held' | 'unclear'
  readonly began: 'granted' | 'listed' | 'unknown'
  readonly from_at: string | null
  readonly from_latest_at: string | null
  readonly age_days: number
  readonly shown_until_at: string | null
  readonly expires_at: string | null
  readonly grant_event_id: string | null
  readonly granted_by: string | null
  readonly grant_task: string | null
  readonly grade: string | null
  readonly grant_link_confidence: number | null
  readonly asked_by: string | null
  readonly approvers: readonly string[]
  readonly last_use_at: string | null
  readonly last_use_event_id: string | null
  readonly use_of: string
  readonly uses_in_period: number
  readonly is_use_visible: boolean
  readonly visible_from: string | null
  readonly circle: string | null
  readonly peers: number
  readonly peers_holding: number
  readonly conflicts: readonly string[]
  readonly differences: readonly string[]
  readonly owners: readonly string[]
  readonly purpose: string | null
  readonly lasting_keys: number
  readonly oldest_key_at: string | null
  /** When a key of it was last made or replaced. */
  readonly newest_key_at: string | null
  readonly last_key_use_at: string | null
  readonly is_privileged: boolean
  readonly is_unowned: boolean
  readonly has_left: boolean
  readonly risk: 'high' | 'medium' | 'low'
  readonly earlier_decision: ReviewDecision | null
  readonly earlier_by: string | null
  readonly earlier_at: string | null
  readonly earlier_campaign: string | null
  /** What the evidence speaks for; never a decision. */
  readonly recommendation: 'keep' | 'look closer' | 'revoke'
  readonly reasons: readonly string[]
  /** Who is to decide; null where nobody could be found. */
  readonly reviewer: string | null
  readonly reviewer_by: string | null
  /** Whether the reviewer gave or approved it themselves, because there was nobody else. */
  readonly reviewer_had_part: boolean
  readonly reviewer_obstacles: readonly string[]
}

/** What names a holding, as columns of a table. */
export const holdingColumns = {
  item: 'VARCHAR',
  subject: 'VARCHAR',
  entitlement: 'VARCHAR',
  resource: 'VARCHAR',
} as const

/** A contradiction between logs and lists at the cut-off. */
export interface Difference {
  readonly difference: string
  readonly subject: string
  readonly person: string | null
  readonly entitlement: string
  readonly resource: string | null
  readonly system: string
  readonly from_at: string | null
  readonly to_at: string | null
  readonly is_covered: boolean
  readonly reason: string | null
  readonly needs: string | null
  readonly item: string | null
}

/** Which holdings a campaign is about; an empty list means all. Globs with `*`. */
export interface Scope {
  readonly system: readonly string[]
  readonly entitlement: readonly string[]
  readonly resource: readonly string[]
  readonly subject: readonly string[]
  readonly kind: readonly string[]
}

/** What a campaign was opened with. */
export interface Terms {
  readonly schema: 'approvenance/campaign@1'
  readonly campaign: string
  /** Name as people say it: `2026-Q3`. */
  readonly name: string
  readonly from: string
  readonly to: string
  readonly cutoff: string
  readonly scope: Scope
  readonly due: string
  readonly remedy_days: number
  readonly privileged_remedy_hours: number
  readonly dormant_days: number
  readonly key_days: number
  readonly control_owner: string | null
  readonly case: { readonly manifest_sha256: string; readonly as_of: string; readonly version: string }
  readonly reviewers_file_sha256: string | null
  readonly previous: readonly string[]
  readonly population: { readonly items: number; readonly sha256: string }
  readonly differences: { readonly rows: number; readonly sha256: string }
}

/** A campaign as it lies in its folder. */
export interface Campaign {
  readonly folder: string
  readonly terms: Terms
  readonly items: readonly Item[]
  readonly history: readonly Entry[]
}

/** What happened, before it is written: who did it, when they did it, and what it was. */
export type Happening =
  | {
      readonly kind: 'opened'
      readonly name: string
      readonly due: string
      readonly items: number
      readonly population_sha256: string
      readonly terms_sha256: string
    }
  | { readonly kind: 'packed'; readonly reviewer: string; readonly items: number; readonly files: readonly string[] }
  | { readonly kind: 'assigned'; readonly item: string; readonly reviewer: string; readonly comment: string }
  | ({ readonly kind: 'decided' } & Decided)
  | { readonly kind: 'imported'; readonly file: string; readonly sha256: string; readonly decisions: number }
  | {
      readonly kind: 'refused'
      readonly file: string
      readonly sha256: string
      readonly row: number
      readonly item: string
      readonly why: 'self'
      readonly detail: string
    }
  | {
      readonly kind: 'checked'
      readonly case_manifest_sha256: string
      readonly as_of: string
      readonly findings: number
      readonly sha256: string
    }
  | {
      readonly kind: 'closed'
      readonly name: string
      readonly report_sha256: string
      readonly open_items: number
      readonly comment: string
    }

/** A decision on an item, with what it was about, so that the history can be read without the population. */
export interface Decided extends Pick<Item, 'item' | 'subject' | 'person' | 'entitlement' | 'resource' | 'system'> {
  readonly decision: ReviewDecision
  readonly comment: string
  readonly is_against_recommendation: boolean
  /** Whether the reviewer wrote down when they decided; else it is the time of the import. */
  readonly is_time_stated: boolean
  /** Fingerprint of the item's state that the reviewer had before them. */
  readonly basis: string
  readonly file: string
  readonly row: number
}

/** A line of the history. `hash` covers the line and, through `previous`, all lines before it. */
export type Entry = {
  readonly schema: 'approvenance/campaign-history@1'
  readonly campaign: string
  readonly no: number
  readonly at: string
  readonly by: string
} & Happening & { readonly previous: string; readonly hash: string }
