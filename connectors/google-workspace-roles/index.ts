/** Google Workspace: who holds which administrator role, as the Directory API lists it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { assignmentOf, roleOf } from './record.js'

/** Reads lists of administrator roles and of their assignments. */
export const googleWorkspaceRoles: Connector = {
  id: 'google-workspace-roles',
  title: 'Google Workspace administrator roles and their assignments (Directory API JSON)',
  system: 'iam',
  envelopes: ['items'],
  holds: [],
  neverLogs: [
    'who assigned what, and when: it is a snapshot (the changes are in the admin audit)',
    'the moment the list was taken',
  ],
  lagSeconds: 0,
  exportName: 'Google Workspace role assignments, roles and users (Directory API roleassignments, roles, users)',
  looksLike,
  normalize,
}

/** An export is a list of roles or assignments when one of its first records is one. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => assignmentOf(value) !== null || roleOf(value) !== null)
}
