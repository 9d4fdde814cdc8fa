/** Microsoft Teams: messages of Microsoft Graph, items of the Approvals app, and Purview's eDiscovery item report. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isReport, kindOf } from './record.js'

/** Reads what was said and decided in Teams. */
export const microsoftTeams: Connector = {
  id: 'microsoft-teams',
  title: 'Microsoft Teams (Graph messages, Approvals app, Purview eDiscovery report)',
  system: 'chat',
  envelopes: ['value', 'messages'],
  holds: ['request', 'approval', 'delegation', 'context'],
  neverLogs: [
    'clicks on buttons of an app’s card, but for the Approvals app',
    'the text before an edit and the text of a deleted message',
    'chats and channels that were not asked for; the eDiscovery report has no text of messages',
    'who deleted a message',
  ],
  lagSeconds: 900,
  aliases: ['entra', 'teams'],
  refs: ['thread:19_'],
  exportName: 'Microsoft Teams messages and approvals (Microsoft Graph)',
  looksLike,
  normalize,
}

/** An export is Teams' when one of its first records is a chat message, an approval item or part of one; the report is known by its header. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv') return isReport(head.header)
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => kindOf(value) !== null)
}
