/** OpenAI's audit log in our words. */
import {
  asFields,
  attributesJson,
  badShape,
  brief,
  emailOf,
  type Fields,
  known,
  onceEach,
  referencesIn,
  reject,
} from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Meaning, writes } from '../../src/schema/meaning.js'
import type { ActorKind } from '../../src/schema/words.js'
import { readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { meaningOf } from './event-types.js'
import { actor as actorShape, auditLog } from './record.js'

/** One entry: one row of events, and the accounts that stand in it with their address. */
export function normalize(record: SourceRecord): CanonicalRows {
  const parsed = auditLog.safeParse(record.value)
  if (!parsed.success) return badShape(parsed.error)
  const log = parsed.data
  const time =
    readEpochSeconds(log.effective_at) ??
    readEpochMillis(log.effective_at) ??
    readTime(log.effective_at, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `effective_at is no time: ${brief(log.effective_at)}`)
  const details = asFields(log[log.type]) ?? asFields(log[log.type.replaceAll('.', '_')]) ?? {}
  const by = readActor(log.actor)
  const meaning = loggingMeaning(log.type, details) ?? meaningOf(log.type)
  const event: EventDraft = {
    native_id: log.id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation: log.type,
    outcome: /\.failed$/.test(log.type) ? 'failure' : log.type === 'invite.sent' ? 'pending' : 'success',
    actor: by.alias,
    actor_kind_hint: by.kind,
    credential: by.key === null ? null : `openai:${by.key}`,
    used_class: by.key === null || meaning.stage !== 'credential' ? null : 'static',
    credential_class: by.key === null ? (log.type === 'api_key.created' ? 'static' : null) : 'static',
    account: known(asFields(log.project)?.['id']),
    ...concerned(log.type, details),
    ...referenceColumns(
      referencesIn(known(asFields(details['data'])?.['name']), known(details['name']), known(details['title'])),
    ),
    source_ip: by.ip,
    user_agent: by.agent,
    attributes: attributesJson({ project: log.project, details, actor: by.rest }),
  }
  const identities = onceEach([...by.identities, ...invited(log.type, details)])
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

interface By {
  readonly alias: string | null
  readonly kind: ActorKind | null
  readonly key: string | null
  readonly ip: string | null
  readonly agent: string | null
  readonly rest: Fields
  readonly identities: readonly IdentityDraft[]
}

function readActor(value: unknown): By {
  const parsed = actorShape.safeParse(value)
  const shape = parsed.success ? parsed.data : null
  const session = asFields(shape?.session)
  const key = asFields(shape?.api_key)
  const user = asFields(session?.['user']) ?? asFields(key?.['user'])
  const service = asFields(key?.['service_account'])
  const id = known(user?.['id']) ?? known(service?.['id'])
  const email = emailOf(user?.['email'])
  const alias = id !== null ? `openai:${id.replace(/\s+/g, '-')}` : email === null ? null : `email:${email}`
  const { user: _user, ip_address: ip, user_agent: agent, ...rest } = session ?? {}
  return {
    alias,
    // A session or a key may be used by anything: only a service account says what it is.
    kind: service === null ? null : 'workload',
    key: known(key?.['id']),
    ip: known(ip),
    agent: known(agent),
    rest: { type: shape?.type, key_type: known(key?.['type']), ...rest },
    identities:
      alias === null || id === null || (email === null && service === null)
        ? []
        : [{ alias, directory: 'openai', email, basis: 'observed', kind_hint: service === null ? null : 'workload' }],
  }
}

/** Who receives what, where, and how it was before and after. OpenAI logs the values that were asked for, never those before. */
function concerned(type: string, details: Fields): Partial<EventDraft> {
  const data = asFields(details['data']) ?? {}
  const asked = asFields(details['changes_requested']) ?? {}
  const id = known(details['id'])
  const after = Object.keys(asked).length > 0 ? JSON.stringify(asked) : null
  if (type.startsWith('role.assignment.')) {
    const principal = known(details['principal_id'])
    // role_assignment_<role>__<resource type>__<resource>_<principal>
    const role = /^role_assignment_(.+?)__/.exec(id ?? '')?.[1] ?? known(details['role_id'])
    return {
      subject: principal === null ? null : `openai:${principal}`,
      entitlement: role,
      resource: known(details['resource_id']) ?? /__([^_]+-[^_]+)_[^_]+$/.exec(id ?? '')?.[1] ?? null,
    }
  }
  if (type.startsWith('api_key.'))
    return {
      issued_credential: id === null || type === 'api_key.updated' ? null : `openai:${id}`,
      entitlement: scopesOf(asked['scopes'] ?? data['scopes'] ?? details['scopes']),
      resource: id,
      after:
        type === 'api_key.updated' ? (after ?? (Object.keys(data).length > 0 ? JSON.stringify(data) : null)) : null,
    }
  if (/^(user|service_account|invite)\./.test(type)) {
    const email = emailOf(data['email'] ?? details['email'])
    return {
      subject: type.startsWith('invite.')
        ? email === null
          ? null
          : `email:${email}`
        : id === null
          ? null
          : `openai:${id}`,
      entitlement: known(asked['role']) ?? known(data['role']),
      resource: id,
      after: type.endsWith('.updated') ? (known(asked['role']) ?? after) : null,
    }
  }
  return {
    resource: id ?? known(details['fine_tuned_model_checkpoint']),
    entitlement: type === 'role.updated' ? (known(asked['role_name']) ?? known(details['role_name']) ?? id) : null,
    after,
  }
}

/** Calls of the API are logged or not by a setting of the organisation. */
function loggingMeaning(type: string, details: Fields): Meaning | null {
  const setting = known(asFields(details['changes_requested'])?.['api_call_logging'])
  if (type !== 'organization.updated' || setting === null) return null
  const isOff = /^(disabled|none|off)/i.test(setting)
  const activity = isOff
    ? 'disable_logging'
    : /^enabled_per_call|selected/i.test(setting)
      ? 'configure'
      : 'enable_logging'
  return writes('logging', activity, null, 'modify')
}

function scopesOf(scopes: unknown): string | null {
  return Array.isArray(scopes) && scopes.length > 0
    ? scopes
        .map(String)
        .filter((one) => one !== '')
        .join(' ') || null
    : null
}

/** An invitation that was accepted ties nothing yet: its id is its own. A user that was added has no address in the log. */
function invited(type: string, details: Fields): IdentityDraft[] {
  const email = emailOf(asFields(details['data'])?.['email'])
  const id = known(details['id'])
  if (type !== 'user.added' || email === null || id === null) return []
  return [{ alias: `openai:${id}`, directory: 'openai', email, basis: 'observed' }]
}
