/** Claude Code: session transcripts, and the events it sends by OpenTelemetry. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { readOtlp } from '../../src/read-otlp.js'
import { normalize } from './normalize.js'

/** Reads what Claude Code leaves behind. */
export const claudeCode: Connector = {
  id: 'claude-code',
  title: 'Claude Code (session transcripts, OpenTelemetry events)',
  system: 'agent',
  envelopes: ['resourceLogs'],
  holds: ['request', 'recommendation', 'disposition', 'policy', 'execution', 'delegation', 'context'],
  neverLogs: [
    'transcripts: who sat at the keyboard, and that a call was allowed (only refusals are written)',
    'events: prompts and tool arguments, unless OTEL_LOG_USER_PROMPTS and OTEL_LOG_TOOL_DETAILS are set',
    'what a command did beyond its output',
    'sessions whose transcript the user or the clean-up (30 days by default) has deleted',
  ],
  lagSeconds: 60,
  aliases: ['claude-code'],
  refs: ['run:'],
  exportName: 'Claude Code transcripts and OpenTelemetry events',
  looksLike,
  normalize,
}

/** Transcripts have a session and a uuid beside a message; events are log records named `claude_code.…` or of the service `claude-code`. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const fields = asFields(value)
    if (fields === null) return false
    const isMessage =
      typeof fields['sessionId'] === 'string' && typeof fields['uuid'] === 'string' && 'parentUuid' in fields
    const isQueued = fields['type'] === 'queue-operation' && 'operation' in fields && 'sessionId' in fields
    if (isMessage || isQueued || (fields['type'] === 'summary' && 'leafUuid' in fields)) return true
    const { logs, spans } = readOtlp(value)
    // A document with spans belongs to the reader of traces as a whole.
    return (
      spans.length === 0 &&
      logs.some(
        ({ name, body, resource }) =>
          resource['service.name'] === 'claude-code' ||
          [name, body].some((one) => typeof one === 'string' && one.startsWith('claude_code.')),
      )
    )
  })
}
