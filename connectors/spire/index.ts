/** SPIRE: audit lines of the server, and what server and agents log beside them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isSurelySpire, unwrap } from './record.js'

/** Reads logs of SPIRE servers and agents. */
export const spire: Connector = {
  id: 'spire',
  title: 'SPIRE server and agent logs with audit lines (JSON, logrus text)',
  system: 'iam',
  holds: ['credential', 'execution', 'revocation', 'logging', 'context'],
  neverLogs: [
    'anything about callers unless audit_log_enabled is set',
    'what a workload does with its identity',
    'the end of an SVID by its time to live',
    'the registration entry before it was changed',
    'which person stands behind a user id on the server',
  ],
  lagSeconds: 60,
  aliases: ['spiffe', 'spire'],
  exportName: 'SPIRE server log with audit_log_enabled',
  looksLike,
  normalize,
}

/** An export is SPIRE's when one of its first lines is an audit line of its services, or one of its parts speaks of SPIFFE. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => {
    const line = unwrap(value)
    return line !== null && isSurelySpire(line)
  })
}
