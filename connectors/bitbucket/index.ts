/** Bitbucket pull requests, activities, comments, issues, commits and deployments, of Cloud and of Server / Data Center. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const bitbucket: Connector = {
  id: 'bitbucket',
  title:
    'Bitbucket pull requests, activities, comments, deployments, webhooks (Cloud REST 2.0, Server / Data Center REST 1.0)',
  system: 'ticketing',
  envelopes: ['values'],
  holds: ['request', 'approval', 'execution', 'context'],
  neverLogs: [
    'when somebody approved, unless the activities are exported',
    'which commit an approval was given for (Cloud)',
    'who pushed a commit, unless webhooks are kept',
    'that a merge check was overridden',
  ],
  lagSeconds: 60,
  aliases: ['bitbucket'],
  exportName: 'Bitbucket pull requests with their activities',
  looksLike,
  normalize,
}

/** An export is Bitbucket's when one of its first records has one of the shapes of its APIs. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
