/** Units of work to account for: tickets, changes, access requests, pull requests, agent runs. */
import { optional, type RowOf, required, type Table } from './column.js'

export const tasks = {
  name: 'tasks',
  grain: 'one row per tracked item and record that describes it; staging keeps the newest',
  columns: {
    task: required('text', 'typed key, as events.task spells it: ticket:OPS-12, change:CHG0030001, request:…'),
    source_id: required('category', 'the export file this row was read from'),
    record_no: required('int', '1-based number of the record in its file'),
    connector: required('category', 'id of the connector that read it'),
    native_id: optional('text', "the vendor's immutable id"),
    kind: required('category', 'ticket, change, request, grant, pull_request, agent_run or thread'),
    key: required('text', 'the key as people write it: OPS-12, CHG0030001'),
    previous_keys: optional('texts', 'keys the item had before it was moved or renamed'),
    parent: optional('text', 'typed key of the item this one is a part of, from a structured field'),
    title: optional('text', 'one line'),
    description: optional('text', 'the body'),
    type: optional('category', "the vendor's type: normal, standard, emergency, Access Request, …"),
    status: optional('category', "the vendor's word for the present state"),
    is_closed: optional('bool', 'whether the present state is final'),
    requester: optional('text', 'who asked, typed alias'),
    requested_for: optional('text', 'who benefits when the requester asks for somebody else, typed alias'),
    opened_by: optional('text', 'who typed it in, typed alias'),
    assignee: optional('text', 'who is to do it, typed alias'),
    created_at: optional('timestamp', 'when the record was created'),
    requested_on_at: optional('timestamp', 'a manually entered date of the request, where the form has one'),
    updated_at: optional('timestamp', 'last change of any kind; decides which of two records of one item is newer'),
    closed_at: optional('timestamp', 'when it was closed'),
    planned_start_at: optional('timestamp', 'start of the agreed window'),
    planned_end_at: optional('timestamp', 'end of the agreed window'),
    resolution_us: required('int', 'width of the interval its times stand for, microseconds'),
    scope: optional('texts', 'resources the request names in structured fields'),
    scope_entitlements: optional('texts', 'roles, policies or groups the request names in structured fields'),
    approval_state: optional(
      'category',
      "the item's own approval field, in our words: requested, approved, denied, cancelled, not_required",
    ),
    has_history: required('bool', 'whether the record carries its change history'),
    refs: optional('texts', 'typed references found in its text and links'),
    ref_origins: optional('texts', 'where each reference stood, parallel to refs'),
    attributes: optional('json', 'what else the record says, as JSON'),
  },
} as const satisfies Table

/** A row of `tasks`. */
export type Task = RowOf<typeof tasks.columns>

/** What a connector writes of a task. */
export type TaskDraft = Omit<Task, 'source_id' | 'record_no' | 'connector'>
