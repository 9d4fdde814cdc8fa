/** Times as a mapping says they are written. */
import {
  type Moment,
  monthOf,
  readEpochMicros,
  readEpochMillis,
  readEpochNanos,
  readEpochSeconds,
  readParts,
  readTime,
  readWritten,
} from '../time.js'
import type { Timing } from './shape.js'
import { compilePattern, inside, mistake, type Site } from './value.js'

/** Reads a time; `zone` is what the configuration declares for the export, and counts before the mapping's. */
export type ReadMoment = (text: string, zone: string | null) => Moment | null

/** Forms of times that have a name. */
const named: Readonly<Record<string, (text: string, zone: string | null, timing: Timing) => Moment | null>> = {
  iso: (text, zone) => readTime(text, zone),
  epoch_seconds: (text) => readEpochSeconds(text),
  epoch_millis: (text) => readEpochMillis(text),
  epoch_micros: (text) => readEpochMicros(text),
  epoch_nanos: (text) => readEpochNanos(text),
  written: (text, zone, { order }) => readWritten(text, zone, order ?? null),
}

/** The parts of a pattern such as `dd/MMM/yyyy:HH:mm:ss Z`, each with what it looks like. */
const parts: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MMM: '(?<month>\\p{L}{3,9}\\.?)',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  S: '(?<fraction>\\d{1,9})',
  a: '(?<half>[AaPp])\\.?[Mm]\\.?',
  Z: '(?<zone>Z|UTC|GMT|[+-]\\d{2}:?\\d{2})',
}

/** Compiles how times are written; mistakes are told, and what is left out is taken from `defaults`. */
export function compileMoment(given: Timing, defaults: Timing, site: Site): ReadMoment {
  const timing = { ...defaults, ...given }
  if (given.zone !== undefined && readTime('2026-01-01T00:00:00', given.zone) === null)
    mistake(
      inside(site, 'zone'),
      `unknown time zone: ${given.zone}; expected an IANA name such as Europe/Berlin, UTC, or +01:00`,
    )
  const formats = [timing.format ?? 'iso'].flat().map((format) => compileFormat(format, timing, inside(site, 'format')))
  const own = timing.zone ?? null
  return (text, declared) => {
    const zone = declared ?? own
    for (const read of formats) {
      const moment = read(text, zone)
      if (moment !== null) return moment
    }
    return null
  }
}

function compileFormat(format: string, timing: Timing, site: Site): ReadMoment {
  const known = Object.hasOwn(named, format) ? named[format] : undefined
  if (known) return (text, zone) => known(text, zone, timing)
  const found = new Set<string>()
  const source = format.replace(
    /'([^']*)'|yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|S+|a|Z|[^A-Za-z']+|[A-Za-z]/g,
    (piece, literal) => {
      const part = piece.startsWith('S') ? 'S' : piece
      if (Object.hasOwn(parts, part)) found.add(part.charAt(0) === 'h' ? 'h' : part)
      else if (/^[A-Za-z]$/.test(piece) && piece !== 'T') found.add('?')
      return Object.hasOwn(parts, part) ? parts[part]! : escaped(literal ?? piece)
    },
  )
  const lacks =
    found.has('?') || !['M', 'MM', 'MMM'].some((one) => found.has(one)) || !['d', 'dd'].some((one) => found.has(one))
      ? `unknown time format: ${format}; expected one of ${Object.keys(named).join(', ')}, or a pattern such as dd.MM.yyyy HH:mm:ss`
      : !found.has('yyyy') && !found.has('yy') && timing.year === undefined
        ? `the time format has no year: ${format}; say \`year:\` beside it`
        : found.has('h') && !found.has('a')
          ? `hours of twelve without a: ${format}; HH counts to 23`
          : null
  if (lacks !== null) mistake(site, lacks)
  const pattern = lacks === null ? compilePattern(`^${source}$`, site) : null
  return pattern === null ? () => null : (text, zone) => readPattern(pattern, text, zone, timing.year ?? 0)
}

/** Text of a pattern as it is; one blank stands for several, because some logs pad their days with them. */
function escaped(text: string) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+')
}

function readPattern(pattern: RegExp, text: string, zone: string | null, fallbackYear: number): Moment | null {
  const found = pattern.exec(text)?.groups
  const place = found?.zone ?? zone
  if (!found || place === null) return null
  const { year, shortYear, half, fraction } = found
  const hour = Number(found.hour ?? 0)
  const moment = readParts(
    {
      year: year ? Number(year) : shortYear ? 2000 + Number(shortYear) : fallbackYear,
      month: monthOf(found.month!),
      day: Number(found.day),
      hour: half ? (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : hour,
      minute: Number(found.minute ?? 0),
      second: Number(found.second ?? 0),
    },
    found.second ? 1_000_000 : found.minute ? 60_000_000 : found.hour ? 3_600_000_000 : 86_400_000_000,
    place,
  )
  if (moment === null || !fraction) return moment
  const resolution = 10 ** Math.max(0, 6 - fraction.length)
  return {
    at: moment.at + Number(fraction.slice(0, 6).padEnd(6, '0')),
    // An hour that the zone has twice stays an hour wide.
    resolution: moment.resolution > 1_000_000 ? moment.resolution : resolution,
  }
}
