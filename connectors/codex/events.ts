/** Codex's OpenTelemetry events in our words, as `codex-rs/otel` sends them. */
import {
  agentEvent,
  attributesJson,
  brief,
  cut,
  emailOf,
  type Fields,
  isReadingTool,
  known,
  personAlias,
  referencesIn,
  runKey,
  runTask,
  toolCallOf,
  traceKey,
} from '../../src/agent-run.js'
import type { CanonicalRows } from '../../src/connector.js'
import type { OtlpLogRecord } from '../../src/read-otlp.js'
import { type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Decision } from '../../src/schema/words.js'
import { readEpochMillis, readEpochNanos, readTime } from '../../src/time.js'
import { AGENT, agentRow, callText } from './rollout.js'

/** An event's rows, or why it has none. */
export function readEvent(log: OtlpLogRecord, zone: string | null): CanonicalRows {
  const { attributes: said } = log
  const written = [said['event.timestamp'], log.time, log.observed]
  const time = written
    .map((one) => readTime(one, zone ?? 'UTC') ?? readEpochNanos(one) ?? readEpochMillis(one))
    .find((one) => one !== null)
  const body = typeof log.body === 'string' ? log.body : null
  const name = known(said['event.name']) ?? (body?.startsWith('codex.') ? body : null) ?? log.name ?? 'event'
  if (!time)
    return {
      reject: {
        reason: 'bad_time',
        detail: `time of ${name} is no time: ${brief(said['event.timestamp'] ?? log.time)}`,
      },
    }
  const session = known(said['conversation.id'])
  const run = runKey(session)
  const trace = traceKey(log.traceId)
  const person = personAlias('codex', said['user.email'], said['user.account_id'])
  const tool = known(said['tool_name'])
  const { refs, ...meaning } = meaningOf(name, said, person)
  const call = known(said['call_id'])
  const event = agentEvent(
    {
      occurred_at: time.at,
      resolution_us: time.resolution,
      operation: cut(tool === null ? name : `${name} ${tool}`, 200),
    },
    {
      native_id: call === null ? null : `${call}:${name}`,
      twin_id: meaning.stage === 'execution' ? call : null,
      task: run,
      agent_run: session,
      session: session === null ? null : `codex:${session.replace(/\s+/g, '-')}`,
      account: known(said['user.account_id']),
      actor: AGENT,
      actor_kind_hint: 'agent',
      on_behalf_of: person === null ? null : [person],
      ...meaning,
      ...referenceColumns([...(trace === null ? [] : [{ ref: trace, origin: 'field' as const }]), ...refs]),
      attributes: attributesJson({
        ...said,
        severity: log.severity,
        trace_id: log.traceId,
        resource: log.resource,
        tool_call:
          call === null && tool === null
            ? null
            : toolCallOf({ id: call, tool, input: said['arguments'], output: said['output'] }),
      }),
    },
  )
  const email = emailOf(said['user.email'])
  const account = personAlias('codex', null, said['user.account_id'])
  return {
    events: [event],
    ...(run === null
      ? {}
      : {
          tasks: [runTask(run, time.at, time.resolution, { native_id: session, assignee: AGENT, requester: person })],
        }),
    identities: [
      agentRow(known(said['app.version'])),
      ...(email === null || account === null ? [] : [{ alias: account, directory: 'codex', email, basis: 'observed' }]),
    ],
  }
}

type Meaning = Partial<Omit<EventDraft, 'refs' | 'ref_origins'>> & { readonly refs: readonly Reference[] }

function meaningOf(name: string, said: Fields, person: string | null): Meaning {
  switch (name) {
    case 'codex.tool_decision': {
      // `user` answered at the screen; `config` and `automated_reviewer` are rules and models.
      const isPerson = known(said['source'])?.toLowerCase() === 'user'
      return {
        stage: isPerson ? 'disposition' : 'policy',
        activity: 'decide',
        outcome: 'success',
        decision: decisionOf(known(said['decision'])),
        actor: isPerson ? person : null,
        actor_kind_hint: isPerson ? 'human' : 'system',
        on_behalf_of: null,
        subject: AGENT,
        refs: [],
      }
    }
    case 'codex.tool_result': {
      const call = callText(said['arguments'])
      const isDone = said['success'] === true || said['success'] === 'true'
      return {
        stage: 'execution',
        activity: 'use',
        outcome: isDone ? 'success' : said['success'] === undefined ? 'unknown' : 'failure',
        is_write: !isReadingTool(known(said['tool_name'])),
        ...call,
      }
    }
    case 'codex.user_prompt': {
      const text = said['prompt'] === '[REDACTED]' ? null : known(said['prompt'])
      return {
        stage: 'request',
        activity: 'message',
        outcome: 'success',
        actor: person,
        actor_kind_hint: null,
        on_behalf_of: null,
        text,
        refs: referencesIn(text),
      }
    }
    case 'codex.conversation_starts':
      return {
        activity: 'create',
        outcome: 'success',
        entitlement: 'approval policy and sandbox',
        after: attributesJson({ approval_policy: said['approval_policy'], sandbox_policy: said['sandbox_policy'] }),
        refs: [],
      }
    case 'codex.api_request':
    case 'codex.sse_event':
      return { activity: 'message', outcome: said['error.message'] === undefined ? 'success' : 'failure', refs: [] }
    default:
      return { refs: [] }
  }
}

/** `approved`, `approved_for_session`, `approved_execpolicy_amendment`, `denied`, `abort`, … */
function decisionOf(word: string | null): Decision | null {
  const said = word?.toLowerCase() ?? ''
  if (said.startsWith('approved')) return 'approved'
  if (said.startsWith('denied') || said.startsWith('rejected')) return 'denied'
  if (said.startsWith('abort') || said.startsWith('cancel')) return 'cancelled'
  return /time/.test(said) ? 'expired' : null
}
