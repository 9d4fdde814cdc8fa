/**
 * What the OCEL 2.0 specification asks of a JSON log (https://www.ocel-standard.org/specification/formats/json/), as a check written from its text: the
 * published JSON Schema is not copied here, and could not say what matters most, that every type, attribute and object that is named is declared.
 */

type Members = Readonly<Record<string, unknown>>

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  time: isTime,
  integer: Number.isInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
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
