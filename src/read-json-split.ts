/** Splits a JSON document into records on bytes, whatever its size and whatever is broken in it. */
import type { BrokenReason, BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt } from './read-bytes.js'
import type { JsonOptions } from './read-json.js'
import {
  BACKSLASH,
  BROKEN,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  findEnd,
  findStringEnd,
  firstSolid,
  INCOMPLETE,
  isSpace,
  kinds,
  MAX_DEPTH,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  RECORD_SEPARATOR,
  readKey,
  topKeys,
} from './read-json-bytes.js'
import { complaint, DEEP, findRisks, literal, type Page, parse, tooDeep } from './read-json-values.js'

/** Records within records within records … that are looked for. */
const MOST_SALVAGES = 8

/** What is known of a broken record that helps to find the next one. */
interface Traits {
  readonly keys: readonly string[]
  readonly indent: number
}

/** Takes a document piece by piece. */
export interface Splitter {
  /** Takes the next bytes of the document and gives the records that are complete now. */
  push(chunk: Buffer): ReadBatch
  /** Says that the document is over. */
  end(): ReadBatch
}

/**
 * A state machine over bytes that knows strings, escapes and nesting and nothing else of JSON. Complete records are parsed in groups; where
 * a group does not parse, one by one. Where the structure itself breaks (a raw line end in a string, a bracket that closes nothing), it looks
 * for the next place that begins like the records before and goes on there. `begin` says what was read before: numbers and places go on from it.
 */
