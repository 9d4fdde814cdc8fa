import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrokenRecord, ReadRecord } from '../src/read-batch.js'
import { type JsonOptions, readJson } from '../src/read-json.js'

const defaults: JsonOptions = { format: 'json-object', envelopes: ['Records', 'issues'], maxRecordBytes: 1 << 20 }

async function* chunks(bytes: Buffer, size: number) {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}

async function* given(parts: readonly Buffer[]) {
  yield* parts
}

async function read(
  source: string | Buffer | AsyncIterable<Buffer>,
  options: Partial<JsonOptions> = {},
  size = 1 << 20,
) {
  const bytes =
    typeof source === 'string'
      ? chunks(Buffer.from(source), size)
      : Buffer.isBuffer(source)
        ? chunks(source, size)
        : source
  const records: ReadRecord[] = []
  const broken: BrokenRecord[] = []
  for await (const batch of readJson(bytes, { ...defaults, ...options })) {
    records.push(...batch.records)
    broken.push(...batch.broken)
  }
  const numbers = [...records, ...broken].map((r) => r.no).sort((a, b) => a - b)
  expect(numbers, 'numbered from 1 without holes').toEqual(numbers.map((_, i) => i + 1))
  return { records, broken, values: records.map((r) => r.value) }
}

const lines = { format: 'json-lines' } as const
const streamed = { wholeBytes: 0 } as const

