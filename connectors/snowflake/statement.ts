/** Reads what a SQL statement does from its first words, without running or guessing: https://docs.snowflake.com/en/sql-reference/sql-all. */
import { type Change, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'
import type { ChangeClass } from '../../src/schema/words.js'

/** A statement in our words. Names are as Snowflake stores them: upper case unless quoted. */
export interface Statement {
  readonly meaning: Meaning
  /** Who receives or loses something. */
  readonly grantee: Grantee | null
  /** Whether it changes the user who runs it, whom it need not name. */
  readonly isOwn: boolean
  /** The access token that is given or taken. */
  readonly token: string | null
  /** What is acted on: `<type>/<name>`. */
  readonly resource: string | null
  /** The role, or the privileges, as the statement names them. */
  readonly entitlement: string | null
  /** The clause that says how it is to be afterwards. */
  readonly after: string | null
}

/** A user, role, share or application; `type` in lower case. */
export interface Grantee {
  readonly type: string
  readonly name: string
}

/** Characters of a statement in which its meaning is looked for. */
const READ_LENGTH = 8_000

const identifier = '(?:"(?:[^"]|"")+"|[A-Za-z_][\\w$]*)'
const qualified = `${identifier}(?:\\s?\\.\\s?${identifier}){0,4}`
const types =
  'NETWORK POLICY|NETWORK RULE|AUTHENTICATION POLICY|PASSWORD POLICY|SESSION POLICY|MASKING POLICY|ROW ACCESS POLICY|AGGREGATION POLICY|' +
  'PROJECTION POLICY|JOIN POLICY|PRIVACY POLICY|PACKAGES POLICY|SECURITY INTEGRATION|STORAGE INTEGRATION|API INTEGRATION|NOTIFICATION INTEGRATION|' +
  'CATALOG INTEGRATION|EXTERNAL ACCESS INTEGRATION|INTEGRATION|MANAGED ACCOUNT|RESOURCE MONITOR|REPLICATION GROUP|FAILOVER GROUP|ORGANIZATION ACCOUNT|' +
  'DATABASE ROLE|APPLICATION ROLE|APPLICATION PACKAGE|APPLICATION|EXTERNAL TABLE|DYNAMIC TABLE|HYBRID TABLE|ICEBERG TABLE|EVENT TABLE|' +
  'MATERIALIZED VIEW|FILE FORMAT|IMAGE REPOSITORY|COMPUTE POOL|EXTERNAL VOLUME|GIT REPOSITORY|EXTERNAL FUNCTION|DATABASE|WAREHOUSE|ACCOUNT|CONNECTION|' +
  'SHARE|LISTING|SECRET|USER|ROLE|SCHEMA|TABLE|VIEW|STAGE|FUNCTION|PROCEDURE|TASK|STREAMLIT|STREAM|PIPE|SEQUENCE|TAG|ALERT|NOTEBOOK|SERVICE|MODEL'

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const issue = writes('credential', 'issue', 'secret_issue', 'add')
const renewal = writes('credential', 'issue', 'secret_issue', 'modify')
const taking = writes('revocation', 'revoke', null, 'remove')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')

/**
 * Statements by their beginning; first match wins. A blank is white space, `…` whatever stands between, a word in `<>` a name that is kept under it;
 * `<grantee>` has its type before it, and `<set>` is the clause to the end, `<set:…X>` one that must hold X.
 */
const statements: readonly (readonly [RegExp, Meaning])[] = [
  [starting('GRANT ((DATABASE|APPLICATION) )?ROLE <given> TO <grantee>'), grant],
  [starting('REVOKE ((DATABASE|APPLICATION) )?ROLE <given> FROM <grantee>'), removal],
  [starting('GRANT <privileges> ON <object> TO <grantee>'), grant],
  [starting('REVOKE (GRANT OPTION FOR )?<privileges> ON <object> FROM <grantee>'), removal],
  [starting('GRANT'), grant],
  [starting('REVOKE'), removal],
  [
    starting('CREATE USER <user><set:…\\bTYPE ?= ?(LEGACY_)?SERVICE\\b>'),
    writes('execution', 'create', 'nhi_create', 'add'),
  ],
  [starting('CREATE USER( <user><set>)?'), writes('identity', 'lifecycle', null, 'add')],
  [starting('DROP USER( <user>)?'), writes('identity', 'delete', null, 'remove')],
  [starting('ALTER USER( <user>)? <set:ADD (PROGRAMMATIC ACCESS TOKEN|PAT)( <token>)?>'), issue],
  [starting('ALTER USER( <user>)? <set:ROTATE (PROGRAMMATIC ACCESS TOKEN|PAT)( <token>)?>'), renewal],
  [starting('ALTER USER( <user>)? <set:REMOVE (PROGRAMMATIC ACCESS TOKEN|PAT)( <token>)?>'), taking],
  [starting('ALTER USER( <user>)? <set:UNSET …\\b(PASSWORD|RSA_PUBLIC_KEY(_2)?)\\b>'), taking],
  [starting('ALTER USER( <user>)? <set:(SET …\\b(PASSWORD|RSA_PUBLIC_KEY(_2)?) ?=|RESET PASSWORD)>'), renewal],
  [starting('ALTER USER( <user>)? <set:ADD DELEGATED AUTHORIZATION>'), grant],
  [starting('ALTER USER( <user>)? <set:REMOVE DELEGATED AUTHORIZATION>'), removal],
  [starting('ALTER USER( <user>)? <set:…\\b(NETWORK_POLICY|POLICY|\\w*MFA\\w*)\\b>'), trust],
  [starting('ALTER USER( <user>)?<set>'), writes('identity', 'lifecycle', null, 'modify')],
  [starting('CREATE SECRET <secret><set>'), issue],
  [starting('ALTER SECRET <secret><set>'), renewal],
  [starting('DROP SECRET <secret>'), taking],
  [
    starting(
      'ALTER (?<type>ACCOUNT)( <name>)? <set:…\\b(NETWORK_POLICY|\\w+ POLICY|SAML_IDENTITY_PROVIDER|\\w*MFA\\w*|PREVENT_\\w+|REQUIRE_\\w+|ALLOW_\\w+)\\b>',
    ),
    trust,
  ],
  [
    starting('ALTER (?<type>ACCOUNT)( <name>)? <set:UNSET …\\b(EVENT_TABLE|LOG_LEVEL)\\b>'),
    writes('logging', 'disable_logging', null, 'remove'),
  ],
  [
    starting('ALTER (?<type>ACCOUNT)( <name>)? <set:…\\b(EVENT_TABLE|LOG_LEVEL|TRACE_LEVEL)\\b>'),
    writes('logging', 'configure', null, 'modify'),
  ],
  [starting('SELECT …\\bSYSTEM\\$GENERATE_SCIM_ACCESS_TOKEN\\b'), issue],
  [
    starting('SELECT …\\bSYSTEM\\$(SHOW_OAUTH_CLIENT_SECRETS|GET_SECRET)\\b'),
    reads('execution', 'read', 'data_access'),
  ],
  [starting("COPY INTO (@|')|GET( FILES)?\\b|UNLOAD"), reads('execution', 'read', 'data_access')],
  [starting('COPY|PUT( FILES)?\\b|INSERT|UPDATE|MERGE|MULTI TABLE INSERT|RECLUSTER'), writes('execution', 'update')],
  [starting('DELETE|TRUNCATE|REMOVE|RM\\b'), writes('execution', 'delete')],
  [starting('EXECUTE|CALL|DECLARE|BEGIN\\s+(?!(TRANSACTION|WORK|NAME)\\b)\\w'), writes('execution', 'use')],
  [starting('SELECT|WITH|SHOW|DESC|LIST|LS\\b|EXPLAIN|VALUES'), looks('read')],
  [starting('USE|SET|UNSET|BEGIN|START|COMMIT|ROLLBACK|ALTER SESSION( (SET|UNSET)|$)'), looks('other')],
]

const objects = starting(
  `(?<verb>CREATE|ALTER|DROP|UNDROP)( OR (REPLACE|ALTER))? ((TEMP|TEMPORARY|TRANSIENT|VOLATILE|SECURE|RECURSIVE|LOCAL|GLOBAL) ){0,4}(?<type>${types.replaceAll(' ', '[_ ]')})\\b( <name>)?<set>`,
)

const verbs: Readonly<Record<string, readonly [activity: string, change: Change | null]>> = {
  CREATE: ['create', 'add'],
  UNDROP: ['create', 'add'],
  ALTER: ['configure', 'modify'],
  DROP: ['delete', 'remove'],
}

/** Object types whose change is controlled; a change of any other is of no class. */
const classes: readonly (readonly [RegExp, ChangeClass])[] = [
  [/POLICY$|^NETWORK RULE$|^SECURITY INTEGRATION$|^SHARE$|^LISTING$|^MANAGED ACCOUNT$/, 'trust_policy'],
  [
    /INTEGRATION$|^(DATABASE|WAREHOUSE|ACCOUNT|ORGANIZATION ACCOUNT|CONNECTION|RESOURCE MONITOR|EXTERNAL VOLUME)$|GROUP$/,
    'prod_config',
  ],
]

/** What a statement does; `queryType` is Snowflake's own word for it and serves where the text is missing or cut before its verb. */
export function readStatement(text: string | null, queryType: string | null): Statement {
  const raw = (text ?? '').slice(0, READ_LENGTH)
  return (
    read(raw) ??
    read((queryType ?? '').replaceAll('_', ' ')) ?? {
      ...nothing,
      meaning: queryType === null || queryType === 'UNKNOWN' ? looks('other') : writes('context', 'other'),
    }
  )
}

/** Text in which literals that are secrets by their name are hidden, whole: a pass phrase may have blanks. */
export function hideSecrets(text: string): string {
  return text.replace(
    /(\b\w*(?:PASSWORD|PASSPHRASE|SECRET|SECRET_STRING|SECRET_KEY|PRIVATE_KEY|MASTER_KEY|API_KEY|TOKEN)\s*=>?\s*)(?:'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$))/gi,
    "$1'[redacted:secret]'",
  )
}

/** An identifier as Snowflake stores it: without quotes as written in them, else in upper case; parts joined by a point. */
export function storedName(name: string): string {
  return (name.match(/"(?:[^"]|"")+"|[^".\s]+/g) ?? [])
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toUpperCase()))
    .join('.')
}

