/** A record of Teams in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, reject } from '../../src/read-fields.js'
import { normalizeApproval, normalizeRequest, normalizeResponse } from './approval.js'
import { normalizeMessage } from './message.js'
import { kindOf } from './record.js'
import { normalizeItem } from './report.js'

/** The rows of one record, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = kindOf(record.value)
  if (found === null) return reject('unknown_record', `no message, approval or report row: ${brief(record.value)}`)
  if (found.kind === 'message') return normalizeMessage(found.fields)
  if (found.kind === 'approval') return normalizeApproval(found.fields)
  if (found.kind === 'response') return normalizeResponse(found.fields, record)
  if (found.kind === 'request') return normalizeRequest(found.fields, record)
  return normalizeItem(found.fields, record)
}
