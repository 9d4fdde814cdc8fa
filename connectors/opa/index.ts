/** Open Policy Agent: decision logs as they are uploaded, and as the console prints them among the server's lines. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isSurelyOpa, unwrap } from './record.js'

/** Reads OPA decision logs. */
export const opa: Connector = {
  id: 'opa',
  title: 'Open Policy Agent decision log (uploaded arrays, JSON lines, console)',
  system: 'policy',
  holds: ['policy', 'context'],
  neverLogs: [
    'whether the caller obeyed the decision',
    'decisions that a drop rule or a rate limit left out',
    'fields that a mask rule erased',
    'decisions of other instances: each uploads its own',
  ],
  lagSeconds: 600,
  exportName: 'OPA decision logs',
  looksLike,
  normalize,
}

/** An export is OPA's when one of its first records is a decision with OPA's labels or marker, or a server line about a decision. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml' || head.format === 'csv') return false
  return head.records.some((value) => {
    const found = unwrap(value)
    return found !== null && isSurelyOpa(found)
  })
}
