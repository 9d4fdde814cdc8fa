/** OpenTelemetry traces and events of AI agents: what an agent was asked, which tools it ran, who allowed it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { readOtlp } from '../../src/read-otlp.js'
import { normalize } from './normalize.js'

/** Reads OTLP JSON of agents: GenAI and MCP conventions, and what came before them. */
export const otelGenai: Connector = {
  id: 'otel-genai',
  title: 'OpenTelemetry traces and events of AI agents (OTLP JSON: gen_ai.*, mcp.*)',
  system: 'agent',
  envelopes: ['resourceSpans', 'resourceLogs'],
  holds: ['recommendation', 'disposition', 'policy', 'execution', 'delegation', 'logging', 'context'],
  neverLogs: [
    'who started the agent, unless the application adds user.id or user.email: no convention names an initiator',
    'approvals: no convention has one; only products that write permission spans do',
    'the parent of an agent beyond the span tree',
    'arguments and results of tools, prompts and answers, unless content capture was switched on',
    'spans that sampling dropped',
  ],
  lagSeconds: 60,
  aliases: ['agent'],
  refs: ['trace:', 'run:'],
  exportName: 'OpenTelemetry traces of the agents (OTLP JSON)',
  looksLike,
  normalize,
}

const ownNames = /^(claude_code|codex)\./

/** OTLP with spans is ours, whoever sent them; log records are where they are not those of Claude Code or Codex, and metrics alone are nobody's. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  const contents = head.records.map(read)
  if (contents.some(({ spans }) => spans.length > 0)) return true
  const logs = contents.flatMap((content) => content.logs)
  if (logs.some(({ name, body, resource }) => isOwn(name) || isOwn(body) || isOwn(`${resource['service.name']}`)))
    return false
  return logs.some(
    ({ name, attributes, scope }) =>
      /^(gen_ai|mcp|copilot_chat|github\.copilot)\./.test(name ?? '') ||
      /gen_ai|mcp|copilot/.test(scope.name ?? '') ||
      Object.keys(attributes).some((key) => /^(gen_ai|mcp|github\.copilot|copilot_chat)\./.test(key)),
  )
}

function isOwn(text: unknown): boolean {
  return typeof text === 'string' && (ownNames.test(text) || /^(claude-code|codex[-_]?\w*)$/.test(text))
}

/** An element of an envelope, a document, or a span alone; a lone span is ours only where it speaks of agents. */
function read(value: unknown): ReturnType<typeof readOtlp> {
  const content = readOtlp(value)
  const isGrouped = typeof value === 'object' && value !== null && /resource|scope/i.test(Object.keys(value).join())
  if (isGrouped && !('attributes' in value)) return content
  const speaks = content.spans.some(({ attributes }) =>
    Object.keys(attributes).some((key) => /^(gen_ai|mcp|openinference|traceloop|llm|github\.copilot)\./.test(key)),
  )
  return speaks || content.spans.length === 0 ? content : { ...content, spans: [] }
}
