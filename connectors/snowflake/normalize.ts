/** Snowflake's account usage in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  parseFields,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { looks, type Meaning, writes } from '../../src/schema/meaning.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { readRow, type View } from './record.js'
import { type Grantee, hideSecrets, readStatement } from './statement.js'

/** Characters of a statement that are kept as text. */
const TEXT_LENGTH = 4_000

const DAY = 86_400_000_000

/** One row of a view: an event; of a grant also what is held since, and its end as a second event; of a user the account. */
export function normalize(record: SourceRecord): CanonicalRows {
  const row = readRow(record.value)
  if (row === null) return reject('not_snowflake', `no row of ACCOUNT_USAGE: ${brief(record.value)}`)
  const { view, fields } = row
  // Users are a directory and no history: they need no time.
  if (view === 'USERS') return user(fields, record.timezone)
  const columns = [...timeColumns[view], 'P_EVENT_TIME', 'TIME_GENERATED']
  const time = firstTime(fields, columns, record.timezone)
  if (time === null) return reject('bad_time', `no time: ${brief(fields[columns[0] ?? ''])}`)
  const base: Base = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    account:
      textOf(fields['ACCOUNT_NAME']) ?? textOf(fields['ACCOUNT_LOCATOR']) ?? textOf(fields['READER_ACCOUNT_NAME']),
  }
  return readers[view](fields, base, record.timezone)
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us' | 'account'>
type DatedView = Exclude<View, 'USERS'>

const timeColumns: Readonly<Record<DatedView, readonly string[]>> = {
  ACCESS_HISTORY: ['QUERY_START_TIME'],
  QUERY_HISTORY: ['START_TIME', 'END_TIME'],
  LOGIN_HISTORY: ['EVENT_TIMESTAMP'],
  GRANTS_TO_ROLES: ['CREATED_ON'],
  GRANTS_TO_USERS: ['CREATED_ON'],
  SESSIONS: ['CREATED_ON'],
  DATA_TRANSFER_HISTORY: ['START_TIME'],
  OTHER: ['START_TIME', 'LAST_LOAD_TIME', 'CREATED_ON'],
}

const readers: Readonly<Record<DatedView, (fields: Fields, base: Base, zone: string | null) => CanonicalRows>> = {
  ACCESS_HISTORY: access,
  QUERY_HISTORY: query,
  LOGIN_HISTORY: login,
  GRANTS_TO_ROLES: roleGrant,
  GRANTS_TO_USERS: userGrant,
  SESSIONS: session,
  DATA_TRANSFER_HISTORY: other,
  OTHER: other,
}

function query(fields: Fields, base: Base): CanonicalRows {
  const text = textOf(fields['QUERY_TEXT'])
  const type = textOf(fields['QUERY_TYPE'])
  const tag = textOf(fields['QUERY_TAG'])
  const done = readStatement(text, type)
  const shown = text === null ? null : hideSecrets(text.slice(0, TEXT_LENGTH))
  const own = done.isOwn ? textOf(fields['USER_NAME']) : null
  const grantee = done.grantee ?? (own === null ? null : { type: 'user', name: own })
  const resource = done.resource ?? (own === null ? null : `user/${own}`)
  const isSecret = done.meaning.change_class === 'secret_issue' || done.meaning.activity === 'revoke'
  const secret = done.token === null ? resource : `pat/${grantee?.name}/${done.token}`
  const days = isSecret ? /\bDAYS_TO_EXPIRY\s*=\s*(\d{1,4})\b/i.exec(done.after ?? '')?.[1] : undefined
  return rows(fields, {
    native_id: textOf(fields['QUERY_ID']),
    operation: type ?? firstWord(text),
    outcome: queryOutcome(fields),
    actor: aliasOf(fields['USER_NAME']),
    actor_kind_hint: kindOf(fields),
    session: sessionOf(fields['SESSION_ID']),
    subject: subjectOf(grantee),
    resource,
    entitlement: done.entitlement,
    after: done.after,
    issued_credential: isSecret && secret !== null ? `snowflake:${secret.replace(/\s+/g, '-')}` : null,
    // A stored secret is somebody else's credential: nobody is given one here.
    credential_class: done.meaning.stage === 'credential' && grantee !== null ? 'static' : null,
    issued_expires_at: days === undefined ? null : base.occurred_at + Number(days) * DAY,
    text: shown,
    attributes: attributesOf({
      role: textOf(fields['ROLE_NAME']),
      warehouse: textOf(fields['WAREHOUSE_NAME']),
      database: textOf(fields['DATABASE_NAME']),
      schema: textOf(fields['SCHEMA_NAME']),
      query_tag: tag,
      error_code: textOf(fields['ERROR_CODE']),
      error: textOf(fields['ERROR_MESSAGE']),
      rows_produced: textOf(fields['ROWS_PRODUCED']),
      end: textOf(fields['END_TIME']),
    }),
    ...base,
    ...done.meaning,
    ...referenceColumns([...findReferences(tag, 'tag'), ...findReferences(shown, 'text')]),
  })
}

