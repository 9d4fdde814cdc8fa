/** What Directory Insights' event types mean in our words. Names: https://docs.jumpcloud.com/api/insights/directory/1.0/index.html */
import type { EventDraft } from '../../src/schema/events.js'

/** The columns that an event type decides. */
export type Meaning = Pick<EventDraft, 'stage' | 'activity' | 'is_write' | 'change_class' | 'change' | 'decision'>

const write = (stage: Meaning['stage'], activity: string, rest: Partial<Meaning> = {}): Meaning => ({
  stage,
  activity,
  is_write: true,
  ...rest,
})
const read = (activity: string): Meaning => ({ stage: 'context', activity, is_write: false })

const granted = write('execution', 'grant', { change: 'add', change_class: 'priv_grant' })
const removed = write('revocation', 'remove', { change: 'remove', change_class: 'priv_removal' })
const trusted = write('execution', 'configure', { change: 'modify', change_class: 'trust_policy' })
const configured = write('execution', 'configure', { change: 'modify', change_class: 'prod_config' })
const lifecycle = (change: 'add' | 'remove' | 'modify') => write('identity', 'lifecycle', { change })

/** The first pattern that matches decides. `association_change` is told apart by its direction. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/access_request.*(deny|denied|reject)/, write('approval', 'decide', { decision: 'denied' })],
  [/access_request.*(cancel|withdraw)/, write('approval', 'cancel', { decision: 'cancelled' })],
  [/access_request.*expire/, write('approval', 'expire', { decision: 'expired' })],
  [/access_request.*(revoke|remove)/, removed],
  [/access_request_settings|approval_flow/, trusted],
  [/access_request.*approved/, write('approval', 'decide', { decision: 'approved' })],
  // The name says that somebody decided, not how.
  [/access_request_approval/, write('approval', 'decide')],
  [/access_request/, write('request', 'create')],
  [/association_change:add$/, granted],
  [/association_change:remove$/, removed],
  [/association_change/, { ...granted, change: 'modify' }],
  [/^(admin_create|user_admin_granted)$/, granted],
  [/^(admin_delete|admin_suspended|user_admin_revoked)$/, removed],
  [/^admin_role|^(custom_?)?role_/, { ...granted, change: 'modify' }],
  [
    /api_?key.*(delete|revoke)|service_account.*(key|secret).*(delete|revoke)/,
    write('revocation', 'revoke', { change: 'remove' }),
  ],
  [
    /api_?key|service_account.*(key|secret)|enrollment_token|connect_key/,
    write('credential', 'issue', { change: 'add', change_class: 'secret_issue' }),
  ],
  [/^service_account_create/, write('execution', 'create', { change: 'add', change_class: 'nhi_create' })],
  [/(data_?retention|insights).*(update|disable|delete)/, write('logging', 'configure', { change: 'modify' })],
  [/logout/, read('sign_out')],
  [/login_attempt$|^(sso_auth|radius_auth|ldap_bind|user_login|admin_login|login)/, read('sign_in')],
  [/^ldap_search/, read('read')],
  [
    /fde_key.*(view|access|read)|recovery_key.*(view|access)|password.*(reveal|view|copy)/,
    write('execution', 'read', { change_class: 'data_access', is_write: false }),
  ],
  [/^(user|admin)_.*(create|activated|unsuspend|unlock)|^provision_user|^create_(user|admin)/, lifecycle('add')],
  [/^(user|admin)_.*(delete|suspend|lockout|deprovision)|^deprovision_user/, lifecycle('remove')],
  [/^(user|admin|totp|webauthn|group|user_group|password|passwordmanager|push)_/, lifecycle('modify')],
  [
    /^(authn_?policy|idp_|idsource|idp_routing|mfa|duo_|ip_?list|customdomain|saml|federation|application|sso_application)/,
    trusted,
  ],
  [
    /^(activedirectory|gsuite|office_?365|ldap_?server|radius_?server|organization|workday|policy|policy_group|command|system|agent|apple_mdm|mdm|software_app)/,
    configured,
  ],
]

/** The meaning of an event type, of an association with its direction behind it; one that nobody has named is context. */
export function meaningOf(type: string, direction: string | null): Meaning {
  const name = direction === null ? type : `${type}:${direction}`
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return { ...read('other'), is_write: /create|update|delete|add|remove|change|enable|disable/.test(type) }
}
