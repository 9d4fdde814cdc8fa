/** Langfuse's traces in our words. */
import {
  agentAlias,
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
  mergeRuns,
  onceEach,
  personAlias,
  placeIn,
  referencesIn,
  reject,
  runKey,
  runTask,
  sayingOf,
  textOfMessage,
  toolCallOf,
  traceKey,
} from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { observation, score, type Trace, trace } from './record.js'

/** One record: an observation, a score, or a trace with the observations and scores that stand inside. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = asFields(record.value)
  if (fields === null) return reject('not_langfuse', `neither a trace nor an observation: ${brief(record.value)}`)
  const around = readTrace(record.page?.['trace'])
  if ('startTime' in fields || 'start_time' in fields) return readObservation(fields, around, record.timezone)
  const inner = asFields(fields['trace'])
  if (inner !== null) return readWhole(inner, listOf(fields['observations'] ?? inner['observations']), record.timezone)
  if ('traceId' in fields && ('value' in fields || 'stringValue' in fields))
    return readScore(fields, around, record.timezone)
  return readWhole(fields, listOf(fields['observations']), record.timezone)
}

/** A trace with what stands in it; a trace alone is a row of its own. */
function readWhole(fields: Fields, observations: readonly unknown[], zone: string | null): CanonicalRows {
  const parsed = trace.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const time = readMoment(fields['timestamp'] ?? fields['createdAt'], zone)
  if (time === null) return reject('bad_time', `timestamp of the trace is no time: ${brief(fields['timestamp'])}`)
  const steps = observations.filter((one) => asFields(one)?.['startTime'] !== undefined)
  const parts = [
    ...steps.map((one) => readObservation(asFields(one)!, parsed.data, zone)),
    ...listOf(fields['scores']).flatMap((one) =>
      asFields(one) === null ? [] : [readScore(asFields(one)!, parsed.data, zone)],
    ),
  ]
  const failed = parts.find((part) => part.reject)
  if (failed) return failed
  const keys = keysOf(parsed.data.id, parsed.data, {})
  const input = fromJson(fields['input'])
  const own: EventDraft[] =
    steps.length > 0
      ? []
      : [
          agentEvent(
            {
              occurred_at: time.at,
              resolution_us: time.resolution,
              operation: cut(`trace ${parsed.data.name ?? ''}`.trim(), 200),
            },
            {
              native_id: parsed.data.id,
              ...common(keys, parsed.data, null),
              activity: 'use',
              outcome: 'success',
              text: textOfMessage(input),
              ...referenceColumns([...keys.refs, ...referencesIn(input)].filter(({ ref }) => ref !== keys.task)),
              attributes: attributesJson({ trace: fields }),
            },
          ),
        ]
  return gather([{ events: own, tasks: tasksOf(keys, parsed.data, time, null, textOfMessage(input)) }, ...parts])
}

