import { createHash } from 'node:crypto'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connector.js'
import { doors, makeZip, opening, openings, type Scratch, withExports } from './helpers.js'

const sha = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

async function counts(scratch: Scratch) {
  const { inputs } = scratch.manifest()
  return Object.fromEntries(inputs.map((i) => [i.file, [i.connector, i.read, i.used, i.rejected]]))
}

describe('evidence', () => {
  test('is the six tables as Parquet, with where each row came from', async () => {
    const content = JSON.stringify({
      Records: [opening(1, { twice: true, text: 'for OPS-1', who: 'ana@example.com' }), opening(2)],
    })
    await withExports({ 'lab/a.json': content }, async (scratch) => {
      await scratch.run()
      const [source] = await scratch.rows('select * from $sources')
      expect(source).toMatchObject({
        file: 'lab/a.json',
        connector: 'doors',
        system_class: 'iam',
        format: 'json-object',
        sha256: sha(content),
        records_read: '2',
        records_used: '2',
        records_rejected: '0',
        first_event_at: '2026-03-02 10:00:00+00',
        lag_us: '60000000',
        holds: ['execution'],
        problem: null,
      })
      const id = `s${sha('lab/a.json').slice(0, 10)}`
      expect(source!.source_id).toBe(id)
      const events = await scratch.rows('select * from $events order by event_id')
      expect(events.map((e) => [e.event_id, e.record_no, e.activity])).toEqual([
        [`${id}:1`, '1', 'use'],
        [`${id}:1.2`, '1', 'read'],
        [`${id}:2`, '2', 'use'],
      ])
      expect(events[0]).toMatchObject({
        connector: 'doors',
        occurred_at: '2026-03-02 10:00:00+00',
        resolution_us: '1000000',
        is_write: false,
        actor: 'email:ana@example.com',
        refs: ['ticket:OPS-1', 'ticket:OPS-2'],
        text: 'for OPS-1',
        on_behalf_of: null,
      })
      expect(events[2]).toMatchObject({ refs: null, text: null, actor: null })
      for (const table of ['sources', 'events', 'tasks', 'identities', 'entitlements', 'rejects'])
        expect(await scratch.rows(`select count(*) as n from $${table}`)).toHaveLength(1)
      const types = await scratch.rows('describe select occurred_at, refs, is_write, resolution_us, stage from $events')
      expect(types.map((t) => t.column_type)).toEqual([
        'TIMESTAMP WITH TIME ZONE',
        'VARCHAR[]',
        'BOOLEAN',
        'BIGINT',
        'VARCHAR',
      ])
    })
  })

  test('the manifest lists every input and output with its hash and no clock', async () => {
    await withExports({ 'a.jsonl': openings(3), 'odd.txt': 'hello' }, async (scratch) => {
      await scratch.run({ version: '1.2.3', parameters: { quiet: true } })
      const manifest = scratch.manifest()
      expect(manifest).toMatchObject({
        schema: 'approvenance/manifest@1',
        version: '1.2.3',
        parameters: { quiet: true },
        archives: [],
        skipped: [],
      })
      expect(manifest.inputs).toEqual([
        {
          file: 'a.jsonl',
          sha256: sha(openings(3)),
          bytes: openings(3).length,
          connector: 'doors',
          read: 3,
          used: 3,
          rejected: 0,
          problem: null,
        },
        {
          file: 'odd.txt',
          sha256: sha('hello'),
          bytes: 5,
          connector: null,
          read: 0,
          used: 0,
          rejected: 0,
          problem: 'no connector knows this file',
        },
      ])
      const folders = manifest.outputs.map(({ file }) => file.split('/')[1]).sort()
      expect(folders).toEqual(['entitlements', 'events', 'identities', 'rejects', 'sources', 'tasks', 'units'])
      for (const { file, sha256 } of manifest.outputs)
        expect(sha(readFileSync(join(scratch.caseDir, file)))).toBe(sha256)
    })
  })

  test('is byte-identical when it is made again', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.jsonl`, openings(50, i * 50)]))
    await withExports(files, async (scratch) => {
      await scratch.run()
      const first = scratch.manifest()
      await scratch.run()
      expect(scratch.manifest()).toEqual(first)
    })
  })

  test('keeps hostile text as it is, and ids of keys but no secrets', async () => {
    const hostile =
      '<script>alert(1)</script> =cmd|x \u001b[31m "quoted" \ud83d\ude00 \u0000 end password=hunter2 AKIAIOSFODNN7EXAMPLE'
    await withExports(
      { 'a.jsonl': JSON.stringify(opening(1, { text: hostile, password: 'p"w' })) },
      async (scratch) => {
        await scratch.run()
        const [event] = await scratch.rows('select text, attributes from $events')
        expect(event!.text).toBe(hostile.replace('hunter2', '[redacted:password]'))
        expect(JSON.parse(event!.attributes as string)).toMatchObject({
          password: '[redacted:password]',
          text: event!.text,
        })
      },
    )
  })

  test('keeps the same statement about an account once per file', async () => {
    const lines = [1, 2, 3].map((i) =>
      JSON.stringify(opening(i, { who: 'ana', mail: i < 3 ? 'ana@example.com' : 'ana@example.org' })),
    )
    await withExports({ 'a.jsonl': lines.join('\n'), 'b.jsonl': lines[0]! }, async (scratch) => {
      await scratch.run()
      const rows = await scratch.rows('select email, record_no from $identities order by source_id, record_no')
      expect(rows.map((r) => [r.email, r.record_no]).sort()).toEqual([
        ['ana@example.com', '1'],
        ['ana@example.com', '1'],
        ['ana@example.org', '3'],
      ])
    })
  })

  test('writes texts in every script and empty lists and long columns without mixing rows', async () => {
    const texts = ['', 'é', '日本', 'a', '🙂🙂', '\ud800', 'plain', 'x'.repeat(5000)]
    const lines = texts.map((text, i) => JSON.stringify(opening(i, { text })))
    await withExports({ 'a.jsonl': lines.join('\n') }, async (scratch) => {
      await scratch.run()
      const rows = await scratch.rows('select native_id, text from $events order by record_no')
      expect(rows.map((r) => r.text)).toEqual(texts.map((t) => (t === '\ud800' ? '\ufffd' : t)))
    })
  })
})

describe('counting', () => {
  test('read = used + rejected, each reject with file, number, line and reason', async () => {
    const lines = [
      JSON.stringify(opening(1)),
      '{broken',
      JSON.stringify(opening(2, { at: 'noon' })),
      JSON.stringify(opening(3, { boom: 'throw' })),
      JSON.stringify(opening(4, { boom: 'nothing' })),
      JSON.stringify(opening(5, { boom: 'row' })),
      JSON.stringify(opening(6)),
    ]
    await withExports({ 'a.jsonl': lines.join('\n') }, async (scratch) => {
      const result = await scratch.run()
      expect(result.records).toEqual({ read: 7, used: 2, rejected: 5 })
      const rows = await scratch.rows(
        'select r.*, s.file from $rejects r join $sources s using (source_id) order by record_no',
      )
      expect(rows.map((r) => [r.file, r.record_no, r.line_no, r.reason])).toEqual([
        ['a.jsonl', '2', '2', 'malformed_json'],
        ['a.jsonl', '3', '3', 'bad_time'],
        ['a.jsonl', '4', '4', 'connector_error'],
        ['a.jsonl', '5', '5', 'no_row'],
        ['a.jsonl', '6', '6', 'connector_error'],
      ])
      expect(rows[2]!.detail).toContain('the door fell off')
      expect(rows[1]!.excerpt).toContain('"at":"noon"')
    })
  })

  test('excerpts are short and without secrets, also where the cut is', async () => {
    const secret = `ghp_${'a1B2'.repeat(10)}`
    const record = `{"a":"${'x'.repeat(170)}${secret}`
    await withExports({ 'a.jsonl': `${openings(1)}${record}\n{"password":"hunter2" oops}\n` }, async (scratch) => {
      await scratch.run()
      const rows = await scratch.rows('select excerpt, detail from $rejects order by record_no')
      expect(rows).toHaveLength(2)
      for (const row of rows) {
        expect(String(row.excerpt).length).toBeLessThanOrEqual(200)
        expect(`${row.excerpt}${row.detail}`).not.toMatch(/a1B2|hunter2/)
      }
    })
  })

  test('progress ends at the totals', async () => {
    await withExports({ 'a.jsonl': openings(10), 'b.jsonl': `${openings(5)}{x` }, async (scratch) => {
      const seen: Parameters<NonNullable<Parameters<Scratch['run']>[0]>['onProgress'] & {}>[0][] = []
      await scratch.run({ onProgress: (p) => seen.push(p) })
      const last = seen.at(-1)!
      expect(last.bytes).toBe(last.bytesTotal)
      expect(last).toMatchObject({ files: 2, filesTotal: 2, rejects: 1 })
      expect(last.records).toBe(15)
    })
  })
})

