/** Spans and log records of agents in our words. */
import {
  agentAlias,
  agentEvent,
  attributesJson,
  brief,
  cut,
  emailOf,
  type Fields,
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
import { type OtlpLogRecord, type OtlpSpan, readOtlp } from '../../src/read-otlp.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Decision, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochNanos, readTime } from '../../src/time.js'
import { meaningOf } from './operations.js'
import { names } from './record.js'

/** One record: a row for each of its spans and log records, the runs they belong to, and the agents and people they name. */
export function normalize(record: SourceRecord): CanonicalRows {
  const content = readOtlp(record.value)
  if (!content.isOtlp) return reject('not_otlp', `no OpenTelemetry data in this record: ${brief(record.value)}`)
  if (content.spans.length + content.logs.length === 0) {
    const what = content.hasMetrics ? 'metrics only, which tell of no event' : 'neither a span nor a log record'
    return reject('no_event', `the record holds ${what}`)
  }
  const context = { conversations: conversationsOf(content.spans), agents: agentsOf(content.spans) }
  const parts: Part[] = []
  for (const span of content.spans) {
    const part = readSpan(span, context, record.timezone)
    if ('reject' in part) return part
    parts.push(part)
  }
  for (const log of content.logs) {
    const part = readLog(log, record.timezone)
    if ('reject' in part) return part
    parts.push(part)
  }
  const tasks = mergeRuns(parts.flatMap((part) => part.tasks))
  const identities = onceEach(parts.flatMap((part) => part.identities))
  return {
    events: parts.map((part) => part.event),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

interface Part {
  readonly event: EventDraft
  readonly tasks: readonly TaskDraft[]
  readonly identities: readonly IdentityDraft[]
}

/** The conversation of each trace that has exactly one in this record: tool spans do not carry it, their siblings do. */
function conversationsOf(spans: readonly OtlpSpan[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const several = new Set<string>()
  for (const span of spans) {
    const conversation = first(span.attributes, names.conversation)
    if (span.traceId === null || conversation === null) continue
    const before = found.get(span.traceId)
    if (before !== undefined && before !== conversation) several.add(span.traceId)
    found.set(span.traceId, conversation)
  }
  for (const trace of several) found.delete(trace)
  return found
}

function readSpan(
  span: OtlpSpan,
  of: { readonly conversations: ReadonlyMap<string, string>; readonly agents: ReadonlyMap<string, string> },
  zone: string | null,
): Part | { readonly reject: NonNullable<CanonicalRows['reject']> } {
  const start = readMoment(span.start, zone)
  if (start === null)
    return {
      reject: {
        reason: 'bad_time',
        detail: `start of span ${span.spanId ?? span.name} is no time: ${brief(span.start)}`,
      },
    }
  const { attributes } = span
  const method = known(attributes['mcp.method.name'])
  const operation = first(attributes, names.operation) ?? operationByName(span.name)
  const trace = traceKey(span.traceId)
  const conversation = first(attributes, names.conversation) ?? of.conversations.get(span.traceId ?? '') ?? null
  const run = runKey(conversation) ?? trace
  const agent = agentOf(span, conversation, of.agents)
  const person = personAlias(
    'otel',
    first(attributes, names.email),
    first(attributes, names.user) ?? first(span.resource, names.user),
  )
  const end = readMoment(span.end, zone)
  const shared = {
    native_id: span.spanId,
    task: run,
    agent_run: conversation ?? span.traceId,
    session: sessionOf(attributes),
    account: known(span.resource['cloud.account.id']) ?? known(span.resource['service.namespace']),
    source_ip: known(attributes['client.address']),
    user_agent: known(attributes['user_agent.original']),
  } satisfies Partial<EventDraft>
  const traceRefs = [
    ...(trace && trace !== run ? [{ ref: trace, origin: 'field' as const }] : []),
    ...span.links.flatMap((link) => {
      const linked = traceKey(link.traceId)
      return linked === null || linked === trace ? [] : [{ ref: linked, origin: 'field' as const }]
    }),
  ]
  const isPermission = isPermissionSpan(span)
  const meaning = meaningOf(operation, method)
  const tool = first(attributes, names.tool) ?? (method === null ? null : known(attributes['mcp.resource.uri']))
  const isTool = !isPermission && meaning.isWrite === 'tool'
  const kept = {
    trace_id: span.traceId,
    parent_span_id: span.parentSpanId,
    span_kind: span.kind,
    ended_at: end === null ? null : String(span.end),
    duration_us: end === null ? null : end.at - start.at,
    status: span.status === 'unset' ? null : span.status,
    status_message: span.statusMessage,
    scope: span.scope,
    attributes: span.attributes,
    resource: span.resource,
    tool_call:
      isTool || isPermission ? callOf(span, isTool ? (tool ?? toolInName(span.name)) : null) : proposedCall(attributes),
    span_events: span.events.map(({ name, attributes: of }) => ({ name, ...of })),
  }
  const identities = [...identityOfAgent(span, agent, conversation), ...identityOfPerson(attributes, person)]
  const input = isTool ? fromJson(value(attributes, names.toolInput)) : null
  const message = isTool ? null : textOf(attributes, operation)
  const text = isTool ? sayingOf(input) : message
  const proposes = !isPermission && meaning.activity === 'message' && proposesAction(attributes)
  const made = isCreation(span)
    ? agentAlias(first(attributes, names.agentName) ?? first(attributes, names.agentId))
    : null
  const parent = agentAlias(first(attributes, names.parentAgent))
  const delegates = operation === 'invoke_agent' && parent !== null
  const decided = isPermission ? permissionOf(attributes, span) : null
  const base = {
    occurred_at: (isPermission ? (end ?? start) : start).at,
    resolution_us: start.resolution,
    operation: operationName(span, operation, method, tool),
  }
  const event = agentEvent(base, {
    ...shared,
    stage: isPermission ? decided!.stage : delegates ? 'delegation' : proposes ? 'recommendation' : meaning.stage,
    activity: decided === null ? meaning.activity : deciding(decided),
    outcome: !isPermission ? outcomeOf(span, end) : decided!.decision === 'requested' ? 'pending' : 'success',
    is_write: isPermission ? false : meaning.isWrite === 'tool' ? !isReadingTool(tool) : meaning.isWrite,
    change_class: isPermission ? null : meaning.changeClass,
    actor: isPermission ? decided!.actor : delegates ? parent : agent,
    actor_kind_hint: isPermission ? decided!.kind : agent === null ? null : 'agent',
    on_behalf_of: person === null || isPermission ? null : [person],
    subject: made ?? (delegates || isPermission ? agent : null),
    resource: known(attributes['mcp.resource.uri']) ?? placeIn(input),
    change: meaning.changeClass === 'nhi_create' ? 'add' : null,
    decision: isPermission ? decided!.decision : null,
    ...referenceColumns([...traceRefs, ...referencesIn(input, message)].filter(({ ref }) => ref !== run)),
    text,
    attributes: attributesJson(kept),
  })
  return { event, identities, tasks: tasksOf(span, { run, trace, agent, person, operation, message, start, end }) }
}

/** A run is told of by the span that begins it (no parent) or invokes the agent; a trace that has a conversation is a part of it. */
function tasksOf(
  span: OtlpSpan,
  of: {
    run: string | null
    trace: string | null
    agent: string | null
    person: string | null
    operation: string | null
    message: string | null
    start: Moment
    end: Moment | null
  },
): TaskDraft[] {
  const { run, trace, start, end } = of
  if (run === null) return []
  const isInvocation = of.operation === 'invoke_agent' || of.operation === 'invoke_workflow'
  const isWhole = isInvocation || span.parentSpanId === null
  // Calls within a run tell nothing of it that the run itself does not, but that their trace is a part of it.
  if (!isWhole && run === trace) return []
  const told: Partial<TaskDraft> = {
    updated_at: run === trace && span.parentSpanId === null ? (end ?? start).at : null,
    native_id: run.slice(run.indexOf(':') + 1),
    title: isWhole ? span.name : null,
    description: isInvocation ? of.message : null,
    requester: of.person,
    assignee: of.agent,
    // Telemetry of a run does not say that there will be no further turn.
    is_closed: null,
  }
  const tasks = [runTask(run, start.at, start.resolution, told)]
  if (trace !== null && trace !== run)
    tasks.push(
      runTask(trace, start.at, start.resolution, {
        native_id: trace.slice(6),
        parent: run,
      }),
    )
  return tasks
}

function readLog(
  log: OtlpLogRecord,
  zone: string | null,
): Part | { readonly reject: NonNullable<CanonicalRows['reject']> } {
  const at =
    readMoment(log.time, zone) ?? readMoment(log.attributes['event.timestamp'], zone) ?? readMoment(log.observed, zone)
  if (at === null)
    return {
      reject: { reason: 'bad_time', detail: `time of log record ${log.name ?? ''} is no time: ${brief(log.time)}` },
    }
  const { attributes } = log
  const body = typeof log.body === 'object' && log.body !== null ? (log.body as Fields) : null
  const conversation = first(attributes, names.conversation)
  const trace = traceKey(log.traceId)
  const run = runKey(conversation) ?? trace
  const service = known(log.resource['service.name'])
  const agent = agentAlias(first(attributes, names.agentName) ?? service)
  const person = personAlias(
    'otel',
    first(attributes, names.email),
    first(attributes, names.user) ?? first(log.resource, names.user),
  )
  const name = log.name ?? (typeof log.body === 'string' ? cut(log.body, 80) : 'log record')
  const isDecision = /permission|approval|tool[._]decision|edit\.feedback|elicitation\.response/.test(name)
  const word = isDecision
    ? (first(attributes, names.permission) ?? first(attributes, ['outcome', 'event.outcome']))
    : null
  const said = decisionOf(word)
  const isTool = /(^|[._])(tool[._]call|tool[._]result|execute_tool)(?![a-z])/.test(name)
  const tool = first(attributes, names.tool)
  const input = isTool ? fromJson(value(attributes, names.toolInput)) : null
  const text = isTool
    ? sayingOf(input)
    : (textOf(attributes, 'chat') ??
      (log.name === null || log.body === log.name ? null : textOfMessage(body ?? log.body)))
  const decided = said === null ? null : disposition(said, first(attributes, names.decidedBy), person, word)
  const succeeded = attributes['success'] ?? attributes['tool.success']
  const event = agentEvent(
    { occurred_at: at.at, resolution_us: at.resolution, operation: tool === null ? name : `${name} ${tool}` },
    {
      native_id: known(attributes['log.record.uid']) ?? known(attributes['event.id']),
      stage: decided?.stage ?? (isTool ? 'execution' : 'context'),
      activity: decided
        ? deciding(decided)
        : isTool
          ? 'use'
          : /message|choice|prompt|inference/.test(name)
            ? 'message'
            : 'other',
      outcome: decided
        ? 'success'
        : succeeded === true || succeeded === 'true'
          ? 'success'
          : succeeded === false || succeeded === 'false' || known(attributes['error.type']) !== null
            ? 'failure'
            : 'unknown',
      is_write: isTool && !isReadingTool(tool),
      task: run,
      actor: decided ? decided.actor : agent,
      actor_kind_hint: decided ? decided.kind : agent === null ? null : 'agent',
      on_behalf_of: decided || person === null ? null : [person],
      agent_run: conversation ?? log.traceId,
      session: sessionOf(attributes),
      subject: decided ? agent : null,
      resource: placeIn(input),
      decision: decided?.decision ?? null,
      ...referenceColumns(
        [
          ...(trace && trace !== run ? [{ ref: trace, origin: 'field' as const }] : []),
          ...referencesIn(input, text),
        ].filter(({ ref }) => ref !== run),
      ),
      text,
      attributes: attributesJson({
        trace_id: log.traceId,
        span_id: log.spanId,
        severity: log.severity,
        body: log.body,
        scope: log.scope,
        attributes,
        resource: log.resource,
        tool_call:
          isTool || isDecision
            ? toolCallOf({
                id: first(attributes, names.toolCall),
                tool,
                input: isTool ? value(attributes, names.toolInput) : null,
                output: isTool ? value(attributes, names.toolOutput) : null,
              })
            : null,
      }),
    },
  )
  const told: Partial<TaskDraft> = {
    assignee: agent,
    requester: person,
    native_id: run?.slice(run.indexOf(':') + 1) ?? null,
  }
  const identity: IdentityDraft[] =
    agent === null
      ? []
      : [
          {
            alias: agent,
            directory: 'agent',
            display_name: first(attributes, names.agentName) ?? service,
            basis: 'observed',
            kind_hint: 'agent',
          },
        ]
  return {
    event,
    tasks: run === null || conversation === null ? [] : [runTask(run, at.at, at.resolution, told)],
    identities: [...identity, ...identityOfPerson(attributes, person)],
  }
}

// ── who ──

/** Agents of spans that name none: that of the nearest span above which does, as far as this record holds it. */
function agentsOf(spans: readonly OtlpSpan[]): ReadonlyMap<string, string> {
  const byId = new Map(spans.flatMap((span) => (span.spanId === null ? [] : [[span.spanId, span] as const])))
  const found = new Map<string, string>()
  for (const [id, span] of byId) {
    const seen = new Set<string>()
    let at: OtlpSpan | undefined = span
    while (at?.spanId && !seen.has(at.spanId)) {
      seen.add(at.spanId)
      const name = isCreation(at) ? null : first(at.attributes, names.agentName)
      if (name !== null) {
        found.set(id, name)
        break
      }
      at = at.parentSpanId === null ? undefined : byId.get(at.parentSpanId)
    }
  }
  return found
}

/** `create_agent` names the agent that is made, not the one that makes it. */
function isCreation(span: OtlpSpan): boolean {
  return first(span.attributes, names.operation) === 'create_agent'
}

/**
 * The agent by its name, else that of the span it was called from, else by its id where that is no run id, else by the service that sent the span.
 * A server's span tells of a call by somebody else, and a span that speaks of neither agents nor tools names no agent.
 */
function agentOf(span: OtlpSpan, conversation: string | null, agents: ReadonlyMap<string, string>): string | null {
  const isOfAgents = Object.keys(span.attributes).some((key) =>
    /^(gen_ai|mcp|openinference|github\.copilot|traceloop)\./.test(key),
  )
  if (!isOfAgents && !/^claude_code/.test(span.name ?? '')) return null
  const id = isCreation(span) ? null : first(span.attributes, names.agentId)
  const service = span.kind === 'server' ? null : (known(span.resource['service.name']) ?? span.scope.name)
  return agentAlias(agents.get(span.spanId ?? '') ?? (id === null || id === conversation ? null : id) ?? service)
}

function identityOfAgent(span: OtlpSpan, agent: string | null, conversation: string | null): IdentityDraft[] {
  const id = first(span.attributes, names.agentId)
  const own = first(span.attributes, names.agentName)
  if (agent === null || (agentAlias(own) !== agent && own !== null)) return []
  const other = own === null || id === null || id === conversation ? null : agentAlias(id)
  return [
    {
      alias: agent,
      directory: 'agent',
      display_name: own ?? agent.slice('agent:'.length),
      basis: 'observed',
      kind_hint: 'agent',
      same_as: other === null || other === agent ? null : [other],
      attributes: attributesJson({
        version: first(span.attributes, ['gen_ai.agent.version']),
        description: known(span.attributes['gen_ai.agent.description']),
      }),
    },
  ]
}

function identityOfPerson(attributes: Fields, person: string | null): IdentityDraft[] {
  const email = emailOf(first(attributes, names.email))
  const id = personAlias('otel', null, first(attributes, ['user.id', 'enduser.id']))
  if (person === null || email === null || id === null || id === person) return []
  return [{ alias: id, directory: 'otel', email, basis: 'observed' }]
}

// ── decisions ──

function isPermissionSpan(span: OtlpSpan): boolean {
  const name = span.name?.toLowerCase() ?? ''
  return (
    /^(permission|permission_request|tool_permission|approval)(?![a-z])/.test(name) ||
    name === 'claude_code.tool.blocked_on_user' ||
    'github.copilot.permission.result' in span.attributes
  )
}

function permissionOf(attributes: Fields, span: OtlpSpan) {
  const result = first(attributes, names.permission)
  const person = personAlias('otel', first(attributes, names.email), first(attributes, names.user))
  // On a span without a result somebody was asked, and the answer is not recorded.
  const said = decisionOf(result) ?? (span.status === 'error' ? 'denied' : 'requested')
  return disposition(said, first(attributes, names.decidedBy) ?? result, person, result)
}

/** A proposal that was changed before it was accepted was edited. */
function deciding(decided: { readonly decision: Decision; readonly isChanged: boolean }): string {
  if (decided.decision === 'requested') return 'ask_approval'
  return decided.isChanged ? 'edit' : 'decide'
}

/** A person answers in words that say so (`denied-interactively-by-user`); a rule that answers is policy; else the record does not say who. */
function disposition(said: Decision, source: string | null, person: string | null, word: string | null) {
  const by = source?.toLowerCase() ?? ''
  const isRule = /rule|config|hook|policy|auto|allowlist|session-approved|classifier/.test(by)
  const isPerson = !isRule && /user|interactive|human/.test(by) && !/could-not-request/.test(by)
  return {
    stage: isRule ? ('policy' as const) : ('disposition' as const),
    decision: said,
    isChanged: !isRule && changed.test(word?.toLowerCase() ?? ''),
    actor: isPerson ? person : null,
    kind: (isRule ? 'system' : isPerson ? 'human' : null) as ActorKind | null,
  }
}

/** Accepted after changing it: `modified`, `edited`, `approved_with_changes`. */
const changed = /^(modif|edit|amend|adjust)|with[-_ ](changes|edits|modifications)/

function decisionOf(result: string | null): Decision | null {
  const word = result?.toLowerCase() ?? ''
  if (/^(approve|accept|allow|grant|yes|true|keep)/.test(word) || changed.test(word)) return 'approved'
  if (/^(den|reject|block|decline|refuse|no$|false|undo|discard)/.test(word)) return 'denied'
  return /^(cancel|abort|dismiss)/.test(word) ? 'cancelled' : null
}

// ── what ──

/** What a span tells of a call; a permission span of the one it was asked for. */
function callOf(span: OtlpSpan, tool: string | null): Fields {
  const { attributes } = span
  return toolCallOf({
    id: first(attributes, names.toolCall),
    tool,
    input: tool === null ? null : value(attributes, names.toolInput),
    output: tool === null ? null : value(attributes, names.toolOutput),
    isSampled: isSampled(span),
  })
}

/** The one call that an answer proposes, with its id; null for answers that propose none, or several. */
function proposedCall(attributes: Fields): Fields | null {
  const messages = fromJson(value(attributes, ['gen_ai.output.messages']))
  const last = Array.isArray(messages) ? (messages.at(-1) as Fields | null | undefined) : null
  const parts: readonly unknown[] = Array.isArray(last?.['parts']) ? last['parts'] : []
  const calls = parts.filter((part) => (part as Fields | null)?.['type'] === 'tool_call') as readonly Fields[]
  const [call] = calls
  return calls.length === 1 && known(call!['id']) !== null
    ? toolCallOf({ id: call!['id'], tool: call!['name'], input: call!['arguments'] })
    : null
}

/** `execute_tool {tool}` and `tools/call {tool}` name the tool where no attribute does. */
function toolInName(name: string | null): string | null {
  return /^(?:execute_tool|tools\/call) (.+)$/.exec(name ?? '')?.[1] ?? null
}

/**
 * A threshold in `tracestate` (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/), a rate above one or a probability
 * below one says that other spans were not kept; a count of dropped attributes, that this one was not kept whole.
 */
function isSampled(span: OtlpSpan): boolean {
  const { attributes, resource } = span
  if (span.droppedAttributes > 0) return true
  if (/(^|,)\s*ot=[^,]*\bth:(?!0+(;|,|$))[0-9a-f]+/.test(span.traceState ?? '')) return true
  const rate = Number(attributes['SampleRate'] ?? attributes['sampling.rate'] ?? resource['SampleRate'] ?? 1)
  const share = Number(attributes['sampling.probability'] ?? attributes['sampler.param'] ?? 1)
  return rate > 1 || share < 1
}

/** Without an operation attribute the name tells, as the conventions write it: `execute_tool {tool}`, `invoke_agent {agent}`. */
function operationByName(name: string | null): string | null {
  if (name === 'claude_code.tool' || name === 'claude_code.tool.execution') return 'execute_tool'
  if (name === 'claude_code.llm_request') return 'chat'
  if (name === 'claude_code.interaction') return 'invoke_agent'
  return (
    /^(execute_tool|invoke_agent|invoke_workflow|create_agent|chat|embeddings)(?= |$)/.exec(name ?? '')?.[1] ?? null
  )
}

function operationName(span: OtlpSpan, operation: string | null, method: string | null, tool: string | null): string {
  const word = operation ?? method
  const fallback = word === null ? 'span' : tool === null ? word : `${word} ${tool}`
  return cut(span.name !== null && (tool === null || span.name.includes(tool)) ? span.name : fallback, 200)
}

/** A model proposes an action when its answer holds a call of a tool, or ended because it wants one called. */
function proposesAction(attributes: Fields): boolean {
  const reasons = JSON.stringify(attributes['gen_ai.response.finish_reasons'] ?? '')
  if (/tool_calls?|tool_use|function_call/.test(reasons)) return true
  const output = value(attributes, ['gen_ai.output.messages', 'gen_ai.completion'])
  const text = typeof output === 'string' ? output : output === undefined ? '' : JSON.stringify(output)
  return /"type"\s*:\s*"(tool_call|tool_use|function_call)"|"tool_calls"\s*:\s*\[\s*\{/.test(text)
}

/** What was asked of an agent, or what a model answered. */
function textOf(attributes: Fields, operation: string | null): string | null {
  const isAnswer = operation === 'chat' || operation === 'generate_content' || operation === 'text_completion'
  const source = isAnswer ? value(attributes, names.output) : value(attributes, names.input)
  const messages = fromJson(source)
  if (!Array.isArray(messages)) return textOfMessage(messages)
  // Of the messages before an answer the last one of the user is what this call was about.
  const last = messages.filter((one) => isAnswer || (one as Fields | null)?.['role'] === 'user').at(-1)
  return textOfMessage(last) ?? callsIn(last)
}

/** Names and arguments of the calls in an answer without words. */
function callsIn(message: unknown): string | null {
  const parts = (message as Fields | null | undefined)?.['parts']
  if (!Array.isArray(parts)) return null
  const calls = parts.flatMap((part: unknown) => {
    const call = part as Fields | null
    return call?.['type'] === 'tool_call'
      ? [`${known(call['name']) ?? 'tool'} ${JSON.stringify(call['arguments'] ?? {})}`]
      : []
  })
  return calls.length === 0 ? null : cut(calls.join('\n'))
}

function sessionOf(attributes: Fields): string | null {
  const mcp = known(attributes['mcp.session.id'])
  if (mcp !== null) return `mcp:${mcp}`
  const session = known(attributes['session.id'])
  return session === null ? null : `otel:${session}`
}

/** A span that ended without an error status succeeded: the conventions leave the status unset then. */
function outcomeOf(span: OtlpSpan, end: Moment | null): Outcome {
  if (span.status === 'error' || known(span.attributes['error.type']) !== null) return 'failure'
  return span.status === 'ok' || end !== null ? 'success' : 'unknown'
}

// ── values ──

function first(attributes: Fields, keys: readonly string[]): string | null {
  for (const key of keys) {
    const found = known(attributes[key])
    if (found !== null) return found
  }
  return null
}

function value(attributes: Fields, keys: readonly string[]): unknown {
  for (const key of keys) if (attributes[key] !== undefined && attributes[key] !== '') return attributes[key]
  return undefined
}

/** Nanoseconds as OTLP writes them; consoles of SDKs write ISO text, microseconds or milliseconds. */
function readMoment(written: unknown, zone: string | null): Moment | null {
  const micros = /^\d{16}$/.test(String(written ?? '')) ? { at: Number(written), resolution: 1 } : null
  return readEpochNanos(written) ?? micros ?? readEpochMillis(written) ?? readTime(written, zone ?? 'UTC')
}
