/** Teleport's audit event as Teleport spells it: dotted names, `event` beside a `code`. https://goteleport.com/docs/reference/audit-events/ */
import { asFields, type Fields, parseFields } from '../../src/read-fields.js'

const deepest = 3

/**
 * The audit event inside a record, or null when there is none. Known carriers: nothing, Athena rows (`event_data`), DynamoDB rows (`Fields`),
 * and log shippers (`message`, `event.original`, `json`, `_raw`, `_source`).
 */
export function unwrap(value: unknown, depth = 0): Fields | null {
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if (isEvent(fields)) return fields
  if (depth >= deepest) return null
  const carried = [
    fields['event_data'],
    fields['Fields'],
    asFields(fields['event'])?.['original'],
    fields['message'],
    fields['json'],
    fields['_raw'],
    fields['result'],
    fields['_source'],
  ]
  for (const inner of carried) {
    const found = inner === undefined || inner === null ? null : unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** `T5000I`, `TC000I`, `TLK00I`: a letter, a family, a number, and how it went (information, warning, error). */
function isEvent(fields: Fields): boolean {
  return (
    typeof fields['event'] === 'string' &&
    /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/.test(fields['event']) &&
    typeof fields['code'] === 'string' &&
    /^[A-Z][A-Z0-9]{2,10}[IWE]$/.test(fields['code']) &&
    ('uid' in fields || 'ei' in fields || 'cluster_name' in fields || 'sid' in fields || 'user' in fields)
  )
}
