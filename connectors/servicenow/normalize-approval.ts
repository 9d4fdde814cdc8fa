/** Approval records: who was asked, and what became of it. */
import type { CanonicalRows } from '../../src/connector.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { assumed, json, type Row } from './row.js'
import { decisionOf } from './states.js'

/**
 * Events of one `sysapproval_approver` record: the asking, and the decision if there is one.
 * The record keeps no time of the decision, only of its last update; where that was its only update, it is the decision's own.
 */
export function normalizeApproval(row: Row): CanonicalRows {
  const id = row.value('sys_id')
  const asked = row.time('sys_created_on') ?? row.time('sys_updated_on')
  const written = row.shown('sys_created_on') ?? row.shown('sys_updated_on')
  if (!written)
    return {
      reject: { reason: 'missing_field', detail: `approval ${id ?? ''} has neither sys_created_on nor sys_updated_on` },
    }
  if (!asked)
    return { reject: { reason: 'bad_time', detail: `sys_created_on of approval ${id ?? ''} is no time: ${written}` } }
  const state = row.value('state')
  const decision = decisionOf(state)
  const approver = row.account('approver')
  const task = row.item('sysapproval') ?? row.item('document_id')
  const text = row.shown('comments')
  const base = {
    native_id: id?.toLowerCase() ?? null,
    stage: 'approval',
    outcome: 'success',
    is_write: true,
    task,
  }
  const about = {
    state,
    approver,
    group: row.label('group'),
    source_table: row.value('source_table'),
    created_by: row.account('sys_created_by'),
  }
  const events: EventDraft[] = []
  const isAsked = decision !== null
  events.push({
    ...base,
    occurred_at: asked.at,
    resolution_us: asked.resolution,
    // a row in "not requested" waits for its turn: nobody was asked yet
    stage: isAsked ? 'approval' : 'context',
    activity: isAsked ? 'ask_approval' : 'create',
    operation: 'approval requested',
    subject: approver,
    decision: isAsked ? 'requested' : null,
    attributes: json({ ...about, due_date: row.shown('due_date'), ...assumed(asked) }),
  })
  const updated = row.time('sys_updated_on') ?? asked
  if (decision !== null && decision !== 'requested')
    events.push({
      ...base,
      occurred_at: updated.at,
      resolution_us: updated.resolution,
      activity: decision === 'approved' || decision === 'denied' ? 'decide' : 'cancel',
      operation: `approval ${state}`,
      // nobody decides that an approval is no longer required: the platform says so
      actor: decision === 'approved' || decision === 'denied' ? approver : row.account('sys_updated_by'),
      decision,
      ...referenceColumns(findReferences(text, 'text').filter(({ ref }) => ref !== task)),
      text,
      attributes: json({
        ...about,
        updated_by: row.account('sys_updated_by'),
        time_is_last_update: row.value('sys_mod_count') === '1' ? null : true,
        ...assumed(updated),
      }),
    })
  return { events, identities: row.identities() }
}
