/** What Bitwarden's public API and the CSV of its web vault hold: https://bitwarden.com/help/event-logs/, https://bitwarden.com/help/api/. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, listOf } from '../../src/read-fields.js'

/** An event, a member of the organisation, a row of the CSV, or a page that stands whole in a line. */
export type Kind = 'event' | 'member' | 'csv' | 'page'

/** A record of Bitwarden's with its kind; null for anything else. */
export function readRecord(value: unknown): { readonly kind: Kind; readonly fields: Fields } | null {
  const found = unwrapFields(value, (one) => kindOf(one) !== null)
  const row = asFields(value)
  const fields = found ?? (row === null ? null : withoutSuffixes(row))
  const kind = fields === null ? null : kindOf(fields)
  return fields === null || kind === null ? null : { kind, fields }
}

/** The columns of the CSV that no other export has together. */
const csvColumns = ['message', 'appName', 'userEmail', 'date', 'type']

function kindOf(fields: Fields): Kind | null {
  const has = (...names: readonly string[]) => names.every((name) => Object.hasOwn(fields, name))
  if (has('type', 'date', 'actingUserId')) return 'event'
  if (fields['object'] === 'member' && has('email', 'status')) return 'member'
  if (has(...csvColumns)) return 'csv'
  return fields['object'] === 'list' && has('data', 'continuationToken') ? 'page' : null
}

/** Whether a record is of Bitwarden for sure: other APIs have empty lists of the same shape. */
export function isOwn(value: unknown): boolean {
  const found = readRecord(value)
  if (found === null) return false
  return found.kind !== 'page' || listOf(found.fields['data']).some((one) => readRecord(one) !== null)
}
