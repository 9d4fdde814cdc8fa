/** Decoded bytes to text, without ever letting a wrong byte become a silent U+FFFD. */
import { isAscii, isUtf8 } from 'node:buffer'
import { EXCERPT_LENGTH } from './read-batch.js'

/** Text of bytes that are valid UTF-8, or null. ASCII, the commonest case by far, is not looked at twice. */
export function decodeUtf8(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : null
}

/** UTF-8 with each invalid byte as a lone surrogate (U+DC80 to U+DCFF), so that the cell or line it stands in can still be told. */
export function decodeMarking(bytes: Buffer): string {
  const whole = decodeUtf8(bytes)
  if (whole !== null) return whole
  let text = ''
  let from = 0
  for (let bad = firstInvalid(bytes, 0); bad !== -1; bad = firstInvalid(bytes, from)) {
    text += bytes.toString('utf8', from, bad) + String.fromCharCode(0xdc00 + bytes[bad]!)
    from = bad + 1
  }
  return text + bytes.toString('utf8', from)
}

/** Matches a surrogate that is no half of a pair. */
const lone = /\p{Surrogate}/u

/** Whether `decodeMarking` had to mark something in this text. */
export function hasMarks(text: string): boolean {
  return lone.test(text)
}

/** The text with U+FFFD for each mark, for people to read. */
export function withoutMarks(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** A sentence about the first byte that is not UTF-8, with the encoding it may be. */
export function describeBadBytes(bytes: Buffer): string {
  const at = firstInvalid(bytes, 0)
  const byte = bytes[at] ?? 0
  if (byte === LONE_SURROGATE) return `half a surrogate pair at byte ${at + 1} of the record: not valid UTF-16`
  return `byte 0x${byte.toString(16).padStart(2, '0')} at byte ${at + 1} of the record is not UTF-8; the file may be Windows-1252 or Latin-1`
}

/** As `describeBadBytes`, for text that `decodeMarking` gave. */
export function describeMarks(text: string): string {
  const at = text.search(lone)
  const byte = text.charCodeAt(at) - 0xdc00
  if (byte === LONE_SURROGATE) return `half a surrogate pair at character ${at + 1} of the record: not valid UTF-16`
  return `byte 0x${byte.toString(16)} at character ${at + 1} of the record is not UTF-8; the file may be Windows-1252 or Latin-1`
}

/** The byte that stands for half a surrogate pair in UTF-16 that was turned into UTF-8: no UTF-8 text has it. */
export const LONE_SURROGATE = 0xff

/** Index of the first byte at or behind `from` that is not part of a valid UTF-8 sequence; -1 when there is none. */
function firstInvalid(bytes: Buffer, from: number): number {
  let i = from
  while (i < bytes.length) {
    const byte = bytes[i]!
    if (byte < 0x80) {
      i++
      continue
    }
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0
    if (length === 0 || i + length > bytes.length || !isUtf8(bytes.subarray(i, i + length))) return i
    i += length
  }
  return -1
}

/** The beginning of a record as text, to show what was rejected. */
export function excerpt(bytes: Buffer): string {
  return bytes.subarray(0, EXCERPT_LENGTH).toString('utf8')
}

/** Bytes whose records are handed on together: few enough that they are used while they are still warm, and die young. */
const PIECE_BYTES = 512 * 1024

/** The same bytes in pieces: a file may come as one. */
export async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes)
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) yield chunk.subarray(from, from + PIECE_BYTES)
}
