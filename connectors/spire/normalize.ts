/** SPIRE's log lines in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, type Fields, reject, textOf } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochSeconds, readTime } from '../../src/time.js'
import { type Meaning, meaningOfMessage, meaningOfMethod } from './methods.js'
import { unwrap } from './record.js'

/** One line: one row of events, and the SPIFFE ids it names. */
export function normalize(record: SourceRecord): CanonicalRows {
  const line = unwrap(record.value)
  if (line === null) return reject('not_a_line', `no SPIRE log line: ${brief(record.value)}`)
  const time = readTime(line['time'], record.timezone ?? 'UTC')
  if (time === null)
    return reject(
      'bad_time',
      `time is no time: ${brief(line['time'] ?? line['since_start_seconds'])}${line['time'] === undefined ? ' (log_format json or a log to a file writes one)' : ''}`,
    )
  const event = toEvent(line, time)
  const identities = [event.actor, event.subject].flatMap((alias) => workload(alias ?? null))
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

function toEvent(line: Fields, time: Moment): EventDraft {
  const isAudit = line['type'] === 'audit'
  const method = textOf(line['method'])
  const message = textOf(line['msg']) ?? 'unknown'
  const meaning = isAudit && method !== null ? meaningOfMethod(method) : meaningOfMessage(message)
  const outcome = outcomeOf(line, isAudit, meaning)
  const caller = callerOf(line)
  const subject = textOf(line['spiffe_id']) ?? textOf(line['agent_id']) ?? textOf(line['trust_domain_id'])
  const isSelf =
    isAudit && caller.actor === null && method === 'AttestAgent' && subject?.startsWith('spiffe://') === true
  const serial = textOf(line['serial_num']) ?? textOf(line['serial_number'])
  const expires = readTime(line['expires_at'], 'UTC') ?? readEpochSeconds(line['expires_at'])
  return {
    native_id: textOf(line['request_id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: isAudit && method !== null ? method : message.slice(0, 200),
    outcome,
    is_write: meaning.is_write,
    change_class: rightsOf(line, meaning),
    actor: caller.actor ?? (isSelf ? subject : null),
    actor_kind_hint: caller.kind ?? (isSelf ? 'workload' : null),
    credential_class: meaning.credential,
    issued_credential: meaning.credential === 'certificate' && serial !== null ? `spire:svid/${serial}` : null,
    issued_expires_at: meaning.credential ? expires?.at : null,
    subject,
    account: trustDomainOf(subject ?? textOf(line['parent_id']) ?? caller.actor),
    resource: resourceOf(line),
    entitlement:
      meaning.change_class === 'nhi_create' ||
      meaning.change_class === 'priv_grant' ||
      meaning.change_class === 'priv_removal'
        ? textOf(line['spiffe_id'])
        : null,
    change: meaning.change,
    after: selectorsOf(line),
    source_ip: addressOf(line['caller_addr'] ?? line['address']),
    attributes: attributesOf(rest(line)),
  }
}

/** An entry for an administrator of the server, or for a server below it, gives more than an identity. */
function rightsOf(line: Fields, meaning: Meaning) {
  const isPowerful = ['admin', 'downstream'].some((key) => String(line[key]) === 'true')
  return isPowerful && meaning.change_class === 'nhi_create' ? 'priv_grant' : meaning.change_class
}

function outcomeOf(line: Fields, isAudit: boolean, meaning: Meaning): Outcome {
  const code = textOf(line['status_code'])
  if (code === 'PermissionDenied' || code === 'Unauthenticated') return 'denied'
  if (
    line['status'] === 'error' ||
    /^(error|fatal|panic|erro|fata|pani)$/i.test(String(line['level'])) ||
    (code !== null && code !== 'OK')
  )
    return 'failure'
  if (line['status'] === 'success') return 'success'
  return !isAudit && meaning.stage === 'credential' ? 'success' : 'unknown'
}

/** Callers over the network are known by their SPIFFE id, those on the server's own machine by their user id. */
function callerOf(line: Fields): { actor: string | null; kind: ActorKind | null } {
  const id = textOf(line['caller_id'])
  if (id !== null) return { actor: id.startsWith('spiffe://') ? id : `spire:${id}`, kind: 'workload' }
  const uid = textOf(line['caller_uid'])
  return { actor: uid === null ? null : `spire:uid/${uid}`, kind: null }
}

function resourceOf(line: Fields): string | null {
  const entry = textOf(line['entry_id']) ?? textOf(line['entry']) ?? textOf(line['registration_id'])
  if (entry !== null) return `entry/${entry}`
  return textOf(line['agent_id']) ?? textOf(line['trust_domain_id']) ?? textOf(line['spiffe_id'])
}

/** What a workload must show to be given the identity. */
function selectorsOf(line: Fields): string | null {
  const selectors = line['selectors']
  if (selectors === undefined || selectors === null || selectors === '') return null
  return typeof selectors === 'string' ? selectors : JSON.stringify(selectors)
}

function trustDomainOf(id: string | null): string | null {
  return /^spiffe:\/\/([^/]+)/.exec(id ?? '')?.[1] ?? null
}

function addressOf(value: unknown): string | null {
  const text = textOf(value)
  if (text === null) return null
  return /^\[([^\]]+)\]/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+)/.exec(text)?.[1] ?? null
}

function workload(id: string | null): IdentityDraft[] {
  if (id === null || !id.startsWith('spiffe://')) return []
  return [{ alias: id, directory: 'spiffe', login: id, basis: 'observed', kind_hint: 'workload' }]
}

function rest(line: Fields): Fields {
  const {
    time: _time,
    msg: _msg,
    caller_addr: _addr,
    request_id: _id,
    selectors: _selectors,
    csr: _csr,
    ...others
  } = line
  return { message: line['type'] === 'audit' ? line['msg'] : null, ...others }
}
