/** Okta's log event in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, compact, reject } from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readAmerican, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './event-types.js'
import { type LogEvent, logEvent, type Principal, type Target } from './record.js'
import { unwrap } from './unwrap.js'

/** One log event: one row of events, the accounts it names, and the access request it opens. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no Okta log event in this record: ${brief(record.value)}`)
  for (const name of ['uuid', 'eventType', 'published'] as const) {
    const value = fields[name]
    if (typeof value !== 'string' || value === '')
      return reject('missing_field', `${name} is ${brief(value)}, expected text`)
  }
  const parsed = logEvent.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') ?? 'record'}: ${issue?.message ?? 'not a log event'}`)
  }
  const log = parsed.data
  const time = readPublished(log.published, record.timezone)
  if (time === null) return reject('bad_time', `published is no time: ${brief(log.published)}`)
  const meaning = meaningOf(log.eventType)
  const event = toEvent(log, meaning, time, record.timezone)
  const task = toTask(log, event)
  return { events: [event], ...(task ? { tasks: [task] } : {}), ...accounts(log) }
}

function toEvent(log: LogEvent, meaning: Meaning, time: Moment, zone: string | null): EventDraft {
  const targets = log.target ?? []
  const actor = aliasOf(log.actor)
  const debug = debugData(log)
  const subject = subjectOf(meaning, targets, actor)
  const session = known(log.authenticationContext?.externalSessionId)
  const tokenId = known(text(log.transaction?.detail?.['requestApiTokenId']))
  const issued = issuedCredential(meaning, targets, session)
  const task = requestOf(targets)
  const isForUser = meaning.credential === 'session' && meaning.stage === 'credential' && subject !== actor
  return {
    native_id: log.uuid,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: log.eventType,
    outcome: outcomeOf(log.outcome?.result),
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor,
    actor_kind_hint: kindOf(log.actor),
    on_behalf_of: behalfOf(log, targets, isForUser ? subject : null, actor),
    session: session === null ? null : `okta:${session}`,
    credential: tokenId === null ? null : `okta:token/${tokenId}`,
    credential_class: issued !== null && meaning.credential ? meaning.credential : tokenId === null ? null : 'static',
    used_class: issued !== null && tokenId !== null ? 'static' : null,
    issued_credential: issued?.credential,
    issued_expires_at: issued?.expires,
    subject,
    resource: resourceOf(meaning, targets, subject, actor),
    entitlement: entitlementOf(meaning, targets, debug),
    change: meaning.change,
    ...beforeAndAfter(targets, debug),
    decision: decisionOf(log, meaning, debug),
    ...referenceColumns(references(log, debug).filter(({ ref }) => ref !== task)),
    text: justification(debug),
    source_ip: known(log.client?.ipAddress),
    user_agent: known(log.client?.userAgent?.rawUserAgent),
    attributes: attributesOf(log, meaning, debug, zone),
  }
}

/** An access request whose record names it; the governance API holds the rest. */
function toTask(log: LogEvent, event: EventDraft): TaskDraft | null {
  const request = requestTarget(log.target ?? [])
  if (event.stage !== 'request' || event.activity !== 'create' || !event.task || !request?.id) return null
  return {
    task: event.task,
    native_id: request.id,
    kind: 'request',
    key: request.id,
    title: known(request.displayName) ?? log.displayMessage,
    description: event.text,
    type: log.eventType,
    status: 'requested',
    is_closed: false,
    requester: event.actor,
    requested_for: event.subject,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    resolution_us: event.resolution_us,
    scope: event.resource ? [event.resource] : null,
    scope_entitlements: event.entitlement ? [event.entitlement] : null,
    approval_state: 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
  }
}

/** Okta writes UTC. Stores in between drop the `Z` or write it the American way, still in UTC unless the configuration says otherwise. */
function readPublished(published: string, zone: string | null): Moment | null {
  const moment = readAmerican(published, zone) ?? readEpochMillis(published)
  // Okta counts milliseconds; zeros that a store put behind them make the time no finer.
  return moment && { at: moment.at, resolution: Math.max(moment.resolution, 1000) }
}

