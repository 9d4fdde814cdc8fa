/** JSON in all the layouts exports come in, read so that one bad record costs one record. */
import type { BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt } from './read-bytes.js'
import { CLOSE_ARRAY, findEnd, firstSolid, INCOMPLETE, NEWLINE, OPEN_ARRAY, topKeys } from './read-json-bytes.js'
import { type Layout, layoutOf, nextCut } from './read-json-groups.js'
import { splitJson } from './read-json-split.js'
import { complaint, DEEP, findRisks, type Page, parse } from './read-json-values.js'

/** How to read a JSON export. */
export interface JsonOptions {
  readonly format: 'json-lines' | 'json-array' | 'json-object' | 'json-values' | 'json-pages'
  /** Top-level keys whose array holds the records. */
  readonly envelopes: readonly string[]
  /** A longer record is rejected and skipped in bounded memory, bytes. */
  readonly maxRecordBytes: number
  /** Documents up to this size are read into memory, so that the whole page around their records is known; default 64 MiB. */
  readonly wholeBytes?: number
  /** Bytes of records that are parsed together; default 512 KiB: few enough that their values die young. */
  readonly groupBytes?: number
  /** Whether records carry the text they were read from. */
  readonly keepText?: boolean
  /** Whether the bytes are only the beginning of a file: what breaks off at their end is not told. */
  readonly isBeginning?: boolean
}

const WHOLE_BYTES = 64 * 1024 * 1024
/** A document that cannot be cut into groups is parsed as one only up to this size: its values would fill the heap. */
const UNCUT_BYTES = 16 * 1024 * 1024
const GROUP_BYTES = 512 * 1024
/** Bytes without a place to cut after which the splitter takes over. */
const MOST_UNCUT = 8 * 1024 * 1024

/**
 * Reads records from decoded UTF-8 bytes, in batches, in the order of the file. A value that is an array, or an object with an array
 * under one of the `envelopes`, gives its elements; any other value is a record itself. Integers beyond 2^53 keep their digits as text,
 * and a key `__proto__` becomes `[__proto__]`. Bad data never throws: it is a broken record. Memory is bounded by the longest record.
 */
export async function* readJson(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  if (options.format === 'json-lines') yield* readLines(bytes, options)
  else if (options.format === 'json-pages') yield* readPages(bytes, options)
  else yield* readDocument(bytes, options)
}

/** An array of pages, as tools make that gather the answers of an API: each element is read as a document of its own. */
async function* readPages(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  let no = 0
  const elements = readDocument(bytes, { ...options, format: 'json-array', envelopes: [] })
  for await (const batch of elements) {
    const records: ReadRecord[] = []
    const broken: BrokenRecord[] = []
    for (const element of [...batch.records, ...batch.broken].sort((one, other) => one.no - other.no)) {
      if ('reason' in element) broken.push({ ...element, no: ++no })
      else
        unfold(element.value, options.envelopes, (value, envelope, page) => {
          records.push({ ...element, value, no: ++no, envelope, ...(page && { page }) })
        })
    }
    yield* filled({ records, broken })
  }
}

/** Documents that fit in memory are read whole, because then the page around their records is known; larger ones piece by piece. */
async function* readDocument(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  const source = bytes[Symbol.asyncIterator]()
  if (options.format === 'json-values' || options.keepText) {
    yield* split([], source, options, beginning)
    return
  }
  const limit = Math.min(options.wholeBytes ?? WHOLE_BYTES, options.maxRecordBytes)
  const gathered: Buffer[] = []
  let size = 0
  while (size <= limit) {
    const next = await source.next()
    if (next.done) {
      yield* readWhole(gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered), source, options)
      return
    }
    gathered.push(next.value)
    size += next.value.length
  }
  const head = Buffer.concat(gathered)
  const layout = layoutOf(head, options.envelopes)
  if (layout === null) yield* split([head], source, options, beginning)
  else yield* readGroups(head, layout, source, options)
}

/** Where reading goes on: the number of the last record, and the line and offset of what comes next. */
interface Begin {
  readonly no: number
  readonly line: number
  readonly offset: number
}

const beginning: Begin = { no: 0, line: 1, offset: 0 }