const nothing = { grantee: null, isOwn: false, token: null, resource: null, entitlement: null, after: null }

function read(raw: string): Statement | null {
  const masked = mask(raw)
  for (const [pattern, meant] of statements) {
    const found = pattern.exec(masked)
    if (found !== null) return statement(meant, found, raw)
  }
  const found = objects.exec(masked)
  const verb = verbs[found?.groups?.['verb']?.toUpperCase() ?? '']
  if (found === null || verb === undefined) return null
  const type = plainType(found.groups?.['type'] ?? '')
  const changeClass = classes.find(([pattern]) => pattern.test(type))?.[1] ?? null
  return statement(writes('execution', verb[0], changeClass, verb[1]), found, raw)
}

function statement(meant: Meaning, found: RegExpExecArray, raw: string): Statement {
  const part = found.groups ?? {}
  const set = part['set']?.trim() ? hideSecrets(raw.slice(found.index + found[0].length - part['set'].length)) : null
  const user = part['user']
  const given = part['given']
  return {
    meaning: meant,
    grantee:
      part['grantee'] !== undefined
        ? { type: plainType(part['granteeType'] ?? 'ROLE').toLowerCase(), name: storedName(part['grantee']) }
        : user === undefined
          ? null
          : { type: 'user', name: storedName(user) },
    isOwn: user === undefined && /^[\s(]*ALTER\s+USER\s+\S/i.test(found[0]),
    token: part['token'] === undefined ? null : storedName(part['token']),
    resource: resourceOf(part),
    entitlement: given === undefined ? (part['privileges'] ? oneLine(part['privileges']) : null) : storedName(given),
    after: set === null ? null : oneLine(set).replace(/;$/, ''),
  }
}

function resourceOf(part: Readonly<Record<string, string | undefined>>): string | null {
  if (part['given'] !== undefined) return `role/${storedName(part['given'])}`
  if (part['user'] !== undefined) return `user/${storedName(part['user'])}`
  if (part['secret'] !== undefined) return `secret/${storedName(part['secret'])}`
  if (part['object'] !== undefined) return objectOf(part['object'])
  const type = part['type']
  if (type === undefined) return null
  const name = part['name'] === undefined ? '' : `/${storedName(part['name'])}`
  return `${plainType(type).toLowerCase()}${name}`
}

/** `TABLE db.public.orders` is `table/DB.PUBLIC.ORDERS`; `ALL TABLES IN SCHEMA db.public` stays a sentence. */
function objectOf(text: string): string {
  const found = /^([A-Z ]+?)\s+((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))*)$/i.exec(oneLine(text))
  const type = found?.[1]
  if (!type || /\bIN\b/i.test(type)) return oneLine(text).toUpperCase() === 'ACCOUNT' ? 'account' : oneLine(text)
  return `${type.toLowerCase()}/${storedName(found[2]!)}`
}

