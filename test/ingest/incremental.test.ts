/** A case that is kept up to date: what a run takes over from the last one, and that nobody can tell afterwards that it did. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connector.js'
import { sha256 } from '../../src/hash.js'
import { divide } from '../../src/ingest/units.js'
import { doors, makeZip, opening, openings, type Scratch, trail, withExports } from './helpers.js'

/** Every file of a case with the hash of its bytes. */
function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return Object.fromEntries(files.sort().map((file) => [file.slice(folder.length + 1), sha256(readFileSync(file))]))
}

/** A file that is a unit of its own. */
function large(from: number): string {
  const text = 'x'.repeat(30_000)
  return Array.from({ length: 80 }, (_, i) => `${JSON.stringify(opening(from + i, { text }))}\n`).join('')
}

/** Three files that are units of their own, and small ones before, between and behind them. */
function company(): Record<string, string> {
  return {
    'a.jsonl': openings(3),
    'b-large.jsonl': large(1000),
    'c.jsonl': openings(3, 10),
    'd-large.jsonl': large(2000),
    'e-large.jsonl': large(3000),
    'f.jsonl': openings(3, 20),
    'notes.md': '# notes',
  }
}

/** A connector that tells whose records it was asked about. */
function watched() {
  const read = new Map<string, number>()
  const seen = new Set<string>()
  const connector: Connector = {
    ...doors,
    looksLike: (head) => {
      seen.add(head.file)
      return doors.looksLike(head)
    },
    normalize: (record) => {
      read.set(record.file, (read.get(record.file) ?? 0) + 1)
      return doors.normalize(record)
    },
  }
  return { connectors: [connector], read, seen }
}

/** Expects the case to be what a run into a new folder makes of the same exports. */
async function expectAsNew(scratch: Scratch) {
  const other = join(scratch.folder, 'anew')
  rmSync(other, { recursive: true, force: true })
  await scratch.run({ caseDir: other })
  expect(bytesOf(scratch.caseDir)).toEqual(bytesOf(other))
}

