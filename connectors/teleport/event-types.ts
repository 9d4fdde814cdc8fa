/** What Teleport's event types mean in our words; first match wins. Catalogue: https://goteleport.com/docs/reference/audit-events/ */
import type { ChangeClass, CredentialClass, Stage } from '../../src/schema/words.js'

/** How an event type is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly credential?: CredentialClass
}

const grant = write('execution', 'grant', 'add', 'priv_grant')
const widened = write('execution', 'configure', 'modify', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const access: Meaning = { stage: 'execution', activity: 'use', isWrite: true, changeClass: 'data_access' }
const secret: Meaning = { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' }
const context = { stage: 'context', activity: 'other', isWrite: false } as const

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Requests; what a review or an update decided stands in the record
  [/^access_request\.create$/, write('request', 'create', 'add')],
  [/^access_request\.(review|update)$/, write('approval', 'decide')],
  [/^access_request\.expire$/, { ...write('approval', 'expire'), isWrite: false }],
  [/^access_request\.delete$/, write('request', 'cancel', 'remove')],
  [/^access_request\./, { ...context, activity: 'read' }],

  // Certificates, tokens
  [/^cert\.create$/, { ...write('credential', 'issue', 'add'), credential: 'certificate' }],
  [/^cert\.generation_mismatch$/, context],
  [/^(bot_token|join_token|trusted_cluster_token|provisioning_token|token|scim_token)\.create$/, secret],
  [
    /^(reset_password|recovery|invite|user)_token\.create$/,
    { ...write('credential', 'issue', 'add'), credential: 'static' },
  ],
  [/^privilege_token\.create$/, { ...write('credential', 'issue', 'add'), credential: 'session' }],

  // Taking away and giving back
  [/^lock\.created$/, write('revocation', 'revoke', 'remove', 'priv_removal')],
  [/^lock\.deleted$/, grant],

  // Who may do what
  [/^role\.created$/, write('execution', 'create', 'add', 'priv_grant')],
  [/^role\.updated$/, widened],
  [/^role\.deleted$/, removal],
  [/^access_list\.review$/, write('review', 'decide')],
  [/^access_list\.member\.(create|update)$/, grant],
  [/^access_list\.member\.delete/, removal],
  [/^access_list\.(create|update)$/, widened],
  [/^access_list\.delete$/, removal],
  [/^(bot|workload_identity|spiffe_federation)\.create$/, write('execution', 'create', 'add', 'nhi_create')],
  [/^(bot|workload_identity)\.delete$/, removal],
  [/^spiffe\.svid\.issued$/, { ...write('credential', 'issue', 'add'), credential: 'certificate' }],
  [/^user\.create$/, write('identity', 'create', 'add')],
  [/^user\.update$/, write('identity', 'update', 'modify')],
  [/^user\.delete$/, write('identity', 'lifecycle', 'remove')],
  [/^(mfa\.(add|delete)|user\.password_change|recovery_code\.)/, write('identity', 'update', 'modify')],

  // Who is let in, and how
  [/^(saml|oidc|github|trusted_cluster|login_rule|saml\.idp\.service\.provider|external_auth_connector)\./, trust],
  [/^(auth_preference|cluster_auth_preference|cert_auth_override|static_host_user)\./, trust],

  // Recording and audit
  [/^external_audit_storage\.disable$/, write('logging', 'disable_logging', 'remove')],
  [/^external_audit_storage\.enable$/, write('logging', 'enable_logging', 'add')],
  [/^session_recording_config\.update$/, write('logging', 'configure', 'modify')],
  [/^session\.(upload|recording\.access)$/, { ...context, activity: 'read' }],

  // Sessions and what is done in them
  [
    /^(session\.start|exec|port|app\.session\.start|db\.session\.start|windows\.desktop\.session\.start|desktop\.session\.start|session\.join)$/,
    access,
  ],
  [/^(scp|sftp|subsystem|desktop\.directory\.(read|write)|desktop\.clipboard\.(send|receive))$/, access],
  [
    /^db\.session\..*(query|execute|rpc|request|statements|process_kill|initialize_db|create_db|drop_db|shut_down|debug|refresh)/,
    access,
  ],
  [/^kube\.(request|create|update|delete)$/, access],
  [/^app\.session\.(request|dynamodb\.request)$/, access],
  [/^session\.(command|disk|network)$/, { stage: 'execution', activity: 'use', isWrite: true }],
  [/session\.(end|leave)$/, { ...context, activity: 'sign_out' }],
  [/session\.(data|rejected|chunk|connect)|^resize$|^print$|^client\.disconnect$/, context],

  // Sign-ins
  [
    /^(user\.login|auth|bot\.join|instance\.join|user\.headless|device\.authenticate|mfa_auth_challenge)/,
    { ...context, activity: 'sign_in' },
  ],

  // Settings
  [
    /^(app|db|kube|windows_desktop|dynamic_desktop|node|cluster_networking_config|autoupdate|integration|discovery_config|access_graph_settings|access_monitoring_rule|cir|crown_jewel|installer|git_server|upgradewindowstart)\.?.*\.?(create|update|delete|created|updated|deleted|start)$/,
    production,
  ],
]

const known = new Map<string, Meaning>()

/** Meaning of an event type. A type that nobody has named is context; its last word says whether it wrote. */
export function meaningOf(type: string): Meaning {
  let found = known.get(type)
  if (found === undefined) {
    found = meanings.find(([pattern]) => pattern.test(type))?.[1] ?? unnamed(type)
    known.set(type, found)
  }
  return found
}

function unnamed(type: string): Meaning {
  const last = type.split(/[._]/).at(-1) ?? ''
  if (/^(created?|add(ed)?|issued?|enabled?)$/.test(last)) return write('context', 'create', 'add')
  if (/^(updated?|upsert|set|change[sd]?|rotated?)$/.test(last)) return write('context', 'update', 'modify')
  if (/^(deleted?|removed?|revoked?|disabled?)$/.test(last)) return write('context', 'delete', 'remove')
  return context
}

function write(stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: true, ...(change ? { change } : {}), ...(changeClass ? { changeClass } : {}) }
}
