/** Bitwarden: who opened, copied and shared secrets, and who may. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isOwn } from './record.js'

/** Reads the events and members of Bitwarden organisations: public API, CSV of the web vault. */
export const bitwarden: Connector = {
  id: 'bitwarden',
  title: 'Bitwarden organisation events and members (public API, CSV)',
  system: 'iam',
  envelopes: ['data', 'events'],
  holds: ['request', 'approval', 'execution', 'revocation', 'identity', 'context'],
  neverLogs: [
    'an id of the event itself',
    'the names of items, collections, groups and secrets: only their ids',
    'which members or permissions a change of a group or collection concerned, and the role before or after',
    'items in individual vaults',
    'requests and approvals of access to secrets: Bitwarden has none',
  ],
  lagSeconds: 300,
  aliases: ['bitwarden'],
  exportName: 'Bitwarden organisation events and members (public API)',
  looksLike: (head) => (head.format.startsWith('json') || head.format === 'csv') && head.records.some(isOwn),
  normalize,
}
