/**
 * The case as an object-centric event log: OCEL 2.0 JSON (https://www.ocel-standard.org/specification/formats/json/), with every event that matters to a
 * chain, its objects, and what objects are to each other.
 */
import { each, eachOf, member } from '../report/json.js'
import type { Store } from '../store/store.js'
import { formatTime } from '../time.js'
import type { FileFormat } from './format.js'
import { readByTime, readRows } from './read-rows.js'

/** Attributes as their type declares them; a name that ends in `_at` is a time. None is a number: the published schema has values as text alone. */
const eventAttributes = {
  operation: 'string',
  outcome: 'string',
  change_class: 'string',
  change: 'string',
  entitlement: 'string',
  subject: 'string',
  identity: 'string',
  person: 'string',
  kind: 'string',
  connector: 'string',
  native_id: 'string',
  file: 'string',
  record_no: 'string',
} as const

const objectAttributes = {
  name: 'string',
  system: 'string',
  kind: 'string',
  title: 'string',
  person: 'string',
  entitlement: 'string',
  state: 'string',
  began_at: 'time',
  ended_at: 'time',
} as const

const objectTypes = ['agent_run', 'approval', 'credential', 'grant', 'request', 'resource', 'session', 'task'] as const

/** An attribute that never changed holds from the beginning of time, as the specification has it. */
const always = '1970-01-01T00:00:00Z'

type AttributeTypes = Readonly<Record<string, 'string' | 'time'>>

interface Tied {
  readonly qualifiers: readonly string[] | null
}

type EventRow = Readonly<Record<keyof typeof eventAttributes, string | number | null>> &
  Tied & {
    readonly event_id: string
    readonly type: string
    readonly occurred_at: number
    readonly objects: readonly string[]
  }

type ObjectRow = Readonly<Record<keyof typeof objectAttributes, string | number | null>> &
  Tied & { readonly object: string; readonly type: string; readonly others: readonly string[] | null }

/** The log. Text of records is as the evidence has it: secrets were taken out when it was read. */
export const ocel: FileFormat = {
  id: 'ocel',
  what: 'OCEL 2.0 JSON: events, their objects, and how objects are related',
  extension: '.jsonocel',
  needs: 'models',
  into: 'file',
  write: ({ store }) => render(store),
}

async function* render(store: Store): AsyncIterable<string> {
  yield '{'
  yield* member(
    'objectTypes',
    each(objectTypes, (name) => declared(name, objectAttributes)),
  )
  yield ',\n'
  yield* member(
    'eventTypes',
    eachOf(readRows<{ type: string }>(store, 'event_types'), ({ type }) => declared(type, eventAttributes)),
  )
  yield ',\n'
  yield* member('objects', eachOf(readRows<ObjectRow>(store, 'objects'), objectOf))
  yield ',\n'
  yield* member('events', eachOf(readByTime<EventRow>(store, 'events'), eventOf))
  yield '}\n'
}

function declared(name: string, attributes: AttributeTypes) {
  return { name, attributes: Object.entries(attributes).map(([attribute, type]) => ({ name: attribute, type })) }
}

function objectOf(row: ObjectRow) {
  return {
    id: row.object,
    type: row.type,
    attributes: valuesOf(row, objectAttributes).map((one) => ({ ...one, time: always })),
    relationships: relationshipsOf(row.others ?? [], row.qualifiers ?? []),
  }
}

function eventOf(row: EventRow) {
  return {
    id: row.event_id,
    type: row.type,
    time: formatTime(row.occurred_at),
    attributes: valuesOf(row, eventAttributes),
    relationships: relationshipsOf(row.objects, row.qualifiers ?? []),
  }
}

function valuesOf(row: object, attributes: AttributeTypes) {
  const cells = row as Readonly<Record<string, unknown>>
  return Object.entries(attributes).flatMap(([name, type]) => {
    const value = cells[name] ?? null
    if (value === null) return []
    return [{ name, value: type === 'time' ? formatTime(Number(value)) : String(value) }]
  })
}

function relationshipsOf(objects: readonly string[], qualifiers: readonly string[]) {
  return objects.map((objectId, i) => ({ objectId, qualifier: qualifiers[i] ?? '' }))
}
