/** GitHub's audit log of an organisation or enterprise. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const githubAudit: Connector = {
  id: 'github-audit',
  title: 'GitHub audit log of an organisation or enterprise (API, stream, JSON and CSV download)',
  system: 'cloud_audit',
  holds: [
    'request',
    'approval',
    'policy',
    'credential',
    'execution',
    'revocation',
    'break_glass',
    'logging',
    'identity',
    'context',
  ],
  neverLogs: [
    'merges that went around a ruleset by right of bypass',
    'what a review decided (export the reviews)',
    'Git events, unless they were asked for (include=all); they are kept for 7 days only',
    'a skipped required check that counted as passed',
  ],
  lagSeconds: 300,
  aliases: ['github'],
  exportName: 'GitHub audit log with include=all',
  looksLike,
  normalize,
}

/** An export is GitHub's audit log when its first records are entries of it. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  if (head.format === 'csv' && !(head.header.includes('action') && head.header.includes('actor'))) return false
  return head.records.some((record) => unwrap(record) !== null)
}
