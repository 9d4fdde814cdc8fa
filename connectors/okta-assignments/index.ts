/** Okta: who is in which group and has which application, as its API lists it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { appUserOf, listedOf } from './record.js'

/** Reads lists of group memberships and application assignments of Okta. */
export const oktaAssignments: Connector = {
  id: 'okta-assignments',
  title: 'Okta group memberships and application assignments (API JSON)',
  system: 'iam',
  insteadOf: ['directory'],
  holds: [],
  neverLogs: [
    'who assigned what, and when: it is a snapshot (the changes are in the System Log)',
    'the moment the list was taken',
  ],
  lagSeconds: 0,
  exportName: 'Okta applications and groups with the user each is assigned to',
  looksLike,
  normalize,
}

/** An export is a list of assignments when one of its first records is a group or an application with its user in it, or an application user. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => listedOf(value) !== null || appUserOf(value) !== null)
}