/** `insufficient privileges` is a refusal; `does not exist or not authorized` may be a slip of the pen. */
function queryOutcome(fields: Fields): Outcome {
  const status = textOf(fields['EXECUTION_STATUS'])?.toUpperCase() ?? ''
  if (/^(RUNNING|QUEUED|BLOCKED|RESUMING_WAREHOUSE)/.test(status)) return 'pending'
  if (/^SUCCESS/.test(status)) return 'success'
  if (/insufficient privileges/i.test(textOf(fields['ERROR_MESSAGE']) ?? '')) return 'denied'
  return status === '' ? 'unknown' : 'failure'
}

function login(fields: Fields, base: Base): CanonicalRows {
  const type = textOf(fields['EVENT_TYPE']) ?? 'LOGIN'
  const word =
    textOf(fields['IS_SUCCESS'])?.toUpperCase() ??
    (fields['IS_SUCCESS'] === true ? 'YES' : fields['IS_SUCCESS'] === false ? 'NO' : '')
  const error = textOf(fields['ERROR_MESSAGE'])
  const ip = textOf(fields['CLIENT_IP'])
  return rows(fields, {
    native_id: textOf(fields['EVENT_ID']),
    operation: type,
    outcome: /^(YES|TRUE|1)$/.test(word)
      ? 'success'
      : /BLOCKED|NOT_ALLOWED|LOCKED|DISABLED/.test(error ?? '')
        ? 'denied'
        : /^(NO|FALSE|0)$/.test(word)
          ? 'failure'
          : 'unknown',
    actor: aliasOf(fields['USER_NAME']),
    actor_kind_hint: kindOf(fields),
    // Snowflake writes 0.0.0.0 where it does not know the address.
    source_ip: ip === '0.0.0.0' ? null : ip,
    user_agent: words(fields['REPORTED_CLIENT_TYPE'], fields['REPORTED_CLIENT_VERSION']),
    attributes: attributesOf({
      first_factor: textOf(fields['FIRST_AUTHENTICATION_FACTOR']),
      second_factor: textOf(fields['SECOND_AUTHENTICATION_FACTOR']),
      error_code: textOf(fields['ERROR_CODE']),
      error,
      related_event: textOf(fields['RELATED_EVENT_ID']) === '0' ? null : textOf(fields['RELATED_EVENT_ID']),
      connection: textOf(fields['CONNECTION']),
    }),
    ...base,
    ...looks(/LOGOUT/i.test(type) ? 'sign_out' : 'sign_in'),
  })
}

function session(fields: Fields, base: Base): CanonicalRows {
  return rows(fields, {
    native_id: textOf(fields['SESSION_ID']),
    operation: 'SESSION',
    outcome: 'success',
    actor: aliasOf(fields['USER_NAME']),
    session: sessionOf(fields['SESSION_ID']),
    user_agent: textOf(fields['CLIENT_APPLICATION_ID']),
    attributes: attributesOf({
      authentication: textOf(fields['AUTHENTICATION_METHOD']),
      login_event: textOf(fields['LOGIN_EVENT_ID']),
      closed_reason: textOf(fields['CLOSED_REASON']),
      environment: parseFields(fields['CLIENT_ENVIRONMENT']) ?? textOf(fields['CLIENT_ENVIRONMENT']),
    }),
    ...base,
    ...looks('sign_in'),
  })
}

