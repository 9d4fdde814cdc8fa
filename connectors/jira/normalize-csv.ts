/** One row of Jira's CSV export: headers repeat, times carry no zone, comments stand in cells of `date;author;text`. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { changeRecord } from '../../src/read-change-record.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { dateOrder } from '../../src/time.js'
import { entitlementNames, type FieldRole, fieldRole, resourceNames } from './fields.js'
import { json } from './normalize-history.js'
import { badTime, missing } from './normalize-issue.js'
import { decisionOfStatus, decisionOfWord, isDoneName } from './statuses.js'
import { earliest, latest, moment, type ReadMoment } from './times.js'

/** Whether a CSV header is that of a Jira export. */
export function isJiraHeader(header: readonly string[]): boolean {
  // one that lacks the created time is Jira's too: its rows say what is missing
  return (
    header.includes('Issue key') &&
    ['Summary', 'Issue id', 'Issue Type', 'Created'].some((name) => header.includes(name))
  )
}

/** Rows of one CSV row, or why it gives none. */
export function normalizeCsv(record: SourceRecord): CanonicalRows {
  const row = rowOf(record)
  const key = row.one('Issue key')
  if (!key) return missing('the row has no issue key')
  if (!/^[A-Z][A-Z0-9_]+-\d+$/.test(key))
    return { reject: { reason: 'bad_value', detail: `this is no issue key: ${key}` } }
  const written = row.one('Created')
  if (!written) return missing(`issue ${key} has no created time`)
  const created = row.time('Created')
  if (!created) return badTime(`created time of issue ${key} is no time: ${written}`)
  const task = taskOf(row, key, created)
  const comments = row.all('Comment').map((cell) => commentOf(cell, task.task, row))
  const lost = comments.filter((comment) => comment === null).length
  const attributes = json({
    project: row.one('Project key'),
    issue_type: row.one('Issue Type'),
    priority: row.one('Priority'),
    resolution: row.one('Resolution'),
    scope_text: prose(row),
    change_record: changeRecord(row.names.map((name) => [name, row.one(name)])),
    attachments: row.all('Attachment').length || null,
    zone_assumed: created.zone_assumed || null,
    order_assumed: created.order_assumed || null,
    comments_without_time: lost || null,
  })
  return {
    tasks: [{ ...task, attributes }],
    events: [...turns(task, row, created), ...comments.filter((comment) => comment !== null)],
    identities: accounts(row),
  }
}

/** Cells by header; a header may repeat, empty cells are unknown. */
interface Row {
  readonly names: readonly string[]
  one(name: string): string | null
  all(name: string): readonly string[]
  /** Cells of all columns that have this role. */
  role(role: FieldRole): readonly string[]
  time(name: string): ReadMoment | null
  moment(text: string | null | undefined): ReadMoment | null
  /** `jira:<account id>` where the export has the id column, else the name as the system shows it. */
  alias(name: string): string | null
}

function rowOf(record: SourceRecord): Row {
  const { header = [], cells: written = [] } = record
  const cells = new Map<string, string[]>()
  const roles = new Map<FieldRole, string[]>()
  for (let i = 0; i < header.length; i++) {
    const name = header[i]!
    const cell = written[i]?.trim()
    if (!cell) continue
    append(cells, name, cell)
    const role = fieldRole(name)
    if (role !== null) append(roles, role, cell)
  }
  // one date that proves its order speaks for the whole row: a site writes its dates in one way
  const order = dateOrder(written.find((cell) => dateOrder(cell) !== null))
  const all = (name: string) => cells.get(name) ?? []
  const one = (name: string) => all(name)[0] ?? null
  const read = (text: string | null | undefined) => moment(text, record.timezone, order)
  return {
    names: [...cells.keys()],
    one,
    all,
    role: (role) => roles.get(role) ?? [],
    time: (name) => read(one(name)),
    moment: read,
    alias(name) {
      const id = one(`${name} Id`) ?? one(name)
      return id ? `jira:${id}` : null
    },
  }
}

function append<K>(lists: Map<K, string[]>, key: K, cell: string) {
  const list = lists.get(key)
  if (list) list.push(cell)
  else lists.set(key, [cell])
}

function accounts(row: Row): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const name of ['Reporter', 'Creator', 'Assignee']) {
    const alias = row.alias(name)
    const display_name = row.one(name)
    if (alias && display_name && row.one(`${name} Id`))
      rows.set(alias, { alias, directory: 'jira', display_name, basis: 'directory' })
  }
  return [...rows.values()]
}

