/** Microsoft Entra ID's directory audit with Privileged Identity Management, as Graph, diagnostic settings, Log Analytics and the portal export it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads Entra ID directory audit exports. */
export const entraAudit: Connector = {
  id: 'entra-audit',
  title: 'Microsoft Entra ID directory audit with PIM (Graph, diagnostic settings, Log Analytics, portal CSV)',
  system: 'iam',
  envelopes: ['value', 'records'],
  insteadOf: ['azure-activity'],
  holds: [
    'request',
    'approval',
    'credential',
    'execution',
    'revocation',
    'review',
    'logging',
    'identity',
    'delegation',
    'context',
  ],
  neverLogs: [
    'sign-ins and the use of a role once it is activated (sign-in logs, Azure activity, Microsoft 365 audit)',
    'the secret of a new application credential',
    'roles that come by way of a group: only the group membership is logged',
    'changes of the diagnostic settings that export this log (Azure activity)',
  ],
  lagSeconds: 900,
  aliases: ['entra'],
  exportName: 'Microsoft Entra ID audit logs with PIM (Graph auditLogs/directoryAudits)',
  looksLike,
  normalize,
}

/** An export is Entra's audit when one of its first records holds a directory audit: an activity with its time beside an initiator, targets or the logging service. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const audit = unwrap(value)
    if (audit === null || typeof audit['activityDisplayName'] !== 'string') return false
    return 'initiatedBy' in audit || 'targetResources' in audit || 'loggedByService' in audit
  })
}
