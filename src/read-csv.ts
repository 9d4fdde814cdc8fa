/** CSV and its relatives: quotes, line ends inside of cells, other delimiters, equal headers, rows that are too short. */
import Papa from 'papaparse'
import type { BrokenReason, BrokenRecord, ReadBatch, ReadRecord } from './read-batch.js'
import { EXCERPT_LENGTH } from './read-batch.js'
import { decodeMarking, describeMarks, hasMarks, inPieces, withoutMarks } from './read-bytes.js'

/** How to read a CSV export. */
export interface CsvOptions {
  /** A longer record is rejected, characters. */
  readonly maxRecordBytes: number
  /** Whether records carry the text they were read from. */
  readonly keepText?: boolean
}

/** How a table is written, found by looking at its beginning. */
export interface CsvLayout {
  readonly delimiter: string
  readonly newline: '\n' | '\r'
  /** Cells of the first row, trimmed. */
  readonly header: readonly string[]
  /** Share of the first rows that have as many cells as the header, 0 to 1. */
  readonly consistency: number
  /** Rows looked at, without the header. */
  readonly rows: number
}

const SNIFF_LENGTH = 65_536
const delimiters = [',', ';', '\t', '|']

/**
 * Reads rows from decoded UTF-8 bytes, in batches. The first row is the header; blank rows and repetitions of the header are no records. A row
 * with another number of cells than the header is broken (empty cells at its end aside), and so is one with bytes that are not UTF-8.
 * Memory is bounded by the longest record.
 */
export async function* readCsv(bytes: AsyncIterable<Buffer>, options: CsvOptions): AsyncGenerator<ReadBatch> {
  const table = openTable(options)
  let rest: Buffer[] = []
  for await (const chunk of inPieces(bytes)) {
    // Cut behind a line end: no character straddles it.
    const cut = chunk.lastIndexOf(10) + 1
    if (cut === 0) {
      rest.push(chunk)
      if (rest.length > 64) rest = [Buffer.concat(rest)]
      continue
    }
    yield* filled(table.push(decodeMarking(Buffer.concat([...rest, chunk.subarray(0, cut)]))))
    rest = cut < chunk.length ? [chunk.subarray(cut)] : []
  }
  if (rest.length > 0) yield* filled(table.push(decodeMarking(Buffer.concat(rest))))
  yield* filled(table.end())
}

function* filled(batch: ReadBatch) {
  if (batch.records.length > 0 || batch.broken.length > 0) yield batch
}

/** Looks at the beginning of a table (BOM and `sep=` line allowed) and says how it is written. */
export function sniffCsv(beginning: string): CsvLayout {
  const { text, declared } = skipPreamble(beginning.slice(0, SNIFF_LENGTH))
  const newline = text.includes('\r') && !text.includes('\n') ? '\r' : '\n'
  let best: CsvLayout | null = null
  for (const delimiter of declared !== null ? [declared] : delimiters) {
    const [header = [], ...rows] = firstRows(text, delimiter, newline, beginning.length > SNIFF_LENGTH)
    const even = rows.filter((row) => row.length === header.length).length
    const consistency = rows.length === 0 ? 1 : even / rows.length
    const layout = {
      delimiter,
      newline,
      header: header.map((cell) => cell.trim()),
      consistency,
      rows: rows.length,
    } as const
    if (header.length < 2 && declared === null) continue
    if (best === null || score(layout) > score(best)) best = layout
  }
  if (best !== null) return best
  const rows = firstRows(text, ',', newline, false)
  return {
    delimiter: ',',
    newline,
    header: (rows[0] ?? []).map((cell) => cell.trim()),
    consistency: 1,
    rows: Math.max(rows.length - 1, 0),
  }
}

function score(layout: CsvLayout) {
  return layout.consistency * 1000 + Math.min(layout.header.length, 900)
}

function skipPreamble(text: string): { text: string; declared: string | null } {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text
  const found = /^"?sep=(.)"?\r?\n/i.exec(plain)
  return found ? { text: plain.slice(found[0].length), declared: found[1]! } : { text: plain, declared: null }
}

function firstRows(text: string, delimiter: string, newline: '\n' | '\r', isCut: boolean): string[][] {
  const parser = new Papa.Parser({ delimiter, newline, preview: 20 })
  const { data } = parser.parse(text, 0, isCut) as { data: string[][] }
  return data.map(withoutCarriageReturn).filter((row) => !isBlank(row))
}

function isBlank(row: readonly string[]) {
  return row.every((cell) => cell.trim() === '')
}

/** The parser is told that lines end with a line feed; what stands before it in CRLF files is still in the last cell. */
function withoutCarriageReturn(row: string[]): string[] {
  const last = row[row.length - 1]
  if (last?.endsWith('\r')) row[row.length - 1] = last.slice(0, -1)
  return row
}

interface StepResult {
  readonly data: readonly string[][]
  readonly errors: readonly { readonly code: string }[]
  readonly meta: { readonly cursor: number }
}

