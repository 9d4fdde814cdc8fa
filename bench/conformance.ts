/** `npm run conformance -- <folder>`: every connector over a corpus of `<source>/<family>/…` files, and what became of each family's records. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { connectors } from '../connectors/index.js'
import { UserError } from '../src/errors.js'
import { ingest } from '../src/ingest/ingest.js'

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
}

/** Share of the well-formed records that has to be used. */
export const leastUsed = 0.995

/** Reasons that lie in the record and not in our reading of it: broken, cut off, or without a time. */
const malformed = /^(malformed_\w+|truncated|damaged_file|bad_encoding|bad_time|no_time|bad_row|too_deep)$/
/** Beside the exports lie their origin and what others made of them; these are no exports. */
const beside = /(^|\/)ORIGIN\.md$|-expected\.json$|\.truth\.tsv$|\.chatml\.json$/

/** Ingests the folder into a case that is thrown away, and counts by family. Throws UserError when two connectors claim one file. */
export async function measureConformance(folder: string): Promise<Family[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'approvenance-conformance-'))
  try {
    const caseDir = join(scratch, 'case')
    const { sources } = await ingest({ paths: [folder], caseDir, connectors })
    const reasons = await reasonsBySource(caseDir)
    const families = new Map<string, Family>()
    for (const source of sources) {
      const [, name, file] = source.file.split('/')
      if (name === undefined || file === undefined || beside.test(source.file)) continue
      const so = families.get(name) ?? { name, recognised: 0, unrecognised: [], read: 0, used: 0, rejects: {} }
      const known = source.connector !== null
      families.set(name, {
        name,
        recognised: so.recognised + (known ? 1 : 0),
        unrecognised: known ? so.unrecognised : [...so.unrecognised, source.file],
        read: so.read + (known ? source.records_read : 0),
        used: so.used + source.records_used,
        rejects: known ? added(so.rejects, reasons.get(source.source_id) ?? {}) : so.rejects,
      })
    }
    return [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

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

/** Connectors call a missing time a missing field, as any other; only the sentence tells. */
const reasonsSql = `select source_id::varchar, case when reason = 'missing_field' and
  regexp_matches(detail, '(?i)time|date|published|created|\\bts\\b') then 'no_time' else reason::varchar end, count(*)::int
  from read_parquet($files) group by all order by all`

async function reasonsBySource(caseDir: string) {
  const found = new Map<string, Record<string, number>>()
  const folder = join(caseDir, 'evidence', 'rejects')
  if (!existsSync(folder)) return found
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const rows = await connection.runAndReadAll(reasonsSql, { files: join(folder, '*.parquet') })
    for (const [source, reason, count] of rows.getRowsJS() as [string, string, number][])
      found.set(source, { ...found.get(source), [reason]: count })
  } finally {
    connection.closeSync()
  }
  return found
}

function added(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) {
  const sum = { ...one }
  for (const [reason, count] of Object.entries(other)) sum[reason] = (sum[reason] ?? 0) + count
  return sum
}

async function main() {
  const folder = resolve(argv[2] ?? join('..', 'shared', 'corpus'))
  if (!existsSync(folder)) return console.log(`skipped: there is no corpus at ${folder}`)
  const families = await measureConformance(folder)
  const line = (name: string, ...figures: (string | number)[]) =>
    `${name.padEnd(30)}${figures.map((figure) => String(figure).padStart(11)).join('')}`
  console.log(`${line('family', 'recognised', 'unknown', 'read', 'used')}  rejected`)
  for (const { name, recognised, unrecognised, read, used, rejects } of families) {
    const why = Object.entries(rejects).map(([reason, count]) => `${reason} ${count}`)
    console.log(`${line(name, recognised, unrecognised.length, read, used)}  ${why.join(', ')}`)
  }
  const share = usedShare(families)
  const sum = (pick: (family: Family) => number) => families.reduce((total, family) => total + pick(family), 0)
  const files = [sum((f) => f.recognised), sum((f) => f.unrecognised.length)] as const
  console.log(
    line(
      'all',
      ...files,
      sum((f) => f.read),
      sum((f) => f.used),
    ),
  )
  console.log(`used of the well-formed records: ${(share * 100).toFixed(3)} % (at least ${leastUsed * 100} %)`)
  if (share < leastUsed) process.exitCode = 1
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href)
  await main().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    console.error(error.message)
    process.exitCode = 1
  })