describe('what nobody or everybody knows', () => {
  test('unknown, empty and binary files are listed and the run goes on', async () => {
    const files = {
      'good.jsonl': openings(2),
      'notes.md': '# notes\nnothing to see',
      'other.json': '{"a":1}',
      'empty.json': '',
      'blank.json': ' \n ',
      'pic.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]),
      'x.bz2': Buffer.from('BZh91AY&SY'),
    }
    await withExports(files, async (scratch) => {
      await scratch.run()
      const rows = await scratch.rows('select file, connector, problem, sha256 from $sources order by file')
      expect(rows.map((r) => [r.file, r.connector, r.problem])).toEqual([
        ['blank.json', null, 'no connector knows this file'],
        ['empty.json', null, 'the file is empty'],
        ['good.jsonl', 'doors', null],
        ['notes.md', null, 'no connector knows this file'],
        ['other.json', null, 'no connector knows this file'],
        ['pic.png', null, 'is binary, not text'],
        ['x.bz2', null, 'is compressed with bzip2: unpack it first'],
      ])
      for (const row of rows) expect(row.sha256).toBe(sha(files[row.file as keyof typeof files]))
    })
  })

  const twin: Connector = { ...doors, id: 'twin' }

  test('two claims are an error that names the file and both, before anything is written', async () => {
    await withExports({ 'sub/a.jsonl': openings(1) }, async (scratch) => {
      await scratch.run()
      const before = scratch.manifest()
      await expect(scratch.run({ connectors: [doors, twin] })).rejects.toMatchObject({
        name: 'UserError',
        message: 'doors and twin both claim sub/a.jsonl',
        at: { hint: expect.stringContaining('sources:') },
      })
      expect(scratch.manifest()).toEqual(before)
    })
  })

  test('the configuration settles it, and says what cover, zone and label an export has', async () => {
    const rule = {
      match: 'sub/**',
      connector: 'twin',
      label: 'back door',
      covers: { from: 1_770_000_000_000_000, to: null },
      timezone: 'Europe/Berlin',
      clock_offset_seconds: -1.5,
      leaves_out: ['data-events'],
    }
    await withExports({ 'sub/a.jsonl': JSON.stringify(opening(1, { at: '2026-03-02 10:00:00' })) }, async (scratch) => {
      await scratch.run({ connectors: [doors, twin], sources: [rule] })
      const [row] = await scratch.rows('select s.*, e.occurred_at from $sources s join $events e using (source_id)')
      expect(row).toMatchObject({
        connector: 'twin',
        label: 'back door',
        covers_from: '2026-02-02 02:40:00+00',
        covers_to: null,
        clock_offset_us: '-1500000',
        leaves_out: ['data-events'],
        occurred_at: '2026-03-02 09:00:00+00',
      })
    })
  })

  test('a rule of the configuration that is used for no export is told, with what it should have fitted', async () => {
    const rule = (match: string, label: string | null = null) => ({
      match,
      connector: null,
      label,
      covers: { from: 1_770_000_000_000_000, to: null },
      timezone: null,
      clock_offset_seconds: null,
      leaves_out: [],
    })
    await withExports({ 'sub/a.jsonl': openings(1), 'b.jsonl': openings(2) }, async (scratch) => {
      await scratch.run({ sources: [rule('a.jsonl'), rule('exports/sub/**', 'moved'), rule('**'), rule('b.*')] })
      const told = [
        {
          match: 'exports/sub/**',
          label: 'moved',
          why: 'fits no export; paths begin at the folder that holds all that was given, as in b.jsonl',
        },
        { match: 'b.*', label: null, why: 'an earlier rule is used for all it fits: **' },
      ]
      expect(scratch.manifest()).toMatchObject({ unused_sources: told })
      await scratch.run({ sources: [rule('a.jsonl')] })
      expect(scratch.manifest()).toMatchObject({ unused_sources: [] })
    })
  })

  test('a record of which a part cannot be used keeps its rows and counts as rejected', async () => {
    const halves: Connector = {
      ...doors,
      normalize: (record) => ({
        ...doors.normalize(record),
        ...(record.no === 2
          ? {
              lost: [
                { reason: 'missing_field', detail: 'key 1 has no owner' },
                { reason: 'missing_field', detail: 'key 3 has no owner' },
              ],
            }
          : {}),
      }),
    }
    await withExports({ 'a.jsonl': openings(3) }, async (scratch) => {
      const { records } = await scratch.run({ connectors: [halves] })
      expect(records).toEqual({ read: 3, used: 2, rejected: 1 })
      expect(await scratch.rows('select record_no from $events order by record_no')).toHaveLength(3)
      expect(await scratch.rows('select record_no, detail from $rejects order by detail')).toEqual([
        { record_no: '2', detail: 'key 1 has no owner' },
        { record_no: '2', detail: 'key 3 has no owner' },
      ])
    })
  })

  test('an unknown connector in the configuration is an error that lists the known ones', async () => {
    const rule = {
      match: '*',
      connector: 'windows',
      label: null,
      covers: { from: null, to: null },
      timezone: null,
      clock_offset_seconds: null,
      leaves_out: [],
    }
    await withExports({ 'a.jsonl': openings(1) }, async (scratch) => {
      await expect(scratch.run({ sources: [rule] })).rejects.toMatchObject({
        name: 'UserError',
        message: /unknown connector: windows/,
        at: { hint: 'one of doors' },
      })
    })
  })

  test('another vendor’s envelope does not split a connector’s records', async () => {
    const other: Connector = {
      ...doors,
      id: 'other',
      envelopes: ['tags'],
      looksLike: (head) => head.envelope === 'tags' && head.records.some((r) => typeof r === 'number'),
    }
    await withExports(
      { 'a.jsonl': [1, 2].map((i) => JSON.stringify(opening(i, { tags: ['x', 'y'] }))).join('\n') },
      async (scratch) => {
        await scratch.run({ connectors: [doors, other] })
        expect(await counts(scratch)).toEqual({ 'a.jsonl': ['doors', 2, 2, 0] })
      },
    )
  })
})

