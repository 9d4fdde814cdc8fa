/** Finds a vendor's record inside the carriers in which stores hand it on, and takes the marks of stores off its names. */
import { asFields, type Fields, parseFields } from './read-fields.js'

/** Members under which stores hand a vendor's record on. */
const carriers = ['json', 'event', '_source', '_raw', 'result', 'data', 'record', 'body', 'message', '_airbyte_data']
const deepest = 4

/**
 * What `read` makes of a vendor's record inside what carries it; null when it makes nothing of anything within four steps. Carriers: nothing at
 * all, Elastic (`json`, `event.original`, `message`, `_source`), Splunk (`result`, `_raw`), Perceval and DevLake (`data`), Airbyte, webhooks;
 * `own` gives those that only this vendor's records come in, which are looked into first.
 */
export function readCarried<T>(
  value: unknown,
  read: (fields: Fields) => T | null,
  own: (fields: Fields) => readonly unknown[] = () => [],
  depth = 0,
): T | null {
  const fields = parseFields(value)
  if (fields === null) return null
  const found = read(fields)
  if (found !== null || depth === deepest) return found
  const original = asFields(fields['event'])?.['original']
  for (const inner of [...own(fields), original, ...carriers.map((name) => fields[name])]) {
    if (inner === undefined || inner === null) continue
    const carried = readCarried(inner, read, own, depth + 1)
    if (carried !== null) return carried
  }
  return null
}

/** The record of a vendor's inside what carries it, known by its shape; null when there is none within four steps. */
export function unwrapFields(value: unknown, isRecord: (fields: Fields) => boolean): Fields | null {
  return readCarried(value, (fields) => (isRecord(fields) ? fields : null))
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
