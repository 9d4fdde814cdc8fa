/** What Teleport's event types mean in our words; first match wins. Catalogue: https://goteleport.com/docs/reference/audit-events/ */
import type { Hands } from '../../src/schema/attributes.js'
import { type Meaning as CommonMeaning, looks, writes } from '../../src/schema/meaning.js'
import type { CredentialClass } from '../../src/schema/words.js'

/** How an event type is to be read. */
export interface Meaning extends CommonMeaning {
  readonly credential?: CredentialClass
  readonly hands?: Hands
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const access: Meaning = writes('execution', 'use', 'data_access')
const secret: Meaning = { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'static' }
const context = looks('other')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Requests; what a review or an update decided stands in the record
  [/^access_request\.create$/, writes('request', 'create', null, 'add')],
  [/^access_request\.(review|update)$/, writes('approval', 'decide')],
  [/^access_request\.expire$/, { ...writes('approval', 'expire'), is_write: false }],
  [/^access_request\.delete$/, writes('request', 'cancel', null, 'remove')],
  [/^access_request\./, { ...context, activity: 'read' }],

  // Certificates, tokens
  [/^cert\.create$/, { ...writes('credential', 'issue', null, 'add'), credential: 'certificate' }],
  [/^cert\.generation_mismatch$/, context],
  [/^(bot_token|join_token|trusted_cluster_token|provisioning_token|token|scim_token)\.create$/, secret],
  [
    /^(reset_password|recovery|invite|user)_token\.create$/,
    { ...writes('credential', 'issue', null, 'add'), credential: 'static' },
  ],
  [/^privilege_token\.create$/, { ...writes('credential', 'issue', null, 'add'), credential: 'session' }],

  // Taking away and giving back
  [/^lock\.created$/, writes('revocation', 'revoke', 'priv_removal', 'remove')],
  [/^lock\.deleted$/, grant],

  // Who may do what
  [/^role\.created$/, writes('execution', 'create', 'priv_grant', 'add')],
  [/^role\.updated$/, widened],
  [/^role\.deleted$/, removal],
  [/^access_list\.review$/, writes('review', 'decide')],
  [/^access_list\.member\.(create|update)$/, grant],
  [/^access_list\.member\.delete/, removal],
  [/^access_list\.(create|update)$/, widened],
  [/^access_list\.delete$/, removal],
  [/^(bot|workload_identity|spiffe_federation)\.create$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^(bot|workload_identity)\.delete$/, removal],
  [/^spiffe\.svid\.issued$/, { ...writes('credential', 'issue', null, 'add'), credential: 'certificate' }],
  [/^user\.create$/, writes('identity', 'create', null, 'add')],
  [/^user\.update$/, writes('identity', 'update', null, 'modify')],
  [/^user\.delete$/, writes('identity', 'lifecycle', null, 'remove')],
  [/^(mfa\.(add|delete)|user\.password_change|recovery_code\.)/, writes('identity', 'update', null, 'modify')],

  // Who is let in, and how
  [/^(saml|oidc|github|trusted_cluster|login_rule|saml\.idp\.service\.provider|external_auth_connector)\./, trust],
  [/^(auth_preference|cluster_auth_preference|cert_auth_override|static_host_user)\./, trust],

  // Recording and audit
  [/^external_audit_storage\.disable$/, writes('logging', 'disable_logging', null, 'remove')],
  [/^external_audit_storage\.enable$/, writes('logging', 'enable_logging', null, 'add')],
  [/^session_recording_config\.update$/, writes('logging', 'configure', null, 'modify')],
  [/^session\.(upload|recording\.access)$/, { ...context, activity: 'read' }],

  // Sessions and what is done in them
  [/^session\.start$/, { ...access, hands: 'shell' }],
  [
    /^(exec|port|app\.session\.start|db\.session\.start|windows\.desktop\.session\.start|desktop\.session\.start|session\.join)$/,
    access,
  ],
  [/^(scp|sftp|subsystem|desktop\.directory\.(read|write)|desktop\.clipboard\.(send|receive))$/, access],
  [
    /^db\.session\..*(query|execute|rpc|request|statements|process_kill|initialize_db|create_db|drop_db|shut_down|debug|refresh)/,
    access,
  ],
  [/^kube\.(request|create|update|delete)$/, access],
  [/^app\.session\.(request|dynamodb\.request)$/, access],
  [/^session\.(command|disk|network)$/, writes('execution', 'use')],
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
  if (/^(created?|add(ed)?|issued?|enabled?)$/.test(last)) return writes('context', 'create', null, 'add')
  if (/^(updated?|upsert|set|change[sd]?|rotated?)$/.test(last)) return writes('context', 'update', null, 'modify')
  if (/^(deleted?|removed?|revoked?|disabled?)$/.test(last)) return writes('context', 'delete', null, 'remove')
  return context
}