function readObservation(fields: Fields, around: Trace | null, zone: string | null): CanonicalRows {
  const parsed = observation.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const time = readMoment(fields['startTime'] ?? fields['start_time'], zone)
  if (time === null) return reject('bad_time', `startTime of ${one.id} is no time: ${brief(fields['startTime'])}`)
  const end = readMoment(fields['endTime'] ?? fields['end_time'], zone)
  const metadata = fieldsOf(fields['metadata']) ?? {}
  const attributes = fieldsOf(metadata['attributes']) ?? metadata
  const keys = keysOf(one.traceId, around, { ...metadata, ...attributes })
  const type = (one.type ?? 'SPAN').toUpperCase()
  const said =
    known(attributes['gen_ai.operation.name'])?.toLowerCase() ??
    known(attributes['openinference.span.kind'])?.toLowerCase()
  const isTool = type === 'TOOL' || said === 'execute_tool' || said === 'tool'
  const tool = known(attributes['gen_ai.tool.name']) ?? known(attributes['tool.name']) ?? one.name
  const input = fromJson(fields['input'])
  const output = fromJson(fields['output'])
  const isAnswer = type === 'GENERATION'
  const proposes = isAnswer && (listOf(fields['toolCallNames']).length > 0 || toolCall.test(jsonOf(output)))
  const text = isTool
    ? sayingOf(asFields(input)?.['input'] ?? input)
    : isAnswer
      ? (textOfMessage(output) ?? callNames(fields))
      : textOfMessage(input)
  const agent = agentAlias(
    known(attributes['gen_ai.agent.name']) ??
      known(attributes['agent_name']) ??
      (type === 'AGENT' ? one.name : null) ??
      around?.name,
  )
  const person = personAlias(
    'langfuse',
    null,
    around?.userId ?? attributes['user.id'] ?? attributes['langfuse.user.id'],
  )
  const resourceAttributes = fieldsOf(metadata['resourceAttributes'])
  const event = agentEvent(
    { occurred_at: time.at, resolution_us: time.resolution, operation: cut(`${type} ${one.name ?? ''}`.trim(), 200) },
    {
      native_id: one.id,
      ...common(keys, around, one.projectId),
      stage: isTool ? 'execution' : type === 'GUARDRAIL' ? 'policy' : proposes ? 'recommendation' : 'context',
      activity:
        isTool || type === 'AGENT'
          ? 'use'
          : type === 'GUARDRAIL'
            ? 'decide'
            : isAnswer
              ? 'message'
              : type === 'RETRIEVER' || type === 'EMBEDDING'
                ? 'read'
                : 'other',
      outcome: one.level === 'ERROR' ? 'failure' : end === null ? 'unknown' : 'success',
      is_write: isTool && !isReadingTool(tool),
      actor: agent,
      actor_kind_hint: agent === null ? null : 'agent',
      on_behalf_of: person === null ? null : [person],
      resource: isTool ? placeIn(asFields(input)?.['input'] ?? input) : null,
      text,
      ...referenceColumns(
        [...keys.refs, ...referencesIn(isTool ? input : text)].filter(({ ref }) => ref !== keys.task),
      ),
      attributes: attributesJson({
        parent_observation_id: one.parentObservationId,
        ended_at: known(fields['endTime']),
        level: one.level,
        status_message: one.statusMessage,
        environment: one.environment,
        model: one.model,
        input,
        output,
        metadata: {
          ...metadata,
          attributes: metadata['attributes'] === undefined ? null : attributes,
          resourceAttributes,
        },
        usage: fields['usageDetails'],
        tool_calls: fields['toolCalls'],
        tool_call: isTool ? toolCallOf({ id: attributes['gen_ai.tool.call.id'], tool, input, output }) : null,
      }),
    },
  )
  const identities: IdentityDraft[] =
    agent === null
      ? []
      : [
          {
            alias: agent,
            directory: 'agent',
            display_name: agent.slice('agent:'.length),
            basis: 'observed',
            kind_hint: 'agent',
          },
        ]
  const begins = one.parentObservationId === null
  return {
    events: [event],
    ...(begins ? { tasks: tasksOf(keys, around, time, end, isAnswer ? null : text, one.name, agent) } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

/** A person who annotates judges what an agent did; scores of evaluators and programs are context. */
function readScore(fields: Fields, around: Trace | null, zone: string | null): CanonicalRows {
  const parsed = score.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const time = readMoment(fields['timestamp'] ?? fields['createdAt'], zone)
  if (time === null) return reject('bad_time', `timestamp of score ${one.id} is no time: ${brief(fields['timestamp'])}`)
  const keys = keysOf(one.traceId, around, {})
  const isPerson = one.source === 'ANNOTATION' && one.authorUserId !== null
  const event = agentEvent(
    { occurred_at: time.at, resolution_us: time.resolution, operation: cut(`score ${one.name ?? ''}`.trim(), 200) },
    {
      native_id: one.id,
      ...common(keys, around, known(fields['projectId'])),
      stage: isPerson ? 'review' : 'context',
      activity: isPerson ? 'decide' : 'other',
      outcome: 'success',
      is_write: true,
      actor: isPerson ? personAlias('langfuse', null, one.authorUserId) : null,
      after: known(fields['stringValue']) ?? known(fields['value']),
      text: one.comment,
      ...referenceColumns([...keys.refs, ...referencesIn(one.comment)].filter(({ ref }) => ref !== keys.task)),
      attributes: attributesJson({
        source: one.source,
        observation_id: one.observationId,
        metadata: fromJson(fields['metadata']),
      }),
    },
  )
  return { events: [event] }
}

interface Keys {
  readonly task: string | null
  readonly trace: string | null
  readonly run: string | null
  readonly refs: readonly { readonly ref: string; readonly origin: 'field' }[]
}

/** A trace that belongs to a session is a part of that session's run. */
function keysOf(traceId: string | null, around: Trace | null, more: Fields): Keys {
  const trace = traceKey(traceId)
  const session =
    around?.sessionId ?? known(more['session.id']) ?? known(more['gen_ai.conversation.id']) ?? known(more['thread_id'])
  const task = runKey(session) ?? trace
  return {
    task,
    trace,
    run: session ?? traceId,
    refs: trace !== null && trace !== task ? [{ ref: trace, origin: 'field' }] : [],
  }
}

function common(keys: Keys, around: Trace | null, project: string | null): Partial<EventDraft> {
  return {
    task: keys.task,
    agent_run: keys.run,
    session: keys.task?.startsWith('run:') ? `langfuse:${keys.task.slice('run:'.length)}` : null,
    account: project ?? around?.projectId ?? null,
  }
}

function tasksOf(
  keys: Keys,
  around: Trace | null,
  start: Moment,
  end: Moment | null,
  text: string | null,
  name: string | null = null,
  agent: string | null = null,
): TaskDraft[] {
  if (keys.task === null) return []
  const told = {
    native_id: keys.task.slice(keys.task.indexOf(':') + 1),
    title: around?.name ?? name,
    description: text,
    requester: personAlias('langfuse', null, around?.userId),
    assignee: agent,
    updated_at: keys.task === keys.trace ? (end ?? start).at : null,
  }
  const tasks = [runTask(keys.task, start.at, start.resolution, told)]
  if (keys.trace !== null && keys.trace !== keys.task)
    tasks.push(runTask(keys.trace, start.at, start.resolution, { native_id: keys.trace.slice(6), parent: keys.task }))
  return tasks
}

function readTrace(value: unknown): Trace | null {
  const parsed = trace.safeParse(value)
  return parsed.success ? parsed.data : null
}

function gather(parts: readonly CanonicalRows[]): CanonicalRows {
  const tasks = mergeRuns(parts.flatMap((part) => part.tasks ?? []))
  const identities = onceEach(parts.flatMap((part) => part.identities ?? []))
  return {
    events: parts.flatMap((part) => part.events ?? []),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

/** A call of a tool in an answer, as OpenAI, Anthropic, Gemini and the GenAI conventions write one; an empty list of calls is none. */
const toolCall =
  /"(?:tool_calls?|function_?call|toolUse)"\s*:\s*(?:\{|\[\s*\{)|"type"\s*:\s*"(?:tool[-_]call|tool_use|function_call)"/i

function callNames(fields: Fields): string | null {
  const names = listOf(fields['toolCallNames']).flatMap((one) => known(one) ?? [])
  return names.length === 0 ? null : cut(names.join(' '))
}

function listOf(value: unknown): readonly unknown[] {
  const list = fromJson(value)
  return Array.isArray(list) ? list : []
}

function jsonOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** ISO text; ClickHouse exports drop the zone, which is UTC. */
function readMoment(written: unknown, zone: string | null): Moment | null {
  return readTime(written, zone ?? 'UTC') ?? readEpochMillis(written)
}
