/** ServiceNow: changes, incidents, requests, approvals, their audit trail and the user directory. */
import type { Connector } from '../../src/connector.js'
import { normalizeServiceNow } from './normalize.js'
import { looksLikeServiceNow } from './tables.js'
import { recordElements } from './xml.js'

export const servicenow: Connector = {
  id: 'servicenow',
  title:
    'ServiceNow: changes, incidents, requests, approvals, sys_audit and users (Table API JSON and XML, list CSV and XML)',
  system: 'ticketing',
  envelopes: ['result', 'records'],
  elements: recordElements,
  holds: ['request', 'approval', 'break_glass', 'context'],
  neverLogs: [
    'who read a record',
    'the time of a decision in the approval record itself (sys_audit has it, where the table is audited)',
    'changes of fields and tables that are not audited',
  ],
  lagSeconds: 60,
  aliases: ['servicenow'],
  refs: ['change:', 'ticket:INC', 'ticket:RITM', 'ticket:REQ', 'ticket:PRB', 'ticket:CTASK', 'ticket:SCTASK'],
  exportName: 'ServiceNow changes, incidents and approvals with their audit',
  looksLike: looksLikeServiceNow,
  normalize: normalizeServiceNow,
}
