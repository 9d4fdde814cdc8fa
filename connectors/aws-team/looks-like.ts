/** Recognises exports of TEAM's `requests` table. */
import type { ExportHead } from '../../src/connector.js'
import { asObject, itemsOf, type Json } from './unwrap.js'

/** Top-level keys of a DynamoDB scan, of saved AppSync pages and of a batch from the table's stream. */
export const envelopes = ['Items', 'items', 'requests', 'Records'] as const

/** Whether an export is TEAM's: its columns, or one of its first records, are those of a request for a role in an account. */
export function looksLikeTeam(head: ExportHead): boolean {
  if (head.format === 'csv') return isRequest(new Set(head.header))
  return head.records.some(
    (value) =>
      asObject(value) !== null && itemsOf(value).some(({ item }) => isRequest(new Set(Object.keys(item as Json)))),
  )
}

const always = ['id', 'accountId', 'role', 'startTime', 'duration']
const telling = ['roleId', 'ticketNo', 'approver_ids', 'approverId', 'revoker', 'session_duration']

function isRequest(names: ReadonlySet<string>): boolean {
  return always.every((name) => names.has(name)) && telling.some((name) => names.has(name))
}
