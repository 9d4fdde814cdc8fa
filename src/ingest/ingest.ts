/** The loading dock: exports in, canonical evidence out, every byte and every record accounted for. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { resourceUsage } from 'node:process'
import type { SourceRule } from '../config.js'
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'
import { tables } from '../schema/index.js'
import type { Source } from '../schema/sources.js'
import { isAsGoodAsEmpty } from '../store/case-folder.js'
import { type Output, temporaryFolder, writeRows } from './collect-rows.js'
import { compare, discover, isAsFound, type Skipped } from './discover.js'
import { type Entry, hashFiles, lookAt, type SeenArchive } from './look.js'
import {
  beginManifest,
  hasManifest,
  type ManifestArchive,
  type ManifestInput,
  type UnusedSource,
  writeManifest,
} from './manifest.js'
import { matchGlob } from './match-glob.js'
import type { Limits, Progress, Unit } from './normalize-unit.js'
import type { ExpansionLimit } from './open-export.js'
import { type Hashed, type Pool, type Setting, startPool } from './pool.js'
import { programHash } from './program-hash.js'
import { type Memory, recallFrom, takeOver } from './take-over.js'
import {
  type KnownUnit,
  place,
  placeParts,
  readUnitRecords,
  type UnitRecordFile,
  unitKey,
  writeUnitRecord,
} from './unit-record.js'
import { assignSourceIds, divide, type Export, type PlannedUnit, plan } from './units.js'

/** What is to be ingested, and how. */
export interface IngestOptions {
  /** Files, folders, globs, archives. */
  readonly paths: readonly string[]
  readonly caseDir: string
  readonly connectors: readonly Connector[]
  /** What the configuration says about exports; the first rule whose glob fits wins. */
  readonly sources?: readonly SourceRule[]
  /** Absolute paths of files that somebody else reads and lists: configuration, reference data. */
  readonly referenceFiles?: readonly string[]
  /** Exports read at a time; with 0 or 1 no other thread is used. Default: one per core, and 0 where there is little to read. The evidence does not depend on it. */
  readonly workers?: number
  /** Whether everything is read, whatever the last run left. The evidence is the same. */
  readonly isFresh?: boolean
  /** Version and parameters for the manifest. */
  readonly version?: string
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly onProgress?: (progress: IngestProgress) => void
  /** Seconds on a clock, for the timings only; without one they are zero. */
  readonly clock?: () => number
  /** A longer record is rejected, bytes; default 64 MiB. */
  readonly maxRecordBytes?: number
  /** When decompression stops; default more than 512 MiB out of less than a 200th of it. */
  readonly maxExpansion?: ExpansionLimit
}

/** How far an ingest is. Bytes are those on disk. */
export interface IngestProgress {
  readonly files: number
  readonly filesTotal: number
  readonly bytes: number
  readonly bytesTotal: number
  readonly records: number
  readonly rejects: number
}

/** What an ingest did. */
export interface IngestResult {
  /** Deepest folder that contains everything that was given; paths are relative to it. */
  readonly root: string
  /** Rows of the table `sources`. */
  readonly sources: readonly Source[]
  readonly inputs: readonly ManifestInput[]
  readonly archives: readonly ManifestArchive[]
  readonly skipped: readonly Skipped[]
  readonly outputs: readonly Output[]
  readonly records: { readonly read: number; readonly used: number; readonly rejected: number }
  /** Exports whose rows were taken over from the last run, and all others. */
  readonly files: { readonly read: number; readonly taken: number }
  readonly bytes: number
  readonly workers: number
  /** Seconds per step, in order. */
  readonly timings: readonly { readonly name: string; readonly seconds: number }[]
  /** Highest resident memory of the process so far, bytes. */
  readonly peakMemoryBytes: number
}

