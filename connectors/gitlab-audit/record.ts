/** GitLab's audit event as the API, a streaming destination, `audit_json.log`, the CSV export and log stores write it, brought to one flat shape. */
import { z } from 'zod'
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)

/** https://docs.gitlab.com/user/compliance/audit_event_schema/ with the members of `details` beside the others. */
export const auditEvent = z.looseObject({
  id: text,
  author_id: text,
  author_name: text,
  author_email: text,
  author_class: text,
  entity_id: text,
  entity_type: text,
  entity_path: text,
  event_type: text,
  event_name: text,
  target_id: text,
  target_type: text,
  target_details: text,
  custom_message: text,
  ip_address: text,
  change: text,
  from: text,
  to: text,
  add: text,
  remove: text,
  as: text,
  with: text,
  failed_login: text,
  action: text,
})
export type AuditEvent = z.infer<typeof auditEvent>

/** The event inside envelopes and flattened rows; null when there is none. */
export function unwrap(value: unknown): Fields | null {
  const outer = asFields(value)
  if (outer === null) return null
  if ('Author ID' in outer && 'Target Details' in outer) return fromCsv(outer)
  const plain = Object.keys(outer).some((name) => /^(author_id|details)_[sdt]/.test(name))
    ? withoutSuffixes(outer)
    : value
  const found = unwrapFields(plain, isEvent)
  if (found === null) return null
  const details = parseFields(found['details']) ?? prefixed(found)
  const meta = Object.hasOwn(found, 'meta.caller_id') ? { caller: found['meta.caller_id'] } : {}
  // What the envelope says of entity and address wins over empty members of the details.
  return {
    ...details,
    ...meta,
    ...Object.fromEntries(
      Object.entries(found).filter(([name, one]) => name !== 'details' && one !== null && one !== ''),
    ),
  }
}

function isEvent(value: Fields): boolean {
  return (
    'author_id' in value &&
    'entity_type' in value &&
    'entity_id' in value &&
    ('created_at' in value || 'time' in value || 'details' in value)
  )
}

/** `details_target_details_s` of a flattened row. */
function prefixed(row: Fields): Fields {
  const found = Object.entries(row).flatMap(([name, value]) =>
    name.startsWith('details_') ? [[name.slice(8), value] as const] : [],
  )
  return Object.fromEntries(found)
}

function fromCsv(row: Fields): Fields {
  const event: Record<string, unknown> = {
    custom_message: row['Action'],
    created_at: row['Created At (UTC)'] ?? row['Created At'],
  }
  for (const name of [
    'ID',
    'Author ID',
    'Author Name',
    'Entity ID',
    'Entity Type',
    'Entity Path',
    'Target ID',
    'Target Type',
    'Target Details',
    'IP Address',
  ])
    event[name.toLowerCase().replaceAll(' ', '_')] = row[name]
  return event
}
