/** Salesforce's trails and logs in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import { attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { looks } from '../../src/schema/meaning.js'
import type { Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readTime, readWritten } from '../../src/time.js'
import { meaningOfEvent, meaningOfSetup } from './actions.js'
import { type Kind, longId, readRecord } from './record.js'

/** One record: an event, what somebody holds, or an account. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_salesforce', `no record of Salesforce: ${brief(record.value)}`)
  const { kind, at } = found
  if (kind === 'user') return user(at)
  const time = firstTime(at, timeFields[kind], record.timezone)
  if (time === null)
    return reject('bad_time', `no time: ${brief(at[timeFields[kind].find((name) => name in at) ?? ''])}`)
  return readers[kind](at, {
    occurred_at: time.at,
    resolution_us: time.resolution,
    account: longId(at['organizationid']),
  })
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us' | 'account'>
type DatedKind = Exclude<Kind, 'user'>

const timeFields: Readonly<Record<DatedKind, readonly string[]>> = {
  setup: ['createddate'],
  setup_page: ['date'],
  event_log: ['timestampderived', 'timestamp', 'peventtime'],
  login_history: ['logintime'],
  stream: ['eventdate', 'createddate'],
  assignment: ['systemmodstamp', 'lastmodifieddate', 'createddate'],
}

const readers: Readonly<Record<DatedKind, (at: Fields, base: Base) => CanonicalRows>> = {
  setup: (at, base) => setup(at, base, textOf(at['action']), textOf(at['display'])),
  setup_page: (at, base) => setup(at, base, null, textOf(at['action'])),
  event_log: logged,
  login_history: loginHistory,
  stream: streamed,
  assignment,
}

/** Of a change that was made while logged in as somebody else, `DelegateUser` is who made it. */
function setup(at: Fields, base: Base, code: string | null, display: string | null): CanonicalRows {
  const meant = meaningOfSetup(code, display)
  const said = readSentence(display)
  const delegate = textOf(at['delegateuser'])
  const by = person(
    textOf(at['createdbyid']) ?? at['createdby.id'],
    textOf(at['createdby.username']) ?? at['user'],
    at['createdby.email'],
  )
  const isGrant = meant.change_class === 'priv_grant' || meant.change_class === 'priv_removal'
  return rows(
    {
      ...base,
      ...meant,
      native_id: longId(at['id']),
      operation: code ?? display?.split(/\s+/).slice(0, 3).join(' ') ?? 'setup',
      outcome: 'success',
      actor: delegate === null ? (by?.alias ?? null) : aliasOf(delegate),
      actor_kind_hint: by === null && delegate === null ? 'system' : null,
      on_behalf_of: delegate === null || by === null ? null : [by.alias],
      subject: said.subject,
      resource: textOf(at['section']),
      entitlement: isGrant ? said.entitlement : null,
      before: said.before,
      after: said.after,
      ...referenceColumns(findReferences(display, 'text')),
      text: display,
      attributes: attributesOf({
        section: textOf(at['section']),
        context: textOf(at['createdbycontext']),
        name: textOf(at['createdby.name']),
        namespace: textOf(at['responsiblenamespaceprefix']) ?? textOf(at['sourcenamespaceprefix']),
      }),
    },
    [by],
  )
}

interface Sentence {
  readonly subject: string | null
  readonly entitlement: string | null
  readonly before: string | null
  readonly after: string | null
}

