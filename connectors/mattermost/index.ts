/** Mattermost: pages of its API, its bulk export, and its audit log. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { kindOf } from './record.js'

/** Reads Mattermost exports. */
export const mattermost: Connector = {
  id: 'mattermost',
  title: 'Mattermost (API posts and users, bulk export, audit log)',
  system: 'chat',
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'the text before an edit, unless the post was exported with its history',
    'clicks on buttons of an integration (only what it then writes)',
    'which setting an updateConfig changed, in releases before the audit log held states',
  ],
  lagSeconds: 60,
  aliases: ['mattermost'],
  exportName: 'Mattermost posts and audit log',
  looksLike,
  normalize,
}

/** An export is Mattermost's when one of its first records has a shape of its API, bulk export or audit log. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => kindOf(value) !== null)
}
