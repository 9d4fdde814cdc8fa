/** Google Cloud's audit logs: admin activity, data access, system events and policy denials, with the Privileged Access Manager. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { isGrant } from './grant-timeline.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads Cloud Audit Logs exports. */
export const gcpAudit: Connector = {
  id: 'gcp-audit',
  title:
    'Google Cloud Audit Logs with Privileged Access Manager (gcloud JSON, sinks, BigQuery, Sentinel, CSV, lists of grants)',
  system: 'cloud_audit',
  envelopes: ['entries', 'grants'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'context'],
  neverLogs: [
    'reads and token minting, unless data access logs are switched on for the service',
    'the state of a policy before a change: only what was added and removed, and for some services only the new policy',
    'who asked for a change that a service agent makes, unless it delegates in the record',
    'the content of secrets and objects',
  ],
  lagSeconds: 300,
  aliases: ['gcp'],
  exportName: 'Google Cloud Audit Logs (admin activity, system events, data access)',
  looksLike,
  normalize,
}

/**
 * An export is Google's when one of its first records holds an audit payload: a method beside a service, an authentication or the audit log's type;
 * or is a grant of the Privileged Access Manager.
 */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  if (head.records.some(isGrant)) return true
  return head.records.some((value) => {
    const payload = unwrap(value)?.['protoPayload']
    if (typeof payload !== 'object' || payload === null || !('methodName' in payload)) return false
    return 'serviceName' in payload || 'authenticationInfo' in payload
  })
}
