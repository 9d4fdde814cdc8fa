/** Anthropic's activities in our words. */
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
import type { Meaning } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Decision } from '../../src/schema/words.js'
import { readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { meaningOf } from './activity-types.js'
import { activity } from './record.js'

/** One activity: one row of events, and the accounts that stand in it with their address. */
export function normalize(record: SourceRecord): CanonicalRows {
  const parsed = activity.safeParse(record.value)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const time =
    readTime(one.created_at, record.timezone ?? 'UTC') ??
    readEpochMillis(one.created_at) ??
    readEpochSeconds(one.created_at)
  if (time === null) return reject('bad_time', `created_at is no time: ${brief(one.created_at)}`)
  const { id, type, created_at: _time, organization_id: org, organization_uuid: uuid, actor: _actor, ...rest } = one
  const details: Fields = rest
  const by = readActor(asFields(one.actor))
  const meaning = toggled(meaningOf(type), type, details)
  const subject = subjectOf(details)
  const issued = keyOf(type, details)
  const request = meaning.stage === 'request' || meaning.stage === 'approval' ? known(details['request_id']) : null
  const task = request === null ? null : `request:${request.replace(/\s+/g, '-')}`
  const event: EventDraft = {
    task,
    native_id: id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation: type,
    outcome: /_(failed|denied|blocked)$/.test(type)
      ? /access_failed|denied|blocked/.test(type)
        ? 'denied'
        : 'failure'
      : type.endsWith('_invite_sent')
        ? 'pending'
        : 'success',
    actor: by.alias,
    actor_kind_hint: by.kind,
    credential: by.key === null ? null : `anthropic:${by.key}`,
    credential_class: by.key !== null ? 'static' : meaning.change_class === 'secret_issue' ? 'static' : null,
    used_class: by.key !== null && issued !== null ? 'static' : null,
    issued_credential:
      (meaning.stage === 'credential' || meaning.stage === 'revocation') && issued !== null
        ? `anthropic:${issued}`
        : null,
    issued_expires_at: meaning.stage === 'credential' ? (readTime(details['expires_at'], 'UTC')?.at ?? null) : null,
    subject,
    account: known(org) ?? known(uuid),
    resource: resourceOf(details, issued),
    entitlement: entitlementOf(details),
    ...beforeAndAfter(details),
    decision: decisionOf(meaning, type, details),
    ...referenceColumns(referencesIn(known(details['name']), known(details['reason']), known(details['description']))),
    text: known(details['reason']) ?? known(details['justification']),
    source_ip: by.ip,
    user_agent: by.agent,
    attributes: attributesJson({ ...details, organization_uuid: uuid, actor: by.rest }),
  }
  const identities = onceEach([...by.identities, ...concerned(details)])
  const asked: TaskDraft[] =
    task === null || request === null || meaning.stage !== 'request'
      ? []
      : [
          {
            task,
            native_id: request,
            kind: 'request',
            key: request,
            title: known(details['request_type']) ?? type,
            type,
            requester: by.alias,
            created_at: time.at,
            resolution_us: time.resolution,
            approval_state: 'requested',
            has_history: false,
          },
        ]
  return {
    events: [event],
    ...(asked.length > 0 ? { tasks: asked } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
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

/** `user_actor`, `api_actor`, `admin_api_key_actor`, `service_account_actor`, `scim_directory_sync_actor`, `system_actor`, `anthropic_actor`, `unauthenticated_user_actor`, … */
function readActor(actor: Fields | null): By {
  const { type, user_id: user, email_address: address, ip_address: ip, user_agent: agent, ...rest } = actor ?? {}
  const kindOf = known(type) ?? ''
  const email = emailOf(address) ?? emailOf(rest['unauthenticated_email_address'])
  const key = known(rest['api_key_id'] ?? rest['admin_api_key_id'] ?? rest['service_key_id'])
  const id = known(user) ?? known(rest['service_account_id']) ?? key ?? known(rest['directory_id'])
  const alias = id !== null ? `anthropic:${id.replace(/\s+/g, '-')}` : email === null ? null : `email:${email}`
  const kind: ActorKind | null = /system|anthropic_|scim|directory/.test(kindOf)
    ? 'system'
    : /service_account/.test(kindOf)
      ? 'workload'
      : null
  return {
    alias,
    kind,
    key,
    ip: known(ip),
    agent: known(agent),
    rest: { type: kindOf, ...rest },
    identities:
      id === null || alias === null || (email === null && kind === null)
        ? []
        : [{ alias, directory: 'anthropic', email, basis: 'observed', kind_hint: kind }],
  }
}

const people = [
  'target_user_id',
  'deleted_user_id',
  'invited_user_id',
  'member_user_id',
  'new_owner_user_id',
  'principal_id',
  'assignee_id',
  'target_id',
  'service_account_id',
]
const addresses = [
  'target_user_email',
  'deleted_user_email',
  'invited_email',
  'invitee_email',
  'email',
  'email_address',
  'member_email',
  'new_owner_email',
]

function subjectOf(details: Fields): string | null {
  const id = people.map((name) => known(details[name])).find((one) => one !== null)
  if (id !== undefined && id !== null) return `anthropic:${id.replace(/\s+/g, '-')}`
  const email = addresses.map((name) => emailOf(details[name])).find((one) => one !== null)
  return email === undefined || email === null ? null : `email:${email}`
}

/** The account that loses or gets something, where its id and its address stand side by side. */
function concerned(details: Fields): IdentityDraft[] {
  for (const name of people) {
    const id = known(details[name])
    const email = emailOf(details[name.replace(/_id$/, '_email')] ?? details[name.replace(/_user_id$/, '_email')])
    if (id !== null && email !== null)
      return [{ alias: `anthropic:${id.replace(/\s+/g, '-')}`, directory: 'anthropic', email, basis: 'observed' }]
  }
  return []
}

function keyOf(type: string, details: Fields): string | null {
  if (!/key|token|secret/.test(type)) return null
  const name = Object.keys(details).find((one) => /(key|token|secret)_id$/.test(one))
  return known(name === undefined ? null : details[name])
}

function resourceOf(details: Fields, key: string | null): string | null {
  const type = known(details['resource_type'])
  const id = known(details['resource_id'])
  if (id !== null) return type === null ? id : `${type}/${id}`
  if (key !== null) return key
  const name = Object.keys(details).find(
    (one) => /_id$/.test(one) && !people.includes(one) && !/^(role|request)_id$/.test(one),
  )
  return known(name === undefined ? null : details[name])
}

function entitlementOf(details: Fields): string | null {
  const scopes: readonly unknown[] = Array.isArray(details['scopes']) ? details['scopes'] : []
  return (
    known(details['role']) ??
    known(details['role_name']) ??
    known(details['new_role']) ??
    known(details['current_role']) ??
    known(details['role_id']) ??
    known(details['seat_tier']) ??
    (scopes.length > 0
      ? scopes
          .map(String)
          .filter((one) => one !== '')
          .join(' ') || null
      : null)
  )
}

/** `updates[].previous_value/current_value`, `previous_role/current_role`, and switches that are on or off. */
function beforeAndAfter(details: Fields): { before?: string | null; after?: string | null } {
  const listed: readonly unknown[] = Array.isArray(details['updates']) ? details['updates'] : []
  const updates = listed.map(asFields).filter((one) => one !== null)
  if (updates.length > 0) {
    const side = (name: string) => {
      const found = updates.flatMap((one) =>
        one[name] === undefined ? [] : [[known(one['type'] ?? one['field']) ?? 'value', one[name]]],
      )
      return found.length === 0 ? null : JSON.stringify(Object.fromEntries(found))
    }
    return { before: side('previous_value'), after: side('current_value') }
  }
  const before = known(details['previous_role'] ?? details['old_role'] ?? details['previous_value'])
  const after = known(details['new_role'] ?? details['current_role'] ?? details['current_value'])
  if (typeof details['is_enabled'] === 'boolean') return { after: details['is_enabled'] ? 'enabled' : 'disabled' }
  if (Array.isArray(details['audience'])) return { after: JSON.stringify(details['audience']) }
  return before !== null || after !== null ? { before, after } : {}
}

/** A switch says itself which way it went. */
function toggled(meaning: Meaning, type: string, details: Fields): Meaning {
  if (meaning.stage !== 'logging' || !/toggled|updated/.test(type) || typeof details['is_enabled'] !== 'boolean')
    return meaning
  return { ...meaning, activity: details['is_enabled'] ? 'enable_logging' : 'disable_logging' }
}

function decisionOf(meaning: Meaning, type: string, details: Fields): Decision | null {
  if (meaning.stage !== 'approval') return meaning.stage === 'request' ? 'requested' : null
  const said = (
    known(details['resolution'] ?? details['decision'] ?? details['status'] ?? details['action']) ?? type
  ).toLowerCase()
  if (/approv|accept|grant/.test(said)) return 'approved'
  if (/dismiss/.test(said)) return 'dismissed'
  return /den(y|ied)|reject/.test(said) ? 'denied' : null
}
