/** GitLab's audit events. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const gitlabAudit: Connector = {
  id: 'gitlab-audit',
  title: 'GitLab audit events (API, streaming, audit_json.log, CSV)',
  system: 'cloud_audit',
  holds: [
    'request',
    'approval',
    'credential',
    'execution',
    'revocation',
    'delegation',
    'logging',
    'identity',
    'context',
  ],
  neverLogs: [
    'approvals of merge requests outside of a streaming destination (export the notes)',
    'Git reads and writes outside of a streaming destination',
    'sign-ins of self-managed instances without a licence',
  ],
  lagSeconds: 300,
  aliases: ['gitlab'],
  exportName: 'GitLab audit events, from a streaming destination if there is one',
  looksLike,
  normalize,
}

/** An export is GitLab's audit log when its records name author, entity and entity type. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((record) => unwrap(record) !== null)
}
