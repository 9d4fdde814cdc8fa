/** What each change class must have behind it: the profile that rules judge by. */

/** Requirements of one change class, and what belongs to it beyond what connectors say. */
export interface ChangeClassProfile {
  readonly name: string
  /** Operations that configuration puts into the class; an empty list leaves that part open. */
  readonly match: {
    readonly connector: readonly string[]
    readonly operation: readonly string[]
    readonly resource: readonly string[]
  }
  readonly require: {
    readonly request: boolean
    /** Distinct approvers. */
    readonly approvals: number
    readonly roles: readonly string[]
    readonly human_approval: boolean
    readonly policy_decision: boolean
    readonly change_record: readonly string[]
  }
  /** Longest life of a grant of this class, hours; null for no limit. */
  readonly max_hours: number | null
  /** How long an approval stays good, hours. */
  readonly approval_validity_hours: number | null
}

const nothing = {
  request: false,
  approvals: 0,
  roles: [],
  human_approval: false,
  policy_decision: false,
  change_record: [],
}
const asked = { ...nothing, request: true, approvals: 1, human_approval: true }
const anywhere = { connector: [], operation: [], resource: [] }

/** Built-in profiles (RULES.md B.0, key default parameters; judgement where no standard gives a figure). */
export const builtInClasses: readonly ChangeClassProfile[] = [
  profile('priv_grant', asked, 24),
  profile('priv_removal', nothing, null),
  profile('trust_policy', asked, 24),
  profile('secret_issue', asked, 24),
  profile('nhi_create', asked, 24),
  profile('prod_config', asked, 168),
  profile('data_access', nothing, null),
  profile('standard_preapproved', nothing, null),
  profile('read_only', nothing, null),
]

/** Built-in classes with the user's beside them; one of the same name replaces. */
export function mergeClasses(own: readonly ChangeClassProfile[]): ChangeClassProfile[] {
  const names = new Set(own.map((one) => one.name))
  return [...own, ...builtInClasses.filter((one) => !names.has(one.name))]
}

function profile(name: string, require: ChangeClassProfile['require'], validity: number | null): ChangeClassProfile {
  return { name, match: anywhere, require, max_hours: null, approval_validity_hours: validity }
}
