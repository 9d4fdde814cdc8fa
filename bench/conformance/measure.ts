/** Runs every connector over a corpus of `<source>/<family>/…` files, by content alone, and counts what became of each family's records. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectors } from '../../connectors/index.js'
import { ingest } from '../../src/ingest/ingest.js'
import { agrees, type Difference, ours } from './compare.js'
import { type Evidence, readEvidence } from './evidence.js'
import { type Explanation, explain } from './explained.js'
import { exportsIn, filesIn, linkNeutrally } from './neutral.js'
import { openRecords } from './records.js'
import { truthIn } from './truth.js'
import { type Field, fields, type Truth } from './words.js'

/** What became of one family of the corpus. */
export interface Family {
  readonly name: string
  readonly recognised: number
  /** Files that no connector knew; below the corpus folder. */
  readonly unrecognised: readonly string[]
  readonly read: number
  readonly used: number
  /** Rejected records by reason. */
  readonly rejects: Readonly<Record<string, number>>
  /** How often we say what a truth file beside an export says, by field. */
  readonly compared: Readonly<Partial<Record<Field, Agreement>>>
}

/** How many values a truth file states, how many of them we state too, and how many differences are explained. */
export interface Agreement {
  readonly said: number
  readonly same: number
  readonly explained: number
}

/** A difference, and why it is none of ours; null when it is. */
export interface Judged extends Difference {
  readonly why: Explanation | null
}

/** The outcome of a run. */
export interface Measured {
  readonly families: readonly Family[]
  readonly differences: readonly Judged[]
}

/** Share of the well-formed records that has to be used, and of a field's values that has to agree or be explained. */
export const least = { used: 0.995, agreed: 0.98 }

/**
 * Ingests the folder, under names that tell nothing, into a case that is thrown away, and counts by family. Throws UserError when two connectors
 * claim one file.
 */
export async function measureConformance(folder: string): Promise<Measured> {
  const scratch = mkdtempSync(join(tmpdir(), 'approvenance-conformance-'))
  try {
    const [caseDir, exports] = [join(scratch, 'case'), join(scratch, 'exports')]
    mkdirSync(exports)
    const nameOf = linkNeutrally(folder, exportsIn(folder), exports)
    const { sources } = await ingest({ paths: [exports], caseDir, connectors })
    const truths = truthsIn(folder)
    const truthOf = (source: { readonly file: string }) => truths.get(nameOf.get(source.file)!.toLowerCase()) ?? []
    const compared = sources.filter((source) => truthOf(source).length > 0).map(({ source_id }) => source_id)
    const evidence = await readEvidence(caseDir, compared)
    const families = new Map<string, Family>()
    const differences: Judged[] = []
    for (const source of sources) {
      const file = nameOf.get(source.file)!
      const family = file.split('/')[1]!
      const so = families.get(family) ?? { ...nothing, name: family }
      if (source.connector === null) {
        families.set(family, { ...so, unrecognised: [...so.unrecognised, file] })
        continue
      }
      const became = evidence.get(source.source_id) ?? { rows: new Map(), rejects: new Map() }
      const found = compareWith(truthOf(source), became, family, file, folder)
      differences.push(...found.differences)
      families.set(family, {
        ...so,
        recognised: so.recognised + 1,
        read: so.read + source.records_read,
        used: so.used + source.records_used,
        rejects: countReasons(so.rejects, became.rejects.values()),
        compared: sumAgreement(so.compared, found.agreement),
      })
    }
    return { families: [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), differences }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const nothing: Omit<Family, 'name'> = { recognised: 0, unrecognised: [], read: 0, used: 0, rejects: {}, compared: {} }
const noAgreement: Agreement = { said: 0, same: 0, explained: 0 }

/** Reasons that lie in the record and not in our reading of it: broken, cut off, or without a time. */
const malformed = /^(malformed_\w+|truncated|damaged_file|bad_encoding|bad_time|no_time|no_year|bad_row|too_deep)$/

/** Share of the well-formed records that was used; 1 when there is none. */
export function usedShare(families: readonly Pick<Family, 'used' | 'rejects'>[]): number {
  let used = 0
  let lost = 0
  for (const family of families) {
    used += family.used
    for (const [reason, count] of Object.entries(family.rejects)) if (!malformed.test(reason)) lost += count
  }
  return used + lost === 0 ? 1 : used / (used + lost)
}

/** Agreement of all families together, by field. */
export function agreementOf(families: readonly Pick<Family, 'compared'>[]): Family['compared'] {
  return families.reduce((sum, { compared }) => sumAgreement(sum, compared), {} as Family['compared'])
}

/** Share of the values that agree, explained differences aside; 1 when there is none. */
export function agreedShare({ said, same, explained }: Agreement): number {
  return said === explained ? 1 : same / (said - explained)
}

// ── truth ──

/** What the truth files say, by the export they are about (lower case). */
function truthsIn(folder: string): Map<string, Truth[]> {
  const found = new Map<string, Truth[]>()
  for (const file of filesIn(folder)) {
    const truth = truthIn(file)
    if (truth === null) continue
    const said = truth.read(readFileSync(join(folder, file), 'utf8'))
    for (const about of truth.exports) found.set(about, said)
  }
  return found
}

/** Compares each record that a truth file speaks of with our rows of it; a record we rejected agrees in nothing. */
function compareWith(truths: readonly Truth[], became: Evidence, family: string, file: string, folder: string) {
  const differences: Judged[] = []
  const agreement: Partial<Record<Field, Agreement>> = {}
  const rawOf = openRecords(join(folder, file))
  for (const { record_no, id, said, document } of truths) {
    const record = record_no === null ? `id ${id}` : String(record_no)
    const rows = became.rows.get(record) ?? []
    for (const field of fields) {
      const theirs = said[field]
      if (theirs === undefined) continue
      const so = agreement[field] ?? noAgreement
      if (agrees(field, said, rows)) {
        agreement[field] = { ...so, said: so.said + 1, same: so.same + 1 }
        continue
      }
      const our = [...new Set(rows.flatMap((row) => ours[field](row)))].filter((value) => value !== null)
      const reject = became.rejects.get(record) ?? null
      const raw = rawOf(record_no ?? 0)
      const difference = { family, file, record, field, ours: our, theirs, document, rows, reject, raw }
      const why = explain(difference)
      differences.push({ ...difference, why })
      agreement[field] = { ...so, said: so.said + 1, explained: so.explained + (why === null ? 0 : 1) }
    }
  }
  return { differences, agreement }
}

function sumAgreement(one: Family['compared'], other: Family['compared']): Family['compared'] {
  const sum = { ...one }
  for (const [field, { said, same, explained }] of Object.entries(other) as [Field, Agreement][]) {
    const so = sum[field] ?? noAgreement
    sum[field] = { said: so.said + said, same: so.same + same, explained: so.explained + explained }
  }
  return sum
}

function countReasons(so: Family['rejects'], reasons: Iterable<string>): Record<string, number> {
  const count = { ...so }
  for (const reason of reasons) count[reason] = (count[reason] ?? 0) + 1
  return count
}
