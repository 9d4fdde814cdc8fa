/** Divides exports into units of work by what they are called and how large they are, never by how many there are: a new export moves no other. */
import type { SourceRule } from '../config.js'
import type { ExportFormat } from '../connector.js'
import { sha256, sourceId } from '../hash.js'
import { compare } from './discover.js'
import type { Entry } from './look.js'
import type { Unit, UnitFile } from './normalize-unit.js'
import type { ExportFile } from './open-export.js'
/** An export with everything that was decided about it. */
export interface Export {
  readonly source: ExportFile
  readonly entry: Entry
  readonly rule: SourceRule | null
  readonly format: ExportFormat | null
  readonly claims: readonly string[]
  /** Null: nobody knows it, or several do. */
  readonly connector: string | null
  sourceId: string
}

/** Decides by which connector an export is read, and as what. */
export function plan(entry: Entry, rules: readonly { rule: SourceRule; matches: (file: string) => boolean }[]): Export {
  const rule = rules.find(({ matches }) => matches(entry.source.file))?.rule ?? null
  const { format = null, claims = [] } = entry.inspection ?? {}
  const isReadable = format !== null && entry.problem === null
  const connector = isReadable ? (rule?.connector ?? (claims.length === 1 ? claims[0]! : null)) : null
  return { source: entry.source, entry, rule, format, claims, connector, sourceId: '' }
}

/** Gives each export its id. Ten hex digits may meet among very many files: the later path takes another number. */
export function assignSourceIds(exports: readonly Export[]) {
  const taken = new Set<string>()
  for (const one of exports) {
    let id = sourceId(one.source.file)
    for (let n = 2; taken.has(id); n++) id = sourceId(`${one.source.file}#${n}`)
    taken.add(id)
    one.sourceId = id
  }
}

/** A unit with what was decided about its exports. */
export interface PlannedUnit extends Unit {
  readonly entries: readonly Entry[]
  readonly weight: number
}

/** What a unit weighs on average. Smaller ones spare a nightly run work; each costs a part of every table it fills. */
const UNIT_WEIGHT = 2 << 20

/**
 * Consecutive exports, in order of the day in their names and then of their names: what one night delivers, of however many systems, lies together. Where
 * a unit ends depends on the name and the weight of the export before the cut and of the one behind it, and on nothing else: an export that comes,
 * changes or goes alters the unit it falls into and at most those beside it, and the evidence depends on neither machine nor history. An export as heavy as a unit is one of its own; of lighter ones each ends a unit with the chance of its share, by a hash of its name.
 */
export function divide(exports: readonly Export[]): PlannedUnit[] {
  const units: PlannedUnit[] = []
  let files: UnitFile[] = []
  let entries: Entry[] = []
  let weight = 0
  const close = () => {
    if (files.length > 0) units.push({ number: units.length, files, entries, weight })
    files = []
    entries = []
    weight = 0
  }
  for (const one of inOrderOfDay(exports)) {
    if (!isWorthReading(one.entry)) continue
    const next = weightOf(one)
    if (next >= UNIT_WEIGHT) close()
    const { source, sourceId: id, connector, format } = one
    files.push({ source, sourceId: id, connector, format, timezone: one.rule?.timezone ?? null })
    entries.push(one.entry)
    weight += next
    if (next >= chanceOf(source.file) * UNIT_WEIGHT) close()
  }
  close()
  return units
}

/** A day as names spell it, with or without marks between and a time behind; the last one in a path is the nearest to the file. */
const dayInName = /(?<!\d)(20\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d(?!\d{3}(?:\d{2})?(?!\d)))/g

function inOrderOfDay(exports: readonly Export[]): Export[] {
  const days = exports.map((one) => ({
    one,
    day:
      [...one.source.file.matchAll(dayInName)]
        .at(-1)
        ?.filter((_, i) => i !== 0 && i !== 2)
        .join('') ?? '',
  }))
  return days
    .sort((a, b) => compare(a.day, b.day) || compare(a.one.source.file, b.one.source.file))
    .map(({ one }) => one)
}

/** A number from 0 to below 1 that a name always has. */
function chanceOf(name: string): number {
  return Number.parseInt(sha256(name).slice(0, 8), 16) / 2 ** 32
}

/** What cannot be opened is not opened again. */
function isWorthReading({ problem, inspection }: Entry): boolean {
  return problem === null && !inspection?.problem?.startsWith('cannot be read')
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
