/** Changes, incidents, requests and other tasks: the item itself, its opening, its closing and its journal. */
import type { CanonicalRows } from '../../src/connector.js'
import { changeRecord } from '../../src/read-change-record.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { formatTime, type WrittenMoment } from '../../src/time.js'
import { type FieldRole, fieldRole, namesIn } from './fields.js'
import { isSysId } from './record.js'
import { assumed, json, nativeKey, type Row, typedKey } from './row.js'
import { decisionOf, isCancelled, isFinal, stateName } from './states.js'
import type { TaskTable } from './tables.js'

const HOUR = 3_600_000_000

/** Rows of one task record, or why it gives none. */
export function normalizeTask(row: Row, table: TaskTable): CanonicalRows {
  const number = row.shown('number')
  const id = row.value('sys_id')
  if (!number && !isSysId(id))
    return { reject: { reason: 'missing_field', detail: 'the record has neither number nor sys_id' } }
  const name = number ?? id!
  const opening = ['sys_created_on', 'opened_at'].find((field) => row.shown(field) !== null)
  if (!opening)
    return { reject: { reason: 'missing_field', detail: `${name} has neither sys_created_on nor opened_at` } }
  const created = row.time('sys_created_on') ?? row.time('opened_at')
  if (!created)
    return { reject: { reason: 'bad_time', detail: `${opening} of ${name} is no time: ${row.shown(opening)}` } }
  const task = taskOf(row, table, created)
  const attributes = json({ ...attributesOf(row, table), ...assumed(created) })
  const events = [creation(row, table, task, created), ...turns(row, task), ...journal(row, task)]
  return { tasks: [{ ...task, attributes }], events, identities: row.identities() }
}

function taskOf(row: Row, table: TaskTable, created: WrittenMoment): TaskDraft {
  const number = row.shown('number')
  const id = row.value('sys_id')
  const status = statusOf(row, table)
  const updated = row.time('sys_updated_on')
  const isClosed = isFinal(status) ?? (row.has('active') ? row.value('active') === 'false' : null)
  const closed = isClosed ? row.time('closed_at') : null
  const requester = requesterOf(row, table)
  const beneficiary = row.account('requested_for') ?? ownAccount(row)
  const decision = decisionOf(row.value('approval'))
  const task = number ? typedKey(number) : nativeKey(id!)
  return {
    task,
    native_id: isSysId(id) ? id.toLowerCase() : null,
    kind: table === 'change_request' ? 'change' : 'ticket',
    key: number ?? id!,
    parent:
      ['change_request', 'request_item', 'request', 'parent_incident', 'parent']
        .map((field) => row.item(field))
        .find((key) => key !== null && key !== task) ?? null,
    title: row.shown('short_description'),
    description: row.shown('description'),
    type: typeOf(row, table),
    status,
    is_closed: isClosed,
    requester,
    requested_for: beneficiary === requester ? null : beneficiary,
    opened_by: row.account('opened_by') ?? row.account('sys_created_by'),
    assignee: row.account('assigned_to'),
    created_at: created.at,
    requested_on_at: latest(ownTime(row, 'requested_on')),
    updated_at: updated?.at ?? null,
    closed_at: closed?.at ?? null,
    planned_start_at: (row.time('start_date') ?? row.time('expected_start'))?.at ?? null,
    planned_end_at: latest(row.time('end_date') ?? row.time('due_date')),
    resolution_us: Math.max(created.resolution, updated?.resolution ?? 0, closed?.resolution ?? 0),
    scope: namesIn(resources(row), 'resource').names,
    scope_entitlements: namesIn(texts(row, 'entitlement'), 'entitlement').names,
    approval_state: decision === 'withdrawn' || decision === 'expired' || decision === 'dismissed' ? null : decision,
    // the history is a table of its own, sys_audit
    has_history: false,
    ...referenceColumns(references(row).filter(({ ref }) => ref !== task)),
  }
}

function statusOf(row: Row, table: TaskTable) {
  const field = ['state', 'incident_state', 'request_state'].find((name) => row.value(name) !== null)
  if (!field) return null
  const shown = row.label(field)
  return stateName(table, shown !== null && !/^-?\d+$/.test(shown) ? shown : row.value(field))
}

function typeOf(row: Row, table: TaskTable) {
  if (table === 'change_request') return row.value('type')?.toLowerCase() ?? null
  return row.label('cat_item') ?? row.label('category') ?? table
}

