/** What an operation on a path of Vault means in our words; first match wins. Paths: https://developer.hashicorp.com/vault/api-docs */
import type { ChangeClass, CredentialClass, Stage } from '../../src/schema/words.js'

/** How a request is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly credential?: CredentialClass
  /** Where the credential concerned is named. */
  readonly names?: 'auth' | 'lease' | 'certificate' | 'secret-id' | 'self' | 'accessor'
}

const login: Meaning = {
  stage: 'credential',
  activity: 'issue',
  isWrite: true,
  change: 'add',
  credential: 'session',
  names: 'auth',
}
const look = { stage: 'context', activity: 'read', isWrite: false } as const

/** Paths, for operations that write. */
const writes: readonly (readonly [RegExp, Meaning])[] = [
  [/^auth\/token\/create(-orphan)?(\/|$)/, login],
  [/^auth\/token\/renew(-self|-accessor)?(\/|$)/, { ...write('credential', 'renew', 'modify'), names: 'auth' }],
  [/^auth\/token\/revoke-self$/, { ...write('revocation', 'revoke', 'remove'), names: 'self' }],
  [/^auth\/token\/revoke(-accessor|-orphan)?(\/|$)/, { ...write('revocation', 'revoke', 'remove'), names: 'accessor' }],
  [/^sys\/(leases\/)?renew(\/|$)/, { ...write('credential', 'renew', 'modify'), names: 'lease' }],
  [/^sys\/(leases\/)?revoke(-force|-prefix)?(\/|$)/, { ...write('revocation', 'revoke', 'remove'), names: 'lease' }],
  [/^sys\/control-group\/authorize$/, write('approval', 'decide')],
  [
    /^sys\/control-group\/|^sys\/wrapping\/|^sys\/capabilities|^sys\/tools\/|^sys\/internal\/|^auth\/token\/lookup/,
    look,
  ],
  [/^sys\/audit\//, write('logging', 'enable_logging', 'add')],
  [/^sys\/config\/auditing\//, write('logging', 'configure', 'modify')],
  [/^sys\/generate-(root|recovery-token)/, write('break_glass', 'issue', 'add')],
  [/^sys\/(policy|policies\/[a-z]+)\//, write('execution', 'configure', 'modify', 'priv_grant')],
  [
    /^sys\/auth(\/|$)|^auth\/[^/]+(\/[^/]+)*\/config(\/|$)|^sys\/mfa\/|^identity\/(mfa|oidc)\//,
    write('execution', 'configure', 'modify', 'trust_policy'),
  ],
  [
    /^auth\/.+\/role\/[^/]+\/(custom-)?secret-id$/,
    { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static', names: 'secret-id' },
  ],
  [/^auth\/.+\/role\/[^/]+\/secret-id(-accessor)?\/destroy$/, write('revocation', 'revoke', 'remove')],
  [/^auth\/.+\/(login(\/.*)?|oidc\/callback|callback)$/, login],
  [/^auth\/.+\/(oidc\/auth_url|sign-in)/, look],
  [/^auth\/.+\/(roles?|users?|groups|map|certs|sts|team)\//, write('execution', 'configure', 'modify', 'priv_grant')],
  [
    /^identity\/(entity|group|entity-alias|group-alias|persona)/,
    write('execution', 'configure', 'modify', 'priv_grant'),
  ],
  [
    /^sys\/(mounts|remount|plugins|quotas|config|raw|namespaces|rotate|rekey|seal|unseal|step-down|storage|replication|license|key-share|managed-keys)/,
    write('execution', 'configure', 'modify', 'prod_config'),
  ],
  [
    /(^|\/)(issue|sign|sign-verbatim|sign-self-issued|sign-intermediate)\/[^/]+$/,
    { ...write('credential', 'issue', 'add'), credential: 'certificate', names: 'certificate' },
  ],
  [
    /\/(creds|static-creds|sts|roleset\/[^/]+\/(token|key)|static-account\/[^/]+\/(token|key)|impersonated-account\/[^/]+\/token|library\/[^/]+\/check-out)(\/[^/]+)?$/,
    lease(),
  ],
  [/\/library\/(manage\/)?[^/]+\/check-in$/, { ...write('revocation', 'revoke', 'remove'), names: 'lease' }],
  [/(^|\/)revoke$/, { ...write('revocation', 'revoke', 'remove'), names: 'certificate' }],
  [
    /\/(encrypt|decrypt|rewrap|sign|verify|hmac|hash|random|datakey)\//,
    { stage: 'execution', activity: 'use', isWrite: false, changeClass: 'data_access' },
  ],
  [
    /\/(config|roles?|roleset|static-account|root|intermediate|keys|rotate-root|rotate-role|root\/rotate|library|connection)(\/|$)/,
    write('execution', 'configure', 'modify', 'prod_config'),
  ],
]

/** Paths, for operations that read. */
const reads: readonly (readonly [RegExp, Meaning])[] = [
  [/^auth\/token\/|^sys\/|^identity\/|^auth\/|^cubbyhole\//, look],
  [
    /\/(creds|static-creds|sts|roleset\/[^/]+\/(token|key)|static-account\/[^/]+\/(token|key)|library\/[^/]+\/check-out)\/?[^/]*$/,
    lease(),
  ],
]

/** Meaning of an operation (`read`, `list`, `create`, `update`, `patch`, `delete`, `renew`, `revoke`, `rollback`) on a path without its namespace. */
export function meaningOf(operation: string, path: string, mountType: string | null): Meaning {
  const isRead = /^(read|list|help|header|resolve-role|alias-lookahead)$/.test(operation)
  const isKv = /^(kv|generic)$/.test(mountType ?? '') || /^secret\//.test(path)
  if (isRead) {
    const found = isKv ? undefined : reads.find(([pattern]) => pattern.test(path))?.[1]
    if (found) return found
    const isSecret = isKv && operation === 'read' && !/^[^/]+\/(metadata|config)(\/|$)/.test(path)
    return isSecret ? { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' } : look
  }
  if (operation === 'rollback') return look
  if (operation === 'renew') return { ...write('credential', 'renew', 'modify'), names: 'lease' }
  if (operation === 'revoke') return { ...write('revocation', 'revoke', 'remove'), names: 'lease' }
  if (path.startsWith('cubbyhole/')) return { ...look, activity: 'update', isWrite: true }
  if (isKv) {
    const isGone = operation === 'delete' || /^[^/]+\/(delete|destroy)\//.test(path)
    return write(
      'execution',
      isGone ? 'delete' : 'configure',
      isGone ? 'remove' : operation === 'create' ? 'add' : 'modify',
      'prod_config',
    )
  }
  const found = writes.find(([pattern]) => pattern.test(path))?.[1]
  if (operation === 'delete') return removalOf(found)
  if (found) return found
  return {
    stage: 'context',
    activity: operation === 'create' ? 'create' : 'update',
    isWrite: true,
    change: operation === 'create' ? 'add' : 'modify',
  }
}

/** Deleting what writing would have given. */
function removalOf(found: Meaning | undefined): Meaning {
  if (found?.stage === 'logging') return write('logging', 'disable_logging', 'remove')
  if (found?.stage === 'break_glass') return { ...write('break_glass', 'cancel', 'remove') }
  if (found?.changeClass === 'priv_grant') return write('revocation', 'remove', 'remove', 'priv_removal')
  if (found?.changeClass === 'trust_policy' || found?.changeClass === 'prod_config')
    return { ...found, activity: 'delete', change: 'remove' }
  if (found?.stage === 'revocation' || found?.stage === 'credential')
    return { ...write('revocation', 'revoke', 'remove'), ...(found.names ? { names: found.names } : {}) }
  return write('context', 'delete', 'remove')
}

function lease(): Meaning {
  return { ...write('credential', 'issue', 'add'), credential: 'session', names: 'lease' }
}

function write(stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: true, ...(change ? { change } : {}), ...(changeClass ? { changeClass } : {}) }
}
