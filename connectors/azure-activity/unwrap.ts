/** Finds an Azure event inside what carries it and folds its forms into one: REST and CLI, storage and Event Hub, Log Analytics. */

import { readCarried } from '../../src/read-carriers.js'
import { type Fields, parseFields } from '../../src/read-fields.js'

/** The event inside a record in one shape, or null when there is none. */
export function unwrap(value: unknown): Fields | null {
  return readCarried(
    value,
    (fields) => fromRest(fields) ?? fromLogAnalytics(fields) ?? fromPortal(fields) ?? fromResourceLog(fields),
  )
}

/** `az monitor activity-log list`, `GET …/eventtypes/management/values`: names with their localised twins. */
function fromRest(fields: Fields): Fields | null {
  const operation = worded(fields['operationName'])
  if (
    operation === null ||
    !('eventTimestamp' in fields) ||
    !('eventDataId' in fields || 'submissionTimestamp' in fields)
  )
    return null
  return {
    eventDataId: fields['eventDataId'],
    operationId: fields['operationId'],
    correlationId: fields['correlationId'],
    time: fields['eventTimestamp'],
    operationName: operation,
    category: worded(fields['category']),
    status: worded(fields['status']),
    subStatus: worded(fields['subStatus']),
    caller: fields['caller'],
    callerIpAddress: parseFields(fields['httpRequest'])?.['clientIpAddress'],
    resourceId: fields['resourceId'],
    subscriptionId: fields['subscriptionId'],
    tenantId: fields['tenantId'],
    level: fields['level'],
    authorization: parseFields(fields['authorization']),
    claims: parseFields(fields['claims']),
    properties: parseFields(fields['properties']),
  }
}

/** What diagnostic settings write: `resultType` for the status, identity with authorization and claims. Also resource logs of services. */
function fromResourceLog(fields: Fields): Fields | null {
  const at = (name: string) => fields[name] ?? fields[name.toLowerCase()]
  const resourceId = at('resourceId') ?? fields['ResourceId'] ?? fields['uri']
  const category = worded(at('category'))
  const operation =
    worded(at('operationName')) ??
    (fields['EventName'] && fields['EventTimeString'] ? worded(fields['EventName']) : null)
  if (
    operation === null ||
    /^(AuditLogs|ProvisioningLogs|RiskyUsers|UserRiskEvents)$|SignInLogs$/i.test(category ?? '')
  )
    return null
  const isAzure =
    /^\/?(subscriptions|providers)\//i.test(String(resourceId ?? '')) ||
    /^(microsoft|windows)\.[\w.]+\/[\w./]+$/i.test(operation) ||
    (/^Storage(Read|Write|Delete)$/.test(category ?? '') && resourceId !== undefined)
  if (!isAzure || /^\/tenants\//i.test(String(resourceId ?? ''))) return null
  const identity = parseFields(at('identity'))
  const properties = parseFields(fields['properties']) ?? parseFields(fields['EventProperties'])
  return {
    eventDataId: at('eventDataId') ?? properties?.['eventDataId'],
    operationId: at('operationId') ?? properties?.['operationId'],
    correlationId: at('correlationId') ?? fields['ActivityId'],
    time: at('time') ?? at('eventTimestamp') ?? fields['EventTimeString'],
    operationName: operation,
    category,
    status:
      worded(at('resultType')) ?? worded(fields['status']) ?? worded(fields['Status']) ?? statusOf(at('statusCode')),
    subStatus: at('resultSignature') ?? at('statusText'),
    caller: fields['caller'] ?? properties?.['caller'] ?? fields['Caller'],
    callerIpAddress: at('callerIpAddress'),
    resourceId,
    subscriptionId: properties?.['subscriptionId'],
    tenantId: at('tenantId'),
    level: at('level'),
    authorization: parseFields(identity?.['authorization']),
    claims: parseFields(identity?.['claims']) ?? parseFields(identity?.['claim']),
    properties,
    userAgent: properties?.['userAgentHeader'] ?? properties?.['clientInfo'],
  }
}

/** The table `AzureActivity`, in its present and its earlier columns; JSON stands in cells. */
function fromLogAnalytics(fields: Fields): Fields | null {
  if (
    !('Caller' in fields) ||
    !('CorrelationId' in fields) ||
    !('OperationName' in fields || 'OperationNameValue' in fields)
  )
    return null
  const authorization = parseFields(fields['Authorization_d']) ?? parseFields(fields['Authorization'])
  const properties = parseFields(fields['Properties_d']) ?? parseFields(fields['Properties'])
  const action = authorization?.['action'] ?? properties?.['message']
  const named = typeof action === 'string' && /^[\w.]+\/[\w./]+$/.test(action) ? action : null
  const request = parseFields(fields['HTTPRequest'])
  return {
    eventDataId: fields['EventDataId'],
    operationId: fields['OperationId'],
    correlationId: fields['CorrelationId'],
    time: fields['TimeGenerated'] || fields['TimeGenerated [UTC]'] || fields['EventSubmissionTimestamp [UTC]'],
    operationName: fields['OperationNameValue'] || named || fields['OperationName'],
    category: fields['CategoryValue'] || fields['Category'],
    status: fields['ActivityStatusValue'] || fields['ActivityStatus'],
    subStatus: fields['ActivitySubstatusValue'] || fields['ActivitySubstatus'],
    caller: fields['Caller'],
    callerIpAddress: fields['CallerIpAddress'] || request?.['clientIpAddress'],
    resourceId: fields['_ResourceId'] || fields['ResourceId'] || properties?.['entity'],
    subscriptionId: fields['SubscriptionId'],
    tenantId: null,
    level: fields['Level'],
    authorization,
    claims: parseFields(fields['Claims_d']) ?? parseFields(fields['Claims']),
    properties,
  }
}

/** The portal's CSV ("Download as CSV"): no claims, id or properties, and the operation in words for people, beside the type of its resource. */
function fromPortal(row: Fields): Fields | null {
  if (!('Event initiated by' in row) || !('Operation name' in row) || !('Time' in row)) return null
  const said = String(row['Operation name'])
  const type = String(row['Resource type'] ?? '')
  const verb = /^(create|update|write|add)\b/i.test(said) ? 'write' : /^(delete|remove)\b/i.test(said) ? 'delete' : null
  return {
    correlationId: row['Correlation id'],
    time: row['Time'],
    operationName: verb !== null && /^[\w.]+\/[\w/]+$/.test(type) ? `${type}/${verb}` : said,
    category: row['Event category'],
    status: row['Status'],
    caller: row['Event initiated by'],
    resourceId: row['Resource'],
    subscriptionId: row['Subscription'],
    level: row['Level'],
    authorization: null,
    claims: null,
    properties: null,
  }
}

/** `{"value": "…", "localizedValue": "…"}` or the bare text. */
function worded(value: unknown): string | null {
  const inner = parseFields(value)?.['value'] ?? value
  return typeof inner === 'string' && inner.trim() !== '' ? inner : null
}

function statusOf(code: unknown): string | null {
  const found = Number(code)
  if (!Number.isInteger(found) || found < 100) return null
  return found < 400 ? 'Succeeded' : 'Failed'
}
