/** Langfuse's normalised messages (`*.chatml.json`): what each observation of a trace was told and said. */
import { flatten, type Truth } from './words.js'

interface Side {
  readonly success?: boolean
  readonly data?: unknown
}

/**
 * What an observation said: that it asked for a tool, or else its last words. Messages that could not be normalised (`success: false`), and those of
 * its input, say nothing of what it did.
 */
export function readChatml(text: string): Truth[] {
  const observations = JSON.parse(text) as Record<string, { readonly output?: Side }>
  return Object.entries(observations).flatMap(([id, { output }]) => {
    if (output?.success !== true || !Array.isArray(output.data)) return []
    const document = flatten(output.data)
    const messages = (output.data as Record<string, unknown>[]).filter(
      ({ role }) => role === 'assistant' || role === 'model',
    )
    const action = messages.some(asksForTool) ? 'stage:recommendation' : lastWords(messages)
    return action === null ? [] : [{ record_no: null, id, said: { action: [action] }, document }]
  })
}

function asksForTool(message: Record<string, unknown>): boolean {
  const parts = Array.isArray(message['content']) ? (message['content'] as Record<string, unknown>[]) : []
  const calls = message['tool_calls']
  return (
    (Array.isArray(calls) && calls.length > 0) ||
    parts.some((part) => part['type'] === 'tool_use' || part['type'] === 'tool-call')
  )
}

function lastWords(messages: readonly Record<string, unknown>[]): string | null {
  const content = messages.at(-1)?.['content']
  const parts = Array.isArray(content) ? (content as Record<string, unknown>[]).map((part) => part['text']) : [content]
  const words = parts.filter((part) => typeof part === 'string' && part.trim() !== '')
  return words.length === 0 ? null : `text:${words.join('\n')}`
}
