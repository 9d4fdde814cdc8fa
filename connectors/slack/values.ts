/** Small steps that every kind of Slack record needs. */
import type { CanonicalRows } from '../../src/connector.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'

/** `slack:<id>`, upper case because text of some exports was lower-cased; null for no id. */
export function aliasOf(id: string | null | undefined): string | null {
  const bare = id?.trim() ?? ''
  return bare === '' || bare === '0' ? null : `slack:${bare.toUpperCase()}`
}

/** What an id says of its account: Slack's own voices are the platform; of the rest the id says nothing. */
export function systemHint(id: string | null | undefined): 'system' | null {
  return /^USLACK(BOT|SECURITY)$/i.test(id ?? '') ? 'system' : null
}

/** When something happened, in whole seconds as Slack's logs count. Epoch seconds; stores in between write UTC without a zone. */
export function readSeconds(value: unknown, zone: string | null): Moment | null {
  return readEpochSeconds(value) ?? readEpochMillis(value) ?? readTime(value, zone ?? 'UTC')
}

/**
 * The time of a `ts`. Its fraction keeps messages apart: today it counts microseconds, in older messages it is a small running number,
 * and then the time is good to the second only.
 */
export function readStamp(ts: string | null | undefined): Moment | null {
  const moment = readEpochSeconds(ts)
  if (moment === null) return null
  return moment.at % 1_000_000 < 1000 ? { at: moment.at, resolution: 1_000_000 } : moment
}

/** The fields that say something, as JSON; null when none does. */
export function attributes(fields: Readonly<Record<string, unknown>>): string | null {
  const kept = compact(fields)
  return Object.keys(kept).length > 0 ? JSON.stringify(kept) : null
}

/** Fields without null, empty text, empty lists and empty objects. */
export function compact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // A plain loop: this runs several times for every record.
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) if (!isEmpty(fields[key])) kept[key] = fields[key]
  return kept
}

/** Text that is there. */
export function known(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** An e-mail address in lower case; null for anything else. */
export function emailOf(value: unknown): string | null {
  const address = known(value)?.toLowerCase() ?? ''
  return /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address) ? address : null
}

/** Tokens of Slack in what is kept beside the columns. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|([?&](?:t|token)=)[^&\s]+/g, '$1[redacted]')
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner)]))
}

/** A record that cannot be used, and why. */
export function reject(reason: string, detail: string): CanonicalRows {
  return { reject: { reason, detail } }
}

/** The first thing zod found wrong, as a reject. */
export function badShape(
  what: string,
  error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] },
) {
  const issue = error.issues[0]
  return reject(
    'bad_shape',
    `${what}: ${issue?.path.map(String).join('.') || 'record'}: ${issue?.message ?? 'not as expected'}`,
  )
}

/** A value as it stood, cut for a message. */
export function brief(value: unknown): string {
  const shown = value === undefined ? 'missing' : JSON.stringify(value)
  return shown.length > 120 ? `${shown.slice(0, 120)}…` : shown
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  for (const _ in value) return false
  return true
}
