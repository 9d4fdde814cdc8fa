/** What GitLab's audit events mean in our words. They are known by type in streams and newer releases, and by their sentence in the rest. */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** How an event is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly decision?: Decision
  readonly credential?: 'static'
}

const write = (stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning => ({
  stage,
  activity,
  isWrite: true,
  ...(change ? { change } : {}),
  ...(changeClass ? { changeClass } : {}),
})
const decided = (decision: Decision): Meaning => ({ ...write('approval', 'decide'), decision })
const secret: Meaning = { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' }
const secretGone: Meaning = { ...write('revocation', 'revoke', 'remove'), credential: 'static' }
const removal = write('revocation', 'remove', 'remove', 'priv_removal')

const keys =
  '(access[_ ]token|personal[_ ]access|deploy[_ ](token|key)|ssh[_ ]key|gpg[_ ]key|impersonation[_ ]token|runner[_ ](registration|authentication)?[_ ]?token|ci[_ ]?(cd)?[_ ]?(group |project |instance )?variable|secret|feed[_ ]token|agent[_ ]token)'
const gone = '(revoke|delete|destroy|remove|expire)'

/** Matched against type, sentence and the members `add`, `remove`, `change`, in one line. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/merge_request_(un|revoke_?)approv|unapproved merge request|revoked approval/i, decided('withdrawn')],
  [/merge_request_approval_operation|\bapproved merge request/i, decided('approved')],
  [/deployment_(approv)|approved deployment/i, decided('approved')],
  [/deployment_(reject)|rejected deployment/i, decided('denied')],
  [/merge_request_merged/i, write('execution', 'deploy', 'modify', 'prod_config')],
  [/(merge_request|issue)_create/i, write('request', 'create')],
  [/(merge_request|issue)_closed/i, write('context', 'close')],
  [/(merge_request|issue)_reopened/i, write('context', 'reopen')],
  // Nobody changed the rule: it could not be met, so GitLab let the merge request pass without it.
  [/merge_request_invalid_approver/i, { stage: 'policy', activity: 'decide', isWrite: false }],
  [
    /access_request_(created|requested)|requested access/i,
    { ...write('request', 'create', 'add'), decision: 'requested' },
  ],
  [/impersonat/i, write('delegation', 'use')],
  [/streaming[\w ]*(header|filter)/i, write('logging', 'configure', 'modify')],
  [
    /(streaming|external_audit|audit_event)[\w ]*(destination|header|filter|config)?[\w ]*(destroy|delete|remove|deactivat)/i,
    write('logging', 'disable_logging', 'remove'),
  ],
  [
    /(streaming|external_audit|audit_event)[\w ]*(destination|header|filter|config)?[\w ]*(create|add|activat)/i,
    write('logging', 'enable_logging', 'add'),
  ],
  [/(streaming|external_audit)[\w ]*|audit_events?_(stream|config)/i, write('logging', 'configure', 'modify')],
  [
    /failed[_ ]login|login_failed|signed in|authenticated_with|^\s*with |user_logged|sign_in|sign_out/i,
    { stage: 'context', activity: 'sign_in', isWrite: false },
  ],
  [
    /service_account_created|oauth_application_created|oauth_application_create|cluster_agent_created|runner_registered|registered .*runner/i,
    write('execution', 'create', 'add', 'nhi_create'),
  ],
  [new RegExp(`${keys}[\\w ]*${gone}|${gone}d?[\\w ]* ${keys}`, 'i'), secretGone],
  [
    new RegExp(`${keys}[\\w ]*(create|add|rotate|update|fail)|(created?|added?|rotated?|updated?)[\\w ]* ${keys}`, 'i'),
    secret,
  ],
  [
    /protected_(branch|tag|environment)|approval_rule|approval_setting|push_rule|prevent_|require_password_to_approve|security_policy|allowed_to_(push|merge)|code_owner|approvals? (before|required)/i,
    write('execution', 'configure', 'modify', 'trust_policy'),
  ],
  [
    /saml|sso_|ip_restriction|allowed_email_domain|visibility|require_two_factor|two_factor_requirement|ldap_group_link|omniauth|oauth_application/i,
    write('execution', 'configure', 'modify', 'trust_policy'),
  ],
  [
    /member_(destroyed|removed|deleted)|\bremove (user_access|member)|removed? (user )?access|group_unshared|group_share_.*(deleted|destroyed)|user_access_expir/i,
    removal,
  ],
  [
    /member_(created|added)|\badd (user_access|member)|group_share|project_group_link|added? (user )?access|shared_with|admin_role_(assigned|created)/i,
    write('execution', 'grant', 'add', 'priv_grant'),
  ],
  [
    /member_updated|change (access_level|admin status|member_role)|member_role|custom_role|changed? access_level|user_(admin|auditor)_status/i,
    write('execution', 'grant', 'modify', 'priv_grant'),
  ],
  [
    /repository_(download|git_operation)|export|downloaded/i,
    { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' },
  ],
  [
    /user_(created|destroyed|blocked|banned|activated|deactivated|approved|rejected|email|name|username|password|profile)|change (email|username|name|password)|password|two_factor|add_email|remove_email/i,
    write('identity', 'lifecycle', 'modify'),
  ],
  [
    /(project|group|environment|feature_flag|application_setting|ci_cd|pipeline|runner|registry|webhook|web_hook|integration)[\w ]*/i,
    write('execution', 'configure', 'modify', 'prod_config'),
  ],
]

/** What an event means; one that nobody has named keeps stage `context` and counts as writing: reading is hardly logged here. */
export function meaningOf(phrase: string): Meaning {
  return meanings.find(([pattern]) => pattern.test(phrase))?.[1] ?? write('context', 'update', 'modify')
}
