/** Access requests, approvals, account activities and certifications: objects whose members tell of several moments. */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { Decision } from '../../src/schema/words.js'
import type { Moment } from '../../src/time.js'
import { asked, decided, forwarded, granted, lifecycle, removed, reviewed } from './actions.js'
import { kindOf, type Party, partyOf, system } from './people.js'
import { at, outcomeOf, refsOf, requestKey, rowsOf, timeOf } from './rows.js'

/** The words of approvals, items and states. */
const decisions: ReadonlyMap<string, Decision> = new Map(
  Object.entries({
    APPROVED: 'approved',
    FINISHED: 'approved',
    REJECTED: 'denied',
    DENIED: 'denied',
    EXPIRED: 'expired',
    CANCELLED: 'cancelled',
    CANCELED: 'cancelled',
    PENDING: 'requested',
  }),
)

/** An item of `access-request-status`: who asked, who decided, and whether it was done. */
export function requestRows(fields: Fields): CanonicalRows {
  const created = timeOf(fields['created'])
  if (created === null) return reject('bad_time', `created is no time: ${brief(fields['created'])}`)
  const request = readRequest(fields, created, fields['accessRequestId'] ?? fields['id'], fields)
  const approvals = listOf(fields['approvalDetails']).map((one) => asFields(one) ?? {})
  const done = phase(fields, 'PROVISIONING_PHASE')
  const events = [
    request.event(asked, { time: created, actor: request.requester, text: request.comment, operation: 'submitted' }),
    ...approvals.flatMap((approval) => {
      const decision = decisions.get(textOf(approval['status']) ?? '')
      const time = timeOf(approval['modified']) ?? (decision === 'requested' ? created : null)
      if (decision === undefined || time === null) return []
      const reviewer = partyOf(approval['reviewedBy']) ?? partyOf(approval['currentOwner'])
      return request.event(decided(decision), {
        time,
        actor: decision === 'requested' || decision === 'expired' ? null : reviewer,
        text: textOf(approval['comment']),
        operation: `approval ${decision}`,
        attributes: { scheme: textOf(approval['scheme']), forwarded: approval['forwarded'], owner: reviewer?.name },
      })
    }),
    cancelled(fields, request),
    done &&
      request.event(isRemoval(fields['requestType']) ? removed : granted, {
        time: done.time,
        actor: workerOf(fields) ?? system,
        outcome: outcomeOf(done.result),
        operation: 'provisioned',
      }),
  ]
  const people = approvals.flatMap((one) => [partyOf(one['reviewedBy']), partyOf(one['currentOwner'])])
  return rowsOf(events, [request.requester, request.recipient, ...people], [request.task])
}

function cancelled(fields: Fields, request: Request): EventDraft | null {
  const details = asFields(fields['cancelledRequestDetails'])
  const time = timeOf(details?.['modified'])
  if (details === null || time === null) return null
  const actor = partyOf(details['owner'])
  return request.event(decided('cancelled'), { time, actor, text: textOf(details['comment']), operation: 'cancelled' })
}

/** Who carried a request out by hand, where a source is not connected. */
function workerOf(fields: Fields): Party | null {
  const work = listOf(fields['manualWorkItemDetails']).map(asFields)
  return partyOf(work.find((one) => one !== null)?.['currentOwner'])
}

/** When a phase ended, and how. */
function phase(fields: Fields, name: string): { readonly time: Moment; readonly result: string | null } | null {
  const found = listOf(fields['accessRequestPhases'])
    .map((one) => asFields(one))
    .find((one) => one?.['name'] === name)
  const time = timeOf(found?.['finished'])
  return found && time !== null ? { time, result: textOf(found['result']) } : null
}

