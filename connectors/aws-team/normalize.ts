/** One TEAM request becomes a task, and the steps of its life that the record still shows. */
import type { CanonicalRows, Reject, SourceRecord } from '../../src/connector.js'
import { fieldReference, findReferences, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { type Moment, readTime } from '../../src/time.js'
import { type History, readHistory } from './history.js'
import { type TeamRequest, teamRequest } from './record.js'
import { type Item, itemsOf } from './unwrap.js'

/** Translates a record; one that holds several requests is used whole or refused whole, so that none is lost without a word. */
export function normalize(record: SourceRecord): CanonicalRows {
  const items = itemsOf(record.value)
  if (items.length === 0) return { reject: { reason: 'not_team', detail: 'no TEAM request in the record' } }
  const rows = items.map((item) => normalizeItem(item, record.timezone))
  const index = rows.findIndex((row) => row.reject)
  if (index >= 0) return { reject: atItem(rows[index]!.reject!, index, items.length) }
  return {
    events: rows.flatMap((row) => row.events ?? []),
    tasks: rows.flatMap((row) => row.tasks ?? []),
    identities: rows.flatMap((row) => row.identities ?? []),
  }
}

function atItem(reject: Reject, index: number, count: number): Reject {
  if (count === 1) return reject
  const advice = 'export the items as an array to use the others'
  return { reason: reject.reason, detail: `item ${index + 1} of ${count}: ${reject.detail}; ${advice}` }
}

/** What is read of a request before rows are written. */
interface Facts {
  readonly request: TeamRequest
  readonly status: string
  readonly task: string
  readonly requester: string | null
  readonly created: Moment
  readonly updated: Moment | null
  readonly start: Moment | null
  readonly end: Moment | null
  /** Start and duration; null when either is missing. */
  readonly due: number | null
  /** Whether `updatedAt` is the moment of the present status: the stream shows the change itself. */
  readonly isFresh: boolean
  readonly isStream: boolean
  readonly history: History
}

function normalizeItem({ item, statusBefore, isStream }: Item, zone: string | null): CanonicalRows {
  const parsed = teamRequest.safeParse(item)
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    return {
      reject: {
        reason: 'missing_field',
        detail: `not a TEAM request: ${names || 'no fields'} missing or of the wrong type`,
      },
    }
  }
  const request = parsed.data
  const bad = (['createdAt', 'updatedAt', 'startTime', 'endTime'] as const).find(
    (name) => request[name] !== null && readTime(request[name], zone) === null,
  )
  if (bad !== undefined)
    return { reject: { reason: 'bad_time', detail: `${bad} is no time: ${JSON.stringify(request[bad])}` } }
  const at = (value: string | null) => readTime(value, zone)
  const created = at(request.createdAt) ?? at(request.updatedAt)
  if (created === null)
    return { reject: { reason: 'missing_field', detail: `createdAt missing (request ${request.id})` } }
  const start = at(request.startTime)
  const hours = Number(request.duration)
  const status = (request.status ?? 'unknown').toLowerCase()
  const facts: Facts = {
    request,
    status,
    task: `request:${request.id}`,
    requester: aliasOf(request.email, request.username),
    created,
    updated: at(request.updatedAt),
    start,
    end: at(request.endTime),
    due: start !== null && request.duration !== null && hours > 0 ? start.at + Math.round(hours * 3_600e6) : null,
    isStream,
    isFresh: isStream && statusBefore !== null && statusBefore.toLowerCase() !== status,
    history: readHistory(item['statusHistory'] ?? item['history'], zone),
  }
  return {
    events: [...asked(facts), ...decided(facts), ...granted(facts), ...ended(facts), ...failed(facts)],
    tasks: [taskOf(facts)],
    identities: identitiesOf(request),
  }
}

const closedStatuses = new Set(['rejected', 'cancelled', 'expired', 'ended', 'revoked', 'error'])
/** Statuses a request has only once it was approved, or needed no approval. */
const afterApproval = new Set(['approved', 'scheduled', 'in progress', 'ended', 'revoked'])

function taskOf(facts: Facts): TaskDraft {
  const { request, status, created, updated, start, end, due } = facts
  const isClosed = closedStatuses.has(status)
  const isOver = status === 'ended' || status === 'revoked'
  return {
    task: facts.task,
    native_id: request.id,
    kind: 'request',
    key: request.id,
    title:
      [request.role, request.accountName ?? request.accountId].filter((part) => part !== null).join(' in ') || null,
    description: request.justification,
    type: 'access request',
    status: request.status,
    is_closed: isClosed,
    requester: facts.requester,
    created_at: created.at,
    updated_at: updated?.at ?? null,
    closed_at: isClosed ? (endOf(facts)?.moment.at ?? updated?.at ?? null) : null,
    planned_start_at: start?.at ?? null,
    planned_end_at: due ?? (isOver ? null : (end?.at ?? null)),
    resolution_us: created.resolution,
    scope: request.accountId === null ? null : [accountOf(request.accountId)],
    scope_entitlements: [request.roleId, request.role].filter((one) => one !== null),
    approval_state: approvalState(facts),
    has_history: facts.history.size > 0,
    ...referencesOf(request),
    attributes: JSON.stringify({
      accountName: request.accountName ?? undefined,
      duration_hours: request.duration ?? undefined,
      session_duration: request.session_duration ?? undefined,
      approvers: request.approvers.length > 0 ? request.approvers : undefined,
    }),
  }
}

