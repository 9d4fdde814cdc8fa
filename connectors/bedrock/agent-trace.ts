/** One part of a Bedrock agent's trace in our words. */
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
  placeIn,
  referencesIn,
  runKey,
  runTask,
  sayingOf,
  textOfMessage,
  toolCallOf,
} from '../../src/agent-run.js'
import type { CanonicalRows } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { tracePart } from './record.js'

/** A row of events, the session as a run, and the agent as an account. */
export function readTracePart(fields: Fields, zone: string | null): CanonicalRows {
  const parsed = tracePart.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const part = parsed.data
  const [kind = 'trace', inner] = Object.entries(part.trace).find(([, value]) => asFields(value) !== null) ?? []
  const trace = asFields(inner) ?? {}
  const [step, body] = stepOf(trace)
  const metadata =
    asFields(body['metadata']) ??
    asFields(asFields(Object.values(body).find((one) => asFields(one)?.['metadata']))?.['metadata'])
  const written = part.eventTime ?? metadata?.['startTime']
  const time = readTime(written, zone ?? 'UTC') ?? readEpochMillis(written) ?? readEpochSeconds(written)
  if (time === null) return { reject: { reason: 'bad_time', detail: `eventTime is no time: ${brief(part.eventTime)}` } }
  const run = runKey(part.sessionId)
  const chain = (Array.isArray(part.callerChain) ? part.callerChain : []).flatMap(
    (one) => known(asFields(one)?.['agentAliasArn']) ?? [],
  )
  const agent = agentAlias(part.collaboratorName ?? part.agentName ?? part.agentId)
  const above = chain.slice(0, -1).map((arn) => `agent:${arn}`)
  const said = saidIn(kind, step, body)
  const account = /^arn:aws[\w-]*:bedrock:[\w-]*:(\d{12}):/.exec(chain.at(-1) ?? '')?.[1] ?? null
  const event = agentEvent(
    { occurred_at: time.at, resolution_us: time.resolution, operation: cut(said.operation, 200) },
    {
      native_id: known(body['traceId']) === null ? null : `${part.sessionId ?? ''}:${known(body['traceId'])}:${step}`,
      task: run,
      agent_run: part.sessionId,
      session: part.sessionId === null ? null : `bedrock:${part.sessionId.replace(/\s+/g, '-')}`,
      account,
      actor: agent,
      actor_kind_hint: agent === null ? null : 'agent',
      on_behalf_of: above.length === 0 ? null : above,
      ...said.event,
      ...referenceColumns(referencesIn(said.event.text).filter(({ ref }) => ref !== run)),
      attributes: attributesJson({
        kind,
        step,
        agent_id: part.agentId,
        agent_alias_id: part.agentAliasId,
        agent_version: part.agentVersion,
        caller_chain: chain,
        [step]: body,
        tool_call: callOf(step, body),
      }),
    },
  )
  const other = agentAlias(part.agentId)
  return {
    events: [event],
    ...(run === null
      ? {}
      : { tasks: [runTask(run, time.at, time.resolution, { native_id: part.sessionId, assignee: agent })] }),
    ...(agent === null
      ? {}
      : {
          identities: [
            {
              alias: agent,
              directory: 'agent',
              display_name: part.collaboratorName ?? part.agentName,
              basis: 'observed',
              kind_hint: 'agent',
              same_as: other === null || other === agent ? null : [other],
            },
          ],
        }),
  }
}

/** Call and result of an action group or interpreter share a trace id. */
function callOf(step: string, body: Fields): Fields | null {
  const group = asFields(body['actionGroupInvocationInput'])
  const code = asFields(body['codeInterpreterInvocationInput'])
  const output = body['actionGroupInvocationOutput'] ?? body['codeInterpreterInvocationOutput']
  if (group === null && code === null && output === undefined) return null
  return toolCallOf({
    id: body['traceId'],
    tool: group?.['function'] ?? group?.['apiPath'] ?? (code === null ? null : 'code interpreter'),
    input: step === 'invocationInput' ? (group?.['parameters'] ?? group?.['requestBody'] ?? code?.['code']) : null,
    output,
  })
}

/** The one member of the union, and what stands in it; a trace may itself be the step (`guardrailTrace`, `failureTrace`). */
function stepOf(trace: Fields): readonly [string, Fields] {
  for (const [name, value] of Object.entries(trace)) {
    const inner = asFields(value)
    if (inner !== null && /^(invocationInput|observation|rationale|modelInvocation(Input|Output))$/.test(name))
      return [name, inner]
  }
  return ['trace', trace]
}