const outcomes: Readonly<Record<string, Outcome>> = {
  SUCCESS: 'success',
  ALLOW: 'success',
  FAILURE: 'failure',
  FAILED: 'failure',
  ERROR: 'failure',
  RATE_LIMIT: 'failure',
  DENY: 'denied',
  DENIED: 'denied',
  BLOCKED: 'denied',
  CHALLENGE: 'pending',
  DEFERRED: 'pending',
  SCHEDULED: 'pending',
}

function outcomeOf(result: string | null | undefined): Outcome {
  return outcomes[(result ?? '').toUpperCase()] ?? 'unknown'
}

/** The actor or target as `events.actor` spells it. Okta writes `unknown` where it knows nothing. */
function aliasOf(principal: Principal | null | undefined): string | null {
  const id = known(principal?.id)
  if (principal?.type === 'IP address') return id === null ? null : `ip:${id}`
  if (id !== null) return `okta:${id}`
  const address = emailOf(principal?.alternateId)
  return address === null ? null : `email:${address}`
}

/** What the record says the actor is. A `User` may be a person or an account that several share: nothing is said. */
function kindOf(principal: Principal | null | undefined): ActorKind | null {
  const type = principal?.type ?? ''
  if (type === 'SystemPrincipal' || principal?.alternateId === 'system@okta.com') return 'system'
  if (/ai[ _-]?agent/i.test(type)) return 'agent'
  if (
    /^(PublicClientApp|ServiceApp|AppInstance|App|Application|OAuth2?Client|Client|ApiToken|Agent|WorkloadPrincipal)$/i.test(
      type,
    )
  )
    return 'workload'
  return type === 'UserGroup' ? 'group' : null
}

/** For whom it was done: an application that asks for a token does so in the browser of the user whom it names. */
function behalfOf(log: LogEvent, targets: readonly Target[], issuedTo: string | null, actor: string | null) {
  if (issuedTo !== null) return [issuedTo]
  if (!log.eventType.startsWith('app.oauth2.') || kindOf(log.actor) !== 'workload') return null
  const user = aliasOf(targets.find((one) => one.type === 'User'))
  return user === null || user === actor ? null : [user]
}

function subjectOf(meaning: Meaning, targets: readonly Target[], actor: string | null): string | null {
  if (meaning.stage === 'context' || meaning.stage === 'policy' || meaning.stage === 'logging') return null
  const users = targets.filter((one) => one.type === 'User').map(aliasOf)
  // The user behind a request or a decision is the one who is to receive it, not the one who acts.
  const user = users.find((alias) => alias !== null && alias !== actor) ?? users[0] ?? null
  const group = aliasOf(targets.find((one) => one.type === 'UserGroup'))
  const client = aliasOf(targets.find((one) => kindOf(one) === 'workload' || kindOf(one) === 'agent'))
  if (meaning.receives === 'group') return group
  if (meaning.receives === 'client') return client
  if (meaning.receives === 'principal') return user ?? group ?? client
  if (meaning.change_class === 'nhi_create') return client
  if (meaning.stage === 'request') return user ?? actor
  return (
    user ?? (meaning.change_class === 'secret_issue' || meaning.credential === 'session' ? (client ?? actor) : client)
  )
}

function resourceOf(meaning: Meaning, targets: readonly Target[], subject: string | null, actor: string | null) {
  const id = known(resourceTarget(meaning, targets, [subject, actor])?.id)
  if (id === null) return null
  return /^[\w.@-]+$/.test(id) ? `okta:${id}` : id
}

function resourceTarget(meaning: Meaning, targets: readonly Target[], others: readonly (string | null)[]) {
  if (meaning.entitlement === 'group') return targets.find((one) => one.type === 'UserGroup')
  if (meaning.entitlement === 'app') return targets.find((one) => one.type === 'AppInstance')
  const set = targets.find((one) => /resource_?set/i.test(one.type ?? ''))
  const request = requestTarget(targets)
  const isOther = (one: Target) => isPerson(one) || isRole(one) || one === request || others.includes(aliasOf(one))
  return set ?? targets.find((one) => !isOther(one) && !(meaning.credential && isCredential(one)))
}

