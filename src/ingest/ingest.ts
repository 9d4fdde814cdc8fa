/** The loading dock: exports in, canonical evidence out, every byte and every record accounted for. */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { resourceUsage } from 'node:process'
import type { SourceRule } from '../config.js'
import type { Connector, ExportFormat } from '../connector.js'
import { UserError } from '../errors.js'
import { sourceId } from '../hash.js'
import { tables } from '../schema/index.js'
import type { Source } from '../schema/sources.js'
import { isAsGoodAsEmpty } from '../store/case-folder.js'
import { type Output, writeRows } from './collect-rows.js'
import { compare, discover, type FoundFile, type Skipped } from './discover.js'
import type { Inspection } from './inspect.js'
import { isBomb } from './list-archive.js'
import { beginManifest, hasManifest, type ManifestArchive, type ManifestInput, writeManifest } from './manifest.js'
import { matchGlob } from './match-glob.js'
import type { FileResult, Limits, Progress, Unit, UnitFile } from './normalize-unit.js'
import type { ExpansionLimit, ExportFile } from './open-export.js'
import { type Pool, startPool } from './pool.js'

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

  const temporary = join(caseDir, '.ingest')
  mkdirSync(temporary, { recursive: true })
  const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0)
  const wanted = options.workers ?? (bytes < WORTH_WORKERS ? 0 : availableParallelism())
  const ids = options.connectors.map(({ id }) => id)
  const declarations = options.connectors.flatMap(({ declaration }) => declaration ?? [])
  const counter = countProgress(options.onProgress)
  const pool = startPool(wanted, { caseDir, limits, connectors: ids, declarations }, options.connectors, counter.add)
  try {
    const seen = await inspectAll(found.files, pool, limits, temporary)
    const exports = seen.exports.map((entry) => plan(entry, rules))
    checkClaims(exports, options.connectors)
    assignSourceIds(exports)
    clock.lap('look at files')

    for (const old of ['evidence', 'mappings']) rmSync(join(caseDir, old), { recursive: true, force: true })
    beginManifest(caseDir)
    const units = divide(exports, seen.archives)
    counter.expect(units)
    const outputs = await runUnits(units, pool)
    clock.lap('read records')

    const rows = exports.map((one) => sourceRow(one, options.connectors))
    outputs.push(...writeTables(caseDir, rows, outputs), ...writeMappings(caseDir, options.connectors))
    outputs.sort((a, b) => compare(a.file, b.file))
    const inputs = exports.map(toInput)
    const archives = seen.archives.map(({ entry, problem }) => ({
      file: entry.source.file,
      sha256: entry.result?.sha256 ?? null,
      bytes: entry.source.bytes,
      problem,
    }))
    const { skipped } = found
    const { version = '', parameters = {} } = options
    writeManifest(caseDir, { version, parameters, inputs, archives, skipped, outputs })
    clock.lap('write the manifest')
    const total = (pick: (input: ManifestInput) => number) => inputs.reduce((sum, input) => sum + pick(input), 0)
    return {
      root: found.root,
      sources: rows,
      inputs,
      archives,
      skipped,
      outputs,
      records: { read: total((i) => i.read), used: total((i) => i.used), rejected: total((i) => i.rejected) },
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

// ── looking ──

/** A file or archive member on its way. */
interface Entry {
  readonly source: ExportFile
  /** Size on disk of the outermost file. */
  readonly rootBytes: number
  /** Archives around it. */
  readonly depth: number
  problem: string | null
  inspection: Inspection | null
  result: FileResult | null
}

interface SeenArchive {
  readonly entry: Entry
  readonly problem: string | null
}

/** Archives in archives that are opened, and how many of them in all. */
const MOST_DEPTH = 8
const MOST_NESTED = 1000
const INSPECT_AT_ONCE = 16

/** Looks at every file, and at every member of every archive. */
async function inspectAll(files: readonly FoundFile[], pool: Pool, limits: Limits, temporary: string) {
  const exports: Entry[] = []
  const archives: SeenArchive[] = []
  let spilled = 0
  let spilledBytes = 0
  let open = files.map(({ path, file, bytes, problem }) =>
    newEntry({ path, file, bytes, member: null }, bytes, 0, problem),
  )

  async function openArchive(entry: Entry): Promise<Entry[]> {
    const { source, rootBytes, depth } = entry
    let { path, bytes } = source
    if (source.member !== null) {
      if (depth > MOST_DEPTH || spilled >= MOST_NESTED) {
        entry.problem = `archives are nested more than ${depth > MOST_DEPTH ? `${MOST_DEPTH} deep` : `${MOST_NESTED} times`}; not read`
        exports.push(entry)
        return []
      }
      path = join(temporary, `${spilled++}.zip`)
      // What all inner archives of a file may expand to counts together.
      const limit = { ratio: limits.maxExpansion.ratio, bytes: Math.max(0, limits.maxExpansion.bytes - spilledBytes) }
      const done = await pool.run({ kind: 'spill', source, to: path, limit })
      bytes = done.bytes
      spilledBytes += bytes
      if (done.problem !== null || isBomb(spilledBytes, rootBytes, limits.maxExpansion)) {
        entry.problem = done.problem ?? 'looks like a decompression bomb; not read'
        exports.push(entry)
        return []
      }
    }
    const listed = await pool.run({ kind: 'list', path, name: source.file, bytes })
    if (listed.problem !== null) {
      entry.problem = listed.problem
      exports.push(entry)
    }
    if (source.member === null) archives.push({ entry, problem: listed.problem })
    return listed.members.map(({ file, problem }) => newEntry(file, rootBytes, depth + 1, problem))
  }

  while (open.length > 0) {
    await inspectEntries(
      open.filter(({ problem }) => problem === null),
      pool,
    )
    const inner: Entry[] = []
    for (const entry of open) {
      if (entry.inspection?.kind === 'archive') inner.push(...(await openArchive(entry)))
      else exports.push(entry)
    }
    open = inner
  }
  exports.sort((a, b) => compare(a.source.file, b.source.file))
  return { exports, archives }
}

function newEntry(source: ExportFile, rootBytes: number, depth: number, problem: string | null): Entry {
  return { source, rootBytes, depth, problem, inspection: null, result: null }
}

/** A few files are looked at here, while the workers load their modules. */
const FEW_FILES = 256

async function inspectEntries(entries: readonly Entry[], pool: Pool) {
  const run = entries.length <= FEW_FILES ? pool.runHere : pool.run
  const groups: Entry[][] = []
  for (let i = 0; i < entries.length; i += INSPECT_AT_ONCE) groups.push(entries.slice(i, i + INSPECT_AT_ONCE))
  await Promise.all(
    groups.map(async (group) => {
      const found = await run({ kind: 'inspect', files: group.map(({ source }) => source) })
      group.forEach((entry, i) => {
        entry.inspection = found[i]!
      })
    }),
  )
}

// ── planning ──

/** An export with everything that was decided about it. */
interface Export {
  readonly source: ExportFile
  readonly entry: Entry
  readonly rule: SourceRule | null
  readonly format: ExportFormat | null
  readonly claims: readonly string[]
  /** Null: nobody knows it, or several do. */
  readonly connector: string | null
  sourceId: string
}

function plan(entry: Entry, rules: readonly { rule: SourceRule; matches: (file: string) => boolean }[]): Export {
  const rule = rules.find(({ matches }) => matches(entry.source.file))?.rule ?? null
  const { format = null, claims = [] } = entry.inspection ?? {}
  const isReadable = format !== null && entry.problem === null
  const connector = isReadable ? (rule?.connector ?? (claims.length === 1 ? claims[0]! : null)) : null
  return { source: entry.source, entry, rule, format, claims, connector, sourceId: '' }
}

/** Ten hex digits may meet among very many files: the later path takes another number. */
function assignSourceIds(exports: readonly Export[]) {
  const taken = new Set<string>()
  for (const one of exports) {
    let id = sourceId(one.source.file)
    for (let n = 2; taken.has(id); n++) id = sourceId(`${one.source.file}#${n}`)
    taken.add(id)
    one.sourceId = id
  }
}

interface Planned extends Unit {
  readonly entries: readonly Entry[]
  readonly weight: number
}

const UNIT_MOST = 64 * MIB
const UNIT_LEAST = 8 * MIB
const UNITS_AIMED_AT = 16

/** Consecutive exports of up to about 64 MB each. Depends on the exports alone, so that the evidence does not depend on the machine. */
function divide(exports: readonly Export[], archives: readonly SeenArchive[]): Planned[] {
  const total = exports.reduce((sum, one) => sum + weightOf(one), 0)
  const size = Math.min(UNIT_MOST, Math.max(UNIT_LEAST, total / UNITS_AIMED_AT))
  const units: Planned[] = []
  let files: UnitFile[] = []
  let entries: Entry[] = []
  let weight = 0
  const close = () => {
    if (files.length > 0) units.push({ number: units.length, files, entries, weight })
    files = []
    entries = []
    weight = 0
  }
  for (const one of exports) {
    if (!isWorthReading(one.entry)) continue
    const next = weightOf(one)
    if (weight > 0 && weight + next > size) close()
    const { source, sourceId: id, connector, format } = one
    files.push({ source, sourceId: id, connector, format, timezone: one.rule?.timezone ?? null })
    entries.push(one.entry)
    weight += next
  }
  close()
  for (const { entry } of archives) {
    // An archive with a problem of its own is among the exports already.
    if (entry.problem !== null) continue
    files.push({ source: entry.source, sourceId: '', connector: null, format: null, timezone: null })
    entries.push(entry)
    weight += entry.source.bytes / 8
    close()
  }
  return units
}

/** What cannot be opened is not opened again. */
function isWorthReading({ source, problem, inspection }: Entry): boolean {
  if (problem === null) return !inspection?.problem?.startsWith('cannot be read')
  return inspection?.kind === 'archive' && source.member === null
}

/** Roughly what an export costs: bytes when decompressed; little when it is only hashed. */
function weightOf({ source, connector }: Export): number {
  const compressed = source.member?.compressedSize ?? source.bytes
  const bytes = source.member
    ? Math.min(source.bytes, compressed * 50)
    : /\.gz(?:ip)?$/i.test(source.file)
      ? compressed * 10
      : compressed
  return connector === null ? compressed / 8 : bytes + 4096
}

/** The largest first, so that no worker is left alone with one at the end. */
async function runUnits(units: readonly Planned[], pool: Pool): Promise<Output[]> {
  const order = [...units].sort((a, b) => b.weight - a.weight || a.number - b.number)
  const done = await Promise.all(
    order.map(async ({ number, files, entries }) => {
      const { files: results, outputs } = await pool.run({ kind: 'normalize', unit: { number, files } })
      entries.forEach((entry, i) => {
        entry.result = results[i]!
      })
      return outputs
    }),
  )
  return done.flat()
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
  if (sources.length > 0) written.push(writeRows(caseDir, 'sources', sources))
  for (const name of Object.keys(tables) as (keyof typeof tables)[]) {
    if (![...outputs, ...written].some(({ file }) => file.startsWith(`evidence/${name}/`)))
      written.push(writeRows(caseDir, name, []))
  }
  return written
}
