/**
 * What the OCEL 2.0 specification asks of a JSON log (https://www.ocel-standard.org/specification/formats/json/), as a check written from its text, and
 * what its published JSON Schema asks (https://www.ocel-standard.org/2.0/ocel20-schema-json.json), put in our words, by an independent validator. The
 * schema cannot say what matters most, that every type, attribute and object that is named is declared.
 */
import { Ajv } from 'ajv'
import formatsPlugin from 'ajv-formats'

type Members = Readonly<Record<string, unknown>>

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  time: isTime,
  integer: Number.isInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
}

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const members = (properties: Readonly<Record<string, object>>, ...optional: readonly string[]) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})
const many = (items: object) => ({ type: 'array', items })
const declared = many(members({ name: text, attributes: many(members({ name: text, type: text })) }))
const related = many(members({ objectId: text, qualifier: text }))
/** The published schema: where the text of the specification allows a number, it does not. */
const published = members({
  eventTypes: declared,
  objectTypes: declared,
  events: many(
    members(
      { id: text, type: text, time, attributes: many(members({ name: text, value: text })), relationships: related },
      'attributes',
      'relationships',
    ),
  ),
  objects: many(
    members(
      { id: text, type: text, attributes: many(members({ name: text, value: text, time })), relationships: related },
      'attributes',
      'relationships',
    ),
  ),
})
const ajv = new Ajv({ allErrors: true })
formatsPlugin.default(ajv)
const validate = ajv.compile(published)

/** The first breaches of the published schema; none when the log is valid. */
export function ocelSchemaErrors(log: unknown): string[] {
  return validate(log)
    ? []
    : (validate.errors ?? []).slice(0, 10).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Every breach of the specification, in words; none when the log is valid. */
export function ocelBreaches(log: unknown): string[] {
  const top = membersOf(log)
  const breaches: string[] = []
  const tell = (isRight: boolean, words: string) => {
    if (!isRight) breaches.push(words)
  }
  const listed = (name: string) => {
    tell(Array.isArray(top[name]), `${name} is no list`)
    return listOf(top[name])
  }
  const declaredIn = (name: string) => {
    const declared = new Map<string, ReadonlyMap<string, string>>()
    for (const one of listed(name)) {
      tell(
        typeof one.name === 'string' && !declared.has(one.name),
        `${name}: ${String(one.name)} is no name of its own`,
      )
      const attributes = listOf(one.attributes)
      for (const { name: attribute, type } of attributes)
        tell(typeof attribute === 'string' && String(type) in fits, `${name}: ${String(attribute)} is ${String(type)}`)
      declared.set(String(one.name), new Map(attributes.map((each) => [String(each.name), String(each.type)])))
    }
    return declared
  }
  const types = { objects: declaredIn('objectTypes'), events: declaredIn('eventTypes') }
  const rows = { objects: listed('objects'), events: listed('events') }
  const known = new Set(rows.objects.map(({ id }) => id))
  for (const kind of ['objects', 'events'] as const) {
    const seen = new Set<unknown>()
    for (const row of rows[kind]) {
      const name = `${kind} ${String(row.id)}`
      tell(typeof row.id === 'string' && !seen.has(row.id), `${name}: the id is none of its own`)
      seen.add(row.id)
      const attributes = types[kind].get(String(row.type))
      tell(attributes !== undefined, `${name}: type ${String(row.type)} is not declared`)
      if (kind === 'events') tell(isTime(row.time), `${name}: time ${String(row.time)}`)
      for (const one of listOf(row.attributes)) {
        const type = attributes?.get(String(one.name))
        tell(
          type !== undefined && fits[type]!(one.value),
          `${name}: attribute ${String(one.name)} = ${String(one.value)}`,
        )
        tell(
          (kind === 'objects') === isTime(one.time),
          `${name}: attribute ${String(one.name)} has time ${String(one.time)}`,
        )
      }
      for (const one of listOf(row.relationships)) {
        tell(known.has(one.objectId), `${name}: there is no object ${String(one.objectId)}`)
        tell(typeof one.qualifier === 'string', `${name}: a relationship without qualifier`)
      }
    }
  }
  return breaches
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  )
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {}
}

function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(membersOf) : []
}
