/** Kubernetes RBAC: which user, group or service account each role is bound to, as `kubectl get … -o json` prints it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { bindingOf } from './record.js'

/** Reads lists of role bindings and cluster role bindings. */
export const kubernetesRbac: Connector = {
  id: 'kubernetes-rbac',
  title: 'Kubernetes role bindings and cluster role bindings (kubectl JSON)',
  system: 'iam',
  envelopes: ['items'],
  holds: [],
  neverLogs: [
    'who bound a role, and why: it is a snapshot (the changes are in the audit log)',
    'who is in a group: the identity provider knows',
    'the moment the list was taken',
  ],
  lagSeconds: 0,
  exportName: 'role bindings and cluster role bindings (kubectl get … -A -o json)',
  looksLike,
  normalize,
}

/** An export is RBAC's when one of its first records is a binding. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => bindingOf(value) !== null)
}
