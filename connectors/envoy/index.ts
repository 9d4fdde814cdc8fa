/** Access logs of Envoy and Istio's sidecars: which workload called which. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

/** Reads access logs of Envoy and Istio. */
export const envoy: Connector = {
  id: 'envoy',
  title: 'Envoy and Istio access logs (default text, Istio text, JSON; SPIFFE ids)',
  system: 'cloud_audit',
  holds: ['policy', 'context'],
  neverLogs: [
    'which workload called, unless the format has the peer certificate or x-forwarded-client-cert',
    'which user the calling workload acted for',
    'what a request changed behind its path',
  ],
  lagSeconds: 60,
  aliases: ['spiffe'],
  exportName: 'Envoy access logs with peer identities',
  looksLike,
  normalize,
}

/** An export is Envoy's when one of its first records is an access line in one of the known formats. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'xml') return false
  return head.records.some((value) => unwrap(value) !== null)
}
