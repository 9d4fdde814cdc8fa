/** Comments and worklogs to events: what people wrote beside the item. */
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { plainText } from './document.js'
import { type Item, json } from './normalize-history.js'
import { kindHint } from './people.js'
import type { Comment } from './record.js'
import { moment } from './times.js'

/** The event of a comment or worklog; null when its time cannot be read. */
export function commentEvent(entry: Comment, item: Item): EventDraft | null {
  const created = moment(entry.created, item.zone)
  if (!created) return null
  const updated = moment(entry.updated, item.zone)
  const isWorklog = 'timeSpent' in entry || 'started' in entry
  const text = plainText(isWorklog ? entry.comment : entry.body)
  const author = item.people.alias(entry.author)
  const editor = item.people.alias(entry.updateAuthor)
  const isEdited = updated !== null && updated.at > created.at
  return {
    native_id: entry.id ?? null,
    occurred_at: created.at,
    resolution_us: created.resolution,
    stage: 'context',
    activity: isWorklog ? 'update' : 'comment',
    operation: isWorklog ? 'worklog_added' : 'issue_commented',
    outcome: 'success',
    is_write: true,
    task: item.task,
    actor: author,
    actor_kind_hint: kindHint(entry.author),
    ...referenceColumns(findReferences(text, 'text').filter((reference) => reference.ref !== item.task)),
    text,
    text_edited_at: isEdited ? updated.at : null,
    attributes: json({
      edited_by: isEdited && editor !== author ? editor : null,
      is_public: entry.jsdPublic ?? null,
      visible_to: isObjectWithValue(entry['visibility']),
      time_spent: entry.timeSpent ?? null,
    }),
  }
}

function isObjectWithValue(value: unknown) {
  const found = typeof value === 'object' && value !== null && 'value' in value ? value.value : null
  return typeof found === 'string' ? found : null
}