function access(fields: Fields, base: Base): CanonicalRows {
  const named = (column: string) =>
    parseList(fields[column]).flatMap((one) => textOf(asFields(one)?.['objectName']) ?? [])
  const written = named('OBJECTS_MODIFIED')
  const read = named('DIRECT_OBJECTS_ACCESSED')
  return rows(fields, {
    native_id: textOf(fields['QUERY_ID']),
    operation: 'ACCESS',
    outcome: 'success',
    actor: aliasOf(fields['USER_NAME']),
    resource: written[0] ?? read[0] ?? null,
    attributes: attributesOf({ read, base: named('BASE_OBJECTS_ACCESSED'), written }),
    ...base,
    ...looks('read'),
    is_write: written.length > 0,
  })
}

function userGrant(fields: Fields, base: Base, zone: string | null): CanonicalRows {
  const role = textOf(fields['ROLE'])
  return grants(fields, base, zone, { entitlement: role, resource: role === null ? null : `role/${role}` })
}

/** A role is granted to a role by the privilege USAGE on it: then the role is what is held. */
function roleGrant(fields: Fields, base: Base, zone: string | null): CanonicalRows {
  const on = textOf(fields['GRANTED_ON'])?.toUpperCase().replaceAll('_', ' ') ?? ''
  const name = textOf(fields['NAME'])
  const path = [fields['TABLE_CATALOG'], fields['TABLE_SCHEMA'], name].map(textOf).filter((part) => part !== null)
  const isRole = /ROLE$/.test(on) && textOf(fields['PRIVILEGE'])?.toUpperCase() === 'USAGE'
  return grants(fields, base, zone, {
    entitlement: isRole ? name : textOf(fields['PRIVILEGE']),
    resource:
      on === ''
        ? null
        : `${on.toLowerCase()}/${(/^(DATABASE|SCHEMA)$/.test(on) && path.length > 1 ? [...new Set(path)] : path).join('.')}`,
  })
}

const granted = writes('execution', 'grant', 'priv_grant', 'add')
const withdrawn = writes('revocation', 'remove', 'priv_removal', 'remove')

/** Ownership falls to whoever creates an object, and Snowflake grants to itself: neither is a change that somebody decided. */
function grants(
  fields: Fields,
  base: Base,
  zone: string | null,
  held: { readonly entitlement: string | null; readonly resource: string | null },
): CanonicalRows {
  const by = textOf(fields['GRANTED_BY'])
  const isOwn = by === null || by === 'SNOWFLAKE' || held.entitlement === 'OWNERSHIP'
  const subject = subjectOf(granteeOf(fields))
  const event = (at: Base, meant: Meaning): EventDraft => ({
    operation: meant.change === 'add' ? 'GRANT' : 'REVOKE',
    outcome: 'success',
    actor: meant.change === 'add' && by !== null ? `snowflake:role/${by.replace(/\s+/g, '-')}` : null,
    actor_kind_hint: by === null || by === 'SNOWFLAKE' ? 'system' : 'group',
    subject,
    attributes: attributesOf({
      grant_option: fields['GRANT_OPTION'] === true || fields['GRANT_OPTION'] === 'true' ? true : null,
    }),
    ...at,
    ...meant,
    ...held,
    ...(isOwn ? { stage: 'context', change_class: null } : {}),
  })
  const ended = firstTime(fields, ['DELETED_ON'], zone)
  return {
    events: [
      event(base, granted),
      ...(ended === null
        ? []
        : [event({ ...base, occurred_at: ended.at, resolution_us: ended.resolution }, withdrawn)]),
    ],
    ...(held.entitlement === null || subject === null
      ? {}
      : {
          entitlements: [{ as_of: base.occurred_at, subject, entitlement: held.entitlement, resource: held.resource }],
        }),
  }
}

function granteeOf(fields: Fields): Grantee | null {
  const name = textOf(fields['GRANTEE_NAME'])
  const type = textOf(fields['GRANTED_TO'])?.toLowerCase().replaceAll('_', ' ') ?? 'user'
  return name === null ? null : { type, name }
}

