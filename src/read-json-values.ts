/** Text to values: `JSON.parse` with the three things taken care of that it gets wrong for evidence. */

import type { BrokenReason } from './read-batch.js'
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isSpace,
  MAX_DEPTH,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './read-json-bytes.js'

/** The members beside the array of records. */
export type Page = Readonly<Record<string, unknown>>

const LONG_NUMBERS = 1
const ODD_KEYS = 2
/** The risk of nesting that is too deep for `JSON.parse`. */
export const DEEP = 4
/** Sampled nesting beyond which a stretch is looked at exactly: about 64,000 levels, far below what `JSON.parse` cannot hold. */
const DEEP_SAMPLES = 4096

/**
 * What a stretch of JSON may contain that plain `JSON.parse` would get wrong. A number of 16 digits covers a multiple of 16, so looking at
 * every sixteenth byte finds each of them; the same samples estimate the nesting. May warn for nothing, never misses a long integer.
 */
export function findRisks(bytes: Buffer): number {
  // A short needle is searched by its first byte, which is rare here: several times faster than the whole word.
  let risks = bytes.includes('__pr') || bytes.includes('\\u00') ? ODD_KEYS : 0
  let depth = 0
  for (let i = 15; i < bytes.length; i += 16) {
    const byte = bytes[i]!
    if (byte >= 48 && byte <= 57) {
      if (!(risks & LONG_NUMBERS) && isLongNumber(bytes, i)) risks |= LONG_NUMBERS
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > DEEP_SAMPLES) return risks | DEEP
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--
  }
  return risks
}

function isLongNumber(bytes: Buffer, at: number): boolean {
  let from = at
  let to = at + 1
  while (from > 0 && isDigit(bytes[from - 1]!)) from--
  while (to < bytes.length && isDigit(bytes[to]!)) to++
  if (to - from < 16) return false
  if (bytes[from - 1] === 45) from--
  const before = bytes[from - 1]
  return before === undefined || before === COLON || before === COMMA || before === OPEN_ARRAY || isSpace(before)
}

function isDigit(byte: number) {
  return byte >= 48 && byte <= 57
}

/** `JSON.parse` with the risks taken care of. Throws SyntaxError for bad JSON and RangeError for too deep nesting. */
export function parse(text: string, risks: number): unknown {
  if (risks === 0) return JSON.parse(text)
  if (risks & DEEP && nesting(text) > MAX_DEPTH) throw new RangeError('too deep')
  const value: unknown = JSON.parse(risks & LONG_NUMBERS ? quoteLongIntegers(text) : text)
  if (risks & ODD_KEYS && (text.includes('__proto__') || text.includes('\\u00'))) renameProto(value)
  return value
}

function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isInString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) isInString = false
    } else if (code === QUOTE) isInString = true
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth++
      if (depth > deepest) deepest = depth
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
  }
  return deepest
}

/** What may stand in an array beside objects, arrays and strings. */
export const literal = /^(?:null|true|false|-?\d[\d.eE+-]*)$/
const integer = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Puts integers that a float cannot hold into quotes, so that their digits survive. */
function quoteLongIntegers(text: string): string {
  let out = ''
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      integer.lastIndex = i
      const token = integer.exec(text)?.[0] ?? text[i]!
      if (token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) {
        out += `${text.slice(from, i)}"${token}"`
        from = i + token.length
      }
      i += token.length - 1
    }
  }
  return from === 0 ? text : out + text.slice(from)
}

/** A member called `__proto__` is data of the export; under that name, code that copies objects could take it for the prototype. */
function renameProto(root: unknown) {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) open.push(child)
    const own = Object.getOwnPropertyDescriptor(value, '__proto__')
    if (!own) continue
    Reflect.deleteProperty(value, '__proto__')
    ;(value as Record<string, unknown>)['[__proto__]'] = own.value
  }
}

/** The detail of the reason `too_deep`. */
export const tooDeep = `nested more than ${MAX_DEPTH} levels deep`

/** Why `parse` threw, without quoting the record. `isCut` says that the bytes end before the value does. */
export function complaint(error: unknown, isCut: boolean): { reason: BrokenReason; detail: string } {
  if (error instanceof RangeError) return { reason: 'too_deep', detail: tooDeep }
  if (isCut) return { reason: 'truncated', detail: 'the record breaks off before its end' }
  return {
    reason: 'malformed_json',
    detail: `not valid JSON: ${(error as Error).message.replace(/,? ?\.{0,3}".*$/s, '')}`,
  }
}
