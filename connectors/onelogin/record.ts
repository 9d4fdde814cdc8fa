/** An event of OneLogin: of the Events API, of a webhook, or a row of a log store. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields } from '../../src/read-fields.js'

/** The event inside what carries it; null for anything else. */
export function readRecord(value: unknown): Fields | null {
  const found = unwrapFields(value, isEvent)
  if (found !== null) return found
  const row = asFields(value)
  const plain = row === null ? null : withoutSuffixes(row)
  return plain !== null && isEvent(plain) ? plain : null
}

/** A number for the type, and somebody or something it concerns; Panther's trimmed rows say their name. */
function isEvent(fields: Fields): boolean {
  if (!/^\d{1,5}$/.test(String(fields['event_type_id'] ?? ''))) return false
  return fields['p_log_type'] === 'OneLogin.Events' || marks.some((name) => Object.hasOwn(fields, name))
}

const marks = ['actor_user_id', 'actor_user_name', 'assuming_acting_user_id', 'otp_device_id', 'directory_sync_run_id']
