/** The audit and journal tables: who changed which field when, which the records themselves do not keep. */
import type { CanonicalRows } from '../../src/connector.js'
import { recordItem } from '../../src/read-change-record.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { auditedRole } from './fields.js'
import { isSystem } from './normalize-task.js'
import { isSysId } from './record.js'
import { assumed, json, nativeKey, type Row } from './row.js'
import { decisionOf, isCancelled, isFinal, stateName } from './states.js'
import { type TaskTable, taskTables } from './tables.js'

/** The event of one `sys_audit` record, or why it gives none. */
export function normalizeAudit(row: Row): CanonicalRows {
  const id = row.value('sys_id')
  const written = row.shown('sys_created_on')
  if (!written) return missing(`audit record ${id ?? ''} has no sys_created_on`)
  const at = row.time('sys_created_on')
  if (!at)
    return {
      reject: { reason: 'bad_time', detail: `sys_created_on of audit record ${id ?? ''} is no time: ${written}` },
    }
  const key = row.value('documentkey')
  if (!key) return missing(`audit record ${id ?? ''} has no documentkey`)
  const table = row.value('tablename') ?? ''
  const field = row.value('fieldname') ?? ''
  const actor = row.account('user') ?? row.account('sys_created_by')
  const before = row.value('oldvalue')
  const after = row.value('newvalue')
  const isOfTask = (taskTables as readonly string[]).includes(table)
  const base = {
    native_id: id?.toLowerCase() ?? null,
    occurred_at: at.at,
    resolution_us: at.resolution,
    stage: 'context',
    outcome: 'success',
    is_write: true,
    task:
      isOfTask || table === 'sysapproval_approver'
        ? (row.item('documentkey') ?? (isSysId(key) ? nativeKey(key) : null))
        : null,
    operation: `${table}.${field}`,
    actor,
    actor_kind_hint: isSystem(actor) ? 'system' : null,
    before,
    after,
    attributes: json({
      table,
      field,
      field_role: auditedRole(field),
      record_item: recordItem(field),
      document: key,
      reason: row.shown('reason'),
      ...assumed(at),
    }),
  }
  return { events: [{ ...base, ...meaning(table, field, before, after, actor) }], identities: row.identities() }
}

/** The event of one journal entry: a comment or a work note. */
export function normalizeJournal(row: Row): CanonicalRows {
  const id = row.value('sys_id')
  const written = row.shown('sys_created_on')
  if (!written) return missing(`journal entry ${id ?? ''} has no sys_created_on`)
  const at = row.time('sys_created_on')
  if (!at)
    return {
      reject: { reason: 'bad_time', detail: `sys_created_on of journal entry ${id ?? ''} is no time: ${written}` },
    }
  const key = row.value('element_id')
  const task = row.item('element_id') ?? (isSysId(key) ? nativeKey(key) : null)
  const text = row.shown('value')
  const event: EventDraft = {
    native_id: id?.toLowerCase() ?? null,
    occurred_at: at.at,
    resolution_us: at.resolution,
    stage: 'context',
    activity: 'comment',
    operation: row.value('element') ?? 'journal',
    outcome: 'success',
    is_write: true,
    task,
    actor: row.account('sys_created_by'),
    ...referenceColumns(findReferences(text, 'text').filter(({ ref }) => ref !== task)),
    text,
    attributes: json({ table: row.value('name'), ...assumed(at) }),
  }
  return { events: [event], identities: row.identities() }
}

type Meaning = Partial<EventDraft> & Pick<EventDraft, 'activity'>

function meaning(
  table: string,
  field: string,
  before: string | null,
  after: string | null,
  actor: string | null,
): Meaning {
  if (/^deleted$/i.test(field))
    return { activity: 'delete', change: 'remove', ...(table === 'sysapproval_approver' ? { stage: 'approval' } : {}) }
  const isApproval = (table === 'sysapproval_approver' && field === 'state') || field === 'approval'
  if (isApproval) return approval(table, after, actor)
  if (field === 'state' || field === 'incident_state' || field === 'request_state') return turn(table, before, after)
  const change =
    before !== null && after !== null ? 'modify' : after !== null ? 'add' : before !== null ? 'remove' : null
  if (field === 'assigned_to')
    return {
      activity: 'assign',
      change,
      subject: after === null ? null : `servicenow:${isSysId(after) ? after.toLowerCase() : after}`,
    }
  if (field === 'comments' || field === 'work_notes')
    return {
      activity: 'comment',
      text: after,
      before: null,
      after: null,
      ...referenceColumns(findReferences(after, 'text')),
    }
  const role = auditedRole(field)
  return {
    activity: 'update',
    change,
    resource: role === 'resource' ? nameOf(after ?? before) : null,
    entitlement: role === 'entitlement' ? nameOf(after ?? before) : null,
  }
}

/** Audit keeps ids of what a field refers to; an id names nothing that another system knows. */
function nameOf(value: string | null) {
  return isSysId(value) ? null : value
}

/** A decision is somebody's; where the platform itself sets an item's approval, it sums up decisions that stand elsewhere. */
function approval(table: string, after: string | null, actor: string | null): Meaning {
  const decision = decisionOf(after)
  const isSum = table !== 'sysapproval_approver' && isSystem(actor)
  if (decision === null || isSum) return { activity: 'transition' }
  if (decision === 'requested') return { stage: 'approval', activity: 'ask_approval', decision }
  return {
    stage: 'approval',
    activity: decision === 'approved' || decision === 'denied' ? 'decide' : 'cancel',
    decision,
  }
}

function turn(table: string, before: string | null, after: string | null): Meaning {
  const of = ((taskTables as readonly string[]).includes(table) ? table : 'task') as TaskTable
  const from = stateName(of, before)
  const to = stateName(of, after)
  const states = { before: from, after: to }
  if (isFinal(to)) return { activity: isFinal(from) ? 'transition' : isCancelled(to) ? 'cancel' : 'close', ...states }
  return { activity: isFinal(to) === false && isFinal(from) ? 'reopen' : 'transition', ...states }
}

function missing(detail: string): CanonicalRows {
  return { reject: { reason: 'missing_field', detail } }
}