describe('encodings', () => {
  const text = `${openings(2)}${JSON.stringify(opening(3, { text: 'Zoë 日本 🙂' }))}\n`
  const swap = (s: string) => Buffer.from(s, 'utf16le').swap16()
  const written: Record<string, Buffer> = {
    'utf8-bom.jsonl': Buffer.from(`\ufeff${text}`),
    'utf16le-bom.jsonl': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'utf16be-bom.jsonl': swap(`\ufeff${text}`),
    'utf16le.jsonl': Buffer.from(text, 'utf16le'),
    'utf16be.jsonl': swap(text),
  }

  test('UTF-8 and UTF-16, with and without byte order mark, read alike', async () => {
    await withExports(written, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual(
        Object.fromEntries(Object.keys(written).map((name) => [name, ['doors', 3, 3, 0]])),
      )
      const rows = await scratch.rows('select distinct text from $events where text is not null')
      expect(rows).toEqual([{ text: 'Zoë 日本 🙂' }])
    })
  })

  test('wrong bytes cost the record they stand in, and are never replaced in silence', async () => {
    const latin = Buffer.from(
      `${openings(1)}${JSON.stringify(opening(2, { text: 'caf\xe9' }))}\n${openings(1, 3)}`,
      'latin1',
    )
    const half = Buffer.from(
      `\ufeff${openings(1)}${JSON.stringify(opening(2)).replace('lab', 'l\ud83db')}\n${openings(1, 3)}`,
      'utf16le',
    )
    const csv = Buffer.from('door,id,at\ncaf\xe9,1,2026-03-02T10:00:00Z\nlab,2,2026-03-02T10:00:00Z\n', 'latin1')
    await withExports({ 'latin.jsonl': latin, 'half.jsonl': half, 'latin.csv': csv }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({
        'half.jsonl': ['doors', 3, 2, 1],
        'latin.csv': ['doors', 2, 1, 1],
        'latin.jsonl': ['doors', 3, 2, 1],
      })
      const rows = await scratch.rows(
        'select s.file, reason, detail, record_no from $rejects join $sources s using (source_id) order by file',
      )
      expect(rows.map((r) => [r.file, r.reason, r.record_no])).toEqual([
        ['half.jsonl', 'bad_encoding', '2'],
        ['latin.csv', 'bad_encoding', '1'],
        ['latin.jsonl', 'bad_encoding', '2'],
      ])
      expect(rows[1]!.detail).toContain('Windows-1252')
    })
  })
})

