/** Duo's log records, https://duo.com/docs/adminapi#logs: one shape for six logs, read where a field stands. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt } from '../../src/read-fields.js'

/** Which of Duo's logs a record is of. */
export type DuoLog = 'authentication' | 'administrator' | 'activity' | 'telephony' | 'trust_monitor'

/** The records of an answer of the second API generation (`{"response": {"authlogs": […]}}`); anything else is a record itself. */
export function recordsIn(value: unknown): readonly unknown[] {
  const answer = fieldsAt(value, 'response')
  return [answer?.['authlogs'], answer?.['items'], answer?.['events']].find(Array.isArray) ?? [value]
}

/** A record of Duo's with its log; null for what is none. Flattened log-analytics rows lose their suffixes first. */
export function readDuo(value: unknown): { readonly log: DuoLog; readonly fields: Fields } | null {
  const fields = unwrapFields(value, (one) => logOf(one) !== null)
  const found = fields === null ? null : logOf(fields)
  if (fields !== null && found !== null) return { log: found, fields }
  const row = asFields(value)
  const plain = row === null ? null : withoutSuffixes(row)
  const log = plain === null ? null : logOf(plain)
  return plain === null || log === null ? null : { log, fields: plain }
}

/** The log by the members that only its records have together. */
function logOf(fields: Fields): DuoLog | null {
  const has = (...names: readonly string[]) => names.every((name) => Object.hasOwn(fields, name))
  if (has('activity_id', 'actor') && asFields(fields['action']) !== null) return 'activity'
  if (has('sekey', 'surfaced_timestamp')) return 'trust_monitor'
  if (has('context', 'credits', 'phone', 'type')) return 'telephony'
  if (typeof fields['action'] === 'string' && has('username', 'isotimestamp', 'timestamp')) return 'administrator'
  const type = fields['event_type']
  if (type !== 'authentication' && type !== 'enrollment') return null
  if (has('txid', 'factor', 'result') || has('txid', 'isotimestamp', 'result')) return 'authentication'
  return has('factor', 'result', 'access_device', 'application') ? 'authentication' : null
}
