/** Finds the AuditData object inside what carries it: Management API blobs, Purview's CSV, PowerShell, Log Analytics, SIEM envelopes. */

import { readCarried } from '../../src/read-carriers.js'
import { type Fields, parseFields } from '../../src/read-fields.js'

/**
 * The AuditData inside a record, or null when there is none. Beside the carriers that all logs come in: a column or member `AuditData` (also
 * `auditData` of Graph's audit search) with JSON text, `o365.audit`, `o365audit`, rows of the table `OfficeActivity`; names may be in lower case.
 */
export function unwrap(value: unknown): Fields | null {
  return readCarried(
    value,
    (fields) => {
      if ('CreationTime' in fields && ('RecordType' in fields || 'Operation' in fields)) return fields
      if ('creationtime' in fields && ('recordtype' in fields || 'operation' in fields)) return restored(fields)
      return 'OfficeWorkload' in fields && 'Operation' in fields ? fromOfficeActivity(fields) : null
    },
    (fields) => [fields['AuditData'], fields['auditData'], parseFields(fields['o365'])?.['audit'], fields['o365audit']],
  )
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
