/** Vault's audit entries and server log lines in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  reject,
  textOf,
  textsOf,
} from '../../src/read-fields.js'
import { fieldReference, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, CredentialClass, Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './operations.js'
import { unwrap } from './record.js'

/** One entry: one row of events and the accounts it names. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = unwrap(record.value)
  if (found === null) return reject('not_an_entry', `no Vault audit entry in this record: ${brief(record.value)}`)
  const { entry } = found
  const written = found.kind === 'server' ? entry['@timestamp'] : entry['time']
  const time = readTime(written, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `time is no time: ${brief(written)}`)
  if (found.kind === 'server') return { events: [serverLine(entry, time)] }
  const request = asFields(entry['request'])
  const path = textOf(request?.['path'])
  if (request === null || path === null) return reject('missing_field', `request.path is ${brief(request?.['path'])}`)
  const isResponse = entry['type'] === 'response'
  const operation = textOf(request['operation']) ?? 'unknown'
  const meaning = meaningOf(operation, path, textOf(request['mount_type']))
  const { identities, ...who } = callerOf(entry, meaning, isResponse)
  const event = isResponse
    ? executed(entry, request, path, operation, meaning, who, time)
    : asked(entry, request, path, operation, who, time)
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

interface Who {
  readonly actor: string | null
  readonly kind: ActorKind | null
  readonly credential: string | null
  readonly credentialClass: CredentialClass | null
}

/** What both entries of a request share. */
function common(entry: Fields, request: Fields, path: string, who: Who, time: Moment) {
  const id = textOf(request['id'])
  const namespace = asFields(request['namespace'])
  const place = textOf(namespace?.['path'])
  return {
    native_id: id,
    twin_id: id === null ? null : `vault:${id}`,
    occurred_at: time.at,
    resolution_us: time.resolution,
    actor: who.actor,
    actor_kind_hint: who.kind,
    credential: who.credential,
    account: place ?? textOf(namespace?.['id']),
    resource: `${place ?? ''}${path}`,
    source_ip: textOf(request['remote_address']),
    user_agent: textsOf(headers(request)?.['user-agent'])[0] ?? null,
    ...referenceColumns(references(entry, request)),
  }
}

/** The request entry: Vault writes it when its policies have let the request through or refused it. */
function asked(entry: Fields, request: Fields, path: string, operation: string, who: Who, time: Moment): EventDraft {
  const results = fieldsAt(entry, 'auth', 'policy_results')
  const allowed = results?.['allowed']
  const error = textOf(entry['error'])
  const outcome: Outcome =
    allowed === false || isRefusal(error)
      ? 'denied'
      : error !== null
        ? 'failure'
        : allowed === true
          ? 'success'
          : 'pending'
  return {
    stage: 'policy',
    activity: 'decide',
    operation: `request ${operation} ${shapeOf(path)}`,
    outcome,
    is_write: false,
    credential_class: who.credentialClass,
    entitlement: textOf(request['operation']),
    attributes: attributesOf({ ...shared(entry, request), granting_policies: results?.['granting_policies'], error }),
    ...common(entry, request, path, who, time),
  }
}

/** The response entry: what was done. */
function executed(
  entry: Fields,
  request: Fields,
  path: string,
  operation: string,
  meaning: Meaning,
  who: Who,
  time: Moment,
): EventDraft {
  const response = asFields(entry['response'])
  const error = textOf(entry['error']) ?? textOf(fieldsAt(response, 'data')?.['error'])
  const outcome: Outcome = isRefusal(error) ? 'denied' : error === null ? 'success' : 'failure'
  const issued = outcome === 'success' ? credentialOf(entry, request, response, path, meaning, time) : null
  // A lease that brought no credential (the role was only looked at) is a read; a login that gave no token is a sign-in that failed.
  const isEmpty = meaning.names === 'lease' && meaning.activity === 'issue' && outcome === 'success' && issued === null
  const task = meaning.stage === 'approval' ? textOf(fieldsAt(request, 'data')?.['accessor']) : null
  const isStatic = meaning.names === 'auth' && meaning.activity === 'issue' && isEndless(response)
  return {
    stage: isEmpty ? 'execution' : meaning.stage,
    activity: isEmpty ? 'read' : meaning.activity,
    operation: `${operation} ${shapeOf(path)}`,
    outcome,
    is_write: meaning.is_write && !isEmpty,
    change_class: isStatic ? 'secret_issue' : isEmpty ? 'data_access' : meaning.change_class,
    task: task === null ? null : `request:vault/${task}`,
    credential_class:
      issued === null ? who.credentialClass : isStatic ? 'static' : (meaning.credential ?? who.credentialClass),
    used_class: issued === null ? null : who.credentialClass,
    issued_credential: issued?.credential,
    issued_expires_at: issued?.expires,
    subject: subjectOf(response, meaning),
    entitlement: entitlementOf(response, path, meaning),
    change: isEmpty ? null : meaning.change,
    decision: meaning.stage === 'approval' && outcome === 'success' ? 'approved' : null,
    text: textOf(fieldsAt(request, 'data')?.['reason']),
    attributes: attributesOf({
      ...shared(entry, request),
      error,
      lease_id: textOf(fieldsAt(response, 'secret')?.['lease_id']),
      wrapped_accessor: textOf(fieldsAt(response, 'wrap_info')?.['wrapped_accessor']),
      wrap_accessor: textOf(fieldsAt(response, 'wrap_info')?.['accessor']),
      wrap_ttl: fieldsAt(response, 'wrap_info')?.['ttl'],
      new_token_type: textOf(fieldsAt(response, 'auth')?.['token_type']),
      warnings: response?.['warnings'],
    }),
    ...common(entry, request, path, who, time),
  }
}

