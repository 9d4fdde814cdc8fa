/** Reads what an ingest wrote: our rows, and why records became none. */
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { OurRow } from './compare.js'

/** What one export became. */
export interface Evidence {
  /** Rows of events by the number of their record, and by `id <native id>`; only of exports that are compared. */
  readonly rows: Map<string, OurRow[]>
  /** Reasons of rejected records by their number. */
  readonly rejects: Map<string, string>
}

/** Connectors call a missing time a missing field, as any other; only the sentence tells. */
const rejectsSql = `select source_id::varchar as source_id, record_no::varchar as record_no, case when reason = 'missing_field' and
  regexp_matches(detail, '(?i)time|date|published|created|\\bts\\b') then 'no_time' else reason::varchar end as reason
  from read_parquet($files) order by all`

const rowsSql = `select source_id::varchar as source_id, record_no::varchar as record_no,
  strftime(occurred_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') as occurred_at, resolution_us::double as resolution_us,
  stage::varchar as stage, activity::varchar as activity, operation::varchar as operation, outcome::varchar as outcome,
  change_class::varchar as change_class, native_id, actor, subject, resource, entitlement, source_ip, text
  from read_parquet($files) where list_contains(string_split($compared, ' '), source_id::varchar) order by source_id, event_id`

/** The evidence of a case by source, with the rows of those that are compared. */
export async function readEvidence(caseDir: string, compared: readonly string[]): Promise<Map<string, Evidence>> {
  const found = new Map<string, Evidence>()
  const of = (source: string) => {
    const known = found.get(source) ?? { rows: new Map(), rejects: new Map() }
    found.set(source, known)
    return known
  }
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const read = async (sql: string, table: string, more: Record<string, string> = {}) => {
    const files = join(caseDir, 'evidence', table, '*.parquet')
    return (await connection.runAndReadAll(sql, { files, ...more })).getRowObjectsJS() as unknown[]
  }
  try {
    for (const { source_id, record_no, reason } of (await read(rejectsSql, 'rejects')) as Rejected[])
      of(source_id).rejects.set(record_no, reason)
    for (const row of (await read(rowsSql, 'events', { compared: compared.join(' ') })) as (OurRow & Recorded)[]) {
      const { rows } = of(row.source_id)
      for (const key of [row.record_no, `id ${row.native_id}`]) rows.set(key, [...(rows.get(key) ?? []), row])
    }
  } finally {
    connection.closeSync()
  }
  return found
}

interface Recorded {
  readonly source_id: string
  readonly record_no: string
}

interface Rejected extends Recorded {
  readonly reason: string
}
