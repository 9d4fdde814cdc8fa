/** What ServiceNow writes, in its own spelling: a record is a set of fields, each plain, a pair or a reference. */
import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullish().catch(null)

/** `sysparm_display_value=all` gives pairs, `true` and `false` give references with a link. */
const pair = z.looseObject({ display_value: scalar, value: scalar, link: z.string().nullish().catch(null) })

/** How a record was exported: stored values, what the viewer saw, or both. */
export type Mode = 'all' | 'value' | 'display'

/** One field: what is stored and what is shown, as far as the export has them. */
export interface Cell {
  readonly value: string | null
  readonly display: string | null
  /** The mode that this very field proves, if it does. */
  readonly proves: Mode | null
}

const sysId = /^[0-9a-f]{32}$/i

/** Whether a text is a ServiceNow `sys_id`. */
export function isSysId(text: string | null | undefined): text is string {
  return sysId.test(text ?? '')
}

/** Reads a field of any form; empty, `?` and `(empty)` are unknown. */
export function readCell(raw: unknown): Cell {
  // the commonest form by far, without zod
  if (typeof raw === 'string') return plain(raw)
  if (raw === null || raw === undefined) return nothing
  if (typeof raw !== 'object') return plain(String(raw))
  const found = pair.safeParse(raw)
  if (!found.success) return nothing
  const { display_value, value, link } = found.data
  const shown = known(display_value)
  if (value !== undefined && display_value !== undefined) return { value: known(value), display: shown, proves: 'all' }
  if (value !== undefined) return { value: known(value), display: null, proves: 'value' }
  const linked = /\/([0-9a-f]{32})(?:\?|$)/i.exec(link ?? '')?.[1] ?? null
  return { value: linked, display: shown, proves: link ? 'display' : null }
}

const nothing: Cell = { value: null, display: null, proves: null }

function plain(raw: string): Cell {
  const text = known(raw)
  return text === null ? nothing : { value: text, display: text, proves: null }
}

function known(text: string | null | undefined): string | null {
  const trimmed = text?.trim()
  return !trimmed || trimmed === '?' || trimmed === '(empty)' ? null : trimmed
}

/** Column labels of list exports, where they are not the field's name with blanks. */
const labels: Readonly<Record<string, string>> = {
  opened: 'opened_at',
  closed: 'closed_at',
  resolved: 'resolved_at',
  created: 'sys_created_on',
  updated: 'sys_updated_on',
  created_by: 'sys_created_by',
  updated_by: 'sys_updated_by',
  updates: 'sys_mod_count',
  sys_created_at: 'sys_created_on',
  sys_updated_at: 'sys_updated_on',
  closed_code: 'close_code',
  caller: 'caller_id',
  configuration_item: 'cmdb_ci',
  service: 'business_service',
  planned_start_date: 'start_date',
  planned_end_date: 'end_date',
  actual_start: 'work_start',
  actual_start_date: 'work_start',
  actual_end: 'work_end',
  actual_end_date: 'work_end',
  class: 'sys_class_name',
  task_type: 'sys_class_name',
  item: 'cat_item',
  correlation_display: 'correlation_display',
  approval_for: 'sysapproval',
  approving: 'document_id',
  approval_for_task: 'sysapproval',
  user_id: 'user_name',
  table_name: 'tablename',
  field_name: 'fieldname',
  document_key: 'documentkey',
  old_value: 'oldvalue',
  new_value: 'newvalue',
  risk_and_impact_analysis: 'risk_impact_analysis',
}

const names = new Map<string, string>()

/** The field's name behind a key or a column label: `Short description` is `short_description`, `Opened` is `opened_at`. */
export function fieldName(label: string): string {
  const seen = names.get(label)
  if (seen !== undefined) return seen
  const plain = label
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  const name = !label.includes('.') && Object.hasOwn(labels, plain) ? labels[plain]! : plain
  // a hostile export may have a new key in every record
  if (names.size < 10_000) names.set(label, name)
  return name
}
