/** JumpCloud: who signed in where, and who gave or took access to users, groups, devices and applications. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads the events of JumpCloud's Directory Insights. */
export const jumpcloud: Connector = {
  id: 'jumpcloud',
  title: 'JumpCloud Directory Insights events',
  system: 'iam',
  envelopes: ['events', 'results'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'the names at both ends of an association, in older events: only their ids',
    'sign-ins to Linux devices by other means than SSH',
    'which users a change of a group reaches',
  ],
  lagSeconds: 300,
  aliases: ['jumpcloud'],
  exportName: 'JumpCloud Directory Insights events of all services',
  looksLike: (head) => head.format.startsWith('json') && head.records.some((value) => readRecord(value) !== null),
  normalize,
}
