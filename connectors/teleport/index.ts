/** Teleport audit events, as the event handler, `tctl`, Athena and SIEM stores export them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

/** Reads Teleport audit events. */
export const teleport: Connector = {
  id: 'teleport',
  title: 'Teleport audit events (JSON lines, event handler, Athena rows)',
  system: 'iam',
  envelopes: ['events'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'review', 'logging', 'identity', 'context'],
  neverLogs: [
    'the end of a certificate that simply expires',
    'what is typed in a session without enhanced recording (the recording itself is another file)',
    'which certificate a session was opened with, except for the access requests it carries',
    'the content of a role before it was changed',
  ],
  lagSeconds: 60,
  aliases: ['teleport'],
  exportName: 'Teleport audit events',
  looksLike,
  normalize,
}

/** An export is Teleport's when one of its first records is an event with one of its codes. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => unwrap(value) !== null)
}
