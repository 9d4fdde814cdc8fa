/** An Azure activity log event in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, compact, type Fields, parseFields, reject, textOf } from '../../src/read-fields.js'
import { fieldReference, findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Meaning, writes } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Decision, Outcome } from '../../src/schema/words.js'
import { type Moment, readAmerican } from '../../src/time.js'
import { meaningOf } from './operations.js'
import { type Activity, activity } from './record.js'
import { roleName } from './roles.js'
import { unwrap } from './unwrap.js'

/** One event: one row of events, the caller's account, and the request that PIM for Azure resources was asked. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no Azure event in this record: ${brief(record.value)}`)
  const parsed = activity.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not an Azure event'}`)
  }
  const event = parsed.data
  const time = readAmerican(event.time, record.timezone)
  if (time === null) return reject('bad_time', `the time of the event is no time: ${brief(event.time)}`)
  const found = read(event)
  const row = toEvent(found, time)
  const task = toTask(found, row)
  return { events: [row], ...(task ? { tasks: [task] } : {}), ...accounts(found) }
}

/** What is looked up once and used in several columns. */
interface Reading {
  readonly event: Activity
  readonly operation: string
  readonly meaning: Meaning
  readonly caller: Caller
  /** Body of the request, with `Properties` folded in and names in lower case. */
  readonly request: ReadonlyMap<string, unknown>
  readonly response: ReadonlyMap<string, unknown>
}

function read(event: Activity): Reading {
  const request = body(event.properties, /^requestbody$/i)
  const kind = String(request.get('requesttype') ?? '')
  const operation = event.operationName.toLowerCase()
  let meaning = meaningOf(event.operationName)
  // PIM for Azure resources: the same operation asks for a role and gives it back.
  if (meaning.stage === 'request' && /deactivate|remove/i.test(kind))
    meaning = writes('revocation', 'revoke', 'priv_removal', 'remove')
  return {
    event,
    operation,
    meaning,
    caller: callerOf(event),
    request,
    response: body(event.properties, /^responsebody$/i),
  }
}

function toEvent(found: Reading, time: Moment): EventDraft {
  const { event, meaning, caller, request, response } = found
  const outcome = outcomeOf(event)
  const task = requestOf(found)
  const token = textOf(event.claims?.['uti'])
  const state = { before: stateOf(found, response), after: stateOf(found, request) }
  const ticket = parseFields(request.get('ticketinfo'))
  const justification = textOf(request.get('justification'))
  return {
    native_id: event.eventDataId,
    twin_id: twinOf(event),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: event.operationName,
    outcome,
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor: caller.alias,
    actor_kind_hint: caller.kind,
    credential: token ? `entra:token/${token}` : null,
    credential_class: meaning.activity === 'renew' ? 'static' : token ? 'session' : null,
    subject: subjectOf(found),
    account:
      event.subscriptionId ??
      /^\/subscriptions\/([^/]+)/i.exec(event.resourceId ?? '')?.[1]?.toLowerCase() ??
      event.tenantId,
    resource: resourceOf(found),
    entitlement: entitlementOf(found),
    change: meaning.change,
    before: meaning.change === 'remove' ? (state.before ?? state.after) : null,
    after: meaning.change === 'remove' ? null : (state.after ?? state.before),
    decision: decisionOf(found, outcome),
    ...referenceColumns(
      [
        ...fieldReference(textOf(ticket?.['ticketNumber'])),
        ...findReferences(justification, 'text'),
        ...findReferences(textOf(event.properties?.['description']), 'text'),
        ...tagsOf(request).flatMap((tag) => findReferences(tag, 'tag')),
      ].filter(({ ref }) => ref !== task),
    ),
    text: justification,
    source_ip: address(event.callerIpAddress ?? textOf(event.claims?.['ipaddr'])),
    user_agent: event.userAgent,
    attributes: JSON.stringify(
      compact({
        category: event.category,
        status: event.status,
        sub_status: event.subStatus,
        level: event.level,
        correlation_id: event.correlationId,
        operation_id: event.operationId,
        tenant_id: event.tenantId,
        caller: event.caller,
        app_id: event.claims?.['appid'],
        scope: event.claims?.['http://schemas.microsoft.com/identity/claims/scope'] ?? event.claims?.['scp'],
        authentication: event.claims?.['http://schemas.microsoft.com/claims/authnmethodsreferences'],
        // The role by which the caller was let in, not the one that was given.
        allowed_by: parseFields(event.authorization?.['evidence'])?.['role'],
        authorization_scope: event.authorization?.['scope'],
        status_code: event.properties?.['statusCode'],
        status_message: event.properties?.['statusMessage'],
        request_type: request.get('requesttype'),
        ticket_system: textOf(ticket?.['ticketSystem']),
      }),
    ),
  }
}