describe('a case that is kept up to date', () => {
  test('reads nothing again when nothing changed, and has the same bytes', async () => {
    await withExports(company(), async (scratch) => {
      const first = await scratch.run()
      expect(first.files).toEqual({ read: 7, taken: 0 })
      const before = bytesOf(scratch.caseDir)
      const { connectors, read, seen } = watched()
      const told: number[] = []
      const second = await scratch.run({ connectors, onProgress: ({ filesTotal }) => told.push(filesTotal) })
      expect(second.files).toEqual({ read: 0, taken: 7 })
      expect([...read.keys(), ...seen]).toEqual([])
      expect(told).toEqual([0])
      expect(bytesOf(scratch.caseDir)).toEqual(before)
      expect({ ...second, files: null, timings: null, peakMemoryBytes: 0 }).toEqual({
        ...first,
        files: null,
        timings: null,
        peakMemoryBytes: 0,
      })
    })
  })

  const changes: Readonly<Record<string, readonly [change: (exports: string) => void, read: readonly string[]]>> = {
    'a file that is added': [(at) => writeFileSync(join(at, 'd-large2.jsonl'), large(5000)), ['d-large2.jsonl']],
    'a file that is removed': [(at) => rmSync(join(at, 'd-large.jsonl')), []],
    'a file that is changed': [(at) => appendFileSync(join(at, 'd-large.jsonl'), openings(1, 9000)), ['d-large.jsonl']],
    'a file that is replaced by one of the same size and date': [
      (at) => {
        const path = join(at, 'e-large.jsonl')
        const date = new Date('2026-03-02T10:00:00Z')
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"lab"', '"bar"'))
        utimesSync(path, date, date)
      },
      ['e-large.jsonl'],
    ],
    'a file that shrank': [
      (at) => writeFileSync(join(at, 'b-large.jsonl'), openings(2)),
      ['a.jsonl', 'b-large.jsonl', 'c.jsonl'],
    ],
    'a file that is called something else': [
      (at) => renameSync(join(at, 'e-large.jsonl'), join(at, 'e-larger.jsonl')),
      ['e-larger.jsonl'],
    ],
    'a second copy under another name': [
      (at) => cpSync(join(at, 'e-large.jsonl'), join(at, 'e-large-copy.jsonl')),
      ['e-large-copy.jsonl'],
    ],
    'a small file among small ones': [
      (at) => writeFileSync(join(at, 'cc.jsonl'), openings(2, 50)),
      ['c.jsonl', 'cc.jsonl'],
    ],
    'every file that is gone but one': [
      (at) => {
        for (const name of readdirSync(at)) if (name !== 'f.jsonl') rmSync(join(at, name))
      },
      ['f.jsonl'],
    ],
  }
  test.each(Object.entries(changes))('%s gives the same bytes as reading everything', async (_, [change, files]) => {
    await withExports(company(), async (scratch) => {
      await scratch.run()
      change(scratch.exports)
      const { connectors, read } = watched()
      await scratch.run({ connectors })
      expect([...read.keys()].sort()).toEqual(files)
      await expectAsNew(scratch)
    })
  })

  test('an archive is read again when one of its members changed, and one in an archive too', async () => {
    const inner = (text: string) => makeZip([{ name: 'deep.jsonl', content: text }])
    const archive = (text: string) =>
      makeZip([
        { name: 'one.jsonl', content: openings(4) },
        { name: 'inner.zip', content: inner(text) },
      ])
    const files = { 'a.jsonl': large(100), 'z.zip': archive(openings(2)), 'zz.zip': archive(openings(5)) }
    await withExports(files, async (scratch) => {
      await scratch.run()
      const again = watched()
      const same = await scratch.run({ connectors: again.connectors })
      expect([same.files, [...again.read.keys()]]).toEqual([{ read: 0, taken: 5 }, []])
      await expectAsNew(scratch)
      writeFileSync(join(scratch.exports, 'z.zip'), archive(openings(3)))
      const { connectors, read } = watched()
      await scratch.run({ connectors })
      expect([...read.keys()]).toContain('z.zip!inner.zip!deep.jsonl')
      expect([...read.keys()]).not.toContain('a.jsonl')
      await expectAsNew(scratch)
    })
  })

  test('a thousand tiny files share parts, and one more changes few of them', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`door/${String(i).padStart(4, '0')}.jsonl`, openings(1, i)]),
    )
    await withExports(files, async (scratch) => {
      const first = await scratch.run()
      expect(first.outputs.length).toBeLessThan(20)
      writeFileSync(join(scratch.exports, 'door/0500b.jsonl'), openings(1, 5000))
      const second = await scratch.run()
      expect(second.files.read + second.files.taken).toBe(1001)
      await expectAsNew(scratch)
    })
  })

  test('evidence that was tampered with is read again', async () => {
    await withExports(company(), async (scratch) => {
      await scratch.run()
      const before = bytesOf(scratch.caseDir)
      const events = Object.keys(before).filter((file) => file.startsWith('evidence/events/'))
      const bytes = readFileSync(join(scratch.caseDir, events[0]!))
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(join(scratch.caseDir, events[0]!), bytes)
      rmSync(join(scratch.caseDir, events[1]!))
      writeFileSync(join(scratch.caseDir, 'evidence/events/stranger.parquet'), 'not ours')
      mkdirSync(join(scratch.caseDir, 'evidence/units/odd'))
      writeFileSync(join(scratch.caseDir, 'evidence/units/torn.json'), '{"schema":"approvenance/uni')
      const { files } = await scratch.run()
      expect(files.read).toBeGreaterThan(0)
      expect(files.taken).toBeGreaterThan(0)
      expect(bytesOf(scratch.caseDir)).toEqual(before)
    })
  })

  test('a record of a unit that was tampered with counts for nothing', async () => {
    await withExports(company(), async (scratch) => {
      await scratch.run()
      const before = bytesOf(scratch.caseDir)
      for (const file of Object.keys(before).filter((name) => name.startsWith('evidence/units/'))) {
        const path = join(scratch.caseDir, file)
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"rejected":0', '"rejected":1'))
      }
      expect((await scratch.run()).files.taken).toBe(0)
      expect(bytesOf(scratch.caseDir)).toEqual(before)
    })
  })

  test('another connector, another limit and another time zone read again what they are about', async () => {
    await withExports(company(), async (scratch) => {
      await scratch.run()
      const zone = await scratch.run({
        sources: [
          {
            match: 'd-large.jsonl',
            connector: null,
            label: null,
            timezone: 'Europe/Berlin',
            covers: { from: null, to: null },
            clock_offset_seconds: null,
            leaves_out: [],
          },
        ],
      })
      expect(zone.files).toEqual({ read: 1, taken: 6 })
      expect(
        (await scratch.run({ connectors: [doors, { ...doors, id: 'gates', looksLike: () => false }] })).files.taken,
      ).toBe(0)
      expect((await scratch.run({ maxRecordBytes: 1 << 20 })).files.taken).toBe(0)
      expect((await scratch.run({ maxRecordBytes: 1 << 20, isFresh: true })).files.taken).toBe(0)
      expect((await scratch.run({ maxRecordBytes: 1 << 20 })).files.read).toBe(0)
    })
  })

  test('a file that could not be read is tried again', async () => {
    await withExports(company(), async (scratch) => {
      const path = join(scratch.exports, 'd-large.jsonl')
      const takingAway: Connector = {
        ...doors,
        normalize: (record) => {
          rmSync(path, { force: true })
          return doors.normalize(record)
        },
      }
      const first = await scratch.run({ connectors: [takingAway] })
      expect(first.inputs.find(({ file }) => file === 'd-large.jsonl')).toMatchObject({
        sha256: null,
        problem: 'cannot be read (ENOENT)',
      })
      writeFileSync(path, company()['d-large.jsonl']!)
      const { connectors, read } = watched()
      await scratch.run({ connectors })
      expect([...read]).toEqual([['d-large.jsonl', 80]])
      await expectAsNew(scratch)
    })
  })

  test('a file that is written to while it is read is read again next time', async () => {
    await withExports(company(), async (scratch) => {
      const late: Connector = {
        ...doors,
        normalize: (record) => {
          if (record.file === 'd-large.jsonl' && record.no === 1)
            appendFileSync(join(scratch.exports, 'd-large.jsonl'), openings(1, 7777))
          return doors.normalize(record)
        },
      }
      await scratch.run({ connectors: [late] })
      const { connectors, read } = watched()
      await scratch.run({ connectors })
      expect([...read.keys()]).toEqual(['d-large.jsonl'])
      await expectAsNew(scratch)
    })
  })
})

