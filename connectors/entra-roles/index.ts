/** Microsoft Entra ID: who holds which directory role, as Graph lists it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { assignmentOf } from './record.js'

/** Reads lists of role assignments of Entra ID. */
export const entraRoles: Connector = {
  id: 'entra-roles',
  title: 'Microsoft Entra ID role assignments, active and eligible (Graph JSON)',
  system: 'iam',
  envelopes: ['value'],
  holds: [],
  neverLogs: [
    'who assigned what, and when: it is a snapshot (the changes are in the directory audit)',
    'the moment the list was taken',
  ],
  lagSeconds: 0,
  exportName: 'Microsoft Entra ID role assignments (Graph roleManagement/directory/roleAssignments)',
  looksLike,
  normalize,
}

/** An export is a list of assignments when one of its first records ties a principal to a role definition in a scope of the directory. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => assignmentOf(value) !== null)
}
