/** Keys of `events.attributes` that are ours: a connector states there in our words what models ask for, so that no model has to know a vendor's. */

/** What shows that a person sat there: somebody signed in by hand, opened a shell, or used the product's own web pages. */
export type Hands = 'sign_in' | 'shell' | 'browser'

/**
 * The way an entitlement was given, where the vendor's own words tell: lent by what lends access, by a rule, by a pipeline; or what the
 * product reports: a grant made beside its broker, or one that the broker had lent and somebody changed from outside.
 */
export type GrantPath = 'broker' | 'rule' | 'pipeline' | 'outside_of_broker' | 'changed_outside'

/** What a digest says of the files that a product signed: `names` and `sha256s` go together, one entry a file. */
export interface Digest {
  /** The part of the account whose files it lists: a region. */
  readonly part: string | null
  /** The beginning of the time it stands for; its end is the time of the record. ISO 8601, UTC. */
  readonly from_at: string | null
  readonly previous_name: string | null
  readonly previous_sha256: string | null
  readonly names: readonly string[]
  readonly sha256s: readonly string[]
}

/** The keys and what they hold; a key that a record says nothing of is left out. */
export interface OwnAttributes {
  readonly hands?: Hands | null | undefined
  readonly grant_path?: GrantPath | null | undefined
  /** `true`: `after`, where it is given, is all that the subject holds now, not what the record added. */
  readonly running_total?: boolean | null | undefined
  readonly digest?: Digest | null | undefined
  /** `true`: it ends what was opened with a credential before, as one does when somebody else may hold it. */
  readonly ends_sessions?: boolean | null | undefined
  /** `true`: somebody asked when the thing was last used. */
  readonly asks_last_use?: boolean | null | undefined
  /** What the place is called in which the object of the record lies (a namespace); `*` where it is all of them. */
  readonly place_name?: string | null | undefined
  /** What the account in `resource` is called. */
  readonly account_name?: string | null | undefined
}
