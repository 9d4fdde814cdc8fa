/**
 * The traps in how sources write their times, one case each, read by the connector whose source is known for it: a record of one of its cases with
 * that one field written anew.
 */
import { describe, expect, test } from 'vitest'
import { connectors } from '../connectors/index.js'
import type { SourceRecord } from '../src/connector.js'
import {
  formatTime,
  readEpochMicros,
  readEpochMillis,
  readEpochNanos,
  readEpochSeconds,
  readTime,
} from '../src/time.js'
import { readCases, readExport } from './connectors/run-cases.js'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const milli = 1000
const micro = 1
/** From the first zone in which a wall clock shows a time to the last. */
const EVERY_ZONE = 26 * HOUR

type Path = readonly (string | number)[]

/** The record of a case, with one field written otherwise. A path of one name is a column where the case is a table. */
function rewritten(connector: string, name: string, path: Path, written: unknown, timezone: string | null) {
  const found = connectors.find(({ id }) => id === connector)!
  const one = readCases(connector).find((candidate) => candidate.name === name)!
  const { expected } = one
  const options = { envelopes: found.envelopes ?? [], file: expected.file ?? name, timezone: null }
  const { head, records } = readExport(one.path, options)
  expect(found.looksLike(head), 'the case is the connector’s own').toBe(true)
  const record = records.find(({ value }) => at(value, path) !== undefined)!
  const value = structuredClone(record.value) as Record<string | number, unknown>
  const holder = at(value, path.slice(0, -1)) as Record<string | number, unknown>
  holder[path.at(-1)!] = written
  const cells = record.header?.map((column, i) => (column === path[0] ? String(written) : record.cells![i]!))
  const changed: SourceRecord = { ...record, value, timezone, ...(cells ? { cells } : {}) }
  return found.normalize(changed)
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value)
}

interface Trap {
  readonly connector: string
  readonly name: string
  readonly path: Path
  readonly zone?: string
  /** How it may be written; then the moment (the earliest one), and the width of what it may stand for. */
  readonly forms: readonly (readonly [written: unknown, at: string, width: number])[]
}

