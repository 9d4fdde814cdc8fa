/** Rows to Arrow: a table's columns as the schema declares them and nothing else, ready for Parquet as an IPC stream. */
import {
  Table as ArrowTable,
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
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

/** Replaces texts of a column. `isSuspect` looks at the bytes of one: only if it says so, `clean` is asked. */
export interface Cleaner {
  isSuspect(bytes: Uint8Array, from: number, to: number): boolean
  clean(text: string): string
}

/** Gathers rows of a table, column by column, for one part after the other. */
export interface TableBuilder {
  /** Rows added since the last `build`; at most `capacity`. */
  readonly length: () => number
  /**
   * Adds a row: `added` holds the columns that ingest adds, `draft` the others. Values must have the type of their column: whoever adds a row has
   * checked it. Nothing of the row is kept but its values.
   */
  add(draft: object, added: object): void
  /** The rows as one Arrow IPC stream; equal rows give equal bytes. Then the builder is empty. */
  build(): Uint8Array
}

/** `compact` keeps texts that come again once a part; in `plain` every value stands for itself, as a file of several parts demands. */
export type Layout = 'compact' | 'plain'

/**
 * Starts a builder for so many rows at most. `addedColumns` are those that do not come from the draft; `cleaners` may replace the text of columns (redaction).
 * Columns are filled while a row is still warm; a part that kept its rows until the end would fill the old generation with them.
 */
export function startTable(
  table: Table,
  capacity: number,
  addedColumns: readonly string[] = [],
  cleaners: Readonly<Record<string, Cleaner>> = {},
  layout: Layout = 'compact',
): TableBuilder {
  const schema = schemaOf(table, layout)
  const columns = Object.entries(table.columns).map(([name, { type }], id): NamedColumn => {
    const column = starters[kindOf(name, type, layout)](capacity, schema.fields[id]!.type, cleaners[name])
    return { ...column, name }
  })
  const ours = columns.filter(({ name }) => addedColumns.includes(name))
  const drafted = new Map(
    columns.filter(({ name }) => !addedColumns.includes(name)).map((column) => [column.name, column]),
  )
  /** The columns in the order in which the last draft named them: drafts of one connector do it alike. */
  const order: (NamedColumn | undefined)[] = []
  let rows = 0

  /** Going through the names that a draft has, in its own order, is far cheaper than asking it for each column by name. */
  function add(draft: object, added: object) {
    const row = draft as Readonly<Record<string, unknown>>
    let place = 0
    for (const name in row) {
      let column = order[place]
      if (column === undefined || column.name !== name) {
        column = drafted.get(name)
        if (column === undefined) continue
        order[place] = column
      }
      place++
      const value = row[name]
      if (value !== null && value !== undefined) column.put(value, rows)
    }
    const own = added as Readonly<Record<string, unknown>>
    for (const column of ours) {
      const value = own[column.name]
      if (value !== null && value !== undefined) column.put(value, rows)
    }
    rows++
  }

  function build(): Uint8Array {
    const children = columns.map(({ view }) => view(rows))
    const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children })
    const ipc = tableToIPC(new ArrowTable(schema, [new RecordBatch(schema, data)]), 'stream')
    for (const { clear } of columns) clear(rows)
    rows = 0
    return ipc
  }

  return { length: () => rows, add, build }
}

const listItem = new Field('item', new Utf8(), true)

/** Arrow's type for each column type. A dictionary's id is the number of its column, so that equal tables have equal bytes. */
const arrowTypes: Readonly<Record<ColumnType, (id: number) => DataType>> = {
  text: () => new Utf8(),
  category: (id) => new Dictionary(new Utf8(), new Int32(), id),
  int: () => new Int64(),
  real: () => new Float64(),
  timestamp: () => new TimestampMicrosecond('UTC'),
  bool: () => new Bool(),
  texts: () => new List(listItem),
  json: () => new Utf8(),
}

const schemas = new Map<string, Schema>()

function schemaOf(table: Table, layout: Layout): Schema {
  const key = `${layout} ${table.name}`
  const known = schemas.get(key)
  if (known) return known
  const fields = Object.entries(table.columns).map(
    ([name, { type, required }], id) => new Field(name, arrowTypes[kindOf(name, type, layout)](id), !required),
  )
  const schema = new Schema(fields)
  schemas.set(key, schema)
  return schema
}

