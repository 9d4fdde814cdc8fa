/** What an operation on a path of Vault means in our words; first match wins. Paths: https://developer.hashicorp.com/vault/api-docs */
import { type Meaning as CommonMeaning, looks, reads, writes } from '../../src/schema/meaning.js'
import type { CredentialClass } from '../../src/schema/words.js'

/** How a request is to be read. */
export interface Meaning extends CommonMeaning {
  readonly credential?: CredentialClass
  /** Where the credential concerned is named. */
  readonly names?: 'auth' | 'lease' | 'certificate' | 'secret-id' | 'self' | 'accessor'
}

const login: Meaning = { ...writes('credential', 'issue', null, 'add'), credential: 'session', names: 'auth' }
const look = looks('read')

/** Paths, for operations that write. */
const writingPaths: readonly (readonly [RegExp, Meaning])[] = [
  [/^auth\/token\/create(-orphan)?(\/|$)/, login],
  [/^auth\/token\/renew(-self|-accessor)?(\/|$)/, { ...writes('credential', 'renew', null, 'modify'), names: 'auth' }],
  [/^auth\/token\/revoke-self$/, { ...writes('revocation', 'revoke', null, 'remove'), names: 'self' }],
  [
    /^auth\/token\/revoke(-accessor|-orphan)?(\/|$)/,
    { ...writes('revocation', 'revoke', null, 'remove'), names: 'accessor' },
  ],
  [/^sys\/(leases\/)?renew(\/|$)/, { ...writes('credential', 'renew', null, 'modify'), names: 'lease' }],
  [
    /^sys\/(leases\/)?revoke(-force|-prefix)?(\/|$)/,
    { ...writes('revocation', 'revoke', null, 'remove'), names: 'lease' },
  ],
  [/^sys\/control-group\/authorize$/, writes('approval', 'decide')],
  [
    /^sys\/control-group\/|^sys\/wrapping\/|^sys\/capabilities|^sys\/tools\/|^sys\/internal\/|^auth\/token\/lookup/,
    look,
  ],
  [/^sys\/audit\//, writes('logging', 'enable_logging', null, 'add')],
  [/^sys\/config\/auditing\//, writes('logging', 'configure', null, 'modify')],
  [/^sys\/generate-(root|recovery-token)/, writes('break_glass', 'issue', null, 'add')],
  [/^sys\/(policy|policies\/[a-z]+)\//, writes('execution', 'configure', 'priv_grant', 'modify')],
  [
    /^sys\/auth(\/|$)|^auth\/[^/]+(\/[^/]+)*\/config(\/|$)|^sys\/mfa\/|^identity\/(mfa|oidc)\//,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [
    /^auth\/.+\/role\/[^/]+\/(custom-)?secret-id$/,
    { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'static', names: 'secret-id' },
  ],
  [/^auth\/.+\/role\/[^/]+\/secret-id(-accessor)?\/destroy$/, writes('revocation', 'revoke', null, 'remove')],
  [/^auth\/.+\/(login(\/.*)?|oidc\/callback|callback)$/, login],
  [/^auth\/.+\/(oidc\/auth_url|sign-in)/, look],
  [/^auth\/.+\/(roles?|users?|groups|map|certs|sts|team)\//, writes('execution', 'configure', 'priv_grant', 'modify')],
  [
    /^identity\/(entity|group|entity-alias|group-alias|persona)/,
    writes('execution', 'configure', 'priv_grant', 'modify'),
  ],
  [
    /^sys\/(mounts|remount|plugins|quotas|config|raw|namespaces|rotate|rekey|seal|unseal|step-down|storage|replication|license|key-share|managed-keys)/,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
  [
    /(^|\/)(issue|sign|sign-verbatim|sign-self-issued|sign-intermediate)\/[^/]+$/,
    { ...writes('credential', 'issue', null, 'add'), credential: 'certificate', names: 'certificate' },
  ],
  [
    /\/(creds|static-creds|sts|roleset\/[^/]+\/(token|key)|static-account\/[^/]+\/(token|key)|impersonated-account\/[^/]+\/token|library\/[^/]+\/check-out)(\/[^/]+)?$/,
    lease(),
  ],
  [/\/library\/(manage\/)?[^/]+\/check-in$/, { ...writes('revocation', 'revoke', null, 'remove'), names: 'lease' }],
  [/(^|\/)revoke$/, { ...writes('revocation', 'revoke', null, 'remove'), names: 'certificate' }],
  [/\/(encrypt|decrypt|rewrap|sign|verify|hmac|hash|random|datakey)\//, reads('execution', 'use', 'data_access')],
  [
    /\/(config|roles?|roleset|static-account|root|intermediate|keys|rotate-root|rotate-role|root\/rotate|library|connection)(\/|$)/,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
]

/** Paths, for operations that read. */
const readingPaths: readonly (readonly [RegExp, Meaning])[] = [
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
    const found = isKv ? undefined : readingPaths.find(([pattern]) => pattern.test(path))?.[1]
    if (found) return found
    const isSecret = isKv && operation === 'read' && !/^[^/]+\/(metadata|config)(\/|$)/.test(path)
    return isSecret ? reads('execution', 'read', 'data_access') : look
  }
  if (operation === 'rollback') return look
  if (operation === 'renew') return { ...writes('credential', 'renew', null, 'modify'), names: 'lease' }
  if (operation === 'revoke') return { ...writes('revocation', 'revoke', null, 'remove'), names: 'lease' }
  if (path.startsWith('cubbyhole/')) return { ...look, activity: 'update', is_write: true }
  if (isKv) {
    const isGone = operation === 'delete' || /^[^/]+\/(delete|destroy)\//.test(path)
    return writes(
      'execution',
      isGone ? 'delete' : 'configure',
      'prod_config',
      isGone ? 'remove' : operation === 'create' ? 'add' : 'modify',
    )
  }
  const found = writingPaths.find(([pattern]) => pattern.test(path))?.[1]
  if (operation === 'delete') return removalOf(found)
  if (found) return found
  return writes(
    'context',
    operation === 'create' ? 'create' : 'update',
    null,
    operation === 'create' ? 'add' : 'modify',
  )
}

/** Deleting what writing would have given. */
function removalOf(found: Meaning | undefined): Meaning {
  if (found?.stage === 'logging') return writes('logging', 'disable_logging', null, 'remove')
  if (found?.stage === 'break_glass') return writes('break_glass', 'cancel', null, 'remove')
  if (found?.change_class === 'priv_grant') return writes('revocation', 'remove', 'priv_removal', 'remove')
  if (found?.change_class === 'trust_policy' || found?.change_class === 'prod_config')
    return { ...found, activity: 'delete', change: 'remove' }
  if (found?.stage === 'revocation' || found?.stage === 'credential')
    return { ...writes('revocation', 'revoke', null, 'remove'), ...(found.names ? { names: found.names } : {}) }
  return writes('context', 'delete', null, 'remove')
}

function lease(): Meaning {
  return { ...writes('credential', 'issue', null, 'add'), credential: 'session', names: 'lease' }
}
