/** CyberArk Privileged Access: who was lent which password, by whose leave, and what was done in the session. */
import type { Connector } from '../../src/connector.js'
import { areRowsOf } from '../../src/read-cef.js'
import { asFields } from '../../src/read-fields.js'
import { normalize } from './normalize.js'
import { isOurs, readRecord } from './record.js'

const mark = /"audit_record"\s*:|<audit_record\b|\|Cyber-?Ark\|(?:Vault|PTA|EPV)\|/i

/** Reads the Vault's audit and the alerts of Privileged Threat Analytics. */
export const cyberarkPas: Connector = {
  id: 'cyberark-pas',
  title: 'CyberArk Privileged Access: Vault audit and Threat Analytics alerts',
  system: 'iam',
  envelopes: ['events', 'value'],
  elements: ['audit_record'],
  holds: [
    'request',
    'approval',
    'credential',
    'execution',
    'revocation',
    'logging',
    'identity',
    'break_glass',
    'context',
  ],
  neverLogs: [
    'the permissions that an owner of a safe was given',
    'what was done with a password after it was shown',
    'the id of an audit record: copies in two exports count twice',
  ],
  lagSeconds: 60,
  aliases: ['cyberark'],
  refs: ['request:cyberark/'],
  exportName: 'CyberArk Vault audit (syslog)',
  looksLike: (head) =>
    head.format === 'text' || head.format === 'xml'
      ? mark.test(head.text)
      : head.records.some((value) => asFields(value) !== null && !('reason' in readRecord(value, null))) &&
        areRowsOf(head.records, isOurs),
  normalize,
}
