/** Lines of a rollout in our words. */
import {
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  cut,
  type Fields,
  fieldsOf,
  fromJson,
  isReadingTool,
  known,
  placeIn,
  referencesIn,
  runKey,
  runTask,
  sayingOf,
  textOfMessage,
  toolCallOf,
} from '../../src/agent-run.js'
import type { CanonicalRows } from '../../src/connector.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readEpochMillis, readTime } from '../../src/time.js'
import { type Payload, payload, rolloutLine } from './record.js'

/** Alias of the agent. */
export const AGENT = 'agent:codex'

/** The agent as an account. */
export function agentRow(version: string | null): IdentityDraft {
  return {
    alias: AGENT,
    directory: 'agent',
    display_name: 'Codex',
    basis: 'observed',
    kind_hint: 'agent',
    attributes: attributesJson({ version }),
  }
}

/** Session of a rollout by its file name, which is all that lines behind the first have: `rollout-2026-03-02T10-00-00-<uuid>.jsonl`. */
export function sessionOfFile(file: string): string | null {
  return /rollout-.*?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.jsonl?$/i.exec(file)?.[1]?.toLowerCase() ?? null
}

/** A line's row; the first line also gives the run. */
export function readLine(value: unknown, file: string, zone: string | null): CanonicalRows {
  const parsed = rolloutLine.safeParse(value)
  if (!parsed.success) return badShape(parsed.error)
  const line = parsed.data
  const time = readTime(line.timestamp, zone ?? 'UTC') ?? readEpochMillis(line.timestamp)
  if (time === null)
    return {
      reject: {
        reason: 'bad_time',
        detail: `timestamp of the ${cut(line.type, 40)} line is no time: ${brief(line.timestamp)}`,
      },
    }
  const inner = payload.safeParse(line.payload)
  if (!inner.success) return badShape(inner.error)
  const body = inner.data
  const isMeta = line.type === 'session_meta'
  const session = isMeta ? body.id : sessionOfFile(file)
  const run = runKey(session)
  const git = asFields(body['git'])
  const branch: Reference[] = isMeta ? findReferences(known(git?.['branch']), 'branch') : []
  const { refs, ...said } = meaningOf(line.type, body)
  const kind = [line.type, isMeta ? null : (body.type ?? null), body.name].filter((one) => one !== null).join(' ')
  const event = agentEvent(
    { occurred_at: time.at, resolution_us: time.resolution, operation: cut(kind, 200) },
    {
      native_id: isMeta ? body.id : body.call_id === null ? null : `${body.call_id}:${body.type ?? line.type}`,
      // The model's log and the screen's tell of one execution each in their own line.
      twin_id: said.stage === 'execution' ? body.call_id : null,
      task: run,
      agent_run: session,
      session: session === null ? null : `codex:${session.replace(/\s+/g, '-')}`,
      ...said,
      ...referenceColumns([...branch, ...(refs ?? [])].filter(({ ref }) => ref !== run)),
      attributes: attributesJson({ ...body, tool_call: body.call_id === null ? null : callOf(body) }),
    },
  )
  return {
    events: [event],
    identities: [agentRow(known(body['cli_version']))],
    ...(isMeta && run !== null
      ? {
          tasks: [
            runTask(run, time.at, time.resolution, {
              native_id: session,
              updated_at: time.at,
              assignee: AGENT,
              title: known(body['cwd']),
              ...referenceColumns(branch),
            }),
          ],
        }
      : {}),
  }
}

/** Call, execution and result stand in lines of their own, and share the id. */
function callOf(body: Payload): Fields {
  const invocation = asFields(body['invocation'])
  return toolCallOf({
    id: body.call_id,
    tool: body.name ?? invocation?.['tool'] ?? (body.type?.startsWith('exec_') ? 'shell' : null),
    input: body['arguments'] ?? body['input'] ?? body['action'] ?? body['command'] ?? invocation?.['arguments'],
    output: body['output'] ?? body['result'] ?? body['aggregated_output'] ?? body['stdout'],
  })
}

type Meaning = Partial<Omit<EventDraft, 'refs' | 'ref_origins'>> & { readonly refs?: readonly Reference[] }

const byAgent = { actor: AGENT, actor_kind_hint: 'agent' } as const

function meaningOf(type: string, body: Payload): Meaning {
  if (type === 'response_item') return itemOf(body)
  if (type === 'event_msg') return messageOf(body)
  if (type === 'turn_context')
    return {
      stage: 'policy',
      activity: 'configure',
      outcome: 'success',
      entitlement: 'approval policy and sandbox',
      after: attributesJson({ approval_policy: body['approval_policy'], sandbox_policy: body['sandbox_policy'] }),
    }
  return { activity: 'other', outcome: 'success' }
}