/** A pending or completed item of `access-request-approvals`. */
export function approvalRows(fields: Fields): CanonicalRows {
  const created = timeOf(fields['requestCreated']) ?? timeOf(fields['created'])
  if (created === null) return reject('bad_time', `requestCreated is no time: ${brief(fields['requestCreated'])}`)
  const request = readRequest(
    fields,
    created,
    fields['accessRequestId'] ?? fields['id'],
    asFields(fields['requestedObject']),
  )
  const reviewer = partyOf(fields['reviewedBy'])
  const owner = partyOf(fields['owner'])
  const decision = decisions.get(textOf(fields['state']) ?? 'PENDING')
  const time = timeOf(decision === 'requested' ? fields['created'] : fields['modified'])
  const events = [
    request.event(asked, { time: created, actor: request.requester, text: request.comment, operation: 'submitted' }),
    ...listOf(fields['forwardHistory']).map((one) => forwardedEvent(asFields(one) ?? {}, request)),
    decision === undefined || time === null
      ? null
      : request.event(decided(decision), {
          time,
          actor: decision === 'requested' ? null : (reviewer ?? owner),
          text: commentOf(fields['reviewerComment']),
          operation: `approval ${decision}`,
          attributes: { owner: owner?.name, state: textOf(fields['state']), approval_id: textOf(fields['id']) },
        }),
  ]
  return rowsOf(events, [request.requester, request.recipient, reviewer, owner], [request.task])
}

/** The names of both approvers are all that the history gives. */
function forwardedEvent(step: Fields, request: Request): EventDraft | null {
  const time = timeOf(step['modified'])
  if (time === null) return null
  const actor = partyOf(step['forwarderName'] ?? step['oldApproverName'])
  return {
    ...request.event(forwarded, { time, actor, text: textOf(step['comment']), operation: 'forwarded' }),
    before: textOf(step['oldApproverName']),
    after: textOf(step['newApproverName']),
  }
}

/** An account activity of the API: what was asked, decided and provisioned, item by item. */
export function activityRows(fields: Fields): CanonicalRows {
  const created = timeOf(fields['created'])
  if (created === null) return reject('bad_time', `created is no time: ${brief(fields['created'])}`)
  const completed = timeOf(fields['completed'])
  const isAsked = /request/i.test(activityName(fields))
  const about = (item: Fields | null) =>
    readRequest(
      {
        ...fields,
        requester: fields['requesterIdentitySummary'],
        requestedFor: fields['targetIdentitySummary'],
        requesterComment: item?.['requesterComment'],
      },
      created,
      isAsked ? fields['id'] : null,
      item && { name: item['value'] ?? item['name'], source: item['sourceId'] },
    )
  const items = listOf(fields['items']).map((one) => asFields(one) ?? {})
  const overall = about(items[0] ?? null)
  const start = { time: created, actor: overall.requester, text: overall.comment, operation: activityName(fields) }
  const events = items.flatMap((item) => {
    const request = about(item)
    const decision = decisions.get(textOf(item['approvalStatus']) ?? '')
    const reviewer = partyOf(item['reviewerIdentitySummary'])
    const time = timeOf(asFields(item['reviewerComment'])?.['date']) ?? completed
    const provisioned = textOf(item['provisioningStatus'])
    return [
      decision === undefined || reviewer === null || time === null
        ? null
        : request.event(decided(decision), {
            time,
            actor: reviewer,
            text: commentOf(item['reviewerComment']),
            operation: `approval ${decision}`,
          }),
      provisioned === null
        ? null
        : request.event(itemMeaning(item['operation']), {
            time: completed ?? created,
            actor: system,
            outcome: outcomeOf(provisioned),
            operation: `${textOf(item['operation']) ?? 'provision'} ${textOf(item['attribute']) ?? 'account'}`,
            attributes: { account: textOf(item['nativeIdentity']), activity_type: textOf(fields['type']) },
          }),
    ]
  })
  const reviewers = items.map((item) => partyOf(item['reviewerIdentitySummary']))
  return rowsOf(
    [overall.event(isAsked ? asked : lifecycle('modify'), start), ...events],
    [overall.requester, overall.recipient, ...reviewers],
    [overall.task && { ...overall.task, scope_entitlements: namesOf(items, 'value') }],
  )
}

/** What all items ask for; null for nothing. */
function namesOf(items: readonly Fields[], member: string): string[] | null {
  const names = [...new Set(items.flatMap((item) => textOf(item[member]) ?? []))]
  return names.length > 0 ? names : null
}

