/** Codex's records in our words: lines of rollouts, or events of its telemetry. */
import { brief, mergeRuns, onceEach, reject } from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { readOtlp } from '../../src/read-otlp.js'
import { readEvent } from './events.js'
import { readLine } from './rollout.js'

/** One record: a line of a rollout, or an OTLP document with one row for each of its log records. */
export function normalize(record: SourceRecord): CanonicalRows {
  const { value, timezone } = record
  const content = readOtlp(value)
  if (!content.isOtlp) {
    if (typeof value !== 'object' || value === null || !('payload' in value))
      return reject('not_a_line', `no line of a rollout: ${brief(value)}`)
    return readLine(value, record.file, timezone)
  }
  if (content.logs.length === 0)
    return reject(
      'no_event',
      `the record holds ${content.hasMetrics ? 'metrics only, which tell of no event' : 'no log record'}`,
    )
  const rows = content.logs.map((log) => readEvent(log, timezone))
  const failed = rows.find((row) => row.reject)
  if (failed) return failed
  const tasks = mergeRuns(rows.flatMap((row) => row.tasks ?? []))
  return {
    events: rows.flatMap((row) => row.events ?? []),
    ...(tasks.length > 0 ? { tasks } : {}),
    identities: onceEach(rows.flatMap((row) => row.identities ?? [])),
  }
}
