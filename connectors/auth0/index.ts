/** Auth0: sign-ins and tokens of a tenant, and what its administrators changed through the Management API. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readLog } from './record.js'

/** Reads Auth0 tenant logs. */
export const auth0: Connector = {
  id: 'auth0',
  title: 'Auth0 tenant logs',
  system: 'iam',
  envelopes: ['logs', 'events'],
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'readings by the Management API that return no secret',
    'the state before a change',
    'requests and approvals of access: Auth0 has none',
    'the expiry of sessions and tokens',
  ],
  statesBefore: false,
  lagSeconds: 300,
  aliases: ['auth0'],
  exportName: 'Auth0 tenant logs',
  looksLike: (head) => head.format.startsWith('json') && head.records.some((value) => readLog(value) !== null),
  normalize,
}