function approvalState({ request, status }: Facts): TaskDraft['approval_state'] {
  if (status === 'pending') return 'requested'
  if (status === 'rejected') return 'denied'
  if (status === 'cancelled') return 'cancelled'
  if (!afterApproval.has(status)) return null
  return hasApprover(request) ? 'approved' : 'not_required'
}

/** What every event of a request shares. */
function eventOf(
  facts: Facts,
  at: Moment,
  operation: string,
): Pick<
  EventDraft,
  | 'native_id'
  | 'occurred_at'
  | 'resolution_us'
  | 'operation'
  | 'outcome'
  | 'is_write'
  | 'task'
  | 'resource'
  | 'entitlement'
> {
  const { request } = facts
  return {
    native_id: request.id,
    occurred_at: at.at,
    resolution_us: at.resolution,
    operation,
    outcome: 'success',
    is_write: true,
    task: facts.task,
    resource: request.accountId === null ? null : accountOf(request.accountId),
    entitlement: request.roleId ?? request.role,
  }
}

/** The request itself, and that approvers were asked. */
function asked(facts: Facts): EventDraft[] {
  const { request, created, requester } = facts
  // The first image in a stream has no address and no approvers yet: TEAM adds them a moment later, and that image tells it all.
  if (facts.isStream && request.email === null) return []
  const base = eventOf(facts, created, 'createRequests')
  const isInexact = request.createdAt === null
  const create: EventDraft = {
    ...base,
    stage: 'request',
    activity: 'create',
    actor: requester,
    subject: requester,
    decision: null,
    text: request.justification,
    ...referencesOf(request),
    attributes: JSON.stringify({
      duration_hours: request.duration ?? undefined,
      time_is_last_update: isInexact || undefined,
      ...({ account_name: request.accountName ?? undefined } satisfies OwnAttributes),
    }),
  }
  if (request.approvers.length === 0) return [create]
  const ask: EventDraft = {
    ...base,
    stage: 'approval',
    activity: 'ask_approval',
    actor: requester,
    decision: 'requested',
    attributes: JSON.stringify({ approvers: request.approvers, time_is_last_update: isInexact || undefined }),
  }
  return [create, ask]
}

/** The decision. TEAM keeps no time of it: it is the last update, and exact only while nothing else has happened since. */
function decided(facts: Facts): EventDraft[] {
  const { request, status, history } = facts
  const base = { stage: 'approval', activity: 'decide' } as const
  if (afterApproval.has(status)) {
    const known = history.get('approved')
    if (!hasApprover(request) && known?.by === undefined) {
      const when = timeOf(facts, 'scheduled', false)
      const system = { actor: null, actor_kind_hint: 'system', decision: 'not_required' } as const
      return when === null
        ? []
        : [{ ...eventOf(facts, when.moment, 'scheduled'), ...base, ...system, attributes: when.attributes }]
    }
    const when = timeOf(facts, 'approved', status === 'approved')
    return when === null ? [] : [{ ...decision(facts, when, 'approved'), decision: 'approved' }]
  }
  if (status === 'rejected') {
    const when = timeOf(facts, 'rejected', true)
    return when === null ? [] : [{ ...decision(facts, when, 'rejected'), decision: 'denied' }]
  }
  if (status === 'cancelled' || status === 'expired') {
    const when = timeOf(facts, status, true)
    if (when === null) return []
    // Only the requester can cancel and only the clock expires, but the record names nobody.
    const kind = status === 'expired' ? 'system' : null
    const event = eventOf(facts, when.moment, status)
    return [{ ...event, ...base, actor: null, actor_kind_hint: kind, decision: status, attributes: when.attributes }]
  }
  return []
}

function decision(facts: Facts, when: When, operation: string): EventDraft {
  const { request } = facts
  const by = facts.history.get(operation)?.by
  return {
    ...eventOf(facts, when.moment, operation),
    stage: 'approval',
    activity: 'decide',
    actor: by === undefined ? aliasOf(request.approver, request.approverId) : aliasOf(by, null),
    subject: facts.requester,
    text: request.comment,
    ...referenceColumns(findReferences(request.comment, 'text').filter(({ ref }) => ref !== facts.task)),
    attributes: when.attributes,
  }
}

interface When {
  readonly moment: Moment
  readonly attributes: string
}

/** When a status was reached: from a history if there is one, else the last update, which is exact only if it is this very change. */
function timeOf(facts: Facts, status: string, isPresent: boolean): When | null {
  const known = facts.history.get(status)
  if (known !== undefined) return { moment: known.at, attributes: '{}' }
  const moment = facts.updated ?? null
  if (moment === null) return null
  const isExact = isPresent || (facts.isFresh && facts.status === status)
  return { moment, attributes: isExact ? '{}' : '{"time_is_last_update":true}' }
}

