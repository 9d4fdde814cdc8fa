import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrokenRecord, ReadRecord } from '../src/read-batch.js'
import { readCsv, sniffCsv } from '../src/read-csv.js'
import { readPlain } from '../src/read-plain.js'
import { readXml } from '../src/read-xml.js'

async function* cut(bytes: Buffer, sizes: readonly number[]) {
  for (let i = 0, k = 0; i < bytes.length; k++) {
    const size = sizes[k % sizes.length]!
    yield bytes.subarray(i, i + size)
    i += size
  }
}

async function read(
  source: string | Buffer,
  options: { max?: number; sizes?: readonly number[]; keepText?: boolean; reader?: typeof readCsv } = {},
) {
  const bytes = Buffer.isBuffer(source) ? source : Buffer.from(source)
  const records: ReadRecord[] = []
  const broken: BrokenRecord[] = []
  const reader = options.reader ?? readCsv
  const given = { maxRecordBytes: options.max ?? 1 << 20, ...(options.keepText && { keepText: true }) }
  for await (const batch of reader(cut(bytes, options.sizes ?? [7]), given)) {
    records.push(...batch.records)
    broken.push(...batch.broken)
  }
  const numbers = [...records, ...broken].map((r) => r.no).sort((a, b) => a - b)
  expect(numbers, 'numbered from 1 without holes').toEqual(numbers.map((_, i) => i + 1))
  return { records, broken, values: records.map((r) => r.value) }
}