describe('documents', () => {
  for (const [how, options] of [
    ['whole', {}],
    ['streamed', streamed],
    ['whole, in small groups', { groupBytes: 10 }],
    ['streamed, in small groups', { ...streamed, groupBytes: 10 }],
  ] as const) {
    test(`gives the elements of an envelope and the members beside it as page (${how})`, async () => {
      const { records } = await read('{"startAt":0,"total":2,"issues":[{"key":"A-1"},{"key":"A-2"}]}', options)
      expect(records.map((r) => [r.no, r.envelope, r.value, r.page])).toEqual([
        [1, 'issues', { key: 'A-1' }, { startAt: 0, total: 2 }],
        [2, 'issues', { key: 'A-2' }, { startAt: 0, total: 2 }],
      ])
    })

    test(`gives the elements of an array (${how})`, async () => {
      expect((await read(' [1, "two", {"three":[3]}, null, [5]] ', options)).values).toEqual([
        1,
        'two',
        { three: [3] },
        null,
        [5],
      ])
    })

    test(`takes an object without a known envelope as one record (${how})`, async () => {
      expect((await read('{"Things":[{"a":1}]}', options)).values).toEqual([{ Things: [{ a: 1 }] }])
    })

    test(`does not take an envelope name inside of a record for an envelope (${how})`, async () => {
      const text = '{"Records":[{"Records":[{"a":1}],"b":"\\"Records\\":["}]}'
      expect((await read(text, options)).values).toEqual([{ Records: [{ a: 1 }], b: '"Records":[' }])
    })

    test(`does not take a member that is no array for an envelope (${how})`, async () => {
      expect((await read('{"Records":{"a":[1]}}', options)).values).toEqual([{ Records: { a: [1] } }])
    })

    test(`gives no record for empty envelopes (${how})`, async () => {
      expect(await read('{"Records":[],"issues":[ ]}', options)).toMatchObject({ values: [], broken: [] })
      expect(await read('[]', options)).toMatchObject({ values: [], broken: [] })
      expect(await read('  ', options)).toMatchObject({ values: [], broken: [] })
    })

    test(`keeps the digits of integers beyond 2^53 as text (${how})`, async () => {
      const text =
        '{"Records":[{"id":12345678901234567890,"neg":-9007199254740993,"ok":9007199254740991,"s":"12345678901234567890"}]}'
      expect((await read(text, options)).values).toEqual([
        { id: '12345678901234567890', neg: '-9007199254740993', ok: 9007199254740991, s: '12345678901234567890' },
      ])
    })

    test(`does not touch long floats or digits in strings (${how})`, async () => {
      const text = '[{"ts":1700000000.000100,"big":1e400,"long":1234567890123456.5,"a":"x\\",12345678901234567890,"}]'
      expect((await read(text, options)).values).toEqual([JSON.parse(text)[0]])
    })

    test(`renames a member __proto__ so that nothing can be polluted (${how})`, async () => {
      const text = '[{"__proto__":{"isAdmin":true},"a":{"\\u005f_proto__":{"x":1}}}]'
      const { values } = await read(text, options)
      expect(JSON.stringify(values)).toBe('[{"a":{"[__proto__]":{"x":1}},"[__proto__]":{"isAdmin":true}}]')
      expect(Object.getPrototypeOf(values[0])).toBe(Object.prototype)
    })

    test(`rejects one malformed record and uses the others (${how})`, async () => {
      const text = '{"Records":[{"id":1,"a":2},{"id":2,"a":tru},{"id":3,"a":2}]}'
      const { values, broken } = await read(text, options)
      expect(values).toEqual([
        { id: 1, a: 2 },
        { id: 3, a: 2 },
      ])
      expect(broken).toMatchObject([{ no: 2, line: 1, offset: 27, reason: 'malformed_json' }])
      expect(broken[0]!.excerpt).toContain('{"id":2')
    })

    test(`finds the next record behind one whose structure is broken (${how})`, async () => {
      for (const bad of [
        '{"id":2,"a":"b\n","c":1}',
        '{"id":2,"a":[1}',
        '{"id":2,"a":{"b":1',
        '{"id":2,"a":"he said "yes" " }',
        '{"id":2,"a":"x}',
      ]) {
        const text = `{"Records":[\n{"id":1,"a":2},\n${bad},\n{"id":3,"a":{"b":[1]}},\n{"id":4,"a":2}]}`
        const { values, broken } = await read(text, options)
        expect(values, bad).toEqual([
          { id: 1, a: 2 },
          { id: 3, a: { b: [1] } },
          { id: 4, a: 2 },
        ])
        expect(broken, bad).toMatchObject([{ no: 2, line: 3, offset: 29, reason: 'malformed_json' }])
      }
    })

    test(`gives back the records that a bracket too many has swallowed (${how})`, async () => {
      for (const bad of ['{"id":2,"a":2[', '{"id":2,"a":{"b":2', '{"id":2,"a":[2}']) {
        const text = `{"Records":[{"id":1,"a":2},${bad},{"id":3,"a":{"b":[1]}},{"id":4,"a":2}]}`
        const { values, broken } = await read(text, options)
        expect(values, bad).toEqual([
          { id: 1, a: 2 },
          { id: 3, a: { b: [1] } },
          { id: 4, a: 2 },
        ])
        expect(broken[0], bad).toMatchObject({ no: 2, offset: 27, reason: 'malformed_json' })
        expect(broken.length, bad).toBeLessThanOrEqual(2)
      }
    })

    test(`does not take an inner object of a broken record for a record (${how})`, async () => {
      const bad = '{"id":2,"at":"x","by":"y","children":[{"id":7},{"id":8,"q":1}],"t":"odd " quote"}'
      const text = `[{"id":1,"at":"x","by":"y"},${bad},{"id":3,"at":"x","by":"y"}]`
      const { values, broken } = await read(text, options)
      expect(values.map((v) => (v as { id: number }).id)).toEqual([1, 3])
      expect(broken).toHaveLength(1)
    })

    test(`rejects a last record that breaks off (${how})`, async () => {
      const { values, broken } = await read('{"Records":[{"id":1},{"id":2,"a":"b', options)
      expect(values).toEqual([{ id: 1 }])
      expect(broken).toMatchObject([{ no: 2, reason: 'truncated', offset: 21 }])
    })

    test(`says when the document breaks off between two records (${how})`, async () => {
      const { values, broken } = await read('{"Records":[{"id":1},{"id":2},', options)
      expect(values).toEqual([{ id: 1 }, { id: 2 }])
      expect(broken).toMatchObject([{ no: 3, reason: 'truncated' }])
    })

    test(`rejects a record that is nested too deep (${how})`, async () => {
      const deep = `{"id":2,"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
      const { values, broken } = await read(`[{"id":1},${deep},{"id":3}]`, options)
      expect(values).toEqual([{ id: 1 }, { id: 3 }])
      expect(broken).toMatchObject([{ no: 2, reason: 'too_deep' }])
    })

    test(`rejects a record with bytes that are not UTF-8 (${how})`, async () => {
      const text = Buffer.concat([
        Buffer.from('[{"id":1},{"n":"caf'),
        Buffer.from([0xe9]),
        Buffer.from('"},{"id":"ü"}]'),
      ])
      const { values, broken } = await read(text, options)
      expect(values).toEqual([{ id: 1 }, { id: 'ü' }])
      expect(broken).toMatchObject([{ no: 2, reason: 'bad_encoding' }])
      expect(broken[0]!.detail).toContain('0xe9')
      expect(broken[0]!.detail).toContain('Windows-1252')
    })

    test(`rejects a too long record with its size and goes on (${how})`, async () => {
      const long = `{"id":2,"a":"${'x'.repeat(5000)}"}`
      const { values, broken } = await read(`[{"id":1},${long},{"id":3}]`, { ...options, maxRecordBytes: 1000 }, 512)
      expect(values).toEqual([{ id: 1 }, { id: 3 }])
      expect(broken).toMatchObject([
        { no: 2, reason: 'too_long', offset: 10, detail: `the record is ${long.length} bytes long` },
      ])
    })
  }

  for (const [how, options] of [
    ['whole', {}],
    ['streamed', streamed],
    ['in small groups', { groupBytes: 10 }],
  ] as const) {
    test(`loses no records of an envelope that stands twice (${how})`, async () => {
      const text = '{"Records":[{"a":1},{"a":2}],"x":1,"Records":[{"a":3},{"a":4}]}'
      expect((await read(text, options)).values).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }])
    })

    test(`gives the records of several envelopes in their order (${how})`, async () => {
      const { records } = await read('{"Records":[{"a":1},{"a":2}],"x":1,"issues":[{"a":3}]}', options)
      expect(records.map((r) => [r.envelope, r.value])).toEqual([
        ['Records', { a: 1 }],
        ['Records', { a: 2 }],
        ['issues', { a: 3 }],
      ])
    })
  }

  test('knows the members behind the records of a document that fits in memory, whatever words its records use', async () => {
    const issue = (n: number) => ({ key: `A-${n}`, issues: [{ key: 'x' }], names: '},{"key":' })
    const text = JSON.stringify({
      total: 3,
      issues: [issue(1), issue(2), issue(3)],
      names: { customfield_1: 'Approver' },
    })
    for (const groupBytes of [10, 1 << 20]) {
      const { records } = await read(text, { groupBytes })
      expect(records.map((r) => r.value)).toEqual([issue(1), issue(2), issue(3)])
      for (const record of records) expect(record.page).toEqual({ total: 3, names: { customfield_1: 'Approver' } })
    }
  })

  test('reads pages that were written one behind the other', async () => {
    const text = '{"total":1,"issues":[{"key":"A-1"}]}\n{"total":2,"issues":[{"key":"A-2"}]}{"issues":[]}'
    const { records } = await read(text, { format: 'json-values' })
    expect(records.map((r) => [r.value, r.page])).toEqual([
      [{ key: 'A-1' }, { total: 1 }],
      [{ key: 'A-2' }, { total: 2 }],
    ])
  })

  test('reads an array of pages and lists, whole or in pieces, and numbers what is broken among them', async () => {
    const text = '[{"total":1,"issues":[{"key":"A-1"},{"key":"A-2"}]},{"issues":[]},{"issues" [1]},[{"key":"A-3"}]]'
    for (const size of [7, 1 << 20]) {
      const { records, broken } = await read(text, { format: 'json-pages' }, size)
      expect(records.map((r) => [r.no, r.value, r.page])).toEqual([
        [1, { key: 'A-1' }, { total: 1 }],
        [2, { key: 'A-2' }, { total: 1 }],
        [4, { key: 'A-3' }, undefined],
      ])
      expect(broken).toMatchObject([{ no: 3, reason: 'malformed_json' }])
    }
  })

  test('reads pretty printed values one behind the other, also with commas between them', async () => {
    const text = `${JSON.stringify({ a: 1, b: [2] }, null, 2)}\n${JSON.stringify({ a: 2 }, null, 2)},\n{"a":3}`
    const { records } = await read(text, { format: 'json-values' })
    expect(records.map((r) => [r.value, r.line])).toEqual([
      [{ a: 1, b: [2] }, 1],
      [{ a: 2 }, 7],
      [{ a: 3 }, 10],
    ])
  })

  test('rejects one broken value among several and prose by the line', async () => {
    const text = '{\n "id": 1,\n "x": 2\n}\n{\n "id": 2\n "x": 3\n}\nnot json at all\n{\n "id": 3,\n "x": 2\n}\n'
    const { values, broken } = await read(text, { format: 'json-values' })
    expect(values).toEqual([
      { id: 1, x: 2 },
      { id: 3, x: 2 },
    ])
    expect(broken).toMatchObject([
      { no: 2, line: 5, reason: 'malformed_json' },
      { no: 3, line: 9, reason: 'malformed_json' },
    ])
  })

  test('keeps the text of each record when asked', async () => {
    const { records } = await read('{"Records":[ {"id": 1} , {"id":2}]}', { keepText: true })
    expect(records.map((r) => r.text)).toEqual(['{"id": 1}', '{"id":2}'])
  })

  test('a hostile document that cannot be split is one reject, quickly', async () => {
    const text = '{"a":['.repeat(50_000)
    const started = performance.now()
    const { values, broken } = await read(text, { maxRecordBytes: 64 << 20 })
    expect(values).toEqual([])
    expect(broken).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('lines', () => {
  test('reads one record a line, skips blank lines, copes with CRLF', async () => {
    const { records } = await read('{"a":1}\r\n\r\n  \n{"a":2}\n{"a":3}', lines)
    expect(records.map((r) => [r.no, r.line, r.offset, r.value])).toEqual([
      [1, 1, 0, { a: 1 }],
      [2, 4, 14, { a: 2 }],
      [3, 5, 22, { a: 3 }],
    ])
  })

  test('a broken line is one reject and the next line is fine', async () => {
    const { values, broken } = await read('{"a":1}\n{"a":\n{"a":2}}\n{"a":3}\n', lines, 5)
    expect(values).toEqual([{ a: 1 }, { a: 3 }])
    expect(broken).toMatchObject([
      { no: 2, line: 2, offset: 8, reason: 'malformed_json' },
      { no: 3, line: 3, offset: 14, reason: 'malformed_json' },
    ])
  })

  test('does not quote the record in the reason', async () => {
    const { broken } = await read('{"password":"hunter2", oops}\n{}\n', lines)
    expect(broken[0]!.detail).not.toContain('hunter2')
  })

  test('tells a last line that breaks off from a malformed one', async () => {
    expect((await read('{"a":1}\n{"a":[1,', lines)).broken).toMatchObject([{ no: 2, reason: 'truncated' }])
    expect((await read('{"a":1}\n{"a":[1,\n', lines)).broken).toMatchObject([{ no: 2, reason: 'malformed_json' }])
  })

  test('opens envelopes line by line', async () => {
    const { records } = await read('{"Records":[{"a":1},{"a":2}],"n":5}\n{"Records":[{"a":3}]}\n', lines)
    expect(records.map((r) => [r.no, r.line, r.envelope, r.value, r.page])).toEqual([
      [1, 1, 'Records', { a: 1 }, { n: 5 }],
      [2, 1, 'Records', { a: 2 }, { n: 5 }],
      [3, 2, 'Records', { a: 3 }, {}],
    ])
  })

  test('rejects a too long line with its size, in bounded memory, and goes on', async () => {
    async function* source() {
      yield Buffer.from('{"a":1}\n{"a":"')
      const piece = Buffer.alloc(1 << 20, 'x')
      for (let i = 0; i < 200; i++) yield piece
      yield Buffer.from('"}\n{"a":2}\n')
    }
    const { values, broken } = await read(source(), { ...lines, maxRecordBytes: 4 << 20 })
    expect(values).toEqual([{ a: 1 }, { a: 2 }])
    expect(broken).toMatchObject([
      { no: 2, line: 2, offset: 8, reason: 'too_long', detail: `the record is ${(200 << 20) + 8} bytes long` },
    ])
    expect(broken[0]!.excerpt.length).toBeLessThanOrEqual(2000)
  })

  test('rejects lines that are not UTF-8 and only those', async () => {
    const text = Buffer.concat([Buffer.from('{"a":"ü"}\n{"a":"'), Buffer.from([0xfc]), Buffer.from('"}\n{"a":"€"}\n')])
    const { values, broken } = await read(text, lines)
    expect(values).toEqual([{ a: 'ü' }, { a: '€' }])
    expect(broken).toMatchObject([{ no: 2, line: 2, reason: 'bad_encoding' }])
  })

  test('rejects a line that is nested too deep', async () => {
    const { values, broken } = await read(`{"a":1}\n${'['.repeat(300_000)}${']'.repeat(300_000)}\n{"a":2}\n`, lines)
    expect(values).toEqual([{ a: 1 }, { a: 2 }])
    expect(broken).toMatchObject([{ no: 2, reason: 'too_deep' }])
  })
})

describe('properties', () => {
  /** What the reader gives for a value: integers beyond 2^53 as text. */
  const expected = (v: unknown): unknown =>
    JSON.parse(JSON.stringify(v), (_, x: unknown) =>
      Number.isInteger(x) && !Number.isSafeInteger(x) && Math.abs(x as number) < 1e21 ? String(x) : x,
    )
  const value = fc
    .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
    .filter((v) => !JSON.stringify(v).includes('__proto__'))
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 200 })

  async function* cut(bytes: Buffer, sizes: readonly number[]) {
    for (let i = 0, k = 0; i < bytes.length; k++) {
      const size = sizes[k % sizes.length]!
      yield bytes.subarray(i, i + size)
      i += size
    }
  }

  const layouts: Record<string, (values: unknown[], indent: number) => string> = {
    array: (values, indent) => JSON.stringify(values, null, indent),
    envelope: (values, indent) => JSON.stringify({ 'first "': [{}], Records: values, last: 1 }, null, indent),
    values: (values, indent) => values.map((v) => JSON.stringify({ v }, null, indent)).join(indent ? '\n' : ''),
  }

  for (const [name, write] of Object.entries(layouts)) {
    test(`the splitter equals JSON.parse however the bytes are cut (${name})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(value, { maxLength: 6 }),
          cuts,
          fc.constantFrom(0, 2),
          async (values, sizes, indent) => {
            const bytes = Buffer.from(write(values, indent))
            const { values: got, broken } = await read(cut(bytes, sizes), { format: 'json-values', wholeBytes: 0 })
            expect(broken).toEqual([])
            expect(got).toEqual(expected(name === 'values' ? values.map((v) => ({ v })) : values))
          },
        ),
        { numRuns: 300 },
      )
    })
  }

  test('groups equal JSON.parse however they are cut', async () => {
    const tricky = fc.constantFrom('},{"k":', '"', '\\', '},{', '{"k":1},{"k":2}', ']', '[{"k":1},{"k":2}]', '\n')
    const text = fc.array(tricky, { maxLength: 4 }).map((parts) => parts.join(''))
    const inner = fc.oneof(text, value, fc.array(fc.record({ k: text }), { maxLength: 4 }))
    const record = fc.record({ k: inner, m: fc.option(inner) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 8 }),
        cuts,
        fc.constantFrom(0, 1),
        fc.constantFrom(0, 1 << 20),
        fc.integer({ min: 1, max: 200 }),
        async (values, sizes, indent, wholeBytes, groupBytes) => {
          for (const document of [values, { a: 'x', Records: values, b: ['k'] }]) {
            const bytes = Buffer.from(JSON.stringify(document, null, indent))
            const { values: got, broken } = await read(cut(bytes, sizes), { wholeBytes, groupBytes })
            expect(broken).toEqual([])
            expect(got).toEqual(expected(values))
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test('lines equal JSON.parse however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(
            fc.string().filter((k) => k !== '__proto__'),
            value,
          ),
          { maxLength: 6 },
        ),
        cuts,
        async (values, sizes) => {
          const bytes = Buffer.from(values.map((v) => JSON.stringify(v)).join('\n'))
          const { values: got, broken } = await read(cut(bytes, sizes), { ...lines, envelopes: [] })
          expect(broken).toEqual([])
          expect(got).toEqual(expected(values))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a changed byte never throws, keeps every record before it, and makes no record of an inner object', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => i)
    const text = `{"Records":[\n${ids.map((id) => JSON.stringify({ id, name: 'n', tags: [{ key: 'a', value: 'b' }], more: { x: null } })).join(',\n')}\n]}`
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 14, max: text.length - 4 }),
        fc.integer({ min: 0, max: 255 }),
        cuts,
        fc.constantFrom<Partial<JsonOptions>>(
          { format: 'json-values' },
          {},
          { groupBytes: 50 },
          { wholeBytes: 0, groupBytes: 50 },
        ),
        async (at, byte, sizes, how) => {
          const bytes = Buffer.from(text)
          bytes[at] = byte
          const { values, broken } = await read(cut(bytes, sizes), how)
          const before = text.slice(0, at).split('},\n').length - 1
          expect(values.slice(0, before).map((v) => (v as { id?: number }).id)).toEqual(ids.slice(0, before))
          expect(values.length + broken.length).toBeGreaterThanOrEqual(before + 1)
          // A brace in the wrong place may leave `{}` behind; an inner object never becomes a record.
          for (const v of values)
            for (const key of Object.keys(v as object)) expect(['key', 'value', 'x']).not.toContain(key)
        },
      ),
      { numRuns: 500, seed: 7 },
    )
  })

  test('random bytes never throw', async () => {
    const soup = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        ':',
        '\\',
        '\n',
        ' ',
        '1',
        'a',
        '"id":1',
        '{"id":1}',
        '"Records":[',
      ),
      { maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(
        soup,
        cuts,
        fc.constantFrom('json-values', 'json-lines', 'json-object'),
        async (parts, sizes, format) => {
          await read(cut(Buffer.from(parts.join('')), sizes), { format: format as JsonOptions['format'] })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('an empty source gives nothing', async () => {
    expect(await read(given([]))).toMatchObject({ values: [], broken: [] })
  })
})