// ── columns ──

/** A column that is being filled. */
interface ColumnBuilder {
  /** Sets the value of a row; rows without a value are never put. */
  put(value: unknown, row: number): void
  /** The column of so many rows, over the builder's own memory: good until the next `put`. */
  view(rows: number): Data
  /** Makes the column empty again after so many rows. */
  clear(rows: number): void
}

interface NamedColumn extends ColumnBuilder {
  readonly name: string
}

type Start = (capacity: number, type: DataType, cleaner?: Cleaner) => ColumnBuilder

/** Texts that come again in many rows are kept once a part, as categories are; readers see text either way. */
const repeated = new Set([
  'actor',
  'session',
  'credential',
  'user_agent',
  'resource',
  'source_ip',
  'account',
  'subject',
])

function kindOf(name: string, type: ColumnType, layout: Layout): ColumnType {
  return layout === 'compact' && type === 'text' && repeated.has(name) ? 'category' : type
}

const starters: Readonly<Record<ColumnType, Start>> = {
  text: startTexts,
  json: startTexts,
  category: startCategories,
  int: startIntegers,
  real: startReals,
  timestamp: startIntegers,
  bool: startBooleans,
  texts: startLists,
}

/** Which rows have a value: one bit each. */
function startKnown(capacity: number) {
  const bits = new Uint8Array(Math.ceil(capacity / 8))
  let count = 0
  return {
    set(row: number) {
      bits[row >> 3]! |= 1 << (row & 7)
      count++
    },
    view(rows: number): { nullCount: number; nullBitmap?: Uint8Array } {
      const nullCount = rows - count
      return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bits.subarray(0, Math.ceil(rows / 8)) }
    },
    clear() {
      bits.fill(0)
      count = 0
    },
  }
}

function startTexts(capacity: number, type: DataType, cleaner?: Cleaner): ColumnBuilder {
  const known = startKnown(capacity)
  const bytes = startBytes(capacity)
  return {
    put(value, row) {
      known.set(row)
      bytes.put(value as string, row)
      if (cleaner !== undefined && bytes.lastIs(cleaner.isSuspect)) bytes.replaceLast(cleaner.clean(value as string))
    },
    view: (rows) => makeData({ type: type as Utf8, length: rows, ...known.view(rows), ...bytes.view(rows) }),
    clear() {
      known.clear()
      bytes.clear()
    },
  }
}

/** `buffer.write` without its look at the arguments, which costs as much as the writing; it is Node's own, but not documented. */
function write(data: Buffer, text: string, at: number): number {
  return 'utf8Write' in data
    ? (data as Buffer & { utf8Write(text: string, at: number): number }).utf8Write(text, at)
    : (data as Buffer).write(text, at)
}

/**
 * Texts as UTF-8, one behind the other. They are written at once: kept as strings until the part is full, they would be moved through the whole heap.
 * Half a surrogate pair becomes U+FFFD.
 */
function startBytes(capacity: number) {
  let data = Buffer.allocUnsafe(capacity * 8 + 1024)
  const offsets = new Int32Array(capacity + 1)
  /** The last row whose end is known. */
  let filled = 0
  let at = 0

  function grow(least: number) {
    const larger = Buffer.allocUnsafe(Math.max(2 * data.length, least))
    data.copy(larger, 0, 0, at)
    data = larger
  }

  return {
    put(text: string, row: number) {
      if (at + 3 * text.length > data.length) grow(at + 3 * text.length)
      while (filled < row) offsets[++filled] = at
      at += write(data, text, at)
      offsets[++filled] = at
    },
    /** Whether the bytes of the text put last are so. */
    lastIs: (is: Cleaner['isSuspect']) => is(data, offsets[filled - 1]!, at),
    replaceLast(text: string) {
      at = offsets[--filled]!
      if (at + 3 * text.length > data.length) grow(at + 3 * text.length)
      at += data.write(text, at)
      offsets[++filled] = at
    },
    view(rows: number): { valueOffsets: Int32Array; data: Uint8Array } {
      while (filled < rows) offsets[++filled] = at
      return { valueOffsets: offsets.subarray(0, rows + 1), data: data.subarray(0, at) }
    },
    clear() {
      filled = 0
      at = 0
    },
  }
}

