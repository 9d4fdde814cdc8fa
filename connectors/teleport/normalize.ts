/** Teleport's audit event in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  listOf,
  reject,
  textOf,
  textsOf,
} from '../../src/read-fields.js'
import { fieldReference, findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { looks, writes } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Decision, Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './event-types.js'
import { unwrap } from './record.js'

/** One audit event: one row of events, the accounts it names, and the access request it opens. */
export function normalize(record: SourceRecord): CanonicalRows {
  const event = unwrap(record.value)
  if (event === null) return reject('not_an_event', `no Teleport audit event in this record: ${brief(record.value)}`)
  const time = momentOf(event['time'], record.timezone)
  if (time === null) return reject('bad_time', `time is no time: ${brief(event['time'])}`)
  const row = toEvent(event, time, record.timezone)
  const identities = accounts(event, row)
  const task = taskOf(event, row, record.timezone)
  return {
    events: [row],
    ...(task ? { tasks: [task] } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

/** Go writes the year 1 for no time; stores that drop the zone keep UTC. */
function momentOf(value: unknown, zone: string | null): Moment | null {
  return readTime(value, zone ?? 'UTC')
}

function toEvent(event: Fields, time: Moment, zone: string | null): EventDraft {
  const operation = String(event['event'])
  const meaning = adjusted(meaningOf(operation), event)
  const identity = asFields(event['identity'])
  const task = operation.startsWith('access_request.') && textOf(event['id']) ? `request:${textOf(event['id'])}` : null
  const caller = callerOf(event, operation)
  const until = momentOf(identity?.['expires'] ?? event['expires'], zone)
  const uid = textOf(event['uid'])
  return {
    native_id: uid,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation,
    outcome: outcomeOf(event),
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor: caller.actor,
    actor_kind_hint: caller.kind,
    on_behalf_of: caller.onBehalfOf === null ? null : [caller.onBehalfOf],
    session: textOf(event['sid']) === null ? null : `teleport:${textOf(event['sid'])}`,
    credential_class: meaning.credential,
    issued_credential:
      meaning.credential && uid !== null
        ? `teleport:${meaning.credential === 'certificate' ? 'cert' : 'token'}/${uid}`
        : null,
    issued_expires_at: meaning.credential ? until?.at : null,
    subject: subjectOf(event, operation, identity),
    account: textOf(event['cluster_name']),
    resource: resourceOf(event, operation),
    entitlement: entitlementOf(event, identity, meaning),
    change: meaning.change,
    decision: decisionOf(event, operation),
    ...referenceColumns(references(event, identity).filter(({ ref }) => ref !== task)),
    text: textOf(event['reason']) ?? textOf(event['db_query']),
    source_ip: addressOf(event['addr.remote'] ?? event['client_ip']),
    user_agent: textOf(event['user_agent']),
    attributes: attributesOf({
      code: textOf(event['code']),
      login: textOf(event['login']),
      method: textOf(event['method']),
      state: textOf(event['state']),
      proposed_state: textOf(event['proposed_state']),
      delegator: textOf(event['delegator']),
      annotations: event['annotations'],
      roles: textsOf(event['user_roles']),
      access_requests: requestIds(event, identity),
      error: textOf(event['error']),
      message: textOf(event['message']),
      command: textOf(event['command']),
      program: textOf(event['program']),
      argv: listOf(event['argv']),
      path: textOf(event['path']),
      request_path: textOf(event['request_path']),
      verb: textOf(event['verb']),
      response_code: event['response_code'],
      db_user: textOf(event['db_user']),
      db_protocol: textOf(event['db_protocol']),
      aws_role_arn: textOf(event['aws_role_arn']),
      cert_type: textOf(event['cert_type']),
      prev_identity_expires: momentOf(identity?.['prev_identity_expires'], zone) && identity?.['prev_identity_expires'],
      bot: textOf(event['bot_name']),
      bot_instance: textOf(event['bot_instance_id']),
      participants: textsOf(event['participants']),
      lock_target: event['target'],
      trusted_device: event['trusted_device'],
      impersonator: textOf(event['impersonator']) ?? textOf(identity?.['impersonator']),
      max_duration: textOf(event['max_duration']),
      ...({ hands: meaning.hands } satisfies OwnAttributes),
    }),
  }
}

/** What the record itself says beyond its type: reads and writes, requests that only move, users whom the provider makes at sign-in. */
function adjusted(meaning: Meaning, event: Fields): Meaning {
  const type = String(event['event'])
  if (type === 'access_request.update' && decisionOf(event, type) === null)
    return writes('request', 'update', null, 'modify')
  const connector = textOf(event['connector'])
  const isLocal = connector === null || connector === 'local'
  if (/^user\.(create|update)$/.test(type) && isLocal && textsOf(event['roles']).length > 0)
    return {
      ...meaning,
      stage: 'execution',
      activity: type.endsWith('create') ? 'create' : 'grant',
      change_class: 'priv_grant',
    }
  const query = textOf(event['db_query'])
  if (query !== null && /^db\.session\./.test(type)) {
    const isRead = /^\s*(select|show|explain|describe|values|with\b(?![\s\S]*\b(insert|update|delete|merge)\b))/i.test(
      query,
    )
    return isRead ? { ...meaning, activity: 'read', is_write: false } : { ...meaning, activity: 'update' }
  }
  const verb = textOf(event['verb'])
  const isQuiet =
    verb !== null &&
    /^(get|list|watch|head)$/i.test(verb) &&
    !/\/(exec|attach|portforward)\b/.test(String(event['request_path']))
  if (type === 'kube.request' && isQuiet) return looks('read')
  if (type === 'app.session.request')
    return { ...meaning, is_write: !/^(get|head|options)$/i.test(String(event['method'])) }
  return meaning
}

interface Caller {
  readonly actor: string | null
  readonly kind: ActorKind | null
  readonly onBehalfOf: string | null
}

/** Who did it. Whoever impersonates is the actor, and the name on the certificate is whom he acts for. */
function callerOf(event: Fields, operation: string): Caller {
  const identity = asFields(event['identity'])
  const isDecision = operation === 'access_request.review' || operation === 'access_request.update'
  // A plugin that decides for somebody names him as its delegator.
  const decider =
    textOf(event['delegator']) ?? textOf(event['reviewer']) ?? textOf(event['author']) ?? textOf(event['updated_by'])
  const user =
    (isDecision ? decider : null) ?? textOf(event['user']) ?? textOf(event['updated_by']) ?? textOf(identity?.['user'])
  const impersonator = textOf(event['impersonator']) ?? textOf(identity?.['impersonator'])
  const name = impersonator ?? user
  const other = operation === 'cert.create' ? (textOf(identity?.['user']) ?? user) : user
  return {
    actor: aliasOf(name),
    kind: name === null ? null : kindOf(event, name, impersonator !== null),
    onBehalfOf: impersonator !== null && other !== null && other !== impersonator ? aliasOf(other) : null,
  }
}

function kindOf(event: Fields, name: string, isImpersonator: boolean): ActorKind | null {
  if (/^bot-|^@teleport-access-approval-bot$/.test(name)) return name.startsWith('@') ? 'system' : 'workload'
  // Teleport's own services are called by their host id and cluster.
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\./.test(name) || name === 'system') return 'system'
  if (isImpersonator || name !== textOf(event['user'])) return null
  const kinds: Readonly<Record<string, ActorKind>> = { 1: 'human', 2: 'workload', 3: 'system' }
  return kinds[String(event['user_kind'])] ?? null
}

function aliasOf(name: string | null): string | null {
  return name === null ? null : `teleport:${name}`
}

function subjectOf(event: Fields, operation: string, identity: Fields | null): string | null {
  if (operation === 'cert.create') return aliasOf(textOf(identity?.['user']))
  if (operation.startsWith('access_request.'))
    return operation === 'access_request.create' ? aliasOf(textOf(event['user'])) : null
  if (operation.startsWith('lock.')) {
    const target = asFields(event['target'])
    const user = textOf(target?.['user'])
    if (user !== null) return aliasOf(user)
    const [kind, name] = Object.entries(target ?? {}).find(([, value]) => textOf(value) !== null) ?? []
    return kind === undefined ? null : `teleport:${kind}/${textOf(name)}`
  }
  if (/^(user|bot)\.(create|update|delete)$/.test(operation)) return aliasOf(textOf(event['name']))
  if (/^access_list\.member\./.test(operation)) {
    const member = asFields(listOf(event['members'])[0])
    return aliasOf(textOf(member?.['member_name']) ?? textOf(event['member_name']))
  }
  return /_token\.create$/.test(operation) ? aliasOf(textOf(event['name'])) : null
}

/** What was acted on: a server, a database, a cluster with the path in it, an application, or the named object. */
function resourceOf(event: Fields, operation: string): string | null {
  const database = textOf(event['db_service'])
  if (database !== null)
    return `db/${database}${textOf(event['db_name']) === null ? '' : `/${textOf(event['db_name'])}`}`
  const cluster = textOf(event['kubernetes_cluster'])
  if (cluster !== null && operation.startsWith('kube.')) return `kube/${cluster}${textOf(event['request_path']) ?? ''}`
  const app = textOf(event['app_name'])
  if (app !== null) return `app/${app}`
  const desktop = textOf(event['desktop_name']) ?? textOf(event['desktop_addr'])
  if (desktop !== null) return `desktop/${desktop}`
  const resources = resourceIds(event)
  if (resources.length > 0) return resources.join(' ')
  const server = textOf(event['server_hostname']) ?? textOf(event['server_id'])
  if (server !== null) return `node/${server}`
  const list = textOf(event['access_list_name'])
  if (list !== null) return `access_list/${list}`
  const name = textOf(event['name'])
  const kind = /^([a-z_]+)\./.exec(operation)?.[1]
  return name === null || kind === undefined ? null : `${kind}/${name}`
}

/** `/cluster/kind/name`, as Teleport writes the resources of a request. */
function resourceIds(event: Fields): string[] {
  return listOf(event['resource_ids']).flatMap((one) => {
    const id = asFields(one)
    const parts = [id?.['cluster_name'] ?? id?.['cluster'], id?.['kind'], id?.['name']].map(textOf)
    return parts.includes(null) ? (textOf(one) ?? []) : `/${parts.join('/')}`
  })
}

function entitlementOf(event: Fields, identity: Fields | null, meaning: Meaning): string | null {
  const operation = String(event['event'])
  if (/^role\./.test(operation)) return textOf(event['name'])
  if (/^access_list\./.test(operation)) return textOf(event['access_list_name']) ?? textOf(event['name'])
  const roles = textsOf(identity?.['roles'] ?? event['roles'])
  return roles.length === 0 || meaning.stage === 'context' ? null : roles.join(', ')
}

const states: Readonly<Record<string, Decision>> = {
  APPROVED: 'approved',
  PROMOTED: 'approved',
  DENIED: 'denied',
}

/** A review proposes a state; only what its author proposed is his decision, not the state that all of them together led to. */
function decisionOf(event: Fields, operation: string): Decision | null {
  if (operation === 'access_request.create') return 'requested'
  if (operation === 'access_request.delete') return 'cancelled'
  if (operation === 'access_request.expire') return 'expired'
  if (operation === 'access_request.review')
    return states[String(event['proposed_state'] ?? event['state']).toUpperCase()] ?? null
  return operation === 'access_request.update' ? (states[String(event['state']).toUpperCase()] ?? null) : null
}

function outcomeOf(event: Fields): Outcome {
  const said = `${textOf(event['error']) ?? ''} ${textOf(event['message']) ?? ''}`
  const code = Number(event['response_code'] ?? Number.NaN)
  if (event['success'] === false || /[WE]$/.test(String(event['code'])) || code >= 400)
    return /denied|not allowed|forbidden|not authorized|locked/i.test(said) || code === 401 || code === 403
      ? 'denied'
      : 'failure'
  return 'success'
}

function requestIds(event: Fields, identity: Fields | null): string[] {
  return [...new Set([...textsOf(event['access_requests']), ...textsOf(identity?.['access_requests'])])]
}

/** Requests under which a certificate or a session stands are named outright; tickets stand in reasons and in what plugins annotate. */
function references(event: Fields, identity: Fields | null): Reference[] {
  const annotations = Object.values(asFields(event['annotations']) ?? {}).flatMap(textsOf)
  return [
    ...requestIds(event, identity).map((id): Reference => ({ ref: `request:${id}`, origin: 'field' })),
    ...annotations.flatMap((value) => fieldReference(value)),
    ...findReferences(textOf(event['reason']), 'text'),
    ...findReferences(textOf(event['db_query']), 'text'),
    ...findReferences(textOf(event['message']), 'text'),
  ]
}

/** `192.0.2.7:46992`, `[2001:db8::1]:3022` without their port. */
function addressOf(value: unknown): string | null {
  const text = textOf(value)
  if (text === null) return null
  return /^\[([^\]]+)\]/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+)/.exec(text)?.[1] ?? text
}

