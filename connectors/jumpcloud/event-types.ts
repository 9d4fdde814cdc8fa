/** What Directory Insights' event types mean in our words. Names: https://docs.jumpcloud.com/api/insights/directory/1.0/index.html */
import { type Change, decides, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'

const granted = writes('execution', 'grant', 'priv_grant', 'add')
const removed = writes('revocation', 'remove', 'priv_removal', 'remove')
const trusted = writes('execution', 'configure', 'trust_policy', 'modify')
const configured = writes('execution', 'configure', 'prod_config', 'modify')
const lifecycle = (change: Change) => writes('identity', 'lifecycle', null, change)

/** The first pattern that matches decides. `association_change` is told apart by its direction. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/access_request.*(deny|denied|reject)/, decides('approval', 'decide', 'denied')],
  [/access_request.*(cancel|withdraw)/, decides('approval', 'cancel', 'cancelled')],
  [/access_request.*expire/, decides('approval', 'expire', 'expired')],
  [/access_request.*(revoke|remove)/, removed],
  [/access_request_settings|approval_flow/, trusted],
  [/access_request.*approved/, decides('approval', 'decide', 'approved')],
  // The name says that somebody decided, not how.
  [/access_request_approval/, writes('approval', 'decide')],
  [/access_request/, writes('request', 'create')],
  [/association_change:add$/, granted],
  [/association_change:remove$/, removed],
  [/association_change/, { ...granted, change: 'modify' }],
  [/^(admin_create|user_admin_granted)$/, granted],
  [/^(admin_delete|admin_suspended|user_admin_revoked)$/, removed],
  [/^admin_role|^(custom_?)?role_/, { ...granted, change: 'modify' }],
  [
    /api_?key.*(delete|revoke)|service_account.*(key|secret).*(delete|revoke)/,
    writes('revocation', 'revoke', null, 'remove'),
  ],
  [
    /api_?key|service_account.*(key|secret)|enrollment_token|connect_key/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [/^service_account_create/, writes('execution', 'create', 'nhi_create', 'add')],
  [/(data_?retention|insights).*(update|disable|delete)/, writes('logging', 'configure', null, 'modify')],
  [/logout/, looks('sign_out')],
  [/login_attempt$|^(sso_auth|radius_auth|ldap_bind|user_login|admin_login|login)/, looks('sign_in')],
  [/^ldap_search/, looks('read')],
  [
    /fde_key.*(view|access|read)|recovery_key.*(view|access)|password.*(reveal|view|copy)/,
    reads('execution', 'read', 'data_access'),
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
  return { ...looks('other'), is_write: /create|update|delete|add|remove|change|enable|disable/.test(type) }
}
