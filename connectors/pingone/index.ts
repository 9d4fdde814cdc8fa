/** PingOne: sign-ins, tokens, roles and settings of an environment, and PingID's events. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isActivity, readActivities } from './record.js'

/** Reads PingOne's audit activities and PingID's events. */
export const pingone: Connector = {
  id: 'pingone',
  title: 'PingOne audit activities and PingID events',
  system: 'iam',
  envelopes: ['activities'],
  holds: ['credential', 'policy', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'requests and approvals of access: PingOne has none',
    'the state before a change',
    'the name of a role that was assigned',
  ],
  lagSeconds: 300,
  aliases: ['pingone'],
  exportName: 'PingOne audit activities',
  looksLike: (head) =>
    head.records.some((value) => typeof value === 'object' && readActivities(value).some((one) => isActivity(one))),
  normalize,
}
