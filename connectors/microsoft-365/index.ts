/** Microsoft 365's unified audit log: Exchange, SharePoint, OneDrive, Teams, the directory and compliance. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads Microsoft 365 unified audit exports. */
export const microsoft365: Connector = {
  id: 'microsoft-365',
  title: 'Microsoft 365 unified audit log (Management API, Purview CSV, PowerShell, Log Analytics)',
  system: 'cloud_audit',
  envelopes: ['value', 'events'],
  holds: [
    'request',
    'approval',
    'policy',
    'credential',
    'execution',
    'revocation',
    'logging',
    'identity',
    'delegation',
    'context',
  ],
  neverLogs: [
    'what was said: messages and mails are not in it',
    'mail that was read, unless the mailbox logs MailItemsAccessed',
    'the state before most settings were changed',
  ],
  lagSeconds: 86_400,
  aliases: ['m365', 'entra'],
  exportName: 'Microsoft 365 unified audit log (Purview audit)',
  looksLike,
  normalize,
}

/** An export is Microsoft 365's when one of its first records holds audit data: a creation time beside a record type or workload, and an id or an organisation. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const data = unwrap(value)
    if (data === null) return false
    const isTyped = 'RecordType' in data || 'Workload' in data
    return isTyped && ('Id' in data || 'OrganizationId' in data || 'UserKey' in data)
  })
}