function toTask(found: Reading, event: EventDraft): TaskDraft | null {
  const { meaning, request } = found
  if (meaning.stage !== 'request' || !event.task || event.outcome === 'failure' || event.outcome === 'denied')
    return null
  const schedule = parseFields(request.get('scheduleinfo'))
  const from = readAmerican(schedule?.['startDateTime'], null)?.at ?? null
  const expiration = parseFields(schedule?.['expiration'])
  const until =
    readAmerican(expiration?.['endDateTime'], null)?.at ??
    (from === null ? null : endOf(from, expiration?.['duration']))
  const id = event.task.replace(/^request:/, '')
  return {
    task: event.task,
    native_id: id,
    kind: 'request',
    key: id,
    title: event.entitlement
      ? `${textOf(request.get('requesttype')) ?? 'Role request'}: ${event.entitlement}`
      : 'Role request',
    description: event.text,
    type: textOf(request.get('requesttype')) ?? event.operation,
    status: 'requested',
    is_closed: false,
    requester: event.actor,
    requested_for: event.subject ?? event.actor,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    planned_start_at: from,
    planned_end_at: until,
    resolution_us: event.resolution_us,
    scope: event.resource ? [event.resource] : null,
    scope_entitlements: event.entitlement ? [event.entitlement] : null,
    approval_state: 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
  }
}

/** `PT8H`, `P1DT30M`, as PIM writes durations; weeks and longer are not used there. */
function endOf(from: number, duration: unknown): number | null {
  const found = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/.exec(String(duration ?? ''))
  if (!found) return null
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0))
  const lasts = ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!
  return lasts > 0 ? from + lasts * 1_000_000 : null
}

/** Begin and end of one operation share its id; storage and Event Hub leave the id out, and there request, resource and operation stand for it. */
function twinOf(event: Activity): string | null {
  if (event.operationId) return `azure:${event.operationId}`
  const isPair = /^(start|started|accept|accepted|success|succeeded|fail|failed|failure)$/i.test(event.status ?? '')
  if (!isPair || !event.correlationId || !/^administrative$/i.test(event.category ?? '')) return null
  return `azure:${event.correlationId}/${event.resourceId?.toLowerCase() ?? ''}`
}

interface Caller {
  readonly alias: string | null
  readonly kind: ActorKind | null
  readonly login: string | null
  readonly name: string | null
  readonly application: string | null
}

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

function callerOf({ caller, claims }: Activity): Caller {
  const claim = (...names: string[]) => names.map((name) => textOf(claims?.[name])).find((one) => one !== null) ?? null
  const login =
    claim(
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
      'upn',
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
      'unique_name',
    ) ?? (caller?.includes('@') ? caller : null)
  const id =
    claim('http://schemas.microsoft.com/identity/claims/objectidentifier', 'oid') ??
    (guid.test(caller?.trim() ?? '') ? caller!.trim() : null)
  const application = claim('appid', 'azp')
  const isApp =
    claim('idtyp') === 'app' || (login === null && (application !== null || guid.test(caller?.trim() ?? '')))
  const isPlatform = /^(microsoft\.|portal$|azure )/i.test(caller ?? '')
  const own = id ?? (isApp ? application : null)
  const address = login?.trim().toLowerCase() ?? null
  const name = caller?.trim() || null
  return {
    alias: own
      ? `entra:${own.toLowerCase()}`
      : address?.includes('@')
        ? `email:${address}`
        : name
          ? `azure:${name}`
          : null,
    kind: isPlatform ? 'system' : isApp && login === null ? 'workload' : null,
    login: login?.trim() ?? application,
    name: claim('name'),
    application: isApp && application !== own ? application : null,
  }
}

function subjectOf({ request, response, meaning, operation, caller }: Reading): string | null {
  if (/elevateaccess/.test(operation)) return caller.alias
  const principal = textOf(request.get('principalid')) ?? textOf(response.get('principalid'))
  if (principal) return `entra:${principal.toLowerCase()}`
  return meaning.stage === 'request' ? caller.alias : null
}

function resourceOf({ event, operation, request, response }: Reading): string | null {
  if (/elevateaccess/.test(operation)) return '/'
  if (/^microsoft\.authorization\/role/.test(operation)) {
    const scope = textOf(request.get('scope')) ?? textOf(response.get('scope'))
    if (scope) return scope
    const parent = /^(.*)\/providers\/microsoft\.authorization\//i.exec(
      event.resourceId ?? textOf(event.authorization?.['scope']) ?? '',
    )?.[1]
    if (parent) return parent
  }
  return event.resourceId ?? textOf(event.authorization?.['scope'])
}

