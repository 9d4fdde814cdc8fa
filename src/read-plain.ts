/** Exports that are neither JSON nor a table: text by the line, and documents that stay whole. */
import type { BrokenReason, BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt, inPieces } from './read-bytes.js'

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

/** A record that began with an XML element and has not come to its end. */
interface Unclosed {
  readonly parts: Buffer[]
  readonly close: string
  readonly place: { readonly line: number; readonly offset: number }
  size: number
}

/**
 * One record per line that is not blank. Where a line ends with the opening of an XML element, the elements on the lines behind it belong to the record
 * up to the line that closes it: some products send XML through syslog as they print it. Memory is bounded by the longest record.
 */
export async function* readPlain(bytes: AsyncIterable<Buffer>, options: PlainOptions): AsyncGenerator<ReadBatch> {
  let no = 0
  let line = 1
  let offset = 0
  let rest: Buffer[] = []
  let restSize = 0
  let records: ReadRecord[] = []
  let broken: BrokenRecord[] = []
  let unclosed: Unclosed | null = null

  function take(content: Buffer, size: number) {
    const place = { line, offset }
    line++
    offset += size + 1
    if (unclosed !== null) {
      if (goesOn(content)) {
        unclosed.parts.push(content)
        unclosed.size += size + 1
        if (content.includes(unclosed.close) || unclosed.size > options.maxRecordBytes) release()
        return
      }
      release()
    }
    const close = openedIn(content)
    if (close === null) give(content, size, place)
    else unclosed = { parts: [content], close, place, size }
  }

  function release() {
    if (unclosed === null) return
    const { parts, size, place } = unclosed
    unclosed = null
    give(Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [lineFeed, part]))), size, place)
  }

  function give(content: Buffer, size: number, place: Unclosed['place']) {
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

  for await (const chunk of inPieces(bytes)) {
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
  release()
  if (records.length > 0 || broken.length > 0) yield { records, broken }
}

const lineFeed = Buffer.from('\n')

/** The end tag of the element with whose opening a line ends; null for nearly all lines. */
function openedIn(line: Buffer): string | null {
  // Looking at one byte first: this runs for every line.
  const end = line[line.length - 1] === 13 ? line.length - 1 : line.length
  if (line[end - 1] !== 62) return null
  const last = line.toString('latin1', Math.max(0, end - 120), end)
  const [, name] = /<([A-Za-z][\w.:-]*)>$/.exec(last) ?? []
  return name === undefined ? null : `</${name}>`
}

/** Whether a line is blank or begins with a tag of XML, which the priority of syslog (`<5>`) is not. */
function goesOn(line: Buffer): boolean {
  return /^\s*(?:<[/!A-Za-z]|$)/.test(line.subarray(0, 200).toString('latin1'))
}
