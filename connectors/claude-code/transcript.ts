/** Lines of a session transcript in our words. */
import {
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  cut,
  isReadingTool,
  known,
  placeIn,
  referencesIn,
  reject,
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
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { type Block, block, type Line, line } from './record.js'

/** Alias of the agent: transcripts give it no other name than the product's. */
export const AGENT = 'agent:claude-code'

/** A line's events, or the run it only describes, or why it can be neither. */
export function readLine(value: unknown, zone: string | null): CanonicalRows {
  const parsed = line.safeParse(value)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const fields = asFields(value) ?? {}
  // A snapshot of the files says only inside of itself when it was taken.
  const written = one.timestamp ?? asFields(fields['snapshot'])?.['timestamp']
  const time = readTime(written, zone ?? 'UTC') ?? readEpochMillis(written)
  if (time === null) return describeRun(one, fields)
  const events = eventsOf(one, fields, time)
  const run = runKey(one.sessionId)
  const begins = run !== null && one.parentUuid === null && one.isSidechain !== true && isPrompt(one)
  return {
    events,
    identities: [agentRow(one.version)],
    ...(begins
      ? {
          tasks: [
            runTask(run, time.at, time.resolution, {
              native_id: one.sessionId,
              updated_at: time.at,
              title: events[0]?.text ? cut(events[0].text.split('\n', 1)[0]!, 120) : null,
              description: events[0]?.text,
              assignee: AGENT,
              refs: events[0]?.refs ?? null,
              ref_origins: events[0]?.ref_origins ?? null,
            }),
          ],
        }
      : {}),
  }
}

/** The agent as an account. */
export function agentRow(version: string | null): IdentityDraft {
  return {
    alias: AGENT,
    directory: 'agent',
    display_name: 'Claude Code',
    basis: 'observed',
    kind_hint: 'agent',
    attributes: attributesJson({ version }),
  }
}

/** Titles, modes and the like stand without a time. Where they name their session they describe its run; a summary names none. */
function describeRun(one: Line, fields: Readonly<Record<string, unknown>>): CanonicalRows {
  const run = runKey(one.sessionId)
  const title = known(fields['summary']) ?? known(fields['customTitle']) ?? known(fields['aiTitle'])
  const isEvent = one.type === 'user' || one.type === 'assistant' || one.type === 'system'
  if (run === null || isEvent || one.timestamp !== undefined)
    return reject('bad_time', `timestamp of the ${cut(one.type, 40)} line is no time: ${brief(one.timestamp)}`)
  return {
    tasks: [
      {
        task: run,
        native_id: one.sessionId,
        kind: 'agent_run',
        key: run.slice('run:'.length),
        title,
        assignee: AGENT,
        resolution_us: 1000,
        has_history: false,
        attributes: attributesJson({ [one.type]: rest(fields) }),
      },
    ],
  }
}

function eventsOf(one: Line, fields: Readonly<Record<string, unknown>>, time: Moment): EventDraft[] {
  const run = runKey(one.sessionId)
  const branch: Reference[] = one.gitBranch === null ? [] : findReferences(one.gitBranch, 'branch')
  const message = asFields(one.message)
  const common = {
    version: one.version,
    cwd: one.cwd,
    git_branch: one.gitBranch,
    parent_uuid: one.parentUuid,
    is_sidechain: one.isSidechain === true ? true : null,
    agent_id: one.agentId,
    permission_mode: one.permissionMode,
    entrypoint: known(fields['entrypoint']),
    user_type: known(fields['userType']),
    request_id: known(fields['requestId']),
    model: known(message?.['model']),
    message_id: known(message?.['id']),
    stop_reason: known(message?.['stop_reason']),
  }
  const event = (operation: string, refs: readonly Reference[], more: object, of: Partial<EventDraft>): EventDraft =>
    agentEvent(
      { occurred_at: time.at, resolution_us: time.resolution, operation: cut(operation, 200) },
      {
        native_id: one.uuid,
        task: run,
        agent_run: one.sessionId,
        session: one.sessionId === null ? null : `claude-code:${one.sessionId.replace(/\s+/g, '-')}`,
        ...referenceColumns([...branch, ...refs].filter(({ ref }) => ref !== run)),
        attributes: attributesJson({ ...common, ...more }),
        ...of,
      },
    )
  if (one.type === 'assistant') return answersOf(message?.['content'], event)
  if (one.type === 'user') return promptsOf(one, message?.['content'] ?? one.message, event)
  const text = textOfMessage(one.content) ?? textOfMessage(one.message)
  const isLink = one.type === 'pr-link'
  const refs = isLink ? referencesIn(known(fields['prUrl'])) : referencesIn(text)
  const operation = one.subtype === null ? one.type : `${one.type} ${one.subtype}`
  return [
    event(
      operation,
      isLink ? refs.map(({ ref }) => ({ ref, origin: 'field' as const })) : refs,
      { [one.type]: rest(fields) },
      {
        activity: isLink ? 'link' : 'other',
        text,
      },
    ),
  ]
}

type MakeEvent = (operation: string, refs: readonly Reference[], more: object, of: Partial<EventDraft>) => EventDraft

/** What the model answered: its words, and each tool it proposes to call. */
function answersOf(content: unknown, event: MakeEvent): EventDraft[] {
  const blocks = blocksOf(content)
  const calls = blocks.filter(({ type }) => type === 'tool_use' || type === 'server_tool_use')
  const text = textOfMessage(content)
  const events = calls.map((call) => {
    const input = asFields(call.input)
    const isDelegation = call.name === 'Task' || call.name === 'Agent'
    const helper = known(input?.['subagent_type'])
    return event(
      `tool_use ${call.name ?? 'unnamed'}`,
      referencesIn(call.input),
      {
        tool: call.name,
        tool_use_id: call.id,
        input: call.input,
        tool_call: toolCallOf({ id: call.id, tool: call.name, input: call.input }),
      },
      {
        stage: isDelegation ? 'delegation' : 'recommendation',
        activity: isDelegation ? 'assign' : 'create',
        outcome: 'pending',
        actor: AGENT,
        actor_kind_hint: 'agent',
        subject: isDelegation ? `${AGENT}/${(helper ?? 'subagent').replace(/\s+/g, '-')}` : null,
        resource: placeIn(call.input),
        text: sayingOf(call.input),
      },
    )
  })
  if (text === null && events.length > 0) return events
  const said = event(
    'assistant',
    referencesIn(text),
    { blocks: blocks.map(({ type }) => type) },
    {
      activity: 'message',
      outcome: 'success',
      actor: AGENT,
      actor_kind_hint: 'agent',
      text,
    },
  )
  return [said, ...events]
}

/** What stands on the user's side: prompts, and results of tools, which the harness puts there. */
function promptsOf(one: Line, content: unknown, event: MakeEvent): EventDraft[] {
  const results = blocksOf(content).filter(({ type }) => type === 'tool_result')
  if (results.length > 0) return results.map((result) => resultOf(one, result, event))
  const text = textOfMessage(content)
  if (/^\[Request interrupted by user/.test(text ?? ''))
    return [
      event(
        'interrupted by user',
        [],
        {},
        {
          stage: 'disposition',
          activity: 'cancel',
          outcome: 'success',
          actor_kind_hint: 'human',
          decision: 'cancelled',
          subject: AGENT,
          text,
        },
      ),
    ]
  if (!isPrompt(one) || text === null)
    return [
      event(
        'user',
        [],
        { is_meta: one.isMeta === true ? true : null },
        { activity: 'message', outcome: 'success', text },
      ),
    ]
  // The prompt of a side chain was written by the agent that started it.
  if (one.isSidechain === true)
    return [
      event(
        'sidechain prompt',
        referencesIn(text),
        {},
        { stage: 'delegation', activity: 'assign', outcome: 'success', actor: AGENT, actor_kind_hint: 'agent', text },
      ),
    ]
  const isFirst = one.parentUuid === null
  return [
    event(
      'user',
      referencesIn(text),
      {},
      { stage: 'request', activity: isFirst ? 'create' : 'message', outcome: 'success', text },
    ),
  ]
}

const refused = /^(The user doesn't want to (proceed|take this action)|User rejected|\[Request interrupted by user)/
const blocked =
  /^(Permission to use |Claude requested permissions? to|This command requires approval|.{0,80}(denied|blocked) by .{0,40}(hook|settings|policy|rule|permission))/i

/** A result is an execution, unless it says that the call was refused: by a person, or by a rule of the configuration. */
function resultOf(one: Line, result: Block, event: MakeEvent): EventDraft {
  const details = asFields(one.toolUseResult)
  const text = textOfMessage(result.content) ?? (typeof one.toolUseResult === 'string' ? cut(one.toolUseResult) : null)
  const tool = toolOf(details)
  const isError = result.is_error === true
  const more = {
    tool_use_id: result.tool_use_id,
    tool,
    is_error: isError ? true : null,
    result: details ?? text,
    tool_call: toolCallOf({ id: result.tool_use_id, tool, output: details ?? text }),
  }
  const base: Partial<EventDraft> = { subject: AGENT, text }
  if (isError && refused.test(text ?? ''))
    return event('tool_result rejected by user', [], more, {
      ...base,
      stage: 'disposition',
      activity: 'decide',
      outcome: 'success',
      decision: 'denied',
      actor_kind_hint: 'human',
    })
  if (isError && blocked.test(text ?? ''))
    return event('tool_result not permitted', [], more, {
      ...base,
      stage: 'policy',
      activity: 'decide',
      outcome: 'success',
      decision: 'denied',
      actor_kind_hint: 'system',
    })
  return event(tool === null ? 'tool_result' : `tool_result ${tool}`, referencesIn(text), more, {
    stage: 'execution',
    activity: 'use',
    outcome: isError ? 'failure' : 'success',
    is_write: !isReadingTool(tool),
    actor: AGENT,
    actor_kind_hint: 'agent',
    resource: known(details?.['filePath']) ?? known(asFields(details?.['file'])?.['filePath']) ?? placeIn(details),
    text,
  })
}

/** A result does not name its tool; the shape of what it gave back tells the commonest. */
function toolOf(details: Readonly<Record<string, unknown>> | null): string | null {
  if (details === null) return null
  if ('stdout' in details || 'stderr' in details) return 'Bash'
  if ('oldString' in details || 'edits' in details) return 'Edit'
  if ('structuredPatch' in details) return 'Write'
  if ('file' in details) return 'Read'
  if ('filenames' in details) return 'Grep'
  if ('newTodos' in details || 'oldTodos' in details) return 'TodoWrite'
  return 'agentId' in details ? 'Task' : null
}

/** Words of somebody: no result, no output of a local command, no note of the harness. */
function isPrompt(one: Line): boolean {
  if (one.type !== 'user' || one.isMeta === true) return false
  const content = asFields(one.message)?.['content'] ?? one.message
  if (blocksOf(content).some(({ type }) => type === 'tool_result')) return false
  return !/^(<local-command-|<command-name>|<bash-|Caveat: The messages below|\[Request interrupted)/.test(
    textOfMessage(content) ?? '',
  )
}

function blocksOf(content: unknown): Block[] {
  if (!Array.isArray(content)) return []
  return content.flatMap((one: unknown) => {
    const parsed = block.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
}

/** What a line has beyond what every line has. */
function rest(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { type: _type, uuid: _uuid, sessionId: _session, timestamp: _time, ...others } = fields
  return others
}
