/** The three kinds of events of 1Password's Events API, https://developer.1password.com/docs/events-api/reference. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields } from '../../src/read-fields.js'

/** Which feature of the Events API a record is of. */
export type Feature = 'audit' | 'sign_in' | 'item_usage'

/** A record of the Events API with its feature; null for anything else. */
export function readRecord(value: unknown): { readonly feature: Feature; readonly fields: Fields } | null {
  const fields = unwrapFields(value, (one) => featureOf(one) !== null)
  const feature = fields === null ? null : featureOf(fields)
  if (fields !== null && feature !== null) return { feature, fields }
  const row = asFields(value)
  const plain = row === null ? null : withoutSuffixes(row)
  const found = plain === null ? null : featureOf(plain)
  return plain === null || found === null ? null : { feature: found, fields: plain }
}

/** The feature by the members that only its records have together. */
function featureOf(fields: Fields): Feature | null {
  const has = (...names: readonly string[]) => names.every((name) => Object.hasOwn(fields, name))
  if (!has('uuid', 'timestamp')) return null
  if (has('actor_uuid', 'action', 'object_type', 'object_uuid')) return 'audit'
  if (has('session_uuid', 'category', 'type', 'target_user')) return 'sign_in'
  return has('vault_uuid', 'item_uuid', 'user') ? 'item_usage' : null
}
