/** Looks at the beginning of an export: how it is laid out, and which connectors know it. */
import type { Connector, ExportFormat, ExportHead } from '../connector.js'
import type { ReadRecord } from '../read-batch.js'
import { decodeMarking } from '../read-bytes.js'
import { readCsv, sniffCsv } from '../read-csv.js'
import { readJson } from '../read-json.js'
import { findEnd } from '../read-json-bytes.js'
import { readPlain } from '../read-plain.js'
import { readXml } from '../read-xml.js'
import { codeOf } from './error-code.js'
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

/** Bytes of the beginning that are looked at, and those when nobody knows the export by the first: enough for one record of nearly any. */
const BEGINNING = 1 << 16
const LONG_BEGINNING = 1 << 20
const FIRST_RECORDS = 20
/** Bytes of records that are parsed at a time: no more than are needed. */
const FEW = 4096
const FIRST_TEXT = 65_536

/** Looks at an export. Each connector sees it through its own envelopes. Throws for nothing that is in the file. */
export async function inspect(
  source: ExportFile,
  connectors: readonly Connector[],
  limit: ExpansionLimit,
): Promise<Inspection> {
  try {
    const quick = await inspectBeginning(source, connectors, limit, BEGINNING)
    // Whoever claims an export of which no record was seen goes by its words alone: records know better.
    if ((quick.claims.length > 0 && quick.hasRecords) || quick.isWhole) return quick
    return await inspectBeginning(source, connectors, limit, LONG_BEGINNING)
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    return { kind: 'unreadable', format: null, claims: [], problem: `cannot be read (${codeOf(error)})` }
  }
}

async function inspectBeginning(
  source: ExportFile,
  connectors: readonly Connector[],
  limit: ExpansionLimit,
  size: number,
): Promise<Inspection & { readonly isWhole: boolean; readonly hasRecords: boolean }> {
  const { bytes, isWhole, problem } = await readBeginning(source, limit, size)
  const nothing = { format: null, claims: [], isWhole: true, hasRecords: false }
  if (bytes.length === 0) return { ...nothing, kind: 'empty', problem: problem ?? 'the file is empty' }
  if (isZip(bytes)) {
    if (!(await isGzipped(source, limit))) return { ...nothing, kind: 'archive', problem }
    return { ...nothing, kind: 'unreadable', problem: 'is a .zip inside of a .gz: unpack it first' }
  }
  const binary = describeBinary(bytes)
  if (binary !== null) return { ...nothing, kind: 'unreadable', problem: binary }
  const beginning: Beginning = { ...formatOf(bytes, isWhole, source.file), source, bytes, isWhole }
  const asRecords = await claimsOf(beginning, connectors)
  // Elements that nobody knows may be pages, which hold the records.
  const isPages = beginning.format === 'json-array' && asRecords.claims.length === 0
  const asPages = isPages ? await claimsOf({ ...beginning, format: 'json-pages' }, connectors) : asRecords
  const { claims, failed, hasRecords } = asPages
  return {
    kind: 'text',
    format: isPages && claims.length > 0 ? 'json-pages' : beginning.format,
    claims,
    problem: claims.length === 0 ? (failed ?? problem) : problem,
    isWhole,
    hasRecords,
  }
}

/** Path as connectors see it: `.gz` taken off. */
export function shownName(file: string): string {
  return file.replace(/\.(?:gz|gzip)$/i, '')
}

