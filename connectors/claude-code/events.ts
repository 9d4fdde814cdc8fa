/** Claude Code's OpenTelemetry events in our words, https://code.claude.com/docs/en/monitoring-usage#events. */
import {
  agentEvent,
  attributesJson,
  brief,
  cut,
  emailOf,
  type Fields,
  fromJson,
  isReadingTool,
  known,
  personAlias,
  placeIn,
  referencesIn,
  runKey,
  runTask,
  sayingOf,
  toolCallOf,
  traceKey,
} from '../../src/agent-run.js'
import type { CanonicalRows } from '../../src/connector.js'
import type { OtlpLogRecord } from '../../src/read-otlp.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { readEpochMillis, readEpochNanos, readTime } from '../../src/time.js'
import { AGENT, agentRow } from './transcript.js'

/** An event's rows, or why it has none. */
export function readEvent(log: OtlpLogRecord, zone: string | null): CanonicalRows {
  const { attributes: said } = log
  const time =
    readTime(said['event.timestamp'], zone ?? 'UTC') ?? readMoment(log.time, zone) ?? readMoment(log.observed, zone)
  const name = eventName(log)
  if (time === null)
    return {
      reject: {
        reason: 'bad_time',
        detail: `time of ${name} is no time: ${brief(said['event.timestamp'] ?? log.time)}`,
      },
    }
  const session = known(said['session.id'])
  const run = runKey(session)
  const person = personAlias('claude-code', said['user.email'], said['user.account_uuid'] ?? said['user.id'])
  const trace = traceKey(log.traceId)
  const tool = known(said['tool_name'])
  const input = fromJson(said['tool_input'] ?? said['tool_parameters'])
  const sequence = known(said['event.sequence'])
  const event = agentEvent(
    {
      occurred_at: time.at,
      resolution_us: time.resolution,
      operation: cut(tool === null ? name : `${name} ${tool}`, 200),
    },
    {
      native_id: session === null || sequence === null ? null : `${session}:${sequence}`,
      task: run,
      agent_run: session,
      session: session === null ? null : `claude-code:${session.replace(/\s+/g, '-')}`,
      account: known(said['organization.id']),
      actor: AGENT,
      actor_kind_hint: 'agent',
      on_behalf_of: person === null ? null : [person],
      ...referenceColumns([
        ...(trace === null ? [] : [{ ref: trace, origin: 'field' as const }]),
        ...referencesIn(input, known(said['prompt'])),
      ]),
      attributes: attributesJson({
        severity: log.severity,
        trace_id: log.traceId,
        span_id: log.spanId,
        ...said,
        resource: log.resource,
        tool_call:
          tool === null
            ? null
            : toolCallOf({
                id: said['tool_use_id'],
                tool,
                input,
                output: said['tool_output'] ?? said['tool_response'],
              }),
      }),
      ...meaningOf(name.replace(/^claude_code\./, ''), said, { tool, input, person }),
    },
  )
  const email = emailOf(said['user.email'])
  const others = [said['user.account_uuid'], said['user.account_id'], said['user.id']].flatMap(
    (id) => personAlias('claude-code', null, id) ?? [],
  )
  return {
    events: [event],
    ...(run === null
      ? {}
      : {
          tasks: [runTask(run, time.at, time.resolution, { native_id: session, assignee: AGENT, requester: person })],
        }),
    identities: [
      agentRow(known(said['app.version']) ?? known(log.resource['service.version'])),
      ...(email === null ? [] : others.map((alias) => ({ alias, directory: 'claude-code', email, basis: 'observed' }))),
    ],
  }
}

/** `claude_code.tool_decision`: the name of the event, its attribute, or the body, whichever has the prefix. */
export function eventName(log: OtlpLogRecord): string {
  const body = typeof log.body === 'string' ? log.body : null
  const name = [log.name, body].find((one) => one?.startsWith('claude_code.')) ?? log.name ?? body ?? 'event'
  return name.startsWith('claude_code.') ? name : `claude_code.${name}`
}

interface Context {
  readonly tool: string | null
  readonly input: unknown
  readonly person: string | null
}

function meaningOf(name: string, said: Fields, { tool, input, person }: Context): Partial<EventDraft> {
  switch (name) {
    case 'tool_decision':
      return decisionOf(said, person)
    case 'tool_result':
      return {
        stage: 'execution',
        activity: 'use',
        outcome: isTrue(said['success']) ? 'success' : said['success'] === undefined ? 'unknown' : 'failure',
        is_write: !isReadingTool(tool),
        resource: placeIn(input),
        text: sayingOf(input),
      }
    case 'user_prompt':
      // The account's prompt; whether fingers or a script sent it is not recorded.
      return {
        stage: 'request',
        activity: 'message',
        outcome: 'success',
        actor: person,
        actor_kind_hint: null,
        on_behalf_of: null,
        text: said['prompt'] === '<REDACTED>' ? null : known(said['prompt']),
      }
    case 'permission_mode_changed':
      return {
        stage: 'policy',
        activity: 'configure',
        outcome: 'success',
        is_write: true,
        change: 'modify',
        actor: person,
        actor_kind_hint: null,
        on_behalf_of: null,
        entitlement: 'permission mode',
        before: known(said['from_mode'] ?? said['previous_mode']),
        after: known(said['to_mode'] ?? said['new_mode'] ?? said['mode']),
      }
    case 'auth':
      return {
        activity: said['action'] === 'logout' ? 'sign_out' : 'sign_in',
        outcome: said['success'] === undefined || isTrue(said['success']) ? 'success' : 'failure',
        actor: person,
        actor_kind_hint: null,
        on_behalf_of: null,
      }
    case 'api_request':
      return { activity: 'message', outcome: 'success' }
    case 'api_error':
    case 'api_refusal':
    case 'internal_error':
      return { activity: 'message', outcome: name === 'api_refusal' ? 'denied' : 'failure', text: known(said['error']) }
    case 'mcp_server_connection':
      return { activity: 'link', outcome: /fail|error/.test(known(said['status']) ?? '') ? 'failure' : 'success' }
    case 'plugin_installed':
    case 'skill_activated':
      return {
        activity: name === 'plugin_installed' ? 'configure' : 'use',
        outcome: 'success',
        is_write: name === 'plugin_installed',
      }
    default:
      return {}
  }
}

/** Only `user_*` is a person's word; `config` and `hook` are rules that answer without one. */
function decisionOf(said: Fields, person: string | null): Partial<EventDraft> {
  const source = known(said['source'])?.toLowerCase() ?? ''
  const isPerson = source.startsWith('user_')
  const decision = known(said['decision'])?.toLowerCase() ?? ''
  return {
    stage: isPerson ? 'disposition' : 'policy',
    activity: 'decide',
    outcome: 'success',
    decision:
      source === 'user_abort'
        ? 'cancelled'
        : /^accept|^allow|^approve/.test(decision)
          ? 'approved'
          : /^reject|^den/.test(decision)
            ? 'denied'
            : null,
    actor: isPerson ? person : null,
    actor_kind_hint: isPerson ? 'human' : 'system',
    on_behalf_of: null,
    subject: AGENT,
  }
}

function isTrue(value: unknown) {
  return value === true || value === 'true'
}

function readMoment(written: unknown, zone: string | null) {
  return readEpochNanos(written) ?? readEpochMillis(written) ?? readTime(written, zone ?? 'UTC')
}
