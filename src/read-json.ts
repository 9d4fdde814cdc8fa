/** JSON in all the layouts exports come in, read so that one bad record costs one record. */
import type { BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt } from './read-bytes.js'
import { findEnd, firstSolid, INCOMPLETE, NEWLINE } from './read-json-bytes.js'
import { splitJson } from './read-json-split.js'
import { complaint, DEEP, findRisks, type Page, parse } from './read-json-values.js'

/** How to read a JSON export. */
export interface JsonOptions {
  readonly format: 'json-lines' | 'json-array' | 'json-object' | 'json-values'
  /** Top-level keys whose array holds the records. */
  readonly envelopes: readonly string[]
  /** A longer record is rejected and skipped in bounded memory, bytes. */
  readonly maxRecordBytes: number
  /** Documents up to this size are parsed in one go, which is faster and knows the whole page; default 24 MiB. */
  readonly wholeBytes?: number
  /** Whether records carry the text they were read from. */
  readonly keepText?: boolean
}

const WHOLE_BYTES = 24 * 1024 * 1024

/**
 * Reads records from decoded UTF-8 bytes, in batches, in the order of the file. A value that is an array, or an object with an array
 * under one of the `envelopes`, gives its elements; any other value is a record itself. Integers beyond 2^53 keep their digits as text,
 * and a key `__proto__` becomes `[__proto__]`. Bad data never throws: it is a broken record. Memory is bounded by the longest record.
 */
export async function* readJson(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  if (options.format === 'json-lines') yield* readLines(bytes, options)
  else yield* readDocument(bytes, options)
}

/** Documents that fit are parsed whole; what does not fit or does not parse goes through the splitter. */
async function* readDocument(bytes: AsyncIterable<Buffer>, options: JsonOptions): AsyncGenerator<ReadBatch> {
  const limit = Math.min(options.wholeBytes ?? WHOLE_BYTES, options.maxRecordBytes)
  const isWorthIt = options.format !== 'json-values' && !options.keepText
  const splitter = splitJson(options)
  let gathered: Buffer[] = []
  let size = 0
  let isStreaming = !isWorthIt
  for await (const chunk of bytes) {
    size += chunk.length
    if (!isStreaming) {
      gathered.push(chunk)
      if (size <= limit) continue
      isStreaming = true
      for (const early of gathered) yield* filled(splitter.push(early))
      gathered = []
      continue
    }
    yield* filled(splitter.push(chunk))
  }
  if (!isStreaming) {
    const document = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered)
    gathered = []
    const batch = parseWhole(document, options)
    if (batch !== null) {
      yield* filled(batch)
      return
    }
    yield* filled(splitter.push(document))
  }
  yield* filled(splitter.end())
}

function* filled(batch: ReadBatch) {
  if (batch.records.length > 0 || batch.broken.length > 0) yield batch
}

function parseWhole(document: Buffer, options: JsonOptions): ReadBatch | null {
  const risks = findRisks(document)
  const text = risks & DEEP ? null : decodeUtf8(document)
  if (text === null || text.length === 0) return null
  let value: unknown
  try {
    value = parse(text, risks)
  } catch {
    return null
  }
  const records: ReadRecord[] = []
  unfold(value, options.envelopes, (found, envelope, page) => {
    const no = records.length + 1
    if (page === null) records.push({ value: found, no, line: null, offset: null, envelope })
    else records.push({ value: found, no, line: null, offset: null, envelope, page })
  })
  return { records, broken: [] }
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
  const page = Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))
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
