/** Times from logs to microseconds since the epoch, UTC, with the resolution they were written in. */

/** A moment and the width of the interval it stands for, both microseconds. */
export interface Moment {
  readonly at: number
  readonly resolution: number
}

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const DAY = 86_400 * SECOND

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i

/**
 * Reads an ISO 8601 time (also with a blank for `T`, an offset without colon, and up to nanoseconds, cut to microseconds).
 * A time without zone is read in `zone` (IANA name); with no zone given it is not read: null.
 * Hours that daylight saving skips or repeats give the earlier reading with a resolution of one hour. The first day of the year 1 is how Go and
 * .NET write that there is no time: null.
 */
export function readTime(text: unknown, zone: string | null = null): Moment | null {
  if (typeof text !== 'string' || text.startsWith('0001-01-01')) return null
  const fast = readUtcSeconds(text)
  if (fast !== null) return fast
  const found = iso.exec(text.trim())
  if (!found) return null
  const [, year, month, day, hour, minute, second, fraction, offset] = found
  const wall = wallClock(+year!, +month!, +day!, +(hour ?? 0), +(minute ?? 0), +(second ?? 0))
  if (wall === null) return null
  const micros = fraction ? Number(fraction.slice(0, 6).padEnd(6, '0')) : 0
  const resolution = resolutionOf(hour, second, fraction)
  return place(wall * 1000 + micros, resolution, offset ?? null, zone)
}

/** `2023-07-10T12:09:47Z`, the commonest form by far, without a regular expression. */
function readUtcSeconds(text: string): Moment | null {
  if (text.length !== 20 || text.charCodeAt(19) !== 90 || text.charCodeAt(10) !== 84) return null
  const at = Date.parse(text)
  // V8 rolls 30 February over into March instead of refusing it.
  if (Number.isNaN(at) || new Date(at).getUTCDate() !== Number(text.slice(8, 10))) return null
  return { at: at * 1000, resolution: SECOND }
}

