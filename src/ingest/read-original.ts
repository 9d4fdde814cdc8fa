/** Goes back to the exported file and takes one record out of it, as it is written there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connector, ExportFormat } from '../connector.js'
import { UserError } from '../errors.js'
import type { BrokenRecord, ReadRecord } from '../read-batch.js'
import { discover } from './discover.js'
import { defaultLimits } from './ingest.js'
import { inspect } from './inspect.js'
import { listArchive, spillArchive } from './list-archive.js'
import { type Limits, readRecords } from './normalize-unit.js'
import { type ExportFile, openExport } from './open-export.js'

/** Which record, and where the exports are. */
export interface OriginalOptions {
  /** The paths that were ingested, as they were given then (or where the exports lie now). */
  readonly paths: readonly string[]
  /** Path below the analysed root, as `sources.file` and the manifest have it. */
  readonly file: string
  readonly recordNo: number
  /** The connector that read it: its envelopes say what a record is. */
  readonly connector: Connector
  /** Layout that was found, as `sources.format` has it; without it the file is looked at again. */
  readonly format?: ExportFormat | null
  /** SHA-256 of the manifest. */
  readonly sha256: string | null
  readonly maxRecordBytes?: number
}

/** A record as it is written in its file. */
export interface Original {
  /** The record's own text: JSON, a CSV row, a line. Secrets are in it. For a broken record its beginning. */
  readonly text: string
  readonly line: number | null
  /** Bytes before it in the decoded file; null where they are not counted. */
  readonly offset: number | null
  /** SHA-256 of the file as it is now; null when it cannot be read to its end. */
  readonly sha256: string | null
  /** Whether the file still is the one of the manifest. */
  readonly isUnchanged: boolean
}

/** Reads the record. Throws UserError when the file is not there any more, or has no such record. */
export async function readOriginal(options: OriginalOptions): Promise<Original> {
  const limits = { ...defaultLimits, ...(options.maxRecordBytes && { maxRecordBytes: options.maxRecordBytes }) }
  const temporary = mkdtempSync(join(tmpdir(), 'approvenance-original-'))
  try {
    const source = await findExport(options.file, discover(options.paths, temporary).files, limits, temporary)
    const format = options.format ?? (await inspect(source, [options.connector], limits.maxExpansion)).format
    if (format === null) throw new UserError(`${options.file} cannot be read`, { file: options.file })
    const { bytes, state } = openExport(source, limits.maxExpansion)
    let found: ReadRecord | BrokenRecord | null = null
    // The rest is read too: only the whole file has the hash.
    for await (const { records, broken } of readRecords(bytes, format, options.connector, limits, true)) {
      found ??= [...records, ...broken].find(({ no }) => no === options.recordNo) ?? null
    }
    if (found === null) throw new UserError(`${options.file} has no record ${options.recordNo}`, { file: options.file })
    const { line, offset } = found
    const text = 'excerpt' in found ? found.excerpt : (found.text ?? '')
    const isUnchanged = state.sha256 !== null && state.sha256 === options.sha256
    return { text, line, offset, sha256: state.sha256, isUnchanged }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Where a record begins in its file, unpacked: 1-based line, and bytes before it; null where they are not counted. */
export interface RecordPlace {
  readonly line: number | null
  readonly offset: number | null
}

/** Records of one export that are looked for. */
export interface WantedRecords extends Pick<OriginalOptions, 'file' | 'connector' | 'sha256'> {
  readonly format: ExportFormat
  readonly nos: ReadonlySet<number>
}

/** Where records begin, by file and number. Files that are not where they were, or not as they were, have none. */
export async function locateRecords(
  paths: readonly string[],
  wanted: readonly WantedRecords[],
): Promise<Map<string, Map<number, RecordPlace>>> {
  const temporary = mkdtempSync(join(tmpdir(), 'approvenance-original-'))
  const found = new Map<string, Map<number, RecordPlace>>()
  try {
    const exports = discover(paths, temporary).files
    for (const { file, connector, sha256, format, nos } of wanted) {
      if (!exports.some((one) => one.problem === null && isOf(one.file, file))) continue
      const source = await findExport(file, exports, defaultLimits, temporary)
      const { bytes, state } = openExport(source, defaultLimits.maxExpansion)
      const places = new Map<number, RecordPlace>()
      for await (const { records, broken } of readRecords(bytes, format, connector, defaultLimits, true))
        for (const { no, line, offset } of [...records, ...broken]) if (nos.has(no)) places.set(no, { line, offset })
      if (state.sha256 !== null && state.sha256 === sha256) found.set(file, places)
    }
    return found
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Whether a file is an export, or lies in an archive that is one. */
const isOf = (outermost: string, file: string) => outermost === file || file.startsWith(`${outermost}!`)

async function findExport(
  file: string,
  exports: ReturnType<typeof discover>['files'],
  limits: Limits,
  temporary: string,
): Promise<ExportFile> {
  const gone = (name: string) =>
    new UserError(`${name} is not there any more`, { file: name, hint: 'say where the exports lie now' })
  const outermost = exports.find((one) => isOf(one.file, file))
  if (!outermost || outermost.problem !== null) throw gone(file)
  let source: ExportFile = { file: outermost.file, path: outermost.path, bytes: outermost.bytes, member: null }
  for (let depth = 0; source.file !== file; depth++) {
    let { path, bytes } = source
    if (source.member !== null) {
      path = join(temporary, `${depth}.zip`)
      bytes = (await spillArchive(source, path, limits.maxExpansion)).bytes
    }
    const { members } = await listArchive(path, source.file, bytes, limits.maxExpansion)
    const inner =
      members.find((one) => one.file.file === file) ?? members.find((one) => file.startsWith(`${one.file.file}!`))
    if (!inner) throw gone(file)
    source = inner.file
  }
  return source
}
