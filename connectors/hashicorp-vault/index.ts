/** HashiCorp Vault (and OpenBao): audit devices, and the server log for what ends by itself. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isSurelyVault, unwrap } from './record.js'

/** Reads audit logs of HashiCorp Vault. */
export const hashicorpVault: Connector = {
  id: 'hashicorp-vault',
  title: 'HashiCorp Vault audit device log (JSON lines), server log in JSON',
  system: 'iam',
  holds: ['approval', 'policy', 'credential', 'execution', 'revocation', 'break_glass', 'logging', 'context'],
  neverLogs: [
    'the end of a token or lease by its time to live (only the server log has it)',
    'requests with a token that is not valid',
    'secrets and most names in requests, which are hashed for each audit device',
    'who asked a control group for access, by name',
  ],
  statesBefore: false,
  lagSeconds: 60,
  aliases: ['vault'],
  exportName: 'Vault audit log of every node, and the server log',
  looksLike,
  normalize,
}

/** An export is Vault's when one of its first records is an audit entry: `type` request or response around a `request` with an operation. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => {
    const found = unwrap(value)
    return found !== null && isSurelyVault(found)
  })
}