function activityName(fields: Fields): string {
  return textOf(fields['type'] ?? fields['action']) ?? 'account activity'
}

/** What provisioning an item does: an attribute set is no entitlement given. */
function itemMeaning(operation: unknown): Meaning {
  const word = textOf(operation)?.toUpperCase() ?? ''
  if (/^(REMOVE|REVOKE)/.test(word)) return removed
  if (/^ADD|^GRANT/.test(word)) return granted
  if (/^(CREATE|ENABLE|UNLOCK)/.test(word)) return lifecycle('add')
  return lifecycle(/^(DELETE|DISABLE|LOCK)/.test(word) ? 'remove' : 'modify')
}

/** An account activity of the search index, where approvals and provisioning stand in lists of their own. */
export function activityDocumentRows(fields: Fields): CanonicalRows {
  const created = timeOf(fields['created'])
  if (created === null) return reject('bad_time', `created is no time: ${brief(fields['created'])}`)
  const finished = timeOf(fields['modified']) ?? created
  const shared = { ...fields, requestedFor: fields['recipient'] }
  const approvals = listOf(fields['approvals']).map((one) => asFields(one) ?? {})
  const isAsked = approvals.length > 0 || /request/i.test(activityName(fields))
  const about = (what: unknown, source: unknown) =>
    readRequest(shared, created, isAsked ? fields['id'] : null, {
      name: asFields(what)?.['value'] ?? asFields(what)?.['name'],
      operation: asFields(what)?.['op'],
      source: textOf(asFields(source)?.['name']),
    })
  const overall = about(approvals[0]?.['attributeRequest'], approvals[0]?.['source'])
  const decisionsMade = approvals.flatMap((approval) => {
    const decision = decisions.get(textOf(approval['result'])?.toUpperCase() ?? '')
    const comment = asFields(approval['comment'])
    const time = timeOf(comment?.['date']) ?? timeOf(approval['modified'])
    if (decision === undefined || time === null) return []
    const actor = decision === 'requested' ? null : partyOf(approval['owner'])
    return about(approval['attributeRequest'], approval['source']).event(decided(decision), {
      time,
      actor,
      text: textOf(comment?.['comment']),
      operation: `approval ${decision}`,
    })
  })
  const provisioned = listOf(fields['accountRequests']).flatMap((one) => {
    const account = asFields(one) ?? {}
    const attributes = listOf(account['attributeRequests'])
    const outcome = outcomeOf(textOf(asFields(account['result'])?.['status']))
    return (attributes.length > 0 ? attributes : [null]).flatMap((attribute) => {
      const op = textOf(asFields(attribute)?.['op']) ?? textOf(account['op'])
      return about(attribute, account['provisioningTarget'] ?? account['source']).event(itemMeaning(op), {
        time: finished,
        actor: system,
        outcome,
        operation: `${op ?? 'provision'} ${textOf(asFields(attribute)?.['name']) ?? 'account'}`,
        attributes: { account: textOf(account['accountId']), stage: textOf(fields['stage']) },
      })
    })
  })
  const operation = activityName(fields)
  const start = overall.event(isAsked ? asked : lifecycle('modify'), {
    time: created,
    actor: overall.requester,
    operation,
  })
  const people = approvals.map((one) => partyOf(one['owner']))
  return rowsOf(
    [start, ...decisionsMade, ...provisioned],
    [overall.requester, overall.recipient, ...people],
    [overall.task],
  )
}

