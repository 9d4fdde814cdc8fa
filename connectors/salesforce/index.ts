/** Salesforce: who changed the setup, signed in, impersonated and exported, and who holds which permission set. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads Salesforce's setup audit trail, event log files, sign-ins, permission set assignments and users. */
export const salesforce: Connector = {
  id: 'salesforce',
  title: 'Salesforce setup audit trail, event logs, sign-ins, permission sets, users',
  system: 'cloud_audit',
  envelopes: ['records'],
  holds: ['credential', 'execution', 'revocation', 'delegation', 'logging', 'identity', 'context'],
  neverLogs: [
    'changes of records, unless field history or an event log file is switched on for them',
    'requests and approvals of access: approval processes are records of their own',
    'the network address of a setup change',
    'who received a permission set by a permission set group that changed',
  ],
  lagSeconds: 86_400,
  aliases: ['salesforce'],
  exportName: 'Salesforce SetupAuditTrail, EventLogFile, LoginHistory, PermissionSetAssignment and User',
  looksLike: (head) =>
    head.format !== 'text' && head.format !== 'xml' && head.records.some((value) => readRecord(value) !== null),
  normalize,
}
