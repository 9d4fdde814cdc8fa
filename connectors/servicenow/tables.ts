/** Which ServiceNow table a record is from: its class, the prefix of its number, or the fields it has. */
import type { ExportHead } from '../../src/connector.js'
import { fieldName, isSysId, readCell } from './record.js'
import type { Row } from './row.js'
import { xmlFields } from './xml.js'

/** Tables that are read; `task` is any other table of tasks. */
export const taskTables = [
  'change_request',
  'change_task',
  'incident',
  'problem',
  'sc_request',
  'sc_req_item',
  'sc_task',
  'task',
] as const
export type TaskTable = (typeof taskTables)[number]
export type Table = TaskTable | 'sysapproval_approver' | 'sys_audit' | 'sys_journal_field' | 'sys_user'

const classes: ReadonlyMap<string, Table> = new Map(
  Object.entries<Table>({
    change_request: 'change_request',
    normal_change: 'change_request',
    standard_change: 'change_request',
    emergency_change: 'change_request',
    change_task: 'change_task',
    incident: 'incident',
    problem: 'problem',
    sc_request: 'sc_request',
    request: 'sc_request',
    sc_req_item: 'sc_req_item',
    requested_item: 'sc_req_item',
    sc_task: 'sc_task',
    catalog_task: 'sc_task',
    sysapproval_approver: 'sysapproval_approver',
    approval: 'sysapproval_approver',
    sys_user: 'sys_user',
    user: 'sys_user',
  }),
)

const prefixes: ReadonlyMap<string, TaskTable> = new Map(
  Object.entries<TaskTable>({
    CHG: 'change_request',
    CTASK: 'change_task',
    INC: 'incident',
    PRB: 'problem',
    REQ: 'sc_request',
    RITM: 'sc_req_item',
    SCTASK: 'sc_task',
    TASK: 'sc_task',
  }),
)

/** The table of a record; null when it is of no table that is read. */
export function tableOf(row: Row): Table | null {
  const has = (...names: string[]) => names.every((name) => row.has(name))
  if (has('documentkey', 'fieldname')) return 'sys_audit'
  if (has('element', 'element_id', 'value')) return 'sys_journal_field'
  if (has('approver') && (has('sysapproval') || has('document_id') || has('source_table')))
    return 'sysapproval_approver'
  const named = row.value('sys_class_name') ?? row.value('tablename') ?? ''
  const byClass = classes.get(named.toLowerCase().replaceAll(' ', '_'))
  if (byClass) return byClass
  const number = row.shown('number')
  const byPrefix = prefixes.get(/^[A-Z]+/.exec(number?.toUpperCase() ?? '')?.[0] ?? '')
  if (byPrefix) return byPrefix
  if (has('user_name') && !has('number')) return 'sys_user'
  if (has('backout_plan') || has('cab_required') || (has('start_date', 'end_date') && has('approval')))
    return 'change_request'
  if (has('incident_state') || has('caller_id')) return 'incident'
  if (has('cat_item')) return 'sc_req_item'
  const isTask = number !== null || isSysId(row.value('sys_id'))
  return isTask && (has('state') || has('short_description')) ? 'task' : null
}

/** Field names that together are nobody else's. */
const telling = new Set(
  (
    'number short_description opened_at opened_by assignment_group assigned_to cmdb_ci business_service incident_state caller_id sys_id ' +
    'sys_created_on sys_updated_on sys_created_by sys_updated_by sys_mod_count sys_class_name close_code close_notes closed_at closed_by ' +
    'resolved_at resolved_by work_start work_end start_date end_date approval backout_plan requested_by reassignment_count made_sla ' +
    'cab_required rfc problem_id caused_by cat_item request_item u_symptom knowledge contact_type approval_set'
  ).split(' '),
)

/** Whether an export is ServiceNow's: enough field names that only it has, or the fields of one of its own tables. */
export function looksLikeServiceNow(head: ExportHead): boolean {
  if (head.format === 'csv') return isServiceNowShape(head.header, () => true)
  if (head.format === 'text') return false
  return head.records.some((record) => {
    const found = head.format === 'xml' ? xmlFields(record) : unwrapResult(record)
    const value = Array.isArray(found?.['result']) ? unwrapResult(found['result'][0]) : found
    if (!value) return false
    return isServiceNowShape(Object.keys(value), (name) => isSysId(readCell(value[name]).value))
  })
}

/** A record fetched by its id stands in `{"result": {…}}`; other wrappers of one record are taken off likewise. */
export function unwrapResult(value: unknown, depth = 0): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const found = value as Readonly<Record<string, unknown>>
  if (depth < 2)
    for (const key of ['result', '_source', 'record', 'data']) {
      const inner = found[key]
      if (
        typeof inner === 'object' &&
        inner !== null &&
        !Array.isArray(inner) &&
        !('display_value' in inner) &&
        !('value' in inner)
      )
        return unwrapResult(inner, depth + 1)
    }
  return found
}

function isServiceNowShape(keys: readonly string[], isId: (key: string) => boolean) {
  const byName = new Map(keys.map((key) => [fieldName(key), key]))
  const has = (...names: string[]) => names.every((name) => byName.has(name))
  const hasId = (name: string) => byName.has(name) && isId(byName.get(name)!)
  if (has('documentkey', 'fieldname', 'newvalue')) return true
  if (has('element', 'element_id', 'value') && has('sys_created_on')) return true
  if (has('approver', 'state') && (has('sysapproval') || has('document_id') || has('source_table'))) return true
  if (has('user_name') && !has('number') && (hasId('sys_id') || has('sys_created_on') || has('locked_out'))) return true
  const count = [...byName.keys()].filter((name) => telling.has(name)).length
  return (has('number') && count >= 4) || (hasId('sys_id') && count >= 3)
}
