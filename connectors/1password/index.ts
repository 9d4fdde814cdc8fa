/** 1Password: who may open which vault, who opened an item, and who signed in. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads audit events, sign-in attempts and item usages of 1Password's Events API. */
export const onePassword: Connector = {
  id: '1password',
  title: '1Password Events API: audit events, sign-in attempts, item usages',
  system: 'iam',
  envelopes: ['items', 'events'],
  holds: ['credential', 'execution', 'revocation', 'identity', 'delegation', 'context'],
  neverLogs: [
    'the names of vaults and items: only their ids',
    'the value of a secret',
    'whether events reporting was switched off, in words that we know',
    'usage of items in private vaults',
    'requests and approvals of access: 1Password has none',
  ],
  lagSeconds: 300,
  aliases: ['onepassword'],
  exportName: '1Password audit events, sign-in attempts and item usages (Events API)',
  looksLike: (head) => head.format.startsWith('json') && head.records.some((value) => readRecord(value) !== null),
  normalize,
}
