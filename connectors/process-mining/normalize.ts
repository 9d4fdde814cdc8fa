/** From the words of process mining to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import { readWritten } from '../../src/time.js'
import { meaningOf } from './activities.js'
import { eventOf } from './record.js'

/** Resources that are nobody in particular, with what they say nevertheless. */
const placeholders: readonly (readonly [RegExp, 'human' | null])[] = [
  [/^(staff member|employee|staff)$/i, 'human'],
  [/^(unknown|undefined|missing|none|null|n\/?a|anonymous|user|resource|-|\?)$/i, null],
]

/** One event of a case; the first of a case also tells the case itself. */
export function normalize(record: SourceRecord): CanonicalRows {
  const event = eventOf(record)
  if (event === null) return reject('unknown_record', `no event of a log: ${brief(record.value)}`)
  const { caseId, activity, time } = event
  if (caseId === null)
    return reject('missing_field', 'the event belongs to no case: neither its trace nor itself has a name')
  if (activity === null) return reject('missing_field', `an event of case ${caseId} has no concept:name`)
  const at = readWritten(time, record.timezone)
  if (at === null)
    return reject('bad_time', `the time of ${activity} in case ${caseId} is no time: ${brief(time ?? undefined)}`)
  const meaning = meaningOf(activity, event.lifecycle)
  const { actor, kind } = actorOf(event.resource)
  const task = `case:${caseId}`
  const references = Object.values(event.attributes)
    .flatMap((text) => findReferences(text, 'text'))
    .filter(({ ref }) => ref !== task)
  const isRequest = meaning.stage === 'request' && meaning.activity === 'create'
  return {
    events: [
      {
        native_id: event.id,
        occurred_at: at.at,
        resolution_us: at.resolution,
        outcome: 'success',
        is_write: true,
        ...meaning,
        operation: activity,
        task,
        actor,
        actor_kind_hint: kind,
        ...referenceColumns(references),
        attributes: attributesOf({
          ...event.attributes,
          lifecycle: event.lifecycle,
          resource: actor === null ? event.resource : null,
          ...(at.zone_assumed && { zone_assumed: true }),
          ...(at.order_assumed && { order_assumed: true }),
        }),
      },
    ],
    // Of a table nobody knows which row is the first of its case: every row tells the case, and the first row counts.
    ...((event.isFirst || !event.knowsOrder) && {
      tasks: [
        {
          task,
          kind: 'ticket',
          key: caseId,
          type: 'case',
          requester: isRequest ? actor : null,
          created_at: event.isFirst || isRequest ? at.at : null,
          resolution_us: at.resolution,
          has_history: true,
          attributes: attributesOf(event.caseAttributes),
        },
      ],
    }),
  }
}

/** An address is one everywhere; any other name is known in this process only. */
function actorOf(resource: string | null): { actor: string | null; kind: 'human' | 'system' | null } {
  if (resource === null) return { actor: null, kind: null }
  const email = emailOf(resource)
  if (email !== null) return { actor: `email:${email}`, kind: null }
  const placeholder = placeholders.find(([pattern]) => pattern.test(resource))
  if (placeholder) return { actor: null, kind: placeholder[1] }
  return { actor: `process:${resource}`, kind: /^(system|automatic|batch)\b/i.test(resource) ? 'system' : null }
}