/** What the model saw and said. The user's words stand here too, beside what the harness puts in their place. */
function itemOf(body: Payload): Meaning {
  switch (body.type) {
    case 'function_call':
    case 'custom_tool_call':
    case 'local_shell_call': {
      const input = fromJson(body['arguments'] ?? body['input'] ?? body['action'])
      return {
        ...byAgent,
        stage: 'recommendation',
        activity: 'create',
        outcome: 'pending',
        text: sayingOf(input),
        resource: placeIn(input),
        refs: referencesIn(input),
      }
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return resultOf(body)
    case 'web_search_call':
      return {
        ...byAgent,
        stage: 'execution',
        activity: 'read',
        outcome: body.status === 'completed' ? 'success' : 'unknown',
        text: sayingOf(body['action']),
      }
    case 'message': {
      const text = textOfMessage(body['content'])
      const isAgent = body.role === 'assistant'
      return {
        ...(isAgent ? byAgent : {}),
        activity: 'message',
        outcome: 'success',
        text,
        refs: isAgent ? referencesIn(text) : [],
      }
    }
    default:
      return { ...byAgent, activity: 'other', outcome: 'success' }
  }
}

/** A result says how the call ended; `{"output": …, "metadata": {"exit_code": 0}}` in text, or the text of the refusal. */
function resultOf(body: Payload): Meaning {
  const output = fieldsOf(body['output'])
  const text = textOfMessage(output?.['output'] ?? output?.['content'] ?? body['output'])
  const code = asFields(output?.['metadata'])?.['exit_code']
  if (/^(exec command |patch |command )?rejected by user/i.test(text ?? ''))
    return {
      stage: 'disposition',
      activity: 'decide',
      outcome: 'success',
      decision: 'denied',
      actor_kind_hint: 'human',
      subject: AGENT,
      text,
    }
  const failed =
    (typeof code === 'number' && code !== 0) ||
    output?.['success'] === false ||
    /^(failed|error|execution error)\b/i.test(text ?? '')
  return {
    ...byAgent,
    stage: 'execution',
    activity: 'use',
    outcome: failed ? 'failure' : 'success',
    is_write: true,
    text,
    refs: referencesIn(text),
  }
}

/** What the screen showed. Requests for approval are written by some versions only; the answers are in the telemetry. */
function messageOf(body: Payload): Meaning {
  const text = textOfMessage(body['message'])
  switch (body.type) {
    case 'user_message':
      return { stage: 'request', activity: 'message', outcome: 'success', text, refs: referencesIn(text) }
    case 'agent_message':
      return { ...byAgent, activity: 'message', outcome: 'success', text, refs: referencesIn(text) }
    case 'exec_approval_request':
    case 'apply_patch_approval_request':
    case 'elicitation_request':
      return {
        ...byAgent,
        activity: 'ask_approval',
        outcome: 'pending',
        decision: 'requested',
        text: sayingOf({ command: body['command'] }) ?? known(body['reason']),
      }
    case 'exec_command_end':
    case 'patch_apply_end':
    case 'mcp_tool_call_end': {
      const call = asFields(body['invocation'])
      const tool = known(call?.['tool'])
      const input = call?.['arguments'] ?? { command: body['command'] }
      const code = body['exit_code']
      const isError =
        body['success'] === false ||
        (typeof code === 'number' && code !== 0) ||
        asFields(body['result'])?.['Err'] !== undefined
      return {
        ...byAgent,
        stage: 'execution',
        activity: 'use',
        outcome: isError ? 'failure' : 'success',
        is_write: tool === null || !isReadingTool(tool),
        text: sayingOf(input),
        resource: placeIn(input),
        refs: referencesIn(input),
      }
    }
    case 'turn_aborted':
      return {
        stage: 'disposition',
        activity: 'cancel',
        outcome: 'success',
        decision: 'cancelled',
        subject: AGENT,
        actor_kind_hint: body['reason'] === 'interrupted' ? 'human' : null,
      }
    default:
      return { activity: 'other', outcome: 'success' }
  }
}

/** For the reader of events: text of a call's arguments. */
export function callText(input: unknown): { text: string | null; resource: string | null; refs: Reference[] } {
  const value: unknown = fromJson(input)
  return { text: sayingOf(value as Fields), resource: placeIn(value), refs: referencesIn(value) }
}
