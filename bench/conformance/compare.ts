/** Compares what a truth file says of a record with the rows we made of it. */
import type { Document, Field, Said } from './words.js'

/** What we say of a record: a row of `events`, as far as it is compared. */
export interface OurRow {
  readonly occurred_at: string
  readonly resolution_us: number
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly outcome: string
  readonly change_class: string | null
  readonly native_id: string | null
  readonly actor: string | null
  readonly subject: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly source_ip: string | null
  readonly text: string | null
}

/** A field in which we and the truth do not agree. */
export interface Difference {
  readonly family: string
  readonly file: string
  /** Number or id of the record. */
  readonly record: string
  readonly field: Field
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
  readonly document: Document
  /** Our rows of the record; none when it was rejected. */
  readonly rows: readonly OurRow[]
  /** Why the record was rejected; null when it was not. */
  readonly reject: string | null
  /** The record itself. */
  readonly raw: string
}

/** What our rows say of a field, in every spelling that counts as the same. */
export const ours: Readonly<Record<Field, (row: OurRow) => readonly (string | null)[]>> = {
  time: (row) => [row.occurred_at],
  actor: (row) => spellingsOf(row.actor),
  action: (row) => [
    row.operation,
    `stage:${row.stage}`,
    `activity:${row.activity}`,
    `class:${row.change_class}`,
    `text:${row.text}`,
  ],
  outcome: (row) => [row.outcome],
  source: (row) => [row.source_ip],
  target: (row) => [row.subject, row.resource, row.entitlement].flatMap(spellingsOf),
}

/** Of a long text we keep the beginning, this many letters at least. */
const KEPT_LETTERS = 1000

/** Whether a value of ours and one of theirs mean the same. */
const isSame: Readonly<Record<Field, (our: string, their: string) => boolean>> = {
  time: isSameTime,
  actor: isSameWord,
  action: (our, their) =>
    their.startsWith('text:')
      ? lettersOf(our).includes(lettersOf(their).slice(0, KEPT_LETTERS))
      : lettersOf(our) === lettersOf(their),
  // A denied attempt failed; neither schema has a word of its own for it.
  outcome: (our, their) => isSameWord(our === 'denied' ? 'failure' : our, their),
  // An IPv4 address mapped into IPv6 is the same address.
  source: (our, their) => isSameWord(our, their.replace(/^::ffff:(?=[\d.]+$)/i, '')),
  target: isSameWord,
}

/** Whether one of our rows agrees with what is said of a field. */
export function agrees(field: Field, said: Said, rows: readonly OurRow[]): boolean {
  const theirs = said[field] ?? []
  return rows.some((row) =>
    ours[field](row).some((our) => our !== null && theirs.some((their) => isSame[field](our, their))),
  )
}

function isSameWord(our: string, their: string) {
  return our.toLowerCase() === their.toLowerCase()
}

/** Spaces, underscores and dots are how a schema writes, not what a record says. */
function lettersOf(text: string) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Elastic keeps milliseconds; OCSF counts milliseconds or microseconds. */
function isSameTime(our: string, their: string) {
  return millisOf(our) === millisOf(their)
}

/** Milliseconds of a time as it is written, the rest cut off: digits are milliseconds, or microseconds when there are sixteen. */
export function millisOf(time: string): number {
  if (/^\d{16}$/.test(time)) return Math.floor(Number(time) / 1000)
  return /^\d+$/.test(time) ? Number(time) : Date.parse(time)
}

/** An account or thing by its typed name, and by what stands behind each step of it: `team/org/admins` is `org/admins` and `admins` too. */
function spellingsOf(value: string | null): string[] {
  if (value === null) return []
  return [value, ...[...value.matchAll(/[/:]/g)].map(({ index }) => value.slice(index + 1))]
}