describe('where units end', () => {
  const exportOf = (file: string, bytes: number) => ({
    source: { file, path: file, member: null, bytes },
    entry: {
      source: { file, path: file, member: null, bytes },
      root: { path: file, file, bytes, writtenAt: 0, problem: null },
      depth: 0,
      problem: null,
      inspection: { kind: 'text' as const, format: 'json-lines' as const, claims: ['doors'], problem: null },
      result: null,
    },
    rule: null,
    format: 'json-lines' as const,
    claims: ['doors'],
    connector: 'doors',
    sourceId: file,
  })
  const cut = (sizes: ReadonlyMap<string, number>) =>
    divide([...sizes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, bytes]) => exportOf(file, bytes))).map(
      ({ files }) => files.map(({ source }) => source.file),
    )
  const sizes = fc.oneof(fc.nat(20_000), fc.nat(1_000_000), fc.nat(9_000_000))
  const lists = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), sizes), { maxLength: 200 })

  test('a file that comes, changes or goes leaves all units as they were but its own and those beside it', () => {
    fc.assert(
      fc.property(lists, fc.string({ minLength: 1, maxLength: 6 }), sizes, (list, file, size) => {
        const without = new Map(list)
        without.delete(file)
        const before = cut(without)
        const after = new Set(cut(new Map([...without, [file, size]])).map(String))
        const gone = before.flatMap((unit, i) => (after.has(String(unit)) ? [] : [i]))
        expect(gone.length).toBeLessThanOrEqual(2)
        if (gone.length === 2) expect(gone[1]! - gone[0]!).toBe(1)
      }),
    )
  })

  test('every file is in one unit, in order', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const files = new Map(list)
        expect(cut(files).flat()).toEqual([...files.keys()].sort())
      }),
    )
  })

  test('what a night delivers lies together, however its files are called', () => {
    const names = (day: string) => [
      `AWSLogs/123456789012/CloudTrail/eu-west-1/${day.replaceAll('-', '/')}/123456789012_CloudTrail_${day.replaceAll('-', '')}T2355Z_a.json.gz`,
      `AWSLogs/210987654321/CloudTrail/eu-west-1/${day.replaceAll('-', '/')}/210987654321_CloudTrail_${day.replaceAll('-', '')}T2355Z_a.json.gz`,
      `chat/general/${day}.json`,
      `directory/log_${day.replaceAll('-', '')}.json`,
      `desk/${day}/changes.json`,
      `tickets-${day.replaceAll('-', '_')}.zip!page.json`,
      `forge/audit-${day.replaceAll('-', '')}030000.jsonl`,
      `vault/${day.replaceAll('-', '.')}.log`,
    ]
    const days = Array.from({ length: 90 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10))
    const list = new Map(days.flatMap((day) => names(day).map((file) => [file, 150_000] as const)))
    const units = cut(list)
    const last = units.filter((unit) => unit.some((file) => names(days.at(-1)!).includes(file)))
    expect(last.length).toBeLessThan(4)
    expect(last.flat().length).toBeLessThan(units.flat().length / 20)
    expect(units[0]![0]).toContain('2026/01/01')
  })

  test('a gigabyte makes hundreds of units, however it is cut into files', () => {
    for (const count of [200, 2000, 20_000, 100_000]) {
      const files = new Map(
        Array.from({ length: count }, (_, i) => [`log/${i}.json`, Math.round(1e9 / count)] as const),
      )
      const units = cut(files)
      expect(units.length).toBeGreaterThan(150)
      expect(units.length).toBeLessThan(1000)
    }
  })
})

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist')
const isBuilt = existsSync(join(dist, 'src', 'ingest', 'worker.js'))