async function readBeginning(source: ExportFile, limit: ExpansionLimit, most: number) {
  const opened = openExport(source, limit, { isPeek: true })
  const parts: Buffer[] = []
  let size = 0
  let isWhole = true
  for await (const piece of opened.bytes) {
    parts.push(piece)
    size += piece.length
    if (size > most) {
      isWhole = false
      break
    }
  }
  return {
    bytes: Buffer.concat(parts).subarray(0, most),
    isWhole: isWhole && size <= most,
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

/** Log lines that begin with a time or a word in brackets (`[2026-03-02T10:00:00Z] "GET …`, `[main] INFO`): no JSON array does. */
const bracketedText = /^\[(?:\d{4}-\d{2}-\d{2}[T ]|(?!true\b|false\b|null\b)[A-Za-z])/

/** How the text is laid out, by its beginning; and the document, where it is one and whole. */
function formatOf(
  bytes: Buffer,
  isWhole: boolean,
  file: string,
): { format: ExportFormat; text: string; document: unknown } {
  const text = decodeMarking(bytes)
  const start = text.search(/[^\s\x1e]/)
  const first = text[start] ?? ''
  const bare = { text, document: undefined }
  const isBracketedText = bracketedText.test(text.slice(start, start + 20))
  if ((first === '{' && !isCarried(text)) || (first === '[' && !isBracketedText))
    return { ...jsonFormatOf(text, isWhole), text }
  if (first === '<' && /^<(?:\?xml|!--|!DOCTYPE|[A-Za-z_])/.test(text.slice(start, start + 20)))
    return { ...bare, format: 'xml' }
  return { ...bare, format: start !== -1 && isTable(text, file) ? 'csv' : 'text' }
}

/** Whether a log's lines carry the objects: some arrive bare and others behind what syslog writes, in one file. */
function isCarried(text: string): boolean {
  const lines = text.split('\n', 20).filter((line) => line.trim() !== '')
  const carried = lines.filter((line) => logLine.test(line) && line.includes('{'))
  return carried.length > 0 && lines.every((line) => line.startsWith('{') || carried.includes(line))
}

/** Lines when lines are values of their own; else by the first bracket and by what follows its end. */
function jsonFormatOf(text: string, isWhole: boolean): { format: ExportFormat; document: unknown } {
  const lines = text.split('\n', 200)
  if (!isWhole && lines.length < 200) lines.pop()
  const solid = lines.filter((line) => line.trim() !== '')
  const isListOfLines = solid[0]?.trim() === '['
  if (solid.length >= 2 && !isListOfLines) {
    const values = solid.filter(isValue).length
    const begun = solid.filter((line) => /^\s*[{[]/.test(line) && !line.trimEnd().endsWith(',')).length
    if (values >= 1 && (values * 2 >= solid.length || begun * 5 >= solid.length * 4))
      return { format: 'json-lines', document: undefined }
  }
  if (!isWhole && solid.length === 1 && isValue(solid[0]!)) return { format: 'json-lines', document: undefined }
  const trimmed = text.trim()
  const format = trimmed.startsWith('[') ? 'json-array' : 'json-object'
  const document = isWhole ? parsed(trimmed) : undefined
  if (document !== undefined) return { format, document }
  const bytes = Buffer.from(trimmed)
  const end = findEnd(bytes, 0, bytes.length)
  return { format: end > 0 && end < bytes.length ? 'json-values' : format, document: undefined }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isValue(line: string): boolean {
  return /^\s*[{[]/.test(line) && parsed(line) !== undefined
}

/** Lines of a log begin with a priority, a time or the mark of CEF and LEEF; no header of a table does, however even the commas behind it are. */
const logLine =
  /^\s*(?:<\d{1,3}>|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d{2}:\d{2}:\d{2}\s|(?:CEF|LEEF):\s?\d)/

function isTable(text: string, file: string): boolean {
  const isNamedSo = /\.(?:csv|tsv|tab)$/i.test(shownName(file))
  const { header, consistency, rows } = sniffCsv(text)
  if (isNamedSo) return true
  if (logLine.test(text.slice(0, 40))) return false
  return header.length >= 2 && header.every((cell) => cell.length <= 100) && rows >= 1 && consistency >= 0.8
}

// ── claims ──

interface Beginning {
  readonly source: ExportFile
  readonly format: ExportFormat
  readonly bytes: Buffer
  readonly isWhole: boolean
  /** Decoded; what is no UTF-8 is marked. */
  readonly text: string
  /** The parsed document, when it is one and whole. */
  readonly document: unknown
}

async function claimsOf(beginning: Beginning, connectors: readonly Connector[]) {
  const heads = new Map<string, ExportHead>()
  const claims: string[] = []
  let failed: string | null = null
  const arrays = arrayKeys(beginning)
  for (const connector of connectors) {
    // Connectors whose envelopes or elements do not occur see the same head.
    const splitAt = {
      envelopes: (connector.envelopes ?? []).filter((key) => arrays.has(key)),
      elements: beginning.format === 'xml' ? (connector.elements ?? []) : [],
    }
    const name = JSON.stringify(splitAt)
    let head = heads.get(name)
    if (!head) {
      head = await headOf(beginning, splitAt)
      heads.set(name, head)
    }
    try {
      if (connector.looksLike(head)) claims.push(connector.id)
    } catch (error) {
      failed = `the connector ${connector.id} failed while looking at it: ${(error as Error).message}`
    }
  }
  const givingWay = new Set(connectors.flatMap(({ id, insteadOf = [] }) => (claims.includes(id) ? insteadOf : [])))
  const hasRecords = [...heads.values()].some(({ records }) => records.length > 0)
  return { claims: claims.filter((id) => !givingWay.has(id)), failed, hasRecords }
}

/** What a connector says about where records lie. */
interface SplitAt {
  readonly envelopes: readonly string[]
  readonly elements: readonly string[]
}

/** Member names before an array, anywhere in the text: what may be an envelope. */
function arrayKeys({ format, text }: Beginning): ReadonlySet<string> {
  const keys = new Set<string>()
  if (!format.startsWith('json')) return keys
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1)) {
    const [name] = /"(?:[^"\\]|\\.){1,64}"(?=\s*:\s*$)/.exec(text.slice(Math.max(0, at - 80), at)) ?? []
    const key = name === undefined ? undefined : parsed(name)
    if (typeof key === 'string') keys.add(key)
  }
  return keys
}

async function headOf(beginning: Beginning, splitAt: SplitAt): Promise<ExportHead> {
  const { source, format, text } = beginning
  const { envelopes } = splitAt
  const records = await firstRecords(beginning, splitAt)
  const object = asObject(beginning.document)
  return {
    file: shownName(source.file),
    format,
    // A page without records has its envelope too.
    envelope: records[0]?.envelope ?? envelopes.find((key) => Array.isArray(object?.[key])) ?? null,
    keys: object ? Object.keys(object) : keysOf(format, records),
    header: format === 'csv' ? sniffCsv(text).header : [],
    records: records.map((record) => record.value),
    text: text.slice(0, FIRST_TEXT).replace(/\p{Surrogate}/gu, '\ufffd'),
  }
}

async function firstRecords(
  { format, bytes, isWhole }: Beginning,
  { envelopes, elements }: SplitAt,
): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  // An object that goes on is one record that is not all there, unless an array in it holds the records.
  if ((format === 'xml' && elements.length === 0) || (format === 'json-object' && !isWhole && envelopes.length === 0))
    return records
  const limit = { maxRecordBytes: LONG_BEGINNING }
  // The splitter gives what is complete; a whole document also tells the members behind its records.
  const wholeBytes = isWhole ? LONG_BEGINNING : 0
  const source = given(bytes)
  const batches =
    format === 'csv'
      ? readCsv(source, limit)
      : format === 'text'
        ? readPlain(source, limit)
        : format === 'xml'
          ? readXml(source, { ...limit, elements, isBeginning: !isWhole })
          : readJson(source, { ...limit, format, envelopes, wholeBytes, groupBytes: FEW, isBeginning: !isWhole })
  for await (const batch of batches) {
    records.push(...batch.records.slice(0, FIRST_RECORDS - records.length))
    if (records.length >= FIRST_RECORDS) break
  }
  return records
}

async function* given(bytes: Buffer) {
  yield bytes
}

function keysOf(format: ExportFormat, records: readonly ReadRecord[]): readonly string[] {
  const first = records[0]
  if (!first || !format.startsWith('json') || format === 'json-array') return []
  if (first.envelope !== null) return [...Object.keys(first.page ?? {}), first.envelope]
  return Object.keys(asObject(first.value) ?? {})
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}
