/** Reads fields of parsed records whose shape nobody has promised: what is not as expected is unknown, never a fault. */
import type { CanonicalRows, Reject } from './connector.js'

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; null for everything else, also for a list. */
export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** The value as an object, also when it is the JSON text of one; null for everything else. */
export function parseFields(value: unknown): Fields | null {
  if (typeof value !== 'string') return asFields(value)
  if (!/^\s*\{/.test(value)) return null
  try {
    return asFields(JSON.parse(value))
  } catch {
    return null
  }
}

/** The object at a path; null when any step of it is missing. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields | null {
  let at = asFields(value)
  for (const step of path) at = asFields(at?.[step])
  return at
}

/** Text that is there, trimmed; a number as its digits; null for everything else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text
}

/** The value as a list; empty for everything that is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The texts in a list, or the text that stands where a list was expected. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? [])
}

/** An e-mail address in lower case; null for anything else. */
export function emailOf(value: unknown): string | null {
  const address = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return /^[^\s@<>/:]+@[^\s@<>/:]+\.[^\s@<>/:]+$/.test(address) ? address : null
}

/** The fields that say something, as JSON; null when none does. */
export function attributesOf(fields: Fields): string | null {
  const kept = compact(fields)
  return Object.keys(kept).length > 0 ? JSON.stringify(kept) : null
}

/** Fields without null, empty text, empty lists and empty objects. */
export function compact(fields: Fields): Record<string, unknown> {
  // A plain loop: this runs for every record.
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) if (!isEmpty(fields[key])) kept[key] = fields[key]
  return kept
}

/** A value as it stood, cut for a message. */
export function brief(value: unknown): string {
  const shown = value === undefined ? 'missing' : JSON.stringify(value)
  return shown.length > 120 ? `${shown.slice(0, 120)}…` : shown
}

/** A record that cannot be used, and why. */
export function reject(reason: string, detail: string): CanonicalRows {
  return { reject: { reason, detail } }
}

/** The reject of a list of which nothing can be used: what is wrong with its first item, and how many more there are. */
export function rejectAll(lost: readonly Reject[]): CanonicalRows {
  const [first, ...more] = lost
  if (first === undefined) return reject('empty_list', 'nothing is in this list')
  return more.length === 0
    ? { reject: first }
    : reject(first.reason, `${first.detail}; nor can ${more.length} more be used`)
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  for (const _ in value) return false
  return true
}
