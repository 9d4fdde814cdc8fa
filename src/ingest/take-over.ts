/** What a run takes over from the last one: units whose exports, reading and parts are all as they were. Nothing goes by dates or sizes. */
import { join } from 'node:path'
import type { Output } from './collect-rows.js'
import type { Inspection } from './inspect.js'
import { type Entry, hashFiles } from './look.js'
import type { Hashed, Pool } from './pool.js'
import { type KnownUnit, unitKey } from './unit-record.js'
import type { PlannedUnit } from './units.js'

/** What is known when a run begins. */
export interface Memory {
  readonly caseDir: string
  /** Units of the last run, by key. */
  readonly records: ReadonlyMap<string, KnownUnit>
  /** Files on disk as they are now, by path. */
  readonly hashes: ReadonlyMap<string, Hashed>
}

/** Gives what an earlier run saw at the beginning of an export; null when its bytes or its name are new. */
export function recallFrom({ records, hashes }: Memory): (entry: Entry) => Inspection | null {
  const seen = new Map<string, Inspection>()
  for (const { files } of records.values())
    for (const { file, sha256, inspection } of files) seen.set(`${file}\0${sha256}`, inspection)
  return ({ source, root }) => seen.get(`${source.file}\0${hashes.get(root.path)?.sha256}`) ?? null
}

/**
 * Finds the units that need not be read, gives their exports the results of the last run, and says which files of the case are theirs. A part whose
 * bytes are not those that were written makes its unit be read again.
 */
export async function takeOver(
  units: readonly PlannedUnit[],
  { caseDir, records, hashes }: Memory,
  pool: Pool,
): Promise<Map<PlannedUnit, readonly Output[]>> {
  const found = new Map<PlannedUnit, KnownUnit>()
  if (records.size > 0) {
    for (const unit of units) {
      const sums = unit.entries.map(({ root }) => hashes.get(root.path)?.sha256 ?? null)
      const record = records.get(unitKey(unit.files.map((file, i) => ({ file, sha256: sums[i]! }))))
      if (record && isOf(unit, sums, record)) found.set(unit, record)
    }
  }
  const parts = [...found.values()].flatMap(({ outputs }) =>
    outputs.map(({ file }) => ({ path: join(caseDir, file), bytes: PART_BYTES })),
  )
  const now = await hashFiles(parts, pool)
  const taken = new Map<PlannedUnit, readonly Output[]>()
  for (const [unit, { files, outputs, own }] of found) {
    if (!outputs.every(({ file, sha256 }) => now.get(join(caseDir, file))?.sha256 === sha256)) continue
    unit.entries.forEach((entry, i) => {
      entry.result = files[i]!.result
    })
    taken.set(unit, [...outputs, own])
  }
  return taken
}

/** About the size of a part, for sharing out the work. */
const PART_BYTES = 256 << 10

function isOf(unit: PlannedUnit, sums: readonly (string | null)[], { files }: KnownUnit): boolean {
  return (
    files.length === unit.files.length &&
    files.every(({ file, sha256 }, i) => file === unit.files[i]!.source.file && sha256 === sums[i])
  )
}
