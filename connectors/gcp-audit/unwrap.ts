/** Finds Google's LogEntry inside what carries it: SIEM envelopes, Pub/Sub messages, lower-cased and flattened copies, the Logs Explorer's CSV. */

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

const deepest = 4

/**
 * The LogEntry inside a record, or null when there is none.
 * Known carriers: nothing at all, `json`, `event.original`, `message` (also a Pub/Sub message with base64 `data`), `_raw`, `result`, `_source`,
 * rows of BigQuery (`protopayload_auditlog`), of the Sentinel table `GCPAuditLogs`, of the Logs Explorer's CSV (`protoPayload.methodName`),
 * and copies whose names were put in lower case.
 */
export function unwrap(value: unknown, depth = 0): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  const payload = asFields(fields['protoPayload'])
  if (payload !== null && typeof payload['methodName'] === 'string') return { ...fields, protoPayload: payload }
  const lower = asFields(fields['protopayload'] ?? fields['protopayload_auditlog'] ?? fields['protoPayload'])
  if (lower !== null) return restored({ ...fields, protopayload: lower, protoPayload: undefined })
  if (typeof fields['protoPayload.methodName'] === 'string') return unflattened(fields)
  if (typeof fields['MethodName'] === 'string' && 'ServiceName' in fields && 'AuthenticationInfo' in fields)
    return fromSentinel(fields)
  if (depth >= deepest) return null
  for (const inner of carried(fields)) {
    const found = unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
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

function carried(fields: Fields): unknown[] {
  const data = fields['data']
  return [
    asFields(fields['event'])?.['original'],
    fields['json'],
    fields['message'],
    typeof data === 'string' && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(data) ? atob(data) : data,
    fields['_raw'],
    fields['result'],
    fields['_source'],
    fields['jsonPayload'],
  ].filter((inner) => inner !== undefined && inner !== null)
}

const camelCase = new Map(
  (
    'insertId logName receiveTimestamp protoPayload serviceName methodName resourceName authenticationInfo principalEmail principalSubject ' +
    'authoritySelector serviceAccountKeyName serviceAccountDelegationInfo firstPartyPrincipal thirdPartyPrincipal authorizationInfo ' +
    'requestMetadata callerIp callerSuppliedUserAgent serviceData policyDelta bindingDeltas auditConfigDeltas logType exemptedMember ' +
    'projectId spanId'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)
camelCase.set('protopayload_auditlog', 'protoPayload')
camelCase.set('servicedata_v1_iam', 'serviceData')

function restored(fields: Fields): Fields | null {
  const entry = restoreCase(fields) as Fields
  const payload = asFields(entry['protoPayload'])
  const misplaced = asFields(payload?.['metadata'])
  // Some copies nest the rest of the entry one level too deep.
  if (
    payload !== null &&
    misplaced !== null &&
    !('methodName' in payload) &&
    typeof misplaced['methodName'] === 'string'
  )
    return { ...payload, ...entry, protoPayload: { ...misplaced, ...payload } }
  return payload !== null && typeof payload['methodName'] === 'string' ? entry : null
}

/** Names in lower case get Google's spelling back; a value that stands under both spellings keeps the one that is there. */
function restoreCase(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((one) => restoreCase(one, depth + 1))
  if (typeof value !== 'object' || value === null || depth > 8) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(
    entries.map(([key, inner]) => [camelCase.get(key.toLowerCase()) ?? key, restoreCase(inner, depth + 1)]),
  )
}

/** A row with dotted columns; lists stand in it as JSON text. */
function unflattened(row: Fields): Fields {
  const entry: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) {
    if (value === '' || value === null || value === undefined) continue
    let at = entry
    const path = column.split('.')
    for (const step of path.slice(0, -1)) {
      if (!Object.hasOwn(at, step) || typeof at[step] !== 'object') at[step] = {}
      at = at[step] as Record<string, unknown>
    }
    at[path.at(-1)!] = value === 'true' ? true : value === 'false' ? false : value
  }
  return entry
}

function fromSentinel(row: Fields): Fields {
  return {
    insertId: row['InsertId'],
    logName: row['LogName'],
    timestamp: row['Timestamp'] || row['TimeGenerated'] || row['TimeGenerated [UTC]'],
    severity: row['Severity'],
    resource: { type: row['GCPResourceType'], labels: { project_id: row['ProjectId'] } },
    protoPayload: {
      serviceName: row['ServiceName'],
      methodName: row['MethodName'],
      resourceName: row['GCPResourceName'],
      authenticationInfo: row['AuthenticationInfo'],
      authorizationInfo: row['AuthorizationInfo'],
      requestMetadata: row['RequestMetadata'],
      status: row['Status'],
      request: row['Request'],
      response: row['Response'],
      metadata: row['Metadata'],
      serviceData: row['ServiceData'],
    },
  }
}
