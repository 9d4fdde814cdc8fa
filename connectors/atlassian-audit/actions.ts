/** What Atlassian's audit actions mean in our words, by language-free key, action and sentence; first match wins. */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** How an action is to be read. */
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
const read = (stage: Stage, activity: string, changeClass?: ChangeClass): Meaning => ({
  stage,
  activity,
  isWrite: false,
  ...(changeClass ? { changeClass } : {}),
})
const grant = write('execution', 'grant', 'add', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const lifecycle = write('identity', 'lifecycle', 'modify')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // The log itself
  [/audit\.config|audit log (configuration|retention|settings|coverage)/i, write('logging', 'configure', 'modify')],
  [
    /audit log.*(disabled|deleted|purged)|log_(forwarding|webhook).*(delet|remov|disabl)/i,
    write('logging', 'disable_logging', 'remove'),
  ],
  [/log_(forwarding|webhook).*(creat|add|enabl)/i, write('logging', 'enable_logging', 'add')],
  [/audit.*export/i, read('execution', 'read', 'data_access')],
  [/audit.*(search|view)/i, read('context', 'read')],
  // Acting as somebody else, and signing in
  [/logged_in_as_user|log(ged)? in as user|impersonat|switch(ed)? user/i, write('delegation', 'use')],
  [/log(ged)?[_ ]?out|sign(ed)?[_ ]?out/i, read('context', 'sign_out')],
  [
    /user_login|log(ged)?[_ ]?in\b|login|sign(ed)?[_ ]?in|authenticat(ed|ion)\.?(success|fail)/i,
    read('context', 'sign_in'),
  ],
  // Decided, and asked for
  [/request.*(approved|granted)|approved.*request/i, { ...write('approval', 'decide'), decision: 'approved' }],
  [/request.*(denied|rejected|declined)|denied.*request/i, { ...write('approval', 'decide'), decision: 'denied' }],
  [
    /(permission|access)[\w. ]*request(ed)?|grantrequested|access_request(ed)?|requested.*access/i,
    { ...write('request', 'create', 'add'), decision: 'requested' },
  ],
  // Credentials
  [
    /(api|access|personal)[_. ]?(access[_. ])?(token|key)s?[\w. ]*(revok|delet|remov|expir)|(revoked|deleted)[\w. ]*(token|access key|ssh key)|(ssh|gpg|access)[_. ]?key[\w. ]*(delet|remov|revok)/i,
    { ...write('revocation', 'revoke', 'remove'), credential: 'static' },
  ],
  [
    /(api|access|personal)[_. ]?(access[_. ])?(token|key)s?[\w. ]*(creat|add|generat|updat)|created[\w. ]*(token|access key)|(ssh|gpg|access)[_. ]?key[\w. ]*(creat|add)/i,
    { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' },
  ],
  // Who may get in: schemes and settings before single grants
  [
    /(permission|security|notification) scheme|issue security|scheme.*permission|anonymous|single sign|sso|saml|authentication (method|policy)|auth_policy|password policy|allowlist|whitelist|ip_?allow|user director(y|ies)|directory(created|updated|deleted|\.added|\.removed)|application ?link|trusted app|customer (permission|access)|public (access|signup)|policy_|domain_|branch (permission|restriction)|merge check|reviewer group|two[- ]?step/i,
    trust,
  ],
  [
    /group.?membership(s)?(created|added)|membership\.added|added to (user )?group|user_added_to_group|added_to_group|grouppermissiongranted/i,
    grant,
  ],
  [
    /group.?membership(s)?(deleted|removed)|membership\.removed|(removed|deleted) from (user )?group|user_removed_from_group|removed_from_group/i,
    removal,
  ],
  [
    /(permission|role|access|admin)[\w. ']*(revoked|removed|deleted|taken)|(revoked|removed)[\w. ]*(permission|role|access|admin)/i,
    removal,
  ],
  [
    /(permission|role|access|admin)[\w. ']*(grant|add|assign|updat|chang|modif)|(granted|added|assigned)[\w. ]*(permission|role|access|admin)/i,
    grant,
  ],
  // Apps
  [
    /(plugin|app|add-?on)[_. ]?(was )?install|app_installed|oauth.*(client|app).*(creat|add)/i,
    write('execution', 'create', 'add', 'nhi_create'),
  ],
  [/(plugin|app|add-?on)[_. ]?(was )?uninstall|app_uninstalled/i, removal],
  // Accounts
  [
    /user_?(details |name |'s )?[_. ]?(was )?(creat|delet|remov|updat|renam|deactivat|activat|reactivat|suspend|restor|invit|add|claim|anonymi|password|email|credential)|username|password|usercredential|invited|group[_. ]?(creat|delet|remov|renam)/i,
    lifecycle,
  ],
  // Data taken out, settings of the product
  [/export|backup|download/i, read('execution', 'read', 'data_access')],
  [
    /workflow|global|general|(base url|license|server name|mail|setup|elasticsearch|logging level|plugin|app(s)? (enabled|disabled)|project[_. ]?(creat|delet|remov|archiv|restor|moved)|space[_. ]?(delet|remov|import|restor|archiv)|repository[_. ]?(creat|delet|mov|fork)|import|hook|configuration|configuration change|settings)/i,
    production,
  ],
  [/(creat|add)(ed)?\b/i, write('context', 'create', 'add')],
  [/(delet|remov|archiv|trash)/i, write('context', 'delete', 'remove')],
  [/(view|read|search|browse)(ed)?\b/i, read('context', 'read')],
]

/** What an action means; one that nobody has named is an update without a class. */
export function meaningOf(phrase: string): Meaning {
  return meanings.find(([pattern]) => pattern.test(phrase))?.[1] ?? write('context', 'update', 'modify')
}
