/** A history of statuses, which TEAM does not write but sites that extend it do. */
import { type Moment, readTime } from '../../src/time.js'
import { asObject } from './unwrap.js'

/** When each status was last reached and by whom, as far as it says so. */
export type History = ReadonlyMap<string, { readonly at: Moment; readonly by: string | undefined }>

/** Reads `[{status, timestamp, by}]` in the spellings that are usual; entries without status or time are passed over. */
export function readHistory(value: unknown, zone: string | null): History {
  const found = new Map<string, { at: Moment; by: string | undefined }>()
  if (!Array.isArray(value)) return found
  for (const one of value) {
    const entry = asObject(one)
    if (entry === null || typeof entry['status'] !== 'string') continue
    const at = readTime(entry['timestamp'] ?? entry['updatedAt'] ?? entry['time'] ?? entry['at'] ?? entry['date'], zone)
    const by = entry['by'] ?? entry['actor'] ?? entry['email'] ?? entry['updatedBy']
    if (at !== null)
      found.set(entry['status'].toLowerCase(), { at, by: typeof by === 'string' && by !== '' ? by : undefined })
  }
  return found
}
