/** LangSmith: runs of LangChain and LangGraph applications. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'

/** Reads LangSmith runs. */
export const langsmith: Connector = {
  id: 'langsmith',
  title: 'LangSmith runs (API pages, JSON Lines, run trees)',
  system: 'agent',
  envelopes: ['runs'],
  holds: ['recommendation', 'execution', 'context'],
  neverLogs: [
    'who allowed a tool call',
    'runs that were not sampled',
    'the person, unless the application puts one into the metadata',
  ],
  lagSeconds: 60,
  aliases: ['langsmith'],
  refs: ['trace:', 'run:'],
  exportName: 'LangSmith runs',
  looksLike,
  normalize,
}

/** A run has a type, a start and its place in a trace. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const fields = asFields(value)
    return (
      fields !== null &&
      typeof fields['run_type'] === 'string' &&
      'start_time' in fields &&
      ('dotted_order' in fields || 'trace_id' in fields || 'parent_run_id' in fields || 'child_runs' in fields)
    )
  })
}
