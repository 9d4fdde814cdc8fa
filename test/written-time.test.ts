import { describe, expect, test } from 'vitest'
import { dateOrder, formatTime, readWritten } from '../src/time.js'

const HOUR = 3_600_000_000

/** Earliest and latest moment that a written time may stand for. */
function interval(text: string, zone: string | null, order?: 'day-first' | 'month-first') {
  const moment = readWritten(text, zone, order ?? null)
  return moment && [formatTime(moment.at).slice(0, 16), formatTime(moment.at + moment.resolution).slice(0, 16)]
}

describe('times as tables for people write them', () => {
  test.each([
    ['09/Jan/24 3:54 PM', '2024-01-09T15:54'],
    ['09/Jan/24 12:04 AM', '2024-01-09T00:04'],
    ['9 Jan 2024 15:54:10', '2024-01-09T15:54'],
    ['Jan 9, 2024 3:54 PM', '2024-01-09T15:54'],
    ['9. März 2024 08:00', '2024-03-09T08:00'],
    ['9/févr./24 8:00 AM', '2024-02-09T08:00'],
    ['29/2/2016 01:16', '2016-02-29T01:16'],
    ['10/24/2023 7:07:31', '2023-10-24T07:07'],
    ['12-31-2024 23:59:59', '2024-12-31T23:59'],
    ['05.03.2016 12:00:00', '2016-03-05T12:00'],
    ['2024/01/09 10:00', '2024-01-09T10:00'],
    ['2026-03-02 10:00:00', '2026-03-02T10:00'],
    ['3/3/2016 12:00', '2016-03-03T12:00'],
  ])('reads %s', (text, at) => {
    expect(formatTime(readWritten(text, 'UTC')!.at).slice(0, 16)).toBe(at)
    expect(readWritten(text, 'UTC')).toMatchObject({ zone_assumed: false, order_assumed: false })
  })

  test('keeps fractions of a second, and is as exact as they are', () => {
    const moment = readWritten('3/26/2021, 12:23:24.622 PM', 'UTC', 'month-first')!
    expect(formatTime(moment.at)).toBe('2021-03-26T12:23:24.622000Z')
    expect(moment.resolution).toBe(1000)
  })

  test('reads the declared zone with its daylight saving', () => {
    expect(interval('09/Jan/24 3:54 PM', 'Europe/Berlin')).toEqual(['2024-01-09T14:54', '2024-01-09T14:55'])
    expect(interval('09/Jul/24 3:54 PM', 'Europe/Berlin')).toEqual(['2024-07-09T13:54', '2024-07-09T13:55'])
  })

  test('a written offset beats the declared zone', () => {
    expect(interval('09/Jan/24 3:54 PM +0200', 'America/New_York')?.[0]).toBe('2024-01-09T13:54')
    expect(interval('2026-03-02T10:00:00Z', 'America/New_York')?.[0]).toBe('2026-03-02T10:00')
  })

  test('without a zone it spans every zone there is, from UTC+14 to UTC-12', () => {
    expect(interval('09/Jan/24 3:54 PM', null)).toEqual(['2024-01-09T01:54', '2024-01-10T03:55'])
    expect(interval('2024-01-09 15:54', null)).toEqual(['2024-01-09T01:54', '2024-01-10T03:55'])
    expect(readWritten('09/Jan/24 3:54 PM', null)).toMatchObject({ zone_assumed: true, order_assumed: false })
  })

  test('an ambiguous order spans both readings, a known order settles it', () => {
    expect(interval('5/3/2016 12:00', 'UTC')).toEqual(['2016-03-05T12:00', '2016-05-03T12:01'])
    expect(readWritten('5/3/2016 12:00', 'UTC')).toMatchObject({ order_assumed: true })
    expect(interval('5/3/2016 12:00', 'UTC', 'day-first')).toEqual(['2016-03-05T12:00', '2016-03-05T12:01'])
    expect(interval('5/3/2016 12:00', 'UTC', 'month-first')?.[0]).toBe('2016-05-03T12:00')
  })

  test.each(['31/Feb/24 3:54 PM', '13/13/2016', '5/3/2016 25:00', '?', '', 'UNKNOWN', '9 Foo 2024', '0 Jan 2024'])(
    'does not read %j',
    (text) => expect(readWritten(text, 'UTC')).toBeNull(),
  )

  test('a date alone is a day wide', () => {
    expect(readWritten('09/Jan/24', 'UTC')?.resolution).toBe(24 * HOUR)
  })

  test('a date proves its order only by a number above twelve', () => {
    expect(dateOrder('29/2/2016 01:16')).toBe('day-first')
    expect(dateOrder('2/29/2016')).toBe('month-first')
    expect(dateOrder('5/3/2016')).toBeNull()
    expect(dateOrder('2016-02-29')).toBeNull()
  })
})
