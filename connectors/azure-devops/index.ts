/** Azure DevOps work items with their updates, revisions and comments. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const azureDevops: Connector = {
  id: 'azure-devops',
  title: 'Azure DevOps work items: updates, revisions, comments (REST)',
  system: 'ticketing',
  envelopes: ['value', 'comments'],
  holds: ['request', 'approval', 'context'],
  neverLogs: ['who read a work item', 'destroyed work items', 'approvals of releases and environments (pipelines)'],
  lagSeconds: 60,
  aliases: ['azdo'],
  exportName: 'Azure DevOps work items with their updates',
  looksLike,
  normalize,
}

/** An export is Azure DevOps' when one of its first records is a work item, an update or a comment. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