function entitlementOf({ operation, request, response, meaning }: Reading): string | null {
  if (/elevateaccess/.test(operation)) return 'User Access Administrator'
  if (/^microsoft\.authorization\/role/.test(operation)) {
    const definition = textOf(request.get('roledefinitionid')) ?? textOf(response.get('roledefinitionid'))
    return roleName(definition) ?? textOf(request.get('rolename')) ?? textOf(response.get('rolename'))
  }
  return meaning.change_class === 'priv_grant' && /accesspolicies/.test(operation) ? 'vault access policy' : null
}

/** What a role or setting is by the body: for roles the three that matter, else the body as it was sent, when it is not long. */
function stateOf({ operation, meaning }: Reading, of: ReadonlyMap<string, unknown>): string | null {
  if (of.size === 0 || meaning.stage === 'request' || !meaning.change) return null
  if (/roleassignments\//.test(operation)) {
    const kept = compact({
      principalId: of.get('principalid'),
      roleDefinitionId: of.get('roledefinitionid'),
      scope: of.get('scope'),
    })
    return Object.keys(kept).length > 0 ? JSON.stringify(kept) : null
  }
  const whole = JSON.stringify(Object.fromEntries(of))
  return whole.length > 4000 ? null : whole
}

function decisionOf({ meaning, request, response }: Reading, outcome: Outcome): Decision | null {
  if (outcome === 'failure' || outcome === 'denied') return null
  if (meaning.stage === 'request') return 'requested'
  if (meaning.stage !== 'approval') return null
  if (meaning.activity === 'cancel') return 'cancelled'
  const result = String(request.get('reviewresult') ?? response.get('reviewresult') ?? '')
  if (/^approve/i.test(result)) return 'approved'
  return /^deny|^denied|^reject/i.test(result) ? 'denied' : null
}

/** Request and approval share the id of the request, which is the last part of the resource or of the target. */
function requestOf({ operation, event, response }: Reading): string | null {
  const found =
    /roleassignmentapprovals\/([^/]+)/i.exec(event.resourceId ?? '') ??
    /schedulerequests\/([^/]+)/i.exec(event.resourceId ?? '')
  if (!/schedulerequests|roleassignmentapprovals/.test(operation)) return null
  const id = found?.[1] ?? textOf(response.get('name'))
  return id ? `request:${id.toLowerCase()}` : null
}

/** A body that stands as JSON text or as an object; `Properties` is folded in, because both spellings are sent. */
function body(properties: Activity['properties'], name: RegExp): ReadonlyMap<string, unknown> {
  const found = Object.entries(properties ?? {}).find(([key]) => name.test(key))?.[1]
  const fields = parseFields(found)
  const folded = new Map<string, unknown>()
  const add = (of: Fields | null) => {
    for (const [key, value] of Object.entries(of ?? {}))
      if (!/^properties$/i.test(key)) folded.set(key.toLowerCase(), value)
  }
  add(fields)
  add(parseFields(fields?.['properties'] ?? fields?.['Properties']))
  return folded
}

function tagsOf(request: ReadonlyMap<string, unknown>): string[] {
  return Object.values(parseFields(request.get('tags')) ?? {}).filter((one) => typeof one === 'string')
}

function outcomeOf({ status, subStatus, properties }: Activity): Outcome {
  const code = `${textOf(properties?.['statusCode']) ?? ''} ${subStatus ?? ''}`
  if (/^(fail|failed|failure|error|clienterror|servererror|clientothererror)|\berror$/i.test(status ?? ''))
    return /\b(403|401)\b|forbidden|unauthori[sz]ed|authori[sz]ationfail/i.test(code) ? 'denied' : 'failure'
  if (/^(authorizationerror|accessdenied|denied)/i.test(status ?? '')) return 'denied'
  if (/^(start|started|accept|accepted|inprogress|in progress|pending)$/i.test(status ?? '')) return 'pending'
  if (/^(success|succeeded|ok|0|completed)$/i.test(status ?? '')) return 'success'
  return /\b20[0-4]\b/.test(code) && !status ? 'success' : 'unknown'
}

function accounts({ caller }: Reading): { identities?: IdentityDraft[] } {
  if (!caller.alias?.startsWith('entra:')) return {}
  const email = caller.login?.toLowerCase() ?? ''
  return {
    identities: [
      {
        alias: caller.alias,
        directory: 'entra',
        login: caller.login,
        display_name: caller.name,
        email: caller.kind === null && /^[^\s@/#]+@[^\s@/]+\.[^\s@/]+$/.test(email) ? email : null,
        basis: 'observed',
        kind_hint: caller.kind,
        same_as: caller.application ? [`entra:${caller.application.toLowerCase()}`] : null,
      },
    ],
  }
}

/** `192.0.2.1:443` loses its port. */
function address(written: string | null | undefined): string | null {
  const found = written?.trim().replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1') ?? ''
  return /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(found) ? found : null
}
