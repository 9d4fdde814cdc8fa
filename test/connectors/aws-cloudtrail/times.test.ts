import { describe, expect, test } from 'vitest'
import { eventHistoryTime } from '../../../connectors/aws-cloudtrail/csv.js'
import { readEventTime, readExpiry } from '../../../connectors/aws-cloudtrail/times.js'
import { formatTime } from '../../../src/time.js'

const shown = (at: number | null | undefined) =>
  at === null || at === undefined ? null : formatTime(at).replace('.000000', '')

describe('the end of a credential', () => {
  test.each([
    ['Jul 10, 2023, 12:09:47 PM', '2023-07-10T12:09:47Z'],
    ['Jul 10, 2023, 12:09:47\u202fPM', '2023-07-10T12:09:47Z'],
    ['Jul 10, 2023, 1:09:47\u00a0AM', '2023-07-10T01:09:47Z'],
    ['Jan 22, 2021 12:46:28 AM', '2021-01-22T00:46:28Z'],
    ['Dec 31, 2023, 11:59:59 PM', '2023-12-31T23:59:59Z'],
    ['2023-07-10T12:09:47Z', '2023-07-10T12:09:47Z'],
    ['20131102T010628Z', '2013-11-02T01:06:28Z'],
    [1_688_990_987_000, '2023-07-10T12:09:47Z'],
    [1_688_990_987, '2023-07-10T12:09:47Z'],
  ])('is read from %j', (written, expected) => expect(shown(readExpiry(written))).toBe(expected))

  test.each(['', 'soon', 'Foo 10, 2023, 12:09:47 PM', null, undefined, {}, true])('is unknown for %j', (written) =>
    expect(readExpiry(written)).toBeNull(),
  )
})

describe('the time of an event', () => {
  test('is UTC, also where a SIEM cut its zone off, and keeps its resolution', () => {
    expect(readEventTime('2023-07-10T12:09:47Z')).toEqual({ at: 1_688_990_987e6, resolution: 1e6 })
    expect(readEventTime('2023-07-10 12:09:47.123')).toEqual({ at: 1_688_990_987e6 + 123_000, resolution: 1000 })
    expect(readEventTime('2023-07-10T14:09:47+02:00')).toEqual({ at: 1_688_990_987e6, resolution: 1e6 })
  })

  test.each([
    '2023-02-29T12:00:00Z',
    '2023-07-10T24:00:01Z',
    '2023-07-10T12:60:00Z',
    '2023-13-10T12:00:00Z',
    '2023-07-10T1a:00:00Z',
    'now',
  ])('does not exist at %s', (written) => expect(readEventTime(written)).toBeNull())
})

describe('a time that a spreadsheet re-wrote', () => {
  test('is read when day and month can be told apart', () => {
    expect(eventHistoryTime('13/03/2026 09:00', null)).toBe('2026-03-13T09:00Z')
    expect(eventHistoryTime('3/13/2026 1:05:06 PM', null)).toBe('2026-03-13T13:05:06Z')
    expect(eventHistoryTime('3/3/2026 9:00', null)).toBe('2026-03-03T09:00Z')
  })

  test('is read in the declared zone', () =>
    expect(eventHistoryTime('13.03.2026 09:00', 'Europe/Berlin')).toBe('2026-03-13T08:00Z'))

  test('is left as it stands when day and month cannot be told apart', () =>
    expect(eventHistoryTime('02/03/2026 09:00', null)).toBe('02/03/2026 09:00'))
})