function startCategories(capacity: number, type: DataType, cleaner?: Cleaner): ColumnBuilder {
  const known = startKnown(capacity)
  const data = new Int32Array(capacity)
  let codes = new Map<unknown, number>()
  let last: unknown = null
  let lastCode = 0
  return {
    put(value, row) {
      known.set(row)
      if (value !== last) {
        const code = codes.get(value) ?? codes.size
        if (code === codes.size) codes.set(value, code)
        last = value
        lastCode = code
      }
      data[row] = lastCode
    },
    view(rows) {
      const words = startBytes(codes.size)
      for (const [word, code] of codes) {
        words.put(word as string, code)
        if (cleaner !== undefined && words.lastIs(cleaner.isSuspect)) words.replaceLast(cleaner.clean(word as string))
      }
      const dictionary = makeVector(
        makeData({ type: new Utf8(), length: codes.size, nullCount: 0, ...words.view(codes.size) }),
      )
      const indices = data.subarray(0, rows)
      return makeData({
        type: type as Dictionary<Utf8, Int32>,
        length: rows,
        ...known.view(rows),
        data: indices,
        dictionary,
      })
    },
    clear(rows) {
      known.clear()
      data.fill(0, 0, rows)
      codes = new Map()
      last = null
    },
  }
}

const TWO_32 = 2 ** 32

/** Whole numbers as 64 bits, in two halves: a BigInt for each value would cost more than all the rest. */
function startIntegers(capacity: number, type: DataType): ColumnBuilder {
  const known = startKnown(capacity)
  const data = new BigInt64Array(capacity)
  const halves = new Int32Array(data.buffer)
  return {
    put(value, row) {
      known.set(row)
      const high = Math.floor((value as number) / TWO_32)
      halves[2 * row] = ((value as number) - high * TWO_32) | 0
      halves[2 * row + 1] = high
    },
    view: (rows) => makeData({ type: type as Int64, length: rows, ...known.view(rows), data: data.subarray(0, rows) }),
    clear(rows) {
      known.clear()
      data.fill(0n, 0, rows)
    },
  }
}

function startReals(capacity: number, type: DataType): ColumnBuilder {
  const known = startKnown(capacity)
  const data = new Float64Array(capacity)
  return {
    put(value, row) {
      known.set(row)
      data[row] = value as number
    },
    view: (rows) =>
      makeData({ type: type as Float64, length: rows, ...known.view(rows), data: data.subarray(0, rows) }),
    clear(rows) {
      known.clear()
      data.fill(0, 0, rows)
    },
  }
}

function startBooleans(capacity: number, type: DataType): ColumnBuilder {
  const known = startKnown(capacity)
  const data = new Uint8Array(Math.ceil(capacity / 8))
  return {
    put(value, row) {
      known.set(row)
      if (value === true) data[row >> 3]! |= 1 << (row & 7)
    },
    view: (rows) =>
      makeData({ type: type as Bool, length: rows, ...known.view(rows), data: data.subarray(0, Math.ceil(rows / 8)) }),
    clear() {
      known.clear()
      data.fill(0)
    },
  }
}

function startLists(capacity: number, type: DataType): ColumnBuilder {
  const known = startKnown(capacity)
  const ends = new Int32Array(capacity + 1)
  let filled = 0
  let items: string[] = []
  return {
    put(value, row) {
      known.set(row)
      while (filled < row) ends[++filled] = items.length
      for (const item of value as readonly string[]) items.push(item)
      ends[++filled] = items.length
    },
    view(rows) {
      while (filled < rows) ends[++filled] = items.length
      const texts = startBytes(items.length)
      for (let i = 0; i < items.length; i++) texts.put(items[i]!, i)
      const child = makeData({ type: new Utf8(), length: items.length, nullCount: 0, ...texts.view(items.length) })
      const valueOffsets = ends.subarray(0, rows + 1)
      return makeData({ type: type as List<Utf8>, length: rows, ...known.view(rows), valueOffsets, child })
    },
    clear() {
      known.clear()
      items = []
      filled = 0
    },
  }
}