const traps: Readonly<Record<string, Trap>> = {
  'whole seconds of UTC': {
    connector: 'aws-cloudtrail',
    name: 'changes.json',
    path: ['eventTime'],
    forms: [
      ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00.000000Z', SECOND],
      ['2026-03-02 09:00:00.000000', '2026-03-02T09:00:00.000000Z', micro],
      ['20260302T090000Z', '2026-03-02T09:00:00.000000Z', SECOND],
    ],
  },
  'milliseconds since the epoch, as number and as text': {
    connector: 'github-audit',
    name: 'access.json',
    path: ['created_at'],
    forms: [[1_772_445_616_016, '2026-03-02T10:00:16.016000Z', milli]],
  },
  'milliseconds since the epoch where an ISO time without colon stands beside them': {
    connector: 'jira',
    name: 'customer-request.json',
    path: ['createdDate', 'epochMillis'],
    forms: [[1_772_442_000_000, '2026-03-02T09:00:00.000000Z', milli]],
  },
  'seconds since the epoch': {
    connector: 'slack',
    name: 'audit.jsonl',
    path: ['date_create'],
    forms: [
      [1_772_445_600, '2026-03-02T10:00:00.000000Z', SECOND],
      ['1772445600', '2026-03-02T10:00:00.000000Z', SECOND],
    ],
  },
  'seconds since the epoch, of another vendor': {
    connector: 'openai-audit',
    name: 'page.json',
    path: ['effective_at'],
    forms: [[1_772_445_600, '2026-03-02T10:00:00.000000Z', SECOND]],
  },
  'nanoseconds since the epoch': {
    connector: 'otel-genai',
    name: 'stage-events.jsonl',
    path: ['scopeSpans', 0, 'spans', 0, 'startTimeUnixNano'],
    forms: [['1772445600123456789', '2026-03-02T10:00:00.123456Z', micro]],
  },
  'a time stamp that is an id: seconds and microseconds, never a float': {
    connector: 'slack',
    name: 'thread.json',
    path: ['ts'],
    forms: [['1772445600.123457', '2026-03-02T10:00:00.123457Z', micro]],
  },
  'a time stamp whose fraction only counts': {
    connector: 'slack',
    name: 'thread.json',
    path: ['ts'],
    forms: [['1772445600.000100', '2026-03-02T10:00:00.000100Z', SECOND]],
  },
  'nanoseconds in ISO': {
    connector: 'gcp-audit',
    name: 'stage-events.jsonl',
    path: ['timestamp'],
    forms: [
      ['2026-03-02T10:00:00.123456789Z', '2026-03-02T10:00:00.123456Z', micro],
      ['2026-03-02T10:00:00.1Z', '2026-03-02T10:00:00.100000Z', 100_000],
      ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000000Z', SECOND],
    ],
  },
  'a tenth of a microsecond in ISO': {
    connector: 'entra-audit',
    name: 'pim-activation.json',
    path: ['activityDateTime'],
    forms: [
      ['2026-03-02T10:00:00.1234567Z', '2026-03-02T10:00:00.123456Z', micro],
      ['2026-03-02T10:00:00.1234567+00:00', '2026-03-02T10:00:00.123456Z', micro],
    ],
  },
  'microseconds in ISO': {
    connector: 'kubernetes-audit',
    name: 'stage-events.jsonl',
    path: ['requestReceivedTimestamp'],
    forms: [['2026-03-02T10:00:00.123456Z', '2026-03-02T10:00:00.123456Z', micro]],
  },
  'offsets without a colon': {
    connector: 'jira',
    name: 'stage-events.json',
    path: ['fields', 'created'],
    forms: [
      ['2026-03-02T10:00:00.000+0000', '2026-03-02T10:00:00.000000Z', milli],
      ['2026-03-02T18:00:00.000+0800', '2026-03-02T10:00:00.000000Z', milli],
      ['2026-03-02T03:00:00.000-0700', '2026-03-02T10:00:00.000000Z', milli],
      ['2026-03-02T15:30:00.000+0530', '2026-03-02T10:00:00.000000Z', milli],
    ],
  },
  'UTC without a zone, whatever zone the viewer has': {
    connector: 'servicenow',
    name: 'sys-audit.jsonl',
    path: ['sys_created_on'],
    zone: 'America/New_York',
    forms: [['2026-03-02 10:00:00', '2026-03-02T10:00:00.000000Z', SECOND]],
  },
  'the local time of a table whose zone is declared': {
    connector: 'jira',
    name: 'export-with-zone.csv',
    path: ['Created'],
    zone: 'Europe/Berlin',
    forms: [
      ['09/Jan/24 3:54 PM', '2024-01-09T14:54:00.000000Z', MINUTE],
      ['09/Jul/24 3:54 PM', '2024-07-09T13:54:00.000000Z', MINUTE],
    ],
  },
  'an hour that daylight saving skips, and one that it repeats': {
    connector: 'jira',
    name: 'export-with-zone.csv',
    path: ['Created'],
    zone: 'Europe/Berlin',
    forms: [
      ['29/Mar/26 2:30 AM', '2026-03-29T00:30:00.000000Z', HOUR],
      ['25/Oct/26 2:30 AM', '2026-10-25T00:30:00.000000Z', HOUR],
      ['25/Oct/26 3:30 AM', '2026-10-25T02:30:00.000000Z', MINUTE],
    ],
  },
  'the local time of a table whose zone nobody declared': {
    connector: 'jira',
    name: 'export-with-zone.csv',
    path: ['Created'],
    forms: [['09/Jan/24 3:54 PM', '2024-01-09T01:54:00.000000Z', EVERY_ZONE + MINUTE]],
  },
  'an offset behind a blank, without a colon': {
    connector: 'snowflake',
    name: 'grants-to-users.csv',
    path: ['CREATED_ON'],
    forms: [
      ['2026-03-02 02:00:00.200 -0800', '2026-03-02T10:00:00.200000Z', milli],
      ['2026-03-02 10:00:00.200000000', '2026-03-02T10:00:00.200000Z', micro],
    ],
  },
  'milliseconds since the epoch, where seconds would be as likely': {
    connector: 'databricks',
    name: 'delivered.jsonl',
    path: ['timestamp'],
    forms: [[1_772_445_605_000, '2026-03-02T10:00:05.000000Z', milli]],
  },
  'seconds since the epoch that a store kept as text': {
    connector: 'duo',
    name: 'log-analytics.json',
    path: ['timestamp_d'],
    forms: [
      [1_772_446_440, '2026-03-02T10:14:00.000000Z', SECOND],
      ['1772446440', '2026-03-02T10:14:00.000000Z', SECOND],
    ],
  },
  'the digits of a date without anything between': {
    connector: 'salesforce',
    name: 'event-log.csv',
    path: ['TIMESTAMP_DERIVED'],
    forms: [['2026-03-02T10:00:00.123Z', '2026-03-02T10:00:00.123000Z', milli]],
  },
  'the words of an administrator’s page': {
    connector: 'salesforce',
    name: 'setup-page.csv',
    path: ['Date'],
    forms: [['3/2/2026, 2:05:00 AM PST', '2026-03-02T10:05:00.000000Z', SECOND]],
  },
  'a sentence with a narrow blank': {
    connector: 'google-chat',
    name: 'messages.json',
    path: ['created_date'],
    forms: [
      ['Monday, March 2, 2026 at 10:00:00\u202fAM UTC', '2026-03-02T10:00:00.000000Z', SECOND],
      ['Monday, March 2, 2026 at 10:00:00 AM UTC', '2026-03-02T10:00:00.000000Z', SECOND],
    ],
  },
  'whole seconds beside milliseconds': {
    connector: 'bitbucket',
    name: 'server-pull-requests.json',
    path: ['createdDate'],
    forms: [[1_772_442_000_000, '2026-03-02T09:00:00.000000Z', milli]],
  },
  'a tenth of a microsecond, of a vendor on .NET': {
    connector: 'bitwarden',
    name: 'page.json',
    path: ['date'],
    forms: [['2026-03-02T10:00:00.1234567Z', '2026-03-02T10:00:00.123456Z', micro]],
  },
  'an offset with a colon behind a fraction': {
    connector: 'process-mining',
    name: 'pm4py.csv',
    path: ['time:timestamp'],
    forms: [['2026-03-02 10:00:00.788000+01:00', '2026-03-02T09:00:00.788000Z', micro]],
  },
}

