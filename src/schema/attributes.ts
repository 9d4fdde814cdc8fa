/** Keys of `events.attributes` that are ours: a connector states there in our words what models ask for, so that no model has to know a vendor's. */

/** What shows that a person sat there: somebody signed in by hand, opened a shell, or used the product's own web pages. */
export type Hands = 'sign_in' | 'shell' | 'browser'

/**
 * The way an entitlement was given, where the vendor's own words tell: lent by what lends access, by a rule, by a pipeline; or what the
 * product reports: a grant made beside its broker, or one that the broker had lent and somebody changed from outside.
 */
export type GrantPath = 'broker' | 'rule' | 'pipeline' | 'outside_of_broker' | 'changed_outside'

/** The keys and what they hold; a key that a record says nothing of is left out. */
export interface OwnAttributes {
  readonly hands?: Hands | null | undefined
  readonly grant_path?: GrantPath | null | undefined
  /** `true`: `after`, where it is given, is all that the subject holds now, not what the record added. */
  readonly running_total?: boolean | null | undefined
  /** What the place is called in which the object of the record lies (a namespace); `*` where it is all of them. */
  readonly place_name?: string | null | undefined
  /** What the account in `resource` is called. */
  readonly account_name?: string | null | undefined
}
