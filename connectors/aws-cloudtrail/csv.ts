/** Event history as the console downloads it, and CloudTrail tables as Athena and CloudTrail Lake export them. */
import type { SourceRecord } from '../../src/connector.js'
import { formatTime, readParts, readTime } from '../../src/time.js'
import { asObject, asText, type Json, parseJson, respell } from './record.js'
import { eventFromSummary, readResources } from './summary.js'
import { monthNumber, twelveHours } from './times.js'
import type { Unwrapped } from './unwrap.js'

/** Whether a CSV header is the console's Event history, or a table of events with CloudTrail's columns. */
export function isCloudTrailHeader(header: readonly string[]): boolean {
  const names = new Set(header.map(plain))
  return isHistory(names) || isTable(names)
}

/** One CSV row as an event. */
export function eventFromCsv(record: SourceRecord): Unwrapped {
  const row = new Map(Object.entries(asObject(record.value) ?? {}).map(([name, cell]) => [plain(name), asText(cell)]))
  if (isTable(row)) return { kind: 'event', event: eventFromTable(row), summary: null, time: null }
  const event = eventFromSummary({
    eventId: row.get('eventid') ?? null,
    eventTime: eventHistoryTime(row.get('eventtime') ?? null, record.timezone),
    eventSource: row.get('eventsource') ?? null,
    eventName: row.get('eventname') ?? null,
    region: row.get('awsregion') ?? null,
    userName: row.get('username') ?? null,
    accessKeyId: row.get('awsaccesskey') ?? null,
    sourceIp: row.get('sourceipaddress') ?? null,
    userAgent: row.get('useragent') ?? null,
    errorCode: row.get('errorcode') ?? null,
    requestId: row.get('requestid') ?? null,
    readOnly: row.get('readonly') ?? null,
    eventType: row.get('eventtype') ?? null,
    account: readAccount(row.get('recipientaccountid') ?? null),
    category: row.get('eventcategory') ?? null,
    resources: readResources(parseJson(row.get('resources') ?? '[]')),
  })
  return { kind: 'event', event, summary: 'event-history', time: null }
}

/**
 * A time of Event history, which is UTC: ISO as downloaded, or as a spreadsheet re-wrote it (`7/10/2023 12:09`), then in the declared zone
 * if there is one. Returns ISO text; the text itself when it cannot be read or when day and month cannot be told apart.
 */
export function eventHistoryTime(text: string | null, zone: string | null): string | null {
  if (text === null) return null
  const moment = readTime(text, zone ?? 'UTC') ?? readSpreadsheetTime(text, zone ?? 'UTC')
  if (moment === null) return text
  const iso = formatTime(moment.at)
  if (moment.resolution >= 60_000_000) return `${iso.slice(0, 16)}Z`
  return moment.resolution >= 1_000_000 ? `${iso.slice(0, 19)}Z` : iso
}

const spreadsheetTime = /^(\d{1,2})([/.])(\d{1,2})\2(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?$/i
const consoleTime =
  /^([A-Z][a-z]+) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})(?: ?([AP]M))? ?\(?(?:UTC([+-]\d{2}:\d{2})?)?\)?$/

function readSpreadsheetTime(text: string, zone: string) {
  const shown = consoleTime.exec(text)
  if (shown) {
    const [, name, day, year, hour, minute, second, half, offset] = shown
    const month = monthNumber(name!)
    const parts = {
      year: +year!,
      month,
      day: +day!,
      hour: twelveHours(+hour!, half),
      minute: +minute!,
      second: +second!,
    }
    return month === 0 ? null : readParts(parts, 1_000_000, offset ?? zone)
  }
  const found = spreadsheetTime.exec(text)
  if (!found) return null
  const [, first, , second, year, hour, minute, seconds, half] = found
  const [a, b] = [Number(first), Number(second)]
  if (a <= 12 && b <= 12 && a !== b) return null
  const [month, day] = a > 12 ? [b, a] : [a, b]
  const parts = { year: +year!, month, day, hour: twelveHours(+hour!, half), minute: +minute!, second: +(seconds ?? 0) }
  return readParts(parts, seconds === undefined ? 60_000_000 : 1_000_000, zone)
}

/** Spreadsheets turn account ids into `5.28758E+11` (lost) and drop leading zeros (restored). */
function readAccount(text: string | null): string | null {
  return text !== null && /^\d{9,12}$/.test(text) ? text.padStart(12, '0') : null
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')

type Names = { has(name: string): boolean }

function isHistory(names: Names) {
  return (
    ['eventid', 'eventname', 'eventsource', 'eventtime', 'readonly', 'resources'].every((name) => names.has(name)) &&
    !isTable(names)
  )
}

function isTable(names: Names) {
  return ['eventname', 'eventsource', 'eventtime', 'useridentity'].every((name) => names.has(name))
}

const structured = [
  'useridentity',
  'requestparameters',
  'responseelements',
  'additionaleventdata',
  'resources',
  'tlsdetails',
]

/** A row whose nested cells are JSON (CloudTrail Lake) or rows in braces (`{type=IAMUser, principalid=…}`, Athena). */
function eventFromTable(row: ReadonlyMap<string, string | null>): Json {
  const event: Record<string, unknown> = {}
  for (const [name, cell] of row) {
    if (cell === null || cell === 'null') continue
    event[name] = structured.includes(name) && /^[[{]/.test(cell) ? (parseJson(cell) ?? readBraces(cell)) : cell
  }
  const time = asText(event['eventtime'])
  return respell(time === null ? event : { ...event, eventtime: eventHistoryTime(time, null) })
}

/** Reads `{a=1, b={c=null}}`; commas inside values are kept as long as no ` name=` follows them. */
function readBraces(text: string): unknown {
  let at = 0
  const read = (): unknown => {
    if (text[at] === '{') return readRow()
    const end = /, [A-Za-z_]+=|[}\]]/g
    end.lastIndex = at
    const stop = end.exec(text)?.index ?? text.length
    const value = text.slice(at, stop)
    at = stop
    return value === 'null' ? null : value
  }
  const readRow = () => {
    const row: Record<string, unknown> = {}
    at += 1
    while (at < text.length && text[at] !== '}') {
      const equals = text.indexOf('=', at)
      if (equals < 0) return row
      const key = text.slice(at, equals).replace(/^[, ]+/, '')
      at = equals + 1
      row[key] = read()
    }
    at += 1
    return row
  }
  return text[0] === '{' ? read() : null
}
