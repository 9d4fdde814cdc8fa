/** Amazon Bedrock: the model invocation log, and the traces of its agents. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads what Bedrock logs of models and agents. */
export const bedrock: Connector = {
  id: 'bedrock',
  title: 'Amazon Bedrock (model invocation log, agent traces)',
  system: 'agent',
  envelopes: ['events', 'logEvents', 'traces'],
  holds: ['recommendation', 'policy', 'execution', 'delegation', 'context'],
  neverLogs: [
    'calls of models before invocation logging was switched on, and bodies over 100 KB (they lie beside the log in S3)',
    'agent traces, unless the application keeps what InvokeAgent streams to it',
    'the person behind a role, unless the application sets request metadata',
  ],
  lagSeconds: 900,
  refs: ['run:'],
  exportName: 'Bedrock model invocation log and agent traces',
  looksLike,
  normalize,
}

const steps =
  /^(orchestration|customOrchestration|preProcessing|postProcessing|guardrail|failure|routingClassifier)Trace$/

/** An invocation says what it is; a trace part has an agent and one of Bedrock's kinds of trace. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const found = unwrap(value)
    if (found === null) return false
    if (found.kind === 'invocation') return found.fields['schemaType'] === 'ModelInvocationLog'
    return Object.keys(found.fields['trace'] as object).some((name) => steps.test(name))
  })
}
