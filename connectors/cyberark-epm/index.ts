/** CyberArk Endpoint Privilege Manager: who ran what with raised rights, who asked for them, and what its administrators changed. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads events, policy audits and the administrators' audit of Endpoint Privilege Manager. */
export const cyberarkEpm: Connector = {
  id: 'cyberark-epm',
  title: 'CyberArk Endpoint Privilege Manager: events, policy audits and administrators',
  system: 'iam',
  envelopes: ['events', 'AdminAudits', 'value'],
  holds: ['request', 'approval', 'execution', 'revocation', 'logging', 'context'],
  neverLogs: [
    'each of the events that it summed up',
    'the state before a change of a policy',
    'events of endpoints that are not connected, before they are',
  ],
  lagSeconds: 3600,
  aliases: ['cyberark-epm'],
  exportName: 'CyberArk EPM events, policy audits and admin audit',
  looksLike: (head) => head.records.some((value) => typeof value === 'object' && readRecord(value) !== null),
  normalize,
}
