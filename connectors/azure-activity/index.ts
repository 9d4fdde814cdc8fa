/** Azure's activity log, and resource logs in the same envelope, as REST and CLI, storage, Event Hub and Log Analytics export them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { parseFields } from '../../src/read-fields.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

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
  statesBefore: false,
  lagSeconds: 1200,
  aliases: ['entra', 'azure'],
  exportName: 'Azure activity log of every subscription',
  looksLike,
  normalize,
}

/** An export is Azure's when one of its first records is an event of a resource; the own audit of a cluster or of Databricks inside of Azure's envelope is theirs. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const fields = parseFields(value)
    const category = fields?.['category']
    if (typeof category === 'string' && /^kube-audit/.test(category)) return false
    const own = parseFields(fields?.['properties'])
    if (own !== null && 'serviceName' in own && 'actionName' in own) return false
    return unwrap(value) !== null
  })
}
