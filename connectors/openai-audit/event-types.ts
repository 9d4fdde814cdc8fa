/** What a type of OpenAI's audit log is in our words. */
import { looks, type Meaning, writes } from '../../src/schema/meaning.js'
import type { ChangeClass } from '../../src/schema/words.js'

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const regrant: Meaning = { ...grant, activity: 'update', change: 'modify' }
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')

const types: Readonly<Record<string, Meaning>> = {
  'api_key.created': writes('credential', 'issue', 'secret_issue', 'add'),
  'api_key.updated': regrant,
  'api_key.deleted': writes('revocation', 'revoke', null, 'remove'),
  'service_account.created': { ...grant, activity: 'create', change_class: 'nhi_create' },
  'service_account.updated': regrant,
  'service_account.deleted': { ...removal, activity: 'delete' },
  'role.assignment.created': grant,
  'role.assignment.deleted': removal,
  'role.updated': regrant,
  'user.added': grant,
  'user.updated': regrant,
  'user.deleted': removal,
  'invite.sent': grant,
  'invite.accepted': writes('identity', 'lifecycle'),
  'invite.deleted': { ...removal, activity: 'cancel', change_class: null },
  'checkpoint.permission.created': grant,
  'checkpoint.permission.deleted': removal,
  'login.succeeded': looks('sign_in'),
  'login.failed': looks('sign_in'),
  'logout.succeeded': looks('sign_out'),
  'logout.failed': looks('sign_out'),
}

/** Families whose every change is of one class, by the beginning of the type. */
const families: readonly (readonly [RegExp, ChangeClass])[] = [
  [/^group\.(member|user)/, 'priv_grant'],
  [
    /^(certificate|certificates|external_key|scim|sso|domain|ip_allowlist|workload_identity|identity_provider|mfa)[._]/,
    'trust_policy',
  ],
  [
    /^(role|group|project|organization|rate_limit|resource|tunnel|webhook|model|retention|data_residency)[._]/,
    'prod_config',
  ],
]

/** The meaning of a type; one that nobody has named is context, and its last word says whether it wrote. */
export function meaningOf(type: string): Meaning {
  if (Object.hasOwn(types, type)) return types[type]!
  const last = type.split('.').at(-1)!
  const change = /^(created|added|registered|enabled|activated|sent)$/.test(last)
    ? 'add'
    : /^(deleted|removed|archived|disabled|deactivated|revoked)$/.test(last)
      ? 'remove'
      : /^(updated|changed)$/.test(last)
        ? 'modify'
        : null
  const changeClass = change === null ? null : (families.find(([family]) => family.test(type))?.[1] ?? null)
  if (changeClass === 'priv_grant' && change === 'remove') return removal
  if (change === null) return looks('other')
  const isSwitched = /^(disabled|deactivated|enabled|activated|changed)$/.test(last)
  const activity = changeClass === 'priv_grant' ? 'grant' : isSwitched ? 'configure' : verbs[change]
  return writes(changeClass === null ? 'context' : 'execution', activity, changeClass, change)
}

const verbs = { add: 'create', remove: 'delete', modify: 'configure' } as const