function entitlementOf(
  meaning: Meaning,
  targets: readonly Target[],
  debug: Readonly<Record<string, unknown>>,
): string | null {
  const named = (type: (one: Target) => boolean) => known(targets.find(type)?.displayName)
  if (meaning.entitlement === 'group') return named((one) => one.type === 'UserGroup')
  if (meaning.entitlement === 'app') return named((one) => one.type === 'AppInstance')
  if (meaning.entitlement === 'role') return named(isRole)
  if (meaning.entitlement === 'scope')
    return text(debug['grantedScopes']) ?? text(debug['scopes']) ?? named((one) => /scope/i.test(one.type ?? ''))
  if (meaning.stage === 'request' || meaning.stage === 'approval' || meaning.stage === 'review')
    return named((one) => one.type === 'UserGroup') ?? named((one) => one.type === 'AppInstance')
  return null
}

/** `privilegeGranted` is everything the user holds now, not what this event added: it is the state after, and the state before is unknown. */
function beforeAndAfter(targets: readonly Target[], debug: Readonly<Record<string, unknown>>) {
  const held = text(debug['privilegeGranted'])
  if (held !== null) return { after: held }
  const details = targets.find((one) => one.changeDetails)?.changeDetails
  return details ? { before: asText(details['from']), after: asText(details['to']) } : {}
}

function issuedCredential(meaning: Meaning, targets: readonly Target[], session: string | null) {
  if (!meaning.credential) return null
  if (meaning.stage === 'revocation' && meaning.credential === 'session' && meaning.activity !== 'revoke')
    return session === null ? null : { credential: `okta:${session}`, expires: null }
  const issued = targets.find((one) => isCredential(one) && known(one.id))
  if (!issued) return null
  const expires = issued.detailEntry?.['expires'] ?? issued.detailEntry?.['expiresAt']
  const until = readTime(expires, 'UTC') ?? readEpochSeconds(expires) ?? readEpochMillis(expires)
  return { credential: `okta:token/${issued.id}`, expires: until?.at ?? null }
}

/** What the type states; a certification says it in its data, where it says it at all. */
function decisionOf(log: LogEvent, meaning: Meaning, debug: Readonly<Record<string, unknown>>) {
  if (meaning.decision === 'approved' && outcomeOf(log.outcome?.result) !== 'success') return null
  if (meaning.decision) return meaning.decision
  if (meaning.stage !== 'review' || meaning.activity !== 'decide') return null
  const said = Object.entries(debug).find(
    ([key, value]) => /decision|reviewAction/i.test(key) && typeof value === 'string',
  )?.[1]
  if (/^approve/i.test(String(said ?? ''))) return 'approved'
  return /^(revoke|deny|denied|reject)/i.test(String(said ?? '')) ? 'denied' : null
}

function requestTarget(targets: readonly Target[]): Target | undefined {
  return targets.find((one) => /^(access[ _]?)?request$/i.test(one.type ?? '') && known(one.id))
}

function requestOf(targets: readonly Target[]): string | null {
  const id = requestTarget(targets)?.id
  return id ? `request:${id}` : null
}

/** Generated by the platform: never a ticket, and too like one. */
const technical =
  /^(url|request(Id|Uri)|dtHash|deviceFingerprint|authnRequestId|threatSuspected|risk|behaviors|logOnlySecurityData|origin|tunnels|oktaUserAgentExtended|redirectUri|state)$/

function references(log: LogEvent, debug: Readonly<Record<string, unknown>>): Reference[] {
  const written = [
    log.outcome?.reason,
    ...Object.entries(debug).flatMap(([key, value]) => (technical.test(key) ? [] : [value])),
    ...Object.entries(log.transaction?.detail ?? {}).flatMap(([key, value]) =>
      key === 'requestApiTokenId' ? [] : [value],
    ),
    ...(log.target ?? []).flatMap((one) => Object.values(one.detailEntry ?? {})),
    known(requestTarget(log.target ?? [])?.displayName),
  ]
  return written.flatMap((value) => {
    const line = asText(value)
    if (line === null) return []
    const isKeyAlone = /^\s*[A-Za-z][A-Za-z0-9_]*-?\d+\s*$/.test(line)
    return findReferences(line, isKeyAlone ? 'field' : 'text')
  })
}

