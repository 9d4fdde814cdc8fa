/** GitLab: who is a member of which group and project, as it exports and lists them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isList } from './record.js'

/** Reads lists of members of GitLab. */
export const gitlabMembers: Connector = {
  id: 'gitlab-members',
  title: 'GitLab members of groups and projects (GraphQL, memberships CSV, user permissions CSV)',
  system: 'iam',
  holds: [],
  neverLogs: [
    'who added whom, and when: it is a snapshot (the changes are in the audit events)',
    'the moment the lists were taken',
  ],
  lagSeconds: 0,
  exportName: 'GitLab members of groups and projects',
  looksLike,
  normalize,
}

/** A list is GitLab's when it has the columns of one of its exports, or an answer names a group or project and who is in it. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some(isList)
}
