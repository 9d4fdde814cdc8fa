/** The records of Endpoint Privilege Manager's REST API: events of endpoints, single or summed up, and what administrators did. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

/** A record and which of the two it is. */
export interface EpmRecord {
  readonly kind: 'endpoint' | 'admin'
  readonly fields: Fields
}

/** A record of the product with its kind; null for what is none. Flattened log-analytics rows lose their suffixes first. */
export function readRecord(value: unknown): EpmRecord | null {
  const fields = unwrapFields(value, (one) => kindOf(one) !== null) ?? flattened(value)
  const kind = fields === null ? null : kindOf(fields)
  return fields === null || kind === null ? null : { kind, fields }
}

/** A field of a single event, or of the newest of those that were summed up (`userName`, `lastEventUserName`). */
export function said(fields: Fields, name: string): string | null {
  return textOf(fields[name]) ?? textOf(fields[`lastEvent${name[0]!.toUpperCase()}${name.slice(1)}`])
}

function flattened(value: unknown): Fields | null {
  const row = asFields(value)
  return row === null ? null : withoutSuffixes(row)
}

function kindOf(fields: Fields): EpmRecord['kind'] | null {
  const has = (...names: readonly string[]) => names.every((name) => Object.hasOwn(fields, name))
  if (has('Administrator', 'EventTime', 'Description', 'SetName')) return 'admin'
  const isEndpoint =
    has('lastEventDate', 'firstEventDate', 'eventType') && (has('fileName') || has('lastEventFileName'))
  return isEndpoint ? 'endpoint' : null
}
