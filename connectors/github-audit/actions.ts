/** What GitHub's audit actions mean in our words: one row per action or family, first match wins. */
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
  /** What the event issues or takes away, when that is a credential. */
  readonly credential?: 'session' | 'static' | 'certificate'
}

const write = (stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning => ({
  stage,
  activity,
  isWrite: true,
  ...(change ? { change } : {}),
  ...(changeClass ? { changeClass } : {}),
})
const read = (stage: Stage, activity: string): Meaning => ({ stage, activity, isWrite: false })
const decided = (decision: Decision, activity = 'decide'): Meaning => ({ ...write('approval', activity), decision })
const asked: Meaning = { ...write('request', 'create', 'add'), decision: 'requested' }

const grant = write('execution', 'grant', 'add', 'priv_grant')
const regrant = write('execution', 'grant', 'modify', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const newPrincipal = write('execution', 'create', 'add', 'nhi_create')
const secret: Meaning = { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' }
const secretGone: Meaning = { ...write('revocation', 'revoke', 'remove'), credential: 'static' }
const bypass = write('break_glass', 'use', 'modify', 'prod_config')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Pull requests, reviews, deployments
  [/^pull_request\.create$/, write('request', 'create')],
  [/^pull_request\.merge$/, write('execution', 'deploy', 'modify', 'prod_config')],
  [/^pull_request\.create_review_request$/, { ...write('approval', 'ask_approval'), decision: 'requested' }],
  [/^pull_request\.remove_review_request$/, decided('cancelled', 'cancel')],
  [/^pull_request_review\.submit$/, write('approval', 'decide')],
  [/^pull_request_review\.dismiss$/, decided('dismissed')],
  [/^pull_request_review\.delete$/, decided('withdrawn', 'delete')],
  [/^workflows\.approve_workflow_job$/, decided('approved')],
  [/^workflows\.reject_workflow_job$/, decided('denied')],
  [
    /^workflows\.(created|prepared|completed)_workflow_(run|job)$|^workflows\.rerun_workflow_run$/,
    write('execution', 'deploy'),
  ],
  [/^(workflows|environment)\.bypass_protection_rules$|^protected_branch\.policy_override$/, bypass],
  [/push_protection.*\.bypass$|^repository_ruleset\.bypass|^secret_scanning_push_protection\.bypass/, bypass],
  [/^exemption_request\.(create|request)$|bypass_request\.create$/, asked],
  [/^exemption_(request|response)\.(approve|complete)$|bypass_(request|response)\.approve$/, decided('approved')],
  [/^exemption_(request|response)\.(deny|reject)$|bypass_(request|response)\.(deny|reject)$/, decided('denied')],

  // Logging
  [
    /audit_log_streaming\.(create|enable)|^(business|org)\.enable_source_ip_disclosure$/,
    write('logging', 'enable_logging', 'add'),
  ],
  [
    /audit_log_streaming\.(destroy|delete|disable)|^(business|org)\.disable_source_ip_disclosure$/,
    write('logging', 'disable_logging', 'remove'),
  ],
  [/audit_log_streaming\.check$/, read('logging', 'read')],
  [
    /audit_log_streaming\.|\.set_actions_retention_limit$|\.audit_log_(retention|git_event)_?(config|setting|update)/,
    write('logging', 'configure', 'modify'),
  ],
  [/audit_log_(git_event_)?export$/, { ...read('execution', 'read'), changeClass: 'data_access' }],

  // Applications and tokens: asked for, allowed, taken back
  [
    /^org\.oauth_app_access_requested$|^integration_installation_request\.create$|^personal_access_token\.request_created$/,
    asked,
  ],
  [/^org\.oauth_app_access_approved$/, decided('approved')],
  [
    /^org\.oauth_app_access_denied$|^personal_access_token\.request_denied$|^org\.oauth_app_access_blocked$/,
    decided('denied'),
  ],
  [/^personal_access_token\.access_granted$/, { ...decided('approved'), credential: 'static' }],
  [
    /^(personal_access_token\.request_cancelled|integration_installation_request\.close)$/,
    decided('cancelled', 'cancel'),
  ],
  [/^personal_access_token\.(create|credential_regenerated|access_restored)$/, secret],
  [/^personal_access_token\.(access_revoked|destroy|revoke|expired?)/, secretGone],
  [/^personal_access_token\.(auto_approve_grant_requests|expiration_limit)/, trust],
  [/^(deploy_key|public_key|gpg_key)\.(create|verify|unverification)$/, secret],
  [/^(deploy_key|public_key|gpg_key)\.(delete|destroy|remove)$/, secretGone],
  [
    /^(oauth_access|oauth_authorization|org_credential_authorization)\.(create|grant|regenerate|update|reactivate)$/,
    secret,
  ],
  [
    /^(oauth_access|oauth_authorization|org_credential_authorization)\.(destroy|revoke|deauthorized?|deactivate|delete)$/,
    secretGone,
  ],
  [
    /[._](create|update|add)_(actions|codespaces|dependabot|agents?)_secret$|^codespaces\.(create|update)_.*secret$|^dependabot_secrets\.(create|update)/,
    secret,
  ],
  [
    /[._](remove|delete)_(actions|codespaces|dependabot|agents?)_secret$|^codespaces\.(remove|delete)_.*secret$|^dependabot_secrets\.(remove|delete)/,
    secretGone,
  ],
  [
    /^(integration|oauth_application)\.(generate_(client_secret|private_key)|reset_secret)$|\.register_self_hosted_runner_token$/,
    secret,
  ],
  [/^(integration|oauth_application)\.(remove_(client_secret|private_key)|revoke_(all_)?tokens)$/, secretGone],
  [
    /^(integration|oauth_application)\.create$|register_self_hosted_runner$|^integration_installation\.create$/,
    newPrincipal,
  ],
  [
    /^(integration|oauth_application)\.(destroy|delete)$|remove_self_hosted_runner$|^integration_installation\.(destroy|suspend|repositories_removed)$/,
    removal,
  ],
  [/^integration_installation\.(repositories_added|version_updated|unsuspend|update)/, regrant],
  [/^(integration|oauth_application)\./, production],

  // Memberships and roles
  [
    /^(org|business|repo|team|enterprise_team|project)\.(add|restore)_(member|admin|owner|billing_manager|outside_collaborator|security_manager|collaborator|support_entitlee|organization|topic_maintainer)$/,
    grant,
  ],
  [
    /^team\.(add_repository|change_parent_team|promote_maintainer)$|^enterprise_team\.add_|^org\.add_security_manager$/,
    grant,
  ],
  [
    /^(team|repo|org|business)\.(update_(repository_permission|member|member_repository_permission)|promote_|change_role)/,
    regrant,
  ],
  [
    /^(org|repo|business)\.(create|assign|add)_(custom_|organization_|org_)?role|^(organization_)?role\.(create|update|assign)|^org\.(create|update)_custom_(repository_)?role$/,
    regrant,
  ],
  [
    /^(org|repo|business)\.(destroy|delete|revoke|unassign|remove)_(custom_|organization_|org_)?role|^(organization_)?role\.(destroy|unassign)/,
    removal,
  ],
  [/^(org|business|repo|team|enterprise_team|project)\.remove_|^team\.(demote_maintainer|destroy)$/, removal],
  [
    /^(org\.)?(invite_member|invite_user|invite_to_business|cancel_invitation|invite_admin)$|^business\.(invite|cancel).*|^repository_invitation\./,
    write('identity', 'create', 'add'),
  ],
  [
    /^(external_identity|external_group|user|account|business\.(add|remove)_user|user_license|enterprise_installation)/,
    write('identity', 'lifecycle', 'modify'),
  ],
  [/^org\.(block|unblock|suspend|unsuspend)_/, write('identity', 'lifecycle', 'modify')],
  [/^user\.(login|two_factor|sign_in|new_device_used)/, read('context', 'sign_in')],

  // Who may get in, and what protects production
  [
    /^protected_branch\.(rejected_ref_update|.*_blocked)$|^repository_ruleset\..*_blocked$/,
    { ...read('policy', 'decide'), outcome: 'denied' },
  ],
  [
    /^(protected_branch|repository_ruleset|ruleset|required_status_check|branch_protection_rule|merge_queue)\.|^(repository_)?ruleset/,
    trust,
  ],
  [/^environment\.(add|update|remove)_protection_rule|^environment\./, trust],
  [
    /saml|oidc|\.(enable|disable)_two_factor|two_factor_requirement|^ip_allow_list|^ssh_certificate|oauth_app_restrictions|^scim/,
    trust,
  ],
  [
    /default_(repository|workflow)_permission|actions_(settings|permission|enabled)|_fork_pr_workflows|set_(default_)?workflow|members_can_|^org\.update_(member|terms)/,
    trust,
  ],
  [/^repo\.(access|change_visibility|transfer|pages_public)|^repo\.update_actions|^private_repository_forking/, trust],
  [
    /^hook\.|^repo\.(?!(download_zip|staff|add_topic|remove_topic))|^(secret|code)_scanning.*\.(enable|disable|create|update)|^dependabot_(alerts|security_updates)|^(business|org|repository)_?\w*(advanced_security|vulnerability_alerts|secret_scanning|security_configuration)/,
    production,
  ],
  [
    /^(enterprise|business|org|security_configuration)\.(\w+\.)?(enable|disable|update|set|clear|config|change|rename|archive|delete|apply)/,
    production,
  ],
  [/^workflows\.(delete|disable|enable|cancel|pin)/, production],

  // Work on code
  [/^git\.push$/, write('context', 'update', 'modify')],
  [/^git\.(clone|fetch)$|^repo\.download_zip$|^(workflows|artifact)\.download/, read('context', 'read')],
  [
    /^pull_request_review_comment\.create$|^issue_comment\.create$|^(commit_comment|discussion_post)/,
    write('context', 'comment'),
  ],
  [/^(pull_request|issue|issues)\.close$/, write('context', 'close')],
  [/^(pull_request|issue|issues)\.reopen$/, write('context', 'reopen')],
  [/^(pull_request|issue|issues)\./, write('context', 'update')],
  [/^(secret_scanning|dependabot|code_scanning)\w*_alert\w*\./, write('context', 'update')],
]

/** By the last word of an action that nobody has named. */
const endings: readonly (readonly [RegExp, Meaning])[] = [
  [/^(\w+_)?(create[d]?|add(ed)?|register(ed)?|enable[d]?|publish(ed)?)(_\w+)?$/, write('context', 'create', 'add')],
  [
    /^(\w+_)?(destroy|delete[d]?|remove[d]?|disable[d]?|revoke[d]?|cancel(l?ed)?)(_\w+)?$/,
    write('context', 'delete', 'remove'),
  ],
  [/^(\w+_)?(view(ed)?|read|download(ed)?|export(ed)?|search|list|check|clone|fetch)(_\w+)?$/, read('context', 'read')],
]

/** What an action means; one that nobody has named keeps stage `context`, and counts as writing unless its words say that it reads. */
export function meaningOf(action: string): Meaning {
  const last = action.slice(action.lastIndexOf('.') + 1)
  const found = meanings.find(([pattern]) => pattern.test(action)) ?? endings.find(([pattern]) => pattern.test(last))
  return found?.[1] ?? write('context', 'update', 'modify')
}
