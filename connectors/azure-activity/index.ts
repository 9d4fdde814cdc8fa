/** Azure's activity log, and resource logs in the same envelope, as REST and CLI, storage, Event Hub and Log Analytics export them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { asFields, unwrap } from './unwrap.js'

/** Reads Azure activity log exports. */
export const azureActivity: Connector = {
  id: 'azure-activity',
  title: 'Azure activity log and resource logs (REST, CLI, storage, Event Hub, Log Analytics)',
  system: 'cloud_audit',
  envelopes: ['value', 'records'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'context'],
  neverLogs: [
    'reads of the control plane',
    'what is done with the data, unless a resource log is switched on for the resource',
    'the state of a resource before a change',
    'the directory roles of Entra ID (entra-audit)',
  ],
  lagSeconds: 1200,
  aliases: ['entra', 'azure'],
  exportName: 'Azure activity log of every subscription',
  looksLike,
  normalize,
}

/** An export is Azure's when one of its first records is an event of a resource; a cluster's own audit inside of Azure's envelope is Kubernetes'. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const category = asFields(value)?.['category']
    if (typeof category === 'string' && /^kube-audit/.test(category)) return false
    return unwrap(value) !== null
  })
}