/** A certification: that its reviewer signed it off is the review; until then there is only that it was given out. */
export function certificationRows(fields: Fields): CanonicalRows {
  const created = timeOf(fields['created'])
  const signed = timeOf(fields['signed'])
  const time = signed ?? created
  if (time === null) return reject('bad_time', `created is no time: ${brief(fields['created'])}`)
  const reviewer = partyOf(fields['reviewer'])
  const event: EventDraft = {
    ...at(time),
    ...reviewed,
    activity: signed === null ? 'create' : 'close',
    native_id: textOf(fields['id']),
    operation: signed === null ? 'certification created' : 'certification signed off',
    outcome: outcomeOf(textOf(fields['phase']) === 'SIGNED' ? 'COMPLETED' : 'PENDING'),
    actor: signed === null ? null : (reviewer?.alias ?? null),
    resource: textOf(fields['name']),
    attributes: attributesOf({
      campaign: asFields(fields['campaign'] ?? fields['campaignRef'])?.['name'],
      phase: textOf(fields['phase']),
      due: textOf(fields['due']),
      reviewer: reviewer?.name,
      decisions_made: fields['decisionsMade'],
      decisions_total: fields['decisionsTotal'],
      identities_completed: fields['identitiesCompleted'],
      identities_total: fields['identitiesTotal'],
    }),
  }
  return rowsOf([event], [reviewer])
}

interface Moments {
  readonly time: Moment
  readonly operation: string
  readonly actor?: Party | null
  readonly text?: string | null
  readonly outcome?: EventDraft['outcome']
  readonly attributes?: Fields
}

interface Request {
  /** Null for a request without an id. */
  readonly task: TaskDraft | null
  readonly requester: Party | null
  readonly recipient: Party | null
  readonly comment: string | null
  event(meaning: Meaning, moment: Moments): EventDraft
}

/** What every form says of a request: who asked, for whom, for which access; and how to make its events. */
function readRequest(fields: Fields, created: Moment, id: unknown, item: Fields | null): Request {
  const key = requestKey(id)
  const requester = partyOf(fields['requester'])
  const recipient = partyOf(fields['requestedFor']) ?? partyOf(listOf(fields['requestedFor'])[0])
  const comment = commentOf(fields['requesterComment'])
  const access = textOf(item?.['name'])
  const source = textOf(item?.['source'])
  const state = textOf(fields['state'] ?? fields['completionStatus'] ?? fields['status'])
  const task: TaskDraft | null =
    key === null
      ? null
      : {
          task: key,
          native_id: textOf(id),
          kind: 'request',
          key: key.slice('request:'.length),
          title: access === null ? null : `${textOf(fields['requestType']) ?? 'access'}: ${access}`,
          description: comment,
          type: textOf(fields['requestType'] ?? fields['type']),
          status: state,
          is_closed: state === null ? null : /COMPLETE|CANCEL|REJECT|TERMINATED|FAILED|SUCCESS|APPROVED/i.test(state),
          requester: requester?.alias ?? null,
          requested_for: recipient?.alias ?? null,
          created_at: created.at,
          updated_at: timeOf(fields['modified'])?.at ?? null,
          resolution_us: created.resolution,
          scope_entitlements: access === null ? null : [access],
          approval_state: approvalState(state),
          has_history: true,
          ...refsOf(comment),
        }
  return {
    task,
    requester,
    recipient,
    comment,
    event: (meaning, { time, operation, actor, text, outcome, attributes }) => ({
      ...at(time),
      ...meaning,
      native_id: textOf(fields['id']),
      operation,
      outcome: outcome ?? 'success',
      task: key,
      actor: actor?.alias ?? null,
      actor_kind_hint: kindOf(actor ?? null),
      subject: recipient?.alias ?? null,
      resource: source,
      entitlement: meaning.stage === 'identity' ? null : access,
      text: text ?? null,
      ...refsOf(text ?? null),
      attributes: attributesOf({
        request_type: textOf(fields['requestType']),
        item_type: textOf(item?.['type']),
        ...attributes,
      }),
    }),
  }
}

function approvalState(state: string | null): TaskDraft['approval_state'] {
  const decision = decisions.get(state ?? '')
  if (decision === 'approved' || decision === 'denied' || decision === 'cancelled') return decision
  return decision === 'requested' ? 'requested' : null
}

function isRemoval(requestType: unknown): boolean {
  return textOf(requestType)?.startsWith('REVOKE') ?? false
}

/** A comment as text, or as an object around it. */
function commentOf(value: unknown): string | null {
  const fields = asFields(value)
  return textOf(fields === null ? value : (fields['comment'] ?? fields['body']))
}