async function* split(
  pieces: readonly Buffer[],
  source: AsyncIterator<Buffer>,
  options: JsonOptions,
  begin: Begin,
): AsyncGenerator<ReadBatch> {
  const splitter = splitJson(options, begin)
  for (const piece of pieces) yield* filled(splitter.push(piece))
  for (let next = await source.next(); !next.done; next = await source.next()) yield* filled(splitter.push(next.value))
  if (!options.isBeginning) yield* filled(splitter.end())
}

/** What is left from a record on, as a document of its own. */
async function* splitRest(
  layout: Layout,
  rest: Buffer,
  source: AsyncIterator<Buffer>,
  options: JsonOptions,
  { no, line, offset }: Begin,
): AsyncGenerator<ReadBatch> {
  const { prefix } = layout
  const begin = { no, line: line - countLines(prefix, 0, prefix.length), offset: offset - prefix.length }
  yield* split([prefix, rest], source, options, begin)
}

function* filled(batch: ReadBatch) {
  if (batch.records.length > 0 || batch.broken.length > 0) yield batch
}

/** A document of which all bytes are there. Its last group goes first: behind its records stand the other members of the page. */
async function* readWhole(
  document: Buffer,
  source: AsyncIterator<Buffer>,
  options: JsonOptions,
): AsyncGenerator<ReadBatch> {
  const layout = layoutOf(document, options.envelopes)
  if (layout === null) {
    const batch = document.length <= UNCUT_BYTES ? parseWhole(document, options.envelopes) : null
    if (batch !== null) yield* filled(batch)
    else yield* split([document], source, options, beginning)
    return
  }
  const cuts: { end: number; start: number }[] = []
  const first = layout.prefix.length
  let start = first
  for (let cut = nextCut(document, layout.key, start, start + groupSize(options)); cut; ) {
    cuts.push(cut)
    start = cut.start
    cut = nextCut(document, layout.key, start, start + groupSize(options))
  }
  const tail = parseTail(layout, document.subarray(start), options.envelopes)
  if (tail === null) {
    yield* split([document], source, options, beginning)
    return
  }
  const page = layout.envelope === null ? null : pageOf(tail, options.envelopes)
  let no = 0
  let from = first
  for (const cut of cuts) {
    const values = parseGroup(document, from, cut.end, options)
    if (values === null) {
      const begin = { no, line: 1 + countLines(document, 0, from), offset: from }
      yield* splitRest(layout, document.subarray(from), source, options, begin)
      return
    }
    yield { records: toRecords(values, no, layout.envelope, page), broken: [] }
    no += values.length
    from = cut.start
  }
  yield* filled({ records: unfolded(tail, options.envelopes, no), broken: [] })
}

/** A document that goes on: group by group, with the page as far as it stands before the records. */
async function* readGroups(
  head: Buffer,
  layout: Layout,
  source: AsyncIterator<Buffer>,
  options: JsonOptions,
): AsyncGenerator<ReadBatch> {
  const page = layout.envelope === null ? null : readPage(layout)
  let bytes = head
  let start = layout.prefix.length
  let begin: Begin = { no: 0, line: 1 + countLines(head, 0, start), offset: start }
  for (;;) {
    for (let cut = nextCut(bytes, layout.key, start, start + groupSize(options)); cut; ) {
      const values = parseGroup(bytes, start, cut.end, options)
      if (values === null) {
        yield* splitRest(layout, bytes.subarray(start), source, options, begin)
        return
      }
      yield { records: toRecords(values, begin.no, layout.envelope, page), broken: [] }
      begin = {
        no: begin.no + values.length,
        line: begin.line + countLines(bytes, start, cut.start),
        offset: begin.offset + cut.start - start,
      }
      start = cut.start
      cut = nextCut(bytes, layout.key, start, start + groupSize(options))
    }
    if (bytes.length - start > MOST_UNCUT + groupSize(options)) {
      yield* splitRest(layout, bytes.subarray(start), source, options, begin)
      return
    }
    const next = await source.next()
    if (next.done) break
    bytes = Buffer.concat([bytes.subarray(start), next.value])
    start = 0
  }
  const rest = bytes.subarray(start)
  const tail = parseTail(layout, rest, options.envelopes)
  if (tail === null) yield* splitRest(layout, rest, source, options, begin)
  else yield* filled({ records: unfolded(tail, options.envelopes, begin.no), broken: [] })
}

function groupSize({ groupBytes, maxRecordBytes }: JsonOptions): number {
  return Math.min(groupBytes ?? GROUP_BYTES, maxRecordBytes)
}