/** The pattern that a beginning stands for. */
function starting(beginning: string): RegExp {
  const source = beginning
    .replace(/^(CREATE) /, '$1( OR (REPLACE|ALTER))? ')
    .replace(
      /<grantee>/g,
      '((?<granteeType>(DATABASE |APPLICATION )?ROLE|USER|SHARE|APPLICATION( PACKAGE)?) )?<name:grantee>',
    )
    .replace(/<(privileges|object)>/g, '(?<$1>[^;]{1,2000}?)')
    .replace(/<(given|user|secret|token|name)>/g, (_, part: string) => `<name:${part}>`)
    .replace(
      /<name:(\w+)>/g,
      (_, part: string) =>
        `(IF (NOT )?EXISTS )?(?!(SET|UNSET|ADD|REMOVE|RESET|ROTATE|IN|ON|TO|FROM|IDENTIFIER)\\b)(?<${part}>${qualified})`,
    )
    .replace(/<set>/g, '(?<set>[\\s\\S]*)')
    .replace(/<set:(.*)>/, '(?<set>$1[\\s\\S]*)')
    .replaceAll('…', '[^;]*?')
    .replaceAll(' ?', '\\s*')
    .replaceAll(' ', '\\s+')
  return new RegExp(`^[\\s(]*(?:${source})`, 'i')
}

/** The statement with comments and the insides of literals blanked, as long as before, so that places agree. */
function mask(text: string): string {
  return text.replace(
    /--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$)|"(?:[^"]|"")*"/g,
    (found) => {
      if (found.startsWith('"')) return found
      const edge = found.startsWith("'") && found.length > 1 ? "'" : ' '
      return edge + ' '.repeat(Math.max(0, found.length - 2)) + (found.length > 1 ? edge : '')
    },
  )
}

function plainType(type: string): string {
  return type.toUpperCase().replaceAll(/[_\s]+/g, ' ')
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
