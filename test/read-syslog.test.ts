import { describe, expect, test } from 'vitest'
import { readSyslog, yearOfFile } from '../src/read-syslog.js'

describe('a line of syslog', () => {
  test.each([
    ['<5>1 2026-03-02T10:00:00Z VLT01 {"a":1}', '2026-03-02T10:00:00Z', 'VLT01'],
    ['<5>1 2026-03-02T10:00:00.123456+02:00 host app 1 - - {"a":1}', '2026-03-02T10:00:00.123456+02:00', 'host'],
    ['Mar 02 2026 10:00:00 host {"a":1}', 'Mar 02 2026 10:00:00', 'host'],
    ['Mar  2 10:00:00 relay <5>1 2026-03-02T09:00:00Z VLT01 {"a":1}', '2026-03-02T09:00:00Z', 'VLT01'],
    ['{"a":1}', null, null],
  ])('%s', (line, time, host) => {
    expect(readSyslog(line, /\{/, null)).toEqual({ message: '{"a":1}', time, host })
  })

  test('has the year that is given when it writes none, and stays without when there is none', () => {
    expect(readSyslog('Mar  2 10:00:00 host {', /\{/, '2026')?.time).toBe('Mar 2 2026 10:00:00')
    expect(readSyslog('Mar  2 10:00:00 host {', /\{/, null)?.time).toBe('Mar 2 10:00:00')
  })

  test('is none without the message that is looked for', () => {
    expect(readSyslog('Mar  2 10:00:00 host words', /\{/, null)).toBeNull()
  })
})

test.each([
  ['vault-20260302.log', '2026'],
  ['logs/2026/03/vault.log', '2026'],
  ['vault-2026-03.log', '2026'],
  ['vault-2025.log', '2025'],
  ['2025/vault-2026-01.log', null],
  ['vault.log', null],
  ['port-20443.log', null],
])('the year of %s is %s', (file, year) => {
  expect(yearOfFile(file)).toBe(year)
})
