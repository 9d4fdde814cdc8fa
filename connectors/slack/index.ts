/** Slack: the workspace export, pages of its Web API, and its audit log. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { kindOf } from './kind.js'
import { normalize } from './normalize.js'

/** Reads Slack exports. */
export const slack: Connector = {
  id: 'slack',
  title: 'Slack (workspace export, Web API pages, audit log)',
  system: 'chat',
  envelopes: ['messages', 'members', 'entries', 'channels'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'the time of a reaction',
    'clicks on buttons of an app’s card (only what the app then writes)',
    'direct messages and private channels, unless the export was a corporate one',
    'the text before an edit and the text of a deleted message, unless the workspace keeps them',
  ],
  lagSeconds: 900,
  aliases: ['slack'],
  // Permalinks name a channel by its id; other products' messages are threads too.
  refs: ['thread:C', 'thread:G', 'thread:D'],
  exportName: 'Slack workspace export',
  looksLike,
  normalize,
}

const dayFile = /(^|[/!])[^/!]+[/!]\d{4}-\d{2}-\d{2}\.json$/
const listFile =
  /(^|[/!])(channels|groups|dms|mpims|integration_logs|canvases|file_conversations|lists|huddle_transcripts)\.json$/

/** An export is Slack's when its first records are of a kind that Slack has; empty pages and lists are known by their envelope or name. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'xml' || head.format === 'text') return false
  if (head.records.length === 0) {
    if (head.format === 'json-array') return dayFile.test(head.file) || listFile.test(head.file)
    return head.keys.includes('ok') && ['messages', 'members', 'channels'].some((key) => head.keys.includes(key))
  }
  if (head.envelope === 'members' && !head.keys.includes('ok')) return false
  return head.records.some((value) => {
    const kind = kindOf(value)?.kind
    if (kind === undefined) return false
    return kind !== 'member' || (head.envelope === 'members' && head.keys.includes('ok'))
  })
}
