/** Delinea (Thycotic) Secret Server: who saw, changed and was lent which secret, and who may. */
import type { Connector } from '../../src/connector.js'
import { areRowsOf } from '../../src/read-cef.js'
import { normalize } from './normalize.js'
import { isOurs, readRecord } from './record.js'

/** Reads the syslog feed of Secret Server. */
export const secretServer: Connector = {
  id: 'secret-server',
  title: 'Delinea (Thycotic) Secret Server events (syslog, CEF)',
  system: 'iam',
  envelopes: ['events', 'value'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'identity', 'break_glass', 'context'],
  neverLogs: [
    'the id of an event: copies in two exports count twice',
    'the number of a request for access: request and decision are tied by secret and account only',
    'what was done with a secret after it was shown',
  ],
  lagSeconds: 60,
  aliases: ['secretserver'],
  exportName: 'Secret Server events (syslog, CEF)',
  looksLike: (head) =>
    head.format === 'text'
      ? /\|(?:Thycotic|Delinea)[^|]*\|Secret ?Server\|/i.test(head.text)
      : head.records.some((value) => readRecord(value, null) !== null) && areRowsOf(head.records, isOurs),
  normalize,
}
