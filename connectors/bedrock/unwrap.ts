/** Finds Bedrock's object inside what carries it: CloudWatch's message, Panther's row, the stream of InvokeAgent. */
import { asFields, type Fields, fromJson } from '../../src/agent-run.js'

/** An invocation or a trace part, and which of the two. */
export type Found = { readonly kind: 'invocation' | 'trace'; readonly fields: Fields }

/** The object in a record; null when there is none. */
export function unwrap(value: unknown, depth = 0): Found | null {
  const fields = asFields(fromJson(value))
  if (fields === null) return null
  const type = fields['schemaType']
  const isInvocation =
    type === 'ModelInvocationLog' || ('modelId' in fields && 'requestId' in fields && 'operation' in fields)
  if (isInvocation) return { kind: 'invocation', fields }
  const trace = asFields(fields['trace'])
  if (trace !== null && ('agentId' in fields || 'agentAliasId' in fields)) return { kind: 'trace', fields }
  if (depth >= 3) return null
  for (const name of ['message', '@message', 'trace', 'detail', 'event']) {
    const found = name in fields ? unwrap(fields[name], depth + 1) : null
    if (found !== null) return found
  }
  return null
}
