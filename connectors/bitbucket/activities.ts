/** What was done to a pull request, step by step: updates, decisions, comments. */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Moment } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { type Account, accountOf, activityPart, cloudPlace, type Place, timeOf } from './record.js'
import { badTime, commitReference, eventOf, identitiesOf, mergeEvent } from './rows.js'

/** An activity of Cloud. */
export function activityRows(fields: Fields): CanonicalRows {
  const part = activityPart(fields)!
  const place = cloudPlace(fieldsAt(fields, 'pull_request'))
  if (part.name === 'comment') return commentRows(part.fields, place)
  const at = timeOf(part.fields['date'])
  if (at === null) return badTime(part.name, place?.key, 'date', part.fields['date'])
  const who = accountOf(part.fields['user'] ?? part.fields['author'])
  if (part.name === 'update') return updateRows(part.fields, who, at, place)
  const meaning = meaningOf(part.name === 'approval' ? 'APPROVED' : 'REVIEWED')
  return {
    events: [
      { ...eventOf(who, at, place), ...meaning, native_id: `${place?.key ?? ''}/${part.name}/${who?.alias ?? ''}` },
    ],
    identities: identitiesOf([who]),
  }
}

/** An update tells the state after it and what changed; the first one, which changed nothing, is the making of the request. */
function updateRows(update: Fields, who: Account | null, at: Moment, place: Place | null): CanonicalRows {
  const changes = fieldsAt(update, 'changes')
  const state = textOf(update['state'])?.toUpperCase() ?? 'UPDATED'
  const added = membersOf(fieldsAt(changes, 'reviewers')?.['added'])
  const head = textOf(fieldsAt(update, 'source', 'commit')?.['hash'])
  const base = { ...eventOf(who, at, place), native_id: place?.key }
  const events: EventDraft[] = added.map((one) => ({
    ...base,
    ...meaningOf('ASKED'),
    subject: one.alias,
    change: 'add',
  }))
  const before = shown(changes, 'old')
  const after = shown(changes, 'new')
  if (state === 'MERGED')
    events.push(mergeEvent(who, at, place, textOf(fieldsAt(update, 'destination', 'branch')?.['name']), null))
  else if (state !== 'OPEN') events.push({ ...base, ...meaningOf(state), before, after })
  else if (added.length === 0 || after !== null)
    events.push({
      ...base,
      ...meaningOf('UPDATED'),
      before,
      after: after ?? head,
      attributes: attributesOf({ head_sha: head }),
    })
  return { events, identities: identitiesOf([who, ...added]) }
}

/** What the changes of an update say on one side: `title: …; description: …`. */
function shown(changes: Fields | null, side: 'old' | 'new'): string | null {
  const said = Object.entries(changes ?? {}).flatMap(([name, change]) => {
    const value = textOf(asFields(change)?.[side])
    return value === null ? [] : [`${name}: ${value}`]
  })
  return said.length > 0 ? said.join('; ') : null
}

/** A comment of Cloud, or the one inside an activity of Server. */
export function commentRows(comment: Fields, place: Place | null): CanonicalRows {
  const written = comment['created_on'] ?? comment['createdDate']
  const at = timeOf(written)
  if (at === null) return badTime('comment', comment['id'], 'created', written)
  const updated = timeOf(comment['updated_on'] ?? comment['updatedDate'])
  const who = accountOf(comment['user'] ?? comment['author'])
  const text = textOf(fieldsAt(comment, 'content')?.['raw']) ?? textOf(comment['text'])
  return {
    events: [
      {
        ...eventOf(who, at, place),
        ...meaningOf('COMMENTED'),
        native_id: textOf(comment['id']),
        ...referenceColumns(findReferences(text, 'text').filter(({ ref }) => ref !== place?.task)),
        text,
        text_edited_at: updated && updated.at - at.at > 1_000_000 ? updated.at : null,
        attributes: attributesOf({
          path: fieldsAt(comment, 'inline')?.['path'] ?? fieldsAt(comment, 'anchor')?.['path'],
          is_deleted: comment['deleted'] === true || null,
          reply_to: fieldsAt(comment, 'parent')?.['id'],
        }),
      },
    ],
    identities: identitiesOf([who]),
  }
}

/** An activity of Server, or a webhook put into its form; only the webhook knows the `branch` that was merged into. */
export function stepRows(fields: Fields, place: Place | null): CanonicalRows {
  const step = textOf(fields['action']) ?? ''
  const comment = fieldsAt(fields, 'comment')
  const isAdded = textOf(fields['commentAction']) !== 'DELETED'
  if (step === 'COMMENTED' && comment !== null && isAdded && 'text' in comment)
    return commentRows({ createdDate: fields['createdDate'], author: fields['user'], ...comment }, place)
  const at = timeOf(fields['createdDate'])
  if (at === null) return badTime('activity', fields['id'], 'createdDate', fields['createdDate'])
  const who = accountOf(fields['user'])
  const added = membersOf(fields['addedReviewers'])
  const merge = textOf(fieldsAt(fields, 'commit')?.['id'])
  const commit = textOf(fields['fromHash']) ?? merge
  const base = { ...eventOf(who, at, place), native_id: textOf(fields['id']) }
  if (step === 'MERGED')
    return { events: [mergeEvent(who, at, place, textOf(fields['branch']), merge)], identities: identitiesOf([who]) }
  const meaning = meaningOf(step)
  const asked = added.map((one) => ({ ...base, ...meaningOf('ASKED'), subject: one.alias, change: 'add' }))
  const own = {
    ...base,
    ...meaning,
    before: textOf(fields['previousFromHash']),
    after: commit,
    ...referenceColumns(meaning.decision ? commitReference(commit) : []),
  }
  return {
    events: step === 'UPDATED' && asked.length > 0 ? asked : [own, ...asked],
    identities: identitiesOf([who, ...added]),
  }
}

function membersOf(value: unknown): Account[] {
  return listOf(value).flatMap((one) => accountOf(asFields(one)?.['user'] ?? one) ?? [])
}
