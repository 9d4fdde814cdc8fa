/** Zendesk tickets with their audits and approvals, and the audit log of the account. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const zendesk: Connector = {
  id: 'zendesk',
  title: 'Zendesk tickets, ticket audits, approval requests, audit log (API)',
  system: 'ticketing',
  envelopes: ['tickets', 'audits', 'audit_logs', 'users', 'approval_requests', 'results'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'delegation', 'identity', 'context'],
  neverLogs: ['who read a ticket', 'agents reading or exporting tickets one by one', 'deleted tickets'],
  lagSeconds: 60,
  aliases: ['zendesk'],
  refs: ['ticket:zendesk'],
  exportName: 'Zendesk tickets with their audits',
  looksLike,
  normalize,
}

/** An export is Zendesk's when one of its first records has one of the shapes of its API. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
