/** What a type of Anthropic's activities is in our words. There are more than 500: families go by their words. */
import { type Change, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'
import type { ChangeClass } from '../../src/schema/words.js'

/** Words at the end of a type, and what they do. */
const endings: readonly (readonly [RegExp, Change])[] = [
  [
    /_(created|added|granted|enabled|activated|assigned|installed|connected|sent|invited|published|uploaded|shared|registered)$/,
    'add',
  ],
  [
    /_(deleted|removed|revoked|disabled|deactivated|unassigned|uninstalled|disconnected|archived|expired|rescinded|cancelled|unshared|deprovisioned)$/,
    'remove',
  ],
  [/_(updated|changed|toggled|transferred|renamed|rotated|set|edited|moved|restored|unarchived|converted)$/, 'modify'],
]

const reading =
  /_(viewed|accessed|downloaded|listed|read|searched|exported|started|succeeded|failed|attempted|requested|completed)$/

/** Families in which a change is a controlled operation, the first that fits. */
const families: readonly (readonly [RegExp, ChangeClass | 'secret' | 'logging' | 'identity'])[] = [
  [
    /(audit_log|compliance|log_stream|otel|telemetry|data_retention|retention_period).*(settings?|config|export_destination|access_key|toggled|enabled|disabled|updated|deleted|created)/,
    'logging',
  ],
  [/(api_key|service_key|access_key|oauth_client_secret|signing_key|webhook_secret|access_token)s?_/, 'secret'],
  [/^service_account|_service_account|^(platform_)?agent_(identity|principal)/, 'nhi_create'],
  [
    /role|member|group_user|seat_|owner|permission|invite|^org_user_(added|removed|deleted|updated|role)|access_(granted|revoked)/,
    'priv_grant',
  ],
  [
    /(sso|scim|idp|identity_provider|domain|ip_allowlist|ip_restriction|mfa|workload_identity|federation|saml|oidc|certificate)/,
    'trust_policy',
  ],
  [
    /(settings|mcp_server|connector|integration|plugin|skill|workspace|spend_limit|rate_limit|org_|organization|policy|feature|capabilit)/,
    'prod_config',
  ],
  [/^(user|account)_|^org_user_/, 'identity'],
]

const named: Readonly<Record<string, Meaning>> = {
  admin_request_created: writes('request', 'create'),
  admin_connector_request_resolved: writes('approval', 'decide'),
  audit_log_export_started: reads('execution', 'read', 'data_access'),
  audit_log_export_accessed: reads('execution', 'read', 'data_access'),
  data_export_started: reads('execution', 'read', 'data_access'),
}

/** The meaning of a type; of one that nobody has named the words tell. Chats, files and artifacts are context whatever was done to them. */
export function meaningOf(type: string): Meaning {
  if (Object.hasOwn(named, type)) return named[type]!
  if (/(^|_)(login|sign_in|sso_login|magic_link|authentication)_/.test(type)) return looks('sign_in')
  if (/logout|sign_out/.test(type)) return looks('sign_out')
  if (/_request(s)?_(approved|denied|rejected|dismissed|resolved)$/.test(type)) return writes('approval', 'decide')
  if (/_request(ed)?_(created|sent|submitted)$/.test(type)) return writes('request', 'create')
  const change = endings.find(([ending]) => ending.test(type))?.[1] ?? null
  if (change === null) return looks(reading.test(type) ? 'read' : 'other')
  if (/^claude_(chat|file|artifact|project_document|project_file|message|memory)/.test(type))
    return writes('context', verbs[change], null, change)
  const family = families.find(([words]) => words.test(type))?.[1] ?? null
  if (family === null) return writes('context', verbs[change], null, change)
  if (family === 'logging') return writes('logging', switches[change], null, change)
  if (family === 'secret') return secrets[change]
  if (family === 'identity') return writes('identity', 'lifecycle', null, change)
  if (family === 'nhi_create' && change === 'modify') return writes('execution', 'update', 'priv_grant', change)
  if (family === 'nhi_create' && change === 'remove') return removal('delete')
  if (family === 'priv_grant' && change === 'remove') return removal(/invite/.test(type) ? 'cancel' : 'remove')
  if (family === 'priv_grant') return writes('execution', change === 'add' ? 'grant' : 'update', family, change)
  return writes('execution', verbs[change], family, change)
}

const verbs: Readonly<Record<Change, string>> = { add: 'create', remove: 'delete', modify: 'configure' }
const switches: Readonly<Record<Change, string>> = {
  add: 'enable_logging',
  remove: 'disable_logging',
  modify: 'configure',
}
const secrets: Readonly<Record<Change, Meaning>> = {
  add: writes('credential', 'issue', 'secret_issue', 'add'),
  remove: writes('revocation', 'revoke', null, 'remove'),
  modify: writes('execution', 'update', 'priv_grant', 'modify'),
}

function removal(activity: string): Meaning {
  return writes('revocation', activity, 'priv_removal', 'remove')
}
