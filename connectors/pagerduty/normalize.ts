/** From PagerDuty's words to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Moment, readTime } from '../../src/time.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const value = shapes.unwrap(record.value)
  if (value === null) return reject('unknown_record', `no incident, log entry or user: ${brief(record.value)}`)
  return readers[shapes.kindOf(value)!](value)
}

const readers: Readonly<Record<shapes.Kind, (value: Fields) => CanonicalRows>> = {
  incident: incidentRows,
  entry: (value) => {
    const parsed = shapes.entry.safeParse(value)
    if (!parsed.success) return misshapen('log entry', value)
    const event = entryEvent(parsed.data, parsed.data.incident?.id ?? null)
    return event
      ? { events: [event], identities: identitiesOf([parsed.data.agent]) }
      : badTime('log entry', parsed.data.id, parsed.data.created_at)
  },
  user: (value) => {
    const { data } = shapes.user.safeParse(value)
    if (!data?.id) return misshapen('user', value)
    return {
      identities: [
        {
          alias: `pagerduty:${data.id}`,
          directory: 'pagerduty',
          display_name: data.name,
          email: emailOf(data.email),
          basis: 'directory',
          title: data.job_title,
          attributes: attributesOf({ role: data.role }),
        },
      ],
    }
  },
}

function incidentRows(value: Fields): CanonicalRows {
  const parsed = shapes.incident.safeParse(value)
  if (!parsed.success || !parsed.data.id) return misshapen('incident', value)
  const { data } = parsed
  const created = readTime(data.created_at)
  if (!created) return badTime('incident', data.id, data.created_at)
  const task = taskOf(data.id!)
  const entries = (data.log_entries ?? []).flatMap((one) => {
    const read = shapes.kindOf(asFields(one) ?? {}) === 'entry' ? shapes.entry.safeParse(one).data : undefined
    return read ? [read] : []
  })
  const listed = entries.map((entry) => entryEvent(entry, data.id))
  const opener = entries.find(({ type }) => type === 'trigger_log_entry')?.agent
  const changed = readTime(data.last_status_change_at)
  const isClosed = data.status === 'resolved'
  const closed = isClosed ? (readTime(data.resolved_at) ?? changed) : null
  const references = [
    ...findReferences(data.title, 'text'),
    ...findReferences(data.description, 'text'),
    ...findReferences(data.incident_key, 'field'),
  ]
  const account = /^https?:\/\/([^./]+)\.(?:eu\.)?pagerduty\.com/.exec(data.html_url ?? '')?.[1] ?? null
  const base = { task, account, resource: data.service?.summary ?? data.service?.id ?? null }
  const events: EventDraft[] = [
    {
      ...eventOf(opener, created),
      ...base,
      native_id: data.id,
      stage: 'request',
      activity: 'create',
      operation: 'incident.triggered',
      ...referenceColumns(references),
      text: data.title,
      attributes: attributesOf({ urgency: data.urgency, service: data.service?.id }),
    },
  ]
  for (const { at, acknowledger } of data.acknowledgements ?? []) {
    const when = readTime(at)
    if (when)
      events.push({
        ...eventOf(acknowledger, when),
        ...base,
        native_id: data.id,
        stage: 'context',
        activity: 'transition',
        operation: 'incident.acknowledged',
      })
  }
  // The log entries tell of the closing where they are there, with the person who did it.
  if (closed && !entries.some(({ type }) => type === 'resolve_log_entry'))
    events.push({
      ...eventOf(data.last_status_change_by, closed),
      ...base,
      native_id: data.id,
      stage: 'context',
      activity: 'close',
      operation: 'incident.resolved',
    })
  events.push(...listed.filter((event) => event !== null))
  return {
    tasks: [
      {
        task,
        native_id: data.id,
        kind: 'ticket',
        key: data.id!,
        title: data.title,
        description: data.description,
        type: 'incident',
        status: data.status,
        is_closed: data.status === null ? null : isClosed,
        requester: aliasOf(opener),
        opened_by: aliasOf(opener),
        assignee: aliasOf(data.assignments?.[0]?.assignee),
        created_at: created.at,
        updated_at: (readTime(data.updated_at) ?? changed)?.at ?? null,
        closed_at: closed?.at ?? null,
        resolution_us: created.resolution,
        has_history: entries.some(({ type }) => type === 'trigger_log_entry'),
        ...referenceColumns(references),
        attributes: attributesOf({
          number: data.incident_number,
          urgency: data.urgency,
          service: data.service?.summary,
          incident_key: data.incident_key,
          unreadable_entries: listed.filter((event) => event === null).length || null,
        }),
      },
    ],
    events,
    identities: identitiesOf([
      opener,
      data.last_status_change_by,
      ...(data.assignments ?? []).map(({ assignee }) => assignee),
      ...entries.map(({ agent }) => agent),
    ]),
  }
}

const activities: Readonly<Record<string, string>> = {
  trigger_log_entry: 'create',
  acknowledge_log_entry: 'transition',
  unacknowledge_log_entry: 'transition',
  resolve_log_entry: 'close',
  reopen_log_entry: 'reopen',
  annotate_log_entry: 'comment',
  assign_log_entry: 'assign',
  escalate_log_entry: 'assign',
  delegate_log_entry: 'assign',
  snooze_log_entry: 'transition',
  notify_log_entry: 'message',
  merge_log_entry: 'link',
  link_log_entry: 'link',
  responder_request_log_entry: 'assign',
  urgency_change_log_entry: 'edit',
  priority_change_log_entry: 'edit',
  field_value_change_log_entry: 'edit',
  status_update_log_entry: 'comment',
}

/** A log entry; null without a readable time. The trigger is the incident's making told again, so it is context. */
function entryEvent(entry: shapes.Entry, incident: string | null): EventDraft | null {
  const at = readTime(entry.created_at)
  if (!at) return null
  const type = entry.type?.replace(/_reference$/, '') ?? 'log_entry'
  const said =
    entry.note ??
    entry.channel?.note ??
    entry.channel?.content ??
    (type === 'annotate_log_entry' ? entry.channel?.summary : null) ??
    null
  const isNotice = type === 'notify_log_entry'
  return {
    ...eventOf(entry.agent, at),
    native_id: entry.id,
    task: incident ? taskOf(incident) : null,
    stage: 'context',
    activity: activities[type] ?? 'update',
    operation: type,
    is_write: !isNotice,
    subject: aliasOf(entry.assignees?.[0]) ?? (isNotice ? aliasOf(entry.user) : null),
    resource: entry.service?.summary ?? null,
    ...referenceColumns(findReferences(said, 'text')),
    text: said ?? entry.summary,
    attributes: attributesOf({ channel: entry.channel?.type }),
  }
}

function taskOf(id: string) {
  return `ticket:pagerduty/${id}`
}

/** `pagerduty:<id>`; services and integrations by their id too, marked as programs. */
function aliasOf(reference: shapes.Reference): string | null {
  return reference?.id ? `pagerduty:${reference.id}` : null
}

function isProgram(reference: shapes.Reference) {
  return reference?.type != null && !/^user/.test(reference.type)
}

function identitiesOf(references: readonly shapes.Reference[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const one of references) {
    const alias = aliasOf(one)
    if (!one || alias === null) continue
    rows.set(alias, {
      alias,
      directory: 'pagerduty',
      display_name: one.name ?? one.summary,
      email: emailOf(one.email),
      basis: 'observed',
      kind_hint: isProgram(one) ? 'workload' : null,
    })
  }
  return [...rows.values()]
}

function eventOf(who: shapes.Reference, at: Moment) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    actor: aliasOf(who),
    actor_kind_hint: isProgram(who) ? 'workload' : null,
  }
}

function badTime(what: string, id: string | null, value: unknown): CanonicalRows {
  return reject('bad_time', `created_at of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(what: string, value: Fields): CanonicalRows {
  return reject('bad_shape', `the ${what} is not as PagerDuty writes it: ${brief(value)}`)
}