describe('gzip', () => {
  const records = Array.from(
    { length: 3000 },
    (_, i) => `${JSON.stringify(opening(i, { text: sha(String(i)) }))}\n`,
  ).join('')
  const packed = gzipSync(records)

  test('one and several members', async () => {
    const two = Buffer.concat([gzipSync(openings(2)), gzipSync(openings(3, 3))])
    await withExports(
      { 'a.jsonl.gz': packed, 'b.json.gz': two, 'no-suffix': gzipSync(openings(1)) },
      async (scratch) => {
        await scratch.run()
        expect(await counts(scratch)).toEqual({
          'a.jsonl.gz': ['doors', 3000, 3000, 0],
          'b.json.gz': ['doors', 5, 5, 0],
          'no-suffix': ['doors', 1, 1, 0],
        })
        expect(scratch.manifest().inputs[0]).toMatchObject({ sha256: sha(packed), bytes: packed.length, problem: null })
      },
    )
  })

  test('a truncated file gives what is there, a problem, and one reject where it breaks', async () => {
    await withExports({ 'a.jsonl.gz': packed.subarray(0, packed.length >> 1) }, async (scratch) => {
      await scratch.run()
      const [input] = scratch.manifest().inputs
      expect(input).toMatchObject({
        connector: 'doors',
        rejected: 1,
        problem: 'the gzip breaks off: truncated',
        sha256: sha(packed.subarray(0, packed.length >> 1)),
      })
      expect(input!.used).toBeGreaterThan(1000)
      const [reject] = await scratch.rows('select * from $rejects')
      expect(reject).toMatchObject({ reason: 'truncated', record_no: String(input!.read) })
      expect(reject!.detail).toContain('truncated')
    })
  })

  test('a file cut behind a record still counts one loss', async () => {
    const whole = gzipSync(openings(100))
    await withExports({ 'a.jsonl.gz': whole.subarray(0, whole.length - 8) }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({ 'a.jsonl.gz': ['doors', 101, 100, 1] })
      expect(await scratch.rows('select reason, record_no from $rejects')).toEqual([
        { reason: 'damaged_file', record_no: '101' },
      ])
    })
  })

  test('a corrupt file gives what lies before the damage, to the byte', async () => {
    const spoiled = Buffer.from(packed)
    // Block type 3 does not exist: this is where inflating stops.
    const at = packed.length >> 1
    spoiled.fill(0xff, at, at + 64)
    await withExports({ 'a.jsonl.gz': spoiled }, async (scratch) => {
      await scratch.run()
      const [input] = scratch.manifest().inputs
      expect(input!.problem).toMatch(/the gzip is corrupt|checksum/)
      expect(input!.used).toBeGreaterThan(1300)
      expect(input!.read).toBe((input!.used as number) + (input!.rejected as number))
      expect(input!.sha256).toBe(sha(spoiled))
    })
  })

  test('a changed checksum is told and counted', async () => {
    const spoiled = Buffer.from(packed)
    spoiled[packed.length - 8]! ^= 0xff
    await withExports({ 'a.jsonl.gz': spoiled }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({ 'a.jsonl.gz': ['doors', 3001, 3000, 1] })
      expect(scratch.manifest().inputs[0]!.problem).toContain('checksum')
    })
  })

  test('bytes behind the last member are told and nothing is lost', async () => {
    await withExports({ 'a.jsonl.gz': Buffer.concat([packed, Buffer.from('extra bytes')]) }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({ 'a.jsonl.gz': ['doors', 3000, 3000, 0] })
      expect(scratch.manifest().inputs[0]!.problem).toContain('behind the gzip data')
    })
  })

  test('a bomb stops, is told, and what came before is used', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(openings(10)), Buffer.alloc(64 << 20, ' ')]))
    await withExports({ 'a.jsonl.gz': bomb, 'b.jsonl': openings(1) }, async (scratch) => {
      await scratch.run({ maxExpansion: { ratio: 200, bytes: 1 << 20 } })
      expect(await counts(scratch)).toEqual({ 'a.jsonl.gz': ['doors', 11, 10, 1], 'b.jsonl': ['doors', 1, 1, 0] })
      expect(scratch.manifest().inputs[0]).toMatchObject({
        problem: expect.stringContaining('decompression bomb'),
        sha256: sha(bomb),
      })
    })
  })
})

