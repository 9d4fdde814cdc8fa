/** Google Workspace's audit activities (Reports API) and alerts: admin, login, token, drive, groups and the others. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { parseFields } from '../../src/read-fields.js'
import { normalize } from './normalize.js'
import { unwrap, unwrapAlert } from './unwrap.js'

/** Reads Google Workspace audit exports. */
export const googleWorkspace: Connector = {
  id: 'google-workspace',
  title: 'Google Workspace audit (Reports API: admin, login, token, drive, groups, SAML, …; Alert Center)',
  system: 'iam',
  envelopes: ['items', 'alerts'],
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
    'who asked for a change in the admin console, and why',
    'the roles a user held before',
    'changes made by Google Cloud on cloud resources (gcp-audit)',
  ],
  lagSeconds: 86_400,
  aliases: ['google'],
  exportName: 'Google Workspace audit activities (Reports API, every application)',
  looksLike,
  normalize,
}

/** An export is Workspace's when one of its first records is an activity of an application with a customer or Google's own kind, or an alert of a customer. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => {
    const activity = unwrap(value)
    if (activity === null) {
      const alert = unwrapAlert(value)
      return alert !== null && 'customerId' in alert
    }
    const id = parseFields(activity['id'])
    return (
      activity['kind'] === 'admin#reports#activity' || 'customerId' in (id ?? {}) || 'uniqueQualifier' in (id ?? {})
    )
  })
}