/** The grant. Once it has begun, TEAM overwrites `startTime` with the moment it gave the access. */
function granted(facts: Facts): EventDraft[] {
  const { request, status, start, end, updated, due } = facts
  if (start === null) return []
  const last = end ?? updated
  // A request that is revoked before its start never became a grant.
  const isRevokedLater = status === 'revoked' && last !== null && last.at >= start.at
  if (status !== 'in progress' && status !== 'ended' && !isRevokedLater) return []
  const credential = `grant:${request.id}`
  return [
    {
      ...eventOf(facts, start, 'in progress'),
      stage: 'credential',
      activity: 'grant',
      actor: null,
      actor_kind_hint: 'system',
      on_behalf_of: facts.requester === null ? null : [facts.requester],
      credential,
      credential_class: 'grant',
      issued_credential: credential,
      issued_expires_at: due,
      subject: facts.requester,
      change: 'add',
      attributes: JSON.stringify({ session_duration: request.session_duration ?? undefined }),
    },
  ]
}

/** Writing `endTime` follows the removal by moments; TEAM writes it again when the full time is over, also for a revoked request. */
const endSlack = 15 * 60e6

interface End {
  readonly moment: Moment
  readonly kind: 'logged' | 'last_update' | 'planned'
}

/** When access ended, by somebody's hand or by the clock; null while it has not. */
function endOf({ status, end, updated, due, history }: Facts): End | null {
  if (status !== 'revoked' && status !== 'ended') return null
  const known = history.get(status)
  if (known !== undefined) return { moment: known.at, kind: 'logged' }
  const isLate = status === 'revoked' && end !== null && updated !== null && end.at > updated.at + endSlack
  if (end !== null && !isLate) return { moment: end, kind: 'logged' }
  if (updated !== null) return { moment: updated, kind: 'last_update' }
  return due === null ? null : { moment: { at: due, resolution: 60_000_000 }, kind: 'planned' }
}

/** The end of a grant, by somebody's hand or by the clock. */
function ended(facts: Facts): EventDraft[] {
  const { request, status } = facts
  const end = endOf(facts)
  if (end === null) return []
  const isRevoked = status === 'revoked'
  return [
    {
      ...eventOf(facts, end.moment, status),
      stage: 'revocation',
      activity: isRevoked ? 'revoke' : 'expire',
      actor: isRevoked ? aliasOf(request.revoker, request.revokerId) : null,
      actor_kind_hint: isRevoked ? null : 'system',
      issued_credential: `grant:${request.id}`,
      subject: facts.requester,
      change: 'remove',
      text: isRevoked ? request.revokeComment : null,
      attributes: JSON.stringify({
        time_is_last_update: end.kind === 'last_update' || undefined,
        time_is_planned: end.kind === 'planned' || undefined,
      }),
    },
  ]
}

/** TEAM gave up: the request was not eligible, its approver was its requester, or Identity Center refused. */
function failed(facts: Facts): EventDraft[] {
  if (facts.status !== 'error' || facts.updated === null) return []
  const { request } = facts
  return [
    {
      ...eventOf(facts, facts.updated, 'error'),
      stage: 'context',
      activity: 'other',
      outcome: 'failure',
      is_write: false,
      actor: null,
      actor_kind_hint: 'system',
      subject: facts.requester,
      attributes: JSON.stringify({ approver: request.approver ?? undefined }),
    },
  ]
}

function referencesOf(request: TeamRequest) {
  const found = [...fieldReference(request.ticketNo), ...findReferences(request.justification, 'text')]
  return referenceColumns(found.filter(({ ref }) => ref !== `request:${request.id}`))
}

function hasApprover(request: TeamRequest): boolean {
  return request.approver !== null || request.approverId !== null
}

/** TEAM names people by address; Cognito's user name is `idc_` and the name in Identity Center, which may be the address too. */
function aliasOf(email: string | null, username: string | null): string | null {
  if (email?.includes('@')) return `email:${email.toLowerCase()}`
  const name = email ?? loginOf(username)
  if (name === null) return null
  return name.includes('@') ? `email:${name.toLowerCase()}` : `name:${name}`
}

function loginOf(username: string | null): string | null {
  return username === null ? null : username.replace(/^idc_/i, '')
}

function identitiesOf(request: TeamRequest): IdentityDraft[] {
  const people = [
    [request.email, request.username],
    [request.approver, request.approverId],
    [request.revoker, request.revokerId],
  ] as const
  return people.flatMap(([email, username]) => {
    if (!email?.includes('@')) return []
    const address = email.toLowerCase()
    return [
      { alias: `email:${address}`, directory: 'aws-team', login: loginOf(username), email: address, basis: 'observed' },
    ]
  })
}

/** Account ids have twelve digits; numbers lose their leading zeros. */
function accountOf(id: string): string {
  return /^\d{1,11}$/.test(id) ? id.padStart(12, '0') : id
}
