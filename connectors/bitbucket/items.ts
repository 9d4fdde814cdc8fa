/** Pull requests and issues, as the records of either product show them. */
import type { CanonicalRows } from '../../src/connector.js'
import { attributesOf, brief, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Moment } from '../../src/time.js'
import { meaningOf, reviewSteps } from './actions.js'
import type { Item, Place, Review } from './record.js'
import { badTime, commitReference, eventOf, identitiesOf, mergeEvent } from './rows.js'

/** The task, its making, its reviews, and its end where it has one. */
export function itemRows(item: Item, place: Place | null, fields: Fields): CanonicalRows {
  const { created } = item
  if (!place?.key || !place.task) return reject('missing_field', `neither repository nor number: ${brief(fields)}`)
  const isPull = place.task.startsWith('pr:')
  if (created === null)
    return badTime(
      isPull ? 'pull request' : 'issue',
      place.key,
      'created',
      fields['created_on'] ?? fields['createdDate'],
    )
  const references = [
    ...findReferences(item.sourceBranch, 'branch'),
    ...findReferences(item.title, 'text'),
    ...findReferences(item.body, 'text'),
  ].filter(({ ref }) => ref !== place.task)
  const branches = {
    source_branch: item.sourceBranch,
    target_branch: item.targetBranch,
    head_sha: item.sourceCommit,
    merge_commit_sha: item.mergeCommit,
  }
  const what = isPull ? 'pull_request' : 'issue'
  const events: EventDraft[] = [
    {
      ...eventOf(item.author, created, place),
      native_id: place.key,
      stage: 'request',
      activity: 'create',
      operation: `${what}.create`,
      ...referenceColumns(references),
      text: [item.title, item.body].filter(Boolean).join('\n\n') || null,
      attributes: attributesOf(branches),
    },
    ...item.reviewers.flatMap((review) => reviewEvent(review, item, created, place)),
  ]
  const isMerged = item.state === 'MERGED'
  const isClosed = isMerged || closedStates.test(item.state)
  // The record of Cloud has no time of its end: it lies between its making and its last update.
  const end = item.closed ?? within(created, item.updated)
  const isInexact = item.closed === null || null
  if (isMerged)
    events.push({
      ...mergeEvent(item.closedBy, end, place, item.targetBranch, item.mergeCommit),
      attributes: attributesOf({ ...branches, time_is_last_update: isInexact }),
    })
  else if (isClosed)
    events.push({
      ...eventOf(item.closedBy, end, place),
      native_id: place.key,
      stage: 'context',
      activity: 'close',
      operation: isPull ? meaningOf(item.state).operation : 'issue.close',
      attributes: attributesOf({ state: item.state, time_is_last_update: isInexact }),
    })
  return {
    tasks: [
      {
        task: place.task,
        native_id: place.key,
        kind: isPull ? 'pull_request' : 'ticket',
        key: place.key,
        title: item.title,
        description: item.body,
        type: isPull ? 'pull request' : (textOf(fields['kind']) ?? 'issue'),
        status: item.state.toLowerCase() || null,
        is_closed: item.state === '' ? null : isClosed,
        requester: item.author?.alias,
        opened_by: item.author?.alias,
        assignee: item.assignee?.alias,
        created_at: created.at,
        updated_at: item.updated?.at,
        closed_at: isClosed ? (item.closed ?? item.updated)?.at : null,
        resolution_us: created.resolution,
        has_history: false,
        ...referenceColumns(references),
        attributes: attributesOf({ ...branches, reviewers: item.reviewers.map(({ who }) => who.alias) }),
      },
    ],
    events,
    identities: identitiesOf([item.author, item.closedBy, item.assignee, ...item.reviewers.map(({ who }) => who)]),
  }
}

const closedStates = /^(DECLINED|SUPERSEDED|RESOLVED|CLOSED|WONTFIX|INVALID|DUPLICATE)$/

/** A decision as the pull request shows it. When it was made is not in it: between the making of the request and the last step. */
function reviewEvent({ who, state, last, commit }: Review, item: Item, created: Moment, place: Place): EventDraft[] {
  const step = reviewSteps.get(state ?? '')
  if (step === undefined) return []
  return [
    {
      ...eventOf(who, within(created, last ?? item.updated ?? item.closed), place),
      ...meaningOf(step),
      native_id: `${place.key}/review/${who.alias}`,
      after: commit,
      ...referenceColumns(commitReference(commit)),
      attributes: attributesOf({ state, commit_id: commit, time_is_last_update: true }),
    },
  ]
}

/** From one moment to the end of another. */
function within(first: Moment, last: Moment | null): Moment {
  if (last === null) return first
  return { at: first.at, resolution: Math.max(last.at - first.at + last.resolution, first.resolution) }
}
