/** Turns the exports of a work unit into rows: decode, read, normalise, count. */
import type { Connector, ExportFormat, Reject, SourceRecord } from '../connector.js'
import type { BrokenRecord, ReadBatch, ReadRecord } from '../read-batch.js'
import { readCsv } from '../read-csv.js'
import { readJson } from '../read-json.js'
import { readPlain } from '../read-plain.js'
import { readXml } from '../read-xml.js'
import { type Collector, collectRows, type WrittenPart } from './collect-rows.js'
import { codeOf } from './error-code.js'
import { shownName } from './inspect.js'
import {
  type ExpansionLimit,
  type ExportFile,
  freshState,
  type OpenedState,
  openExport,
  openRaw,
} from './open-export.js'

/** One export to be read. */
export interface UnitFile {
  readonly source: ExportFile
  readonly sourceId: string
  /** Null: nobody knows it, it is only hashed. */
  readonly connector: string | null
  readonly format: ExportFormat | null
  readonly timezone: string | null
}

/** Consecutive exports that one worker reads; its number, of this run, keeps apart what workers write. */
export interface Unit {
  readonly number: number
  readonly files: readonly UnitFile[]
}

/** What became of one export. */
export interface FileResult {
  readonly sha256: string | null
  readonly contentSha256: string | null
  readonly read: number
  readonly used: number
  readonly rejected: number
  readonly firstEvent: number | null
  readonly lastEvent: number | null
  readonly problem: string | null
}

/** What became of a unit. */
export interface UnitResult {
  readonly files: readonly FileResult[]
  readonly parts: readonly WrittenPart[]
}

/** Limits that hold for every export. */
export interface Limits {
  readonly maxRecordBytes: number
  readonly maxExpansion: ExpansionLimit
}

/** Work done since the last report. */
export interface Progress {
  readonly bytes: number
  readonly records: number
  readonly rejects: number
  readonly files: number
}

/** Takes progress; what it gives is waited for before the work goes on. */
export type Report = (progress: Progress) => void | Promise<void>

/** Reads the exports of a unit one after the other and writes their rows. Bad data never throws; a count that does not add up does. */
export async function normalizeUnit(
  unit: Unit,
  caseDir: string,
  connectors: readonly Connector[],
  limits: Limits,
  onProgress: Report,
): Promise<UnitResult> {
  const collector = collectRows(caseDir, unit.number)
  const files: FileResult[] = []
  for (const file of unit.files) {
    const connector = connectors.find(({ id }) => id === file.connector) ?? null
    files.push(await normalizeFile(file, connector, collector, limits, onProgress))
  }
  return { files, parts: collector.finish() }
}

async function normalizeFile(
  file: UnitFile,
  connector: Connector | null,
  collector: Collector,
  limits: Limits,
  onProgress: Report,
): Promise<FileResult> {
  if (connector === null || file.format === null) return await hashOnly(file, limits, onProgress)
  return await readFile({ ...file, format: file.format }, connector, collector, limits, onProgress)
}

async function hashOnly(file: UnitFile, limits: Limits, onProgress: Report): Promise<FileResult> {
  const state = freshState()
  const { maxExpansion } = limits
  for await (const _ of watched(openRaw(file.source, maxExpansion, state), state));
  await onProgress({ bytes: state.taken, records: 0, rejects: 0, files: 1 })
  const nothing = { read: 0, used: 0, rejected: 0, firstEvent: null, lastEvent: null }
  return { sha256: state.sha256, contentSha256: null, ...nothing, problem: state.problem }
}

/** A disk that fails or a file that went away is damage like any other: what was read before is used. */
async function* watched(bytes: AsyncIterable<Buffer>, state: OpenedState): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    state.isDamaged = state.taken > 0
    state.problem = `cannot be read${state.taken > 0 ? ' to its end' : ''} (${codeOf(error)})`
  }
}

