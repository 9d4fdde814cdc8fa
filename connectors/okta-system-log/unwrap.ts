/** Finds Okta's own object inside what carries it: SIEM envelopes, the console's CSV, flattened log-analytics rows. */

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

const deepest = 3

/**
 * The LogEvent inside a record, or null when there is none.
 * Known carriers: nothing at all, `{"json": …}`, `{"event": {"original": "…"}}`, `{"event": …}`, `{"message": "…"}`, `{"detail": …}`
 * (EventBridge), `{"_raw": "…"}` and `{"result": …}` (Splunk), `{"_source": …}` (Elasticsearch), CSV rows of the admin console,
 * rows whose names end in `_s`, `_d`, `_t`, `_g`, `_b` (Azure log analytics), and records whose names were put in lower case.
 */
export function unwrap(value: unknown, depth = 0): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  if (typeof fields['eventType'] === 'string') return fields
  if (typeof fields['eventtype'] === 'string') return restoreCase(fields) as Fields
  if ('eventType_s' in fields) return fromLogAnalytics(fields)
  if ('event_type' in fields && ('actor.id' in fields || 'actor.alternate_id' in fields)) return fromCsv(fields)
  if (depth < deepest) {
    for (const inner of carried(fields)) {
      const found = unwrap(inner, depth + 1)
      if (found !== null) return found
    }
  }
  return 'uuid' in fields && 'published' in fields ? fields : null
}

function carried(fields: Fields): unknown[] {
  const event = asFields(fields['event'])
  return [
    event?.['original'],
    fields['json'],
    fields['event'],
    fields['detail'],
    fields['_raw'],
    fields['result'],
    fields['_source'],
    fields['message'],
  ].filter((inner) => inner !== undefined && inner !== null)
}

function asFields(value: unknown): Fields | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null
  try {
    return asFields(JSON.parse(value))
  } catch {
    return null
  }
}

const camelCase = new Map(
  (
    'eventType displayMessage legacyEventType authenticationContext securityContext debugContext debugData alternateId displayName ' +
    'detailEntry changeDetails ipAddress userAgent rawUserAgent geographicalContext ipChain externalSessionId rootSessionId ' +
    'authenticationProvider credentialProvider credentialType privilegeGranted requestApiTokenId'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

function restoreCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [camelCase.get(key) ?? key, restoreCase(inner)]),
  )
}

/** `client_userAgent_rawUserAgent_s` is `client.userAgent.rawUserAgent`; columns without a type suffix belong to the store. */
function fromLogAnalytics(fields: Fields): Fields {
  const event: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(fields)) {
    const name = /^(.+)_[sdtgb](?: \[UTC\])?$/.exec(column)?.[1]
    if (name !== undefined && value !== null && value !== '') place(event, name.split('_'), value)
  }
  return event
}

/** `debug_context.debug_data.request_uri` is `debugContext.debugData.requestUri`, `target0.alternate_id` is `target[0].alternateId`. */
function fromCsv(row: Fields): Fields {
  const event: Record<string, unknown> = {}
  const targets = new Map<string, Record<string, unknown>>()
  for (const [column, value] of Object.entries(row)) {
    if (value === '' || value === null || value === undefined) continue
    const path = column.split('.').map(toCamelCase)
    const number = /^target(\d{1,2})$/.exec(path[0]!)?.[1]
    if (number === undefined) {
      place(event, column === 'timestamp' ? ['published'] : path, value)
      continue
    }
    const target = targets.get(number) ?? {}
    targets.set(number, target)
    place(target, path.slice(1), value)
  }
  return targets.size > 0 ? { ...event, target: [...targets.values()] } : event
}

function toCamelCase(name: string) {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown) {
  let at = into
  for (const step of path.slice(0, -1)) {
    if (!Object.hasOwn(at, step)) at[step] = {}
    const next = at[step]
    if (typeof next !== 'object' || next === null) return
    at = next as Record<string, unknown>
  }
  const last = path.at(-1)
  if (last !== undefined && !Object.hasOwn(at, last)) at[last] = value
}