/** A table that is given piece by piece. */
function openTable(options: CsvOptions) {
  let layout: CsvLayout | null = null
  /** First column of each name. */
  let columns: readonly (readonly [name: string, index: number])[] = []
  let pending = ''
  let line = 1
  let count = 0
  /** Characters at which it is worth to look for a complete row again. */
  let enough = 0
  let records: ReadRecord[] = []
  let broken: BrokenRecord[] = []
  /** Characters of a too long row that were let go; null when none is being skipped. */
  let skipped: { size: number; beginning: string } | null = null

  function push(text: string): ReadBatch {
    pending += text
    if (layout !== null || pending.length >= SNIFF_LENGTH) work(false)
    return take()
  }

  function end(): ReadBatch {
    work(true)
    if (skipped !== null) reject('too_long', `the row is ${skipped.size} characters long`, skipped.beginning)
    return take()
  }

  function take(): ReadBatch {
    const batch = { records, broken }
    records = []
    broken = []
    return batch
  }

  function work(isEnd: boolean) {
    if (layout === null) {
      const preamble = skipPreamble(pending)
      if (preamble.declared !== null) line++
      layout = sniffCsv(pending)
      pending = preamble.text
    }
    if (skipped !== null && !endSkipping()) return
    if (pending.length < enough && !isEnd) return
    // Each round ends at the end of what is complete, or behind the first line of a row whose quotes are broken.
    for (;;) {
      const { consumed, isRestart } = parseRows(isEnd)
      pending = pending.slice(consumed)
      if (isRestart) continue
      if (isEnd || pending.length <= options.maxRecordBytes) break
      dropLine(`a quote is opened and not closed for ${pending.length} characters`)
      if (skipped !== null) break
    }
    enough = pending.length * 2
  }

  /** Rows from the beginning of what is pending; gives the characters they take. */
  function parseRows(isEnd: boolean): { consumed: number; isRestart: boolean } {
    if (pending === '') return { consumed: 0, isRestart: false }
    const { delimiter, newline } = layout!
    const text = pending
    const hasQuotes = text.includes('"')
    let consumed = 0
    let isRestart = false
    const parser = new Papa.Parser({
      delimiter,
      newline,
      step: (result: unknown) => {
        const { data, errors, meta } = result as StepResult
        const row = withoutCarriageReturn(data[0] as string[])
        const from = consumed
        const source = options.keepText || hasQuotes ? text.slice(from, meta.cursor) : ''
        const lines = hasQuotes ? countLines(source, newline) : 1
        if (errors.length > 0 && lines > 1) {
          // What looks like one row may be several: only its first line is known to be bad.
          const to = text.indexOf(newline, from) + 1
          reject('bad_row', 'a quoted cell does not end where it should', text.slice(from, to))
          line++
          consumed = to
          isRestart = true
          parser.abort()
          return
        }
        consumed = meta.cursor
        takeRow(row, errors.length > 0, source)
        line += lines
      },
    })
    parser.parse(text, 0, !isEnd)
    return { consumed, isRestart }
  }

  function takeRow(row: string[], isBadlyQuoted: boolean, source: string) {
    const header = layout!.header
    if (isBlank(row)) return
    if (columns.length === 0) {
      columns = firstColumns(header)
      return
    }
    if (row.length === header.length && row.every((cell, i) => cell.trim() === header[i])) return
    const joined = row.join(layout!.delimiter)
    if (hasMarks(joined)) return reject('bad_encoding', describeMarks(joined), joined)
    if (isBadlyQuoted) return reject('bad_row', 'a quoted cell does not end where it should', joined)
    if (joined.length > options.maxRecordBytes)
      return reject('too_long', `the row is ${joined.length} characters long`, joined)
    if (row.length < header.length || row.slice(header.length).some((cell) => cell.trim() !== ''))
      return reject('bad_row', `the header has ${header.length} cells, the row has ${row.length}`, joined)
    const cells = row.length > header.length ? row.slice(0, header.length) : row
    const value: Record<string, string> = {}
    for (const [name, index] of columns) value[name] = cells[index]!
    count++
    const record: ReadRecord = { value, no: count, line, offset: null, envelope: null, header, cells }
    records.push(options.keepText ? { ...record, text: source.replace(/[\r\n]+$/, '') } : record)
  }

  function reject(reason: BrokenReason, detail: string, text: string) {
    count++
    broken.push({ no: count, line, offset: null, reason, detail, excerpt: withoutMarks(text.slice(0, EXCERPT_LENGTH)) })
  }

  /** Lets the first pending line go; where it does not end either, everything until it does. */
  function dropLine(why: string) {
    const to = pending.indexOf(layout!.newline) + 1
    if (to > 0) {
      reject('bad_row', why, pending.slice(0, to))
      line++
      pending = pending.slice(to)
      return
    }
    skipped = { size: pending.length, beginning: pending.slice(0, EXCERPT_LENGTH) }
    pending = ''
  }

  /** Whether the end of the line that is being skipped has been found. */
  function endSkipping(): boolean {
    const to = pending.indexOf(layout!.newline)
    skipped!.size += to === -1 ? pending.length : to
    pending = to === -1 ? '' : pending.slice(to + 1)
    if (to === -1) return false
    reject('too_long', `the row is ${skipped!.size} characters long`, skipped!.beginning)
    line++
    skipped = null
    return true
  }

  return { push, end }
}

function firstColumns(header: readonly string[]): (readonly [string, number])[] {
  const seen = new Map<string, number>()
  header.forEach((name, index) => {
    const safe = name === '__proto__' ? '[__proto__]' : name
    if (!seen.has(safe)) seen.set(safe, index)
  })
  return [...seen]
}

function countLines(text: string, newline: string): number {
  let lines = 0
  for (let at = text.indexOf(newline); at !== -1; at = text.indexOf(newline, at + 1)) lines++
  return Math.max(lines, 1)
}

/** Rows of a small comma-separated file of the operator's, each with the line it starts on; blank lines and lines that start with # left out. */
export function readCsvLines(text: string): { readonly cells: readonly string[]; readonly line: number }[] {
  const found: { cells: readonly string[]; line: number }[] = []
  let line = 1
  let cursor = 0
  Papa.parse<string[]>(text, {
    delimiter: ',',
    step: ({ data, meta }) => {
      const blank = data.every((cell) => cell.trim() === '')
      if (!blank && !data[0]!.startsWith('#')) found.push({ cells: data, line })
      line += text.slice(cursor, meta.cursor).split('\n').length - 1
      cursor = meta.cursor
    },
  })
  return found
}
