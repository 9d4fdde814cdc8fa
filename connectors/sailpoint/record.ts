/** The records of SailPoint's that are read: https://developer.sailpoint.com/docs/api/v3 and the audit search of IdentityIQ. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** What a record is: an audit event, or an object of the API that tells of several moments. */
export type Kind =
  | 'event'
  | 'request'
  | 'approval'
  | 'activity'
  | 'activity_document'
  | 'certification'
  | 'review_item'
  | 'trigger'
  | 'invocation'
  | 'iiq_audit'

/** A record of SailPoint's with its kind, its member names in camelCase; null for anything else. */
export function readRecord(value: unknown): { readonly kind: Kind; readonly fields: Fields } | null {
  const found = unwrapFields(value, (one) => kindOf(camel(one)) !== null)
  const row = found ?? nested(asFields(value))
  const plain = row === null ? null : camel(row)
  const kind = plain === null ? null : kindOf(plain)
  return plain === null || kind === null ? null : { kind, fields: plain }
}

/** The members that only records of this kind have together; the first kind that fits. */
const shapes: readonly (readonly [Kind, readonly string[]])[] = [
  ['event', ['action', 'technicalName', 'operation', 'status', 'created']],
  ['request', ['accessRequestPhases', 'requestedFor', 'requester', 'state']],
  ['request', ['approvalDetails', 'requestedFor', 'requester', 'state']],
  ['approval', ['requestedObject', 'requestedFor', 'requester', 'requestType']],
  ['activity', ['requesterIdentitySummary', 'targetIdentitySummary', 'items', 'created']],
  ['activity_document', ['accountRequests', 'recipient', 'requester', 'trackingNumber', 'created']],
  ['certification', ['campaign', 'reviewer', 'phase', 'created']],
  ['review_item', ['accessSummary', 'identitySummary', 'decision']],
  ['invocation', ['triggerId', 'startInvocationInput', 'created']],
  ['iiq_audit', ['action', 'source', 'target', 'interface', 'accountName']],
]

function kindOf(fields: Fields): Kind | null {
  if (triggerOf(fields)?.startsWith('idn:')) return 'trigger'
  return shapes.find(([, names]) => names.every((name) => Object.hasOwn(fields, name)))?.[0] ?? null
}

/** Name of the event trigger that a payload was sent by. */
export function triggerOf(fields: Fields): string | null {
  return textOf(parseFields(fields['_metadata'])?.['triggerId'] ?? fields['_metadataTriggerId'])
}

/** Elastic's snake_case, the flattened forms of log analytics and IdentityIQ's `Account Name` in the spelling of the API. */
function camel(fields: Fields): Fields {
  const plain = withoutSuffixes(fields) ?? fields
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [camelName(name), value]))
}

/** `Account Name`, `technical_name` and `ActorName` to `accountName`, `technicalName` and `actorName`; a leading `_` stays. */
export function camelName(name: string): string {
  const joined = name.replace(/(?<=.)[ _]+(\w)/g, (_, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}

/** The record inside Elastic's document, where it stands under the name of the integration. */
function nested(fields: Fields | null): Fields | null {
  const outer = asFields(fields?.['sailpoint_identity_sc'] ?? fields?.['sailpoint_identity_security_cloud'])
  return asFields(outer?.['events'])
}