/** Who, what and from what to what, as far as Salesforce's own English sentence says it; anything else stays in the text. */
function readSentence(display: string | null): Sentence {
  const text = (display ?? '').slice(0, 1_000)
  const named =
    /permission set(?: group| license)? (?<what>.{1,200}?):? (?:was )?(?:un)?assigned (?:to|from) (?:user )?(?<who>.{1,200}?)(?: \(UserID: \[?(?<id>005\w+)\]?\))?\.?$/i.exec(
      text,
    ) ??
    /(?:un)?assigned permission set(?: group| license)? (?<what>.{1,200}?) (?:to|from) (?:user )?(?<who>.{1,200}?)(?: \(UserID: \[?(?<id>005\w+)\]?\))?\.?$/i.exec(
      text,
    ) ??
    /^(?:added|removed) (?:user )?(?<who>.{1,200}?) (?:to|from) (?:public )?(?:group|queue) (?<what>.{1,200}?)\.?$/i.exec(
      text,
    ) ??
    /\bfor user (?<who>[^\s,]{1,200}@[^\s,]{1,200})/i.exec(text) ??
    /^logged in as (?:user )?(?<who>.{1,200}?)\.?$/i.exec(text)
  const changed =
    /^changed (?:profile|role) for user (?<who>.{1,200}?)(?: from (?<from>.{1,200}?))?(?: to (?<to>.{1,200}?))?\.?$/i.exec(
      text,
    )
  const state =
    /^changed (?:permission set|profile) (?<what>.{1,200}?): (?<part>.{1,300}?) (?:was )?changed from (?<from>.{1,200}?) to (?<to>.{1,200}?)\.?$/i.exec(
      text,
    )
  const made = /^(?:created(?: new)?|deactivated|activated|froze|unfroze|unlocked) user (?<who>.{1,200}?)\.?$/i.exec(
    text,
  )
  const part = named?.groups ?? changed?.groups ?? state?.groups ?? made?.groups ?? {}
  const who = part['id'] ?? part['who']
  return {
    subject:
      who === undefined
        ? null
        : part['id'] !== undefined || emailOf(who) !== null
          ? aliasOf(longId(who))
          : `user/${who}`,
    entitlement: part['what'] ?? part['to'] ?? null,
    before: part['from'] === undefined ? null : [part['part'], part['from']].filter(Boolean).join(': '),
    after: part['to'] === undefined ? null : [part['part'], part['to']].filter(Boolean).join(': '),
  }
}

function logged(at: Fields, base: Base): CanonicalRows {
  const type = textOf(at['eventtype']) ?? 'unknown'
  const method = textOf(at['method']) ?? textOf(at['methodname']) ?? textOf(at['httpmethod'])
  const meant = meaningOfEvent(type, method, null)
  const user = person(textOf(at['useridderived']) ?? at['userid'], at['username'], null)
  const delegate = person(textOf(at['delegateduseridderived']) ?? at['delegateduserid'], at['delegatedusername'], null)
  return rows(
    {
      ...base,
      ...meant,
      native_id: textOf(at['requestid']),
      operation: type,
      outcome: outcomeOf(at),
      actor: (delegate ?? user)?.alias ?? null,
      on_behalf_of: delegate === null || user === null ? null : [user.alias],
      session: sessionOf(at),
      subject: delegate === null ? null : (user?.alias ?? null),
      resource:
        textOf(at['reportidderived']) ??
        textOf(at['reportid']) ??
        textOf(at['entityname']) ??
        textOf(at['featureid']) ??
        textOf(at['uri']),
      entitlement: type === 'PermissionUpdate' ? textOf(at['description']) : null,
      source_ip: addressOf(at['sourceip']) ?? addressOf(at['clientip']),
      user_agent: textOf(at['browsertype']) ?? textOf(at['useragent']),
      attributes: attributesOf({
        method,
        status: textOf(at['loginstatus']) ?? textOf(at['statuscode']) ?? textOf(at['requeststatus']),
        api: textOf(at['apitype']),
        api_version: textOf(at['apiversion']),
        client_ip: textOf(at['clientip']),
        client: textOf(at['clientname']),
        uri: textOf(at['uri']),
        url: textOf(at['url']),
        rows: textOf(at['rowsprocessed']) ?? textOf(at['rowcount']),
        query: textOf(at['query']),
        tls: textOf(at['tlsprotocol']),
      }),
    },
    [user, delegate],
  )
}

/** Words of several kinds of files: `LOGIN_STATUS`, an HTTP status, `SUCCESS`, `REQUEST_STATUS` (S, F, A, …). */
function outcomeOf(at: Fields): Outcome {
  const login = textOf(at['loginstatus'])
  if (login !== null) return login === 'LOGIN_NO_ERROR' ? 'success' : 'failure'
  const status = Number(textOf(at['statuscode']) ?? Number.NaN)
  if (status >= 400) return status === 401 || status === 403 ? 'denied' : 'failure'
  const done = textOf(at['success']) ?? textOf(at['status'])
  if (done === '1' || done === '0') return done === '1' ? 'success' : 'failure'
  const request = textOf(at['requeststatus'])?.toUpperCase()
  if (request === 'A') return 'denied'
  if (request === 'F' || request === 'N') return 'failure'
  return request === 'S' || status >= 200 ? 'success' : 'unknown'
}

