/** Items of the Approvals app: who asked, who was asked, who decided. https://learn.microsoft.com/en-us/graph/api/resources/approvalitem */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Decision } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { identitiesOf } from './message.js'
import { accountOf, objectsIn } from './record.js'

/** One approval item, with the requests and responses that were asked for with it. */
export function normalizeApproval(fields: Fields): CanonicalRows {
  const id = textOf(fields['id'])
  if (id === null) return reject('missing_field', `id of the approval is ${brief(fields['id'])}`)
  const created = readTime(fields['createdDateTime'])
  if (created === null) return reject('bad_time', `createdDateTime is no time: ${brief(fields['createdDateTime'])}`)
  const task = `request:${id}`
  const owner = accountOf(fields['owner'])
  const title = textOf(fields['displayName'])
  const description = textOf(fields['description'])
  const state = textOf(fields['state'])
  const completed = readTime(fields['completedDateTime'])
  const requests = objectsIn(fields['requests'])
  const responses = objectsIn(fields['responses'])
  const approvers = listOf(fields['approvers']).map(accountOf)
  const refs = referenceColumns(
    findReferences(`${title ?? ''}\n${description ?? ''}`, 'text').filter(({ ref }) => ref !== task),
  )
  const events: EventDraft[] = [
    {
      native_id: id,
      occurred_at: created.at,
      resolution_us: created.resolution,
      stage: 'request',
      activity: 'create',
      operation: 'approvalItem.created',
      outcome: 'success',
      is_write: true,
      task,
      actor: owner?.alias,
      actor_kind_hint: owner?.kind,
      decision: 'requested',
      ...refs,
      text: description ?? title,
      attributes: attributesOf({
        approval_type: fields['approvalType'],
        approvers: approvers.flatMap((one) => one?.alias ?? []),
        prompts: fields['responsePrompts'],
      }),
    },
    ...requests.flatMap((one) => requestEvent(one, task) ?? []),
    ...responses.flatMap((one) => responseEvent(one, task) ?? []),
  ]
  const result = textOf(fields['result'])
  if (completed !== null && responses.length === 0 && result !== null)
    events.push(closing(id, task, completed, 'decide', 'approvalItem.completed', decisionOf(result), result))
  if (completed !== null && /^cancell?ed$/i.test(state ?? ''))
    events.push({
      ...closing(id, task, completed, 'cancel', 'approvalItem.canceled', 'withdrawn', null),
      actor: owner?.alias,
      actor_kind_hint: owner?.kind,
    })
  return {
    events,
    tasks: [
      {
        task,
        native_id: id,
        kind: 'request',
        key: id,
        title,
        description,
        type: textOf(fields['approvalType']),
        status: state,
        is_closed: state === null ? null : /^(cancell?ed|completed)$/i.test(state),
        requester: owner?.alias,
        created_at: created.at,
        updated_at: completed?.at ?? created.at,
        closed_at: completed?.at,
        resolution_us: created.resolution,
        approval_state: /^cancell?ed$/i.test(state ?? '') ? 'cancelled' : (decisionOf(result) ?? 'requested'),
        has_history: responses.length > 0,
        ...refs,
        attributes: attributesOf({ approvers: approvers.flatMap((one) => one?.alias ?? []), result }),
      },
    ],
    ...identitiesOf([owner, ...approvers, ...responses.map((one) => accountOf(one['createdBy']))]),
  }
}

/** A response that was listed by itself: its item is named by the address of its page. */
export function normalizeResponse(fields: Fields, record: SourceRecord): CanonicalRows {
  return alone(responseEvent(fields, itemOf(record)), fields, accountOf(fields['createdBy']))
}

/** A request to one approver that was listed by itself. */
export function normalizeRequest(fields: Fields, record: SourceRecord): CanonicalRows {
  return alone(requestEvent(fields, itemOf(record)), fields, accountOf(fields['approver']))
}

function alone(event: EventDraft | null, fields: Fields, who: ReturnType<typeof accountOf>): CanonicalRows {
  if (event === null) return reject('bad_time', `createdDateTime is no time: ${brief(fields['createdDateTime'])}`)
  return { events: [event], ...identitiesOf([who]) }
}

function itemOf({ page }: SourceRecord): string | null {
  const id = /approvalItems\('([\w-]+)'\)/.exec(textOf(page?.['@odata.context']) ?? '')?.[1]
  return id === undefined ? null : `request:${id}`
}

function requestEvent(fields: Fields, task: string | null): EventDraft | null {
  const time = readTime(fields['createdDateTime'])
  if (time === null) return null
  const approver = accountOf(fields['approver'])
  const from = accountOf(fields['reassignedFrom'])
  const isReassigned = fields['isReassigned'] === true || from !== null
  return {
    native_id: textOf(fields['id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: isReassigned ? 'delegation' : 'approval',
    activity: isReassigned ? 'assign' : 'ask_approval',
    operation: isReassigned ? 'approvalItemRequest.reassigned' : 'approvalItemRequest.created',
    outcome: 'success',
    is_write: true,
    task,
    actor: from?.alias,
    actor_kind_hint: from?.kind,
    subject: approver?.alias,
    before: from?.alias,
    after: approver?.alias,
    change: isReassigned ? 'modify' : null,
    decision: isReassigned ? null : 'requested',
  }
}

function responseEvent(fields: Fields, task: string | null): EventDraft | null {
  const time = readTime(fields['createdDateTime'])
  if (time === null) return null
  const who = accountOf(fields['createdBy'])
  const said = textOf(fields['response'])
  const comments = textOf(fields['comments'])
  return {
    native_id: textOf(fields['id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: 'approval',
    activity: 'decide',
    operation: 'approvalItemResponse.created',
    outcome: 'success',
    is_write: true,
    task,
    actor: who?.alias,
    actor_kind_hint: who?.kind,
    after: said,
    decision: decisionOf(said),
    ...referenceColumns(findReferences(comments, 'text').filter(({ ref }) => ref !== task)),
    text: comments,
  }
}

function closing(
  id: string,
  task: string,
  time: { readonly at: number; readonly resolution: number },
  activity: string,
  operation: string,
  decision: Decision | null,
  after: string | null,
): EventDraft {
  return {
    native_id: id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: 'approval',
    activity,
    operation,
    outcome: 'success',
    is_write: true,
    task,
    after,
    decision,
  }
}

/** The default answers; an item with prompts of its own is decided only where its words say so, and mixed answers decide nothing. */
function decisionOf(answer: string | null): Decision | null {
  if (answer === null) return null
  const said = answer.split(';').map((one) => one.trim())
  if (said.every((one) => /^approved?$/i.test(one))) return 'approved'
  if (said.some((one) => /^reject(ed)?$/i.test(one))) return 'denied'
  return null
}