function shared(entry: Fields, request: Fields): Record<string, unknown> {
  const auth = asFields(entry['auth'])
  return {
    mount_type: textOf(request['mount_type']),
    mount_point: textOf(request['mount_point']),
    display_name: textOf(auth?.['display_name']),
    policies: textsOf(auth?.['policies']),
    token_type: textOf(auth?.['token_type']),
    metadata: auth?.['metadata'],
    client_id: textOf(request['client_id']),
    headers: headers(request),
    policy_override: request['policy_override'] === true ? true : null,
    forwarded_from: textOf(entry['forwarded_from']),
  }
}

/** Names inside a path are what the caller chose: the operation keeps what the path means. */
function shapeOf(path: string): string {
  return path
    .replace(/^(sys\/(?:leases\/)?(?:revoke|renew)(?:-prefix|-force)?)\/.*/, '$1/*')
    .replace(/((?:^|\/)(?:role|roles|users?|groups|id|name|login)\/)[^/]+/, '$1*')
    .replace(
      /((?:^|\/)(?:policy|acl|rgp|egp|creds|static-creds|sts|issue|sign|data|metadata|mounts|audit)\/|^sys\/auth\/)[^/].*$/,
      '$1*',
    )
}

/** Who called. At a login it is who the response says has logged in. */
function callerOf(
  entry: Fields,
  meaning: Meaning,
  isResponse: boolean,
): Who & { readonly identities: IdentityDraft[] } {
  const own = asFields(entry['auth'])
  const request = asFields(entry['request'])
  const isLogin =
    isResponse && meaning.names === 'auth' && meaning.activity === 'issue' && textOf(own?.['accessor']) === null
  const auth = isLogin ? (fieldsAt(entry, 'response', 'auth') ?? own) : own
  const alias = aliasOf(auth)
  const metadata = asFields(auth?.['metadata'])
  const name = textOf(auth?.['display_name'])
  const isWorkload =
    /^(approle|kubernetes|aws|gcp|azure|cert|jwt)(-|$)/.test(name ?? '') &&
    emailOf(metadata?.['email']) === null &&
    !/@/.test(name ?? '')
  const kind: ActorKind | null = isWorkload || textOf(metadata?.['service_account_name']) !== null ? 'workload' : null
  const accessor = isLogin ? null : (textOf(own?.['accessor']) ?? textOf(request?.['client_token_accessor']))
  const identities = alias === null ? [] : [identityOf(alias, name, metadata, kind)]
  return {
    actor: alias,
    kind,
    credential: accessor === null ? null : `vault:${accessor}`,
    credentialClass:
      accessor === null
        ? null
        : textOf(own?.['token_ttl']) === null && textsOf(own?.['policies']).includes('root')
          ? 'static'
          : 'session',
    identities,
  }
}

/** An entity is the person or machine behind all its logins; tokens without one are known by their display name only. */
function aliasOf(auth: Fields | null): string | null {
  const entity = textOf(auth?.['entity_id'])
  if (entity !== null) return `vault:${entity}`
  const name = textOf(auth?.['display_name'])
  return name === null ? null : `vault:name/${name}`
}

/** Auth methods write into the metadata what the identity provider said; a display name that ends in an address was put together from it. */
function identityOf(
  alias: string,
  name: string | null,
  metadata: Fields | null,
  kind: ActorKind | null,
): IdentityDraft {
  const stated = kind === null ? (emailOf(metadata?.['email']) ?? emailOf(metadata?.['username'])) : null
  const shown = kind === null ? emailOf(name?.replace(/^(oidc|ldap|saml|userpass|okta|github)-/, '')) : null
  return {
    alias,
    directory: 'vault',
    login: name ?? textOf(metadata?.['username']),
    email: stated ?? shown,
    basis: stated !== null || shown === null ? 'observed' : 'session_name',
    kind_hint: kind,
  }
}

function subjectOf(response: Fields | null, meaning: Meaning): string | null {
  return meaning.names === 'auth' ? aliasOf(asFields(response?.['auth'])) : null
}

