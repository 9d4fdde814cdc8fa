/** From ServiceNow's words to ours: which table a record is from, and what becomes of it. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { normalizeApproval } from './normalize-approval.js'
import { normalizeAudit, normalizeJournal } from './normalize-audit.js'
import { normalizeTask } from './normalize-task.js'
import { normalizeUser } from './normalize-user.js'
import { rowOf } from './row.js'
import { tableOf, unwrapResult } from './tables.js'
import { xmlFields } from './xml.js'

/** Rows of one record of any of the tables, or why it gives none. */
export function normalizeServiceNow(record: SourceRecord): CanonicalRows {
  const value = record.format === 'xml' ? xmlFields(record.value) : unwrapResult(record.value)
  if (!value) return unknown(record.value)
  if (Array.isArray(value['result'])) return normalizePage(value['result'], record)
  const row = rowOf(record, value)
  const table = tableOf(row)
  switch (table) {
    case null:
      return unknown(record.value)
    case 'sysapproval_approver':
      return normalizeApproval(row)
    case 'sys_audit':
      return normalizeAudit(row)
    case 'sys_journal_field':
      return normalizeJournal(row)
    case 'sys_user':
      return normalizeUser(row)
    default:
      return normalizeTask(row, table)
  }
}

/** A whole answer that stands as one record, as in a file of one answer to a line. */
function normalizePage(result: readonly unknown[], record: SourceRecord): CanonicalRows {
  const rows = result.map((value) => normalizeServiceNow({ ...record, value }))
  const bad = rows.find((row) => row.reject)
  if (bad) return bad
  return {
    events: rows.flatMap((row) => row.events ?? []),
    tasks: rows.flatMap((row) => row.tasks ?? []),
    identities: rows.flatMap((row) => row.identities ?? []),
  }
}

function unknown(value: unknown): CanonicalRows {
  const text = JSON.stringify(value) ?? String(value)
  return {
    reject: {
      reason: 'unknown_record',
      detail: `no task, approval, audit, journal or user record: ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`,
    },
  }
}
