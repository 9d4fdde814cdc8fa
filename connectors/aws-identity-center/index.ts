/** AWS IAM Identity Center: its people, groups and who is assigned where, as the CLI prints them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { envelopes, kindOf } from './record.js'

/** Reads lists of AWS IAM Identity Center. */
export const awsIdentityCenter: Connector = {
  id: 'aws-identity-center',
  title: 'AWS IAM Identity Center users, groups, memberships, assignments, permission sets (CLI JSON)',
  system: 'iam',
  envelopes: [...envelopes],
  holds: [],
  neverLogs: [
    'who assigned what, and when: it is a snapshot (the changes are in CloudTrail)',
    'the moment the lists were taken',
  ],
  isSoonDormant: true,
  lagSeconds: 0,
  aliases: ['idc'],
  exportName: 'IAM Identity Center users and account assignments',
  looksLike,
  normalize,
}

/** An export is Identity Center's when one of its first records has the ids of its directory or of an assignment. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => kindOf(value) !== null)
}
