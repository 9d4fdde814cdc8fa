/** LangSmith's runs in our words. */
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
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { run } from './record.js'

/** One record: a run, and the runs that stand inside of it as `child_runs`. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = asFields(record.value)
  if (fields === null) return reject('not_a_run', `no LangSmith run: ${brief(record.value)}`)
  const parts = withChildren(fields).map((one) => readRun(one, record.timezone))
  const failed = parts.find((part) => part.reject)
  if (failed) return failed
  const tasks = mergeRuns(parts.flatMap((part) => part.tasks ?? []))
  const identities = onceEach(parts.flatMap((part) => part.identities ?? []))
  return {
    events: parts.flatMap((part) => part.events ?? []),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

/** A tree in one record, parents first; a tree deeper than any agent's is cut off. */
function withChildren(fields: Fields, depth = 0): Fields[] {
  const children = Array.isArray(fields['child_runs']) && depth < 50 ? (fields['child_runs'] as readonly unknown[]) : []
  return [
    fields,
    ...children.flatMap((child) => (asFields(child) === null ? [] : withChildren(asFields(child)!, depth + 1))),
  ]
}

function readRun(fields: Fields, zone: string | null): CanonicalRows {
  const parsed = run.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const time = readMoment(fields['start_time'], zone)
  if (time === null) return reject('bad_time', `start_time of run ${one.id} is no time: ${brief(fields['start_time'])}`)
  const end = readMoment(fields['end_time'], zone)
  const extra = fieldsOf(fields['extra'])
  const metadata = fieldsOf(extra?.['metadata']) ?? fieldsOf(fields['metadata']) ?? {}
  const trace = traceKey(one.trace_id ?? (one.parent_run_id === null ? one.id : null))
  const thread = known(metadata['thread_id'] ?? metadata['session_id'] ?? metadata['conversation_id'])
  const task = runKey(thread) ?? trace
  const inputs = fromJson(fields['inputs'])
  const outputs = fromJson(fields['outputs'])
  const isTool = one.run_type === 'tool'
  const isModel = one.run_type === 'llm'
  const proposes =
    isModel && /"(tool_calls|tool_use|function_call)"\s*:?\s*(\[\s*\{|\{|,|\})/.test(JSON.stringify(outputs ?? ''))
  const said = asFields(inputs)?.['input'] ?? inputs
  const text = isTool ? sayingOf(fromJson(said)) : isModel ? answerOf(outputs) : textOfMessage(inputs)
  const agent = agentAlias(
    metadata['agent_name'] ??
      metadata['lc_agent_name'] ??
      metadata['ls_agent_name'] ??
      // The root run has a name of its own, but its children do not know it: the project is the same for all.
      one.session_name ??
      (one.parent_run_id === null ? one.name : null),
  )
  const person = personAlias('langsmith', metadata['user_email'], metadata['user_id'] ?? metadata['user'])
  const event = agentEvent(
    {
      occurred_at: time.at,
      resolution_us: time.resolution,
      operation: cut(`${one.run_type} ${one.name ?? ''}`.trim(), 200),
    },
    {
      native_id: one.id,
      task,
      agent_run: thread ?? one.trace_id,
      session: thread === null ? null : `langsmith:${thread.replace(/\s+/g, '-')}`,
      account: one.session_name ?? one.session_id,
      stage: isTool ? 'execution' : proposes ? 'recommendation' : 'context',
      activity: isTool
        ? 'use'
        : isModel
          ? 'message'
          : one.run_type === 'retriever' || one.run_type === 'embedding'
            ? 'read'
            : 'other',
      outcome:
        one.error !== null || one.status === 'error'
          ? 'failure'
          : one.status === 'pending'
            ? 'pending'
            : end !== null || one.status === 'success'
              ? 'success'
              : 'unknown',
      is_write: isTool && !isReadingTool(one.name),
      actor: agent,
      actor_kind_hint: agent === null ? null : 'agent',
      on_behalf_of: person === null ? null : [person],
      resource: isTool ? placeIn(fromJson(said)) : null,
      text,
      ...referenceColumns(
        [
          ...(trace !== null && trace !== task ? [{ ref: trace, origin: 'field' as const }] : []),
          ...referencesIn(isTool ? said : text),
        ].filter(({ ref }) => ref !== task),
      ),
      attributes: attributesJson({
        parent_run_id: one.parent_run_id,
        dotted_order: one.dotted_order,
        ended_at: known(fields['end_time']),
        status: one.status,
        error: one.error,
        inputs,
        outputs,
        metadata,
        tags: fields['tags'],
        tool_call: isTool
          ? toolCallOf({
              id: asFields(outputs)?.['tool_call_id'] ?? metadata['tool_call_id'],
              tool: one.name,
              input: said,
              output: outputs ?? one.error,
            })
          : null,
        feedback_stats: fields['feedback_stats'],
      }),
    },
  )
  const begins = one.parent_run_id === null && task !== null
  const told = {
    native_id: task === null ? null : task.slice(task.indexOf(':') + 1),
    title: one.name,
    description: isTool || isModel ? null : text,
    requester: person,
    assignee: agent,
    updated_at: task === trace ? (end ?? time).at : null,
  }
  return {
    events: [event],
    ...(begins
      ? {
          tasks: [
            runTask(task, time.at, time.resolution, told),
            ...(trace !== null && trace !== task
              ? [runTask(trace, time.at, time.resolution, { native_id: trace.slice(6), parent: task })]
              : []),
          ],
        }
      : {}),
    ...(agent === null
      ? {}
      : {
          identities: [
            {
              alias: agent,
              directory: 'agent',
              display_name: agent.slice('agent:'.length),
              basis: 'observed',
              kind_hint: 'agent',
            },
          ],
        }),
  }
}

/** `{messages}`, `{generations: [[{text, message}]]}`, `{choices: [{message}]}` or a message itself. */
function answerOf(outputs: unknown): string | null {
  const fields = asFields(outputs)
  const generations = fields?.['generations']
  const first = Array.isArray(generations)
    ? Array.isArray(generations[0])
      ? (generations[0] as readonly unknown[])[0]
      : generations[0]
    : null
  const choices = fields?.['choices']
  return textOfMessage(first) ?? textOfMessage(Array.isArray(choices) ? choices[0] : null) ?? textOfMessage(outputs)
}

/** ISO text without a zone, which is UTC; SDKs hold epoch milliseconds. */
function readMoment(written: unknown, zone: string | null): Moment | null {
  return readTime(written, zone ?? 'UTC') ?? readEpochMillis(written)
}
