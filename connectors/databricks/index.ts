/** Databricks: who granted, changed and used what in the accounts and workspaces, as the audit log tells it. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readEntry } from './record.js'

/** Reads Databricks audit logs. */
export const databricks: Connector = {
  id: 'databricks',
  title: 'Databricks audit logs (delivered JSON, system.access.audit, Azure)',
  system: 'cloud_audit',
  envelopes: ['records', 'data', 'results'],
  holds: ['request', 'credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'the state before a change',
    'who approved a request for access',
    'the person behind a job, where the entry names only the service principal it runs as',
    'commands and statements, unless verbose audit logs are on',
  ],
  statesBefore: false,
  lagSeconds: 900,
  aliases: ['databricks'],
  exportName: 'Databricks audit log (system.access.audit or delivered JSON)',
  looksLike: (head) =>
    head.format !== 'text' && head.format !== 'xml' && head.records.some((value) => readEntry(value) !== null),
  normalize,
}
