/** OpenAI Codex: rollouts of its sessions, and the events it sends by OpenTelemetry. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { readOtlp } from '../../src/read-otlp.js'
import { normalize } from './normalize.js'

/** Reads what Codex leaves behind. */
export const codex: Connector = {
  id: 'codex',
  title: 'OpenAI Codex (rollouts, OpenTelemetry events)',
  system: 'agent',
  envelopes: ['resourceLogs'],
  holds: ['request', 'recommendation', 'disposition', 'policy', 'execution', 'context'],
  neverLogs: [
    'rollouts: who sat at the keyboard, and that a call was allowed',
    'events: the prompt, unless log_user_prompt is set',
    'what a command did beyond its output',
  ],
  lagSeconds: 60,
  aliases: ['codex'],
  refs: ['run:'],
  exportName: 'Codex rollouts and OpenTelemetry events',
  looksLike,
  normalize,
}

const kinds = /^(session_meta|response_item|event_msg|turn_context|compacted)$/

/** Rollouts have one of five kinds beside a payload; events are log records named `codex.…`, unless Claude Code's stand among them. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  if (head.records.some((value) => isLine(value))) return true
  const contents = head.records.map(readOtlp)
  const logs = contents.flatMap(({ logs: found }) => found)
  const named = (prefix: string) =>
    logs.some(({ name, body, attributes }) =>
      [name, body, attributes['event.name']].some((one) => typeof one === 'string' && one.startsWith(prefix)),
    )
  const isOther =
    contents.some(({ spans }) => spans.length > 0) ||
    named('claude_code.') ||
    logs.some(({ resource }) => resource['service.name'] === 'claude-code')
  return named('codex.') && !isOther
}

function isLine(value: unknown): boolean {
  const fields = asFields(value)
  return (
    fields !== null &&
    'timestamp' in fields &&
    kinds.test(String(fields['type'])) &&
    asFields(fields['payload']) !== null
  )
}
