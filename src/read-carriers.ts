/** Finds a vendor's record inside the carriers in which stores hand it on, and takes the marks of stores off its names. */
import { asFields, type Fields, parseFields } from './read-fields.js'

/** Members under which stores hand a vendor's record on. */
const carriers = ['json', 'event', '_source', '_raw', 'result', 'data', 'record', 'body', 'message', '_airbyte_data']
const deepest = 4

/**
 * The record of a vendor's inside what carries it, known by its shape; null when there is none within four steps. Carriers: nothing at all,
 * Elastic (`json`, `event.original`, `message`, `_source`), Splunk (`result`, `_raw`), Perceval and DevLake (`data`), Airbyte, webhooks.
 */
export function unwrapFields(value: unknown, isRecord: (fields: Fields) => boolean, depth = 0): Fields | null {
  const fields = parseFields(value)
  if (fields === null) return null
  if (isRecord(fields)) return fields
  if (depth === deepest) return null
  const original = asFields(fields['event'])?.['original']
  for (const inner of [original, ...carriers.map((name) => fields[name])]) {
    if (inner === undefined || inner === null) continue
    const found = unwrapFields(inner, isRecord, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** A flattened log-analytics row without its type suffixes (`actor_s`, `count_d`, `time_t [UTC]`); null when no column has one. */
export function withoutSuffixes(row: Fields): Fields | null {
  const plain: Record<string, unknown> = {}
  let found = 0
  for (const [column, value] of Object.entries(row)) {
    const name = /^(.+)_[sdtgb](?: \[[\w+:/-]+\])?$/.exec(column)?.[1]
    if (name !== undefined) found += 1
    if (value !== null && value !== '' && !Object.hasOwn(plain, name ?? column)) plain[name ?? column] = value
  }
  return found > 0 ? plain : null
}

/** The list that a value is, or that its JSON text holds, as flattened rows keep it; empty for anything else. */
export function parseList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string' || !/^\s*\[/.test(value)) return []
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
