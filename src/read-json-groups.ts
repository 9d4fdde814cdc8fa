/**
 * Cuts a document into groups of records by how its records begin, so that nearly all of it is parsed without looking at every byte first.
 *
 * A cut is a guess: the first key of the first record, behind `},{`. It is right if what lies before it parses as records of their own: within a
 * record or a string the brackets or quotes on its two sides could not both be whole. So a group that does not parse is the only thing to fear,
 * and from there on the splitter takes over.
 */
import {
  CLOSE_OBJECT,
  COLON,
  COMMA,
  findEnd,
  findStringEnd,
  firstSolid,
  isSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  readKey,
} from './read-json-bytes.js'

/** Where the records of a document stand, and how they begin. */
export interface Layout {
  /** Everything before the first record. */
  readonly prefix: Buffer
  readonly envelope: string | null
  /** First key of the first record, with its quotes. */
  readonly key: Buffer
}

/** Bytes within which the array of records must begin. */
const BEGINNING = 1 << 20
/** Places looked at for one cut. */
const MOST_TRIES = 256

/** The layout of a document whose records are objects in one array; null for any other. */
export function layoutOf(document: Buffer, envelopes: readonly string[]): Layout | null {
  const from = firstSolid(document, 0)
  const array =
    document[from] === OPEN_ARRAY ? { at: from + 1, envelope: null } : findEnvelope(document, from, envelopes)
  if (array === null) return null
  const start = firstSolid(document, array.at)
  const quote = firstSolid(document, start + 1)
  if (document[start] !== OPEN_OBJECT || document[quote] !== QUOTE) return null
  const end = findStringEnd(document, quote, Math.min(document.length, quote + 1024))
  if (end < 0) return null
  return { prefix: copy(document, 0, start), envelope: array.envelope, key: copy(document, quote, end) }
}

/** The next cut at or behind `target`: where the group before it ends, and where the record behind it starts. */
export function nextCut(
  bytes: Buffer,
  key: Buffer,
  from: number,
  target: number,
): { end: number; start: number } | null {
  let at = bytes.indexOf(key, target)
  for (let tries = 0; at !== -1 && tries < MOST_TRIES; tries++) {
    const start = lastSolid(bytes, at - 1)
    const comma = lastSolid(bytes, start - 1)
    const end = lastSolid(bytes, comma - 1)
    if (end > from && bytes[start] === OPEN_OBJECT && bytes[comma] === COMMA && bytes[end] === CLOSE_OBJECT)
      return { end: end + 1, start }
    at = bytes.indexOf(key, at + 1)
  }
  return null
}

/** Behind the bracket that opens the first envelope of an object. */
function findEnvelope(
  bytes: Buffer,
  from: number,
  envelopes: readonly string[],
): { at: number; envelope: string } | null {
  const limit = Math.min(bytes.length, BEGINNING)
  if (bytes[from] !== OPEN_OBJECT) return null
  let at = firstSolid(bytes, from + 1)
  while (at < limit && bytes[at] === QUOTE) {
    const end = findStringEnd(bytes, at, limit)
    const colon = end < 0 ? limit : firstSolid(bytes, end)
    if (bytes[colon] !== COLON) return null
    const key = readKey(bytes, at, end)
    const value = firstSolid(bytes, colon + 1)
    if (bytes[value] === OPEN_ARRAY && key !== null && envelopes.includes(key)) return { at: value + 1, envelope: key }
    const behind = endOfMember(bytes, value, limit)
    if (behind < 0 || bytes[behind] !== COMMA) return null
    at = firstSolid(bytes, behind + 1)
  }
  return null
}

/** The comma or bracket behind a member's value. */
function endOfMember(bytes: Buffer, value: number, limit: number): number {
  const byte = bytes[value]
  if (byte === QUOTE) {
    const end = findStringEnd(bytes, value, limit)
    return end < 0 ? end : firstSolid(bytes, end)
  }
  if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
    const end = findEnd(bytes, value, limit)
    return end < 0 ? end : firstSolid(bytes, end)
  }
  let at = value
  while (at < limit && bytes[at] !== COMMA && bytes[at] !== CLOSE_OBJECT) at++
  return at
}

function lastSolid(bytes: Buffer, from: number): number {
  let i = from
  while (i >= 0 && isSpace(bytes[i]!)) i--
  return i
}

function copy(bytes: Buffer, from: number, to: number): Buffer {
  return Buffer.from(bytes.subarray(from, to))
}
