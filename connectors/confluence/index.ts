/** Confluence pages, blog posts, comments and attachments, version by version. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const confluence: Connector = {
  id: 'confluence',
  title: 'Confluence pages, comments and attachments with their versions (REST v1 and v2)',
  system: 'ticketing',
  envelopes: ['results'],
  holds: ['context'],
  neverLogs: [
    'who read a page',
    'who restored, moved, archived or deleted one, and who may see it (atlassian-audit)',
    'decisions: an approval macro is an app’s own and not in the content',
  ],
  lagSeconds: 60,
  aliases: ['confluence'],
  exportName: 'Confluence pages with their versions',
  looksLike,
  normalize,
}

/** An export is Confluence's when one of its first records is content with a version. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
