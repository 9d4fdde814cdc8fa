/** PagerDuty incidents with their log. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const pagerduty: Connector = {
  id: 'pagerduty',
  title: 'PagerDuty incidents, log entries, users (REST v2)',
  system: 'ticketing',
  envelopes: ['incidents', 'log_entries', 'users'],
  holds: ['request', 'context'],
  neverLogs: [
    'approvals: an incident is declared, not approved',
    'changes of schedules, services and users (audit records)',
  ],
  lagSeconds: 60,
  aliases: ['pagerduty'],
  refs: ['ticket:pagerduty'],
  exportName: 'PagerDuty incidents with their log entries',
  looksLike,
  normalize,
}

/** An export is PagerDuty's when one of its first records is an incident, a log entry or a user of it. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
