/** A Workspace activity in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, compact, type Fields, parseFields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './events.js'
import { type Activity, type ActivityEvent, activity } from './record.js'
import { unwrap, unwrapAlert } from './unwrap.js'

/** One activity: one row of events for each of its events, and the account that acted. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) {
    const alert = unwrapAlert(record.value)
    return alert
      ? alertRows(alert, record.timezone)
      : reject('not_an_event', `no activity in this record: ${brief(record.value)}`)
  }
  const parsed = activity.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not an activity'}`)
  }
  const one = parsed.data
  const time = readTime(one.id.time, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `id.time is no time: ${brief(one.id.time)}`)
  return { events: one.events.map((event) => toEvent(one, event, time)), ...accounts(one) }
}

type Parameters = ReadonlyMap<string, string>

function toEvent(one: Activity, event: ActivityEvent, time: Moment): EventDraft {
  const { id, actor } = one
  const application = id.applicationName ?? ''
  const name = event.name ?? event.type ?? 'unnamed'
  const meaning = meaningOf(application, event.type ?? '', name)
  const parameters = parametersOf(event.parameters)
  const get = (...names: string[]) =>
    names.map((key) => parameters.get(key)).find((value) => value !== undefined) ?? null
  const before = get('OLD_VALUE', 'old_value', 'OLD_VALUES')
  const after = get('NEW_VALUE', 'new_value', 'NEW_VALUES')
  const entitlement = entitlementOf(meaning, get)
  const outcome = outcomeOf(meaning, get)
  const isDenied = outcome === 'failure' || outcome === 'denied'
  const said = get('justification', 'JUSTIFICATIONS', 'reason', 'REASON', 'actor_comment')
  const session = get('login_session_id', 'session_id')
  return {
    native_id: id.uniqueQualifier ? `${application}:${id.time}:${id.uniqueQualifier}` : null,
    occurred_at: time.at,
    // The API counts milliseconds; zeros that a copy put behind them make the time no finer.
    resolution_us: Math.max(time.resolution, 1000),
    stage: meaning.stage,
    activity: meaning.activity,
    operation: name,
    outcome,
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    actor: aliasOf(actor),
    actor_kind_hint: kindOf(actor),
    session: session ? `google:${session}` : null,
    credential: isKey(actor) ? `google:key/${actor?.key}` : null,
    credential_class: isKey(actor) ? 'static' : null,
    used_class: isKey(actor) && meaning.stage === 'credential' ? 'static' : null,
    subject: subjectOf(meaning, application, get, actor),
    account: id.customerId,
    resource: resourceOf(application, get),
    entitlement,
    change: meaning.change,
    before: before ?? (meaning.change === 'remove' ? entitlement : null),
    after: after ?? (meaning.change === 'add' ? entitlement : null),
    decision: isDenied ? null : meaning.decision,
    ...referenceColumns([
      ...findReferences(said, 'text'),
      ...findReferences(get('DESCRIPTION', 'doc_title', 'TICKETS'), 'text'),
    ]),
    text: said,
    source_ip: address(one.ipAddress),
    user_agent: get('user_agent', 'USER_AGENT'),
    attributes: JSON.stringify(
      compact({
        application,
        type: event.type,
        caller_type: actor?.callerType,
        profile_id: actor?.profileId,
        key: actor?.callerType === 'KEY' ? null : actor?.key,
        domain: one.ownerDomain,
        parameters: Object.fromEntries([...parameters].filter(([key]) => !/^(OLD|NEW)_VALUES?$/i.test(key))),
      }),
    ),
  }
}

/** `[{"name", "value" | "boolValue" | "intValue" | "multiValue" | …}]`, or a map of name and value in copies. */
function parametersOf(written: unknown): Parameters {
  const found = new Map<string, string>()
  const add = (name: unknown, value: unknown) => {
    const shown = shownValue(value)
    if (typeof name === 'string' && name !== '' && shown !== null && !found.has(name)) found.set(name, shown)
  }
  if (Array.isArray(written)) {
    for (const one of written) {
      const fields = parseFields(one)
      if (fields === null) continue
      const { name, ...values } = fields
      for (const key of [
        'value',
        'boolValue',
        'intValue',
        'multiValue',
        'multiIntValue',
        'messageValue',
        'multiMessageValue',
      ])
        if (values[key] !== undefined) add(name, values[key])
    }
  } else for (const [name, value] of Object.entries(parseFields(written) ?? {})) add(name, value)
  return found
}

