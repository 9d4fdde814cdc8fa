/** XML exports: the elements that are records one at a time, or the whole document as one record. */
import type { BrokenReason, BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt, inPieces } from './read-bytes.js'
import type { PlainOptions } from './read-plain.js'

/** How to read an XML export. */
export interface XmlOptions extends PlainOptions {
  /** Local names of the elements that are records; without any the document is one record of text. */
  readonly elements: readonly string[]
  /** Whether the bytes are only the beginning of a file: what breaks off at their end is not told. */
  readonly isBeginning?: boolean
}

/** Records are the text of their elements. Bad data never throws: it is a broken record. Memory is bounded by the longest record. */
export async function* readXml(bytes: AsyncIterable<Buffer>, options: XmlOptions): AsyncGenerator<ReadBatch> {
  if (options.elements.length > 0) yield* readElements(bytes, options)
  else yield* readWhole(bytes, options)
}

async function* readWhole(bytes: AsyncIterable<Buffer>, options: XmlOptions): AsyncGenerator<ReadBatch> {
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size <= options.maxRecordBytes || parts.length === 0) parts.push(chunk)
  }
  const document = Buffer.concat(parts)
  const place = { no: 1, line: 1, offset: 0 }
  if (size > options.maxRecordBytes) {
    const detail = `the document is ${size} bytes long`
    yield { records: [], broken: [{ ...place, reason: 'too_long', detail, excerpt: excerpt(document) }] }
    return
  }
  const text = decodeUtf8(document)
  if (text === null) {
    const detail = describeBadBytes(document)
    yield { records: [], broken: [{ ...place, reason: 'bad_encoding', detail, excerpt: excerpt(document) }] }
  } else if (text.trim() !== '') {
    yield { records: [{ value: text, ...place, envelope: null, ...(options.keepText && { text }) }], broken: [] }
  }
}

/** What is kept of the text around records, characters: XES writes the fields of a case there. */
const MOST_AROUND = 1 << 20

/** An element that is open outside of records. */
interface Around {
  /** Its text up to its first record, as Latin-1: pieces may end within a character. */
  text: string
  /** The same as it reads, once there is a record. */
  shown: string
  records: number
}

/** A stretch of markup: where it ends, and what it does to the depth. */
interface Markup {
  readonly end: number
  /** Local name of an element that begins or ends; empty for everything else. */
  readonly name: string
  readonly kind: 'open' | 'close' | 'empty' | 'other'
}

