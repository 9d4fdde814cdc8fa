/** OPA's decisions in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { fieldReference, findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { unwrap } from './record.js'

/** One decision, or one line of the server log: one row of events. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = unwrap(record.value)
  if (found === null) return reject('not_an_event', `no OPA decision in this record: ${brief(record.value)}`)
  const { entry } = found
  // The console adds the whole seconds of its own line as `time`.
  const written = entry['timestamp'] ?? entry['time']
  const time = readTime(written, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(written)}`)
  return { events: [found.kind === 'decision' ? decision(entry, time) : serverLine(entry, time)] }
}

function decision(entry: Fields, time: Moment): EventDraft {
  const input = asFields(entry['input'])
  const query = textOf(entry['path']) ?? textOf(entry['query']) ?? 'unknown'
  const who = callerOf(input)
  const trace = textOf(entry['trace_id'])
  return {
    native_id: textOf(entry['decision_id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: 'policy',
    activity: 'decide',
    operation: query,
    outcome: outcomeOf(entry, query),
    is_write: false,
    actor: who.actor,
    actor_kind_hint: who.kind,
    resource: resourceOf(input),
    entitlement:
      textOf(input?.['action']) ?? textOf(input?.['operation']) ?? textOf(fieldsAt(input, 'request')?.['operation']),
    after: shownResult(entry['result']),
    ...referenceColumns(references(input, trace)),
    text: textOf(asFields(entry['result'])?.['reason']) ?? textOf(asFields(entry['result'])?.['message']),
    source_ip:
      textOf(fieldsAt(input, 'attributes', 'source', 'address', 'socketAddress')?.['address']) ?? addressIn(input),
    user_agent: textOf(fieldsAt(input, 'attributes', 'request', 'http', 'headers')?.['user-agent']),
    attributes: attributesOf({
      labels: entry['labels'],
      bundles: entry['bundles'] ?? entry['revision'],
      requested_by: textOf(entry['requested_by']),
      req_id: entry['req_id'],
      trace_id: trace,
      span_id: textOf(entry['span_id']),
      method: textOf(fieldsAt(input, 'attributes', 'request', 'http')?.['method']) ?? textOf(input?.['method']),
      request_id: textOf(fieldsAt(input, 'attributes', 'request', 'http', 'headers')?.['x-request-id']),
      approval_id: textOf(input?.['approval_id']),
      task_id: textOf(input?.['task_id']),
      session_id: textOf(input?.['session_id']),
      error: entry['error'],
      erased: listOf(entry['erased']),
      masked: listOf(entry['masked']),
      mapped_result: entry['mapped_result'],
      is_input_missing: input === null ? true : null,
      mode: isTrial(entry, input) ? 'dry_run' : null,
    }),
  }
}

/**
 * Whether the answer stops nothing: an admission that is only tried out, or a rule in a mode that warns. Gatekeeper says so in the result, others in
 * the labels of the instance.
 */
function isTrial(entry: Fields, input: Fields | null): boolean {
  if (input?.['dry_run'] === true || fieldsAt(input, 'request')?.['dryRun'] === true) return true
  const stated = [asFields(entry['result']), asFields(entry['labels'])].flatMap((fields) =>
    ['mode', 'enforcement', 'enforcement_action', 'enforcementAction'].map((key) => textOf(fields?.[key]) ?? ''),
  )
  return stated.some((word) => /^(dry[-_ ]?run|warn(ing)?|audit|shadow|permissive|monitor)$/i.test(word))
}

/** Rules that name what is wrong (`deny`, `violation`) allow by being empty; the others say yes or no, in one of the usual places. */
function outcomeOf(entry: Fields, query: string): Outcome {
  if (entry['error'] !== undefined && entry['error'] !== null) return 'failure'
  const verdict = verdictOf(entry['result'], /(^|[/.])(deny|denies|violations?|denied|block)$/i.test(query))
  return verdict === null ? 'unknown' : verdict ? 'success' : 'denied'
}

function verdictOf(result: unknown, isDenial: boolean): boolean | null {
  if (typeof result === 'boolean') return result !== isDenial
  if (typeof result === 'string') {
    if (/^(true|allow(ed)?|permit(ted)?|approved?)$/i.test(result)) return !isDenial
    return /^(false|den(y|ied)|reject(ed)?|block(ed)?)$/i.test(result) ? isDenial : null
  }
  if (Array.isArray(result)) return isDenial ? result.length === 0 : null
  const fields = asFields(result)
  if (fields === null) return null
  for (const key of ['allow', 'allowed', 'authorized', 'permitted', 'decision', 'result']) {
    const verdict = Object.hasOwn(fields, key) ? verdictOf(fields[key], false) : null
    if (verdict !== null) return verdict
  }
  const response = fieldsAt(fields, 'response')
  if (response !== null && typeof response['allowed'] === 'boolean') return response['allowed']
  for (const key of ['deny', 'denied', 'violation', 'violations'])
    if (Object.hasOwn(fields, key)) return verdictOf(fields[key], true)
  return null
}

function shownResult(result: unknown): string | null {
  if (result === undefined || result === null) return null
  const text = typeof result === 'string' ? result : JSON.stringify(result)
  return text === '' ? null : text.slice(0, 4000)
}

