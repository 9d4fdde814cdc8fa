/** Arrow and Parquet, read by others: every list with its columns, types, rows and values, in any number of parts, hostile text as it was. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrow } from '../../src/export/arrow.js'
import type { Document } from '../../src/export/format.js'
import { type List, readList } from '../../src/export/list.js'
import { steps } from '../../src/export/lists/chains.js'
import { lists } from '../../src/export/lists/index.js'
import { parquet } from '../../src/export/parquet.js'
import { writeParquet } from '../../src/ingest/write-parquet.js'
import { duckdbType } from '../../src/schema/column.js'
import { type Row, Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostile } from './hostile-text.js'
import { sourceOf } from './source.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-columnar-'))

async function bytesOf(document: Document, store: Store): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const portion of document.write(sourceOf(store))) parts.push(Buffer.from(portion))
  return Buffer.concat(parts)
}

const documentOf = (format: typeof arrow, list: List) =>
  format.documents.find(({ name }) => name === `${list.name}${format.extension}`)!

async function rowsOf(list: List, store: Store): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of readList(store, list)) rows.push(row)
  return rows
}

/** Rows of a Parquet file as DuckDB reads them. */
async function readParquet(bytes: Buffer, name: string): Promise<{ rows: Row[]; types: string[] }> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, bytes)
  const reader = await Store.open(':memory:')
  try {
    const types = await reader.rows('select column_type from (describe select * from read_parquet($file))', { file })
    return {
      rows: await reader.rows('select * from read_parquet($file)', { file }),
      types: types.map(({ column_type }) => String(column_type).toLowerCase()),
    }
  } finally {
    reader.close()
  }
}

/** Rows of an Arrow file as arrow-rs reads it, another implementation than the one that wrote it: within the file is a stream, which it makes Parquet. */
async function readByRust(bytes: Buffer, name: string): Promise<Row[]> {
  expect(bytes.toString('latin1', 0, 6) + bytes.toString('latin1', bytes.length - 6)).toBe('ARROW1ARROW1')
  const file = join(mkdtempSync(join(folder, 'rust-')), name)
  writeParquet(bytes.subarray(8), file)
  return (await readParquet(readFileSync(file), name)).rows
}

/** Values of an Arrow file as a store gives them: whole numbers and times as numbers, lists as arrays. */
function readArrow(bytes: Buffer): Row[] {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return Number(value)
    return value !== null && typeof value === 'object' && 'toArray' in value
      ? [...(value as unknown as Iterable<unknown>)]
      : value
  }
  const table = tableFromIPC(bytes)
  return table.toArray().map((row) => {
    const cells = row.toJSON() as Row
    return Object.fromEntries(
      table.schema.fields.map((field) => {
        const value = plain(cells[field.name])
        // The library gives timestamps in milliseconds.
        return [
          field.name,
          field.type.toString().startsWith('Timestamp') && value !== null ? Math.round(Number(value) * 1000) : value,
        ]
      }),
    )
  })
}

describe('every list', () => {
  let store: Store
  beforeAll(async () => {
    store = await openCase(sampleRows)
  }, 300_000)
  afterAll(() => store.close())

  it.each(lists.map((list) => [list.name, list] as const))(
    '%s comes back from Parquet and from Arrow',
    async (name, list) => {
      const expected = await rowsOf(list, store)
      const { rows, types } = await readParquet(await bytesOf(documentOf(parquet, list), store), `${name}.parquet`)
      expect(types).toEqual(Object.values(list.columns).map(({ type }) => duckdbType[type]))
      expect(rows).toEqual(expected)
      const bytes = await bytesOf(documentOf(arrow, list), store)
      expect(readArrow(bytes)).toEqual(expected)
      expect(await readByRust(bytes, `${name}-rust.parquet`)).toEqual(expected)
    },
  )
})

describe('a list of many parts', () => {
  let store: Store
  const many = 20_000
  beforeAll(async () => {
    store = await openCase({
      fct_chain_steps: Array.from({ length: many }, (_, i) => ({
        ...{ task: 'ticket:OPS-1', seq: i, event_id: `e:${i}`, stage: 'context', activity: 'other', connector: 'jira' },
        ...{ occurred_at: '2026-03-09T00:00:00Z', record_no: i, link_method: 'reference', operation: `o${i % 7}` },
        ...{ file: 'f', resource: hostile[i % hostile.length], text: i % 3 === 0 ? hostile[i % hostile.length] : null },
      })),
    })
  }, 300_000)
  afterAll(() => store.close())

  it.each([arrow, parquet])(
    'is whole and in order in $id, written in portions, hostile text as it was',
    async (format) => {
      const document = documentOf(format, steps)
      const sizes: number[] = []
      for await (const portion of document.write(sourceOf(store))) sizes.push(portion.length)
      expect(sizes.length).toBeGreaterThan(1)
      expect(Math.max(...sizes)).toBeLessThan(sizes.reduce((sum, size) => sum + size, 0))
      const bytes = await bytesOf(document, store)
      const rows = format === arrow ? readArrow(bytes) : (await readParquet(bytes, 'many.parquet')).rows
      if (format === arrow) expect(await readByRust(bytes, 'many-rust.parquet')).toEqual(await rowsOf(steps, store))
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: many }, (_, i) => i))
      expect(rows.map(({ resource }) => resource).slice(0, hostile.length)).toEqual(hostile)
      expect(rows.filter(({ text }) => text === null)).toHaveLength(many - Math.ceil(many / 3))
    },
    120_000,
  )
})
