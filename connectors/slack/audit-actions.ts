/** What the actions of Slack's audit log mean in our words; first match wins. Catalogue: https://docs.slack.dev/reference/audit-logs-api */
import type { ChangeClass, Decision, Outcome, Stage } from '../../src/schema/words.js'

/** How an action is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly decision?: Decision
  readonly outcome?: Outcome
  /** What is given or taken, when the action itself names it. */
  readonly entitlement?: string
}

const grant = write('execution', 'grant', 'add', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const retention = write('logging', 'configure', 'modify')
const ends = write('revocation', 'revoke', 'remove')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // What the record itself keeps: logging, retention, exports
  [
    /^audit_logs?_(stream|streaming)\w*_(disabled|deactivated|deleted|removed|stopped)$/,
    write('logging', 'disable_logging', 'remove'),
  ],
  [
    /^audit_logs?_(stream|streaming)\w*_(enabled|activated|created|added|started)$/,
    write('logging', 'enable_logging', 'add'),
  ],
  [/^audit_logs?_(stream|streaming)|^ekm_logging_config_set$/, retention],
  [
    /retention\w*_changed$|redaction_duration_changed$|^pref\.(allow_message_deletion|msg_edit_window_mins)$|^legal_hold_policy_/,
    retention,
  ],
  [/^audit_logs_(records_searched|export_\w+_started)$/, read('context', 'read')],
  [/_exports?_(started|downloaded)$/, read('execution', 'read', 'data_access')],
  [/^corporate_exports_(approved|enabled)$/, production],
  [/_exports?_completed$/, read('context', 'other')],
  [/_exports?_deleted$/, write('context', 'delete', 'remove')],

  // Roles and permissions
  [/^role_change_to_admin$/, { ...grant, entitlement: 'admin' }],
  [/^role_change_to_owner$|^owner_transferred$/, { ...grant, entitlement: 'owner' }],
  [/^role_change_to_user$/, { ...write('execution', 'configure', 'modify', 'priv_removal'), entitlement: 'user' }],
  [/^role_change_to_guest$/, { ...removal, entitlement: 'member' }],
  [/^(role_assigned|permissions_assigned|role_added_to_usergroup|role_modified_on_usergroup)$/, grant],
  [/^(role_removed|permissions_removed|role_removed_from_usergroup)$/, removal],
  [/^user_added_to_usergroup$/, write('context', 'grant', 'add')],
  [/^user_removed_from_usergroup$/, write('context', 'remove', 'remove')],
  [/^salesforce_access_granted$|^sales_elevate_members_added$/, grant],
  [/^salesforce_access_removed$|^sales_elevate_members_removed$/, removal],

  // Apps and what they may do
  [/^app_installed$|^app_deployed$/, write('execution', 'create', 'add', 'nhi_create')],
  [/^app_approved$/, decided('approved')],
  [/^app_restricted$/, decided('denied')],
  [
    /^(app_scopes_expanded|app_resources_added|app_resources_granted|org_app_workspace_added|org_app_upgraded_to_org_install)$/,
    grant,
  ],
  // Either way the bot holds another set of scopes than the one that was approved.
  [/^(bot_token_upgraded|bot_token_downgraded)$/, write('execution', 'configure', 'modify', 'priv_grant')],
  [/^(app_uninstalled|app_deleted|app_removed_from_whitelist|org_app_workspace_removed)$/, removal],
  [/^agentforce_agent_(activated|slack_connection_added)$/, write('execution', 'create', 'add', 'nhi_create')],
  [/^agentforce_agent_(deactivated|slack_deleted|slack_connection_removed)$/, removal],
  [/^agentforce_agent_|^app_variable_/, production],
  [/^external_auth_oauth2_token_fetched$/, write('credential', 'issue', 'add')],
  [/^external_auth_oauth2_token_refreshed$/, write('credential', 'renew', 'modify')],
  [/^external_auth_oauth2_token_deleted$/, ends],
  [/^(function_distribution|workflow_trigger)_permission_(added|set)$/, grant],
  [/^(function_distribution|workflow_trigger)_permission_removed$/, removal],
  [/^workflow(_v2)?_published$/, write('execution', 'deploy', 'modify', 'prod_config')],

  // What an AI did for a user
  [/^mcp_slack_(send_message|\w*message)\w*_tool_called$/, write('context', 'message')],
  [/^mcp_slack_create_\w+_tool_called$/, write('context', 'create', 'add')],
  [/^mcp_slack_update_\w+_tool_called$/, write('context', 'edit', 'modify')],
  [/^mcp_slack_\w+_tool_called$/, read('context', 'read')],
  [/^app_(agentforce|flows)_execute_slack_action$/, write('context', 'use')],

  // Accounts and sessions
  [/^(user|guest)_created$|^(user|guest)_joined_workspace$/, write('identity', 'create', 'add')],
  [/^(user_deactivated|guest_deactivated|guest_expired)$/, write('identity', 'lifecycle', 'remove')],
  [/^(user|guest)_reactivated$|^guest_expiration_/, write('identity', 'lifecycle', 'modify')],
  [/^user_(email_updated|profile_updated|profile_deleted)$/, write('identity', 'update', 'modify')],
  [/^user_password_reset/, write('identity', 'update', 'modify')],
  [/^user_login$|^cli_login$/, read('context', 'sign_in')],
  [/^user_login_failed$/, { ...read('context', 'sign_in'), outcome: 'failure' }],
  [/^user_logout/, read('context', 'sign_out')],
  [/^(user_sessions?_(reset|invalidated)|bulk_session_reset)/, ends],

  // Who is let in, and what is shared with whom outside
  [
    /^(pref\.(sso_setting|two_factor|sign_in_with_slack)|idp_|auth_policy_|domain_(created|deleted|verified)|approved_orgs_)/,
    trust,
  ],
  [
    /^external_shared_channel_invite_created$|^connect_dm_invite_generated$/,
    { ...write('request', 'create'), decision: 'requested' },
  ],
  [/^external_shared_channel_invite_(approved|accepted)$|^connect_dm_invite_accepted$/, decided('approved')],
  [/^external_shared_channel_invite_declined$|^connect_dm_invite_ignored$/, decided('denied')],
  [/^external_shared_channel_invite_expired$/, { ...write('approval', 'expire'), decision: 'expired' }],
  [
    /^external_shared_channel_invite_(auto_)?revoked$|^connect_dm_invite_revoked$/,
    { ...write('approval', 'cancel'), decision: 'withdrawn' },
  ],
  [/^external_shared_channel_(connected|reconnected|access_upgraded)$/, grant],
  [/^external_shared_channel_disconnect/, removal],

  // Settings that guard
  [
    /^(native_dlp_rule|barrier)_|^ekm_(enrolled|unenrolled|key_|clear_cache)|^intune_|^native_dlp_violation_deleted$/,
    production,
  ],
  [
    /^pref\.(app_whitelist|app_dir_only|who_can_|disallow_public|block_|session_duration|mobile_session|enterprise_mobile|anomaly|can_receive|invites_only|allow_slack_ai|agentforce|enterprise_search)/,
    production,
  ],
  [
    /^(team_authorized_ip_range_set|slack_connect_(pref|invite|guidelines)|thread_replies_(disabled|enabled))/,
    production,
  ],

  // Messages and files
  [/^message_(tombstoned|deleted)$/, write('context', 'delete', 'remove')],
  [/^message_(moderated|restored|edited)$/, write('context', 'edit', 'modify')],
  [/^message_flagged$/, write('context', 'comment')],
  [/^file_(downloaded|opened)$/, read('context', 'read')],
  [/^file_download_blocked$/, { ...read('context', 'read'), outcome: 'denied' }],
  [/^file_(shared|uploaded)$|_public_link_created$/, write('context', 'create', 'add')],
  [/^user_channel_join$|^guest_channel_join$|^dm_user_added$/, write('context', 'other', 'add')],
  [/^(user|guest)_channel_leave$/, write('context', 'other', 'remove')],
  [/_archive$/, write('context', 'close')],
  [/_unarchive$/, write('context', 'reopen')],
]

