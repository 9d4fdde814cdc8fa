/** What Azure DevOps' REST API writes about work items, their updates, revisions and comments, in its own spelling. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)
const fields = z.record(z.string(), z.unknown())

/** A work item or one of its revisions: https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/work-items/get-work-item */
export const workItem = z.looseObject({
  id: text,
  rev: text,
  url: text,
  fields,
  relations: z.array(z.unknown()).nullish().catch(null),
})

/** What one save changed: https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/updates/list */
export const update = z.looseObject({
  id: text,
  workItemId: text,
  rev: text,
  url: text,
  revisedBy: z.unknown().optional(),
  revisedDate: text,
  fields: z.record(z.string(), z.unknown()).nullish().catch(null),
  relations: z.unknown().optional(),
})

/** https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/comments/list */
export const comment = z.looseObject({
  id: text,
  workItemId: text,
  text,
  createdBy: z.unknown().optional(),
  createdDate: text,
  modifiedDate: text,
  url: text,
})

/** What a record is. */
export type Kind = 'item' | 'update' | 'comment'

/** The shape of a record, or null when it is none of Azure DevOps'. */
export function kindOf(value: Fields): Kind | null {
  if ('workItemId' in value && 'rev' in value && ('revisedBy' in value || 'revisedDate' in value)) return 'update'
  if ('workItemId' in value && 'text' in value && 'createdBy' in value) return 'comment'
  const inner = asFields(value['fields'])
  return inner &&
    'id' in value &&
    ('System.WorkItemType' in inner || 'System.CreatedDate' in inner || 'System.ChangedDate' in inner)
    ? 'item'
    : null
}

/** The record inside envelopes, service hooks (`resource`), or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  const hook = asFields(value)
  const inner = asFields(hook?.['resource'])
  if (inner && kindOf(inner)) return inner
  return unwrapFields(value, (one) => kindOf(one) !== null)
}
