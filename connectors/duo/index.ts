/** Duo: who proved a second factor, and what administrators changed about who must. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readDuo, recordsIn } from './record.js'

/** Reads Duo's authentication, administrator, activity, telephony, offline enrolment and Trust Monitor logs. */
export const duo: Connector = {
  id: 'duo',
  title: 'Duo authentication, administrator and activity logs',
  system: 'iam',
  envelopes: ['authlogs', 'items', 'events', 'response'],
  holds: ['credential', 'execution', 'revocation', 'identity', 'context'],
  neverLogs: [
    'the first factor, where another system checks it',
    'what happens in an application after the sign-in',
    'requests and approvals of access: Duo has none',
    'the id of an administrator in the administrator log: only the name',
  ],
  lagSeconds: 120,
  aliases: ['duo'],
  exportName: 'Duo authentication, administrator and activity logs (Admin API)',
  looksLike: (head) =>
    head.format.startsWith('json') && head.records.flatMap(recordsIn).some((value) => readDuo(value) !== null),
  normalize,
}
