/** Langfuse: traces of language model applications, as its pages, its API and its exports give them. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'

/** Reads Langfuse traces, observations and scores. */
export const langfuse: Connector = {
  id: 'langfuse',
  title: 'Langfuse (trace export with observations, API pages, JSON Lines)',
  system: 'agent',
  envelopes: ['observations', 'data'],
  holds: ['recommendation', 'policy', 'execution', 'review', 'context'],
  neverLogs: [
    'who allowed a tool call',
    'steps that the application did not trace or that sampling dropped',
    'the person, unless the application sets userId',
  ],
  lagSeconds: 60,
  aliases: ['langfuse'],
  refs: ['trace:', 'run:'],
  exportName: 'Langfuse traces with observations',
  looksLike,
  normalize,
}

/** Observations have a trace, a type and a level; traces have Langfuse's own members; scores a trace and a source. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const outer = asFields(value)
    const fields = asFields(outer?.['trace']) ?? outer
    if (fields === null || typeof fields['id'] !== 'string') return false
    const isObservation = 'traceId' in fields && 'startTime' in fields && 'parentObservationId' in fields
    const isTrace =
      'timestamp' in fields &&
      'sessionId' in fields &&
      'userId' in fields &&
      ('public' in fields || 'observations' in fields || 'projectId' in fields)
    const isScore = 'traceId' in fields && 'source' in fields && 'dataType' in fields
    return isObservation || isTrace || isScore
  })
}