function loginHistory(at: Fields, base: Base): CanonicalRows {
  const status = textOf(at['status'])
  const user = person(at['userid'], textOf(at['username']) ?? at['user.username'], at['user.email'])
  return rows(
    {
      ...base,
      ...meaningOfEvent('Login', null, null),
      native_id: longId(at['id']),
      operation: textOf(at['logintype']) ?? 'Login',
      outcome: /^success$/i.test(status ?? '')
        ? 'success'
        : /restricted|denied|locked|inactive/i.test(status ?? '')
          ? 'denied'
          : 'failure',
      actor: user?.alias ?? null,
      source_ip: addressOf(at['sourceip']),
      user_agent: textOf([at['browser'], at['platform']].map(textOf).filter(Boolean).join(' ')),
      attributes: attributesOf({
        status,
        application: textOf(at['application']),
        url: textOf(at['loginurl']),
        country: textOf(at['countryiso']),
      }),
    },
    [user],
  )
}

/** Streamed events come without their type; fields that only one type has tell it. */
const streams: readonly (readonly [field: string, type: string])[] = [
  ['delegatedusername', 'LoginAsEvent'],
  ['permissionlist', 'PermissionSetEvent'],
  ['permissiontype', 'PermissionSetEvent'],
  ['reportid', 'ReportEvent'],
  ['listviewid', 'ListViewEvent'],
  ['queriedentities', 'ApiEvent'],
  ['logintype', 'LoginEvent'],
  ['sessionlevel', 'LogoutEvent'],
]

function streamed(at: Fields, base: Base): CanonicalRows {
  const type = textOf(at['attributes.type']) ?? streams.find(([field]) => field in at)?.[1] ?? 'Event'
  const operation = textOf(at['operation'])
  const meant = meaningOfEvent(type, null, operation)
  const user = person(at['userid'], at['username'], null)
  const delegate = person(null, at['delegatedusername'], null)
  const impacted = parseList(at['impacteduserids'])
    .map(longId)
    .filter((id) => id !== null)
  const status = textOf(at['status'])
  return rows(
    {
      ...base,
      ...meant,
      native_id: textOf(at['eventidentifier']),
      operation: operation === null ? type : `${type} ${operation}`,
      outcome:
        status === null ? (meant.is_write ? 'success' : 'unknown') : /^success/i.test(status) ? 'success' : 'failure',
      actor: (delegate ?? user)?.alias ?? null,
      on_behalf_of: delegate === null || user === null ? null : [user.alias],
      session: sessionOf(at),
      subject: aliasOf(impacted[0] ?? null) ?? (delegate === null ? null : (user?.alias ?? null)),
      resource: textOf(at['reportid']) ?? textOf(at['queriedentities']) ?? textOf(at['parentid']),
      entitlement: textOf(at['parentname']) ?? textOf(at['permissionlist']),
      source_ip: addressOf(at['sourceip']),
      user_agent: textOf(at['browser']),
      attributes: attributesOf({
        status,
        permissions: textOf(at['permissionlist']),
        impacted: impacted.length > 1 ? impacted : null,
        session_level: textOf(at['sessionlevel']),
        rows: textOf(at['rowsprocessed']),
        query: textOf(at['query']),
        policy_outcome: textOf(at['policyoutcome']),
      }),
    },
    [user, delegate],
  )
}

/** Held since the assignment was last changed; one that is switched off is held by nobody and only told. */
function assignment(at: Fields, base: Base): CanonicalRows {
  const holder = person(at['assigneeid'], at['assignee.username'], at['assignee.email'])
  const isProfile = /^true$/i.test(String(at['permissionset.isownedbyprofile'] ?? ''))
  const entitlement =
    (isProfile ? textOf(at['permissionset.profile.name']) : null) ??
    textOf(at['permissionset.label']) ??
    textOf(at['permissionset.name']) ??
    longId(at['permissionsetid'])
  if (holder === null || entitlement === null)
    return reject('missing_field', `no assignee or permission set: ${brief(at['assigneeid'])}`)
  const identities = holder.identity === null ? {} : { identities: [holder.identity] }
  const resource = longId(at['permissionsetid'])
  if (/^false$/i.test(String(at['isactive'] ?? '')) || /^true$/i.test(String(at['isrevoked'] ?? ''))) {
    const event: EventDraft = {
      ...base,
      ...looks('other'),
      operation: 'PermissionSetAssignment',
      outcome: 'unknown',
      subject: holder.alias,
      entitlement,
      resource,
    }
    return { events: [event], ...identities }
  }
  return {
    entitlements: [
      {
        as_of: base.occurred_at,
        subject: holder.alias,
        entitlement,
        resource,
        attributes: attributesOf({
          id: longId(at['id']),
          profile: isProfile ? true : null,
          group: longId(at['permissionsetgroupid']),
          expires: textOf(at['expirationdate']),
        }),
      },
    ],
    ...identities,
  }
}

