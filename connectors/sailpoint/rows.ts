/** Builds rows from what the readers of SailPoint's records have found. */
import type { CanonicalRows } from '../../src/connector.js'
import { textOf } from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { Outcome } from '../../src/schema/words.js'
import { type Moment, readWritten } from '../../src/time.js'
import type { Party } from './people.js'

/** A time of the API, or as portals of log stores print it (`3/2/2026, 9:16:10.555 AM`); in UTC where no zone is written. */
export function timeOf(value: unknown, zone = 'UTC'): Moment | null {
  return readWritten(value, zone, 'month-first')
}

/** The columns of a moment. */
export function at(time: Moment): Pick<EventDraft, 'occurred_at' | 'resolution_us'> {
  return { occurred_at: time.at, resolution_us: time.resolution }
}

/** Typed key of an access request. */
export function requestKey(id: unknown): string | null {
  const text = textOf(id)
  return text === null ? null : `request:${text}`
}

/** References in what people wrote, and the key of a request that stands in a field. */
export function refsOf(text: string | null, key: string | null = null) {
  const field: Reference[] = key === null ? [] : [{ ref: key, origin: 'field' }]
  return referenceColumns([...field, ...findReferences(text, 'text')])
}

/** The outcome that a word of SailPoint's states. */
export function outcomeOf(word: string | null): Outcome {
  const name = word?.toUpperCase() ?? ''
  if (/FAIL|ERROR|INCOMPLETE|UNSUCCESS/.test(name)) return 'failure'
  if (/PASS|SUCCESS|COMPLETE|FINISH|COMMIT|VERIFIED/.test(name)) return 'success'
  return /START|PENDING|QUEUED|EXECUTING|RETRY/.test(name) ? 'pending' : 'unknown'
}

/** Rows of the events that there are, with one statement for each party that has an id. */
export function rowsOf(
  maybe: readonly (EventDraft | null)[],
  parties: readonly (Party | null)[],
  maybeTasks: readonly (TaskDraft | null)[] = [],
): CanonicalRows {
  const events = maybe.filter((one) => one !== null)
  const tasks = maybeTasks.filter((one) => one !== null)
  const identities = parties.flatMap((party) => party?.identity ?? [])
  const distinct = identities.filter((one, index) => identities.findIndex(({ alias }) => alias === one.alias) === index)
  return {
    ...(events.length > 0 ? { events } : {}),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(distinct.length > 0 ? { identities: distinct } : {}),
  }
}