async function readFile(
  file: UnitFile & { readonly format: ExportFormat },
  connector: Connector,
  collector: Collector,
  limits: Limits,
  onProgress: Report,
): Promise<FileResult> {
  const { bytes, state } = openExport(file.source, limits.maxExpansion, {
    isSigned: connector.signed?.(file.source.file) != null,
  })
  const shown = shownName(file.source.file)
  let read = 0
  let used = 0
  let rejected = 0
  let lastBroken: BrokenRecord | null = null
  let reported = 0
  collector.begin({ sourceId: file.sourceId, connector: connector.id })

  function take(record: ReadRecord) {
    const { value, no, envelope, page, header, cells } = record
    const { format, timezone } = file
    const common = { value, no, file: shown, format, envelope, timezone }
    let source: SourceRecord = common
    if (page !== undefined) source = { value, no, file: shown, format, envelope, page, timezone }
    else if (cells !== undefined) source = { ...common, header, cells }
    const wrong = normalizeRecord(source, connector, collector)
    if (wrong.length === 0) {
      used++
      return
    }
    rejected++
    const { line, offset } = record
    const place = { record_no: record.no, line_no: line, byte_offset: offset, excerpt: excerptOf(record) }
    for (const { reason, detail } of wrong) collector.addReject({ ...place, reason, detail })
  }

  function takeBroken({ no, line, offset, reason, detail, excerpt }: BrokenRecord) {
    rejected++
    const why = reason === 'truncated' && state.isDamaged ? `${detail}: ${state.problem}` : detail
    collector.addReject({ record_no: no, line_no: line, byte_offset: offset, reason, detail: why, excerpt })
  }

  for await (const batch of readRecords(watched(bytes, state), file.format, connector, limits)) {
    read += batch.records.length + batch.broken.length
    for (const record of batch.records) take(record)
    for (const broken of batch.broken) {
      lastBroken = broken
      takeBroken(broken)
    }
    await onProgress({
      bytes: state.taken - reported,
      records: batch.records.length,
      rejects: batch.broken.length,
      files: 0,
    })
    reported = state.taken
  }
  if (state.isDamaged && !(lastBroken?.reason === 'truncated' && lastBroken.no === read)) {
    read++
    rejected++
    const detail = `${state.problem} (found behind record ${read - 1})`
    collector.addReject({
      record_no: read,
      line_no: null,
      byte_offset: null,
      reason: 'damaged_file',
      detail,
      excerpt: '',
    })
  }
  if (read !== used + rejected)
    throw new Error(`${file.source.file}: ${read} records read, but ${used} used and ${rejected} rejected`)
  await onProgress({ bytes: state.taken - reported, records: 0, rejects: 0, files: 1 })
  const span = collector.span()
  return {
    sha256: state.sha256,
    contentSha256: state.contentSha256,
    read,
    used,
    rejected,
    firstEvent: span?.first ?? null,
    lastEvent: span?.last ?? null,
    problem: state.problem,
  }
}

/** Reads records in the layout that was found. Envelopes are the connector's own: another vendor's word must not split its records. */
export function readRecords(
  bytes: AsyncIterable<Buffer>,
  format: ExportFormat,
  connector: Connector,
  { maxRecordBytes }: Pick<Limits, 'maxRecordBytes'>,
  keepText = false,
): AsyncGenerator<ReadBatch> {
  const options = { maxRecordBytes, keepText }
  if (format === 'csv') return readCsv(bytes, options)
  if (format === 'xml') return readXml(bytes, { ...options, elements: connector.elements ?? [] })
  if (format === 'text') return readPlain(bytes, options)
  return readJson(bytes, { ...options, format, envelopes: connector.envelopes ?? [] })
}

/** Why the record, or a part of it, cannot be used; empty when all of its rows were added. */
function normalizeRecord(record: SourceRecord, connector: Connector, collector: Collector): readonly Reject[] {
  try {
    const rows = connector.normalize(record)
    if (rows.reject) return [rows.reject]
    const count =
      (rows.events?.length ?? 0) +
      (rows.tasks?.length ?? 0) +
      (rows.identities?.length ?? 0) +
      (rows.entitlements?.length ?? 0)
    if (count === 0) return [{ reason: 'no_row', detail: 'the connector made nothing of the record' }]
    const wrong = collector.add(rows, record.no)
    return wrong === null
      ? (rows.lost ?? [])
      : [{ reason: 'connector_error', detail: `the connector ${connector.id} made a wrong row: ${wrong}` }]
  } catch (error) {
    if (error instanceof RangeError)
      return [{ reason: 'too_deep', detail: `nested too deep for the connector ${connector.id}` }]
    const message = error instanceof Error ? error.message : String(error)
    return [{ reason: 'connector_error', detail: `the connector ${connector.id} failed: ${message}` }]
  }
}

/** The beginning of the record as text. */
function excerptOf(record: ReadRecord): string {
  if (record.cells) return record.cells.join(',').slice(0, 2000)
  if (typeof record.value === 'string') return record.value.slice(0, 2000)
  try {
    return JSON.stringify(record.value).slice(0, 2000)
  } catch {
    return ''
  }
}
