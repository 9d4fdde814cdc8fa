/** GitLab issues, merge requests, notes, approvals and deployments. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const gitlab: Connector = {
  id: 'gitlab',
  title: 'GitLab issues, merge requests, notes, approvals, deployments, webhook deliveries (REST v4)',
  system: 'ticketing',
  holds: ['request', 'approval', 'execution', 'context'],
  neverLogs: [
    'which commit an approval was given for',
    'when somebody approved, in the approvals API of older releases (the notes say it)',
    'deleted notes, issues and merge requests',
  ],
  lagSeconds: 60,
  aliases: ['gitlab'],
  refs: ['pr'],
  exportName: 'GitLab merge requests with their notes and approvals',
  looksLike,
  normalize,
}

/** An export is GitLab's when one of its first records has one of the shapes of its API. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
