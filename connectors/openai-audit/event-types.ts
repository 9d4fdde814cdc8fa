/** What a type of OpenAI's audit log is in our words. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** Stage, activity and class of a type. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

const grant: Meaning = {
  stage: 'execution',
  activity: 'grant',
  isWrite: true,
  changeClass: 'priv_grant',
  change: 'add',
}
const regrant: Meaning = { ...grant, activity: 'update', change: 'modify' }
const removal: Meaning = {
  stage: 'revocation',
  activity: 'remove',
  isWrite: true,
  changeClass: 'priv_removal',
  change: 'remove',
}
const sign = (activity: string): Meaning => ({
  stage: 'context',
  activity,
  isWrite: false,
  changeClass: null,
  change: null,
})

const types: Readonly<Record<string, Meaning>> = {
  'api_key.created': {
    stage: 'credential',
    activity: 'issue',
    isWrite: true,
    changeClass: 'secret_issue',
    change: 'add',
  },
  'api_key.updated': regrant,
  'api_key.deleted': { stage: 'revocation', activity: 'revoke', isWrite: true, changeClass: null, change: 'remove' },
  'service_account.created': { ...grant, activity: 'create', changeClass: 'nhi_create' },
  'service_account.updated': regrant,
  'service_account.deleted': { ...removal, activity: 'delete' },
  'role.assignment.created': grant,
  'role.assignment.deleted': removal,
  'role.updated': regrant,
  'user.added': grant,
  'user.updated': regrant,
  'user.deleted': removal,
  'invite.sent': grant,
  'invite.accepted': { stage: 'identity', activity: 'lifecycle', isWrite: true, changeClass: null, change: null },
  'invite.deleted': { ...removal, activity: 'cancel', changeClass: null },
  'checkpoint.permission.created': grant,
  'checkpoint.permission.deleted': removal,
  'login.succeeded': sign('sign_in'),
  'login.failed': sign('sign_in'),
  'logout.succeeded': sign('sign_out'),
  'logout.failed': sign('sign_out'),
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
  const isSwitched = /^(disabled|deactivated|enabled|activated|changed)$/.test(last)
  return {
    stage: changeClass === null ? 'context' : 'execution',
    activity:
      changeClass === 'priv_grant'
        ? 'grant'
        : isSwitched
          ? 'configure'
          : change === 'add'
            ? 'create'
            : change === 'remove'
              ? 'delete'
              : change === 'modify'
                ? 'configure'
                : 'other',
    isWrite: change !== null,
    changeClass,
    change,
  }
}