function requesterOf(row: Row, table: TaskTable) {
  const first = table === 'incident' ? row.account('caller_id') : row.account('requested_by')
  return first ?? row.account('opened_by') ?? row.account('sys_created_by')
}

/** Who benefits, in a field of the site's own: an account, or an address that was typed in. */
function ownAccount(row: Row) {
  const name = row.names.find((one) => fieldRole(one) === 'requested_for' && row.value(one) !== null)
  if (!name) return null
  const address = /^[^\s@<>]+@[^\s@<>]+$/.exec(row.shown(name) ?? '')?.[0]
  return address ? `email:${address.toLowerCase()}` : row.account(name)
}

function ownTime(row: Row, role: FieldRole) {
  const name = row.names.find((one) => fieldRole(one) === role)
  return name ? row.time(name) : null
}

function texts(row: Row, role: FieldRole): string[] {
  return row.names.flatMap((name) => (fieldRole(name) === role ? (row.label(name) ?? []) : []))
}

/** The configuration item, and what the site's own fields name; a service only where its name could be a resource's. */
function resources(row: Row): string[] {
  const service = row.label('business_service')
  const items = [row.label('cmdb_ci'), service && !/\s/.test(service) ? service : null]
  return [...items.filter((text) => text !== null), ...texts(row, 'resource')]
}

/** A date alone lasts until its day is over. */
function latest(found: WrittenMoment | null) {
  if (!found) return null
  return found.resolution >= HOUR ? found.at + found.resolution - 1 : found.at
}

/** Incidents declare the use of emergency access by category or title; an emergency change is still a request. */
function declaresBreakGlass(row: Row, table: TaskTable) {
  if (table === 'change_request') return false
  const declared = ['category', 'subcategory', 'short_description', 'cat_item'].map((name) => row.shown(name))
  return declared.some((text) => /\b(break[\s_-]?glass|fire[\s_-]?call)\b/i.test(text ?? ''))
}

function creation(row: Row, table: TaskTable, task: TaskDraft, created: WrittenMoment): EventDraft {
  const actor = task.opened_by ?? null
  return {
    native_id: task.native_id ?? task.key,
    occurred_at: created.at,
    resolution_us: created.resolution,
    stage: declaresBreakGlass(row, table) ? 'break_glass' : 'request',
    activity: 'create',
    operation: `${table} created`,
    outcome: 'success',
    is_write: true,
    task: task.task,
    actor,
    actor_kind_hint: isSystem(actor) ? 'system' : null,
    on_behalf_of: task.requester && task.requester !== actor ? [task.requester] : null,
    subject: task.requested_for ?? null,
    resource: task.scope?.length === 1 ? task.scope[0]! : null,
    entitlement: task.scope_entitlements?.length === 1 ? task.scope_entitlements[0]! : null,
    refs: task.refs ?? null,
    ref_origins: task.ref_origins ?? null,
    text: [task.title, task.description, row.shown('justification')].filter(Boolean).join('\n') || null,
    attributes: json({ created_by: row.account('sys_created_by'), ...assumed(created) }),
  }
}

/** Whether an account is the platform itself. */
export function isSystem(alias: string | null): boolean {
  return /^servicenow:system(\.|$)/i.test(alias ?? '')
}

/** Closing and reopening, as far as the item's last state tells of them; sys_audit tells the rest. */
function turns(row: Row, task: TaskDraft): EventDraft[] {
  const base = {
    native_id: task.native_id ?? task.key,
    stage: 'context',
    outcome: 'success',
    is_write: true,
    task: task.task,
  }
  const events: EventDraft[] = []
  const reopened = row.time('reopened_time')
  if (reopened)
    events.push({
      ...base,
      occurred_at: reopened.at,
      resolution_us: reopened.resolution,
      activity: 'reopen',
      operation: 'reopened_time',
      actor: row.account('reopened_by'),
      attributes: json(assumed(reopened)),
    })
  const resolved = row.time('resolved_at')
  if (resolved && row.value('resolved_by') && /^(resolved|closed)/i.test(task.status ?? ''))
    events.push({
      ...base,
      occurred_at: resolved.at,
      resolution_us: resolved.resolution,
      activity: 'transition',
      operation: 'resolved_at',
      actor: row.account('resolved_by'),
      after: 'Resolved',
      attributes: json(assumed(resolved)),
    })
  const closed = task.is_closed ? (row.time('closed_at') ?? row.time('sys_updated_on')) : null
  if (closed)
    events.push({
      ...base,
      occurred_at: closed.at,
      resolution_us: closed.resolution,
      activity: isCancelled(task.status ?? null) ? 'cancel' : 'close',
      operation: row.time('closed_at') ? 'closed_at' : 'state',
      actor: row.account('closed_by'),
      after: task.status ?? null,
      attributes: json({ time_is_last_update: row.time('closed_at') ? null : true, ...assumed(closed) }),
    })
  return events
}

