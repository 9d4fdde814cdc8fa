/** GitHub issues, pull requests, reviews and comments. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const github: Connector = {
  id: 'github',
  title: 'GitHub issues, pull requests, reviews, comments, events, webhook deliveries (REST, GraphQL, gh --json)',
  system: 'ticketing',
  envelopes: ['items', 'workflow_runs', 'jobs'],
  holds: ['request', 'approval', 'execution', 'context'],
  neverLogs: [
    'when a review was dismissed, unless the event list is exported',
    'who pushed which commit, and pushes that go around pull requests (audit log)',
    'that a merge went around a ruleset',
    'what a merge set off: deployments belong to the pipeline',
  ],
  lagSeconds: 60,
  aliases: ['github'],
  refs: ['pr'],
  exportName: 'GitHub pull requests with reviews, issues and comments',
  looksLike,
  normalize,
}

/** An export is GitHub's when one of its first records has one of the shapes of its API. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
