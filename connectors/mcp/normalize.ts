/** Frames of the Model Context Protocol in our words. */
import {
  agentAlias,
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  cut,
  type Fields,
  isReadingTool,
  known,
  onceEach,
  personAlias,
  placeIn,
  readTraceparent,
  referencesIn,
  reject,
  sayingOf,
  textOfMessage,
  toolCallOf,
  traceKey,
} from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochNanos, readEpochSeconds, readTime } from '../../src/time.js'
import { type Frame, frame } from './record.js'
import { isFrame, unwrap } from './unwrap.js'

const times = ['timestamp', 'time', 'ts', '@timestamp', 'datetime', 'created_at', 'date']

/** One record: a row for each frame in it; a request and its answer that stand side by side are one row. */
export function normalize(record: SourceRecord): CanonicalRows {
  const carried = unwrap(record.value)
  if (carried === null) return reject('not_a_frame', `no JSON-RPC 2.0 frame in this record: ${brief(record.value)}`)
  const { around } = carried
  const written = times.map((name) => around[name]).find((value) => value !== undefined && value !== null)
  const time = readMoment(written, record.timezone)
  if (time === null) return reject('bad_time', `the frame's log line has no time: ${brief(written)}`)
  const frames: Frame[] = []
  for (const one of carried.frames.filter(isFrame)) {
    const parsed = frame.safeParse(one)
    if (!parsed.success) return badShape(parsed.error)
    frames.push(parsed.data)
  }
  const [request, response] = frames
  const isPair = frames.length === 2 && typeof request?.method === 'string' && !response?.method && 'request' in around
  const rows = isPair
    ? [toEvent(request!, response!, around, time)]
    : frames.map((one) => toEvent(one, null, around, time))
  const identities = onceEach(frames.flatMap((one) => agentOf(one)))
  return { events: rows, ...(identities.length > 0 ? { identities } : {}) }
}

function toEvent(one: Frame, answer: Frame | null, around: Fields, time: Moment): EventDraft {
  const params = asFields(one.params)
  const meta = asFields(params?.['_meta'])
  const result = asFields(answer === null ? one.result : answer.result)
  const error = asFields(answer === null ? one.error : answer.error)
  const isAnswer = typeof one.method !== 'string'
  const traceparent = readTraceparent(meta?.['traceparent'] ?? around['traceparent'])
  const trace = traceKey(traceparent?.trace)
  const session = known(
    around['mcp_session_id'] ??
      around['session_id'] ??
      around['sessionId'] ??
      around['mcp-session-id'] ??
      around['session'],
  )
  const tool = known(params?.['name'])
  const input = params?.['arguments']
  const id = typeof one.id === 'string' || typeof one.id === 'number' ? String(one.id) : null
  const person = personAlias(
    'mcp',
    around['user_email'] ?? around['email'],
    around['user'] ?? around['user_id'] ?? around['sub'],
  )
  const client = agentAlias(
    asFields(params?.['clientInfo'])?.['name'] ??
      around['client'] ??
      around['client_name'] ??
      around['agent'] ??
      around['agent_id'],
  )
  const outcome = outcomeOf(isAnswer || answer !== null, result, error)
  const text = isAnswer
    ? (textOfMessage(result) ?? known(error?.['message']))
    : (sayingOf(input) ?? known(params?.['message']))
  const fromServer = /server.*(client)|from.?server|inbound|^(in|recv|received|response)$/i.test(
    known(around['direction']) ?? '',
  )
  // Both sides count their requests from one: what the server asks must not be taken for what it was asked.
  const isByServer = isAnswer
    ? known(result?.['action']) !== null
    : /^(elicitation|sampling|roots)\//.test(one.method ?? '') || (fromServer && one.method === 'ping')
  const actor = fromServer && !isAnswer ? null : client
  return agentEvent(
    {
      occurred_at: time.at,
      resolution_us: time.resolution,
      operation: cut(isAnswer ? 'response' : tool === null ? one.method! : `${one.method} ${tool}`, 200),
    },
    {
      native_id:
        id === null || session === null
          ? null
          : `${session}:${isByServer ? 'server:' : ''}${id}${isAnswer ? ':response' : ''}`,
      task: trace,
      agent_run: traceparent?.trace ?? session,
      session: session === null ? null : `mcp:${session.replace(/\s+/g, '-')}`,
      actor,
      actor_kind_hint: actor === null ? null : 'agent',
      on_behalf_of: person === null ? null : [person],
      account: known(around['server'] ?? around['server_name']),
      source_ip: known(around['client_ip'] ?? around['remote_addr'] ?? around['ip']),
      user_agent: known(around['user_agent']),
      outcome,
      text,
      ...meaningOf(one, { result, error, tool, isAnswer }),
      resource: known(params?.['uri']) ?? placeIn(input),
      ...referenceColumns(referencesIn(input, text).filter(({ ref }) => ref !== trace)),
      attributes: attributesJson({
        jsonrpc_id: one.id,
        parent_span_id: traceparent?.span,
        params: isAnswer ? null : params,
        result,
        error,
        around: withoutFrames(around),
        tool_call:
          one.method === 'tools/call'
            ? toolCallOf({ id: one.id, tool, input, output: result ?? error })
            : isAnswer && known(result?.['action']) === null
              ? toolCallOf({ id: one.id, output: result ?? error })
              : null,
      }),
    },
  )
}

