/** OneLogin's events in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Moment, readWritten } from '../../src/time.js'
import { meaningOf } from './event-types.js'
import { readRecord } from './record.js'

/** One record: one row of events, and the accounts that it gives an id and a name of. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = readRecord(record.value)
  if (fields === null) return reject('not_onelogin', `no event of OneLogin: ${brief(record.value)}`)
  const time = timeOf(fields, record.timezone ?? 'UTC')
  if (time === null)
    return reject(
      'bad_time',
      `no time: ${brief(fields['created_at'] ?? fields['event_timestamp'] ?? fields['p_event_time'])}`,
    )
  const { grantPath, ...meaning } = meaningOf(Number(fields['event_type_id']))
  const error = textOf(fields['error_description'])
  const actor = aliasOf(fields['actor_user_id'], fields['actor_user_name'])
  const user = aliasOf(fields['user_id'], fields['user_name'])
  const assuming = aliasOf(fields['assuming_acting_user_id'], null)
  const system = textOf(fields['actor_system'])
  const role = textOf(fields['role_name'] ?? fields['role_id'])
  const app = textOf(fields['app_name'] ?? fields['app_id'])
  const isAccess =
    /^priv_/.test(meaning.change_class ?? '') || meaning.stage === 'request' || meaning.stage === 'approval'
  const text = textOf(fields['custom_message'] ?? fields['notes'])
  const event: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    outcome: error === null ? meaning.outcome : 'failure',
    native_id: textOf(fields['id'] ?? fields['uuid']),
    // Who assumed the acting account is who acted; the account is whom he acted for.
    actor: assuming ?? actor ?? (system === null ? user : `onelogin:${system}`),
    actor_kind_hint: (assuming ?? actor) === null && system !== null ? 'system' : null,
    on_behalf_of: assuming === null || actor === null ? null : [actor],
    credential: textOf(fields['client_id']) === null ? null : `onelogin:client/${textOf(fields['client_id'])}`,
    subject: user,
    account: textOf(fields['account_id']),
    resource: app ?? textOf(fields['policy_name'] ?? fields['directory_id'] ?? fields['group_name']),
    entitlement: isAccess ? (textOf(fields['privilege_name']) ?? role ?? app) : null,
    issued_credential: issued(meaning, fields),
    credential_class: meaning.stage === 'credential' ? 'static' : null,
    text,
    ...referenceColumns(findReferences(text, 'text')),
    source_ip: textOf(fields['ipaddr']),
    user_agent: textOf(fields['user_agent']),
    attributes: attributesOf({
      event_type_id: Number(fields['event_type_id']),
      error,
      app,
      role,
      policy: textOf(fields['policy_name'] ?? fields['policy_id']),
      group: textOf(fields['group_name'] ?? fields['group_id']),
      otp_device: textOf(fields['otp_device_name']),
      risk_score: textOf(fields['risk_score']),
      risk_reasons: textOf(fields['risk_reasons']),
      resolution: textOf(fields['resolution']),
      resource_type_id: textOf(fields['resource_type_id'] ?? fields['resourcse_type_id']),
      system,
      proxy_ip: textOf(fields['proxy_ip']),
      ...({ grant_path: grantPath } satisfies OwnAttributes),
    }),
  }
  const identities = [
    known(actor, fields['actor_user_id'], fields['actor_user_name']),
    known(user, fields['user_id'], fields['user_name']),
  ].filter((one, index, all) => one !== null && all.findIndex((other) => other?.alias === one.alias) === index)
  return { events: [event], ...(identities.length > 0 ? { identities: identities as IdentityDraft[] } : {}) }
}

/** The Events API's `created_at`, the webhook's `event_timestamp` (`2017-12-05 19:13:06 UTC`), Panther's time of the event. */
function timeOf(fields: Fields, zone: string): Moment | null {
  for (const name of ['created_at', 'event_timestamp', 'p_event_time']) {
    // Portals of log stores print `3/2/2026, 9:16:10.555 AM`.
    const time = readWritten(fields[name], zone, 'month-first')
    if (time !== null) return time
  }
  return null
}

/** Ids are numbers of one account; 0 stands for nobody. */
function aliasOf(id: unknown, name: unknown): string | null {
  const number = textOf(id)
  if (number !== null && number !== '0') return `onelogin:${number}`
  const email = emailOf(name)
  const shown = textOf(name)
  return email !== null ? `email:${email}` : shown === null ? null : `onelogin:${shown}`
}

function known(alias: string | null, id: unknown, name: unknown): IdentityDraft | null {
  const shown = textOf(name)
  if (alias === null || shown === null || alias !== `onelogin:${textOf(id)}`) return null
  // OneLogin gives the address instead of a name that is empty.
  const email = emailOf(shown)
  return { alias, directory: 'onelogin', display_name: email === null ? shown : null, email, basis: 'observed' }
}

function issued({ stage, activity }: Pick<EventDraft, 'stage' | 'activity'>, fields: Fields): string | null {
  if (stage !== 'credential' && activity !== 'revoke') return null
  const name = textOf(fields['api_credential_name'] ?? fields['certificate_name'] ?? fields['object_id'])
  return name === null ? null : `onelogin:credential/${name}`
}
