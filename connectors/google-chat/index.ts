/** Google Chat: the folders of Google Takeout, and pages of the Chat API. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { kindOf } from './record.js'

/** Reads Google Chat exports. */
export const googleChat: Connector = {
  id: 'google-chat',
  title: 'Google Chat (Google Takeout, Chat API pages)',
  system: 'chat',
  envelopes: ['messages', 'members', 'memberships'],
  holds: ['context'],
  neverLogs: [
    'the time of a reaction; the Chat API does not even say whose it was',
    'clicks on buttons of an app’s card',
    'conversations that the owner of the Takeout is no member of, and messages whose history was off',
    'who deleted a message, unless its author did',
  ],
  lagSeconds: 60,
  refs: ['thread:AAA'],
  exportName: 'Google Chat messages (Google Takeout or Chat API)',
  looksLike,
  normalize,
}

const emptyTakeout = /(^|[/!])Google Chat[/!](.+[/!])?messages\.json$/

/** An export is Google Chat's when one of its first records has one of its shapes; an empty conversation is known by its place. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  if (head.records.length === 0) return emptyTakeout.test(head.file)
  return head.records.some((value) => kindOf(value) !== null)
}
