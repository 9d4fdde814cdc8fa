/** Finds the requests inside what DynamoDB, AppSync and streams put around them. */

/** A JSON object whose members nobody has looked at yet. */
export type Json = Readonly<Record<string, unknown>>

/** One item and, from a stream, the status it had before this change. */
export interface Item {
  readonly item: Json
  readonly statusBefore: string | null
  readonly isStream: boolean
}

/** Every request in a record: one, except in an AppSync answer that was saved whole. */
export function itemsOf(value: unknown): Item[] {
  const outer = asObject(value)
  if (outer === null) return []
  const change = asObject(outer['dynamodb'])
  if (change !== null) return streamItem(change)
  const held = asObject(outer['Item']) ?? asObject(outer['item']) ?? asObject(outer['NewImage'])
  if (held !== null) return [one(plain(held))]
  const answer = asObject(outer['data'])
  if (answer !== null) return Object.values(answer).flatMap(answered)
  return [one(plain(outer))]
}

const one = (item: Json): Item => ({ item, statusBefore: null, isStream: false })

function answered(field: unknown): Item[] {
  const object = asObject(field)
  if (object === null) return []
  const items = object['items']
  if (Array.isArray(items))
    return items.flatMap((entry) => (asObject(entry) ? [one(plain(entry as Json))] : [{ ...one({}), item: {} }]))
  return [one(plain(object))]
}

/** A record of the table's stream: the image after the change, and what the status was before it. Removals have no new image. */
function streamItem(change: Json): Item[] {
  const after = asObject(change['NewImage']) ?? asObject(change['OldImage'])
  if (after === null) return []
  const before = asObject(change['OldImage'])
  const status = before === null ? null : plain(before)['status']
  return [{ item: plain(after), statusBefore: typeof status === 'string' ? status : null, isStream: true }]
}

/** DynamoDB's typed JSON (`{"S": "…"}`) as plain values; plain items stay as they are. */
export function plain(item: Json): Json {
  const entries = Object.entries(item)
  if (!entries.some(([, value]) => isTyped(value))) return item
  return Object.fromEntries(entries.map(([name, value]) => [name, untyped(value)]))
}

const types = new Set(['S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'B'])

function isTyped(value: unknown): value is Json {
  const object = asObject(value)
  if (object === null) return false
  const keys = Object.keys(object)
  return keys.length === 1 && types.has(keys[0]!)
}

function untyped(value: unknown): unknown {
  if (!isTyped(value)) return value
  const [type, held] = Object.entries(value)[0]!
  if (type === 'NULL') return null
  if (type === 'L') return Array.isArray(held) ? held.map(untyped) : []
  if (type === 'M') return plain(asObject(held) ?? {})
  return held
}

/** The value as an object; null for anything else, arrays included. */
export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}
