/** Linear issues with their history and comments. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const linear: Connector = {
  id: 'linear',
  title: 'Linear issues, history, comments (GraphQL, webhooks)',
  system: 'ticketing',
  envelopes: ['nodes'],
  holds: ['request', 'approval', 'context'],
  neverLogs: ['approvals, unless a state is named so', 'who read an issue'],
  lagSeconds: 60,
  aliases: ['linear'],
  exportName: 'Linear issues with their history',
  looksLike,
  normalize,
}

/** An export is Linear's when one of its first records is an issue with an identifier, a comment of one, or an answer that holds issues. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
