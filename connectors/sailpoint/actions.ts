/** What SailPoint's audit events mean in our words. Names: https://developer.sailpoint.com/docs/guides/audit-events-reference */
import type { EventDraft } from '../../src/schema/events.js'

/** The columns that the name of an operation decides. */
export type Meaning = Pick<EventDraft, 'stage' | 'activity' | 'is_write' | 'change_class' | 'change' | 'decision'>

const write = (stage: Meaning['stage'], activity: string, rest: Partial<Meaning> = {}): Meaning => ({
  stage,
  activity,
  is_write: true,
  ...rest,
})
const read = (activity: string, stage: Meaning['stage'] = 'context'): Meaning => ({ stage, activity, is_write: false })

/** Somebody asks for access. */
export const asked = write('request', 'create')
/** Access is given to somebody. */
export const granted = write('execution', 'grant', { change: 'add', change_class: 'priv_grant' })
/** Access is taken from somebody. */
export const removed = write('revocation', 'remove', { change: 'remove', change_class: 'priv_removal' })
/** An approval is handed to somebody else. */
export const forwarded = write('delegation', 'assign')
/** A reviewer's word on access that is held. */
export const reviewed = write('review', 'decide')
const configured = write('execution', 'configure', { change: 'modify', change_class: 'prod_config' })
const trusted = write('execution', 'configure', { change: 'modify', change_class: 'trust_policy' })

/** The meaning of a decision on a request. */
export function decided(decision: NonNullable<EventDraft['decision']>): Meaning {
  const activity = { requested: 'ask_approval', cancelled: 'cancel', expired: 'expire' }[decision] ?? 'decide'
  return write('approval', activity, { decision })
}

/** An identity or one of its accounts appears, changes or goes. */
export function lifecycle(change: 'add' | 'remove' | 'modify'): Meaning {
  return write('identity', 'lifecycle', { change })
}

/** Patterns over `TYPE/ACTION/TECHNICAL_NAME` in capitals with `_` between words; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^CERTIFICATION.*(REASSIGN|DELEGAT|FORWARD)/, forwarded],
  [/CERTIF.*SIGN_?(ED_)?OFF/, write('review', 'close')],
  [/^CERTIFICATION|CERTIFICATION_|ACCESS_REVIEW|CAMPAIGN/, reviewed],
  [/(APPROVAL|REQUEST).*(FORWARD|REASSIGN|ESCALAT|DELEGAT)|^\/(FORWARD|ESCALATE|REASSIGN)/, forwarded],
  [/APPROVAL_(STARTED|PENDING|ASSIGNED|CREATED)/, decided('requested')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)?\/.*(REJECT|DENIED|DENY)|APPROVAL.*(REJECT|DENIED)/, decided('denied')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)?\/.*APPROVE(?!R)|APPROVAL.*APPROVED/, decided('approved')],
  [/REQUEST.*CANCEL|CANCEL.*REQUEST/, decided('cancelled')],
  [/REQUEST.*EXPIRE|EXPIRE.*REQUEST/, decided('expired')],
  [/^(ACCESS_REQUEST|NON_EMPLOYEE)\/.*(SUBMIT|CREATE|REQUESTED|STARTED|ON_BEHALF)|^\/\w*REQUEST(_START|ED)?\//, asked],
  [
    /(API_CLIENT|OAUTH_CLIENT|ACCESS_TOKEN|API_KEY)_.*(DELETE|REVOKE)/,
    write('revocation', 'revoke', { change: 'remove' }),
  ],
  [
    /(API_CLIENT|OAUTH_CLIENT|ACCESS_TOKEN|API_KEY)_.*(CREATE|GENERATE|ROTATE)/,
    write('credential', 'issue', { change: 'add', change_class: 'secret_issue' }),
  ],
  [/MACHINE_IDENTITY.*CREATE/, write('execution', 'create', { change: 'add', change_class: 'nhi_create' })],
  [/^USER_MANAGEMENT.*_GRANT/, granted],
  [/^USER_MANAGEMENT.*_REVOKE/, removed],
  [/(ENTITLEMENT|ROLE|ACCESS_PROFILE|CAPABILITY|SCOPE)_(ADD|ASSIGN|GRANT)|^\/ROLE_ADD|ADD_ENTITLEMENT/, granted],
  [/(ENTITLEMENT|ROLE|ACCESS_PROFILE|CAPABILITY|SCOPE)_(REMOVE|UNASSIGN|REVOKE)|REMOVE_ENTITLEMENT/, removed],
  [/AGGREGAT|TEST_CONNECTION|EXPORT|SEARCH/, read('read')],
  [/^AUTH.*(LOGOUT|SIGN_?OUT)|^\/LOGOUT/, read('sign_out')],
  [/^(AUTH|SSO)\/.*(UPDATE|CREATE|DELETE|ENABLE|DISABLE).*(CONFIG|POLICY|PROVIDER|SETTING|IDP)/, trusted],
  [/^(AUTH|SSO)\/|LOGIN|APP_LAUNCH/, read('sign_in')],
  [
    /PASSWORD_POLICY|SOD_|POLICY|SEGMENT|MFA|NETWORK_|ACCESS_PROFILE_|(^|\/)ROLE_|IDENTITY_PROFILE|LIFECYCLE_STATE/,
    trusted,
  ],
  [/^WORKFLOW\/.*(EXECUTION|STARTED|COMPLETED)/, read('use')],
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
  return { ...read('other'), is_write: /CREATE|UPDATE|DELETE|ADD|REMOVE|ENABLE|DISABLE|CHANGE/.test(name) }
}

/** `ApproveLineItem`, `MACHINE IDENTITY` to `APPROVE_LINE_ITEM`, `MACHINE_IDENTITY`. */
function capitals(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toUpperCase()
}
