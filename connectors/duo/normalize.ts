/** Duo's logs in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  parseFields,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Meaning, writes } from '../../src/schema/meaning.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { readDuo, recordsIn } from './record.js'

/** One record: one row of events, and the account that it gives an id and an address of; an answer with many gives those of each. */
export function normalize({ value, timezone }: SourceRecord): CanonicalRows {
  const all = recordsIn(value).map((one) => rowsOf(one, timezone))
  const failed = all.find((rows) => rows.reject)
  if (failed) return failed
  if (all.length === 0) return reject('not_an_event', 'an answer without records')
  return {
    events: all.flatMap(({ events = [] }) => events),
    identities: all.flatMap(({ identities = [] }) => identities),
  }
}

function rowsOf(value: unknown, zone: string | null): CanonicalRows {
  const found = readDuo(value)
  if (found === null) return reject('not_duo', `no record of a Duo log: ${brief(value)}`)
  const { log, fields } = found
  const time = timeOf(fields, zone)
  if (time === null)
    return reject('bad_time', `no time: ${brief(fields['isotimestamp'] ?? fields['ts'] ?? fields['timestamp'])}`)
  const base = { occurred_at: time.at, resolution_us: time.resolution, account: textOf(fields['host']) }
  if (log === 'authentication') return authentication(fields, base)
  if (log === 'administrator') return administrator(fields, base)
  if (log === 'activity') return activity(fields, base)
  return log === 'telephony' ? telephony(fields, base) : trustMonitor(fields, base)
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us' | 'account'>

/** Finest first; stores rewrite `isotimestamp`, so the epoch that stands beside it is the second choice and not the first. */
function timeOf(fields: Fields, zone: string | null): Moment | null {
  for (const name of ['isotimestamp', 'ts', 'timestamp', 'surfaced_timestamp']) {
    const value = fields[name]
    const moment = readTime(value, zone ?? 'UTC') ?? readEpochSeconds(value) ?? readEpochMillis(value)
    if (moment !== null) return moment
  }
  return null
}

function authentication(fields: Fields, base: Base): CanonicalRows {
  const result = textOf(fields['result'])
  const isEnrollment = fields['event_type'] === 'enrollment'
  const key = at(fields, 'user', 'key')
  const name = at(fields, 'user', 'name')
  const email = emailOf(fields['email']) ?? emailOf(name)
  const alias = aliasOf(key, name, 'user')
  const application = at(fields, 'application', 'name')
  const event: EventDraft = {
    ...empty,
    ...base,
    native_id: textOf(fields['txid']),
    stage: isEnrollment ? 'identity' : 'context',
    activity: isEnrollment ? 'lifecycle' : 'sign_in',
    operation: textOf(fields['event_type']) ?? 'authentication',
    outcome: authenticationOutcome(result),
    is_write: isEnrollment,
    actor: alias,
    resource: at(fields, 'application', 'key') ?? application,
    source_ip: addressOf(at(fields, 'access_device', 'ip')),
    user_agent: textOf(
      [at(fields, 'access_device', 'browser'), at(fields, 'access_device', 'browser_version')]
        .filter(Boolean)
        .join(' '),
    ),
    attributes: attributesOf({
      result,
      reason: textOf(fields['reason']),
      factor: textOf(fields['factor']),
      application,
      user_name: name,
      groups: asFields(fields['user'])?.['groups'] ?? parseList(fields['user_groups']),
      device: at(fields, 'auth_device', 'name'),
      device_ip: at(fields, 'auth_device', 'ip'),
      os: at(fields, 'access_device', 'os'),
      country: textOf(
        fieldsAt(fields, 'access_device', 'location')?.['country'] ?? fields['access_device_location_country'],
      ),
      trusted_endpoint: textOf(fields['trusted_endpoint_status']),
    }),
  }
  return rows(event, key === null ? [] : [{ ...observed(`duo:${key}`, email), login: name }])
}

/** `fraud` is a push that its holder called fraudulent: refused, like `denied`. */
function authenticationOutcome(result: string | null): Outcome {
  const word = result?.toLowerCase()
  if (word === 'success') return 'success'
  if (word === 'denied' || word === 'deny' || word === 'fraud') return 'denied'
  return word === 'failure' || word === 'error' ? 'failure' : 'unknown'
}

function administrator(fields: Fields, base: Base): CanonicalRows {
  const action = textOf(fields['action']) ?? 'unknown'
  const details = parseFields(fields['description']) ?? {}
  const object = textOf(fields['object'])
  const name = textOf(fields['username'])
  const isOffline = action.startsWith('o2fa_')
  const meaning = refine(meaningOf(action), action, details)
  const email = emailOf(details['email'])
  const event: EventDraft = {
    ...empty,
    ...base,
    ...meaning,
    ...concerned(action, meaning, details, object),
    operation: action,
    outcome: /error|fail/.test(action) || textOf(details['error']) !== null ? 'failure' : 'success',
    actor: aliasOf(null, name, isOffline ? 'user' : 'admin'),
    actor_kind_hint: isOffline ? null : kindOfName(name),
    ...referenceColumns(findReferences([object, textOf(fields['description'])].filter(Boolean).join(' '), 'text')),
    source_ip: textOf(details['ip_address']),
    user_agent: textOf(details['user_agent']),
    attributes: attributesOf({
      username: name,
      object,
      email,
      description: Object.keys(details).length > 0 ? details : textOf(fields['description']),
    }),
  }
  return rows(event, [])
}

function activity(fields: Fields, base: Base): CanonicalRows {
  const action = textOf(asFields(fields['action'])?.['name']) ?? 'unknown'
  const target = asFields(fields['target'])
  const actor = asFields(fields['actor'])
  const after = parseFields(target?.['details'])
  const before = parseFields(asFields(fields['old_target'])?.['details'])
  const details = { ...parseFields(asFields(fields['action'])?.['details']), ...after }
  const meaning = refine(meaningOf(action), action, details)
  const type = textOf(actor?.['type'])
  const key = textOf(actor?.['key'])
  const name = textOf(actor?.['name'])
  const object = textOf(target?.['name'])
  const targetKey = textOf(target?.['key'])
  const own = concerned(action, meaning, details, targetKey ?? object)
  const event: EventDraft = {
    ...empty,
    ...base,
    ...meaning,
    ...own,
    subject:
      /^(user|admin)/.test(textOf(target?.['type']) ?? '') && targetKey !== null ? `duo:${targetKey}` : own.subject,
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? (own.after ?? null) : JSON.stringify(after),
    native_id: textOf(fields['activity_id']),
    account: textOf(fields['akey']) ?? base.account,
    operation: action,
    outcome: activityOutcome(action, textOf(asFields(fields['outcome'])?.['result'])),
    actor: aliasOf(key, name, type?.startsWith('user') ? 'user' : 'admin'),
    actor_kind_hint: /api/i.test(type ?? '')
      ? 'workload'
      : /^(system|scheduled|sync)/i.test(type ?? '')
        ? 'system'
        : kindOfName(name),
    ...referenceColumns(findReferences([object, JSON.stringify(details)].filter(Boolean).join(' '), 'text')),
    source_ip: addressOf(at(fields, 'access_device', 'ip')),
    user_agent: at(fields, 'access_device', 'browser'),
    attributes: attributesOf({ actor, action: fields['action'], target, application: fields['application'] }),
  }
  const email = emailOf(parseFields(actor?.['details'])?.['email']) ?? emailOf(name)
  return rows(event, key === null ? [] : [{ ...observed(`duo:${key}`, email), display_name: name }])
}

function telephony(fields: Fields, base: Base): CanonicalRows {
  const event: EventDraft = {
    ...empty,
    ...base,
    native_id: textOf(fields['telephony_id']) ?? textOf(fields['txid']),
    operation: `telephony.${textOf(fields['type']) ?? 'unknown'}`,
    stage: 'context',
    activity: 'message',
    attributes: attributesOf({ context: textOf(fields['context']), credits: textOf(fields['credits']) }),
  }
  return rows(event, [])
}

/** Trust Monitor's opinion of a sign-in, or of an administrator who let a user pass without a second factor. */
function trustMonitor(fields: Fields, base: Base): CanonicalRows {
  const isBypass = fields['type'] === 'bypass_status'
  const by = at(fields, 'enabled_by', 'key')
  const target = at(fields, 'enabled_for', 'key')
  const enabled = readEpochMillis(fields['bypass_status_enabled'])
  const auth = asFields(fields['surfaced_auth'])
  const user = at(auth ?? fields, auth === null ? 'surfaced_auth_user' : 'user', 'key')
  const event: EventDraft = {
    ...empty,
    ...base,
    ...(isBypass && enabled !== null ? { occurred_at: enabled.at, resolution_us: enabled.resolution } : {}),
    native_id: textOf(fields['sekey']),
    operation: `trust_monitor.${textOf(fields['type']) ?? 'unknown'}`,
    ...(isBypass ? bypass : {}),
    actor: aliasOf(isBypass ? by : user, null, 'user'),
    subject: aliasOf(target, null, 'user'),
    after: isBypass ? 'bypass' : null,
    attributes: attributesOf({
      state: textOf(fields['state']),
      by: at(fields, 'enabled_by', 'name'),
      for: at(fields, 'enabled_for', 'name'),
      explanations: parseList(fields['explanations']),
    }),
  }
  return rows(event, [])
}

const bypass = writes('execution', 'configure', 'trust_policy', 'modify')

/** What the details say and the name does not: a role that was given, a second factor that is no longer asked for, a key for machines. */
function refine(meaning: Meaning, action: string, details: Fields): Meaning {
  if (action === 'admin_update' && textOf(details['role']) !== null)
    return writes('execution', 'grant', 'priv_grant', 'modify')
  if (/^(user|group)_update$/.test(action) && /bypass/i.test(textOf(details['status']) ?? '')) return bypass
  if (action === 'integration_create' && /(admin|accounts) ?api/i.test(textOf(details['type']) ?? ''))
    return { ...meaning, change_class: 'nhi_create' }
  return meaning
}

function concerned(action: string, meaning: Meaning, details: Fields, object: string | null): Partial<EventDraft> {
  const email = emailOf(details['email'])
  const isAccount = /^(admin|user|bypass|activation)_/.test(action)
  const role = textOf(details['role'])
  const codes = parseList(details['bypass_code_ids']).flatMap((one) => textOf(one) ?? [])
  const code = codes[0] ?? textOf(details['bypass_code_id'])
  const user = textOf(details['user_id'])
  return {
    subject: !isAccount
      ? null
      : action.startsWith('bypass_') && user !== null
        ? aliasOf(user, null, 'user')
        : email !== null
          ? `email:${email}`
          : aliasOf(null, object, action.startsWith('admin') ? 'admin' : 'user'),
    resource: object,
    entitlement: meaning.change_class === 'priv_grant' || meaning.change_class === 'priv_removal' ? role : null,
    change: meaning.change,
    after: meaning.is_write ? (role ?? textOf(details['status']) ?? textOf(details['enforcement_status'])) : null,
    issued_credential: action.startsWith('bypass_') && code !== null ? `duo:bypass/${code}` : null,
    credential_class: action === 'bypass_create' ? 'static' : null,
  }
}

function activityOutcome(action: string, result: string | null): Outcome {
  if (result === null) return /error|fail/.test(action) ? 'failure' : 'success'
  return /success/i.test(result)
    ? 'success'
    : /den/i.test(result)
      ? 'denied'
      : /fail|error/i.test(result)
        ? 'failure'
        : 'unknown'
}

/** Duo writes `API` for what came by the Admin API, `System` for itself, `AD Sync: …` for a directory. */
function kindOfName(name: string | null): ActorKind | null {
  if (name === null) return null
  if (name === 'API') return 'workload'
  return name === 'System' || /^[\w ]*Sync\b/.test(name) ? 'system' : null
}

/** The id where there is one, else the address, else the name: an administrator's name and a user's are two things. */
function aliasOf(key: string | null, name: string | null, kind: 'user' | 'admin'): string | null {
  if (key !== null) return `duo:${key.replace(/\s+/g, '-')}`
  const email = emailOf(name)
  if (email !== null) return `email:${email}`
  return name === null ? null : `duo:${kind === 'admin' ? 'admin/' : ''}${name.replace(/\s+/g, '-')}`
}

/** A member of a member, also in the flattened form `user_name`. */
function at(fields: Fields, outer: string, inner: string): string | null {
  return textOf(asFields(fields[outer])?.[inner] ?? fields[`${outer}_${inner}`])
}

/** The address without the port that some clients leave behind it: `192.0.2.1:443`, `[2001:db8::1]:443`, `2001:db8::1#443`, `… port 443`. */
function addressOf(written: string | null): string | null {
  if (written === null) return null
  const found =
    /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(written) ??
    /^\[([\da-f:.]+)\](?::\d+)?$/i.exec(written) ??
    /^([\da-f]*:[\da-f:]+)(?:#| port |p|\.)\d+$/i.exec(written) ??
    /^((?:[\da-f]{1,4}:){7}[\da-f]{1,4}):\d+$/i.exec(written)
  return found?.[1] ?? written
}

function observed(alias: string, email: string | null): IdentityDraft {
  return { alias: alias.replace(/\s+/g, '-'), directory: 'duo', email, basis: 'observed' }
}

function rows(event: EventDraft, identities: readonly IdentityDraft[]): CanonicalRows {
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

const empty = { stage: 'context', activity: 'other', outcome: 'success', is_write: false } as const
