/** JSON as bytes: where strings, objects and arrays end, without parsing them. */

/** Deeper nesting is rejected: no export needs it, and what follows may recurse. */
export const MAX_DEPTH = 512

/** The bytes that JSON is made of. */
export const NEWLINE = 10
export const QUOTE = 34
export const COMMA = 44
export const COLON = 58
export const BACKSLASH = 92
export const OPEN_ARRAY = 91
export const CLOSE_ARRAY = 93
export const OPEN_OBJECT = 123
export const CLOSE_OBJECT = 125
/** RFC 7464 puts it before every value. */
export const RECORD_SEPARATOR = 30

/** What a search for an end gives when the bytes end before it, or when the structure is broken. */
export const INCOMPLETE = -1
export const BROKEN = -2

/** 0 ordinary · 1 quote · 2 opening · 3 closing · 4 newline, outside of strings. */
export const kinds = new Uint8Array(256)
kinds[QUOTE] = 1
kinds[OPEN_ARRAY] = kinds[OPEN_OBJECT] = 2
kinds[CLOSE_ARRAY] = kinds[CLOSE_OBJECT] = 3
kinds[NEWLINE] = 4

/** JSON white space. */
export function isSpace(byte: number) {
  return byte === 32 || byte === NEWLINE || byte === 13 || byte === 9
}

/** Index of the first byte that is not JSON white space. */
export function firstSolid(bytes: Buffer, from: number) {
  let i = from
  while (i < bytes.length && isSpace(bytes[i]!)) i++
  return i
}

/** Behind the closing quote of the string that opens at `from`. */
export function findStringEnd(buf: Buffer, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    const byte = buf[i]!
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH) i++
    else if (byte < 32) return BROKEN
  }
  return INCOMPLETE
}

/**
 * Behind the end of the object or array that opens at `from`. When there is no such end: `INCOMPLETE`, or at most `BROKEN`, less the bytes that were
 * looked at.
 */
export function findEnd(buf: Buffer, from: number, to: number): number {
  const open: number[] = []
  for (let i = from; i < to; i++) {
    const byte = buf[i]!
    const kind = kinds[byte]!
    if (kind === 1) {
      const after = findStringEnd(buf, i, to)
      if (after < 0) return after === INCOMPLETE ? INCOMPLETE : BROKEN - (i - from)
      i = after - 1
    } else if (kind === 2) {
      open.push(byte)
      if (open.length > MAX_DEPTH) return BROKEN - (i - from)
    } else if (kind === 3) {
      if (open.pop() !== byte - 2) return BROKEN - (i - from)
      if (open.length === 0) return i + 1
    }
  }
  return INCOMPLETE
}

/** The member names directly in the object that opens at `from`, as far as they can be read. */
export function topKeys(buf: Buffer, from: number, to: number): string[] {
  const keys: string[] = []
  let depth = 0
  for (let i = from; i < to; i++) {
    const kind = kinds[buf[i]!]!
    if (kind === 1) {
      const after = findStringEnd(buf, i, to)
      if (after < 0) break
      if (depth === 1 && buf[firstSolid(buf, after)] === COLON) keys.push(readKey(buf, i, after) ?? '')
      i = after - 1
    } else if (kind === 2) depth++
    else if (kind === 3) {
      depth--
      if (depth === 0) break
    }
  }
  return keys
}

/** A member name from its quoted bytes; null when it cannot be read. */
export function readKey(buf: Buffer, from: number, to: number): string | null {
  try {
    return JSON.parse(buf.toString('utf8', from, to)) as string
  } catch {
    return null
  }
}
