/** Trajectories in our words: a prompt, an answer or a call is an event each, a session is a run. */
import {
  agentAlias,
  agentEvent,
  attributesJson,
  badShape,
  brief,
  cut,
  type Fields,
  fromJson,
  isReadingTool,
  known,
  mergeRuns,
  onceEach,
  placeIn,
  referencesIn,
  reject,
  runKey,
  runTask,
  sayingOf,
  textOfMessage,
  toolCallOf,
} from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { isTrajectory, objectsIn, type Step, step, type Trajectory, trajectory } from './record.js'

/** One record: a trajectory with its steps, and those of the agents it handed work to. */
export function normalize({ value, timezone }: SourceRecord): CanonicalRows {
  if (!isTrajectory(value)) return reject('not_a_trajectory', `no trajectory: ${brief(value)}`)
  const parts = withSubagents(value as Fields).map((one) => readTrajectory(one, timezone))
  const failed = parts.find((part) => part.reject)
  if (failed) return failed
  return {
    events: parts.flatMap(({ events = [] }) => events),
    tasks: mergeRuns(parts.flatMap(({ tasks = [] }) => tasks)),
    identities: onceEach(parts.flatMap(({ identities = [] }) => identities)),
  }
}

/** A trajectory and, since version 1.7, those inside of it; one nested deeper than any agent's is cut off. */
function withSubagents(fields: Fields, depth = 0): Fields[] {
  const inner = depth < 20 ? objectsIn(fields['subagent_trajectories']) : []
  return [fields, ...inner.flatMap((one) => withSubagents(one, depth + 1))]
}

/** What all events of a trajectory share. */
interface Run {
  readonly task: string | null
  readonly session: string | null
  readonly agent: string | null
  readonly about: Trajectory
}

function readTrajectory(fields: Fields, zone: string | null): CanonicalRows {
  const parsed = trajectory.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const about = parsed.data
  const session = about.session_id ?? about.trajectory_id
  const agent = agentAlias(about.agent.name)
  const run: Run = { task: runKey(session), session, agent, about }
  const steps = objectsIn(fields['steps']).flatMap((one) => {
    const at = readTime(one['timestamp'], zone ?? 'UTC') ?? readEpochMillis(one['timestamp'])
    const known = step.safeParse(one).data
    return at === null || known === undefined ? [] : [{ fields: one, step: known, at }]
  })
  const unread = objectsIn(fields['steps']).length - steps.length
  // Exporters order steps by their own lights: the earliest need not be the first.
  const first = steps.reduce<Moment | null>((least, { at }) => (least === null || at.at < least.at ? at : least), null)
  if (first === null) return reject('no_time', `no step of the trajectory ${session ?? '(no id)'} has a time`)
  const events = steps.flatMap((one) => eventsOf(one.fields, one.step, one.at, run))
  const prompt = events.filter(({ stage }) => stage === 'request').sort((a, b) => a.occurred_at - b.occurred_at)[0]
  const last = Math.max(...steps.map(({ at }) => at.at))
  return {
    events,
    ...(run.task === null
      ? {}
      : {
          tasks: [
            runTask(run.task, first.at, first.resolution, {
              native_id: session,
              updated_at: last,
              title: prompt?.text ? cut(prompt.text.split('\n', 1)[0]!, 120) : null,
              description: prompt?.text,
              assignee: agent,
              attributes: attributesJson({
                schema_version: about.schema_version,
                final_metrics: fields['final_metrics'],
                notes: fields['notes'],
                steps_without_time: unread === 0 ? null : unread,
              }),
            }),
          ],
        }),
    identities:
      agent === null
        ? []
        : [
            {
              alias: agent,
              directory: 'agent',
              display_name: about.agent.name,
              basis: 'observed',
              kind_hint: 'agent',
              attributes: attributesJson({ version: about.agent.version, model: about.agent.model_name }),
            },
          ],
  }
}

function eventsOf(fields: Fields, one: Step, at: Moment, run: Run): EventDraft[] {
  const said = textOfMessage(fields['message'])
  const calls = objectsIn(fields['tool_calls'])
  const isAgent = one.source === 'agent'
  const common = {
    task: run.task,
    agent_run: run.session,
    session: run.session === null ? null : `atif:${run.session.replace(/\s+/g, '-')}`,
    actor: isAgent ? run.agent : null,
    actor_kind_hint: isAgent && run.agent !== null ? ('agent' as const) : null,
  }
  const base = { occurred_at: at.at, resolution_us: at.resolution }
  const id = known(one.step_id)
  const native = run.session === null || id === null ? null : `${run.session}/${id}`
  const message = agentEvent(
    { ...base, operation: `step ${one.source ?? 'unknown'}` },
    {
      ...common,
      native_id: native,
      stage: one.source === 'user' ? 'request' : calls.length > 0 ? 'recommendation' : 'context',
      activity: one.source === 'user' ? 'create' : said === null ? 'other' : 'message',
      outcome: 'success',
      text: said,
      ...referenceColumns(referencesIn(said).filter(({ ref }) => ref !== run.task)),
      attributes: attributesJson({
        model: one.model_name ?? (isAgent ? run.about.agent.model_name : null),
        reasoning: one.reasoning_content,
        metrics: fields['metrics'],
        calls: calls.map((call) => call['function_name']),
        extra: fields['extra'],
      }),
    },
  )
  const results = objectsIn((fields['observation'] as Fields | null | undefined)?.['results'])
  return [message, ...calls.map((call, index) => callEvent(call, index, resultOf(call, index, calls, results)))]

  function callEvent(call: Fields, index: number, result: Fields | null): EventDraft {
    const tool = known(call['function_name'])
    const input = fromJson(call['arguments'])
    return agentEvent(
      { ...base, operation: cut(`tool ${tool ?? ''}`.trim(), 200) },
      {
        ...common,
        native_id: known(call['tool_call_id']) ?? (native && `${native}/${index + 1}`),
        stage: 'execution',
        activity: 'use',
        outcome: result === null ? 'unknown' : 'success',
        is_write: !isReadingTool(tool),
        resource: placeIn(input),
        text: sayingOf(input),
        ...referenceColumns(referencesIn(input).filter(({ ref }) => ref !== run.task)),
        attributes: attributesJson({
          step_id: one.step_id,
          input,
          result: result?.['content'],
          tool_call: toolCallOf({
            id: call['tool_call_id'],
            tool,
            input: call['arguments'],
            output: result?.['content'],
          }),
        }),
      },
    )
  }
}

/** What a call gave back: by its id, or by its place where the exporter gave no ids. */
function resultOf(call: Fields, index: number, calls: readonly Fields[], results: readonly Fields[]): Fields | null {
  const id = known(call['tool_call_id'])
  if (id !== null) return results.find((result) => known(result['source_call_id']) === id) ?? null
  return calls.length === results.length ? (results[index] ?? null) : null
}
