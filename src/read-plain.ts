/** Exports that are neither JSON nor a table: text by the line, and documents that stay whole. */
import type { BrokenReason, BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt } from './read-bytes.js'

/** How to read a text export. */
export interface PlainOptions {
  /** A longer record is rejected, bytes. */
  readonly maxRecordBytes: number
  /** Whether records carry the text they were read from. */
  readonly keepText?: boolean
}

const NEWLINE = 10
/** Bytes that are kept of a record that is let go. */
const BEGINNING = 8192

/** One record per line that is not blank. Memory is bounded by the longest record. */
export async function* readPlain(bytes: AsyncIterable<Buffer>, options: PlainOptions): AsyncGenerator<ReadBatch> {
  let no = 0
  let line = 1
  let offset = 0
  let rest: Buffer[] = []
  let restSize = 0
  let records: ReadRecord[] = []
  let broken: BrokenRecord[] = []

  function take(content: Buffer, size: number) {
    const place = { line, offset }
    line++
    offset += size + 1
    const end = content[content.length - 1] === 13 ? content.length - 1 : content.length
    const bytesOfLine = content.subarray(0, end)
    const text = size > options.maxRecordBytes ? null : decodeUtf8(bytesOfLine)
    if (text !== null && text.trim() === '') return
    no++
    if (text !== null) {
      records.push({ value: text, no, ...place, envelope: null, ...(options.keepText && { text }) })
      return
    }
    const isLong = size > options.maxRecordBytes
    const reason: BrokenReason = isLong ? 'too_long' : 'bad_encoding'
    const detail = isLong ? `the record is ${size} bytes long` : describeBadBytes(bytesOfLine)
    broken.push({ no, ...place, reason, detail, excerpt: excerpt(bytesOfLine) })
  }

  for await (const chunk of bytes) {
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, to)
      take(restSize === 0 ? piece : Buffer.concat([...rest, piece]), restSize + piece.length)
      rest = []
      restSize = 0
      from = to + 1
    }
    if (from < chunk.length) {
      restSize += chunk.length - from
      rest.push(chunk.subarray(from))
      if (restSize > options.maxRecordBytes)
        rest = [Buffer.from(Buffer.concat(rest.slice(0, 2)).subarray(0, BEGINNING))]
    }
    if (records.length > 0 || broken.length > 0) yield { records, broken }
    records = []
    broken = []
  }
  if (restSize > 0) take(Buffer.concat(rest), restSize)
  if (records.length > 0 || broken.length > 0) yield { records, broken }
}
