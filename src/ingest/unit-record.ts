/** What a finished unit leaves behind in the case: enough for the next run to take its rows over instead of reading its exports again. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../hash.js'
import { type Output, temporaryFolder, type WrittenPart } from './collect-rows.js'
import { compare } from './discover.js'
import type { Inspection } from './inspect.js'
import { readUnfinished } from './manifest.js'
import type { FileResult, UnitFile } from './normalize-unit.js'

/** An export of a finished unit. */
export interface UnitRecordFile {
  readonly file: string
  /** SHA-256 of the file on disk that holds it: itself, or the outermost archive. */
  readonly sha256: string
  readonly inspection: Inspection
  readonly result: FileResult
}

/** `evidence/units/<key>.json`. It depends on the exports and on the program that read them, so two runs write the same one. */
export interface UnitRecord {
  readonly schema: typeof recordSchema
  /** Of the program, its limits and its connectors: another one reads again. */
  readonly setting: string
  readonly files: readonly UnitRecordFile[]
  readonly outputs: readonly Output[]
}

const recordSchema = 'approvenance/unit@1'
const recordFolder = 'evidence/units'

/** The name of a unit: 16 hex digits of the SHA-256 of all that its rows depend on beside the program. `sha256` null: it could not be read. */
export function unitKey(files: readonly { readonly file: UnitFile; readonly sha256: string | null }[]): string {
  const parts = files.map(({ file: { source, sourceId, connector, format, timezone }, sha256: hash }) => [
    source.file,
    sourceId,
    connector,
    format,
    timezone,
    hash,
  ])
  return sha256(JSON.stringify(parts)).slice(0, 16)
}

/** Puts the parts of a unit, which were written under names of no meaning, in their places. */
export function placeParts(caseDir: string, key: string, parts: readonly WrittenPart[]): Output[] {
  return parts.map(({ table, number, path, sha256: hash }) => {
    const file = `evidence/${table}/${key}-${String(number).padStart(4, '0')}.parquet`
    place(caseDir, path, file)
    return { file, sha256: hash }
  })
}

/** Notes that a unit is finished; its parts are in their places already. */
export function writeUnitRecord(caseDir: string, key: string, record: Omit<UnitRecord, 'schema'>): Output {
  const text = `${JSON.stringify({ schema: recordSchema, ...record })}\n`
  const path = join(temporaryFolder, `${key}.json`)
  const file = `${recordFolder}/${key}.json`
  writeFileSync(join(caseDir, path), text)
  place(caseDir, path, file)
  return { file, sha256: sha256(text) }
}

/** Gives a file that is whole its name in the case, in one step. Paths are relative to the case folder. */
export function place(caseDir: string, from: string, to: string): void {
  mkdirSync(join(caseDir, to, '..'), { recursive: true })
  renameSync(join(caseDir, from), join(caseDir, to))
}

/** A record that was found, and the file it is in. */
export interface KnownUnit extends UnitRecord {
  readonly own: Output
}

/**
 * The records of a case by key. Left out are those of another setting, those whose outputs are not theirs to name, what is no record, and, where the
 * last run was finished, what its manifest does not list with the same bytes.
 */
export function readUnitRecords(caseDir: string, setting: string): Map<string, KnownUnit> {
  const folder = join(caseDir, recordFolder)
  const known = new Map<string, KnownUnit>()
  if (!existsSync(folder)) return known
  const listed = listedOutputs(caseDir)
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []))
  for (const name of names.sort(compare)) {
    const text = readFileSync(join(folder, name), 'utf8')
    const record = parsed(text)
    const key = name.replace(/\.json$/, '')
    const own = { file: `${recordFolder}/${name}`, sha256: sha256(text) }
    if (record?.schema !== recordSchema || record.setting !== setting) continue
    if (listed !== null && listed.get(own.file) !== own.sha256) continue
    if (record.outputs.every(({ file }) => partName.exec(file)?.[1] === key)) known.set(key, { ...record, own })
  }
  return known
}

const partName = /^evidence\/[a-z]+\/([0-9a-f]{16})-\d{4,}\.parquet$/

/** What the last run wrote, by file; null when it was not finished. */
function listedOutputs(caseDir: string): Map<string, string> | null {
  const outputs = readUnfinished(caseDir)?.outputs
  return outputs ? new Map(outputs.map(({ file, sha256 }) => [file, sha256])) : null
}

function parsed(text: string): UnitRecord | null {
  try {
    return JSON.parse(text) as UnitRecord
  } catch {
    return null
  }
}