/**
 * The records between two cuts; null when they do not parse, or one of them may be longer than is allowed. Brackets are lent to the bytes around
 * them (there is always one before, and the comma behind): put around the text they would cost a copy of it.
 */
function parseGroup(bytes: Buffer, from: number, to: number, { maxRecordBytes }: JsonOptions): unknown[] | null {
  if (to - from > maxRecordBytes) return null
  if (from === 0) return parseText(Buffer.concat([OPEN, bytes.subarray(0, to), CLOSE])) as unknown[] | null
  const before = bytes[from - 1]!
  const behind = bytes[to]!
  bytes[from - 1] = OPEN_ARRAY
  bytes[to] = CLOSE_ARRAY
  const values = parseText(bytes.subarray(from - 1, to + 1)) as unknown[] | null
  bytes[from - 1] = before
  bytes[to] = behind
  return values
}

const OPEN = Buffer.from('[')
const CLOSE = Buffer.from(']')

/** The end of the document with the records before it left out; null when it does not parse, or names the envelope once more. */
function parseTail({ prefix, envelope }: Layout, rest: Buffer, envelopes: readonly string[]): object | null {
  const bytes = Buffer.concat([prefix, rest])
  // `JSON.parse` keeps only the last of two members with one name: the other's records would be lost without a word.
  if (
    envelope !== null &&
    rest.includes(`"${envelope}"`) &&
    hasTwice(topKeys(bytes, firstSolid(bytes, 0), bytes.length), envelopes)
  )
    return null
  return parseText(bytes) as object | null
}

function hasTwice(keys: readonly string[], names: readonly string[]): boolean {
  return names.some((name) => keys.indexOf(name) !== keys.lastIndexOf(name))
}

function parseText(bytes: Buffer): unknown {
  const risks = findRisks(bytes)
  const text = risks & DEEP ? null : decodeUtf8(bytes)
  if (text === null) return null
  try {
    return parse(text, risks)
  } catch {
    return null
  }
}

function parseWhole(document: Buffer, envelopes: readonly string[]): ReadBatch | null {
  const value = firstSolid(document, 0) === document.length ? null : parseText(document)
  return value === null ? null : { records: unfolded(value, envelopes, 0), broken: [] }
}

/** The members before the records. */
function readPage({ prefix, envelope }: Layout): Page | null {
  const text = decodeUtf8(prefix)
  const page = text === null ? null : parseText(Buffer.from(`${text}]}`))
  return page === null || envelope === null ? null : pageOf(page as object, [envelope])
}

/** The members of a page that are no records. */
function pageOf(document: object, envelopes: readonly string[]): Page {
  const object = document as Page
  return Object.fromEntries(Object.entries(object).filter(([key]) => !isEnvelope(key, object, envelopes)))
}

function toRecords(
  values: readonly unknown[],
  before: number,
  envelope: string | null,
  page: Page | null,
): ReadRecord[] {
  const nowhere = { line: null, offset: null }
  return page === null
    ? values.map((value, i) => ({ value, no: before + i + 1, ...nowhere, envelope }))
    : values.map((value, i) => ({ value, no: before + i + 1, line: null, offset: null, envelope, page }))
}

function unfolded(value: unknown, envelopes: readonly string[], before: number): ReadRecord[] {
  const records: ReadRecord[] = []
  unfold(value, envelopes, (found, envelope, page) => {
    const no = before + records.length + 1
    if (page === null) records.push({ value: found, no, line: null, offset: null, envelope })
    else records.push({ value: found, no, line: null, offset: null, envelope, page })
  })
  return records
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE, from); at !== -1 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/** The records in a value: its elements, the elements of its envelopes, or itself. */
function unfold(
  value: unknown,
  envelopes: readonly string[],
  found: (value: unknown, envelope: string | null, page: Page | null) => void,
) {
  if (Array.isArray(value)) {
    for (const element of value) found(element, null, null)
    return
  }
  const object = value as Page
  const names =
    typeof value === 'object' && value !== null
      ? Object.keys(object).filter((k) => isEnvelope(k, object, envelopes))
      : []
  if (names.length === 0) {
    found(value, null, null)
    return
  }
  const page = pageOf(object, envelopes)
  for (const name of names) for (const element of object[name] as unknown[]) found(element, name, page)
}

