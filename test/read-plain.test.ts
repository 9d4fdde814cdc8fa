import { expect, test } from 'vitest'
import { readPlain } from '../src/read-plain.js'

async function read(text: string, maxRecordBytes = 10_000) {
  async function* bytes() {
    // In pieces, because files come in pieces.
    for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7))
  }
  const records = []
  const broken = []
  for await (const batch of readPlain(bytes(), { maxRecordBytes })) {
    records.push(...batch.records)
    broken.push(...batch.broken)
  }
  return { records: records.map(({ value, no, line }) => ({ value, no, line })), broken }
}

test('XML that a product sends as it is printed is one record with the line it began on', async () => {
  const xml = '<5>1 host <syslog>\n\n  <a>1</a>\n</syslog>'
  const { records } = await read(`first\n${xml}\n<5>1 host last\n`)
  expect(records).toEqual([
    { value: 'first', no: 1, line: 1 },
    { value: xml, no: 2, line: 2 },
    { value: '<5>1 host last', no: 3, line: 6 },
  ])
})

test('an element that is never closed ends where the next line is none of its own', async () => {
  const { records } = await read('<5>1 host <syslog>\n  <a>1</a>\n<5>1 host next\nwords')
  expect(records.map(({ value }) => value)).toEqual(['<5>1 host <syslog>\n  <a>1</a>', '<5>1 host next', 'words'])
})

test('an element that never ends costs no more than the longest record', async () => {
  const { records, broken } = await read(`x <a>\n${'<b>1</b>\n'.repeat(20)}y`, 50)
  expect(broken.map(({ reason }) => reason)).toContain('too_long')
  expect(records.at(-1)?.value).toBe('y')
})

test('lines that only end with a tag stay lines', async () => {
  const { records } = await read('said <b>\nthen this\nand that</b>\n')
  expect(records.map(({ value }) => value)).toEqual(['said <b>', 'then this', 'and that</b>'])
})