function entitlementOf(response: Fields | null, path: string, meaning: Meaning): string | null {
  if (meaning.names === 'auth') {
    const auth = asFields(response?.['auth'])
    return textsOf(auth?.['policies'] ?? auth?.['token_policies']).join(', ') || null
  }
  if (meaning.names === 'lease' && meaning.activity === 'issue') return path
  return /^sys\/(?:policy|policies\/[a-z]+)\/(.+)$/.exec(path)?.[1] ?? null
}

interface Named {
  readonly credential: string
  readonly expires: number | null
}

/** The credential that was issued, renewed or revoked; ids are hashed for each audit device, so they meet within one device's log. */
function credentialOf(
  entry: Fields,
  request: Fields,
  response: Fields | null,
  path: string,
  meaning: Meaning,
  time: Moment,
): Named | null {
  const data = asFields(request['data'])
  const named = (id: string | null, prefix: string): Named | null =>
    id === null ? null : { credential: `vault:${prefix}${id}`, expires: null }
  switch (meaning.names) {
    case 'auth': {
      const auth = asFields(response?.['auth'])
      const accessor = textOf(auth?.['accessor'])
      if (accessor === null) return null
      const ttl = Number(textOf(auth?.['token_ttl']) ?? Number.NaN)
      // A renewal starts the clock again.
      const from = (meaning.activity === 'issue' ? readTime(auth?.['token_issue_time'], 'UTC')?.at : null) ?? time.at
      return { credential: `vault:${accessor}`, expires: ttl > 0 ? from + Math.round(ttl * 1e6) : null }
    }
    case 'self':
      return named(textOf(asFields(entry['auth'])?.['accessor']), '')
    case 'accessor':
      return named(textOf(data?.['accessor']) ?? textOf(data?.['token']), '')
    case 'lease': {
      const inPath = /^sys\/(?:leases\/)?(?:revoke|renew)(?:-force|-prefix)?\/(.+)$/.exec(path)?.[1] ?? null
      return named(textOf(fieldsAt(response, 'secret')?.['lease_id']) ?? textOf(data?.['lease_id']) ?? inPath, 'lease/')
    }
    case 'certificate':
      return named(textOf(fieldsAt(response, 'data')?.['serial_number']) ?? textOf(data?.['serial_number']), 'cert/')
    case 'secret-id':
      return named(textOf(fieldsAt(response, 'data')?.['secret_id_accessor']), 'secret-id/')
    default:
      return null
  }
}

/** A token without an end, such as a root token. */
function isEndless(response: Fields | null): boolean {
  const auth = asFields(response?.['auth'])
  if (auth === null) return false
  return !(Number(textOf(auth['token_ttl']) ?? 0) > 0) || textsOf(auth['policies']).includes('root')
}

function isRefusal(error: string | null): boolean {
  return error !== null && /permission denied|not authorized|invalid (role|secret) id|bad token/i.test(error)
}

function headers(request: Fields): Fields | null {
  return asFields(request['headers'])
}

/** Tickets stand in audited headers and in the metadata of tokens; what the device has hashed cannot be one. */
function references(entry: Fields, request: Fields): Reference[] {
  const values = [
    ...Object.values(headers(request) ?? {}),
    ...Object.values(fieldsAt(entry, 'auth', 'metadata') ?? {}),
    ...Object.values(fieldsAt(entry, 'response', 'auth', 'metadata') ?? {}),
    ...Object.values(fieldsAt(request, 'data', 'meta') ?? {}),
    ...Object.values(fieldsAt(request, 'data', 'metadata') ?? {}),
    fieldsAt(request, 'data')?.['reason'],
    fieldsAt(request, 'data')?.['display_name'],
  ]
  return values
    .flatMap(textsOf)
    .filter((value) => !value.startsWith('hmac-') && value.length < 500)
    .flatMap((value) => fieldReference(value, 'tag'))
}

/** The server log tells what no audit entry does: that a lease came to its end. */
function serverLine(line: Fields, time: Moment): EventDraft {
  const message = textOf(line['@message']) ?? 'unknown'
  const lease = textOf(line['lease_id'])
  const isExpiry = /^expiration/.test(String(line['@module'])) && lease !== null && /revoke/.test(message)
  const isFailed = /^(error|warn)$/.test(String(line['@level'])) || textOf(line['error']) !== null
  const { '@message': _m, '@timestamp': _t, ...rest } = line
  return {
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: isExpiry ? 'revocation' : 'context',
    activity: isExpiry ? 'expire' : 'other',
    operation: message.slice(0, 200),
    outcome: isFailed ? 'failure' : isExpiry ? 'success' : 'unknown',
    is_write: isExpiry,
    actor_kind_hint: 'system',
    issued_credential: isExpiry ? `vault:lease/${lease}` : null,
    resource: lease,
    change: isExpiry ? 'remove' : null,
    attributes: attributesOf({ ...rest }),
  }
}
