/** SailPoint's records in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, reject } from '../../src/read-fields.js'
import { eventRows, iiqRows } from './event.js'
import { readRecord } from './record.js'
import { activityDocumentRows, activityRows, approvalRows, certificationRows, requestRows } from './request.js'
import { invocationRows, triggerRows } from './trigger.js'

/** One record: the events it tells of, the request it describes and the identities it names with an id. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_sailpoint', `no record of SailPoint's: ${brief(record.value)}`)
  const { kind, fields } = found
  switch (kind) {
    case 'event':
      return eventRows(fields, record.timezone)
    case 'iiq_audit':
      return iiqRows(fields, record.timezone)
    case 'request':
      return requestRows(fields)
    case 'approval':
      return approvalRows(fields)
    case 'activity':
      return activityRows(fields)
    case 'activity_document':
      return activityDocumentRows(fields)
    case 'certification':
      return certificationRows(fields)
    case 'invocation':
      return invocationRows(fields)
    case 'trigger':
      return triggerRows(fields)
    case 'review_item':
      return reject(
        'no_time',
        `review item ${brief(fields['id'])} says neither when nor by whom: export the events of type CERTIFICATION`,
      )
  }
}