/** Whom the decision is about, where the input follows one of the usual shapes: plain fields, Envoy's external authorization, Kubernetes admission. */
function callerOf(input: Fields | null): { actor: string | null; kind: ActorKind | null } {
  const kubernetes = textOf(fieldsAt(input, 'request', 'userInfo')?.['username'])
  if (kubernetes !== null)
    return { actor: `k8s:${kubernetes}`, kind: kubernetes.startsWith('system:serviceaccount:') ? 'workload' : null }
  const peer = textOf(fieldsAt(input, 'attributes', 'source')?.['principal'])
  if (peer !== null) return { actor: aliasOf(peer), kind: 'workload' }
  for (const key of ['user', 'subject', 'principal', 'actor', 'identity', 'caller', 'username', 'email', 'spiffe_id']) {
    const value = input?.[key]
    const fields = asFields(value)
    const name =
      fields === null
        ? textOf(value)
        : firstText(fields, ['email', 'spiffe_id', 'id', 'username', 'user', 'name', 'sub'])
    if (name !== null) return { actor: aliasOf(name), kind: kindOf(input, fields, name) }
  }
  return { actor: null, kind: null }
}

function kindOf(input: Fields | null, fields: Fields | null, name: string): ActorKind | null {
  const stated =
    `${textOf(fields?.['type']) ?? textOf(fields?.['kind']) ?? textOf(input?.['actor_type']) ?? ''}`.toLowerCase()
  if (/^(human|agent|workload|system)$/.test(stated)) return stated as ActorKind
  if (/^(ai_?agent|llm)/.test(stated)) return 'agent'
  return name.startsWith('spiffe://') || /^(service|machine)/.test(stated) ? 'workload' : null
}

/** An address, a SPIFFE id or a typed alias as it stands; everything else is a name in the words of whoever asked. */
function aliasOf(name: string): string {
  const email = emailOf(name)
  if (email !== null) return `email:${email}`
  if (name.startsWith('spiffe://')) return name
  return /^(email|okta|aws|k8s|slack|entra|jira|idc):\S/.test(name) ? name : `name:${name}`
}

function firstText(fields: Fields, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(fields[key])
    if (text !== null) return text
  }
  return null
}

/** What the decision is about. */
function resourceOf(input: Fields | null): string | null {
  const http = fieldsAt(input, 'attributes', 'request', 'http')
  const httpPath = textOf(http?.['path'])
  if (httpPath !== null) return `${textOf(http?.['host']) ?? ''}${httpPath.replace(/\?.*$/, '')}`
  const admission = fieldsAt(input, 'request')
  const kind = textOf(fieldsAt(admission, 'resource')?.['resource'])
  if (kind !== null) {
    const namespace = textOf(admission?.['namespace'])
    const name = textOf(admission?.['name'])
    return `${namespace === null ? '' : `namespaces/${namespace}/`}${kind}${name === null ? '' : `/${name}`}`
  }
  const resource = input?.['resource'] ?? input?.['object']
  const fields = asFields(resource)
  const named = fields === null ? textOf(resource) : firstText(fields, ['arn', 'id', 'name', 'path', 'type'])
  if (named !== null) return named
  const path = input?.['path']
  return Array.isArray(path) ? `/${path.map((step) => textOf(step) ?? '').join('/')}` : textOf(path)
}

function addressIn(input: Fields | null): string | null {
  return textOf(input?.['source_ip']) ?? textOf(input?.['client_ip'])
}

/** Keys of tasks are put into the input by whoever asks; the trace ties the decision to the spans around it. */
function references(input: Fields | null, trace: string | null): Reference[] {
  const found: Reference[] = []
  walk(input, 0, (key, value) => {
    if (/ticket|change|task|approval|incident|justification|reason|jira|comment/i.test(key))
      found.push(...(value.length <= 40 ? fieldReference(value) : findReferences(value, 'text')))
    if (/^(access_)?request_?id$/i.test(key) && value.length <= 64)
      found.push({ ref: `request:${value}`, origin: 'field' })
  })
  if (trace !== null && !/^0+$/.test(trace)) found.push({ ref: `trace:${trace}`, origin: 'field' })
  return found
}

function walk(value: unknown, depth: number, visit: (key: string, text: string) => void) {
  const fields = asFields(value)
  if (fields === null || depth > 4) return
  for (const key of Object.keys(fields)) {
    const inner = fields[key]
    // Credentials and bodies of requests are no place to look for a ticket.
    if (/^(headers|authorization|token|jwt|raw_body|body|parsed_body)$/i.test(key) && depth > 0) continue
    if (typeof inner === 'string' && inner.trim() !== '') visit(key, inner.trim())
    else walk(inner, depth + 1, visit)
  }
}

/** What else the server writes: it decides nothing. */
function serverLine(entry: Fields, time: Moment): EventDraft {
  return {
    native_id: null,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: 'context',
    activity: 'other',
    operation: (textOf(entry['msg']) ?? 'unknown').slice(0, 200),
    outcome: entry['level'] === 'error' ? 'failure' : 'unknown',
    is_write: false,
    actor_kind_hint: 'system',
    attributes: attributesOf({
      level: textOf(entry['level']),
      decision_id: textOf(entry['decision-id']) ?? textOf(entry['decision_id']),
      decision: entry['decision'],
      query: textOf(entry['query']),
      request_path: textOf(entry['req_path']),
      client: textOf(entry['client_addr']),
      status: textOf(entry['resp_status']),
      error: textOf(entry['err']) ?? textOf(entry['error']),
    }),
  }
}
