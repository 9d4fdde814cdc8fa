/** An entry of Slack's audit log in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Meaning, meaningOf } from './audit-actions.js'
import type { Fields, Found } from './kind.js'
import { type AuditEntry, auditEntry } from './record.js'
import {
  aliasOf,
  attributes,
  badShape,
  brief,
  compact,
  emailOf,
  known,
  readSeconds,
  redact,
  reject,
  systemHint,
} from './values.js'

/** One audit entry: one event, and the accounts whose id and address it gives. */
export function normalizeAudit({ fields }: Found, record: SourceRecord): CanonicalRows {
  const date = fields['date_create']
  if (date === undefined || date === null || date === '')
    return reject('missing_field', `date_create is ${brief(date)}`)
  const parsed = auditEntry.safeParse(fields)
  if (!parsed.success) return badShape('audit entry', parsed.error)
  const entry = parsed.data
  const time = readSeconds(date, record.timezone)
  if (time === null) return reject('bad_time', `date_create is no time: ${brief(date)}`)
  const meaning = scopesGrew(entry, meaningOf(entry.action))
  const { context } = entry
  const who = actorOf(entry)
  const what = entityOf(entry)
  return {
    events: [
      {
        native_id: entry.id,
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: meaning.stage,
        activity: meaning.activity,
        operation: entry.action,
        outcome: meaning.outcome ?? 'success',
        is_write: meaning.isWrite,
        change_class: meaning.changeClass,
        actor: who.actor,
        actor_kind_hint: who.kind,
        on_behalf_of: who.behalf,
        session: context?.session_id ? `slack:${context.session_id}` : null,
        subject: what.subject,
        resource: what.resource,
        entitlement: entitlementOf(entry, meaning),
        change: meaning.change,
        ...beforeAndAfter(entry),
        decision: meaning.decision,
        ...referenceColumns(references(entry, what.thread)),
        source_ip: known(context?.ip_address),
        user_agent: known(context?.ua),
        attributes: attributes({
          user: who.user,
          ai_on_behalf_of_user: who.isAi ? true : null,
          acting_agent: actingAgent(entry),
          agent_message: agentMessage(entry),
          action_description: entry.action_description,
          actor_type: entry.actor?.type,
          entity: redact(entry.entity),
          details: redact(entry.details),
          location: compact(context?.location ?? {}),
          app: compact(context?.app ?? {}),
          zone_assumed:
            typeof date === 'string' && /\d[ T]\d{2}:/.test(date) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(date) ? true : null,
        }),
      },
    ],
    ...accounts(entry),
  }
}

interface Who {
  readonly actor: string | null
  readonly kind: 'agent' | 'workload' | 'system' | null
  readonly behalf: string[] | null
  readonly user: string | null
  readonly isAi: boolean
}

/** Who acted. Where an AI app acted for a user and the entry names the app, the app is the actor and the user whom it acted for. */
function actorOf(entry: AuditEntry): Who {
  const type = entry.actor?.type ?? ''
  const who = fieldsOf(entry.actor?.[type])
  const id = known(String(who['id'] ?? ''))
  const actor = aliasOf(id)
  const isAi =
    /^mcp_slack_|^app_(agentforce|flows)_execute_slack_action$/.test(entry.action) || actingAgent(entry) !== null
  const app = isAi ? aliasOf(entry.context?.app?.id ?? known(entry.details?.['app_id'])) : null
  if (type !== 'user')
    return { actor, kind: /app|bot|workflow|agent/i.test(type) ? 'workload' : null, behalf: null, user: null, isAi }
  if (app === null || actor === null)
    return { actor, kind: systemHint(id), behalf: null, user: isAi ? actor : null, isAi }
  return { actor: app, kind: /flows/.test(entry.action) ? 'workload' : 'agent', behalf: [actor], user: actor, isAi }
}

/** Who receives, what it was done to, and the thread it stands in. What is done to an account is done in the workspace. */
function entityOf({ entity, details, context }: AuditEntry) {
  const type = entity?.type ?? ''
  const one = fieldsOf(entity?.[type])
  const id = known(String(one['id'] ?? ''))
  if (type === 'message') {
    const place = `${one['channel'] ?? ''}:${one['timestamp'] ?? one['ts'] ?? ''}`
    const thread = /^[CGD]\w+:\d+\.\d+$/.test(place) ? `thread:${place}` : null
    return { subject: null, resource: `slack:message/${place}`, thread }
  }
  if (type === 'user') return { subject: aliasOf(id), resource: aliasOf(context?.location?.id), thread: null }
  const named = fieldsOf(details?.['user'])['id'] ?? details?.['user_id']
  const subject = type === 'app' ? aliasOf(id) : typeof named === 'string' ? aliasOf(named) : null
  return { subject, resource: id === null ? null : `slack:${id}`, thread: null }
}