function justification(debug: Readonly<Record<string, unknown>>): string | null {
  const said = Object.entries(debug).find(
    ([key, value]) => /justification|comment|^note|businessReason/i.test(key) && text(value) !== null,
  )
  return said ? text(said[1]) : null
}

function accounts(log: LogEvent): { identities?: IdentityDraft[] } {
  const rows = [log.actor, ...(log.target ?? [])].flatMap((one) => {
    const id = known(one?.id)
    const kind = kindOf(one)
    const isAccount = one?.type === 'User' || kind !== null
    if (!one || id === null || !isAccount || one.type === 'AppInstance') return []
    const email = kind === null ? emailOf(one.alternateId) : null
    return [
      {
        alias: `okta:${id}`,
        directory: 'okta',
        login: known(one.alternateId),
        display_name: known(one.displayName),
        email,
        basis: 'observed',
        kind_hint: kind,
      },
    ]
  })
  const once = [...new Map(rows.map((row) => [row.alias, row])).values()]
  return once.length > 0 ? { identities: once } : {}
}

function attributesOf(
  log: LogEvent,
  meaning: Meaning,
  debug: Readonly<Record<string, unknown>>,
  zone: string | null,
): string {
  const { client, authenticationContext: context, transaction } = log
  return JSON.stringify(
    compact({
      display_message: log.displayMessage,
      severity: log.severity,
      legacy_event_type: log.legacyEventType,
      outcome_result: log.outcome?.result,
      outcome_reason: log.outcome?.reason,
      actor_type: log.actor?.type,
      actor_detail: log.actor?.detailEntry,
      targets: (log.target ?? []).map(({ id, type, alternateId, displayName, detailEntry, changeDetails }) =>
        compact({
          id,
          type,
          alternate_id: alternateId,
          display_name: displayName,
          detail: detailEntry,
          change: changeDetails,
        }),
      ),
      transaction_id: transaction?.id,
      transaction_type: transaction?.type,
      transaction_detail: transaction?.detail,
      client_id: client?.id,
      device: client?.device,
      zone: client?.zone === 'null' ? null : client?.zone,
      city: client?.geographicalContext?.city,
      country: client?.geographicalContext?.country,
      authentication_provider: context?.authenticationProvider,
      credential_provider: context?.credentialProvider,
      credential_type: context?.credentialType,
      root_session: context?.rootSessionId,
      security: compact(log.securityContext ?? {}),
      managed_device: compact(log.device ?? {}),
      debug: redacted(debug),
      running_total: meaning.isTotal,
      zone_assumed: zone !== null || hasZone(log.published) ? null : true,
    }),
  )
}

function hasZone(written: string) {
  return /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(written.trim()) || /^\d+$/.test(written)
}

/** Debug data as key and value; a store that made one text of it keeps that text. */
function debugData(log: LogEvent): Readonly<Record<string, unknown>> {
  const data = log.debugContext?.debugData
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>
  return data === null || data === undefined ? {} : { text: data }
}

function redacted(debug: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = compact(debug)
  for (const key of Object.keys(kept)) kept[key] = redact(key, kept[key])
  return kept
}

/** One-time tokens and states of a sign-in must not be carried on; ids of tokens may. */
function redact(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (/^(state|code|assertion)$|(token|secret|password)$/i.test(key)) return '[redacted]'
  return value.replace(
    /([?&](?:\w*token|state|code|\w*secret|password|SAML(?:Request|Response))=)[^&#\s]+/gi,
    '$1[redacted]',
  )
}

function isPerson(one: Target) {
  return one.type === 'User' || one.type === 'AppUser'
}

function isCredential(one: Target) {
  return /token|secret|key|credential|certificate/i.test(one.type ?? '')
}

function isRole(one: Target) {
  return /role/i.test(one.type ?? '')
}

/** A value that is there and is not Okta's word for nothing. */
function known(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' || /^(unknown|null)$/i.test(trimmed) ? null : trimmed
}

function emailOf(value: string | null | undefined): string | null {
  const address = value?.trim().toLowerCase() ?? ''
  return /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address) && address !== 'system@okta.com' ? address : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function asText(value: unknown): string | null {
  if (typeof value === 'string') return text(value)
  return value === null || value === undefined || typeof value === 'boolean' ? null : JSON.stringify(value)
}
