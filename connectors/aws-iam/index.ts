/** AWS IAM: who is there and what each holds, by the credential report and the account authorization details. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isDetails, isReportRow, reportColumns } from './record.js'

/** Reads snapshots of AWS IAM. */
export const awsIam: Connector = {
  id: 'aws-iam',
  title: 'AWS IAM credential report (CSV) and account authorization details (JSON)',
  system: 'iam',
  holds: [],
  neverLogs: [
    'who made a change, and when: it is a snapshot',
    'ids of access keys',
    'the moment the snapshot was taken',
  ],
  isSoonDormant: true,
  lagSeconds: 14_400,
  exportName: 'IAM credential report and account authorization details',
  looksLike,
  normalize,
}

/** An export is IAM's by the header of its report, or by the lists of its details. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv') return reportColumns.every((name) => head.header.includes(name))
  if (head.format === 'text' || head.format === 'xml') return false
  const isLists =
    head.format === 'json-object' &&
    ['UserDetailList', 'RoleDetailList', 'GroupDetailList'].some((name) => head.text.includes(`"${name}"`))
  return (
    head.records.some((value) => isDetails(value) !== null || isReportRow(value) !== null) ||
    (head.records.length === 0 && isLists)
  )
}