const heading = /^(\S[^\n]{7,30}?) - ([^\n]+) \(([^()\n]+)\)$/gm

/** Comments and work notes, which display values hold as one text with a heading over each entry. */
function journal(row: Row, task: TaskDraft): EventDraft[] {
  const fields = row.shown('comments_and_work_notes') ? ['comments_and_work_notes'] : ['comments', 'work_notes']
  return fields.flatMap((field) => {
    const whole = row.shown(field) ?? ''
    const headings = [...whole.matchAll(heading)]
    return headings.flatMap((found, index): EventDraft[] => {
      const at = row.shownTime(found[1])
      if (!at) return []
      const text = whole.slice(found.index + found[0].length, headings[index + 1]?.index).trim() || null
      return [
        {
          occurred_at: at.at,
          resolution_us: at.resolution,
          stage: 'context',
          activity: 'comment',
          operation: found[3]!.toLowerCase(),
          outcome: 'success',
          is_write: true,
          task: task.task,
          actor: `servicenow:${found[2]!.trim()}`,
          ...referenceColumns(findReferences(text, 'text').filter(({ ref }) => ref !== task.task)),
          text,
          attributes: json(assumed(at)),
        },
      ]
    })
  })
}

const itemFields = [
  'rfc',
  'caused_by',
  'problem_id',
  'problem',
  'change_request',
  'parent',
  'parent_incident',
  'request',
  'request_item',
]
const keyFields = ['correlation_id', 'correlation_display', 'vendor_ticket']
const proseFields = [
  'short_description',
  'description',
  'justification',
  'implementation_plan',
  'close_notes',
  'comments',
  'work_notes',
]

/** Items that the record names: in reference fields, in mirrored keys, in fields of the site's own, in prose. */
function references(row: Row): Reference[] {
  const own = row.names.filter((name) => /^(u_|variables\.)/.test(name) && fieldRole(name) === null)
  return [
    ...itemFields.flatMap((name): Reference[] => {
      const key = row.item(name)
      return key ? [{ ref: key, origin: 'field' }] : []
    }),
    ...keyFields.flatMap((name) =>
      findReferences(row.shown(name), 'text').map((one) => ({ ...one, origin: 'field' as const })),
    ),
    ...own.flatMap((name) => {
      const text = row.shown(name)
      const isAlone = /^\S{1,200}$/.test(text ?? '')
      return findReferences(text, 'text').map((one) => (isAlone ? { ...one, origin: 'field' as const } : one))
    }),
    ...proseFields.flatMap((name) => findReferences(row.shown(name), 'text')),
  ]
}

function attributesOf(row: Row, table: TaskTable) {
  const plans = ['justification', 'implementation_plan', 'backout_plan', 'test_plan', 'risk_impact_analysis']
  const found = plans.filter((name) => row.value(name) !== null)
  const prose = [
    ...namesIn(resources(row), 'resource').prose,
    ...namesIn(texts(row, 'entitlement'), 'entitlement').prose,
  ]
  const time = (name: string) => {
    const at = row.time(name)
    return at ? formatTime(at.at) : null
  }
  return {
    table,
    approval: row.value('approval'),
    created_by: row.account('sys_created_by'),
    updated_by: row.account('sys_updated_by'),
    opened_at: time('opened_at'),
    work_start: time('work_start'),
    work_end: time('work_end'),
    priority: row.shown('priority'),
    risk: row.shown('risk'),
    close_code: row.shown('close_code'),
    assignment_group: row.label('assignment_group'),
    cab_required: row.value('cab_required') === 'true',
    major_incident: row.value('major_incident_state'),
    plans: found.length > 0 ? found : null,
    change_record: changeRecord(row.names.map((name) => [name, row.shown(name)])),
    change_failed:
      /^(unsuccessful|failed|back(ed)?[ _-]?out|rolled[ _-]?back)/i.test(row.value('close_code') ?? '') || null,
    rollback_noted:
      /\b(roll(ed|ing)?[ _-]?back|back(ed|ing)?[ _-]?out|revert(ed)?)\b/i.test(
        `${row.value('close_code') ?? ''} ${row.shown('close_notes') ?? ''}`,
      ) || null,
    scope_text: prose.length > 0 ? prose : null,
  }
}