const endings: readonly (readonly [RegExp, Meaning])[] = [
  [/(created|added|generated|enabled|uploaded|published|granted|shared|activated)$/, write('context', 'create', 'add')],
  [
    /(deleted|removed|disabled|revoked|unshared|tombstoned|unpublished|deactivated)$/,
    write('context', 'delete', 'remove'),
  ],
  [
    /(updated|changed|renamed|edited|set|transferred|moved|converted\w*|upgraded|downgraded|restored|merged)$/,
    write('context', 'update', 'modify'),
  ],
  [/(opened|downloaded|viewed|searched|preview|read)$/, read('context', 'read')],
  [/(failed|failure)$/, { ...read('context', 'other'), outcome: 'failure' }],
]

const other = read('context', 'other')
const known = new Map<string, Meaning>()

/** What an action means; actions nobody has named keep stage `context`, and their last word says whether something was changed. */
export function meaningOf(action: string): Meaning {
  const cached = known.get(action)
  if (cached !== undefined) return cached
  const found =
    [...meanings, ...endings].find(([pattern]) => pattern.test(action))?.[1] ??
    (/^pref/.test(action) ? write('context', 'configure', 'modify') : other)
  // Slack has some 400 actions; a file that invents more of them must not fill the memory.
  if (known.size < 5000) known.set(action, found)
  return found
}

function write(stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: true, ...(change ? { change } : {}), ...(changeClass ? { changeClass } : {}) }
}

function read(stage: Stage, activity: string, changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: false, ...(changeClass ? { changeClass } : {}) }
}

function decided(decision: Decision): Meaning {
  return { stage: 'approval', activity: 'decide', isWrite: true, decision }
}