function user(fields: Fields, zone: string | null): CanonicalRows {
  const alias = aliasOf(fields['NAME'])
  if (alias === null) return reject('missing_field', `NAME of a user is ${brief(fields['NAME'])}`)
  const ended = firstTime(fields, ['DELETED_ON'], zone)
  const isDisabled = /^(true|1)$/i.test(String(fields['DISABLED'] ?? ''))
  return {
    identities: [
      {
        alias,
        directory: 'snowflake',
        basis: 'directory',
        login: textOf(fields['LOGIN_NAME']),
        display_name: textOf(fields['DISPLAY_NAME']) ?? words(fields['FIRST_NAME'], fields['LAST_NAME']),
        email: emailOf(fields['EMAIL']) ?? emailOf(fields['LOGIN_NAME']) ?? emailOf(fields['NAME']),
        kind_hint: kindOfType(fields['TYPE']),
        owner: null,
        status: ended !== null ? 'terminated' : isDisabled ? 'suspended' : 'active',
        valid_from: firstTime(fields, ['CREATED_ON'], zone)?.at ?? null,
        valid_to: (ended ?? firstTime(fields, ['EXPIRES_AT'], zone))?.at ?? null,
        attributes: attributesOf({
          default_role: textOf(fields['DEFAULT_ROLE']),
          owner_role: textOf(fields['OWNER']),
          has_password: flag(fields['HAS_PASSWORD']),
          has_key: flag(fields['HAS_RSA_PUBLIC_KEY']),
          has_mfa: flag(fields['HAS_MFA'] ?? fields['EXT_AUTHN_DUO']),
          last_sign_in: textOf(fields['LAST_SUCCESS_LOGIN']),
          comment: textOf(fields['COMMENT']),
        }),
      },
    ],
  }
}

function other(fields: Fields, base: Base): CanonicalRows {
  const { QUERY_TEXT: _text, ...rest } = fields
  return rows(fields, {
    operation:
      textOf(fields['SOURCE_TABLE']) ?? textOf(fields['TRANSFER_TYPE']) ?? textOf(fields['P_LOG_TYPE']) ?? 'OTHER',
    outcome: 'unknown',
    actor: aliasOf(fields['USER_NAME']),
    resource: textOf(fields['TARGET_REGION']) ?? textOf(fields['NAME']) ?? textOf(fields['TABLE_NAME']),
    attributes: attributesOf(rest),
    ...base,
    ...looks('other'),
  })
}

/** The event, and the account where its name is an address. */
function rows(fields: Fields, event: EventDraft): CanonicalRows {
  const email = emailOf(fields['USER_NAME'])
  const alias = aliasOf(fields['USER_NAME'])
  if (email === null || alias === null) return { events: [event] }
  const identity: IdentityDraft = {
    alias,
    directory: 'snowflake',
    login: textOf(fields['USER_NAME']),
    email,
    basis: 'observed',
  }
  return { events: [event], identities: [identity] }
}

function subjectOf(grantee: Grantee | null): string | null {
  if (grantee === null) return null
  return grantee.type === 'user' ? aliasOf(grantee.name) : `${grantee.type}/${grantee.name}`
}

function aliasOf(name: unknown): string | null {
  const text = textOf(name)
  return text === null ? null : `snowflake:${text.replace(/\s+/g, '-')}`
}

function sessionOf(id: unknown): string | null {
  return aliasOf(id)
}

/** `SYSTEM` runs Snowflake's own tasks; newer rows name the type of the user. */
function kindOf(fields: Fields): ActorKind | null {
  return textOf(fields['USER_NAME']) === 'SYSTEM' ? 'system' : kindOfType(fields['USER_TYPE'])
}

function kindOfType(type: unknown): ActorKind | null {
  const word = textOf(type)?.toUpperCase() ?? ''
  if (/SERVICE$/.test(word)) return 'workload'
  return word === 'PERSON' ? 'human' : null
}

function flag(value: unknown): boolean | null {
  const text = String(value ?? '').toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : null
}

function words(...parts: readonly unknown[]): string | null {
  return textOf(parts.map(textOf).filter(Boolean).join(' '))
}

function firstWord(text: string | null): string {
  return /[A-Za-z]+/.exec(text ?? '')?.[0].toUpperCase() ?? 'UNKNOWN'
}

/** The first of these columns that holds a time. Exports in the session's zone carry the offset; those without one are UTC unless declared. */
function firstTime(fields: Fields, columns: readonly string[], zone: string | null): Moment | null {
  for (const column of columns) {
    const value = fields[column]
    const moment = readTime(value, zone ?? 'UTC') ?? readEpochSeconds(value) ?? readEpochMillis(value)
    if (moment !== null) return moment
  }
  return null
}
