/** An event of JumpCloud's Directory Insights, https://docs.jumpcloud.com/api/insights/directory/1.0/index.html. */
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

function isEvent(fields: Fields): boolean {
  return ['event_type', 'service', 'timestamp', 'organization'].every((name) => Object.hasOwn(fields, name))
}
