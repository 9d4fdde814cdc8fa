/** OPA's decision log event, and the lines of its server log: https://www.openpolicyagent.org/docs/management-decision-logs */
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** A decision, or another line of the server's log. */
export interface Found {
  readonly kind: 'decision' | 'server'
  readonly entry: Fields
}

const deepest = 3
const marker = 'openpolicyagent.org/decision_logs'

/** What a record holds, or null when it is neither. Carriers: log shippers (`message`, `log`, `event.original`, `json`, `_raw`, `_source`). */
export function unwrap(value: unknown, depth = 0): Found | null {
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if (isDecision(fields)) return { kind: 'decision', entry: fields }
  if (typeof fields['msg'] === 'string' && typeof fields['level'] === 'string') return { kind: 'server', entry: fields }
  if (depth >= deepest) return null
  const carried = [
    asFields(fields['event'])?.['original'],
    fields['message'],
    fields['log'],
    fields['json'],
    fields['event'],
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

function isDecision(fields: Fields): boolean {
  if (fields['type'] === marker) return true
  return (
    textOf(fields['decision_id']) !== null &&
    ('path' in fields || 'query' in fields || 'result' in fields) &&
    'timestamp' in fields
  )
}

/** Whether what was found is OPA's beyond doubt: its server log is laid out as many others are. */
export function isSurelyOpa(found: Found): boolean {
  if (found.kind === 'decision')
    return (
      found.entry['type'] === marker || 'labels' in found.entry || 'bundles' in found.entry || 'metrics' in found.entry
    )
  return 'decision-id' in found.entry || found.entry['msg'] === 'Decision Log'
}