describe('csv', () => {
  test('reads cells by header, trims the header, counts lines over line ends in cells', async () => {
    const { records } = await read('id, name ,note\r\n1,Ana,"two\r\nlines"\r\n2,"Bo ""B""",\r\n', { keepText: true })
    expect(records.map((r) => [r.no, r.line, r.value, r.cells, r.text])).toEqual([
      [1, 2, { id: '1', name: 'Ana', note: 'two\r\nlines' }, ['1', 'Ana', 'two\r\nlines'], '1,Ana,"two\r\nlines"'],
      [2, 4, { id: '2', name: 'Bo "B"', note: '' }, ['2', 'Bo "B"', ''], '2,"Bo ""B""",'],
    ])
    expect(records[0]!.header).toEqual(['id', 'name', 'note'])
  })

  test('gives the first of equal headers by name and all of them in order', async () => {
    const { records } = await read('Key,Comment,Comment\nA-1,one,two\n')
    expect(records[0]).toMatchObject({
      value: { Key: 'A-1', Comment: 'one' },
      cells: ['A-1', 'one', 'two'],
      header: ['Key', 'Comment', 'Comment'],
    })
  })

  for (const [name, delimiter] of [
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ] as const) {
    test(`finds ${name}`, async () => {
      const text = `a${delimiter}b${delimiter}c\n1${delimiter}"x${delimiter}y, z"${delimiter}3,5\n2${delimiter}${delimiter}\n`
      expect((await read(text)).values).toEqual([
        { a: '1', b: `x${delimiter}y, z`, c: '3,5' },
        { a: '2', b: '', c: '' },
      ])
    })
  }

  test('obeys a sep= line and does not count it', async () => {
    const { records } = await read('sep=;\na;b\n1;2\n')
    expect(records.map((r) => [r.line, r.value])).toEqual([[3, { a: '1', b: '2' }]])
  })

  test('skips blank rows and repetitions of the header', async () => {
    expect((await read('a,b\n\n1,2\n,\na,b\n3,4\n   \n')).values).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
  })

  test('reads old line ends', async () => {
    expect((await read('a,b\r1,2\r3,4')).values).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
  })

  test('rejects ragged rows with both counts, and forgives empty cells at the end', async () => {
    const { values, broken } = await read('a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n5,6,7\n')
    expect(values).toEqual([
      { a: '1', b: '2', c: '3' },
      { a: '5', b: '6', c: '7' },
    ])
    expect(broken).toMatchObject([
      { no: 1, line: 2, reason: 'bad_row', detail: 'the header has 3 cells, the row has 2' },
      { no: 3, line: 4, reason: 'bad_row', detail: 'the header has 3 cells, the row has 4' },
    ])
  })

  test('a quote that is never closed costs the row it stands in', async () => {
    const { values, broken } = await read('a,b\n1,2\n3,"open\n5,6\n7,8\n')
    expect(values).toEqual([
      { a: '1', b: '2' },
      { a: '5', b: '6' },
      { a: '7', b: '8' },
    ])
    expect(broken).toMatchObject([{ no: 2, line: 3, reason: 'bad_row' }])
  })

  test('a stray quote does not swallow the rows up to the next quote', async () => {
    const { values, broken } = await read('a,b\n1,"5" disk\n3,4\n5,"x"\n')
    expect(values).toEqual([
      { a: '3', b: '4' },
      { a: '5', b: 'x' },
    ])
    expect(broken).toMatchObject([{ no: 1, line: 2, reason: 'bad_row' }])
  })

  test('rejects rows that are not UTF-8 and names what the file may be', async () => {
    const text = Buffer.from('name,n\nJos\xe9,1\nAna,2\n\xe9\xe8,3\n', 'latin1')
    const { values, broken } = await read(text)
    expect(values).toEqual([{ name: 'Ana', n: '2' }])
    expect(broken).toMatchObject([
      { no: 1, line: 2, reason: 'bad_encoding' },
      { no: 3, line: 4, reason: 'bad_encoding' },
    ])
    expect(broken[0]!.detail).toMatch(/0xe9.*Windows-1252/)
    expect(broken[0]!.excerpt).toBe('Jos\ufffd,1')
  })

  test('rejects a row that is too long, in bounded memory, and goes on', async () => {
    const { values, broken } = await read(`a,b\n1,"${'x\n'.repeat(5000)}"\n2,${'y'.repeat(5000)}\n3,4\n`, {
      max: 1000,
      sizes: [256],
    })
    expect(values).toEqual([{ a: '3', b: '4' }])
    expect(broken).toMatchObject([
      { no: 1, line: 2, reason: 'too_long' },
      { no: 2, line: 5003, reason: 'too_long' },
    ])
  })

  test('a column called __proto__ is only a column', async () => {
    const { values } = await read('__proto__,constructor\nx,y\n')
    expect(Object.entries(values[0] as object)).toEqual([
      ['[__proto__]', 'x'],
      ['constructor', 'y'],
    ])
  })

  test('gives nothing for a header alone and for nothing', async () => {
    expect(await read('a,b,c\n')).toMatchObject({ values: [], broken: [] })
    expect(await read('')).toMatchObject({ values: [], broken: [] })
  })

  test('keeps what looks like a formula as it is', async () => {
    expect((await read('a,b\n=cmd|\' /C calc\'!A0,"@SUM(1)"\n')).values).toEqual([
      { a: "=cmd|' /C calc'!A0", b: '@SUM(1)' },
    ])
  })

  test('reads back what was written, however the bytes are cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', ';', ' ', '🙂', "'") })
    const row = fc.tuple(cell, cell, cell)
    const quote = (v: string) => `"${v.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        async (rows, sizes) => {
          const full = rows.map(([a, b, c]) => [`x${a}`, b, c])
          const text = [['k1', 'k2', 'k3'], ...full].map((r) => r.map(quote).join(',')).join('\n')
          const { records, broken } = await read(text, { sizes })
          expect(broken).toEqual([])
          expect(records.map((r) => r.cells)).toEqual(full)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('sniffs layout and consistency', () => {
    expect(sniffCsv('\ufeffa;b\n1;2\n3;4\n')).toEqual({
      delimiter: ';',
      newline: '\n',
      header: ['a', 'b'],
      consistency: 1,
      rows: 2,
    })
    expect(sniffCsv('Hello, this is prose.\nNothing here\nat all, is, a table\n').consistency).toBeLessThan(0.5)
  })
})

describe('plain text', () => {
  test('gives one record a line and skips blank ones', async () => {
    const { records } = await read('one\r\n\n  \ntwo\nthree', { reader: readPlain })
    expect(records.map((r) => [r.no, r.line, r.offset, r.value])).toEqual([
      [1, 1, 0, 'one'],
      [2, 4, 9, 'two'],
      [3, 5, 13, 'three'],
    ])
  })

  test('rejects lines that are too long or not UTF-8', async () => {
    const text = Buffer.concat([Buffer.from(`a\n${'x'.repeat(500)}\nb`), Buffer.from([0xff]), Buffer.from('\nc\n')])
    const { values, broken } = await read(text, { reader: readPlain, max: 100 })
    expect(values).toEqual(['a', 'c'])
    expect(broken).toMatchObject([
      { no: 2, line: 2, reason: 'too_long', detail: 'the record is 500 bytes long' },
      { no: 3, line: 3, reason: 'bad_encoding' },
    ])
  })
})

describe('xml', () => {
  const reader = (bytes: AsyncIterable<Buffer>, options: Parameters<typeof readCsv>[1]) =>
    readXml(bytes, { ...options, elements: [] })

  test('gives the document as one record, or rejects it when it is too long', async () => {
    expect((await read('<a><b/></a>', { reader })).values).toEqual(['<a><b/></a>'])
    expect((await read('<a><b/></a>', { reader, max: 5 })).broken).toMatchObject([{ no: 1, reason: 'too_long' }])
  })
})
