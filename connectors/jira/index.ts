/** Jira and Jira Service Management: issues with their history, comments and approvals. */
import type { Connector } from '../../src/connector.js'
import { looksLikeJira, normalizeJira } from './normalize.js'

export const jira: Connector = {
  id: 'jira',
  title: 'Jira and Jira Service Management: issues, change history, comments, approvals (REST JSON, CSV)',
  system: 'ticketing',
  envelopes: ['issues', 'values', 'comments', 'worklogs', 'histories', 'issueChangeLogs'],
  holds: ['request', 'approval', 'context'],
  neverLogs: [
    'who opened or read an issue',
    'the time of each single approver where several decide',
    'deleted comments and deleted issues',
  ],
  lagSeconds: 60,
  aliases: ['jira'],
  refs: ['ticket'],
  exportName: 'Jira issues with changelog, comments and approvals',
  looksLike: looksLikeJira,
  normalize: normalizeJira,
}
