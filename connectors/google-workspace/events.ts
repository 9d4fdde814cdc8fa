/** What Workspace's events mean in our words, first match wins. Catalogue: https://developers.google.com/workspace/admin/reports/v1/appendix/activity */
import { type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'
import type { Outcome } from '../../src/schema/words.js'

/** How an event is to be read. */
export interface Meaning extends CommonMeaning {
  readonly outcome?: Outcome
  /** What names the entitlement. */
  readonly entitlement?: 'role' | 'group' | 'scopes' | 'privilege'
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const signIn: Meaning = looks('sign_in')
const exported = writes('execution', 'read', 'data_access')
const changed = writes('identity', 'update', null, 'modify')

/** Pattern over `application/type/NAME`. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Administrators, roles, domain-wide delegation
  [
    /^admin\/.*\/(GRANT_ADMIN_PRIVILEGE|GRANT_DELEGATED_ADMIN_PRIVILEGES|ASSIGN_ROLE)$/,
    { ...grant, entitlement: 'role' },
  ],
  [
    /^admin\/.*\/(REVOKE_ADMIN_PRIVILEGE|REVOKE_DELEGATED_ADMIN_PRIVILEGES|UNASSIGN_ROLE)$/,
    { ...removal, entitlement: 'role' },
  ],
  [/^admin\/.*\/(ADD_PRIVILEGE|CREATE_ROLE|UPDATE_ROLE|RENAME_ROLE)$/, { ...widened, entitlement: 'privilege' }],
  [/^admin\/.*\/(REMOVE_PRIVILEGE|DELETE_ROLE)$/, { ...removal, entitlement: 'privilege' }],
  [/^admin\/.*\/AUTHORIZE_API_CLIENT_ACCESS$/, { ...grant, entitlement: 'scopes' }],
  [/^admin\/.*\/REMOVE_API_CLIENT_ACCESS$/, { ...removal, entitlement: 'scopes' }],

  // Groups
  [
    /^admin\/.*\/ADD_GROUP_MEMBER$|^groups(_enterprise)?\/.*\/(add_member|add_user|accept_invitation|join|add_member_role)$/i,
    { ...grant, entitlement: 'group' },
  ],
  [
    /^admin\/.*\/REMOVE_GROUP_MEMBER$|^groups(_enterprise)?\/.*\/(remove_member|remove_user|leave|ban_user\w*|remove_member_role)$/i,
    { ...removal, entitlement: 'group' },
  ],
  [
    /^admin\/.*\/UPDATE_GROUP_MEMBER\w*$|^groups(_enterprise)?\/.*\/(change_(acl|security)\w*|update_member_role)$/i,
    { ...widened, entitlement: 'group' },
  ],
  [
    /^groups(_enterprise)?\/.*\/(request_to_join|request_to_join_via_mail|join_request)$/i,
    { ...decides('request', 'create', 'requested'), entitlement: 'group' },
  ],
  [
    /^groups(_enterprise)?\/.*\/(approve_join_request|approve_join)$/i,
    { ...decides('approval', 'decide', 'approved'), entitlement: 'group' },
  ],
  [
    /^groups(_enterprise)?\/.*\/(reject_join_request|reject_join|reject_invitation)$/i,
    { ...decides('approval', 'decide', 'denied'), entitlement: 'group' },
  ],
  [/^groups(_enterprise)?\/.*\/(create_group|delete_group|change_\w+|update_\w+)$/i, changed],

  // What applications were let in
  [/^token\/.*\/authorize$/i, { ...writes('delegation', 'grant', null, 'add'), entitlement: 'scopes' }],
  [/^token\/.*\/revoke$/i, { ...writes('delegation', 'revoke', null, 'remove'), entitlement: 'scopes' }],
  [/^token\/.*\/(request|deny)$/i, { ...writes('delegation', 'ask_approval'), entitlement: 'scopes' }],
  [/^token\//i, { ...looks('use'), entitlement: 'scopes' }],
  [
    /^admin\/.*\/\w*(TRUSTED_OAUTH2_APPS|BLOCKED_OAUTH2|OAUTH2_SCOPE|API_ACCESS|API_SERVICE_ACCESS|MARKETPLACE|TRUST_DOMAIN_OWNED)\w*$/,
    trust,
  ],

  // Secrets
  [
    /^admin\/.*\/(GENERATE_2SV_SCRATCH_CODES|GENERATE_PIN|GENERATE_TRANSFER_TOKEN|GENERATE_CERTIFICATE)$|^gcp\/.*\/IMPORT_SSH_PUBLIC_KEY$/i,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [
    /^admin\/.*\/(REVOKE_ASP|REVOKE_3LO_TOKEN|REVOKE_3LO_DEVICE_TOKENS|REVOKE_SECURITY_KEY|DELETE_2SV_SCRATCH_CODES|RESET_SIGNIN_COOKIES)$|^gcp\/.*\/DELETE_\w*SSH\w*$/i,
    writes('revocation', 'revoke', null, 'remove'),
  ],

  // Who is let in, and how
  [
    /^admin\/.*\/\w*(TRUSTED_DOMAIN|SSO|SAML|STRONG_AUTHENTICATION|TWO_STEP|2SV|PASSWORD_(STRENGTH|MINIMUM|MAXIMUM|POLICY)|SESSION_(LENGTH|CONTROL)|LESS_SECURE|CONTEXT_AWARE|IP_WHITELIST|WEB_SESSION)\w*$/,
    trust,
  ],
  [/^admin\/.*\/(ADD|REMOVE|CHANGE|VERIFY|CREATE|UPDATE)\w*DOMAIN(_ALIAS|_PRIMARY)?\w*$/, trust],

  // Logging
  [
    /^admin\/.*\/\w*(AUDIT_LOG|LOG_EXPORT|BIGQUERY_EXPORT|REPORTS?_EXPORT|ALERT_CENTER_SETTING)\w*$/,
    writes('logging', 'configure', null, 'modify'),
  ],
  [
    /^admin\/SYSTEM_DEFINED_RULE_UPDATED|^admin\/.*\/(DELETE|CREATE|UPDATE|RENAME)_ALERT\w*$|^admin\/.*\/ALERT_\w+$/,
    writes('logging', 'configure', null, 'modify'),
  ],

  // Data taken out
  [
    /^admin\/.*\/(CREATE_DATA_TRANSFER_REQUEST|CREATE_EMAIL_MONITOR|REQUEST_ACCOUNT_INFO|REQUEST_MAILBOX_DUMP|EMAIL_LOG_SEARCH|SECURITY_INVESTIGATION_EXPORT_QUERY|\w*TAKEOUT\w*)$/,
    exported,
  ],
  [/^(takeout|data_studio)\/.*|^vault\/.*export/i, exported],
  [/^(drive|vault)\/.*\/(download|export|print)$/i, reads('execution', 'read', 'data_access')],
  [/^access_transparency\//i, reads('execution', 'read', 'data_access')],

  // People and accounts
  [
    /^admin\/USER_SETTINGS\/(CREATE_USER|UNDELETE_USER|BULK_UPLOAD|USER_INVITE)$/,
    writes('identity', 'create', null, 'add'),
  ],
  [
    /^admin\/USER_SETTINGS\/(DELETE_USER|SUSPEND_USER|ARCHIVE_USER)$|^login\/.*\/account_disabled_\w+$/i,
    writes('identity', 'lifecycle', null, 'remove'),
  ],
  [/^admin\/USER_SETTINGS\/(UNSUSPEND_USER|UNARCHIVE_USER)$/, writes('identity', 'lifecycle', null, 'add')],
  [/^admin\/(USER_SETTINGS|GROUP_SETTINGS|LICENSES_SETTINGS|ORG_SETTINGS|CONTACTS_SETTINGS)\//, changed],
  [/^(user_accounts|login)\/.*\/(\w*(2sv|password|recovery|titanium|passkey)\w*)$/i, changed],

  // Sign-ins
  [/^(login|saml)\/.*\/(login_failure|risky_sensitive_action_blocked)$/i, { ...signIn, outcome: 'failure' }],
  [/^(login|saml)\/.*\/logout$/i, looks('sign_out')],
  [/^(login|saml)\//i, signIn],
  [/^context_aware_access\/.*DENY/i, { ...reads('policy', 'decide'), outcome: 'denied' }],
  [/^context_aware_access\//i, reads('policy', 'decide')],

  // Files shared
  [
    /^drive\/.*\/(change_user_access|change_acl_editors|change_document_visibility|change_document_access_scope|shared_drive_membership_change|team_drive_membership_change|add_\w*share\w*)$/i,
    writes('execution', 'configure', null, 'modify'),
  ],

  // Settings of the organisation
  [
    /^admin\/\w*SETTINGS?\/(CHANGE|CREATE|DELETE|UPDATE|ADD|REMOVE|TOGGLE|ENABLE|DISABLE|ENFORCE|ALLOW|SET|REORDER|MOVE|ISSUE|UPLOAD|WIPE|BLOCK|RENAME|DEVICE|ACTION|UNENROLL|USER|COMPANY|DROP)\w*$/,
    production,
  ],
]

const seen = new Map<string, Meaning>()

/** Looks the event up; one that nobody has named is context, and its first word says whether it wrote. */
export function meaningOf(application: string, type: string, name: string): Meaning {
  const key = `${application}/${type}/${name}`
  let meaning = seen.get(key)
  if (meaning === undefined) {
    meaning = meanings.find(([pattern]) => pattern.test(key))?.[1] ?? byFirstWord(application, name)
    // A log has some hundred events; a hostile one must not fill the memory.
    if (seen.size < 2000) seen.set(key, meaning)
  }
  return meaning
}

function byFirstWord(application: string, name: string): Meaning {
  if (/^(create|add|upload|insert|enable|grant|authorize|invite)/i.test(name))
    return writes('context', 'create', null, 'add')
  if (/^(delete|remove|trash|disable|revoke|wipe|block)/i.test(name)) return writes('context', 'delete', null, 'remove')
  if (/^(change|update|edit|rename|move|set|toggle|modify|restore)/i.test(name))
    return writes('context', 'update', null, 'modify')
  if (/^(view|read|list|download|get|open|preview|search|query|print)/i.test(name)) return looks('read')
  // The admin console logs what was done in it, hardly ever what was looked at.
  return { ...writes('context', 'other'), is_write: application === 'admin' }
}