function meaningOf(
  one: Frame,
  of: { result: Fields | null; error: Fields | null; tool: string | null; isAnswer: boolean },
): Partial<EventDraft> {
  if (of.isAnswer) {
    const action = known(of.result?.['action'])
    // Only the answer to an elicitation has an action, and the client has it from its user.
    if (action === 'accept' || action === 'decline' || action === 'reject' || action === 'cancel')
      return {
        stage: 'disposition',
        activity: 'decide',
        outcome: 'success',
        decision: action === 'accept' ? 'approved' : action === 'cancel' ? 'cancelled' : 'denied',
      }
    return {}
  }
  switch (one.method) {
    case 'tools/call':
      return { stage: 'execution', activity: 'use', is_write: !isReadingTool(of.tool) }
    case 'resources/read':
      return { stage: 'execution', activity: 'read' }
    case 'elicitation/create':
      return { activity: 'ask_approval', outcome: 'pending', decision: 'requested' }
    case 'sampling/createMessage':
      return { activity: 'message' }
    case 'logging/setLevel':
      return {
        stage: 'logging',
        activity: 'configure',
        is_write: true,
        change: 'modify',
        after: known(asFields(one.params)?.['level']),
      }
    case 'initialize':
      return { activity: 'sign_in' }
    case 'notifications/cancelled':
      return { activity: 'cancel' }
    case 'notifications/message':
      return { activity: 'message' }
    default:
      return /\/(list|get|read)$/.test(one.method ?? '') ? { activity: 'read' } : {}
  }
}

/** A request alone says nothing of its end; a tool may fail inside a successful answer (`isError`). */
function outcomeOf(hasAnswer: boolean, result: Fields | null, error: Fields | null): Outcome {
  if (error !== null) return 'failure'
  if (!hasAnswer) return 'unknown'
  return result?.['isError'] === true ? 'failure' : 'success'
}

function agentOf(one: Frame): IdentityDraft[] {
  const info = asFields(asFields(one.params)?.['clientInfo'])
  const alias = agentAlias(info?.['name'])
  if (alias === null) return []
  return [
    {
      alias,
      directory: 'agent',
      display_name: known(info?.['title']) ?? known(info?.['name']),
      basis: 'observed',
      kind_hint: 'agent',
      attributes: attributesJson({ version: info?.['version'] }),
    },
  ]
}

function withoutFrames(around: Fields): Record<string, unknown> {
  if (isFrame(around)) {
    const {
      jsonrpc: _rpc,
      id: _id,
      method: _method,
      params: _params,
      result: _result,
      error: _error,
      ...others
    } = around
    return others
  }
  return Object.fromEntries(
    Object.entries(around).filter(
      ([key, value]) =>
        !/^(message|frame|payload|data|body|msg|rpc|jsonrpc_message|raw|request|response)$/.test(key) ||
        typeof value === 'number',
    ),
  )
}

function readMoment(written: unknown, zone: string | null): Moment | null {
  return (
    readTime(written, zone ?? 'UTC') ?? readEpochMillis(written) ?? readEpochSeconds(written) ?? readEpochNanos(written)
  )
}