describe.skipIf(!isBuilt)('a run that is killed', () => {
  /** Reads exports in a process of its own, which tells of every step; killed after so many lines, or let be. */
  async function runApart(exports: string, caseDir: string, most: number) {
    const url = (path: string) => JSON.stringify(pathToFileURL(join(dist, path)).href)
    const program = join(dirname(exports), 'ingest.mjs')
    const code = `
      import { ingest } from ${url('src/ingest/ingest.js')}
      import { connectors } from ${url('connectors/index.js')}
      const tell = () => console.log('.')
      const [paths, caseDir] = [[${JSON.stringify(exports)}], ${JSON.stringify(caseDir)}]
      await ingest({ paths, caseDir, connectors, workers: 2, onProgress: tell, clock: () => (tell(), 0) })
      process.exit(0)`
    writeFileSync(program, code)
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let lines = 0
    child.stdout.on('data', (data: Buffer) => {
      lines += data.length / 2
      if (lines >= most) child.kill('SIGKILL')
    })
    const [status] = (await once(child, 'close')) as [number | null]
    if (most === Number.POSITIVE_INFINITY) expect(status).toBe(0)
    return { isKilled: status === null }
  }

  test('and started again loses nothing and doubles nothing, whenever it was', { timeout: 240_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-killed-'))
    const exports = join(folder, 'exports')
    const caseDir = join(folder, 'case')
    const anew = join(folder, 'anew')
    const packed = makeZip([
      { name: 'one.json', content: trail(1, 40) },
      { name: 'inner.zip', content: makeZip([{ name: 'deep.json', content: trail(2, 30) }]) },
    ])
    try {
      mkdirSync(exports)
      for (let file = 0; file < 5; file++) writeFileSync(join(exports, `${file}.json`), trail(file, 2300))
      writeFileSync(join(exports, 'packed.zip'), packed)
      // The first time it is killed nothing is there yet; then a day is added each time to what could be finished.
      let kills = 0
      for (const lines of [1, 5, 12, 4, 8]) {
        const { isKilled } = await runApart(exports, caseDir, lines)
        kills += isKilled ? 1 : 0
        writeFileSync(join(exports, `day-${lines}.json`), trail(7, 2100 + lines))
      }
      expect(kills).toBeGreaterThan(2)
      const finished = readdirSync(join(caseDir, 'evidence', 'units'))
      expect(finished.length).toBeGreaterThan(0)
      await runApart(exports, caseDir, Number.POSITIVE_INFINITY)
      await runApart(exports, anew, Number.POSITIVE_INFINITY)
      expect(bytesOf(caseDir)).toEqual(bytesOf(anew))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
