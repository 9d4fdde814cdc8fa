/** 1Password's events in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Outcome } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { readRecord } from './record.js'

/** One record: one row of events, and the accounts that it gives an id and an address of. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_1password', `no record of the Events API: ${brief(record.value)}`)
  const { feature, fields } = found
  const time = readTime(fields['timestamp'], record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(fields['timestamp'])}`)
  const base = {
    native_id: textOf(fields['uuid']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    account: textOf(fields['account_uuid']),
  }
  if (feature === 'audit') return audit(fields, base)
  return feature === 'sign_in' ? signIn(fields, base) : itemUsage(fields, base)
}

type Base = Pick<EventDraft, 'native_id' | 'occurred_at' | 'resolution_us' | 'account'>

function audit(fields: Fields, base: Base): CanonicalRows {
  const action = textOf(fields['action']) ?? 'unknown'
  const type = textOf(fields['object_type']) ?? 'unknown'
  const object = textOf(fields['object_uuid'])
  const other = textOf(fields['aux_uuid'])
  const info = textOf(fields['aux_info'])
  const meaning = meaningOf(action, type)
  const isAccess = /^(gva|uva|gm)$/.test(type)
  const isSecret = /^(satoken|token|cred|dlgdsess|slackapp)$/.test(type)
  const ip = textOf(asFields(fields['session'])?.['ip'])
  const event: EventDraft = {
    ...base,
    ...meaning,
    operation: `${action} ${type}`,
    outcome: 'success',
    actor: aliasOf(textOf(fields['actor_uuid'])),
    actor_kind_hint: /service/i.test(textOf(fields['actor_type']) ?? '') ? 'workload' : null,
    session: sessionOf(asFields(fields['session'])?.['uuid']),
    // Of an access the object is the vault or the group, and the account or group that receives it stands beside it.
    subject: isAccess ? aliasOf(other) : type === 'user' ? aliasOf(object) : null,
    resource: object === null ? null : `${isAccess ? (type === 'gm' ? 'group' : 'vault') : type}/${object}`,
    entitlement: isAccess ? object : null,
    after: meaning.is_write && meaning.change !== 'remove' && (isAccess || action === 'role') ? info : null,
    issued_credential: isSecret && object !== null ? `onepassword:${type}/${object}` : null,
    credential_class: isSecret && meaning.stage === 'credential' ? (type === 'dlgdsess' ? 'session' : 'static') : null,
    source_ip: ip,
    attributes: attributesOf({
      aux_info: info,
      aux_id: textOf(fields['aux_id']),
      aux_uuid: other,
      device: textOf(asFields(fields['session'])?.['device_uuid']),
      country: textOf(asFields(fields['location'])?.['country']),
      actor_type: textOf(fields['actor_type']),
    }),
  }
  return rows(event, [
    person(fields['actor_details'], fields['actor_uuid']),
    person(fields['object_details'], fields['object_uuid']),
    person(fields['aux_details'], fields['aux_uuid']),
  ])
}

function signIn(fields: Fields, base: Base): CanonicalRows {
  const category = textOf(fields['category']) ?? 'unknown'
  const user = asFields(fields['target_user'])
  const event: EventDraft = {
    ...base,
    stage: 'context',
    activity: 'sign_in',
    operation: category,
    outcome: signInOutcome(category),
    is_write: false,
    actor: aliasOf(textOf(user?.['uuid'])),
    actor_kind_hint: /service/i.test(textOf(user?.['type']) ?? '') ? 'workload' : null,
    session: sessionOf(fields['session_uuid']),
    ...client(fields),
    attributes: attributesOf({
      type: textOf(fields['type']),
      country: textOf(fields['country']),
      details: asFields(fields['details']),
      client: asFields(fields['client']),
    }),
  }
  return rows(event, [person(user, user?.['uuid'])])
}

/** Words of the API: success, credentials_failed, mfa_failed, sso_failed, modern_version_failed, firewall_failed, firewall_reported_success. */
function signInOutcome(category: string): Outcome {
  if (/success$/.test(category)) return 'success'
  if (/^firewall_failed/.test(category)) return 'denied'
  return /failed$/.test(category) ? 'failure' : 'unknown'
}

/** A secret that somebody took out of a vault: `reveal`, `fill`, `secure-copy`, … */
function itemUsage(fields: Fields, base: Base): CanonicalRows {
  const user = asFields(fields['user'])
  const action = textOf(fields['action']) ?? 'usage'
  const isWrite = /^(server-)?(create|update|trash|delete)$/.test(action)
  const isRead =
    /^(usage|reveal|fill|secure-copy|export|share|enter-item-edit-mode|select-sso-provider|server-fetch|display-qrcode)$/.test(
      action,
    )
  const event: EventDraft = {
    ...base,
    stage: 'execution',
    activity: isWrite ? 'update' : action === 'share' ? 'grant' : 'read',
    operation: `item ${action}`,
    outcome: 'success',
    is_write: isWrite,
    change_class: isRead ? 'data_access' : null,
    change: isWrite ? 'modify' : null,
    actor: aliasOf(textOf(user?.['uuid'])),
    actor_kind_hint: /service/i.test(textOf(user?.['type']) ?? '') ? 'workload' : null,
    resource: [textOf(fields['vault_uuid']), textOf(fields['item_uuid'])].filter(Boolean).join('/') || null,
    ...client(fields),
    attributes: attributesOf({ used_version: textOf(fields['used_version']), client: asFields(fields['client']) }),
  }
  return rows(event, [person(user, user?.['uuid'])])
}

function client(fields: Fields): Pick<EventDraft, 'source_ip' | 'user_agent'> {
  const by = fieldsAt(fields, 'client')
  const name = [textOf(by?.['app_name']), textOf(by?.['app_version'])].filter(Boolean).join(' ')
  return { source_ip: textOf(by?.['ip_address']), user_agent: name === '' ? null : name }
}

/** The account beside an id, when its details say who it is. */
function person(details: unknown, id: unknown): IdentityDraft | null {
  const fields = asFields(details)
  const alias = aliasOf(textOf(fields?.['uuid']) ?? textOf(id))
  const email = emailOf(fields?.['email'])
  if (fields === null || alias === null || email === null) return null
  return { alias, directory: 'onepassword', email, display_name: textOf(fields['name']), basis: 'observed' }
}

function rows(event: EventDraft, people: readonly (IdentityDraft | null)[]): CanonicalRows {
  const identities = people.filter((one) => one !== null)
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

/** The prefix may not begin with a digit in our typed aliases, so it is spelled out. */
function aliasOf(id: string | null): string | null {
  return id === null ? null : `onepassword:${id.replace(/\s+/g, '-')}`
}

function sessionOf(id: unknown): string | null {
  return aliasOf(textOf(id))
}