describe('a record of its source is read where it writes', () => {
  for (const [trap, { connector, name, path, zone, forms }] of Object.entries(traps))
    test.each(forms)(`${trap} (${connector}): %j`, (written, moment, width) => {
      const { events, reject } = rewritten(connector, name, path, written, zone ?? null)
      expect(reject).toBeUndefined()
      const [event] = events!
      expect([formatTime(event!.occurred_at), event!.resolution_us]).toEqual([moment, width])
    })
})

describe('the end of a credential in American text', () => {
  test.each([
    'Mar 2, 2026, 10:00:00 AM',
    'Mar 2, 2026 10:00:00 AM',
    'Mar 2, 2026, 10:00:00\u202fAM',
    'Mar 2, 2026 10:00:00\u202fAM',
    'Mar 2, 2026, 10:00:00\u00a0AM',
    '2026-03-02T10:00:00Z',
  ])('is read from %j', (written) => {
    const path = ['responseElements', 'credentials', 'expiration']
    const [event] = rewritten('aws-cloudtrail', 'sts-lineage.jsonl', path, written, null).events!
    expect(formatTime(event!.issued_expires_at!)).toBe('2026-03-02T10:00:00.000000Z')
  })
})

describe('a time that is none', () => {
  test.each([
    ['teleport', 'events.jsonl', ['time'], '0001-01-01T00:00:00Z'],
    ['kubernetes-audit', 'stage-events.jsonl', ['requestReceivedTimestamp'], '0001-01-01T00:00:00.000000Z'],
    ['entra-audit', 'pim-activation.json', ['activityDateTime'], '0001-01-01T00:00:00Z'],
    ['otel-genai', 'stage-events.jsonl', ['scopeSpans', 0, 'spans', 0, 'startTimeUnixNano'], '0'],
    ['github-audit', 'access.json', ['created_at'], 0],
    ['slack', 'audit.jsonl', ['date_create'], 0],
  ] as const)('is not read by %s from %s', (connector, name, path, written) => {
    const { events = [] } = rewritten(connector, name, path, written, null)
    const years = events.map((event) => formatTime(event.occurred_at).slice(0, 4))
    expect(years.filter((year) => year !== '2026')).toEqual([])
  })

  test('ends nothing', () => {
    const { events } = rewritten('teleport', 'events.jsonl', ['identity', 'expires'], '0001-01-01T00:00:00Z', null)
    expect(events![0]!.issued_expires_at ?? null).toBeNull()
  })

  test.each(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', '0001-01-01 00:00:00', '0001-01-01'])(
    'is no year of the last century: %s',
    (written) => expect(readTime(written, 'UTC')).toBeNull(),
  )
})

describe('the units of an epoch', () => {
  test('are told by their digits, and none takes another for its own', () => {
    const units = [readEpochSeconds, readEpochMillis, readEpochMicros, readEpochNanos]
    const written = ['1772445600', '1772445600123', '1772445600123456', '1772445600123456789']
    expect(written.map((digits) => units.map((read) => read(digits)?.at ?? null))).toEqual([
      [1_772_445_600_000_000, null, null, null],
      [null, 1_772_445_600_123_000, null, null],
      [null, null, 1_772_445_600_123_456, null],
      [null, null, null, 1_772_445_600_123_456],
    ])
  })

  test('a fraction of any length is cut to microseconds and says how exact it is', () => {
    const lengths = ['1', '12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789']
    expect(lengths.map((fraction) => readTime(`2026-03-02T10:00:00.${fraction}Z`)!.at % SECOND)).toEqual([
      100_000, 120_000, 123_000, 123_400, 123_450, 123_456, 123_456, 123_456, 123_456,
    ])
    expect(lengths.map((fraction) => readTime(`2026-03-02T10:00:00,${fraction}Z`)!.resolution)).toEqual([
      100_000, 10_000, 1000, 100, 10, 1, 1, 1, 1,
    ])
  })
})