export function splitJson(options: JsonOptions, begin = { no: 0, line: 1, offset: 0 }, level = 0): Splitter {
  let buf: Buffer = Buffer.alloc(0)
  /** Offset of `buf[0]` in the document, and the line of `buf[pos]`. */
  let base = begin.offset
  let line = begin.line
  let pos = 0
  /** `values`: between top-level values · `elements`: in an array of records · `object`: in a top-level object · `lost`: looking for a record. */
  let mode: 'values' | 'elements' | 'object' | 'lost' = 'values'
  let count = begin.no

  /** The value being scanned. */
  let isInValue = false
  let start = 0
  let startLine = 1
  let valueKind: 'nested' | 'string' | 'scalar' = 'nested'
  let depth = 0
  let isInString = false
  let isTooDeep = false
  const brackets = new Uint8Array(MAX_DEPTH + 1)
  /** Bytes of a too long value that were let go already; -1 when none were. */
  let dropped = -1
  let droppedBeginning = ''
  let droppedLine = 0
  let droppedOffset = 0

  /** The top-level object being scanned. */
  let objectStart = 0
  let objectLine = 1
  let expects: 'key' | 'colon' | 'value' | 'comma' = 'key'
  let key: string | null = null
  let keyStart = 0
  let hasEnvelope = false
  let isObjectTooDeep = false

  /** The array of records being scanned. */
  let envelope: string | null = null
  let page: Page | null = null
  let isInObject = false
  /** Whether a comma, or the beginning of the array, stands before what comes next. */
  let isSeparated = true
  /** A string or literal that counts as a record only if a comma or the end of the array follows. */
  let waiting: { from: number; to: number; line: number } | null = null

  /** Complete records that are not parsed yet. */
  let starts: number[] = []
  let ends: number[] = []
  let lines: number[] = []
  /** Whether commas stand between them, so that they can be parsed as one array. */
  let isListed = false
  let records: ReadRecord[] = []
  let broken: BrokenRecord[] = []
  /** Top-level keys of the last good record: what a found-again record must look like. */
  let model: readonly string[] | null = null
  let lostFrom: { offset: number; line: number; excerpt: string; detail: string; traits: Traits } | null = null
  let resume: 'values' | 'elements' = 'values'

  function push(chunk: Buffer): ReadBatch {
    append(chunk)
    run(false)
    flush()
    return take()
  }

  function end(): ReadBatch {
    run(true)
    flush()
    finish()
    return take()
  }

  function take(): ReadBatch {
    const batch = { records, broken }
    records = []
    broken = []
    return batch
  }

  /** Lets go of what is not needed any more and adds the chunk. */
  function append(chunk: Buffer) {
    const keep = keepFrom()
    const rest = buf.length - keep
    base += keep
    pos -= keep
    start -= keep
    objectStart -= keep
    keyStart -= keep
    if (waiting !== null) waiting = { from: waiting.from - keep, to: waiting.to - keep, line: waiting.line }
    buf = rest === 0 ? chunk : Buffer.concat([buf.subarray(keep), chunk])
  }

  function keepFrom(): number {
    if (mode === 'lost') return pos
    if (mode === 'object' && !hasEnvelope && dropped === -1) return objectStart
    if (isInValue && dropped === -1 && mode !== 'object') return start
    if (waiting !== null) return waiting.from
    return pos
  }

  function run(isEnd: boolean) {
    for (;;) {
      const before = pos
      const wasMode = mode
      const wasExpecting = expects
      const wasInValue = isInValue
      if (mode === 'lost') seek(isEnd)
      else if (isInValue) scanValue(isEnd)
      else if (mode === 'values') scanValues()
      else if (mode === 'elements') scanElements()
      else scanObject(isEnd)
      const stands = pos === before && mode === wasMode && expects === wasExpecting && isInValue === wasInValue
      if (stands || (pos >= buf.length && !isEnd)) break
    }
    limit()
  }

  /** Between top-level values. */
  function scanValues() {
    while (pos < buf.length) {
      const byte = buf[pos]!
      if (byte === NEWLINE) line++
      if (!isSpace(byte) && byte !== COMMA && byte !== RECORD_SEPARATOR) break
      pos++
    }
    if (pos >= buf.length) return
    const byte = buf[pos]!
    if (byte === OPEN_ARRAY) {
      pos++
      enterElements(null, null, false)
    } else if (byte === OPEN_OBJECT) {
      mode = 'object'
      objectStart = pos
      objectLine = line
      expects = 'key'
      hasEnvelope = false
      isObjectTooDeep = false
      pos++
    } else {
      envelope = null
      page = null
      enterValue(byte === QUOTE ? 'string' : 'scalar')
    }
  }

  function enterElements(name: string | null, of: Page | null, isObject: boolean) {
    flush()
    mode = 'elements'
    envelope = name
    page = of
    isInObject = isObject
    isSeparated = true
  }

  function enterValue(kind: 'nested' | 'string' | 'scalar') {
    isInValue = true
    start = pos
    startLine = line
    valueKind = kind
    depth = 0
    isInString = false
    isTooDeep = false
    dropped = mode === 'object' ? dropped : -1
  }

  /** Between the elements of an array of records. */
  function scanElements() {
    while (pos < buf.length) {
      const byte = buf[pos]!
      if (byte === NEWLINE) line++
      if (byte === COMMA) {
        acceptWaiting()
        isSeparated = true
      } else if (!isSpace(byte)) break
      pos++
    }
    if (pos >= buf.length) return
    const byte = buf[pos]!
    if (byte === CLOSE_ARRAY) acceptWaiting()
    if (waiting !== null) {
      const { from, line: at } = waiting
      waiting = null
      return lose(from, at, 'not valid JSON: a record was expected')
    }
    if (byte === CLOSE_ARRAY) {
      pos++
      leaveElements()
    } else if (byte === CLOSE_OBJECT) {
      // A brace too many behind a record, or the array was never closed.
      report(pos, line, 'malformed_json', 'not valid JSON: a closing brace between two records')
      if (buf[firstSolid(buf, pos + 1)] !== COMMA) leaveElements()
      if (mode !== 'object') pos++
    } else if (!isSeparated && !isLikeOthers(pos)) {
      // A comma may be missing between two records, but what looks different is a piece of a broken one.
      lose(pos, line, 'not valid JSON: a comma was expected')
    } else {
      isSeparated = false
      enterValue(byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 'nested' : byte === QUOTE ? 'string' : 'scalar')
    }
  }

  function isLikeOthers(at: number): boolean {
    flush()
    return model === null || resembles(topKeys(buf, at, buf.length), model, findEnd(buf, at, buf.length) > 0)
  }

  function acceptWaiting() {
    if (waiting !== null) add(waiting.from, waiting.to, waiting.line)
    waiting = null
  }

  function leaveElements() {
    flush()
    envelope = null
    page = null
    mode = isInObject ? 'object' : 'values'
    expects = 'comma'
  }

  /** At the top level of a top-level object. */
  function scanObject(isEnd: boolean) {
    while (pos < buf.length && isSpace(buf[pos]!)) {
      if (buf[pos] === NEWLINE) line++
      pos++
    }
    if (pos >= buf.length) return
    const byte = buf[pos]!
    if (expects === 'key') {
      if (byte === CLOSE_OBJECT) return leaveObject()
      if (byte === COMMA) {
        pos++
        return
      }
      const to = byte === QUOTE ? findStringEnd(buf, pos, buf.length) : BROKEN
      if (to === INCOMPLETE && !isEnd) return
      if (to < 0) return breakObject('a member name was expected')
      keyStart = pos
      key = readKey(buf, pos, to)
      pos = to
      expects = 'colon'
    } else if (expects === 'colon') {
      if (byte !== COLON) return breakObject('a colon was expected')
      pos++
      expects = 'value'
    } else if (expects === 'value') {
      if (byte === OPEN_ARRAY && key !== null && options.envelopes.includes(key)) {
        const of = hasEnvelope || dropped !== -1 ? page : readPage(buf.subarray(objectStart, keyStart))
        hasEnvelope = true
        dropped = -1
        pos++
        enterElements(key, of, true)
        return
      }
      if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === COMMA) return breakObject('a value was expected')
      expects = 'comma'
      enterValue(byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 'nested' : byte === QUOTE ? 'string' : 'scalar')
    } else if (byte === COMMA) {
      pos++
      expects = 'key'
    } else if (byte === CLOSE_OBJECT) {
      leaveObject()
    } else {
      breakObject('a comma was expected')
    }
  }

  function leaveObject() {
    pos++
    mode = 'values'
    if (hasEnvelope) return
    envelope = null
    page = null
    if (dropped !== -1) giveUpLong(dropped + (pos - objectStart))
    else if (isObjectTooDeep) report(objectStart, objectLine, 'too_deep', tooDeep)
    else add(objectStart, pos, objectLine)
  }

  function breakObject(what: string) {
    if (hasEnvelope) {
      return lose(pos, line, `not valid JSON: ${what} behind the records`)
    }
    // Its brackets may still be right: then it is as long as they say, and only fails to parse.
    mode = 'values'
    envelope = null
    page = null
    pos = objectStart
    line = objectLine
    enterValue('nested')
  }

  /** Inside of a value: to its end, or to the end of the bytes at hand. */
  function scanValue(isEnd: boolean) {
    if (valueKind === 'scalar') return scanScalar(isEnd)
    // Locals are much faster than captured variables, and this loop sees every byte.
    const bytes = buf
    let i = pos
    let level = depth
    let inString = isInString
    const last = bytes.length
    while (i < last) {
      if (inString) {
        const byte = bytes[i]!
        if (byte === QUOTE) {
          inString = false
          i++
          if (level === 0) break
        } else if (byte === BACKSLASH) {
          if (i + 1 >= last) break
          i += 2
        } else if (byte < 32) {
          pos = i
          return breakValue('a line end or control character inside a string')
        } else i++
        continue
      }
      const byte = bytes[i]!
      const kind = kinds[byte]!
      if (kind === 0) i++
      else if (kind === 1) {
        inString = true
        i++
      } else if (kind === 2) {
        if (level < MAX_DEPTH) brackets[level] = byte
        else isTooDeep = true
        level++
        i++
      } else if (kind === 3) {
        level--
        if (level < MAX_DEPTH && brackets[level]! + 2 !== byte) {
          pos = i
          return breakValue('a bracket is closed that was not opened')
        }
        i++
        if (level === 0) break
      } else {
        line++
        i++
      }
    }
    pos = i
    depth = level
    isInString = inString
    if (level === 0 && !inString && i > start) completeValue()
  }

  function scanScalar(isEnd: boolean) {
    // Between values a stray word is taken to the end of its line: prose gives one reject a line, not one a word.
    while (pos < buf.length) {
      const byte = buf[pos]!
      if (
        mode === 'values'
          ? byte === NEWLINE
          : isSpace(byte) || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT
      )
        break
      pos++
    }
    if (pos < buf.length || isEnd) completeValue()
  }

  function completeValue() {
    isInValue = false
    if (mode === 'object') {
      isObjectTooDeep ||= isTooDeep
      return
    }
    if (dropped !== -1) giveUpLong(dropped + (pos - start))
    else if (isTooDeep) report(start, startLine, 'too_deep', tooDeep)
    else if (mode === 'values' || valueKind === 'nested') add(start, pos, startLine)
    else if (valueKind === 'scalar' && !literal.test(buf.toString('latin1', start, pos))) {
      lose(start, startLine, 'not valid JSON: a record was expected')
    } else waiting = { from: start, to: pos, line: startLine }
  }

  function giveUpLong(size: number) {
    flush()
    count++
    const detail = `the record is ${size} bytes long`
    broken.push({
      no: count,
      line: droppedLine,
      offset: droppedOffset,
      reason: 'too_long',
      detail,
      excerpt: droppedBeginning,
    })
    dropped = -1
  }

  function breakValue(what: string) {
    isInValue = false
    if (mode === 'object') {
      if (hasEnvelope) return breakObject(what)
      return lose(objectStart, objectLine, `not valid JSON: ${what}`)
    }
    lose(start, startLine, `not valid JSON: ${what}`)
  }

  /** Lets a value that grew beyond the limit go, unless it is a broken record that swallowed the next ones. */
  function limit() {
    const isObject = mode === 'object' && !hasEnvelope
    if (dropped === -1 && (isObject || (isInValue && mode !== 'object'))) {
      const from = isObject ? objectStart : start
      if (pos - from <= options.maxRecordBytes) return
      flush()
      if (isInValue && mode !== 'object') {
        const again = resync(start + 1, traitsOf(start, pos), true)
        if (again !== -1) {
          report(start, startLine, 'malformed_json', 'not valid JSON: the record has no end')
          isInValue = false
          isSeparated = true
          moveTo(again)
          run(false)
          return
        }
      }
      droppedBeginning = excerpt(buf.subarray(from, pos))
      droppedLine = isObject ? objectLine : startLine
      droppedOffset = base + from
      dropped = 0
    }
    if (dropped === -1) return
    // `dropped` counts what lies before the bytes that are kept.
    if (isObject) {
      dropped += pos - objectStart
      objectStart = pos
    } else if (isInValue && mode !== 'object') {
      dropped += pos - start
      start = pos
    }
  }

  /** Goes back to where the broken record begins and looks for the next one. */
  function lose(from: number, fromLine: number, detail: string) {
    flush()
    isInValue = false
    if (dropped !== -1) {
      lostFrom = {
        offset: droppedOffset,
        line: droppedLine,
        excerpt: droppedBeginning,
        detail,
        traits: { keys: [], indent: -1 },
      }
      dropped = -1
    } else {
      lostFrom = {
        offset: base + from,
        line: fromLine,
        excerpt: excerpt(buf.subarray(from)),
        detail,
        traits: traitsOf(from, pos),
      }
      pos = from + 1
      line = fromLine
    }
    if (mode === 'object') {
      mode = 'values'
      envelope = null
      page = null
    }
    resume = mode === 'elements' ? 'elements' : 'values'
    mode = 'lost'
  }

  function seek(isEnd: boolean) {
    const again = resync(pos, lostFrom!.traits, !isEnd)
    if (again === -1) {
      // A candidate may straddle the end of the bytes at hand: keep some of them for the next look.
      moveTo(isEnd ? buf.length : Math.max(pos, buf.length - 4096))
      if (!isEnd) return
      endLost()
      mode = 'values'
      return
    }
    moveTo(again)
    endLost()
  }

  function endLost() {
    const { offset, line: at, excerpt: beginning, detail } = lostFrom!
    count++
    broken.push({ no: count, line: at, offset, reason: 'malformed_json', detail, excerpt: beginning })
    lostFrom = null
    isSeparated = true
    mode = resume
  }

  function moveTo(to: number) {
    for (let i = pos; i < to; i++) if (buf[i] === NEWLINE) line++
    pos = to
  }

  /**
   * Where the next record begins at or behind `from`: an opening brace behind a comma, a bracket or a line end, whose object is whole and
   * resembles the records before (or what is readable of the broken one; where nothing is, it must stand as far from the line's beginning).
   * -1 when there is none.
   */
  function resync(from: number, broke: Traits, isOpen: boolean): number {
    return nextLike(buf, from, buf.length, broke, isOpen)
  }

  function nextLike(bytes: Buffer, from: number, end: number, broke: Traits, isOpen: boolean): number {
    const like = model ?? broke.keys
    // Each candidate is scanned to its end; hostile input must not make that quadratic.
    let budget = Math.max(8 * (end - from), 1 << 16)
    for (let i = bytes.indexOf(OPEN_OBJECT, from); i !== -1 && budget > 0; i = bytes.indexOf(OPEN_OBJECT, i + 1)) {
      if (!isBehindSeparator(bytes, i)) continue
      const to = findEnd(bytes, i, end)
      budget -= to > 0 ? to - i : to === INCOMPLETE ? end - i : BROKEN - to + 64
      if (to <= BROKEN || (to === INCOMPLETE && !isOpen)) continue
      const keys = topKeys(bytes, i, to > 0 ? to : end)
      if (like.length === 0 ? broke.indent !== -1 && indentOf(i) === broke.indent : resembles(keys, like, to > 0))
        return i
    }
    return -1
  }

  function traitsOf(from: number, to: number): Traits {
    return { keys: buf[from] === OPEN_OBJECT ? topKeys(buf, from, to) : [], indent: indentOf(from) }
  }

  /** Blanks between the beginning of the line and `at`; -1 when something else stands there. */
  function indentOf(at: number) {
    let i = at - 1
    while (i >= 0 && (buf[i] === 32 || buf[i] === 9)) i--
    return i < 0 || buf[i] === NEWLINE ? at - 1 - i : -1
  }

  function isBehindSeparator(bytes: Buffer, at: number) {
    let i = at - 1
    let isNewLine = false
    while (i >= 0 && isSpace(bytes[i]!)) {
      if (bytes[i] === NEWLINE) isNewLine = true
      i--
    }
    return isNewLine || i < 0 || bytes[i] === COMMA || bytes[i] === OPEN_ARRAY
  }

  function report(from: number, at: number, reason: BrokenReason, detail: string) {
    flush()
    count++
    broken.push({ no: count, line: at, offset: base + from, reason, detail, excerpt: excerpt(buf.subarray(from)) })
  }

  function add(from: number, to: number, at: number) {
    if (to - from > options.maxRecordBytes) return report(from, at, 'too_long', `the record is ${to - from} bytes long`)
    isListed = mode === 'elements'
    starts.push(from)
    ends.push(to)
    lines.push(at)
  }

  /** Parses the complete records. */
  function flush() {
    if (starts.length === 0) return
    const from = starts[0]!
    const to = ends[ends.length - 1]!
    const group = buf.subarray(from, to)
    const risks = findRisks(group)
    const text = decodeUtf8(group)
    let values: unknown[] | null = null
    if (text !== null && (isListed || starts.length === 1) && !(risks & DEEP) && !options.keepText) {
      try {
        const parsed = parse(`[${text}]`, risks) as unknown[]
        if (parsed.length === starts.length) values = parsed
      } catch {
        values = null
      }
    }
    for (let i = 0; i < starts.length; i++) {
      count++
      const place = { no: count, line: lines[i]!, offset: base + starts[i]! }
      if (values !== null) keep(values[i], place, null)
      else parseOne(buf.subarray(starts[i]!, ends[i]!), place)
    }
    if (records.length > 0) model = keysOfValue(records[records.length - 1]!.value) ?? model
    starts = []
    ends = []
    lines = []
  }

  function parseOne(bytes: Buffer, place: { no: number; line: number; offset: number }) {
    const text = decodeUtf8(bytes)
    if (text === null) {
      broken.push({ ...place, reason: 'bad_encoding', detail: describeBadBytes(bytes), excerpt: excerpt(bytes) })
      return
    }
    let value: unknown
    try {
      value = parse(text, findRisks(bytes))
    } catch (error) {
      broken.push({ ...place, ...complaint(error, false), excerpt: excerpt(bytes) })
      salvage(bytes, place)
      return
    }
    keep(value, place, options.keepText ? text : null)
  }

  /** A bracket too many or too few in a record may have swallowed the records behind it: those are read as an array of their own. */
  function salvage(bytes: Buffer, place: { line: number; offset: number }) {
    if (level >= MOST_SALVAGES) return
    const from = nextLike(bytes, 1, bytes.length, { keys: topKeys(bytes, 0, bytes.length), indent: -1 }, false)
    if (from === -1) return
    let before = 0
    for (let i = 0; i < from; i++) if (bytes[i] === NEWLINE) before++
    const inner = splitJson(
      options,
      { no: count, line: place.line + before, offset: place.offset + from - 1 },
      level + 1,
    )
    const begun = inner.push(Buffer.concat([Buffer.from('['), bytes.subarray(from)]))
    const ended = inner.end()
    for (const { value, no, line: at, offset, text } of [...begun.records, ...ended.records]) {
      keep(value, { no, line: at ?? place.line, offset: offset ?? place.offset }, text ?? null)
      count = no
    }
    for (const one of [...begun.broken, ...ended.broken]) {
      // The brackets that close the document were taken for the record's.
      if (/^[\]}\s]*$/.test(one.excerpt) && one.no > count) continue
      broken.push(one)
      count = Math.max(count, one.no)
    }
  }

  function keep(value: unknown, place: { no: number; line: number; offset: number }, text: string | null) {
    const record: ReadRecord = { value, ...place, envelope }
    if (page === null && text === null) records.push(record)
    else records.push({ ...record, ...(page && { page }), ...(text !== null && { text }) })
  }

  /** What is still open when the document is over is a record that breaks off. */
  function finish() {
    if (dropped !== -1) {
      const from = mode === 'object' ? objectStart : start
      giveUpLong(dropped + (buf.length - from))
    } else if (isInValue && mode !== 'object') {
      if (!salvageEnd(start, startLine)) report(start, startLine, 'truncated', 'the record breaks off before its end')
    } else if (mode === 'object' && !hasEnvelope) {
      if (!salvageEnd(objectStart, objectLine))
        report(objectStart, objectLine, 'truncated', 'the record breaks off before its end')
    } else if (mode !== 'values') {
      acceptWaiting()
      flush()
      report(buf.length, line, 'truncated', 'the document breaks off behind the last record')
    }
  }

  /** A record without end may be one with a quote too many that swallowed the records behind it. */
  function salvageEnd(from: number, at: number): boolean {
    const again = resync(from + 1, traitsOf(from, buf.length), false)
    if (again === -1) return false
    const wasElements = mode === 'elements'
    report(from, at, 'malformed_json', 'not valid JSON: the record has no end')
    isInValue = false
    isSeparated = true
    pos = from
    line = at
    moveTo(again)
    mode = wasElements ? 'elements' : 'values'
    run(true)
    flush()
    finish()
    return true
  }

  return { push, end }
}

/** The members before the envelope. */
function readPage(bytes: Buffer): Page | null {
  const text = decodeUtf8(bytes)?.trimEnd().replace(/,$/, '')
  if (text === undefined) return null
  try {
    return parse(`${text}}`, findRisks(bytes)) as Page
  } catch {
    return null
  }
}

function keysOfValue(value: unknown): readonly string[] | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : null
}

/** Three quarters of the top-level keys, or half of them and the first. Of an object that is not whole yet only the first can be asked for. */
function resembles(keys: readonly string[], like: readonly string[], isWhole: boolean): boolean {
  if (!isWhole) return keys.length > 0 && keys[0] === like[0]
  const shared = like.filter((key) => keys.includes(key)).length / like.length
  return shared >= 0.75 || (shared >= 0.5 && keys[0] === like[0])
}
