/** Kubernetes audit logs: the API server's own files and what EKS, AKS and log stores make of them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { asFields } from '../../src/read-fields.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

/** Reads Kubernetes audit logs. */
export const kubernetesAudit: Connector = {
  id: 'kubernetes-audit',
  title: 'Kubernetes audit log (API server JSON lines, EventList, EKS, AKS, SIEM rows)',
  system: 'cloud_audit',
  envelopes: ['items', 'events', 'logEvents', 'records', 'value'],
  insteadOf: ['azure-activity'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'context'],
  neverLogs: [
    'the state of an object before a change',
    'what is typed in a container after exec, and what a token does outside of the cluster',
    'changes of the audit policy itself, which is a file or a setting of the cloud provider',
    'bodies of requests at level Metadata: which role a binding gave, and to whom',
    'the expiry of tokens',
  ],
  statesBefore: false,
  lagSeconds: 300,
  aliases: ['k8s'],
  refs: ['request:csr/'],
  exportName: 'Kubernetes audit log at level RequestResponse for rbac.authorization.k8s.io',
  looksLike,
  normalize,
}

/** An export is Kubernetes' when one of its first records holds an audit event; Google's own shape (`protoPayload`) is not. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const fields = asFields(value)
    return fields !== null && !('protoPayload' in fields) && unwrap(value) !== null
  })
}
