/** Times of Microsoft's exports: ISO in UTC, with or without a zone, and the portal's American way of writing. */
import { type Moment, readParts, readTime } from '../../src/time.js'

/** Reads a time of this log; UTC unless the configuration declares another zone for times without one. */
export function readMoment(written: unknown, zone: string | null): Moment | null {
  return readTime(written, zone ?? 'UTC') ?? readAmerican(written, zone ?? 'UTC')
}

/** `4/26/2021, 7:18:24.156 PM`, as the portal and Log Analytics export times. */
function readAmerican(written: unknown, zone: string): Moment | null {
  if (typeof written !== 'string') return null
  const found =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?[\s\u202f]*([AP])M(?: \+00:00)?$/i.exec(
      written.trim(),
    )
  if (!found) return null
  const [, month, day, year, hour, minute, second, fraction, half] = found
  if (Number(hour) < 1 || Number(hour) > 12) return null
  const clock = (Number(hour) % 12) + (half!.toUpperCase() === 'P' ? 12 : 0)
  const parts = { year: +year!, month: +month!, day: +day!, hour: clock, minute: +minute!, second: +second! }
  const micros = fraction?.slice(0, 6)
  const moment = readParts(parts, micros ? 10 ** (6 - micros.length) : 1_000_000, zone)
  return moment && micros ? { ...moment, at: moment.at + Number(micros.padEnd(6, '0')) } : moment
}
