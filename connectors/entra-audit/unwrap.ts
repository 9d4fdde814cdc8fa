/** Finds Microsoft's own object inside what carries it: Graph pages, diagnostic-settings envelopes, Log Analytics rows, the portal's CSV. */

import { readCarried, unwrapFields } from '../../src/read-carriers.js'
import { type Fields, parseFields } from '../../src/read-fields.js'

/**
 * The directory audit inside a record, in Graph's spelling, or null when there is none. Beside the carriers that all logs come in:
 * `{"category", "operationName", "properties": {…}}` (storage account, Event Hub; names may be lower case), rows of the Log Analytics table
 * `AuditLogs`, rows of the portal's CSV.
 */
export function unwrap(value: unknown): Fields | null {
  return readCarried(value, (fields) => {
    if (typeof fields['activityDisplayName'] === 'string' && 'activityDateTime' in fields) return fields
    if ('ActorObjectId' in fields && 'Activity' in fields) return fromPortal(fields)
    return isLogAnalytics(fields) ? fromLogAnalytics(fields) : fromEnvelope(fields)
  })
}

/** The sign-in envelope inside a record of a stream that carries both logs, or null. */
export function unwrapSignIn(value: unknown): Fields | null {
  return unwrapFields(
    value,
    (fields) => /SignInLogs$/i.test(String(fields['category'] ?? '')) && parseFields(fields['properties']) !== null,
  )
}

/** A member of the envelope, whatever the case of its name. */
export function member(fields: Fields, name: string): unknown {
  return fields[name] ?? fields[name.toLowerCase()] ?? fields[`${name[0]!.toUpperCase()}${name.slice(1)}`]
}

function fromEnvelope(fields: Fields): Fields | null {
  const body = parseFields(fields['properties'])
  if (body === null) return null
  const category = String(member(fields, 'category') ?? '')
  if (/SignInLogs$|^ProvisioningLogs$|RiskyUsers|UserRiskEvents/i.test(category)) return null
  const isAudit = category === 'AuditLogs' || 'activityDateTime' in body || 'activityDisplayName' in body
  if (!isAudit || !('initiatedBy' in body || 'targetResources' in body || 'loggedByService' in body)) return null
  return {
    ...body,
    activityDisplayName: body['activityDisplayName'] ?? member(fields, 'operationName'),
    activityDateTime: body['activityDateTime'] ?? member(fields, 'time'),
    correlationId: body['correlationId'] ?? member(fields, 'correlationId'),
    result: body['result'] ?? member(fields, 'result') ?? member(fields, 'resultSignature'),
    tenantId: member(fields, 'tenantId') ?? body['tenantId'],
    callerIpAddress: member(fields, 'callerIpAddress') ?? fields['ipAddress'],
  }
}

function isLogAnalytics(fields: Fields) {
  return (
    'InitiatedBy' in fields &&
    'TargetResources' in fields &&
    ('OperationName' in fields || 'ActivityDisplayName' in fields)
  )
}

function fromLogAnalytics(fields: Fields): Fields {
  const time = ['ActivityDateTime', 'ActivityDateTime [UTC]', 'TimeGenerated', 'TimeGenerated [UTC]']
    .map((name) => fields[name])
    .find((found) => typeof found === 'string' && found !== '')
  return {
    id: fields['Id'],
    activityDateTime: time,
    activityDisplayName: fields['ActivityDisplayName'] || fields['OperationName'],
    category: fields['Category'],
    correlationId: fields['CorrelationId'],
    loggedByService: fields['LoggedByService'],
    operationType: fields['AADOperationType'],
    result: fields['Result'] || fields['ResultType'],
    resultReason: fields['ResultReason'] || fields['ResultDescription'],
    initiatedBy: fields['InitiatedBy'],
    targetResources: fields['TargetResources'],
    additionalDetails: fields['AdditionalDetails'],
    tenantId: fields['AADTenantId'] || fields['TenantId'],
  }
}

/** One row: the actor in columns, up to three targets with five properties each, and the details as numbered pairs. */
function fromPortal(row: Fields): Fields {
  const cell = (name: string) => (typeof row[name] === 'string' && row[name] !== '' ? (row[name] as string) : null)
  const app = {
    appId: null,
    displayName: cell('ActorDisplayName'),
    servicePrincipalId: cell('ActorServicePrincipalId') ?? cell('ActorObjectId'),
    servicePrincipalName: cell('ActorServicePrincipalName'),
  }
  const user = {
    id: cell('ActorObjectId'),
    displayName: cell('ActorDisplayName'),
    userPrincipalName: cell('ActorUserPrincipalName'),
    ipAddress: cell('IPAddress') ?? cell('IpAddress'),
  }
  const isUser = cell('ActorUserPrincipalName') !== null || /^user$/i.test(cell('ActorType') ?? '')
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  return {
    activityDateTime: cell('Date (UTC)') ?? cell('Date'),
    activityDisplayName: cell('Activity'),
    category: cell('Category'),
    correlationId: cell('CorrelationId'),
    loggedByService: cell('Service'),
    result: cell('Result'),
    resultReason: cell('ResultReason'),
    userAgent: cell('User Agent') ?? cell('UserAgent'),
    callerIpAddress: user.ipAddress,
    initiatedBy: isUser ? { user } : { app },
    targetResources: numbers.flatMap((n) => {
      const [type, id, displayName] = [
        cell(`Target${n}Type`),
        cell(`Target${n}ObjectId`),
        cell(`Target${n}DisplayName`),
      ]
      if (type === null && id === null && displayName === null) return []
      const modifiedProperties = numbers.flatMap((m) => {
        const name = cell(`Target${n}ModifiedProperty${m}Name`)
        if (name === null) return []
        const [oldValue, newValue] = ['OldValue', 'NewValue'].map((end) => cell(`Target${n}ModifiedProperty${m}${end}`))
        return [{ displayName: name, oldValue, newValue }]
      })
      return [{ type, id, displayName, userPrincipalName: cell(`Target${n}UserPrincipalName`), modifiedProperties }]
    }),
    additionalDetails: numbers.flatMap((n) => {
      const key = cell(`AdditionalDetail${n}Key`)
      return key === null ? [] : [{ key, value: cell(`AdditionalDetail${n}Value`) }]
    }),
  }
}