function saidIn(kind: string, step: string, body: Fields): { operation: string; event: Partial<EventDraft> } {
  if (kind === 'guardrailTrace') {
    const isBlocked = body['action'] === 'INTERVENED'
    return {
      operation: `guardrail ${known(body['action']) ?? ''}`.trim(),
      event: { stage: 'policy', activity: 'decide', outcome: 'success', decision: isBlocked ? 'denied' : 'approved' },
    }
  }
  if (kind === 'failureTrace')
    return { operation: 'failure', event: { outcome: 'failure', text: known(body['failureReason']) } }
  if (step === 'rationale')
    return {
      operation: 'rationale',
      event: { stage: 'recommendation', activity: 'create', outcome: 'success', text: textOfMessage(body['text']) },
    }
  if (step === 'invocationInput') return inputOf(body)
  if (step === 'observation') return observationOf(body)
  const text = step === 'modelInvocationInput' ? null : textOfMessage(asFields(body['rawResponse'])?.['content'])
  return { operation: step === 'trace' ? kind : step, event: { activity: 'message', outcome: 'success', text } }
}

/** What the agent calls. With RETURN_CONTROL it only says what it would have called; the application decides. */
function inputOf(body: Fields): { operation: string; event: Partial<EventDraft> } {
  const group = asFields(body['actionGroupInvocationInput'])
  const helper = asFields(body['agentCollaboratorInvocationInput'])
  const code = asFields(body['codeInterpreterInvocationInput'])
  const lookup = asFields(body['knowledgeBaseLookupInput'])
  if (group !== null) {
    const name = known(group['function']) ?? known(group['apiPath'])
    const verb = known(group['verb'])?.toUpperCase() ?? null
    const isReturned = group['executionType'] === 'RETURN_CONTROL'
    const input = argumentsOf(group)
    return {
      operation: ['invoke', known(group['actionGroupName']), verb, name].filter((one) => one !== null).join(' '),
      event: {
        stage: isReturned ? 'recommendation' : 'execution',
        activity: isReturned ? 'create' : 'use',
        outcome: 'pending',
        is_write: isReturned ? false : verb === null ? !isReadingTool(name) : verb !== 'GET' && verb !== 'HEAD',
        resource: placeIn(input) ?? known(group['apiPath']),
        text: sayingOf(input),
      },
    }
  }
  if (helper !== null) {
    const name = known(helper['agentCollaboratorName']) ?? known(helper['agentCollaboratorAliasArn'])
    return {
      operation: `delegate ${name ?? ''}`.trim(),
      event: {
        stage: 'delegation',
        activity: 'assign',
        outcome: 'pending',
        subject: agentAlias(name),
        text: textOfMessage(asFields(helper['input'])),
      },
    }
  }
  if (code !== null)
    return {
      operation: 'code interpreter',
      event: {
        stage: 'execution',
        activity: 'use',
        outcome: 'pending',
        is_write: true,
        text: textOfMessage(code['code']),
      },
    }
  return {
    operation: lookup === null ? 'invocationInput' : 'knowledge base lookup',
    event: {
      activity: 'read',
      outcome: 'pending',
      resource: known(lookup?.['knowledgeBaseId']),
      text: textOfMessage(lookup?.['text']),
    },
  }
}

function observationOf(body: Fields): { operation: string; event: Partial<EventDraft> } {
  const type = known(body['type']) ?? 'observation'
  const output = [
    'actionGroupInvocationOutput',
    'agentCollaboratorInvocationOutput',
    'finalResponse',
    'repromptResponse',
    'codeInterpreterInvocationOutput',
  ]
    .map((name) => asFields(body[name]))
    .find((one) => one !== null)
  return {
    operation: `observation ${type}`,
    event: {
      activity: type === 'FINISH' ? 'message' : 'other',
      outcome: type === 'REPROMPT' ? 'failure' : 'success',
      text: textOfMessage(output?.['text'] ?? output?.['output'] ?? output?.['executionOutput']),
    },
  }
}

/** Parameters come as lists of name and value, those of a body once for each media type. */
function argumentsOf(group: Fields): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  const take = (list: unknown) => {
    for (const one of Array.isArray(list) ? list : []) {
      const fields = asFields(one)
      const name = known(fields?.['name'])
      if (name !== null && name !== '__proto__') found[name] = fields?.['value']
    }
  }
  take(group['parameters'])
  for (const list of Object.values(asFields(asFields(group['requestBody'])?.['content']) ?? {})) take(list)
  return found
}