// Bytes are looked at as Latin-1: one character each, and markup is ASCII in UTF-8.
const tag = /<(\/?)([^\s<>/!?]+)[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/y
const declaration = /<!(?:[^[>]|\[[^\]]*\])*>/y
const blocks = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const
/** A tag that goes on for longer is no tag but a stray `<`. */
const LONGEST_TAG = 1 << 20

/** The markup that begins at `from`; null when its end is not there yet. */
function markupAt(text: string, from: number): Markup | null {
  const other = (end: number): Markup => ({ end, name: '', kind: 'other' })
  for (const [begin, end] of blocks) {
    if (!text.startsWith(begin, from)) continue
    const found = text.indexOf(end, from + begin.length)
    return found === -1 ? null : other(found + end.length)
  }
  const pattern = text.startsWith('<!', from) ? declaration : tag
  pattern.lastIndex = from
  const found = pattern.exec(text)
  if (!found) {
    const isStray = /[\s<>="'&\d]/.test(text[from + 1] ?? '') || text.length - from > LONGEST_TAG
    return isStray ? other(from + 1) : null
  }
  const end = pattern.lastIndex
  if (found[2] === undefined) return other(end)
  const name = found[2].slice(found[2].indexOf(':') + 1)
  return { end, name, kind: found[1] !== '' ? 'close' : text[end - 2] === '/' ? 'empty' : 'open' }
}

/** The record that is being read. */
interface Open {
  /** Where it begins in the file, bytes. */
  readonly offset: number
  readonly line: number
  /** What came of it before the bytes at hand; dropped when it gets too long. */
  readonly parts: Buffer[]
  /** Elements that are open, its own counted. */
  depth: number
}

async function* readElements(bytes: AsyncIterable<Buffer>, options: XmlOptions): AsyncGenerator<ReadBatch> {
  const wanted = new Set(options.elements)
  const around: Around[] = [{ text: '', shown: '', records: 0 }]
  let open: Open | null = null
  let rest: Buffer = Buffer.alloc(0)
  let base = 0
  let line = 1
  let no = 0
  let records: ReadRecord[] = []
  let broken: BrokenRecord[] = []

  function fail(record: Open, reason: BrokenReason, detail: string, content: Buffer) {
    broken.push({ no, line: record.line, offset: record.offset, reason, detail, excerpt: excerpt(content) })
  }

  function finish(record: Open, from: number, end: number) {
    open = null
    const content = Buffer.concat([...record.parts, rest.subarray(from, end)])
    const size = base + end - record.offset
    const parent = around[around.length - 1]!
    if (parent.records++ === 0) parent.shown = Buffer.from(parent.text, 'latin1').toString('utf8')
    no++
    if (size > options.maxRecordBytes) return fail(record, 'too_long', `the record is ${size} bytes long`, content)
    const text = decodeUtf8(content)
    if (text === null) return fail(record, 'bad_encoding', describeBadBytes(content), content)
    const { line, offset } = record
    const page = { parent: parent.shown, index: parent.records }
    records.push({ value: text, no, line, offset, envelope: null, page, ...(options.keepText && { text }) })
  }

  /** Text outside of records belongs to the element around it, until that has its first record. */
  function keep(from: number, to: number) {
    const own = around[around.length - 1]!
    if (own.records === 0 && own.text.length < MOST_AROUND && to > from) own.text += rest.toString('latin1', from, to)
  }

  /** An element that ends without a record in it is a part of the text around it. */
  function fold() {
    const { text, records: found } = around.pop()!
    const own = around[around.length - 1]!
    if (found === 0 && own.records === 0 && own.text.length < MOST_AROUND) own.text += text
  }

  /** Works through what is there and gives how far it came: to its end, or to markup that goes on. */
  function scan(): number {
    const text = rest.toString('latin1')
    let from = 0
    let done = 0
    let newline = text.indexOf('\n')
    const count = (to: number) => {
      for (; newline !== -1 && newline < to; newline = text.indexOf('\n', newline + 1)) line++
    }
    for (;;) {
      const at = text.indexOf('<', done)
      const markup = at === -1 ? null : markupAt(text, at)
      const end = at === -1 ? text.length : at
      if (open === null) keep(done, end)
      count(end)
      done = end
      if (markup === null) break
      const { kind, name } = markup
      done = markup.end
      if (open !== null) {
        if (kind === 'open') open.depth++
        else if (kind === 'close' && --open.depth === 0) finish(open, from, done)
      } else if (kind !== 'close' && wanted.has(name)) {
        from = at
        open = { offset: base + at, line, parts: [], depth: 1 }
        if (kind === 'empty') finish(open, from, done)
      } else if (kind === 'close') {
        keep(at, done)
        if (around.length > 1) fold()
      } else {
        if (kind === 'open') around.push({ text: '', shown: '', records: 0 })
        keep(at, done)
      }
      count(done)
    }
    if (open !== null) {
      const { parts, offset } = open as Open
      if (base + done - offset <= options.maxRecordBytes || parts.length === 0) parts.push(rest.subarray(from, done))
    }
    return done
  }

  for await (const chunk of inPieces(bytes)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const done = scan()
    rest = rest.subarray(done)
    base += done
    if (records.length > 0 || broken.length > 0) yield { records, broken }
    records = []
    broken = []
  }
  if (open === null || options.isBeginning) return
  no++
  const { parts } = open as Open
  fail(open, 'truncated', 'the document ends within the record', Buffer.concat([...parts, rest]))
  yield { records, broken }
}
