/** Finds Google's activity inside what carries it and restores the shapes that copies flattened. */

import { readCarried, unwrapFields } from '../../src/read-carriers.js'
import { type Fields, parseFields } from '../../src/read-fields.js'

/**
 * The activity inside a record, `events` as a list, or null when there is none. Beside the carriers that all logs come in: copies with a single
 * event as an object (`events: {…}`) or beside the id (`name`, `type`, `parameters`; `event_name` with parameters as columns).
 */
export function unwrap(value: unknown): Fields | null {
  return readCarried(value, (fields) => {
    const id = parseFields(fields['id'])
    return typeof id?.['applicationName'] === 'string' ? withEvents(fields, id) : null
  })
}

/** An alert of the Alert Center inside a record, or null. */
export function unwrapAlert(value: unknown): Fields | null {
  return unwrapFields(
    value,
    (fields) => typeof fields['alertId'] === 'string' && 'createTime' in fields && typeof fields['type'] === 'string',
  )
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
  const single = parseFields(events)
  if (single !== null) return { ...whole, events: [single] }
  if (typeof fields['name'] === 'string' || typeof fields['type'] === 'string')
    return { ...whole, events: [{ type: fields['type'], name: fields['name'], parameters: fields['parameters'] }] }
  if (typeof fields['event_name'] === 'string') {
    const parameters = Object.fromEntries(Object.entries(fields).filter(([name]) => !own.has(name)))
    return { ...whole, events: [{ type: fields['event_type'], name: fields['event_name'], parameters }] }
  }
  return 'parameters' in fields ? { ...whole, events: [{ parameters: fields['parameters'] }] } : null
}
