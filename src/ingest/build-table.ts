/** Rows to Arrow: a table's columns as the schema declares them and nothing else, ready for Parquet as an IPC stream. */
import {
  Table as ArrowTable,
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Int32,
  Int64,
  List,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
} from 'apache-arrow'
import type { ColumnType, Table } from '../schema/column.js'

/** Values of one column in row order; null and undefined mean unknown. */
export type ColumnValues = readonly unknown[]

/** Rows to be built: what connectors drafted, and by name the columns that ingest adds. */
export interface Rows {
  readonly length: number
  readonly drafts: readonly object[]
  readonly added: Readonly<Record<string, ColumnValues>>
}

/**
 * The rows as one Arrow IPC stream. Equal rows give equal bytes. `clean` may replace the text of a column (redaction).
 * Values must have the type of their column: whoever adds rows has checked them.
 */
export function buildTable(
  table: Table,
  rows: Rows,
  clean: Readonly<Record<string, (text: string) => string>>,
): Uint8Array {
  const built = schemaOf(table)
  const children = Object.entries(table.columns).map(([name, { type }], id) => {
    const values = rows.added[name] ?? pluck(rows.drafts, name)
    const cleaner = clean[name]
    return builders[type](cleaner ? cleaned(values, cleaner) : values, built.fields[id]!.type)
  })
  const data = makeData({ type: new Struct(built.fields), length: rows.length, nullCount: 0, children })
  return tableToIPC(new ArrowTable(built, [new RecordBatch(built, data)]), 'stream')
}

const listItem = new Field('item', new Utf8(), true)

/** Arrow's type for each column type. A dictionary's id is the number of its column, so that equal tables have equal bytes. */
const arrowTypes: Readonly<Record<ColumnType, (id: number) => DataType>> = {
  text: () => new Utf8(),
  category: (id) => new Dictionary(new Utf8(), new Int32(), id),
  int: () => new Int64(),
  timestamp: () => new TimestampMicrosecond('UTC'),
  bool: () => new Bool(),
  texts: () => new List(listItem),
  json: () => new Utf8(),
}

const schemas = new Map<string, Schema>()

function schemaOf(table: Table): Schema {
  const known = schemas.get(table.name)
  if (known) return known
  const fields = Object.entries(table.columns).map(
    ([name, { type, required }], id) => new Field(name, arrowTypes[type](id), !required),
  )
  const schema = new Schema(fields)
  schemas.set(table.name, schema)
  return schema
}

function pluck(drafts: readonly object[], name: string): unknown[] {
  const values = new Array<unknown>(drafts.length)
  for (let i = 0; i < drafts.length; i++) values[i] = (drafts[i] as Readonly<Record<string, unknown>>)[name]
  return values
}

/** Many rows repeat a text (user agents): each is cleaned once. */
function cleaned(values: ColumnValues, clean: (text: string) => string): unknown[] {
  const known = new Map<string, string>()
  return values.map((value) => {
    if (typeof value !== 'string' || value.length < 8) return value
    if (value.length > 256) return clean(value)
    let result = known.get(value)
    if (result === undefined) {
      result = clean(value)
      known.set(value, result)
    }
    return result
  })
}

const builders: Readonly<Record<ColumnType, (values: ColumnValues, type: DataType) => Data>> = {
  text: buildTexts,
  json: buildTexts,
  category: buildCategories,
  int: buildIntegers,
  timestamp: buildIntegers,
  bool: buildBooleans,
  texts: buildLists,
}

function isKnown(value: unknown) {
  return value !== null && value !== undefined
}

/** One bit per value, set where it is known; the count of the others. */
function nulls(values: ColumnValues): { nullCount: number; nullBitmap?: Uint8Array } {
  let nullCount = 0
  for (let i = 0; i < values.length; i++) if (!isKnown(values[i])) nullCount++
  if (nullCount === 0) return { nullCount }
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8))
  if (nullCount < values.length) {
    for (let i = 0; i < values.length; i++) if (isKnown(values[i])) nullBitmap[i >> 3]! |= 1 << (i & 7)
  }
  return { nullCount, nullBitmap }
}

/** Joining a column, encoding it once and computing the offsets is several times faster than encoding value by value. */
function utf8(texts: readonly unknown[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const joined = texts.join('')
  const data = Buffer.from(joined, 'utf8')
  const valueOffsets = new Int32Array(texts.length + 1)
  const isAscii = data.length === joined.length
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string | null | undefined
    if (text !== null && text !== undefined) at += isAscii ? text.length : Buffer.byteLength(text)
    valueOffsets[i + 1] = at
  }
  // Half a surrogate pair at the end of one text and the other half at the beginning of the next would have become one character.
  if (at !== data.length)
    return utf8(texts.map((text) => (typeof text === 'string' ? Buffer.from(text).toString() : text)))
  return { valueOffsets, data }
}

function buildTexts(values: ColumnValues, type: DataType): Data {
  return makeData({ type: type as Utf8, length: values.length, ...nulls(values), ...utf8(values) })
}

function buildCategories(values: ColumnValues, type: DataType): Data {
  const codes = new Map<unknown, number>()
  const data = new Int32Array(values.length)
  let last: unknown = null
  let lastCode = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (!isKnown(value)) continue
    if (value !== last) {
      let code = codes.get(value)
      if (code === undefined) {
        code = codes.size
        codes.set(value, code)
      }
      last = value
      lastCode = code
    }
    data[i] = lastCode
  }
  const words = [...codes.keys()]
  const dictionary = makeVector(makeData({ type: new Utf8(), length: words.length, nullCount: 0, ...utf8(words) }))
  return makeData({ type: type as Dictionary<Utf8, Int32>, length: values.length, ...nulls(values), data, dictionary })
}

const TWO_32 = 2 ** 32

/** Whole numbers as 64 bits, in two halves: a BigInt for each value would cost more than all the rest. */
function buildIntegers(values: ColumnValues, type: DataType): Data {
  const data = new BigInt64Array(values.length)
  const halves = new Int32Array(data.buffer)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'number') continue
    const high = Math.floor(value / TWO_32)
    halves[2 * i] = (value - high * TWO_32) | 0
    halves[2 * i + 1] = high
  }
  return makeData({ type: type as Int64, length: values.length, ...nulls(values), data })
}

function buildBooleans(values: ColumnValues, type: DataType): Data {
  const data = new Uint8Array(Math.ceil(values.length / 8))
  for (let i = 0; i < values.length; i++) if (values[i] === true) data[i >> 3]! |= 1 << (i & 7)
  return makeData({ type: type as Bool, length: values.length, ...nulls(values), data })
}

function buildLists(values: ColumnValues, type: DataType): Data {
  const items: string[] = []
  const valueOffsets = new Int32Array(values.length + 1)
  for (let i = 0; i < values.length; i++) {
    const list = values[i]
    if (isKnown(list)) for (const item of list as readonly string[]) items.push(item)
    valueOffsets[i + 1] = items.length
  }
  const child = makeData({ type: new Utf8(), length: items.length, nullCount: 0, ...utf8(items) })
  return makeData({ type: type as List<Utf8>, length: values.length, ...nulls(values), valueOffsets, child })
}
