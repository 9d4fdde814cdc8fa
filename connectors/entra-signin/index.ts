/** Microsoft Entra ID's sign-in logs: interactive, non-interactive, service principals, managed identities. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { unwrapFields } from '../../src/read-carriers.js'
import { parseFields } from '../../src/read-fields.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads Entra ID sign-in exports. */
export const entraSignin: Connector = {
  id: 'entra-signin',
  title: 'Microsoft Entra ID sign-ins (interactive, non-interactive, service principal, managed identity)',
  system: 'iam',
  envelopes: ['value', 'records'],
  insteadOf: ['azure-activity'],
  holds: ['credential', 'context'],
  neverLogs: [
    'what is done with the token that a sign-in gives',
    'non-interactive, service principal and managed identity sign-ins, unless they are exported by themselves: Graph gives interactive ones only',
    'the end of a session',
  ],
  lagSeconds: 900,
  aliases: ['entra'],
  exportName: 'Microsoft Entra ID sign-in logs (all four kinds)',
  looksLike,
  normalize,
}

/** An export is of sign-ins when its first records hold some and no directory audit: a stream with both is entra-audit's, which reads both. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => unwrap(value) !== null) && !head.records.some(isAudit)
}

function isAudit(value: unknown): boolean {
  const audit = unwrapFields(value, (fields) => {
    const body = parseFields(fields['properties']) ?? {}
    return (
      fields['category'] === 'AuditLogs' ||
      'activityDisplayName' in fields ||
      ['activityDisplayName', 'targetResources', 'initiatedBy'].some((name) => name in body)
    )
  })
  return audit !== null
}
