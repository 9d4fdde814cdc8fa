/** Looks at the beginning of an export: how it is laid out, and which connectors know it. */
import type { Connector, ExportFormat, ExportHead } from '../connector.js'
import type { ReadRecord } from '../read-batch.js'
import { decodeMarking, decodeUtf8 } from '../read-bytes.js'
import { readCsv, sniffCsv } from '../read-csv.js'
import { readJson } from '../read-json.js'
import { readPlain } from '../read-plain.js'
import { codeOf } from './discover.js'
import { isZip } from './list-archive.js'
import { type ExpansionLimit, type ExportFile, isGzipped, openExport } from './open-export.js'

/** What the beginning of an export says. */
export interface Inspection {
  /** An archive is to be listed; `empty` has no byte; `unreadable` cannot be opened or is no text. */
  readonly kind: 'archive' | 'empty' | 'unreadable' | 'text'
  readonly format: ExportFormat | null
  /** Ids of the connectors that claim it, in the order of the registry. */
  readonly claims: readonly string[]
  readonly problem: string | null
}

/** Bytes of the beginning that are looked at; enough for one record of nearly any export. */
const BEGINNING = 1 << 20
const FIRST_RECORDS = 20
const FIRST_TEXT = 65_536

/** Looks at an export. Each connector sees it through its own envelopes. Throws for nothing that is in the file. */
export async function inspect(
  source: ExportFile,
  connectors: readonly Connector[],
  limit: ExpansionLimit,
): Promise<Inspection> {
  let beginning: { bytes: Buffer; isWhole: boolean; problem: string | null }
  try {
    beginning = await readBeginning(source, limit)
  } catch (error) {
    return { kind: 'unreadable', format: null, claims: [], problem: `cannot be read (${codeOf(error)})` }
  }
  const { bytes, isWhole, problem } = beginning
  if (bytes.length === 0) return { kind: 'empty', format: null, claims: [], problem: problem ?? 'the file is empty' }
  if (isZip(bytes)) {
    if (!(await isGzipped(source, limit))) return { kind: 'archive', format: null, claims: [], problem }
    return { kind: 'unreadable', format: null, claims: [], problem: 'is a .zip inside of a .gz: unpack it first' }
  }
  const binary = describeBinary(bytes)
  if (binary !== null) return { kind: 'unreadable', format: null, claims: [], problem: binary }
  const format = formatOf(bytes, isWhole, source.file)
  const { claims, failed } = await claimsOf({ source, format, bytes, isWhole }, connectors)
  return { kind: 'text', format, claims, problem: claims.length === 0 ? (failed ?? problem) : problem }
}

/** Path as connectors see it: `.gz` taken off. */
export function shownName(file: string): string {
  return file.replace(/\.(?:gz|gzip)$/i, '')
}

async function readBeginning(source: ExportFile, limit: ExpansionLimit) {
  const opened = openExport(source, limit, true)
  const parts: Buffer[] = []
  let size = 0
  let isWhole = true
  for await (const piece of opened.bytes) {
    parts.push(piece)
    size += piece.length
    if (size >= BEGINNING) {
      isWhole = false
      break
    }
  }
  return {
    bytes: Buffer.concat(parts).subarray(0, BEGINNING),
    isWhole: isWhole && size <= BEGINNING,
    problem: opened.state.problem,
  }
}

/** What people drop into a folder of exports that is no text, by its first bytes, with what to do about it. */
const binaries: readonly (readonly [mark: string | RegExp, what: string])[] = [
  ['BZh', 'is compressed with bzip2: unpack it first'],
  ['\xfd7zXZ', 'is compressed with xz: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'is compressed with zstd: unpack it first'],
  ['7z\xbc\xaf\x27\x1c', 'is a 7z archive: unpack it first'],
  ['Rar!', 'is a RAR archive: unpack it first'],
  [/^[\s\S]{257}ustar/, 'is a tar archive: unpack it first'],
  ['PAR1', 'is Parquet: export JSON or CSV'],
  ['SQLite format 3', 'is an SQLite database: export JSON or CSV'],
  ['%PDF', 'is a PDF: export JSON or CSV'],
  ['ElfFile', 'is a Windows event log: export JSON or CSV'],
]

function describeBinary(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 512)
  const known = binaries.find(([mark]) => (typeof mark === 'string' ? head.startsWith(mark) : mark.test(head)))
  if (known) return known[1]
  return bytes.subarray(0, 8192).includes(0) ? 'is binary, not text' : null
}

// ── layout ──

/** How the text is laid out, by its beginning. */
function formatOf(bytes: Buffer, isWhole: boolean, file: string): ExportFormat {
  const text = decodeMarking(bytes)
  const start = text.search(/[^\s\x1e]/)
  if (start === -1) return 'text'
  const first = text[start]!
  if (first === '{' || first === '[') return jsonFormatOf(text, isWhole)
  if (first === '<' && /^<(?:\?xml|!--|!DOCTYPE|[A-Za-z_])/.test(text.slice(start, start + 20))) return 'xml'
  return isTable(text, file) ? 'csv' : 'text'
}