function shownValue(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string') return value
  if (Array.isArray(value))
    return value.length === 0
      ? null
      : value.every((one) => typeof one === 'string')
        ? value.join(' ') || null
        : JSON.stringify(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

type Get = (...names: string[]) => string | null

function entitlementOf(meaning: Meaning, get: Get): string | null {
  switch (meaning.entitlement) {
    case 'role':
      return get('ROLE_NAME') ?? (get('PRIVILEGE_NAME') || 'administrator')
    case 'privilege':
      return [get('ROLE_NAME'), get('PRIVILEGE_NAME')].filter(Boolean).join(' · ') || null
    case 'group':
      return get('GROUP_EMAIL', 'group_email', 'group_id')
    case 'scopes':
      return get('API_SCOPES', 'scope', 'scope_data', 'OAUTH2_SCOPES')
    default:
      return null
  }
}

function subjectOf(meaning: Meaning, application: string, get: Get, actor: Activity['actor']): string | null {
  if (meaning.entitlement === 'scopes') {
    const client = get('API_CLIENT_NAME', 'client_id', 'OAUTH2_APP_ID')
    return client ? `google:client/${client}` : null
  }
  const member = get('USER_EMAIL', 'user_email', 'member_id', 'target_user', 'affected_email_address', 'user', 'email')
  if (member?.includes('@')) return principal(member)
  const group = get('GROUP_NAME')
  if (group && meaning.is_write) return `google:group/${group.toLowerCase()}`
  if (meaning.stage === 'request') return aliasOf(actor)
  const isOwn = application === 'user_accounts' || (application === 'groups' && meaning.entitlement === 'group')
  return isOwn && meaning.is_write ? aliasOf(actor) : null
}

function resourceOf(application: string, get: Get): string | null {
  const found = get(
    'doc_id',
    'GROUP_EMAIL',
    'group_email',
    'group_id',
    'RESOURCE_NAME',
    'RESOURCE_ID',
    'DEVICE_ID',
    'calendar_id',
  )
  if (found) return application === 'drive' || application === 'calendar' ? `${application}/${found}` : found
  const setting = [get('APPLICATION_NAME'), get('SETTING_NAME')].filter(Boolean).join('/')
  const place = get('ORG_UNIT_NAME', 'DOMAIN_NAME', 'CAA_APPLICATION', 'app_name', 'API_CLIENT_NAME', 'client_id')
  return [place, setting].filter(Boolean).join(' · ') || null
}

function outcomeOf(meaning: Meaning, get: Get): Outcome {
  if (meaning.outcome) return meaning.outcome
  const challenge = get('login_challenge_status')
  if (challenge) return !/pass/i.test(challenge) ? 'failure' : 'success'
  return 'success'
}

function aliasOf(actor: Activity['actor']): string | null {
  const email = actor?.email?.trim() ?? ''
  if (email.includes('@')) return principal(email)
  if (actor?.profileId) return `google:${actor.profileId}`
  return actor?.key === 'SYSTEM' ? 'google:system' : actor?.key ? `google:key/${actor.key}` : null
}

/** A service account of Google Cloud as gcp-audit spells it; everybody else by address. */
function principal(email: string): string {
  const name = email.trim().toLowerCase()
  return /gserviceaccount\.com$/.test(name) ? `gcp:${name}` : /\s/.test(name) ? `google:${name}` : `email:${name}`
}

/** `SYSTEM` stands where Google itself acted. */
function isKey(actor: Activity['actor']): boolean {
  return actor?.callerType === 'KEY' && Boolean(actor.key) && actor.key !== 'SYSTEM'
}

function kindOf(actor: Activity['actor']): ActorKind | null {
  if (actor?.key === 'SYSTEM' && !actor.email) return 'system'
  if (/gserviceaccount\.com$/i.test(actor?.email ?? '')) return 'workload'
  return actor?.callerType === 'KEY' && !actor.email ? 'workload' : null
}

function accounts({ actor }: Activity): { identities?: IdentityDraft[] } {
  const alias = aliasOf(actor)
  if (!actor || alias === null) return {}
  const email = alias.startsWith('email:') ? alias.slice(6) : null
  return {
    identities: [
      {
        alias,
        directory: 'google',
        login: actor.email,
        email,
        basis: 'observed',
        kind_hint: kindOf(actor),
        same_as: actor.profileId && alias !== `google:${actor.profileId}` ? [`google:${actor.profileId}`] : null,
      },
    ],
  }
}

/** An alert tells that Google noticed something; it changes nothing. */
function alertRows(alert: Fields, zone: string | null): CanonicalRows {
  const written = alert['startTime'] ?? alert['createTime']
  const time = readTime(written, zone ?? 'UTC')
  if (time === null) return reject('bad_time', `startTime is no time: ${brief(written)}`)
  const data = parseFields(alert['data'])
  const email = textOf(data?.['email']) ?? textOf(parseFields(data?.['loginDetails'])?.['email'])
  return {
    events: [
      {
        native_id: textOf(alert['alertId']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: 'context',
        activity: 'other',
        operation: textOf(alert['type']) ?? 'alert',
        outcome: 'unknown',
        is_write: false,
        actor: null,
        subject: email?.includes('@') ? principal(email) : null,
        account: textOf(alert['customerId']),
        attributes: JSON.stringify(
          compact({
            application: 'alert',
            source: alert['source'],
            created: alert['createTime'],
            severity: parseFields(alert['metadata'])?.['severity'],
          }),
        ),
      },
    ],
  }
}

function address(written: string | null | undefined): string | null {
  const found = written?.trim() ?? ''
  return /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(found) ? found : null
}
