/** Finds the AuditData object inside what carries it: Management API blobs, Purview's CSV, PowerShell, Log Analytics, SIEM envelopes. */

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

const deepest = 4

/**
 * The AuditData inside a record, or null when there is none.
 * Known carriers: nothing at all, a column or member `AuditData` (also `auditData` of Graph's audit search) with JSON text, rows of the table `OfficeActivity`,
 * names in lower case, and `json`, `event.original`, `message`, `_raw`, `result`, `_source`, `o365.audit`, `o365audit`.
 */
export function unwrap(value: unknown, depth = 0): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  if ('CreationTime' in fields && ('RecordType' in fields || 'Operation' in fields)) return fields
  if ('creationtime' in fields && ('recordtype' in fields || 'operation' in fields)) return restored(fields)
  if ('OfficeWorkload' in fields && 'Operation' in fields) return fromOfficeActivity(fields)
  if (depth >= deepest) return null
  for (const inner of carried(fields)) {
    const found = unwrap(inner, depth + 1)
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

/** A list, also one that stands as JSON text; empty for anything else. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string' || !/^\s*\[/.test(value)) return []
  try {
    return asList(JSON.parse(value))
  } catch {
    return []
  }
}

function carried(fields: Fields): unknown[] {
  return [
    fields['AuditData'],
    fields['auditData'],
    asFields(fields['event'])?.['original'],
    asFields(fields['o365'])?.['audit'],
    fields['o365audit'],
    fields['json'],
    fields['message'],
    fields['_raw'],
    fields['result'],
    fields['_source'],
  ].filter((inner) => inner !== undefined && inner !== null)
}

const names = new Map(
  (
    'Id CreationTime Operation RecordType Workload OrganizationId UserId UserKey UserType ResultStatus ObjectId ClientIP ClientIPAddress ActorIpAddress UserAgent ' +
    'ApplicationId LogonError Actor Target ModifiedProperties ExtendedProperties Parameters Members TargetUserOrGroupName TeamName EventData SessionId'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

function restored(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names.get(name) ?? name, value]))
}

function fromOfficeActivity(row: Fields): Fields {
  return {
    ...row,
    Id: row['OfficeId'],
    CreationTime: row['TimeGenerated'] || row['TimeGenerated [UTC]'] || row['ElevationTime'],
    Workload: row['OfficeWorkload'],
    ObjectId: row['OfficeObjectId'],
    ClientIP: row['ClientIP'] || row['Client_IPAddress'],
  }
}