const MIB = 1 << 20
/** Bytes on disk below which starting workers takes longer than the work. */
const WORTH_WORKERS = 8 * MIB
/** … and than hashing them. */
const WORTH_HASHING = 512 * MIB
/** Limits of an ingest that does not say others. */
export const defaultLimits: Limits = { maxRecordBytes: 64 * MIB, maxExpansion: { ratio: 200, bytes: 512 * MIB } }

/**
 * Reads the exports and writes the evidence of a case: `evidence/<table>/*.parquet` for the six canonical tables, and `manifest.json`. Files that
 * nobody knows, unreadable ones and damaged ones are listed with their problem and the run goes on. Throws UserError for paths that do not exist,
 * a case folder that is something else, and exports that two connectors claim; the old evidence is still there then.
 */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const limits: Limits = {
    maxRecordBytes: options.maxRecordBytes ?? defaultLimits.maxRecordBytes,
    maxExpansion: options.maxExpansion ?? defaultLimits.maxExpansion,
  }
  const clock = startClock(options.clock ?? (() => 0))
  const caseDir = resolve(options.caseDir)
  const found = discover(options.paths, caseDir, options.referenceFiles ?? [])
  checkCaseFolder(caseDir, found.root)
  const rules = (options.sources ?? []).map((rule) => ({ rule, matches: matchGlob(rule.match) }))
  checkRules(options.sources ?? [], options.connectors)
  clock.lap('find files')

  const temporary = join(caseDir, temporaryFolder)
  // What a run that was killed left behind.
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0)
  const wanted = options.workers ?? (bytes < WORTH_WORKERS ? 0 : availableParallelism())
  const ids = options.connectors.map(({ id }) => id)
  const declarations = options.connectors.flatMap(({ declaration }) => declaration ?? [])
  const counter = countProgress(options.onProgress)
  const shared: Setting = { caseDir, limits, connectors: ids, declarations }
  const pool = startPool(wanted, shared, options.connectors, counter.add)
  try {
    const setting = settingHash(shared)
    const records = options.isFresh ? new Map<string, KnownUnit>() : readUnitRecords(caseDir, setting)
    if (records.size === 0 || bytes > WORTH_HASHING) pool.start()
    // What nobody read before need not be hashed before it is read.
    const hashes =
      records.size === 0
        ? new Map<string, Hashed>()
        : await hashFiles(
            found.files.filter(({ problem }) => problem === null),
            pool,
          )
    clock.lap('compare with the last run')

    const memory: Memory = { caseDir, records, hashes }
    const seen = await lookAt(found.files, { pool, limits, temporary, recall: recallFrom(memory) })
    const exports = seen.exports.map((entry) => plan(entry, rules))
    checkClaims(exports, options.connectors)
    assignSourceIds(exports)
    await hashArchives(seen.archives, hashes, pool)
    const units = divide(exports)
    const taken = await takeOver(units, memory, pool)
    clock.lap('look at files')

    beginManifest(caseDir)
    const wanting = units.filter((unit) => !taken.has(unit))
    counter.expect(wanting)
    if (wanting.reduce((sum, { weight }) => sum + weight, 0) > WORTH_WORKERS) pool.start()
    const outputs = await readUnits(wanting, memory, setting, pool)
    clock.lap('read records')

    for (const kept of taken.values()) outputs.push(...kept)
    const rows = exports.map((one) => sourceRow(one, options.connectors))
    outputs.push(...writeTables(caseDir, rows, outputs), ...writeMappings(caseDir, options.connectors))
    outputs.sort((a, b) => compare(a.file, b.file))
    removeOthers(caseDir, outputs)
    const inputs = exports.map(toInput)
    const archives = seen.archives.map(({ entry, problem }) => ({
      file: entry.source.file,
      sha256: entry.result?.sha256 ?? null,
      bytes: entry.source.bytes,
      problem,
    }))
    const { skipped } = found
    const { version = '', parameters = {} } = options
    const unused = unusedSources(exports, rules)
    writeManifest(caseDir, { version, parameters, inputs, archives, skipped, unused_sources: unused, outputs })
    clock.lap('write the manifest')
    const takenFiles = [...taken.keys()].reduce((sum, { files }) => sum + files.length, 0)
    const total = (pick: (input: ManifestInput) => number) => inputs.reduce((sum, input) => sum + pick(input), 0)
    return {
      root: found.root,
      sources: rows,
      inputs,
      archives,
      skipped,
      outputs,
      records: { read: total((i) => i.read), used: total((i) => i.used), rejected: total((i) => i.rejected) },
      files: { read: inputs.length - takenFiles, taken: takenFiles },
      bytes,
      workers: pool.workers,
      timings: clock.laps,
      peakMemoryBytes: resourceUsage().maxRSS * 1024,
    }
  } finally {
    await pool.close()
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Seconds since the start of each step; they are shown, never written into a case. */
function startClock(seconds: () => number) {
  const laps: { name: string; seconds: number }[] = []
  let last = seconds()
  return {
    laps,
    lap(name: string) {
      const now = seconds()
      laps.push({ name, seconds: now - last })
      last = now
    },
  }
}

// ── what the operator may have got wrong ──

/** The exports may not lie in the case: evidence is removed before it is written anew. */
function checkCaseFolder(caseDir: string, root: string) {
  if (root === caseDir || root.startsWith(caseDir + sep))
    throw new UserError(`the exports lie in the case folder ${caseDir}`, {
      file: caseDir,
      hint: 'give --case a folder of its own',
    })
  requirePlace(caseDir)
}

/** Throws UserError for a folder with something else in it: it is not made a case. Asked before anything is written there. */
export function requirePlace(caseDir: string): void {
  if (!existsSync(caseDir)) return
  if (!statSync(caseDir).isDirectory()) throw new UserError(`the case folder ${caseDir} is a file`, { file: caseDir })
  if (!hasManifest(caseDir) && !isAsGoodAsEmpty(caseDir))
    throw new UserError(`${caseDir} is not empty and not a case folder`, {
      file: caseDir,
      hint: 'give --case a new folder',
    })
}

function checkRules(rules: readonly SourceRule[], connectors: readonly Connector[]) {
  for (const { connector, match } of rules) {
    if (connector === null || connectors.some(({ id }) => id === connector)) continue
    const known = connectors.map(({ id }) => id).join(', ')
    throw new UserError(`unknown connector: ${connector} (sources: match ${match})`, { hint: `one of ${known}` })
  }
}

function checkClaims(exports: readonly Export[], connectors: readonly Connector[]) {
  const disputed = exports.filter(({ claims, connector }) => connector === null && claims.length > 1)
  const first = disputed[0]
  if (!first) return
  const { file } = first.source
  const more =
    disputed.length > 1 ? ` (and ${disputed.length - 1} more ${disputed.length === 2 ? 'file' : 'files'})` : ''
  const declared = connectors.find(({ id, declaration }) => declaration !== undefined && first.claims.includes(id))
  const others = first.claims.filter((id) => id !== declared?.id)
  const yields = declared ? `, or in ${declared.declaration?.file}: instead_of: [${others.join(', ')}]` : ''
  throw new UserError(`${first.claims.join(' and ')} both claim ${file}${more}`, {
    file,
    hint: `say which it is under \`sources:\` in the configuration: {match: ${JSON.stringify(file)}, connector: ${first.claims[0]}}${yields}`,
  })
}

/** Everything but the exports that evidence depends on: the program, its limits and its connectors. */
function settingHash({ limits, connectors, declarations }: Setting): string {
  const declared = declarations.map(({ sha256: hash }) => hash)
  return sha256(JSON.stringify([programHash(), limits, connectors, declared]))
}

async function hashArchives(archives: readonly SeenArchive[], hashes: Map<string, Hashed>, pool: Pool) {
  const wanting = archives.map(({ entry }) => entry.source).filter(({ path }) => !hashes.has(path))
  for (const [path, hash] of await hashFiles(wanting, pool)) hashes.set(path, hash)
  for (const { entry } of archives) {
    const { sha256: hash, problem } = hashes.get(entry.source.path)!
    entry.result = { ...nothingRead, sha256: hash, problem }
  }
}

const nothingRead = { contentSha256: null, read: 0, used: 0, rejected: 0, firstEvent: null, lastEvent: null }

/** Reads units, the largest first, so that no worker is left alone with one at the end. What is finished stays finished if the run breaks off. */
async function readUnits(
  units: readonly PlannedUnit[],
  { caseDir, hashes }: Memory,
  setting: string,
  pool: Pool,
): Promise<Output[]> {
  const order = [...units].sort((a, b) => b.weight - a.weight || a.number - b.number)
  const done = await Promise.all(
    order.map(async ({ number, files, entries }) => {
      const { files: results, parts } = await pool.run({ kind: 'normalize', unit: { number, files } })
      entries.forEach((entry, i) => {
        entry.result = results[i]!
      })
      const sums = entries.map(({ source, root, result }) =>
        source.member === null ? result!.sha256 : (hashes.get(root.path)?.sha256 ?? null),
      )
      const key = unitKey(files.map((file, i) => ({ file, sha256: sums[i]! })))
      const outputs = placeParts(caseDir, key, parts)
      const recorded = recordFiles(entries, sums)
      return recorded === null
        ? outputs
        : [...outputs, writeUnitRecord(caseDir, key, { setting, files: recorded, outputs })]
    }),
  )
  return done.flat()
}

/** What a record says of a unit's exports; null when one of them could not be read, or was written to meanwhile: then it is read again. */
function recordFiles(entries: readonly Entry[], sums: readonly (string | null)[]): UnitRecordFile[] | null {
  const files = entries.flatMap(({ source, root, inspection, result }, i) => {
    const sum = sums[i]
    return sum && inspection && result && isAsFound(root)
      ? [{ file: source.file, sha256: sum, inspection, result }]
      : []
  })
  return files.length === entries.length ? files : null
}

function countProgress(tell: ((progress: IngestProgress) => void) | undefined) {
  const sum = { files: 0, filesTotal: 0, bytes: 0, bytesTotal: 0, records: 0, rejects: 0 }
  return {
    expect(units: readonly Unit[]) {
      for (const { files } of units) {
        sum.filesTotal += files.length
        for (const { source } of files) sum.bytesTotal += source.member?.compressedSize ?? source.bytes
      }
      tell?.({ ...sum })
    },
    add(progress: Progress) {
      sum.files += progress.files
      sum.bytes += progress.bytes
      sum.records += progress.records
      sum.rejects += progress.rejects
      tell?.({ ...sum })
    },
  }
}

// ── writing ──

function problemOf({ entry, connector }: Export): string | null {
  return (
    entry.result?.problem ??
    entry.problem ??
    entry.inspection?.problem ??
    (connector === null ? 'no connector knows this file' : null)
  )
}

function sourceRow(one: Export, connectors: readonly Connector[]): Source {
  const { source, entry, rule, format } = one
  const connector = connectors.find(({ id }) => id === one.connector) ?? null
  const signed = connector?.signed?.(source.file) ?? null
  return {
    source_id: one.sourceId,
    file: source.file,
    connector: connector?.id ?? null,
    system_class: connector?.system ?? null,
    label: rule?.label ?? null,
    format,
    sha256: entry.result?.sha256 ?? null,
    content_sha256: entry.result?.contentSha256 ?? null,
    signed_account: signed?.account ?? null,
    signed_part: signed?.part ?? null,
    delivered_at: signed?.deliveredAt ?? null,
    bytes: source.bytes,
    records_read: entry.result?.read ?? 0,
    records_used: entry.result?.used ?? 0,
    records_rejected: entry.result?.rejected ?? 0,
    first_event_at: entry.result?.firstEvent ?? null,
    last_event_at: entry.result?.lastEvent ?? null,
    covers_from: rule?.covers.from ?? null,
    covers_to: rule?.covers.to ?? null,
    clock_offset_us: rule?.clock_offset_seconds == null ? null : Math.round(rule.clock_offset_seconds * 1e6),
    lag_us: connector ? Math.round(connector.lagSeconds * 1e6) : null,
    holds: connector?.holds ?? null,
    leaves_out: rule && rule.leaves_out.length > 0 ? rule.leaves_out : null,
    problem: problemOf(one),
  }
}

function toInput(one: Export): ManifestInput {
  const { result } = one.entry
  return {
    file: one.source.file,
    sha256: result?.sha256 ?? null,
    bytes: one.source.bytes,
    connector: one.connector,
    read: result?.read ?? 0,
    used: result?.used ?? 0,
    rejected: result?.rejected ?? 0,
    problem: problemOf(one),
  }
}

/** Rules that were used for no export: one that fits no path, and one whose exports are all an earlier rule's. */
function unusedSources(exports: readonly Export[], rules: Parameters<typeof plan>[1]): UnusedSource[] {
  const used = new Set(exports.map(({ rule }) => rule))
  return rules
    .filter(({ rule }) => !used.has(rule))
    .map(({ rule: { match, label }, matches }) => {
      const others = exports.filter(({ source }) => matches(source.file)).map(({ rule }) => rule?.match)
      const one = exports[0]?.source.file
      const why =
        others.length > 0
          ? `an earlier rule is used for all it fits: ${[...new Set(others)].join(', ')}`
          : one === undefined
            ? 'there is no export'
            : `fits no export; paths begin at the folder that holds all that was given, as in ${one}`
      return { match, label, why }
    })
}

/** The mappings that were used, as they were: later stages read them from the case, wherever their files went. */
function writeMappings(caseDir: string, connectors: readonly Connector[]): Output[] {
  return connectors.flatMap(({ id, declaration }) => {
    if (declaration === undefined) return []
    const file = `mappings/${id}.yaml`
    mkdirSync(join(caseDir, 'mappings'), { recursive: true })
    writeFileSync(join(caseDir, file), declaration.text)
    return [{ file, sha256: declaration.sha256 }]
  })
}

/** The sources, and an empty part for each table that got no row: whoever opens the evidence finds all six. */
function writeTables(caseDir: string, sources: readonly Source[], outputs: readonly Output[]): Output[] {
  const written: Output[] = []
  const write = (name: keyof typeof tables, rows: readonly object[]) => {
    const { path, sha256: hash } = writeRows(caseDir, name, rows)
    const file = `evidence/${name}/${rows.length > 0 ? 'all' : 'none'}.parquet`
    place(caseDir, path, file)
    written.push({ file, sha256: hash })
  }
  if (sources.length > 0) write('sources', sources)
  for (const name of Object.keys(tables) as (keyof typeof tables)[]) {
    if (![...outputs, ...written].some(({ file }) => file.startsWith(`evidence/${name}/`))) write(name, [])
  }
  return written
}

/** Removes what earlier runs wrote and this one did not. */
function removeOthers(caseDir: string, outputs: readonly Output[]) {
  const kept = new Set(outputs.map(({ file }) => file))
  const clear = (folder: string) => {
    for (const { name, isFolder } of listFolder(join(caseDir, folder))) {
      const file = `${folder}/${name}`
      if (isFolder) clear(file)
      else if (!kept.has(file)) rmSync(join(caseDir, file))
    }
    if (existsSync(join(caseDir, folder)) && readdirSync(join(caseDir, folder)).length === 0)
      rmdirSync(join(caseDir, folder))
  }
  for (const folder of ['evidence', 'mappings']) clear(folder)
}

function listFolder(path: string) {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).map((one) => ({ name: one.name, isFolder: one.isDirectory() }))
}