function isEnvelope(key: string, object: Page, envelopes: readonly string[]) {
  return envelopes.includes(key) && Array.isArray(object[key])
}

// ── lines ──

async function* readLines(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  const at: Position = { no: 0, line: 1, offset: 0 }
  let rest: Buffer[] = []
  let restSize = 0
  let isSkipping = false
  for await (const chunk of bytes) {
    const last = chunk.lastIndexOf(NEWLINE)
    if (last === -1) {
      restSize += chunk.length
      if (!isSkipping) rest.push(chunk)
      if (restSize > options.maxRecordBytes) isSkipping = true
      if (isSkipping && rest.length > 1) rest = [firstBytes(rest)]
      continue
    }
    let block = chunk.subarray(0, last + 1)
    if (restSize > 0) {
      const first = chunk.indexOf(NEWLINE)
      if (isSkipping || restSize + first > options.maxRecordBytes) {
        yield { records: [], broken: [tooLong(at, firstBytes([...rest, chunk.subarray(0, first)]), restSize + first)] }
        at.line++
        at.offset += restSize + first + 1
        block = chunk.subarray(first + 1, last + 1)
      } else {
        block = Buffer.concat([...rest, block])
      }
    }
    if (block.length > 0) yield* filled(readBlock(block, at, options, false))
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : []
    restSize = chunk.length - last - 1
    isSkipping = restSize > options.maxRecordBytes
  }
  if (options.isBeginning) return
  if (isSkipping) yield { records: [], broken: [tooLong(at, firstBytes(rest), restSize)] }
  else if (restSize > 0) yield* filled(readBlock(Buffer.concat(rest), at, options, true))
}

interface Position {
  no: number
  line: number
  offset: number
}

/** Bytes that are kept of a record that is let go. */
const BEGINNING = 8192

function firstBytes(parts: readonly Buffer[]): Buffer {
  return Buffer.from(Buffer.concat(parts.slice(0, 2)).subarray(0, BEGINNING))
}

function tooLong(at: Position, beginning: Buffer, size: number): BrokenRecord {
  return { ...brokenAt(at, beginning), reason: 'too_long', detail: `the record is ${size} bytes long` }
}

/** Whole lines. `isEnd` says that the last one has no newline because the file ends. */
function readBlock(block: Buffer, at: Position, options: JsonOptions, isEnd: boolean): ReadBatch {
  const records: ReadRecord[] = []
  const broken: BrokenRecord[] = []
  const risks = findRisks(block)
  const all = decodeUtf8(block)
  const ascii = all !== null && all.length === block.length ? all : null
  let pos = 0
  while (pos < block.length) {
    const newline = ascii === null ? block.indexOf(NEWLINE, pos) : ascii.indexOf('\n', pos)
    const end = newline === -1 ? block.length : newline
    if (!isBlank(block, pos, end)) {
      const place = { no: at.no + 1, line: at.line, offset: at.offset }
      const bytes = block.subarray(pos, end)
      const text = ascii !== null ? ascii.slice(pos, end) : all !== null ? bytes.toString('utf8') : decodeUtf8(bytes)
      if (end - pos > options.maxRecordBytes) {
        broken.push(tooLong(at, bytes, end - pos))
      } else if (text === null) {
        broken.push({ ...brokenAt(at, bytes), reason: 'bad_encoding', detail: describeBadBytes(bytes) })
      } else {
        try {
          unfold(parse(text, risks), options.envelopes, (value, envelope, page) => {
            at.no++
            const record: ReadRecord = { value, no: at.no, line: place.line, offset: place.offset, envelope }
            if (page === null && !options.keepText) records.push(record)
            else records.push({ ...record, ...(page && { page }), ...(options.keepText && { text }) })
          })
        } catch (error) {
          const isCut = isEnd && newline === -1 && findEnd(block, firstSolid(block, pos), end) === INCOMPLETE
          broken.push({ ...brokenAt(at, bytes), ...complaint(error, isCut) })
        }
      }
    }
    at.line++
    at.offset += end - pos + 1
    pos = end + 1
  }
  return { records, broken }
}

/** Counts a broken record and begins its description. */
function brokenAt(at: Position, bytes: Buffer) {
  at.no++
  return { no: at.no, line: at.line, offset: at.offset, excerpt: excerpt(bytes) }
}

function isBlank(bytes: Buffer, from: number, to: number) {
  return firstSolid(bytes, from) >= to
}
