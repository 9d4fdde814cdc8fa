/** Lines of a Copilot CLI session in our words. */
import {
  agentAlias,
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  cut,
  type Fields,
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
import { readEpochMillis, readTime } from '../../src/time.js'
import { sessionEvent } from './record.js'

/** Alias of the agent, which is also what Copilot's traces call their service. */
export const AGENT = 'agent:github-copilot'

/** Session of a line by the folder of its file, which is all that lines behind the first have. */
export function sessionOfFile(file: string): string | null {
  return (
    /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\/[^/]*)?\.jsonl?$|([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\/[^/]*$/i
      .exec(file)
      ?.slice(1)
      .find((one) => one !== undefined)
      ?.toLowerCase() ?? null
  )
}

/** A line's row; the first line also gives the run. */
export function readSessionEvent(fields: Fields, file: string, zone: string | null): CanonicalRows {
  const parsed = sessionEvent.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const line = parsed.data
  const written = fields['timestamp']
  const time = readTime(written, zone ?? 'UTC') ?? readEpochMillis(written)
  if (time === null)
    return {
      reject: {
        reason: 'bad_time',
        detail: `timestamp of the ${cut(line.type, 40)} line is no time: ${brief(written)}`,
      },
    }
  const { data } = line
  const session = known(data['sessionId']) ?? sessionOfFile(file)
  const run = runKey(session)
  const tool = known(data['toolName']) ?? known(data['mcpToolName'])
  const context = asFields(data['context'])
  const branch: Reference[] = findReferences(known(context?.['branch']), 'branch')
  const { refs, ...said } = meaningOf(line.type, data, tool)
  const event = agentEvent(
    {
      occurred_at: time.at,
      resolution_us: time.resolution,
      operation: cut(tool === null ? line.type : `${line.type} ${tool}`, 200),
    },
    {
      native_id: line.id,
      task: run,
      agent_run: session,
      session: session === null ? null : `github-copilot:${session.replace(/\s+/g, '-')}`,
      ...said,
      ...referenceColumns([...branch, ...(refs ?? [])].filter(({ ref }) => ref !== run)),
      attributes: attributesJson({ parent_id: line.parentId, ...data, tool_call: callOf(data, tool) }),
    },
  )
  return {
    events: [event],
    identities: [
      { alias: AGENT, directory: 'agent', display_name: 'GitHub Copilot', basis: 'observed', kind_hint: 'agent' },
    ],
    ...(line.type === 'session.start' && run !== null
      ? {
          tasks: [
            runTask(run, time.at, time.resolution, {
              native_id: session,
              updated_at: time.at,
              assignee: AGENT,
              ...referenceColumns(branch),
            }),
          ],
        }
      : {}),
  }
}

/** The call that a line begins, ends, proposes or is asked about; null for lines about none, or about several. */
function callOf(data: Fields, tool: string | null): Fields | null {
  const proposed: readonly unknown[] = Array.isArray(data['toolRequests']) ? data['toolRequests'] : []
  const only = proposed.length === 1 ? asFields(proposed[0]) : null
  const asked = asFields(data['permissionRequest'])
  const id = data['toolCallId'] ?? only?.['toolCallId'] ?? asked?.['toolCallId']
  if (known(id) === null) return null
  return toolCallOf({
    id,
    tool: tool ?? only?.['name'],
    input: data['arguments'] ?? only?.['arguments'],
    output: data['result'] ?? data['error'],
  })
}

type Meaning = Partial<Omit<EventDraft, 'refs' | 'ref_origins'>> & { readonly refs?: readonly Reference[] }

const byAgent = { actor: AGENT, actor_kind_hint: 'agent' } as const

function meaningOf(type: string, data: Fields, tool: string | null): Meaning {
  switch (type) {
    case 'user.message': {
      const text = textOfMessage(data['content'])
      return { stage: 'request', activity: 'message', outcome: 'success', text, refs: referencesIn(text) }
    }
    case 'assistant.message': {
      const calls: readonly unknown[] = Array.isArray(data['toolRequests']) ? data['toolRequests'] : []
      const named = calls.map((one) =>
        [known(asFields(one)?.['name']), JSON.stringify(asFields(one)?.['arguments'] ?? {})].join(' '),
      )
      const text = textOfMessage(data['content']) ?? (named.length === 0 ? null : cut(named.join('\n')))
      return {
        ...byAgent,
        stage: calls.length > 0 ? 'recommendation' : 'context',
        activity: 'message',
        outcome: 'success',
        text,
        refs: referencesIn(text, ...named),
      }
    }
    case 'tool.execution_start': {
      const input = fromJson(data['arguments'])
      return {
        ...byAgent,
        stage: 'execution',
        activity: 'use',
        outcome: 'pending',
        is_write: !isReadingTool(tool),
        text: sayingOf(input),
        resource: placeIn(input),
        refs: referencesIn(input),
      }
    }
    case 'tool.execution_complete': {
      const isDone = data['success'] === true
      const error = asFields(data['error'])
      const code = known(error?.['code'])
      const text = textOfMessage(asFields(data['result'])?.['content']) ?? known(error?.['message'])
      if (!isDone && /^(rejected|denied)$/.test(code ?? ''))
        return {
          stage: 'disposition',
          activity: 'decide',
          outcome: 'success',
          decision: 'denied',
          subject: AGENT,
          actor_kind_hint: code === 'rejected' ? 'human' : null,
          text,
        }
      return { ...byAgent, activity: 'use', outcome: isDone ? 'success' : 'failure', text, refs: referencesIn(text) }
    }
    case 'permission.requested':
      return {
        ...byAgent,
        activity: 'ask_approval',
        outcome: 'pending',
        decision: 'requested',
        text: sayingOf(data['permissionRequest']),
      }
    case 'permission.completed':
      return permissionOf(known(asFields(data['result'])?.['kind']) ?? known(data['result']) ?? '')
    case 'subagent.started':
    case 'subagent.selected':
      return {
        ...byAgent,
        stage: 'delegation',
        activity: 'assign',
        outcome: type === 'subagent.started' ? 'pending' : 'success',
        subject: agentAlias(data['agentName']),
      }
    case 'session.handoff':
      return { stage: 'delegation', activity: 'move', outcome: 'success', subject: AGENT }
    case 'session.error':
      return { activity: 'other', outcome: 'failure', text: known(data['message']) }
    case 'abort':
      return {
        stage: 'disposition',
        activity: 'cancel',
        outcome: 'success',
        decision: 'cancelled',
        subject: AGENT,
        actor_kind_hint: /user/.test(known(data['reason']) ?? '') ? 'human' : null,
      }
    default:
      return { activity: 'other', outcome: 'success', text: known(data['message']) }
  }
}

/** `approved`, `denied-interactively-by-user`, `denied-by-rules`, …: who answered stands in the word, where it does. */
function permissionOf(result: string): Meaning {
  const isRule = /rule|policy|hook|session/.test(result)
  const isPerson = !isRule && /interactively|by-user/.test(result)
  return {
    stage: isRule ? 'policy' : 'disposition',
    activity: 'decide',
    outcome: 'success',
    decision: result.startsWith('approved') ? 'approved' : result.startsWith('denied') ? 'denied' : null,
    actor_kind_hint: isRule ? 'system' : isPerson ? 'human' : null,
    subject: AGENT,
  }
}
