/** OneLogin: who signed in where, who asked for applications, and who gave or took roles and privileges. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads OneLogin's events: of the API, of webhooks and of log stores. */
export const onelogin: Connector = {
  id: 'onelogin',
  title: 'OneLogin events (API, webhooks, log stores)',
  system: 'iam',
  envelopes: ['data', 'events'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'identity', 'delegation', 'context'],
  neverLogs: [
    'the address of an account, unless it has no name',
    'values before and after a change',
    'an id that ties an approval to its request',
    'what happens in an application after the sign-in',
  ],
  lagSeconds: 300,
  aliases: ['onelogin'],
  exportName: 'OneLogin events (Events API)',
  looksLike: (head) => head.format.startsWith('json') && head.records.some((value) => readRecord(value) !== null),
  normalize,
}
