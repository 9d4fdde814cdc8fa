/** Discord: channels as DiscordChatExporter writes them, and the audit log of a server. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isEntry, isMessage } from './record.js'

/** Reads Discord exports. */
export const discord: Connector = {
  id: 'discord',
  title: 'Discord (DiscordChatExporter JSON, server audit log)',
  system: 'chat',
  envelopes: ['messages', 'audit_log_entries'],
  holds: ['execution', 'revocation', 'identity', 'context'],
  neverLogs: [
    'the time of a reaction',
    'the text before an edit and the text of a deleted message',
    'clicks on buttons, and changes older than 45 days in the audit log',
  ],
  lagSeconds: 60,
  aliases: ['discord'],
  exportName: 'Discord channels (DiscordChatExporter) and audit log',
  looksLike,
  normalize,
}

/** An export is Discord's when its first records are its messages, or entries of its audit log; an empty channel is known by what stands around it. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  if (head.records.length === 0)
    return head.envelope === 'messages' && head.keys.includes('guild') && head.keys.includes('dateRange')
  return head.records.some((value) => isMessage(value) || isEntry(value))
}
