/** Claude Code's records in our words: lines of transcripts, or events of its telemetry. */
import { brief, mergeRuns, onceEach, reject } from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { readOtlp } from '../../src/read-otlp.js'
import { readEvent } from './events.js'
import { readLine } from './transcript.js'

/** One record: a line of a transcript, or an OTLP document with one row for each of its log records. */
export function normalize(record: SourceRecord): CanonicalRows {
  const { value, timezone } = record
  const content = readOtlp(value)
  if (content.isOtlp) {
    if (content.logs.length === 0) {
      const what = content.hasMetrics ? 'metrics only, which tell of no event' : 'no log record'
      return reject('no_event', `the record holds ${what}`)
    }
    const rows = content.logs.map((log) => readEvent(log, timezone))
    const failed = rows.find((row) => row.reject)
    if (failed) return failed
    const tasks = mergeRuns(rows.flatMap((row) => row.tasks ?? []))
    const identities = onceEach(rows.flatMap((row) => row.identities ?? []))
    return {
      events: rows.flatMap((row) => row.events ?? []),
      ...(tasks.length > 0 ? { tasks } : {}),
      ...(identities.length > 0 ? { identities } : {}),
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('type' in value))
    return reject('not_a_line', `no line of a transcript: ${brief(value)}`)
  return readLine(value, timezone)
}