/** Reads a vendor's wall-clock parts; months 1-12. `zone` is an IANA name, or an offset such as `+02:00`, or `UTC`. */
export function readParts(
  parts: { year: number; month: number; day: number; hour?: number; minute?: number; second?: number },
  resolution: number,
  zone: string | null,
): Moment | null {
  const wall = wallClock(parts.year, parts.month, parts.day, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
  return wall === null ? null : place(wall * 1000, resolution, null, zone)
}

/** Epoch seconds, as number or digits with a fraction (`1700000000.000100`), read without going through a float. */
export function readEpochSeconds(value: unknown): Moment | null {
  const found = /^(\d{9,11})(?:\.(\d{1,9}))?$/.exec(String(value ?? ''))
  if (!found) return null
  const fraction = found[2]
  return {
    at: Number(found[1]) * SECOND + (fraction ? Number(fraction.slice(0, 6).padEnd(6, '0')) : 0),
    resolution: fraction ? 10 ** Math.max(0, 6 - fraction.length) : SECOND,
  }
}

/** Epoch milliseconds, as number or digits. */
export function readEpochMillis(value: unknown): Moment | null {
  return /^\d{12,14}$/.test(String(value ?? '')) ? { at: Number(value) * 1000, resolution: 1000 } : null
}

/** Epoch microseconds, as number or digits. */
export function readEpochMicros(value: unknown): Moment | null {
  return /^\d{15,17}$/.test(String(value ?? '')) ? { at: Number(value), resolution: 1 } : null
}

/** Epoch nanoseconds as OpenTelemetry writes them, digits in text or a number, cut to microseconds; zero means that there is no time. */
export function readEpochNanos(value: unknown): Moment | null {
  const digits = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value
  return typeof digits === 'string' && /^\d{18,19}$/.test(digits)
    ? { at: Number(digits.slice(0, -3)), resolution: 1 }
    : null
}

/** A moment as people's tables write it, with what had to be assumed; both assumptions widen the resolution instead of choosing. */
export interface WrittenMoment extends Moment {
  /** No zone was written and none declared: `at` is the earliest reading (UTC+14), the resolution spans 26 hours more. */
  readonly zone_assumed: boolean
  /** `03/04/2026` may be March or April: `at` is the earlier reading, the resolution reaches to the later one. */
  readonly order_assumed: boolean
}

/** Which of the two numbers of `03/04/2026` is the day. */
export type DateOrder = 'day-first' | 'month-first'

const written =
  /^(\d{1,4}|[\p{L}.]{3,10})([-/. ]{1,2})(\d{1,2}|[\p{L}.]{3,10}),?([-/. ]{1,2})(\d{4}|\d{1,2})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?[Mm]?\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/u
const EARLIEST_ZONE = 14 * 60 * MINUTE
const ZONE_SPAN = 26 * 60 * MINUTE

/**
 * Reads a time as tables for people write it: `09/Jan/24 3:54 PM`, `29/2/2016 01:16`, `12.03.2026 14:05:09`, `2026-03-02 10:00`.
 * `zone` as for `readTime`; `order` settles `03/04/2026`. A time without either is not refused but given as wide as it may be.
 */
export function readWritten(text: unknown, zone: string | null, order: DateOrder | null = null): WrittenMoment | null {
  if (typeof text !== 'string') return null
  if (/^\s*\d{4}-/.test(text)) {
    const exact = readTime(text, zone)
    if (exact) return { ...exact, zone_assumed: false, order_assumed: false }
    const floating = zone === null ? readTime(text, 'UTC') : null
    if (floating) return anyZone(floating, false)
  }
  const found = written.exec(text.trim())
  if (!found) return null
  const [, first, separator, second, , third, hour, minute, seconds, fraction, half, offset] = found
  const clock = { hour: hourOf(hour, half), minute: Number(minute ?? 0), second: Number(seconds ?? 0) }
  const micros = Number((fraction ?? '').slice(0, 6).padEnd(6, '0'))
  const resolution = resolutionOf(hour, seconds, fraction)
  const readings = datesOf(first!, second!, third!, separator!.startsWith('.') ? 'day-first' : order)
    .map((date) => readParts({ ...date, ...clock }, resolution, offset ?? zone ?? 'UTC'))
    .filter((moment) => moment !== null)
    .sort((a, b) => a.at - b.at)
  const [earlier, later = earlier] = readings
  if (!earlier || !later) return null
  const isOpen = later.at !== earlier.at
  const moment = { at: earlier.at + micros, resolution: later.at - earlier.at + later.resolution }
  return offset || zone ? { ...moment, zone_assumed: false, order_assumed: isOpen } : anyZone(moment, isOpen)
}

/** Reads a time of software that logs in UTC and writes as Americans do where people read it: `4/26/2021, 7:18:24.156 PM`. A given `zone` counts before UTC. */
export function readAmerican(text: unknown, zone: string | null): Moment | null {
  return readWritten(text, zone ?? 'UTC', 'month-first')
}

/** The order that a date's own numbers prove (`29/2/2016`), null when they do not or it is no such date. */
export function dateOrder(text: unknown): DateOrder | null {
  const found = typeof text === 'string' ? /^(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}(?!\d)/.exec(text.trim()) : null
  if (!found) return null
  const [first, second] = [Number(found[1]), Number(found[2])]
  if (first > 12 && second <= 12) return 'day-first'
  return second > 12 && first <= 12 ? 'month-first' : null
}

function anyZone(moment: Moment, isOpen: boolean): WrittenMoment {
  const { at, resolution } = moment
  return { at: at - EARLIEST_ZONE, resolution: resolution + ZONE_SPAN, zone_assumed: true, order_assumed: isOpen }
}

/** The calendar dates that three parts may mean; none for parts that are no date. */
function datesOf(first: string, second: string, third: string, order: DateOrder | null) {
  if (/^\d{3,4}$/.test(first)) return [{ year: Number(first), month: monthOf(second), day: Number(third) }]
  const year = third.length > 2 ? Number(third) : Number(third) + (Number(third) < 70 ? 2000 : 1900)
  if (!/^\d/.test(first)) return [{ year, month: monthOf(first), day: Number(second) }]
  const dayFirst = { year, month: monthOf(second), day: Number(first) }
  if (!/^\d/.test(second) || order === 'day-first') return [dayFirst]
  const monthFirst = { year, month: Number(first), day: Number(second) }
  return order === 'month-first' ? [monthFirst] : [dayFirst, monthFirst]
}

/** Month names in the languages that Jira and ServiceNow are mostly run in, by their first letters without accents. */
const months: readonly RegExp[] = [
  /^(jan|ene|gen|janv)/,
  /^(feb|fev)/,
  /^(mar|mrz|maerz)/,
  /^(apr|avr|abr)/,
  /^(may|mai|mag)/,
  /^(jun|juin|giu)/,
  /^(jul|juil|lug)/,
  /^(aug|aou|ago)/,
  /^(sep|set)/,
  /^(oct|okt|out|ott)/,
  /^(nov)/,
  /^(dec|dez|dic)/,
]

/** 1-12 of a number or a name; 0, which is no month, for anything else. */
export function monthOf(text: string) {
  if (/^\d+$/.test(text)) return Number(text)
  let month = monthsByName.get(text)
  if (month === undefined) {
    const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
    month = months.findIndex((pattern) => pattern.test(plain)) + 1
    if (monthsByName.size < MOST_NAMES) monthsByName.set(text, month)
  }
  return month
}

const monthsByName = new Map<string, number>()
/** More than all languages have: other text than names of months comes here as well. */
const MOST_NAMES = 1000

/** Hour of the day of a 24-hour or a 12-hour clock. */
function hourOf(hour: string | undefined, half: string | undefined) {
  const value = Number(hour ?? 0)
  if (!half) return value
  return (value % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Microseconds to `2026-03-02T10:00:00.000000Z`. */
export function formatTime(micros: number): string {
  const day = Math.floor(micros / DAY)
  const rest = micros - day * DAY
  const seconds = Math.floor(rest / SECOND)
  const minutes = Math.floor(seconds / 60)
  return `${dateOf(day)}T${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${String(rest - seconds * SECOND).padStart(6, '0')}Z`
}

const twoDigits = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'))
/** Dates by the number of their day since 1970: reports write few days very often. Years beyond four digits are written as ISO 8601 has them. */
const dates = new Map<number, string>()
const mostDates = 4000

function dateOf(day: number): string {
  let date = dates.get(day)
  if (date === undefined) {
    date = new Date(day * (DAY / 1000)).toISOString().slice(0, -14)
    if (dates.size === mostDates) dates.clear()
    dates.set(day, date)
  }
  return date
}

/** The width of what the parts that are written leave open, microseconds. */
function resolutionOf(hour: string | undefined, second: string | undefined, fraction: string | undefined): number {
  if (fraction) return 10 ** Math.max(0, 6 - fraction.length)
  return second ? SECOND : hour ? MINUTE : DAY
}

/** Milliseconds of a wall clock read as if it were UTC; null for a date that does not exist. */
function wallClock(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  const millis = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59))
  const back = new Date(millis)
  // `Date.UTC` takes the years 0 to 99 for those of the twentieth century.
  if (back.getUTCFullYear() !== year || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null
  return hour > 23 || minute > 59 || second > 60 ? null : millis
}

function place(wallMicros: number, resolution: number, offset: string | null, zone: string | null): Moment | null {
  const fixed = offsetMinutes(offset ?? zone)
  if (fixed !== null) return { at: wallMicros - fixed * MINUTE, resolution }
  if (offset !== null || zone === null) return null
  return placeInZone(wallMicros, resolution, zone)
}

/** Minutes east of UTC of `Z`, `+0800`, `+02:00`, `-07`; null for anything else. */
function offsetMinutes(text: string | null): number | null {
  if (text === null) return null
  if (/^(Z|UTC|GMT|Etc\/UTC)$/i.test(text)) return 0
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(text)
  if (!found) return null
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0)
  return found[1] === '-' ? -minutes : minutes
}

/** A wall clock in an IANA zone. One that the zone skips or has twice is one hour wide from its earlier reading. */
function placeInZone(wallMicros: number, resolution: number, zone: string): Moment | null {
  const candidates = new Set<number>()
  for (const around of [-86_400, 0, 86_400]) {
    const shift = zoneOffset(wallMicros / 1000 + around * 1000, zone)
    if (shift === null) return null
    candidates.add(wallMicros - shift * 1000)
  }
  const exact = [...candidates]
    .filter((at) => at + (zoneOffset(at / 1000, zone) ?? 0) * 1000 === wallMicros)
    .sort((a, b) => a - b)
  if (exact.length === 1) return { at: exact[0]!, resolution }
  const first = exact[0] ?? Math.min(...candidates)
  return { at: first, resolution: Math.max(resolution, 3600 * SECOND) }
}

const DAY_MILLIS = 86_400_000
/** Days remembered of a zone: some fifty years. */
const MOST_DAYS = 20_000
const midnights = new Map<string, Map<number, number | null>>()

/**
 * Milliseconds by which the zone is ahead of UTC at a moment; null for a name that is no zone. No zone changes twice between two midnights
 * (UTC), so where they agree nobody need be asked, which takes longer than all the rest of reading a time.
 */
function zoneOffset(millis: number, zone: string): number | null {
  const day = Math.floor(millis / DAY_MILLIS)
  const before = midnightOffset(day, zone)
  return before === midnightOffset(day + 1, zone) ? before : askOffset(millis, zone)
}

function midnightOffset(day: number, zone: string): number | null {
  let days = midnights.get(zone)
  if (days === undefined || days.size > MOST_DAYS) {
    days = new Map()
    midnights.set(zone, days)
  }
  let offset = days.get(day)
  if (offset === undefined) {
    offset = askOffset(day * DAY_MILLIS, zone)
    days.set(day, offset)
  }
  return offset
}

const formats = new Map<string, Intl.DateTimeFormat | null>()

function askOffset(millis: number, zone: string): number | null {
  let format = formats.get(zone)
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      })
    } catch {
      format = null
    }
    formats.set(zone, format)
  }
  if (!format) return null
  const part = Object.fromEntries(format.formatToParts(new Date(millis)).map((p) => [p.type, p.value]))
  const wall = Date.UTC(+part.year!, +part.month! - 1, +part.day!, +part.hour!, +part.minute!, +part.second!)
  return wall - Math.floor(millis / 1000) * 1000
}
