/** What SailPoint's audit events mean in our words. Names: https://developer.sailpoint.com/docs/guides/audit-events-reference */
import { type Change, decides, looks, type Meaning, writes } from '../../src/schema/meaning.js'
import type { Decision } from '../../src/schema/words.js'

/** Somebody asks for access. */
export const asked = writes('request', 'create')
/** Access is given to somebody. */
export const granted = writes('execution', 'grant', 'priv_grant', 'add')
/** Access is taken from somebody. */
export const removed = writes('revocation', 'remove', 'priv_removal', 'remove')
/** An approval is handed to somebody else. */
export const forwarded = writes('delegation', 'assign')
/** A reviewer's word on access that is held. */
export const reviewed = writes('review', 'decide')
const configured = writes('execution', 'configure', 'prod_config', 'modify')
const trusted = writes('execution', 'configure', 'trust_policy', 'modify')

/** The meaning of a decision on a request. */
export function decided(decision: Decision): Meaning {
  return decides('approval', activities[decision] ?? 'decide', decision)
}

const activities: Readonly<Partial<Record<Decision, string>>> = {
  requested: 'ask_approval',
  cancelled: 'cancel',
  expired: 'expire',
}

/** An identity or one of its accounts appears, changes or goes. */
export function lifecycle(change: Change): Meaning {
  return writes('identity', 'lifecycle', null, change)
}

/** Patterns over `TYPE/ACTION/TECHNICAL_NAME` in capitals with `_` between words; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^CERTIFICATION.*(REASSIGN|DELEGAT|FORWARD)/, forwarded],
  [/CERTIF.*SIGN_?(ED_)?OFF/, writes('review', 'close')],
  [/^CERTIFICATION|CERTIFICATION_|ACCESS_REVIEW|CAMPAIGN/, reviewed],
  [/(APPROVAL|REQUEST).*(FORWARD|REASSIGN|ESCALAT|DELEGAT)|^\/(FORWARD|ESCALATE|REASSIGN)/, forwarded],
  [/APPROVAL_(STARTED|PENDING|ASSIGNED|CREATED)/, decided('requested')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)?\/.*(REJECT|DENIED|DENY)|APPROVAL.*(REJECT|DENIED)/, decided('denied')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)?\/.*APPROVE(?!R)|APPROVAL.*APPROVED/, decided('approved')],
  [/REQUEST.*CANCEL|CANCEL.*REQUEST/, decided('cancelled')],
  [/REQUEST.*EXPIRE|EXPIRE.*REQUEST/, decided('expired')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)\/.*(SUBMIT|CREATE|REQUESTED|STARTED|ON_BEHALF)|^\/\w*REQUEST(_START|ED)?\//, asked],
  [/(API_CLIENT|OAUTH_CLIENT|ACCESS_TOKEN|API_KEY)_.*(DELETE|REVOKE)/, writes('revocation', 'revoke', null, 'remove')],
  [
    /(API_CLIENT|OAUTH_CLIENT|ACCESS_TOKEN|API_KEY)_.*(CREATE|GENERATE|ROTATE)/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [/MACHINE_IDENTITY.*CREATE/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^USER_MANAGEMENT.*_GRANT/, granted],
  [/^USER_MANAGEMENT.*_REVOKE/, removed],
  [/(ENTITLEMENT|ROLE|ACCESS_PROFILE|CAPABILITY|SCOPE)_(ADD|ASSIGN|GRANT)|^\/ROLE_ADD|ADD_ENTITLEMENT/, granted],
  [/(ENTITLEMENT|ROLE|ACCESS_PROFILE|CAPABILITY|SCOPE)_(REMOVE|UNASSIGN|REVOKE)|REMOVE_ENTITLEMENT/, removed],
  [/AGGREGAT|TEST_CONNECTION|EXPORT|SEARCH/, looks('read')],
  [/^AUTH.*(LOGOUT|SIGN_?OUT)|^\/LOGOUT/, looks('sign_out')],
  [/^(AUTH|SSO)\/.*(UPDATE|CREATE|DELETE|ENABLE|DISABLE).*(CONFIG|POLICY|PROVIDER|SETTING|IDP)/, trusted],
  [/^(AUTH|SSO)\/|LOGIN|APP_LAUNCH/, looks('sign_in')],
  [
    /PASSWORD_POLICY|SOD_|POLICY|SEGMENT|MFA|NETWORK_|ACCESS_PROFILE_|(^|\/)ROLE_|IDENTITY_PROFILE|LIFECYCLE_STATE/,
    trusted,
  ],
  [/^WORKFLOW\/.*(EXECUTION|STARTED|COMPLETED)/, looks('use')],
  [/(ACCOUNT|IDENTITY|USER|NON_EMPLOYEE)_(CREATE|INVITE|ENABLE|ACTIVATE|UNLOCK)/, lifecycle('add')],
  [/(ACCOUNT|IDENTITY|USER|NON_EMPLOYEE)_(DELETE|DISABLE|LOCK|TERMINATE)/, lifecycle('remove')],
  [/^(USER_MANAGEMENT|IDENTITY|PASSWORD|NON_EMPLOYEE|PROVISIONING)|PASSWORD|^ACCOUNT/, lifecycle('modify')],
  [
    /(SOURCE|APP|WORKFLOW|SYSTEM|ORG|CONNECTOR|CLUSTER|RULE|TRANSFORM)\w*_(CREATE|UPDATE|DELETE|ENABLE|DISABLE)/,
    configured,
  ],
  [/^SYSTEM_CONFIG\//, configured],
]

/** The meaning of an audit event; one that nobody has named is context, and its last words say whether it wrote. */
export function meaningOf(type: string, action: string, technicalName: string): Meaning {
  const name = [type, action, technicalName].map(capitals).join('/')
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return { ...looks('other'), is_write: /CREATE|UPDATE|DELETE|ADD|REMOVE|ENABLE|DISABLE|CHANGE/.test(name) }
}

/** `ApproveLineItem`, `MACHINE IDENTITY` to `APPROVE_LINE_ITEM`, `MACHINE_IDENTITY`. */
function capitals(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toUpperCase()
}
