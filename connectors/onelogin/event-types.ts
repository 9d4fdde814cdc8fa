/** What OneLogin's event types mean in our words. */
import type { EventDraft } from '../../src/schema/events.js'
import { eventNames } from './event-names.js'

/** The columns that an event type decides, and the outcome that its name states. */
export type Meaning = Pick<
  EventDraft,
  'stage' | 'activity' | 'is_write' | 'change_class' | 'change' | 'decision' | 'outcome'
>

const write = (stage: Meaning['stage'], activity: string, rest: Partial<Meaning> = {}): Meaning => ({
  stage,
  activity,
  is_write: true,
  outcome: 'success',
  ...rest,
})
const read = (activity: string): Meaning => ({ stage: 'context', activity, is_write: false, outcome: 'success' })
const lifecycle = (change: 'add' | 'remove' | 'modify') => write('identity', 'lifecycle', { change })
const granted = write('execution', 'grant', { change: 'add', change_class: 'priv_grant' })
const removed = write('revocation', 'remove', { change: 'remove', change_class: 'priv_removal' })
const trusted = write('execution', 'configure', { change: 'modify', change_class: 'trust_policy' })
const configured = write('execution', 'configure', { change: 'modify', change_class: 'prod_config' })

/** Patterns over names; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^user_assumed_user$/, write('delegation', 'use')],
  [
    /^(user_requested_app_access|user_requested_join|self_registration_requested|user_requested_new_password)$/,
    write('request', 'create'),
  ],
  [
    /^(app_request|self_registration)_approved$|^admin_approved_password_request$/,
    write('approval', 'decide', { decision: 'approved' }),
  ],
  [/^(app_request|self_registration)_denied$/, write('approval', 'decide', { decision: 'denied' })],
  [
    /^app_added_to_role|^user_assigned_role|added_to_role|added_to_user|^granted_|^role_management_granted|^login_added_by_hand/,
    granted,
  ],
  [/removed_from_role|removed_from_user|^revoked_|^role_management_revoked|^login_removed_by_hand/, removed],
  [
    /^api_credential_(created|enabled)|^certificate_created/,
    write('credential', 'issue', { change: 'add', change_class: 'secret_issue' }),
  ],
  [/^api_credential_(deleted|disabled)|^certificate_deleted/, write('revocation', 'revoke', { change: 'remove' })],
  [/^api_session_token_issued/, write('credential', 'issue', { change: 'add' })],
  [/^secure_note_viewed|password_revealed/, { ...read('read'), stage: 'execution', change_class: 'data_access' }],
  [
    /trusted_idp|^policy_|^authentication_factor|^security_questions|^desktop_sso|^mapping|^self_registration_profile|^account_settings/,
    trusted,
  ],
  [/logged_out/, read('sign_out')],
  [
    /login$|logged_into|denied_app_access|authenticat|bind_|_login_(successful|failed)|by_radius|app_login_by_proxy|factor_verified/,
    read('sign_in'),
  ],
  [
    /_read$|^api_(bad_request|unauthorized)|notice$|started$|stopped$|notification$|exception|^no_|^unmatched|limit/,
    read('other'),
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
export function meaningOf(id: number): Meaning & { readonly operation: string } {
  const name = eventNames[id]
  if (name === undefined) return { ...read('other'), operation: `event_type ${id}`, outcome: 'unknown' }
  const isFailure = /fail|exception|rejected_by|unauthorized|bad_request|error|locked_out|denied_app/.test(name)
  const meaning = table.find(([pattern]) => pattern.test(name))?.[1] ?? read('other')
  return { ...meaning, operation: name, outcome: isFailure ? 'failure' : 'success' }
}
