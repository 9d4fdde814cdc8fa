/** Finds Microsoft's own object inside what carries it: Graph pages, diagnostic-settings envelopes, Log Analytics rows, the portal's CSV. */

import { readCarried } from '../../src/read-carriers.js'
import { type Fields, parseFields } from '../../src/read-fields.js'

/**
 * The sign-in inside a record in Graph's spelling, or null when there is none. Beside the carriers that all logs come in:
 * `{"category": "…SignInLogs", "properties": {…}}`, rows of the Log Analytics tables `SigninLogs` and `AAD…SignInLogs`, rows of the portal's CSV.
 */
export function unwrap(value: unknown): Fields | null {
  return readCarried(
    value,
    (fields) => fromGraph(fields) ?? fromEnvelope(fields) ?? fromPortal(fields) ?? fromLogAnalytics(fields),
  )
}

function fromGraph(fields: Fields): Fields | null {
  if (!('createdDateTime' in fields) || 'properties' in fields) return null
  const isSignIn =
    'conditionalAccessStatus' in fields ||
    'isInteractive' in fields ||
    'signInEventTypes' in fields ||
    'clientAppUsed' in fields
  return isSignIn && ('appId' in fields || 'userPrincipalName' in fields || 'servicePrincipalId' in fields)
    ? fields
    : null
}

function fromEnvelope(fields: Fields): Fields | null {
  const at = (name: string) => fields[name] ?? fields[name.toLowerCase()]
  const body = parseFields(fields['properties'])
  const category = String(at('category') ?? '')
  if (body === null || !/SignInLogs$/i.test(category)) return null
  return {
    ...body,
    operationName: at('operationName'),
    category,
    createdDateTime: body['createdDateTime'] ?? at('time'),
    ipAddress: body['ipAddress'] ?? at('callerIpAddress'),
    correlationId: body['correlationId'] ?? at('correlationId'),
    tenantId: at('tenantId') ?? body['tenantId'],
    resultType: at('resultType'),
    status: body['status'] ?? { failureReason: at('resultDescription') },
  }
}

/** Columns are Graph's names with a capital; objects stand as JSON, with a suffix in older exports. */
function fromLogAnalytics(fields: Fields): Fields | null {
  if (!('ResultType' in fields) || !('CorrelationId' in fields) || !('AppId' in fields)) return null
  if (!('IPAddress' in fields) || 'TargetResources' in fields) return null
  const any = (...names: string[]) =>
    names.map((name) => fields[name]).find((one) => one !== undefined && one !== null && one !== '')
  const signIn: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) signIn[`${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`] = value
  return {
    ...signIn,
    category: any('Category', 'Type'),
    createdDateTime: any('CreatedDateTime', 'CreatedDateTime [UTC]', 'TimeGenerated', 'TimeGenerated [UTC]'),
    ipAddress: any('IPAddress'),
    tenantId: any('AADTenantId', 'TenantId'),
    resourceId: any('ResourceIdentity'),
    status: any('Status', 'Status_dynamic', 'Status_string'),
    deviceDetail: any('DeviceDetail', 'DeviceDetail_dynamic', 'DeviceDetail_string'),
    location: any('LocationDetails', 'LocationDetails_dynamic', 'LocationDetails_string'),
    resultType: any('ResultType'),
  }
}

/** The portal writes the names of its columns for people, some with a blank at the end. */
function fromPortal(row: Fields): Fields | null {
  if (!('Date (UTC)' in row) || !('Request ID' in row)) return null
  const cell = (...names: string[]) =>
    names.map((name) => row[name]).find((one) => typeof one === 'string' && one.trim() !== '') ?? null
  const code = cell('Sign-in error code', 'Error code')
  const status = cell('Status')
  return {
    id: cell('Request ID'),
    createdDateTime: cell('Date (UTC)'),
    correlationId: cell('Correlation ID'),
    userId: cell('User ID'),
    userDisplayName: cell('User'),
    userPrincipalName: cell('Username', 'Sign-in identifier'),
    userType: cell('User type'),
    appId: cell('Application ID', 'Application ID '),
    appDisplayName: cell('Application'),
    servicePrincipalId: cell('Service principal ID'),
    servicePrincipalName: cell('Service principal name'),
    servicePrincipalCredentialKeyId: cell('Service principal credential key ID', 'Credential key ID'),
    clientCredentialType: cell('Client credential type'),
    incomingTokenType: cell('Incoming token type'),
    uniqueTokenIdentifier: cell('Unique token identifier'),
    sessionId: cell('Session ID'),
    resourceDisplayName: cell('Resource'),
    resourceId: cell('Resource ID', 'Resource ID '),
    ipAddress: cell('IP address'),
    userAgent: cell('User agent'),
    clientAppUsed: cell('Client app'),
    conditionalAccessStatus: cell('Conditional Access'),
    authenticationRequirement: cell('Authentication requirement', 'Multifactor authentication auth method'),
    tenantId: cell('Home tenant ID'),
    resultType: code ?? (/^success$/i.test(String(status)) ? '0' : status),
    status: { errorCode: code, failureReason: cell('Failure reason') },
    deviceDetail: { deviceId: cell('Device ID'), operatingSystem: cell('Operating System') },
  }
}
