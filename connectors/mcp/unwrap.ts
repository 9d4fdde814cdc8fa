/** Finds frames inside what logs them: proxies and gateways write a time and a direction around them, Claude Desktop a line of text before them. */
import { asFields, type Fields, fromJson, known } from '../../src/agent-run.js'

/** Frames of one record, and the fields around them. */
export interface Carried {
  readonly frames: readonly unknown[]
  readonly around: Fields
}

const members = ['message', 'frame', 'payload', 'data', 'body', 'msg', 'rpc', 'jsonrpc_message', 'raw']

/** Frames in a record: itself, a list, a member of it (as object or as JSON text), a request beside its response, or the end of a text line. */
export function unwrap(value: unknown): Carried | null {
  if (typeof value === 'string') return fromLine(value)
  if (Array.isArray(value)) return value.some(isFrame) ? { frames: value, around: {} } : null
  const fields = asFields(value)
  if (fields === null) return null
  if (isFrame(fields)) return { frames: [fields], around: fields }
  const pair = [fromJson(fields['request']), fromJson(fields['response'])].filter(isFrame)
  if (pair.length > 0) return { frames: pair, around: fields }
  for (const name of members) {
    const inner = fromJson(fields[name])
    if (isFrame(inner)) return { frames: [inner], around: fields }
    if (Array.isArray(inner) && inner.some(isFrame)) return { frames: inner, around: fields }
  }
  return null
}

/** `2026-03-02T10:00:00.000Z [jira] [info] Message from client: {"jsonrpc":"2.0",…}` */
function fromLine(text: string): Carried | null {
  const start = text.indexOf('{"')
  if (start === -1 || !text.includes('"jsonrpc"')) return null
  const inner = fromJson(text.slice(start, text.lastIndexOf('}') + 1))
  if (!isFrame(inner)) return null
  const lead = text.slice(0, start)
  const direction = /from (client|server)/i.exec(lead)?.[1]?.toLowerCase()
  return {
    frames: [inner],
    around: {
      timestamp: /^\[?(\d{4}-\d{2}-\d{2}[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)/.exec(lead)?.[1],
      server: known(/\[(?!info|debug|error|warn)([\w. -]+)\]/i.exec(lead)?.[1]),
      direction: direction === undefined ? undefined : `from ${direction}`,
    },
  }
}

/** Whether a value is JSON-RPC 2.0. */
export function isFrame(value: unknown): boolean {
  return asFields(value)?.['jsonrpc'] === '2.0'
}
