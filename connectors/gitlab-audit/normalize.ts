/** GitLab's audit event in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './events.js'
import { type AuditEvent, auditEvent, unwrap } from './record.js'

/** One audit event: one row, and its author where id and address stand in it. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no GitLab audit event in this record: ${brief(record.value)}`)
  const parsed = auditEvent.safeParse(fields)
  if (!parsed.success) return reject('bad_shape', `the audit event is not as GitLab writes it: ${brief(fields)}`)
  const log = parsed.data
  const written = fields['created_at'] ?? fields['time'] ?? fields['timestamp']
  const time = readTime(written, record.timezone ?? 'UTC') ?? readEpochMillis(written)
  if (!time) return reject('bad_time', `created_at of audit event ${log.id ?? '(no id)'} is no time: ${brief(written)}`)
  const event = toEvent(log, fields, time)
  const email = emailOf(log.author_email)
  if (!event.actor || (!log.author_name && !email)) return { events: [event] }
  const identity = {
    alias: event.actor,
    directory: 'gitlab',
    display_name: log.author_name,
    email,
    basis: 'observed',
    kind_hint: event.actor_kind_hint,
  }
  return { events: [event], identities: [identity] }
}

/** What the event calls itself: its type, else what it says was done. */
function operationOf(log: AuditEvent): string {
  const type = log.event_type ?? log.event_name
  if (type) return type === 'merge_request_merged' ? 'merge_request.merge' : type
  if (log.add) return `add_${log.add}`
  if (log.remove) return `remove_${log.remove}`
  if (log.change) return `change_${log.change}`
  if (log.failed_login) return 'failed_login'
  if (log.with) return 'login'
  return log.custom_message ?? log.action ?? 'audit_event'
}

function phraseOf(log: AuditEvent): string {
  const said = [log.event_type ?? log.event_name, log.custom_message, log.action]
  if (log.add) said.push(`add ${log.add}`)
  if (log.remove) said.push(`remove ${log.remove}`)
  if (log.change) said.push(`change ${log.change}`)
  if (log.failed_login) said.push('failed_login')
  if (log.with) said.push('signed in')
  return said.filter(Boolean).join(' ')
}

function toEvent(log: AuditEvent, fields: Fields, time: Moment): EventDraft {
  const phrase = phraseOf(log)
  const meaning = withdrawn(meaningOf(phrase), log)
  const isMergeRequest = log.target_type === 'MergeRequest' && log.target_id !== null
  const native = isMergeRequest ? `MergeRequest/${log.target_id}` : null
  const isAccess = /^priv_/.test(meaning.changeClass ?? '')
  const actor = aliasOf(log.author_id)
  return {
    native_id: log.id,
    twin_id: native && meaning.activity === 'deploy' ? `gitlab-merge:${native}` : null,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: /stop|end/i.test(phrase) && meaning.stage === 'delegation' ? 'expire' : meaning.activity,
    operation: operationOf(log),
    outcome: /fail|denied/i.test(phrase) ? 'failure' : 'success',
    is_write: meaning.isWrite,
    change_class: meaning.changeClass,
    task: native ? `native:gitlab:${native}` : null,
    actor,
    actor_kind_hint:
      /deploy|bot|service|CiRunner/i.test(log.author_class ?? '') || /_by_project_bot$/.test(log.event_type ?? '')
        ? 'workload'
        : log.author_id === '-1'
          ? 'unknown'
          : null,
    credential_class: meaning.credential,
    issued_credential: meaning.credential ? issued(log) : null,
    subject: subjectOf(log, meaning, actor),
    account: log.entity_path?.split('/')[0] ?? null,
    resource: log.entity_path ?? (log.entity_type && log.entity_id ? `${log.entity_type}/${log.entity_id}` : null),
    entitlement: isAccess ? (log.as ?? log.to ?? log.from) : null,
    change: meaning.change,
    before: log.from,
    after: log.to ?? log.as,
    decision: meaning.decision,
    ...referenceColumns([...findReferences(log.custom_message, 'text'), ...findReferences(log.target_details, 'text')]),
    text: log.custom_message,
    source_ip: log.ip_address,
    attributes: attributesOf(rest(fields)),
  }
}

/** One type serves approving and taking it back; the sentence tells. */
function withdrawn(meaning: Meaning, log: AuditEvent): Meaning {
  return meaning.decision === 'approved' && /^(un|revok|remov)/i.test(log.custom_message ?? '')
    ? { ...meaning, decision: 'withdrawn' }
    : meaning
}

/** `gitlab:<id>`; GitLab writes -1 for nobody it knows. */
function aliasOf(id: string | null): string | null {
  return id === null || id.startsWith('-') || id === '0' ? null : `gitlab:${id}`
}

function issued(log: AuditEvent): string | null {
  const name = log.target_id && log.target_id !== log.entity_id ? log.target_id : log.target_details
  return name ? `gitlab:${(log.target_type ?? 'token').toLowerCase()}/${name}` : null
}

function subjectOf(log: AuditEvent, meaning: Meaning, actor: string | null): string | null {
  if (meaning.stage === 'context' || meaning.stage === 'logging' || meaning.stage === 'approval') return null
  if (log.target_type === 'User' && log.target_id) return aliasOf(log.target_id) ?? log.target_details
  if (log.entity_type === 'User') return aliasOf(log.entity_id)
  return meaning.credential ? actor : null
}

const inColumns = new Set(
  'id author_id created_at time timestamp custom_message ip_address entity_path from to'.split(' '),
)

function rest(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !inColumns.has(name)))
}
