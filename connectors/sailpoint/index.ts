/** SailPoint: who asked for access, who approved it, what was provisioned and who reviewed it. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRecord } from './record.js'

/** Reads Identity Security Cloud (IdentityNow) and the audit search of IdentityIQ. */
export const sailpoint: Connector = {
  id: 'sailpoint',
  title: 'SailPoint events, access requests, approvals, account activities, certifications, triggers; IdentityIQ audit',
  system: 'iam',
  holds: [
    'request',
    'approval',
    'credential',
    'execution',
    'revocation',
    'review',
    'identity',
    'delegation',
    'context',
  ],
  neverLogs: [
    'what a source does by itself, until an aggregation finds it',
    'time and reviewer of a single decision in a certification, except in the events',
    'most times in the payloads of event triggers',
    'whether the audit was switched off',
  ],
  lagSeconds: 600,
  aliases: ['sailpoint'],
  exportName: 'SailPoint search events, access request status and access request approvals',
  looksLike: (head) =>
    (head.format.startsWith('json') || head.format === 'csv') &&
    head.records.some((value) => readRecord(value) !== null),
  normalize,
}