/** Lines when most lines are values of their own; else by the first bracket and by what follows its end. */
function jsonFormatOf(text: string, isWhole: boolean): ExportFormat {
  const lines = text.split('\n')
  if (!isWhole) lines.pop()
  const solid = lines.filter((line) => line.trim() !== '').slice(0, 100)
  if (solid.length >= 2) {
    const values = solid.filter(isValue).length
    const begun = solid.filter((line) => /^\s*[{[]/.test(line) && !line.trimEnd().endsWith(',')).length
    if (values >= 1 && (values * 2 >= solid.length || begun * 5 >= solid.length * 4) && !isListOfLines(solid)) return 'json-lines'
  }
  if (!isWhole && solid.length === 1 && isValue(solid[0]!)) return 'json-lines'
  const document = text.trim()
  if (isWhole && isValue(document)) return document.startsWith('[') ? 'json-array' : 'json-object'
  const end = endOfValue(document)
  if (end !== -1 && document.slice(end).trim() !== '') return 'json-values'
  return document.startsWith('[') ? 'json-array' : 'json-object'
}

function isValue(line: string): boolean {
  if (!/^\s*[{[]/.test(line)) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** `[`, then a record a line: the last one parses by itself, the others end with a comma. */
function isListOfLines(lines: readonly string[]) {
  return lines[0]!.trim() === '['
}

/** Behind the first value; -1 when it does not end here. */
function endOfValue(text: string): number {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++
    } else if (c === '{' || c === '[') depth++
    else if (c === '}' || c === ']') {
      depth--
      if (depth === 0) return i + 1
    }
  }
  return -1
}

function isTable(text: string, file: string): boolean {
  const isNamedSo = /\.(?:csv|tsv|tab)$/i.test(shownName(file))
  const { header, consistency, rows } = sniffCsv(text)
  if (isNamedSo) return true
  return header.length >= 2 && header.every((cell) => cell.length <= 100) && rows >= 1 && consistency >= 0.8
}

// ── claims ──

interface Beginning {
  readonly source: ExportFile
  readonly format: ExportFormat
  readonly bytes: Buffer
  readonly isWhole: boolean
}

async function claimsOf(beginning: Beginning, connectors: readonly Connector[]) {
  const heads = new Map<string, ExportHead>()
  const claims: string[] = []
  let failed: string | null = null
  const present = topLevelKeys(beginning)
  for (const connector of connectors) {
    // Connectors whose envelopes do not occur see the same head.
    const envelopes = (connector.envelopes ?? []).filter((key) => present === null || present.has(key))
    const name = JSON.stringify(envelopes)
    let head = heads.get(name)
    if (!head) {
      head = await headOf(beginning, envelopes)
      heads.set(name, head)
    }
    try {
      if (connector.looksLike(head)) claims.push(connector.id)
    } catch (error) {
      failed = `the connector ${connector.id} failed while looking at it: ${(error as Error).message}`
    }
  }
  return { claims, failed }
}

/** Keys that may be envelopes: every key in the text, roughly; null when there is no telling. */
function topLevelKeys({ format, bytes }: Beginning): ReadonlySet<string> | null {
  if (!format.startsWith('json')) return new Set()
  const text = decodeUtf8(bytes)
  if (text === null || text.includes('\\u')) return null
  return new Set([...text.matchAll(/"(\w{1,64})"\s*:\s*\[/g)].map(([, key]) => key!))
}

async function headOf(
  { source, format, bytes, isWhole }: Beginning,
  envelopes: readonly string[],
): Promise<ExportHead> {
  const records = await firstRecords(format, bytes, isWhole, envelopes)
  const text = decodeMarking(bytes.subarray(0, FIRST_TEXT))
  const envelope = records[0]?.envelope ?? (format === 'json-object' ? emptyEnvelope(bytes, isWhole, envelopes) : null)
  return {
    file: shownName(source.file),
    format,
    envelope,
    keys: keysOf(format, records, bytes),
    header: format === 'csv' ? sniffCsv(decodeMarking(bytes)).header : [],
    records: records.map((record) => record.value),
    text: text.replace(/\p{Surrogate}/gu, '\ufffd'),
  }
}

async function firstRecords(format: ExportFormat, bytes: Buffer, isWhole: boolean, envelopes: readonly string[]) {
  const records: ReadRecord[] = []
  if (format === 'xml') return records
  const limit = { maxRecordBytes: BEGINNING }
  // The splitter gives what is complete; a whole document also tells the members behind its records.
  const wholeBytes = isWhole ? BEGINNING : 0
  const source = given(bytes)
  const batches =
    format === 'csv'
      ? readCsv(source, limit)
      : format === 'text'
        ? readPlain(source, limit)
        : readJson(source, { ...limit, format, envelopes, wholeBytes })
  for await (const batch of batches) {
    records.push(...batch.records.slice(0, FIRST_RECORDS - records.length))
    if (records.length >= FIRST_RECORDS) break
  }
  return records
}

async function* given(bytes: Buffer) {
  yield bytes
}

/** The envelope of a page without records. */
function emptyEnvelope(bytes: Buffer, isWhole: boolean, envelopes: readonly string[]): string | null {
  if (!isWhole) return null
  const value = parsed(bytes)
  return envelopes.find((key) => Array.isArray(value?.[key])) ?? null
}

function keysOf(format: ExportFormat, records: readonly ReadRecord[], bytes: Buffer): readonly string[] {
  if (format === 'csv' || format === 'xml' || format === 'text' || format === 'json-array') return []
  const whole = format === 'json-object' ? parsed(bytes) : null
  if (whole !== null) return Object.keys(whole)
  const first = records[0]
  if (!first) return []
  if (first.envelope !== null) return [...Object.keys(first.page ?? {}), first.envelope]
  return typeof first.value === 'object' && first.value !== null && !Array.isArray(first.value)
    ? Object.keys(first.value)
    : []
}

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes) ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
