/** OPA's decision log event, and the lines of its server log: https://www.openpolicyagent.org/docs/management-decision-logs */
import { readCarried } from '../../src/read-carriers.js'
import { type Fields, textOf } from '../../src/read-fields.js'

/** A decision, or another line of the server's log. */
export interface Found {
  readonly kind: 'decision' | 'server'
  readonly entry: Fields
}

const marker = 'openpolicyagent.org/decision_logs'

/** What a record holds, or null when it is neither. */
export function unwrap(value: unknown): Found | null {
  return readCarried<Found>(value, foundIn, (fields) => [fields['log']])
}

function foundIn(fields: Fields): Found | null {
  if (isDecision(fields)) return { kind: 'decision', entry: fields }
  const isLine = typeof fields['msg'] === 'string' && typeof fields['level'] === 'string'
  return isLine ? { kind: 'server', entry: fields } : null
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
