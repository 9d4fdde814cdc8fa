import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { locateRecords, readOriginal } from '../../src/ingest/read-original.js'
import { doors, makeZip, opening, openings, type Scratch, withExports } from './helpers.js'

const records = [opening(1), opening(2, { text: 'Zoë' }), opening(3)]
const pretty = JSON.stringify({ Records: records }, null, 2)
const inner = makeZip([{ name: 'x.json', content: pretty }])
const files = {
  'a.jsonl': records.map((r) => `${JSON.stringify(r)}\n`).join(''),
  'sub/b.json': pretty,
  'c.json.gz': gzipSync(pretty),
  'd.csv': 'door,id,at\r\nlab,1,2026-03-02T10:00:00Z\r\n"la\nb",2,2026-03-02T10:00:00Z\r\n',
  'e.zip': makeZip([
    { name: 'in/f.json', content: pretty },
    { name: 'n.zip', content: inner },
  ]),
  'bad!name.jsonl': openings(2),
}

async function original(scratch: Scratch, file: string, recordNo: number) {
  const { inputs } = scratch.manifest()
  const sha256 = (inputs.find((i) => i.file === file)?.sha256 ?? null) as string | null
  return await readOriginal({ paths: [scratch.exports], file, recordNo, connector: doors, sha256 })
}

describe('readOriginal', () => {
  test('takes the record out of its file as it is written there, whatever is around it', async () => {
    await withExports(files, async (scratch) => {
      await scratch.run()
      expect(await original(scratch, 'a.jsonl', 2)).toMatchObject({
        text: JSON.stringify(records[1]),
        line: 2,
        isUnchanged: true,
      })
      for (const file of ['sub/b.json', 'c.json.gz', 'e.zip!in/f.json', 'e.zip!n.zip!x.json']) {
        const found = await original(scratch, file, 2)
        expect(JSON.parse(found.text), file).toEqual(records[1])
        expect(found.text, 'as it is written').toContain('\n')
        expect(found, file).toMatchObject({ line: 8, isUnchanged: true })
      }
      expect(await original(scratch, 'd.csv', 2)).toMatchObject({ text: '"la\nb",2,2026-03-02T10:00:00Z', line: 3 })
      expect(await original(scratch, 'bad!name.jsonl', 1)).toMatchObject({ line: 1, isUnchanged: true })
    })
  })

  test('gives the beginning of a record that was rejected', async () => {
    await withExports({ 'a.jsonl': `${openings(1)}{broken\n` }, async (scratch) => {
      await scratch.run()
      expect(await original(scratch, 'a.jsonl', 2)).toMatchObject({ text: '{broken', line: 2, isUnchanged: true })
    })
  })

  test('says when the file is another one now', async () => {
    await withExports({ 'a.jsonl': openings(2) }, async (scratch) => {
      await scratch.run()
      writeFileSync(join(scratch.exports, 'a.jsonl'), openings(3))
      expect(await original(scratch, 'a.jsonl', 2)).toMatchObject({ isUnchanged: false })
    })
  })

  test('a file or record that is not there is the operator’s to know', async () => {
    await withExports(files, async (scratch) => {
      await scratch.run()
      for (const [file, no] of [
        ['none.json', 1],
        ['a.jsonl', 4],
        ['e.zip!none.json', 1],
      ] as const)
        await expect(original(scratch, file, no)).rejects.toMatchObject({ name: 'UserError' })
    })
  })
})

describe('locateRecords', () => {
  test('says on which line each record begins, also inside of archives, and nothing of files that are gone or others now', async () => {
    await withExports(files, async (scratch) => {
      await scratch.run()
      const { inputs } = scratch.manifest()
      const wanted = (file: string, format: 'json-lines' | 'json-object', no: number) => ({
        file,
        connector: doors,
        format,
        sha256: (inputs.find((one) => one.file === file)?.sha256 ?? null) as string | null,
        nos: new Set([no]),
      })
      writeFileSync(join(scratch.exports, 'bad!name.jsonl'), openings(3))
      const found = await locateRecords(
        [scratch.exports],
        [
          wanted('a.jsonl', 'json-lines', 3),
          wanted('c.json.gz', 'json-object', 2),
          wanted('e.zip!n.zip!x.json', 'json-object', 2),
          wanted('bad!name.jsonl', 'json-lines', 1),
          wanted('gone.jsonl', 'json-lines', 1),
        ],
      )
      const lines = [...found].map(([file, places]) => [file, [...places].map(([no, { line }]) => [no, line])])
      expect(lines).toEqual([
        ['a.jsonl', [[3, 3]]],
        ['c.json.gz', [[2, 8]]],
        ['e.zip!n.zip!x.json', [[2, 8]]],
      ])
    })
  })
})
