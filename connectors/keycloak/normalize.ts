/** Keycloak's events in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { looks, type Meaning, writes } from '../../src/schema/meaning.js'
import { readEpochMillis, readWritten } from '../../src/time.js'
import { readEvent } from './record.js'

/** One record: one row of events; a line of the server log without an event is context. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readEvent(record.value)
  if (found === null) return reject('not_keycloak', `no event and no line with a time: ${brief(record.value)}`)
  const written = readWritten(found.time, record.timezone)
  const time = readEpochMillis(found.time) ?? written
  if (time === null) return reject('bad_time', `no time: ${brief(found.time)}`)
  const base = { occurred_at: time.at, resolution_us: time.resolution }
  const assumed = written?.zone_assumed === true ? true : null
  if (found.kind === 'admin') return admin(found.fields, base, assumed)
  if (found.kind === 'event') return user(found.fields, base, assumed)
  const { logger, level, message } = found.fields
  return {
    events: [
      {
        ...base,
        stage: 'context',
        activity: 'other',
        operation: textOf(logger) ?? 'log',
        outcome: 'unknown',
        is_write: false,
        text: textOf(message),
        attributes: attributesOf({ level, zone_assumed: assumed }),
      },
    ],
  }
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us'>

const types: readonly (readonly [RegExp, Meaning])[] = [
  [/^(LOGIN|IDENTITY_PROVIDER_LOGIN|IDENTITY_PROVIDER_FIRST_LOGIN|CLIENT_LOGIN)$/, looks('sign_in')],
  [/^LOGOUT$/, looks('sign_out')],
  [
    /^(CODE_TO_TOKEN|REFRESH_TOKEN|TOKEN_EXCHANGE|PERMISSION_TOKEN|OAUTH2_DEVICE_CODE_TO_TOKEN|AUTHREQID_TO_TOKEN)$/,
    writes('credential', 'issue'),
  ],
  [/^REVOKE_GRANT$/, writes('revocation', 'revoke', null, 'remove')],
  [/^(IMPERSONATE|GRANT_CONSENT|UPDATE_CONSENT)$/, writes('delegation', 'grant')],
  [/^CLIENT_REGISTER$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^CLIENT_(UPDATE|DELETE)$/, writes('execution', 'configure', 'prod_config', 'modify')],
  [
    /^(REGISTER|UPDATE_|REMOVE_|RESET_|VERIFY_|DELETE_ACCOUNT|FEDERATED_IDENTITY_|USER_DISABLED_|EXECUTE_ACTION)/,
    writes('identity', 'lifecycle', null, 'modify'),
  ],
]

function user(fields: Fields, base: Base, assumed: true | null): CanonicalRows {
  const type = textOf(fields['type']) ?? 'UNKNOWN'
  const plain = type.replace(/_ERROR$/, '')
  const details = { ...fields, ...asFields(fields['details']) }
  const meaning = types.find(([pattern]) => pattern.test(plain))?.[1] ?? looks('other')
  const id = textOf(fields['userId'])
  const name = textOf(details['username'])
  const alias = aliasOf(id ?? name)
  const session = textOf(fields['sessionId']) ?? textOf(details['code_id'])
  const token = textOf(details['token_id'])
  const impersonator = plain === 'IMPERSONATE' ? textOf(details['impersonator']) : null
  const event: EventDraft = {
    ...base,
    ...meaning,
    native_id: textOf(fields['id']),
    operation: type,
    outcome: type.endsWith('_ERROR') || textOf(fields['error']) !== null ? 'failure' : 'success',
    actor: impersonator === null ? alias : aliasOf(impersonator),
    actor_kind_hint: plain === 'CLIENT_LOGIN' ? 'workload' : null,
    subject: meaning.stage === 'identity' || impersonator !== null ? alias : null,
    session: session === null ? null : `keycloak:${session}`,
    issued_credential: meaning.stage === 'credential' && token !== null ? `keycloak:token/${token}` : null,
    account: textOf(fields['realmName']) ?? textOf(fields['realmId']),
    resource: textOf(fields['clientId']),
    source_ip: textOf(fields['ipAddress']),
    attributes: attributesOf({
      error: textOf(fields['error']),
      username: name,
      auth_method: textOf(details['auth_method']),
      grant_type: textOf(details['grant_type']),
      scope: textOf(details['scope']),
      consent: textOf(details['consent']),
      zone_assumed: assumed,
    }),
  }
  const email = emailOf(details['email']) ?? emailOf(name)
  if (id === null || alias === null || (name === null && email === null) || impersonator !== null)
    return { events: [event] }
  return { events: [event], identities: [{ alias, directory: 'keycloak', login: name, email, basis: 'observed' }] }
}

const trust =
  /^(AUTH_|AUTHENTICATOR_|IDENTITY_PROVIDER|REQUIRED_ACTION|AUTHORIZATION_|CLIENT_SCOPE|PROTOCOL_MAPPER|COMPONENT|CLIENT_INITIAL_ACCESS)/

function admin(fields: Fields, base: Base, assumed: true | null): CanonicalRows {
  const by = asFields(fields['authDetails']) ?? fields
  const type = textOf(fields['resourceType']) ?? 'UNKNOWN'
  const verb = textOf(fields['operationType']) ?? 'ACTION'
  const path = textOf(fields['resourcePath']) ?? ''
  const sent = textOf(fields['representation'])
  const meaning = meaningOf(type, verb, path, sent)
  const id = textOf(by['userId'])
  const [, person] = /(?:^|\/)users\/([^/]+)/.exec(path) ?? []
  const isAccess = meaning.change_class === 'priv_grant' || meaning.change_class === 'priv_removal'
  const event: EventDraft = {
    ...base,
    ...meaning,
    native_id: textOf(fields['id']),
    operation: `${verb} ${type}`,
    outcome: textOf(fields['error']) === null ? 'success' : 'failure',
    actor: aliasOf(id),
    subject: person === undefined ? null : aliasOf(person),
    account: textOf(fields['realmName']) ?? textOf(fields['realmId']),
    resource: path === '' ? null : path,
    entitlement: isAccess ? (namesIn(sent) ?? /groups\/([^/]+)/.exec(path)?.[1] ?? null) : null,
    after: meaning.change === 'remove' || !meaning.is_write ? null : hideSecrets(sent),
    ...referenceColumns(findReferences(sent, 'text')),
    source_ip: textOf(by['ipAddress']),
    attributes: attributesOf({
      error: textOf(fields['error']),
      client: textOf(by['clientId']),
      actor_realm: textOf(by['realmId']),
      zone_assumed: assumed,
    }),
  }
  return { events: [event] }
}

function meaningOf(type: string, verb: string, path: string, sent: string | null): Meaning {
  const change = verb === 'CREATE' ? 'add' : verb === 'DELETE' ? 'remove' : 'modify'
  if (/^(REALM_ROLE_MAPPING|CLIENT_ROLE_MAPPING|GROUP_MEMBERSHIP)$/.test(type))
    return verb === 'DELETE'
      ? writes('revocation', 'remove', 'priv_removal', 'remove')
      : writes('execution', 'grant', 'priv_grant', change)
  if (
    type === 'REALM' &&
    sent !== null &&
    /"(adminEventsEnabled|eventsEnabled)"\s*:\s*false/.test(sent) &&
    /events\/config/.test(path)
  )
    return writes('logging', 'disable_logging', null, 'modify')
  if (/events\/config|(^|\/)(admin-)?events$/.test(path))
    return verb === 'DELETE'
      ? writes('logging', 'delete', null, 'remove')
      : writes('logging', 'configure', null, 'modify')
  if (/client-secret/.test(path) && verb !== 'DELETE') return writes('credential', 'issue', 'secret_issue', 'modify')
  if (type === 'CLIENT')
    return verb === 'CREATE'
      ? writes('execution', 'create', 'nhi_create', 'add')
      : writes('execution', 'configure', 'prod_config', change)
  if (type === 'USER_SESSION' || (type === 'USER' && /\/logout$/.test(path)))
    return writes('revocation', 'revoke', null, 'remove')
  if (/^(USER|GROUP|CUSTOM|USER_FEDERATION\w*|USER_PROFILE)$/.test(type))
    return writes('identity', 'lifecycle', null, change)
  if (trust.test(type)) return writes('execution', 'configure', 'trust_policy', change)
  return writes('execution', 'configure', 'prod_config', change)
}

/** Names in the JSON that was sent: of roles in a list, of one group. */
function namesIn(sent: string | null): string | null {
  if (sent === null) return null
  const names = [...sent.matchAll(/"name"\s*:\s*"([^"]+)"/g)].map(([, name]) => name)
  return names.length > 0 ? names.join(' ') : null
}

function hideSecrets(sent: string | null): string | null {
  return sent?.replace(/("(?:secret|value|password|\w*[sS]ecret\w*)"\s*:\s*)"[^"]*"/g, '$1"[redacted]"') ?? null
}

function aliasOf(id: string | null): string | null {
  return id === null ? null : `keycloak:${id.replace(/\s+/g, '-')}`
}
