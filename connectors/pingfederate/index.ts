/** PingFederate: single sign-on, tokens and sessions, and what its administrators changed. */
import type { Connector } from '../../src/connector.js'
import { areRowsOf } from '../../src/read-cef.js'
import { normalize } from './normalize.js'
import { isOurs, readRecord } from './record.js'

/** Reads PingFederate's security audit log and its logs of administration. */
export const pingfederate: Connector = {
  id: 'pingfederate',
  title: 'PingFederate security audit and administration logs',
  system: 'iam',
  envelopes: ['value'],
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'requests and approvals of access: PingFederate has none',
    'the state before and after a change, unless detailed event logging is on (another file)',
    'outbound provisioning (provisioner-audit.log)',
  ],
  lagSeconds: 0,
  aliases: ['pingfederate'],
  exportName: 'PingFederate audit.log, admin.log and admin-api.log',
  looksLike: (head) =>
    head.format !== 'xml' &&
    head.records.some((value) => readRecord(value) !== null) &&
    areRowsOf(head.records, isOurs),
  normalize,
}