describe('zip', () => {
  test('members are files of their own; nested archives and gzip inside are opened', async () => {
    const inner = makeZip([{ name: 'deep/x.jsonl', content: openings(2) }])
    const outer = makeZip([
      { name: 'a.jsonl', content: openings(3) },
      { name: 'folder/', content: '' },
      { name: 'inner.zip', content: inner, isStored: true },
      { name: 'b.jsonl.gz', content: gzipSync(openings(4)) },
      { name: 'readme.txt', content: 'hi' },
    ])
    await withExports({ 'logs/outer.zip': outer }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({
        'logs/outer.zip!a.jsonl': ['doors', 3, 3, 0],
        'logs/outer.zip!b.jsonl.gz': ['doors', 4, 4, 0],
        'logs/outer.zip!inner.zip!deep/x.jsonl': ['doors', 2, 2, 0],
        'logs/outer.zip!readme.txt': [null, 0, 0, 0],
      })
      const manifest = scratch.manifest()
      expect(manifest.archives).toEqual([
        { file: 'logs/outer.zip', sha256: sha(outer), bytes: outer.length, problem: null },
      ])
      expect(manifest.inputs[0]).toMatchObject({ sha256: sha(openings(3)), bytes: openings(3).length })
      expect(readFileSync(join(scratch.caseDir, 'manifest.json'), 'utf8')).not.toContain('.ingest')
    })
  })

  test('encrypted, corrupt, odd and lying members are named and the others used', async () => {
    const long = Array.from({ length: 400 }, (_, i) => JSON.stringify(opening(i, { text: sha(String(i)) }))).join('\n')
    const zip = makeZip([
      { name: 'good.jsonl', content: openings(2) },
      { name: 'secret.jsonl', content: openings(2), isEncrypted: true },
      { name: 'method.jsonl', content: openings(2), method: 14 },
      { name: 'cut.jsonl', content: long, spoil: (data) => data.subarray(0, data.length >> 1) },
      { name: 'crc.jsonl', content: openings(2), claimedCrc: 1234 },
      { name: 'lies.jsonl', content: openings(2), claimedSize: 5 },
    ])
    await withExports({ 'a.zip': zip }, async (scratch) => {
      await scratch.run()
      const inputs = Object.fromEntries(scratch.manifest().inputs.map((i) => [String(i.file).slice(6), i]))
      expect(inputs['good.jsonl']).toMatchObject({ used: 2, problem: null })
      expect(inputs['secret.jsonl']).toMatchObject({ connector: null, problem: 'the archive member is encrypted' })
      expect(inputs['method.jsonl']).toMatchObject({ connector: null, problem: expect.stringContaining('method 14') })
      expect(inputs['cut.jsonl']).toMatchObject({
        rejected: 1,
        problem: expect.stringContaining('truncated'),
        sha256: null,
      })
      expect(inputs['cut.jsonl']!.used).toBeGreaterThan(150)
      expect(inputs['crc.jsonl']).toMatchObject({ used: 2, rejected: 1, problem: expect.stringContaining('CRC-32') })
      expect(inputs['lies.jsonl']).toMatchObject({
        used: 2,
        rejected: 0,
        problem: expect.stringContaining('directory says 5 bytes'),
      })
    })
  })

  test('names that climb out of the folder are only names; equal names are told apart', async () => {
    const zip = makeZip([
      { name: '../../../etc/evil.jsonl', content: openings(1) },
      { name: '/abs.jsonl', content: openings(1) },
      { name: 'same.jsonl', content: openings(1) },
      { name: 'same.jsonl', content: openings(2) },
    ])
    await withExports({ 'a.zip': zip }, async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual({
        'a.zip!../../../etc/evil.jsonl': ['doors', 1, 1, 0],
        'a.zip!/abs.jsonl': ['doors', 1, 1, 0],
        'a.zip!same.jsonl': ['doors', 1, 1, 0],
        'a.zip!same.jsonl#2': ['doors', 2, 2, 0],
      })
      const [row] = await scratch.rows('select count(distinct source_id) as n from $sources')
      expect(row!.n).toBe('4')
    })
  })

  test('bombs are not opened: by ratio, by overlapping members, by nesting', async () => {
    const zeros = Buffer.alloc(8 << 20, ' ')
    const wide = makeZip([{ name: 'a.jsonl', content: zeros }])
    const overlap = makeZip([
      { name: 'k.jsonl', content: openings(5), isStored: true },
      ...Array.from({ length: 30 }, (_, i) => ({
        name: `${i}.jsonl`,
        content: '',
        headerOf: 0,
        claimedSize: 5,
        spoil: () => Buffer.alloc(0),
      })),
    ])
    // Every entry of the directory claims the size of the first one.
    let nested = makeZip([{ name: 'x.jsonl', content: openings(1) }])
    for (let i = 0; i < 12; i++) nested = makeZip([{ name: 'n.zip', content: nested, isStored: true }])
    await withExports(
      { 'wide.zip': wide, 'deep.zip': nested, 'over.zip': overlap, 'ok.jsonl': openings(1) },
      async (scratch) => {
        await scratch.run({ maxExpansion: { ratio: 200, bytes: 1 << 20 } })
        const inputs = Object.fromEntries(scratch.manifest().inputs.map((i) => [String(i.file), i]))
        expect(inputs['wide.zip']).toMatchObject({
          connector: null,
          problem: expect.stringContaining('decompression bomb'),
          sha256: sha(wide),
        })
        expect(inputs['wide.zip!a.jsonl']).toMatchObject({
          connector: null,
          problem: expect.stringContaining('decompression bomb'),
        })
        expect(Object.values(inputs).some((i) => String(i.problem).includes('nested more than'))).toBe(true)
        expect(inputs['ok.jsonl']).toMatchObject({ used: 1 })
      },
    )
  })

  test('an archive without a readable directory is listed with its problem', async () => {
    const zip = makeZip([{ name: 'a.jsonl', content: openings(3) }])
    await withExports({ 'cut.zip': zip.subarray(0, zip.length - 30), 'b.jsonl': openings(1) }, async (scratch) => {
      await scratch.run()
      expect(scratch.manifest().inputs[1]).toMatchObject({
        file: 'cut.zip',
        connector: null,
        problem: expect.stringContaining('the archive cannot be read'),
      })
    })
  })
})

