/** What a type of Anthropic's activities is in our words. There are more than 500: families go by their words. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** Stage, activity and class of a type. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

type Effect = 'add' | 'remove' | 'modify'

/** Words at the end of a type, and what they do. */
const endings: readonly (readonly [RegExp, Effect])[] = [
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
  admin_request_created: { stage: 'request', activity: 'create', isWrite: true, changeClass: null, change: null },
  admin_connector_request_resolved: {
    stage: 'approval',
    activity: 'decide',
    isWrite: true,
    changeClass: null,
    change: null,
  },
  audit_log_export_started: {
    stage: 'execution',
    activity: 'read',
    isWrite: false,
    changeClass: 'data_access',
    change: null,
  },
  audit_log_export_accessed: {
    stage: 'execution',
    activity: 'read',
    isWrite: false,
    changeClass: 'data_access',
    change: null,
  },
  data_export_started: {
    stage: 'execution',
    activity: 'read',
    isWrite: false,
    changeClass: 'data_access',
    change: null,
  },
}

/** The meaning of a type; of one that nobody has named the words tell. Chats, files and artifacts are context whatever was done to them. */
export function meaningOf(type: string): Meaning {
  if (Object.hasOwn(named, type)) return named[type]!
  if (/(^|_)(login|sign_in|sso_login|magic_link|authentication)_/.test(type)) return plain('sign_in', false)
  if (/logout|sign_out/.test(type)) return plain('sign_out', false)
  if (/_request(s)?_(approved|denied|rejected|dismissed|resolved)$/.test(type))
    return { stage: 'approval', activity: 'decide', isWrite: true, changeClass: null, change: null }
  if (/_request(ed)?_(created|sent|submitted)$/.test(type))
    return { stage: 'request', activity: 'create', isWrite: true, changeClass: null, change: null }
  const change = endings.find(([ending]) => ending.test(type))?.[1] ?? null
  if (change === null) return plain(reading.test(type) ? 'read' : 'other', false)
  if (/^claude_(chat|file|artifact|project_document|project_file|message|memory)/.test(type))
    return plain(verbOf(change), true, change)
  const family = families.find(([words]) => words.test(type))?.[1] ?? null
  if (family === 'logging')
    return {
      ...plain(
        change === 'remove' ? 'disable_logging' : change === 'add' ? 'enable_logging' : 'configure',
        true,
        change,
      ),
      stage: 'logging',
    }
  if (family === 'secret') return secret(change)
  if (family === 'identity') return { ...plain('lifecycle', true, change), stage: 'identity' }
  if (family === 'nhi_create' && change !== 'add')
    return change === 'remove'
      ? removal('delete')
      : { ...plain('update', true, change), stage: 'execution', changeClass: 'priv_grant' }
  if (family === 'priv_grant' && change === 'remove') return removal(/invite/.test(type) ? 'cancel' : 'remove')
  if (family === null) return plain(verbOf(change), true, change)
  const activity =
    family === 'priv_grant'
      ? change === 'add'
        ? 'grant'
        : 'update'
      : family === 'nhi_create'
        ? 'create'
        : verbOf(change)
  return { stage: 'execution', activity, isWrite: true, changeClass: family, change }
}

function secret(change: Effect): Meaning {
  if (change === 'add')
    return { stage: 'credential', activity: 'issue', isWrite: true, changeClass: 'secret_issue', change }
  if (change === 'remove') return { stage: 'revocation', activity: 'revoke', isWrite: true, changeClass: null, change }
  return { stage: 'execution', activity: 'update', isWrite: true, changeClass: 'priv_grant', change }
}

function removal(activity: string): Meaning {
  return { stage: 'revocation', activity, isWrite: true, changeClass: 'priv_removal', change: 'remove' }
}

function plain(activity: string, isWrite: boolean, change: Effect | null = null): Meaning {
  return { stage: 'context', activity, isWrite, changeClass: null, change }
}

function verbOf(change: Effect): string {
  return change === 'add' ? 'create' : change === 'remove' ? 'delete' : 'configure'
}