function taskOf(row: Row, key: string, created: ReadMoment): TaskDraft {
  const category = row.one('Status Category')
  const status = row.one('Status')
  const isClosed = category ? /^(done|complete)/i.test(category) : row.one('Resolution') !== null || isDoneName(status)
  const updated = row.time('Updated')
  const closed = isClosed ? row.time('Resolved') : null
  const changeType = row.role('change_type')[0]?.toLowerCase() ?? ''
  const decision = decisionOfStatus(status, null) ?? decisionOfWord(row.role('approval')[0])
  const parent = row.one('Parent key') ?? row.one('Parent')
  const isSubtask = /^sub-?task$/i.test(row.one('Issue Type') ?? '')
  const refs = references(row).filter((reference) => reference.ref !== `ticket:${key}`)
  return {
    task: `ticket:${key}`,
    native_id: row.one('Issue id'),
    kind: 'ticket',
    key,
    parent: isSubtask && parent && /^[A-Z][A-Z0-9_]+-\d+$/.test(parent) ? `ticket:${parent}` : null,
    title: row.one('Summary'),
    description: row.one('Description'),
    type: /^(standard|normal|emergency)$/.test(changeType) ? changeType : row.one('Issue Type'),
    status,
    is_closed: isClosed,
    requester: row.alias('Reporter') ?? row.alias('Creator'),
    requested_for: accountOf(row.role('requested_for')[0]),
    opened_by: row.alias('Creator'),
    assignee: row.alias('Assignee'),
    created_at: created.at,
    requested_on_at: latest(row.moment(row.role('requested_on')[0])),
    updated_at: updated?.at ?? null,
    closed_at: closed?.at ?? null,
    planned_start_at: earliest(row.moment(row.role('planned_start')[0])),
    planned_end_at: latest(row.moment(row.role('planned_end')[0]) ?? row.time('Due date') ?? row.time('Due Date')),
    resolution_us: Math.max(created.resolution, updated?.resolution ?? 0, closed?.resolution ?? 0),
    scope: resourceNames(row.role('resource')).names,
    scope_entitlements: entitlementNames(row.role('entitlement')).names,
    approval_state: decision === 'requested' || decision === 'approved' || decision === 'denied' ? decision : null,
    has_history: false,
    ...referenceColumns(refs),
  }
}

function prose(row: Row) {
  const found = [...resourceNames(row.role('resource')).prose, ...entitlementNames(row.role('entitlement')).prose]
  return found.length > 0 ? found : null
}

/** An address that was typed in, else the name of an account. */
function accountOf(text: string | undefined) {
  if (!text) return null
  return /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? `email:${text.toLowerCase()}` : `jira:${text}`
}

/** The creation, and the closing that the `Resolved` column tells of: the export has no history. */
function turns(task: TaskDraft, row: Row, created: ReadMoment): EventDraft[] {
  const actor = row.alias('Creator') ?? row.alias('Reporter')
  const declared = [row.one('Issue Type'), ...row.all('Labels'), ...row.role('change_type')]
  const base = { native_id: task.key, outcome: 'success', is_write: true, task: task.task }
  const attributes = json({ zone_assumed: created.zone_assumed || null, order_assumed: created.order_assumed || null })
  const events: EventDraft[] = [
    {
      ...base,
      occurred_at: created.at,
      resolution_us: created.resolution,
      stage: declared.some((word) => /\b(break[\s_-]?glass|fire[\s_-]?call)\b/i.test(word ?? ''))
        ? 'break_glass'
        : 'request',
      activity: 'create',
      operation: 'issue_created',
      actor,
      on_behalf_of: task.requester && task.requester !== actor ? [task.requester] : null,
      subject: task.requested_for ?? null,
      resource: task.scope?.length === 1 ? task.scope[0]! : null,
      entitlement: task.scope_entitlements?.length === 1 ? task.scope_entitlements[0]! : null,
      refs: task.refs ?? null,
      ref_origins: task.ref_origins ?? null,
      text: [task.title, task.description].filter(Boolean).join('\n') || null,
      attributes,
    },
  ]
  const resolved = task.is_closed ? row.time('Resolved') : null
  if (resolved)
    events.push({
      ...base,
      occurred_at: resolved.at,
      resolution_us: resolved.resolution,
      stage: 'context',
      activity: 'close',
      operation: 'issue_resolved',
      after: task.status ?? null,
      attributes: json({
        read_from: 'Resolved',
        zone_assumed: resolved.zone_assumed || null,
        order_assumed: resolved.order_assumed || null,
      }),
    })
  return events
}

/** `09/Jan/24 3:55 PM;5b10…;text`; null for a cell without a time, which older exports write. */
function commentOf(cell: string, task: string, row: Row): EventDraft | null {
  const found = /^([^;]{6,40});([^;]*);([\s\S]*)$/.exec(cell)
  const at = row.moment(found?.[1])
  if (!found || !at) return null
  const text = found[3]!.trim() || null
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    stage: 'context',
    activity: 'comment',
    operation: 'issue_commented',
    outcome: 'success',
    is_write: true,
    task,
    actor: found[2]!.trim() ? `jira:${found[2]!.trim()}` : null,
    ...referenceColumns(findReferences(text, 'text').filter((reference) => reference.ref !== task)),
    text,
    attributes: json({ zone_assumed: at.zone_assumed || null, order_assumed: at.order_assumed || null }),
  }
}

function references(row: Row): Reference[] {
  const linked = row.names.filter((name) => /^(inward|outward) issue link/i.test(name))
  const texts = row.names.filter((name) => /^(summary|description|environment)$/i.test(name))
  const custom = row.names.filter((name) => /^custom field/i.test(name) && fieldRole(name) === null)
  return [
    ...linked.flatMap((name) => row.all(name)).map((key): Reference => ({ ref: `ticket:${key}`, origin: 'field' })),
    ...row.all('Labels').flatMap((label) => findReferences(label, 'tag')),
    ...custom
      .flatMap((name) => row.all(name))
      .flatMap((cell) =>
        findReferences(cell, 'text').map((one) => (/^\S+$/.test(cell) ? { ...one, origin: 'field' as const } : one)),
      ),
    ...texts.flatMap((name) => row.all(name)).flatMap((text) => findReferences(text, 'text')),
  ]
}