describe('names, links and limits', () => {
  test('quotes, blanks, brackets, line ends and other scripts in names are only names', async () => {
    const names = [
      'it\'s "quoted".jsonl',
      'a b (1) [2] {3}.jsonl',
      'new\nline.jsonl',
      '日本/ünï.jsonl',
      "x'); drop table events; --.jsonl",
      '=cmd.jsonl',
      '-rf.jsonl',
    ]
    await withExports(Object.fromEntries(names.map((name) => [name, openings(1)])), async (scratch) => {
      await scratch.run()
      expect(await counts(scratch)).toEqual(Object.fromEntries(names.map((name) => [name, ['doors', 1, 1, 0]])))
    })
  })

  test('a link that leads nowhere is listed, and one that leads back is left out and listed', async () => {
    await withExports({ 'd/a.jsonl': openings(1) }, async (scratch) => {
      symlinkSync(join(scratch.exports, 'gone.jsonl'), join(scratch.exports, 'broken.jsonl'))
      symlinkSync(scratch.exports, join(scratch.exports, 'd', 'loop'))
      await scratch.run()
      expect(scratch.manifest().inputs).toMatchObject([
        { file: 'broken.jsonl', connector: null, sha256: null, problem: 'the link leads nowhere (ENOENT)' },
        { file: 'd/a.jsonl', used: 1 },
      ])
      expect(scratch.manifest().skipped).toEqual([{ file: 'd/loop', why: 'a link back to a folder above it' }])
    })
  })

  test('a 200 MB line costs one reject with its size, in bounded memory', async () => {
    const line = Buffer.alloc(200 << 20, 'x')
    const content = Buffer.concat([Buffer.from(openings(2)), line, Buffer.from(`\n${openings(2, 3)}`)])
    await withExports({ 'a.jsonl': content }, async (scratch) => {
      await scratch.run({ maxRecordBytes: 4 << 20 })
      expect(await counts(scratch)).toEqual({ 'a.jsonl': ['doors', 5, 4, 1] })
      expect(await scratch.rows('select reason, detail, line_no from $rejects')).toEqual([
        { reason: 'too_long', detail: `the record is ${200 << 20} bytes long`, line_no: '3' },
      ])
    })
  })

  test('large integers keep their digits', async () => {
    await withExports(
      { 'a.jsonl': '{"door":"lab","id":12345678901234567890,"at":"2026-03-02T10:00:00Z"}' },
      async (scratch) => {
        await scratch.run()
        expect(await scratch.rows('select native_id from $events')).toEqual([{ native_id: '12345678901234567890' }])
      },
    )
  })

  test('a case folder must be new, empty or a case, and not hold the exports', async () => {
    await withExports({ 'a.jsonl': openings(1), 'sub/b.jsonl': openings(1) }, async (scratch) => {
      await expect(
        scratch.run({ paths: [join(scratch.exports, 'sub')], caseDir: scratch.exports }),
      ).rejects.toMatchObject({ name: 'UserError' })
      await expect(scratch.run({ caseDir: join(scratch.exports, 'sub') })).rejects.toMatchObject({
        message: expect.stringContaining('not empty'),
      })
      const inside = join(scratch.exports, 'case')
      await scratch.run({ caseDir: inside })
      const again = await scratch.run({ caseDir: inside })
      expect(again.inputs.map((i) => i.file)).toEqual(['a.jsonl', 'sub/b.jsonl'])
      expect(again.skipped).toEqual([{ file: 'case', why: 'the case folder of this run' }])
    })
  })
})