function user(at: Fields): CanonicalRows {
  const found = person(at['id'], at['username'], at['email'])
  const username = textOf(at['username'])
  if (found === null || username === null) return reject('missing_field', `no id or user name: ${brief(at['id'])}`)
  const isActive = /^(true|1)$/i.test(String(at['isactive'] ?? ''))
  const byName = aliasOf(username)
  return {
    identities: [
      {
        alias: found.alias,
        directory: 'salesforce',
        basis: 'directory',
        login: username,
        display_name: textOf(at['name']),
        email: emailOf(at['email']),
        kind_hint: /^(AutomatedProcess|CloudIntegrationUser|PlatformIntegration)/i.test(textOf(at['usertype']) ?? '')
          ? 'system'
          : null,
        same_as: byName === null || byName === found.alias ? null : [byName],
        manager: aliasOf(longId(at['managerid'])),
        title: textOf(at['title']),
        status: isActive ? 'active' : 'suspended',
        valid_from: firstTime(at, ['createddate'], null)?.at ?? null,
        attributes: attributesOf({
          profile: textOf(at['profile.name']) ?? longId(at['profileid']),
          role: textOf(at['userrole.name']),
          federation_id: textOf(at['federationidentifier']),
          last_sign_in: textOf(at['lastlogindate']),
        }),
      },
    ],
  }
}

interface Person {
  readonly alias: string
  readonly identity: IdentityDraft | null
}

/** The account of an id, else of a user name. User names have the form of an address and mostly are one; where a record has the address itself, that counts. */
function person(id: unknown, username: unknown, address: unknown): Person | null {
  const login = textOf(username)
  const alias = aliasOf(longId(id)) ?? aliasOf(login)
  if (alias === null) return null
  const email = emailOf(address) ?? emailOf(login)
  return {
    alias,
    identity: email === null ? null : { alias, directory: 'salesforce', login, email, basis: 'observed' },
  }
}

function rows(event: EventDraft, people: readonly (Person | null)[]): CanonicalRows {
  const identities = people.flatMap((one) => one?.identity ?? [])
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

/** The login key ties all events of a session together from its sign-in on; the session key is missing in the sign-in. */
function sessionOf(at: Fields): string | null {
  return aliasOf(textOf(at['loginkey']) ?? textOf(at['sessionkey']))
}

/** Salesforce's own addresses are written as words. */
function addressOf(value: unknown): string | null {
  const address = textOf(value)
  return address !== null && /^[\da-f.:]+$/i.test(address) ? address : null
}

/** User names are the same in any case. */
function aliasOf(name: string | null): string | null {
  if (name === null) return null
  return `salesforce:${(name.includes('@') ? name.toLowerCase() : name).replace(/\s+/g, '-')}`
}

/** Offsets of the zone names that the setup page writes behind its times. */
const zones: Readonly<Record<string, string>> = {
  PST: '-08:00',
  PDT: '-07:00',
  MST: '-07:00',
  MDT: '-06:00',
  CST: '-06:00',
  CDT: '-05:00',
  EST: '-05:00',
  EDT: '-04:00',
  BST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
}

/** Logs are in UTC (`20260302100000.123`, ISO); pages write as people do, in the zone of who downloads. */
function firstTime(at: Fields, names: readonly string[], zone: string | null): Moment | null {
  for (const name of names) {
    const value = textOf(at[name])
    if (value === null) continue
    const compact = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,6})?$/.exec(value)
    const moment = compact
      ? readTime(
          `${compact[1]}-${compact[2]}-${compact[3]}T${compact[4]}:${compact[5]}:${compact[6]}${compact[7] ?? ''}Z`,
        )
      : (readTime(value, zone ?? 'UTC') ?? readEpochMillis(value) ?? readPageTime(value, zone))
    if (moment !== null) return moment
  }
  return null
}

/** `3/2/2026, 10:00:00 AM PST`: with AM and PM the month comes first. */
function readPageTime(value: string, zone: string | null): Moment | null {
  const [, text = value, name] = /^(.*?)(?:\s+([A-Z]{3,4}))?$/.exec(value) ?? []
  const offset = name === undefined ? null : (zones[name] ?? (/^(GMT|UTC)$/.test(name) ? 'UTC' : null))
  return readWritten(text, offset ?? zone, /[AP]M$/i.test(text) ? 'month-first' : null)
}
