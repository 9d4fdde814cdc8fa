/** GitHub: who is in an organisation and its teams, and who has access to a repository, as its APIs list them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isList } from './record.js'

/** Reads lists of members and collaborators of GitHub. */
export const githubMembers: Connector = {
  id: 'github-members',
  title: 'GitHub members of organisations and teams, collaborators of repositories (GraphQL, REST memberships)',
  system: 'iam',
  holds: [],
  neverLogs: [
    'who added whom, and when: it is a snapshot (the changes are in the audit log)',
    'the moment the lists were taken',
  ],
  lagSeconds: 0,
  exportName: 'GitHub members and collaborators',
  looksLike,
  normalize,
}

/** A list is GitHub's when one of its first records names an organisation or a repository and who is in it. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'text' || head.format === 'xml') return false
  return head.records.some(isList)
}