/** An app that asks again for what it has is given nothing. */
function scopesGrew(entry: AuditEntry, meaning: Meaning): Meaning {
  if (entry.action !== 'app_scopes_expanded') return meaning
  const added = addedScopes(entry)
  return added !== null && added.length === 0 ? { stage: 'execution', activity: 'configure', isWrite: true } : meaning
}

function addedScopes({ details }: AuditEntry): string[] | null {
  const after = details?.['new_scopes']
  const before = details?.['previous_scopes']
  if (!Array.isArray(after) || !Array.isArray(before)) return null
  const had = new Set(before.map(String))
  return after.map(String).filter((scope) => !had.has(scope))
}

function entitlementOf(entry: AuditEntry, meaning: Meaning): string | null {
  if (meaning.entitlement) return meaning.entitlement
  const added = addedScopes(entry)
  if (added !== null) return added.length > 0 ? added.join(',') : null
  const app = fieldsOf(entry.entity?.['app'])
  if (entry.entity?.type === 'app') return listed(app['scopes']) ?? listed(app['bot_scopes'])
  const role = entry.details?.['role'] ?? entry.details?.['new_role'] ?? fieldsOf(entry.entity?.['role'])['name']
  const permissions = entry.details?.['permissions']
  return (
    known(role) ??
    known(fieldsOf(role)['name']) ??
    listed(permissions) ??
    known(fieldsOf(entry.entity?.['usergroup'])['name'])
  )
}

function beforeAndAfter({ details }: AuditEntry) {
  const before =
    details?.['previous_scopes'] ?? details?.['previous_value'] ?? details?.['old_value'] ?? details?.['previous_role']
  const after = details?.['new_scopes'] ?? details?.['new_value'] ?? details?.['new_role']
  return { before: shown(before), after: shown(after) }
}

function references(entry: AuditEntry, thread: string | null): Reference[] {
  const own: Reference[] = thread ? [{ ref: thread, origin: 'field' }] : []
  const written = Object.values(entry.details ?? {}).filter((value): value is string => typeof value === 'string')
  return [...own, ...written.flatMap((value) => findReferences(value, 'text'))]
}

/** Slack's own agent leaves its name beside the user it worked for. */
function actingAgent(entry: AuditEntry): string | null {
  return known(entry.acting_agent) ?? known(entry.details?.['acting_agent']) ?? known(entry.context?.['acting_agent'])
}

function agentMessage(entry: AuditEntry): unknown {
  return entry.agent_message ?? entry.details?.['agent_message'] ?? entry.context?.['agent_message']
}

function accounts(entry: AuditEntry): { identities?: IdentityDraft[] } {
  const rows = [fieldsOf(entry.actor?.user), fieldsOf(entry.entity?.['user'])].flatMap((one): IdentityDraft[] => {
    const id = known(String(one['id'] ?? ''))
    const alias = aliasOf(id)
    if (alias === null || systemHint(id) !== null) return []
    const name = known(one['name'])
    const team = known(one['team'])
    return [
      {
        alias,
        directory: 'slack',
        display_name: name,
        email: emailOf(one['email']),
        basis: 'observed',
        attributes: attributes({ team }),
      },
    ]
  })
  const app = fieldsOf(entry.entity?.['app'])
  const appAlias = aliasOf(known(app['id']))
  if (appAlias !== null)
    rows.push({
      alias: appAlias,
      directory: 'slack',
      display_name: known(app['name']),
      basis: 'observed',
      kind_hint: 'workload',
    })
  const once = [...new Map(rows.map((row) => [row.alias, row])).values()]
  return once.length > 0 ? { identities: once } : {}
}

function listed(value: unknown): string | null {
  if (!Array.isArray(value)) return known(value)
  const names = value.map((one) => known(one) ?? known(fieldsOf(one)['name']) ?? listed(fieldsOf(one)['permissions']))
  return names.filter(Boolean).join(',') || null
}

function shown(value: unknown): string | null {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(',') || null
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value || null : JSON.stringify(value)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}
