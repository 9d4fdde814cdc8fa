/** What OneLogin's event types mean in our words. */
import type { GrantPath } from '../../src/schema/attributes.js'
import { type Change, type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'
import type { Outcome } from '../../src/schema/words.js'
import { eventNames } from './event-names.js'

/** How a type is to be read. */
export interface Meaning extends CommonMeaning {
  readonly grantPath?: GrantPath
}

const lifecycle = (change: Change) => writes('identity', 'lifecycle', null, change)
const granted = writes('execution', 'grant', 'priv_grant', 'add')
const removed = writes('revocation', 'remove', 'priv_removal', 'remove')
const trusted = writes('execution', 'configure', 'trust_policy', 'modify')
const configured = writes('execution', 'configure', 'prod_config', 'modify')

/** Patterns over names; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^user_assumed_user$/, writes('delegation', 'use')],
  [
    /^(user_requested_app_access|user_requested_join|self_registration_requested|user_requested_new_password)$/,
    writes('request', 'create'),
  ],
  [
    /^(app_request|self_registration)_approved$|^admin_approved_password_request$/,
    decides('approval', 'decide', 'approved'),
  ],
  [/^(app_request|self_registration)_denied$/, decides('approval', 'decide', 'denied')],
  [/added_to_role_by_rule$/, { ...granted, grantPath: 'rule' }],
  [
    /^app_added_to_role|^user_assigned_role|added_to_role|added_to_user|^granted_|^role_management_granted|^login_added_by_hand/,
    granted,
  ],
  [/removed_from_role|removed_from_user|^revoked_|^role_management_revoked|^login_removed_by_hand/, removed],
  [/^api_credential_(created|enabled)|^certificate_created/, writes('credential', 'issue', 'secret_issue', 'add')],
  [/^api_credential_(deleted|disabled)|^certificate_deleted/, writes('revocation', 'revoke', null, 'remove')],
  [/^api_session_token_issued/, writes('credential', 'issue', null, 'add')],
  [/^secure_note_viewed|password_revealed/, reads('execution', 'read', 'data_access')],
  [
    /trusted_idp|^policy_|^authentication_factor|^security_questions|^desktop_sso|^mapping|^self_registration_profile|^account_settings/,
    trusted,
  ],
  [/logged_out/, looks('sign_out')],
  [
    /login$|logged_into|denied_app_access|authenticat|bind_|_login_(successful|failed)|by_radius|app_login_by_proxy|factor_verified/,
    looks('sign_in'),
  ],
  [
    /_read$|^api_(bad_request|unauthorized)|notice$|started$|stopped$|notification$|exception|^no_|^unmatched|limit/,
    looks('other'),
  ],
  [
    /^(radius_config|vpn|embedding|vldap|branding|directory_(created|destroyed|connector)|user_field|company_information|proxy_agent|updated_payment|payment_info|secure_note)/,
    configured,
  ],
  [/created|(?<!de)activated|unlocked|invited|linked|imported|invite_link/, lifecycle('add')],
  [/deactivated|deleted|suspen|locked|removed_otp|lost_otp|rejected/, lifecycle('remove')],
  [/user|password|otp|login_information|profile_picture|provisioning|custom_attribute/, lifecycle('modify')],
]

/** What a type is called, and what that means; a number that nobody has named is context under its number. */
export function meaningOf(id: number): Meaning & { readonly operation: string; readonly outcome: Outcome } {
  const name = eventNames[id]
  if (name === undefined) return { ...looks('other'), operation: `event_type ${id}`, outcome: 'unknown' }
  const isFailure = /fail|exception|rejected_by|unauthorized|bad_request|error|locked_out|denied_app/.test(name)
  const meaning = table.find(([pattern]) => pattern.test(name))?.[1] ?? looks('other')
  return { ...meaning, operation: name, outcome: isFailure ? 'failure' : 'success' }
}
