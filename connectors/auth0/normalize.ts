/** Auth0's tenant log in our words. */
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
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { meaningOf } from './operations.js'
import { readLog } from './record.js'

/** One entry: one row of events, and the account that it gives an id and an address of. */
export function normalize(record: SourceRecord): CanonicalRows {
  const log = readLog(record.value)
  if (log === null) return reject('not_auth0', `no entry of a tenant log: ${brief(record.value)}`)
  const time = readTime(log['date'], record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `date is no time: ${brief(log['date'])}`)
  const code = textOf(log['type']) ?? 'unknown'
  const request = fieldsAt(log, 'details', 'request')
  const response = fieldsAt(log, 'details', 'response')
  const isCall = /^(sapi|fapi|mgmt_api_read)$/.test(code)
  const method = textOf(request?.['method'])
  const path = textOf(request?.['path'])
  const body = asFields(request?.['body'])
  const meaning = ofStream(meaningOf(code, method, path), body)
  const user = fieldsAt(request, 'auth', 'user')
  const by = readActor(log, user, isCall || code.startsWith('seccft') || code.startsWith('feccft'))
  const description = textOf(log['description'])
  const jti = textOf(fieldsAt(request, 'auth', 'credentials')?.['jti'])
  const session = textOf(asFields(log['details'])?.['session_id'])
  const event: EventDraft = {
    native_id: textOf(log['log_id']) ?? textOf(log['_id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation: isCall && method !== null && path !== null ? `${code} ${method.toUpperCase()} ${template(path)}` : code,
    outcome: outcomeOf(code, response),
    actor: by.alias,
    actor_kind_hint: by.kind,
    session: session === null ? null : `auth0:${session}`,
    credential: jti === null ? null : `auth0:token/${jti}`,
    credential_class: jti === null ? null : 'session',
    account: textOf(log['tenant_name']) ?? textOf(log['hostname']),
    ...(isCall
      ? concerned(path, request?.['body'], asFields(response?.['body']), meaning)
      : { resource: textOf(log['client_id']) }),
    ...(meaning.stage === 'identity' && !isCall ? { subject: by.alias } : {}),
    ...referenceColumns(
      findReferences([description, body === null ? null : JSON.stringify(body)].filter(Boolean).join(' '), 'text'),
    ),
    source_ip: textOf(log['ip']),
    user_agent: textOf(log['user_agent']),
    attributes: attributesOf({
      description,
      path,
      client_id: textOf(log['client_id']),
      client: textOf(log['client_name']),
      connection: textOf(log['connection']),
      user_name: textOf(log['user_name']),
      scope: textOf(log['scope']),
      audience: textOf(log['audience']),
      channel: textOf(request?.['channel']),
      status: textOf(response?.['statusCode']),
    }),
  }
  return { events: [event], ...(by.identity === null ? {} : { identities: [by.identity] }) }
}

interface By {
  readonly alias: string | null
  readonly kind: ActorKind | null
  readonly identity: IdentityDraft | null
}

/** A call is made by the user of its token, or by a client for itself (`<id>@clients`, or no user at all). */
function readActor(log: Fields, user: Fields | null, isByClient: boolean): By {
  const id = textOf(user?.['user_id']) ?? textOf(log['user_id'])
  const client = textOf(log['client_id'])
  if (id?.endsWith('@clients'))
    return { alias: aliasOf(id.slice(0, -'@clients'.length)), kind: 'workload', identity: null }
  const name = textOf(user?.['name']) ?? textOf(log['user_name'])
  const email = emailOf(user?.['email']) ?? emailOf(name)
  if (id !== null) {
    const alias = aliasOf(id)
    if (alias === null) return { alias, kind: null, identity: null }
    return { alias, kind: null, identity: { alias, directory: 'auth0', email, login: name, basis: 'observed' } }
  }
  if (isByClient && client !== null) return { alias: aliasOf(client), kind: 'workload', identity: null }
  return { alias: email === null ? aliasOf(name) : `email:${email}`, kind: null, identity: null }
}

/** A stream that is paused or switched off logs no more. */
function ofStream(meaning: Meaning, body: Fields | null): Meaning {
  const status = textOf(body?.['status'])
  if (meaning.stage !== 'logging' || meaning.activity !== 'configure' || status === null) return meaning
  return { ...meaning, activity: /^(paused|suspended|disabled)$/i.test(status) ? 'disable_logging' : 'enable_logging' }
}

/** Codes with `f` tell of failures, limits and leaked passwords of what was refused; of a call the status decides. */
function outcomeOf(code: string, response: Fields | null): Outcome {
  const status = Number(textOf(response?.['statusCode']) ?? Number.NaN)
  if (status === 401 || status === 403) return 'denied'
  if (status >= 400) return 'failure'
  if (/^(limit_|pwd_leak|signup_pwd_leak|reset_pwd_leak)|^api_limit|rejected|gd_auth_rejected/.test(code))
    return 'denied'
  if (/^f[a-z]*$|fail|error/.test(code)) return 'failure'
  return code === 'w' || code === 'depnote' ? 'unknown' : 'success'
}

/** Who receives what, and how it is afterwards: the log has no state before a change. */
function concerned(path: string | null, sent: unknown, answer: Fields | null, meaning: Meaning): Partial<EventDraft> {
  const body = asFields(sent)
  const parts = (path ?? '')
    .replace(/^\/?(api\/)?(v2\/)?/, '')
    .split('/')
    .map(decode)
  const [kind, id, part, member] = parts
  const roles = textsOf(body?.['roles'])
  const permissions = (Array.isArray(body?.['permissions']) ? body['permissions'] : []).flatMap(
    (one) => textOf(asFields(one)?.['permission_name']) ?? [],
  )
  const granted = [...roles, ...permissions, ...textsOf(body?.['scope']).filter(() => kind === 'client-grants')].join(
    ' ',
  )
  const client = textOf(body?.['client_id'])
  const people =
    kind === 'users' && id
      ? id
      : part === 'members' && member
        ? member
        : (textsOf(body?.['users'])[0] ?? textsOf(body?.['members'])[0] ?? null)
  const email = emailOf(body?.['email']) ?? emailOf(asFields(body?.['invitee'])?.['email'])
  const subject =
    kind === 'client-grants' ? client : (people ?? (kind === 'users' ? (textOf(answer?.['user_id']) ?? null) : null))
  const isGrant = meaning.change_class === 'priv_grant' || meaning.change_class === 'priv_removal'
  const own = textOf(answer?.['id']) ?? textOf(answer?.['client_id'])
  const secretOf =
    meaning.change_class === 'secret_issue' || (meaning.stage === 'revocation' && meaning.activity === 'revoke')
  return {
    subject: subject !== null ? aliasOf(subject) : email === null ? null : `email:${email}`,
    resource:
      kind === 'client-grants'
        ? (textOf(body?.['audience']) ?? id ?? own)
        : id
          ? `${kind}/${id}`
          : own === null
            ? (kind ?? null) || null
            : `${kind}/${own}`,
    entitlement: isGrant ? ((kind === 'roles' && id ? id : null) ?? (granted === '' ? null : granted)) : null,
    change: meaning.change,
    after: meaning.is_write && meaning.change !== 'remove' && isSomething(sent) ? JSON.stringify(sent, hide) : null,
    issued_credential: secretOf && id ? `auth0:${kind}/${id}`.replace(/\s+/g, '-') : null,
    credential_class: secretOf && kind === 'clients' ? 'static' : null,
  }
}

/** Some calls send a list and no object (`guardian/policies`). */
function isSomething(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && Object.keys(sent).length > 0
}

function hide(key: string, value: unknown): unknown {
  return /secret|password|token|private|credential|pem$/i.test(key) && typeof value === 'string' ? '[redacted]' : value
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The path with ids taken out, so that one operation has one name. */
function template(path: string): string {
  return path
    .replace(/\?.*$/, '')
    .split('/')
    .map((part, index) =>
      index > 0 &&
      (/[|%@]|^[a-z]{2,4}_\w{8,}$/.test(part) || (/\d/.test(part) && part.length >= 16) || /^\w{24,}$/.test(part))
        ? '{id}'
        : part,
    )
    .join('/')
}

function aliasOf(id: string | null): string | null {
  return id === null ? null : `auth0:${id.replace(/\s+/g, '-')}`
}
