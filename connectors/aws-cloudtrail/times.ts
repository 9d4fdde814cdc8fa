/** CloudTrail's times: one is ISO, the others are what each service's SDK printed. */
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'

/** The time of an event: `eventTime` is UTC by definition, also where a SIEM wrote it without its `Z`. */
export function readEventTime(value: unknown): Moment | null {
  return (typeof value === 'string' ? readSeconds(value) : null) ?? readTime(value, 'UTC') ?? readBasicTime(value)
}

const days = new Map<string, number | null>()

/** `2023-07-10T12:09:47Z`, as nearly every record has it: the day is read once, the clock digit by digit. Null for any other form. */
function readSeconds(text: string): Moment | null {
  if (text.length !== 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58) return null
  if (text.charCodeAt(16) !== 58 || text.charCodeAt(19) !== 90) return null
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (!(hour < 24 && minute < 60 && second < 60)) return null
  const day = text.slice(0, 10)
  let midnight = days.get(day)
  if (midnight === undefined) {
    midnight = readTime(`${day}T00:00:00Z`)?.at ?? null
    if (days.size > 5000) days.clear()
    days.set(day, midnight)
  }
  return midnight === null ? null : { at: midnight + ((hour * 60 + minute) * 60 + second) * 1e6, resolution: 1e6 }
}

/** Two digits as a number; 100 or more, or NaN, for anything else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100
}

/**
 * When a credential ends. AWS prints `Jul 10, 2023, 12:09:47 PM` (also with a narrow no-break space), `Jan 22, 2021 12:46:28 AM`, ISO, or
 * an epoch number; all are UTC. Null when it cannot be read.
 */
export function readExpiry(value: unknown): number | null {
  if (typeof value === 'number')
    return (value > 1e11 ? readEpochMillis(value) : readEpochSeconds(Math.floor(value)))?.at ?? null
  if (typeof value !== 'string') return null
  const found = englishTime.exec(value)
  if (!found) return readEventTime(value)?.at ?? null
  const [, name, day, year, hour, minute, second, half] = found
  const month = monthNumber(name!)
  if (month === 0) return null
  const at = Date.UTC(+year!, month - 1, +day!, twelveHours(+hour!, half), +minute!, +second!)
  return Number.isNaN(at) ? null : at * 1000
}

const englishTime = /^([A-Z][a-z]{2,8}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})(?:\s?([AP]M))?(?: UTC)?$/
const basicTime = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/

/** `20131102T010628Z`, as STS wrote creation dates. */
export function readBasicTime(value: unknown): Moment | null {
  const found = typeof value === 'string' ? basicTime.exec(value) : null
  return found ? readTime(`${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}Z`) : null
}

/** The month of an English name or its first three letters, 1-12; 0 for anything else. */
export function monthNumber(name: string): number {
  return 1 + 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').indexOf(name.slice(0, 3).toLowerCase())
}

/** The hour of a twelve-hour clock, or the hour itself when there is no AM or PM. */
export function twelveHours(hour: number, half: string | undefined): number {
  return half === undefined ? hour : (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}
