/** Finds Google's activity inside what carries it and restores the shapes that copies flattened. */

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

const deepest = 4

/**
 * The activity inside a record, `events` as a list, or null when there is none.
 * Known carriers: nothing at all, copies with a single event as an object (`events: {…}`) or beside the id (`name`, `type`, `parameters`; `event_name`
 * with parameters as columns), and `json`, `event.original`, `message`, `_raw`, `result`, `_source`.
 */
export function unwrap(value: unknown, depth = 0): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  const id = asFields(fields['id'])
  if (id !== null && typeof id['applicationName'] === 'string') return withEvents(fields, id)
  if (depth >= deepest) return null
  for (const inner of carried(fields)) {
    const found = unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** An alert of the Alert Center inside a record, or null. */
export function unwrapAlert(value: unknown, depth = 0): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  if (typeof fields['alertId'] === 'string' && 'createTime' in fields && typeof fields['type'] === 'string')
    return fields
  if (depth >= deepest) return null
  for (const inner of carried(fields)) {
    const found = unwrapAlert(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** An object, also one that stands as JSON text; null for anything else. */
export function asFields(value: unknown): Fields | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null
  try {
    return asFields(JSON.parse(value))
  } catch {
    return null
  }
}

function carried(fields: Fields): unknown[] {
  return [
    asFields(fields['event'])?.['original'],
    fields['json'],
    fields['message'],
    fields['_raw'],
    fields['result'],
    fields['_source'],
  ].filter((inner) => inner !== undefined && inner !== null)
}

const own = new Set([
  'kind',
  'etag',
  'id',
  'actor',
  'ipAddress',
  'ownerDomain',
  'event_name',
  'event_type',
  'api_kind',
  'TimeGenerated',
  'Type',
  'TenantId',
])

function withEvents(fields: Fields, id: Fields): Fields | null {
  const { events } = fields
  const whole = { ...fields, id: { ...id, time: id['time'] ?? fields['p_event_time'] ?? fields['TimeGenerated'] } }
  if (Array.isArray(events)) return whole
  const single = asFields(events)
  if (single !== null) return { ...whole, events: [single] }
  if (typeof fields['name'] === 'string' || typeof fields['type'] === 'string')
    return { ...whole, events: [{ type: fields['type'], name: fields['name'], parameters: fields['parameters'] }] }
  if (typeof fields['event_name'] === 'string') {
    const parameters = Object.fromEntries(Object.entries(fields).filter(([name]) => !own.has(name)))
    return { ...whole, events: [{ type: fields['event_type'], name: fields['event_name'], parameters }] }
  }
  return 'parameters' in fields ? { ...whole, events: [{ parameters: fields['parameters'] }] } : null
}
