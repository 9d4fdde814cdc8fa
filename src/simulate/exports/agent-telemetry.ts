/** Telemetry of agents as the file exporter of an OpenTelemetry collector writes it: OTLP JSON, a trace a line, a file a month. */
import { isoDay } from '../calendar.js'
import type { Files } from '../files.js'
import type { Random } from '../random.js'

/** A call of a tool as it is proposed, answered and made. */
export interface ToolUse {
  readonly id: string
  readonly tool: string
  readonly input: Readonly<Record<string, string>>
}

/** Who let a call pass, or did not: a person at the window, or a rule of the configuration. */
export interface Answer {
  readonly by: string | null
  readonly result: 'approved' | 'denied' | 'modified'
}

/** A run of agents: one conversation, one trace. Times are milliseconds; each method returns the id of its span. */
export interface AgentRun {
  readonly conversation: string
  /** An agent begins, below a span of another or on its own; `user` is the address of whoever prompted it. */
  invoke(
    at: number,
    agent: string,
    more: { parent?: string; caller?: string; user?: string; prompt?: string; seconds?: number },
  ): string
  /** A model's answer that proposes a call. */
  propose(at: number, agent: string, parent: string, words: string, use: ToolUse): string
  /** The window that asks whether the call may be made, until it is answered. */
  ask(from: number, until: number, agent: string, parent: string, use: ToolUse, answer: Answer): string
  /** The call; what is not recorded is null. `dropped` attributes were left out by the SDK's limits. */
  call(
    at: number,
    agent: string,
    parent: string,
    use: ToolUse,
    holds: { input: boolean; output: boolean; dropped?: number },
  ): string
  /** Writes the trace; a span whose id is left out got lost on its way. */
  end(lost?: readonly string[]): void
}

/** The collector. */
export interface AgentTelemetry {
  begin(conversation: string): AgentRun
  /** Whether any trace was written. */
  readonly isUsed: boolean
  close(): void
}

type Attributes = Readonly<Record<string, string | number | undefined>>

interface Span {
  readonly spanId: string
  readonly startTimeUnixNano: string
}

/** Opens the collector's files; there is none as long as no agent is traced. */
export function openAgentTelemetry(files: Files, root: Random): AgentTelemetry {
  const random = root.fork('agent-telemetry')
  const lines: { at: number; text: string }[] = []
  return {
    begin: (conversation) => openRun(random.fork(conversation), conversation, (at, text) => lines.push({ at, text })),
    get isUsed() {
      return lines.length > 0
    },
    close() {
      const months = new Map<string, string[]>()
      for (const { at, text } of [...lines].sort((a, b) => a.at - b.at)) {
        const month = isoDay(at).slice(0, 7)
        months.set(month, [...(months.get(month) ?? []), text])
      }
      for (const [month, texts] of months) files.text(`exports/otel/agents-${month}.jsonl`, `${texts.join('\n')}\n`)
    },
  }
}

function openRun(random: Random, conversation: string, write: (at: number, text: string) => void): AgentRun {
  const traceId = random.hex(32)
  const spans: Span[] = []
  let first = Number.POSITIVE_INFINITY
  const add = (
    [from, until]: readonly [number, number],
    name: string,
    parent: string | undefined,
    attributes: Attributes,
    dropped = 0,
  ) => {
    const spanId = random.hex(16)
    first = Math.min(first, from)
    const span = {
      traceId,
      spanId,
      ...(parent === undefined ? {} : { parentSpanId: parent }),
      name,
      kind: 1,
      startTimeUnixNano: nanos(from),
      endTimeUnixNano: nanos(until),
      attributes: listed({ 'gen_ai.conversation.id': conversation, ...attributes }),
      ...(dropped > 0 ? { droppedAttributesCount: dropped } : {}),
      status: {},
    }
    spans.push(span)
    return spanId
  }
  return {
    conversation,
    invoke: (at, agent, { parent, caller, user, prompt, seconds = 60 }) =>
      add([at, at + seconds * 1000], `invoke_agent ${agent}`, parent, {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': agent,
        'gen_ai.agent.parent.id': caller,
        'user.email': user,
        'gen_ai.input.messages':
          prompt === undefined
            ? undefined
            : JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
      }),
    propose: (at, agent, parent, words, use) =>
      add([at, at + 900], 'chat model-4', parent, {
        'gen_ai.operation.name': 'chat',
        'gen_ai.agent.name': agent,
        'gen_ai.request.model': 'model-4',
        'gen_ai.response.finish_reasons': 'tool_call',
        'gen_ai.output.messages': JSON.stringify([
          {
            role: 'assistant',
            parts: [
              { type: 'text', content: words },
              { type: 'tool_call', id: use.id, name: use.tool, arguments: use.input },
            ],
            finish_reason: 'tool_call',
          },
        ]),
      }),
    ask: (from, until, agent, parent, use, { by, result }) =>
      add([from, until], 'permission', parent, {
        'gen_ai.agent.name': agent,
        'gen_ai.tool.name': use.tool,
        'gen_ai.tool.call.id': use.id,
        'permission.result': result,
        'permission.source': by === null ? 'config' : 'user',
        'user.email': by ?? undefined,
      }),
    call: (at, agent, parent, use, holds) =>
      add(
        [at, at + 700],
        `execute_tool ${use.tool}`,
        parent,
        {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.agent.name': agent,
          'gen_ai.tool.name': use.tool,
          'gen_ai.tool.call.id': use.id,
          'gen_ai.tool.call.arguments': holds.input ? JSON.stringify(use.input) : undefined,
          'gen_ai.tool.call.result': holds.output ? JSON.stringify({ status: 'done' }) : undefined,
        },
        holds.dropped,
      ),
    end(lost = []) {
      const kept = spans.filter(({ spanId }) => !lost.includes(spanId))
      const resource = { attributes: listed({ 'service.name': 'agent-platform' }) }
      write(
        first,
        JSON.stringify({
          resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'nwh.agents', version: '3.2.0' }, spans: kept }] }],
        }),
      )
    },
  }
}

const nanos = (at: number) => `${at}000000`

/** OTLP's list of `{key, value}`; what is undefined is left out. */
function listed(attributes: Attributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }],
  )
}
