/** Looks at every export of a run, and into every archive: what is there, how it is laid out, and who claims it. */
import { join } from 'node:path'
import { compare, type FoundFile } from './discover.js'
import type { Inspection } from './inspect.js'
import { isBomb } from './list-archive.js'
import type { FileResult, Limits } from './normalize-unit.js'
import type { ExportFile } from './open-export.js'
import type { Hashed, Pool } from './pool.js'

/** A file or archive member on its way. */
export interface Entry {
  readonly source: ExportFile
  /** The file on disk that holds it: itself, or the outermost archive. */
  readonly root: FoundFile
  /** Archives around it. */
  readonly depth: number
  problem: string | null
  inspection: Inspection | null
  result: FileResult | null
}

/** An archive on disk. */
export interface SeenArchive {
  readonly entry: Entry
  readonly problem: string | null
}

/** Archives in archives that are opened, and how many of them in all. */
const MOST_DEPTH = 8
const MOST_NESTED = 1000
const INSPECT_AT_ONCE = 16
/** Bytes of one task: few messages, and no worker left alone with many at the end. */
const HASH_AT_ONCE = 16 << 20

/** What a look at files needs. */
export interface LookOptions {
  readonly pool: Pool
  readonly limits: Limits
  /** Folder for archives in archives. */
  readonly temporary: string
  /** What an earlier run saw in the same bytes under the same name. */
  readonly recall: (entry: Entry) => Inspection | null
}

/** Looks at every file, and at every member of every archive; archives on disk are hashed. Exports are in order of their names. */
export async function lookAt(
  files: readonly FoundFile[],
  { pool, limits, temporary, recall }: LookOptions,
): Promise<{ readonly exports: readonly Entry[]; readonly archives: readonly SeenArchive[] }> {
  const exports: Entry[] = []
  const archives: SeenArchive[] = []
  let spilled = 0
  let spilledBytes = 0
  let open = files.map((found) => {
    const { path, file, bytes, problem } = found
    return newEntry({ path, file, bytes, member: null }, found, 0, problem)
  })

  async function openArchive(entry: Entry): Promise<Entry[]> {
    const { source, root, depth } = entry
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
      if (done.problem !== null || isBomb(spilledBytes, root.bytes, limits.maxExpansion)) {
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
    return listed.members.map(({ file, problem }) => newEntry(file, root, depth + 1, problem))
  }

  while (open.length > 0) {
    for (const entry of open) entry.inspection = recall(entry)
    const strangers = open.filter(({ problem, inspection }) => problem === null && inspection === null)
    await inspectEntries(strangers, pool)
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

function newEntry(source: ExportFile, root: FoundFile, depth: number, problem: string | null): Entry {
  return { source, root, depth, problem, inspection: null, result: null }
}

/** A few files are looked at here, while the workers load their modules. */
const FEW_FILES = 256

/** Hashes files on disk, several at a time; by path. */
export async function hashFiles(
  files: readonly { readonly path: string; readonly bytes: number }[],
  pool: Pool,
): Promise<Map<string, Hashed>> {
  const groups: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const file of files) {
    if (bytes >= HASH_AT_ONCE) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)!.push(file.path)
    bytes += file.bytes + 4096
  }
  const hashes = new Map<string, Hashed>()
  await Promise.all(
    groups.map(async (paths) => {
      const found = await pool.run({ kind: 'hash', paths })
      paths.forEach((path, i) => {
        hashes.set(path, found[i]!)
      })
    }),
  )
  return hashes
}

async function inspectEntries(entries: readonly Entry[], pool: Pool) {
  const isFew = entries.length <= FEW_FILES
  if (!isFew) pool.start()
  const run = isFew ? pool.runHere : pool.run
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