/** A user that a provider signed in is called as the provider says; anybody may give a local user the name of a mailbox. */
function accounts(event: Fields, row: EventDraft): IdentityDraft[] {
  const isProven =
    row.operation === 'user.login' && row.outcome === 'success' && /^(saml|oidc|github)$/.test(String(event['method']))
  const names = [row.actor, row.subject, ...(row.on_behalf_of ?? [])].flatMap((alias) => alias ?? [])
  return [...new Set(names)].flatMap((alias) => {
    const login = alias.slice('teleport:'.length)
    const kind = alias === row.actor ? (row.actor_kind_hint ?? null) : /^bot-/.test(login) ? 'workload' : null
    const email = kind === 'workload' || kind === 'system' ? null : emailOf(login)
    if (email === null && kind === null) return []
    const basis = isProven && alias === row.actor ? 'observed' : email === null ? 'observed' : 'session_name'
    return [{ alias, directory: 'teleport', login, email, basis, kind_hint: kind }]
  })
}

function taskOf(event: Fields, row: EventDraft, zone: string | null): TaskDraft | null {
  if (row.operation !== 'access_request.create' || !row.task) return null
  const roles = textsOf(event['roles'])
  const resources = resourceIds(event)
  const end = momentOf(event['expires'], zone)
  return {
    task: row.task,
    native_id: textOf(event['id']),
    kind: 'request',
    key: row.task.slice('request:'.length),
    title: `Access as ${roles.join(', ') || 'unnamed roles'}`,
    description: row.text,
    type: 'access request',
    status: textOf(event['state']),
    is_closed: false,
    requester: row.actor,
    created_at: row.occurred_at,
    updated_at: row.occurred_at,
    planned_end_at: end?.at,
    resolution_us: row.resolution_us,
    scope: resources.length > 0 ? resources : null,
    scope_entitlements: roles.length > 0 ? roles : null,
    approval_state: 'requested',
    has_history: false,
    refs: row.refs,
    ref_origins: row.ref_origins,
    attributes: attributesOf({ max_duration: textOf(event['max_duration']), annotations: event['annotations'] }),
  }
}
