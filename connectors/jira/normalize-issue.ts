/** An issue to its task, its creation, its history, its comments and its approvals. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { changeRecord } from '../../src/read-change-record.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { Decision } from '../../src/schema/words.js'
import { plainText } from './document.js'
import { entitlementNames, type FieldRole, fieldRole, fieldTexts, resourceNames } from './fields.js'
import { approvalDecision, approvalEvents } from './normalize-approval.js'
import { commentEvent } from './normalize-comment.js'
import { formerKeys, historyEvents, type Item, json } from './normalize-history.js'
import { kindHint, type People, people } from './people.js'
import {
  type Approval,
  account,
  approval,
  type CustomerRequest,
  comment,
  type Fields,
  history,
  type Issue,
  isObject,
  type User,
} from './record.js'
import { decisionOfStatus, decisionOfWord, isDoneName } from './statuses.js'
import { earliest, latest, moment } from './times.js'

/** Rows of one issue, or why it gives none. */
export function normalizeIssue(issue: Issue, record: Pick<SourceRecord, 'timezone' | 'page'>): CanonicalRows {
  const { fields, key } = issue
  const zone = record.timezone
  if (fields.created === null || fields.created === undefined) return missing(`issue ${key} has no created time`)
  const created = moment(fields.created, zone)
  if (!created) return badTime(`created time of issue ${key} is no time: ${fields.created}`)
  const who = people()
  const status = { id: fields.status?.id ?? null, name: fields.status?.name ?? null, isDone: isDone(fields) }
  const item: Item = { task: `ticket:${key}`, people: who, zone, status }
  const known = siteFields(fields, namesOf(issue, record.page))
  const histories = parts(issue.changelog?.histories, history)
  const comments = parts(uniqueComments([...(fields.comment?.comments ?? []), ...(issue.comments_data ?? [])]), comment)
  const approvals = parts(known.approvals, approval)
  const found = {
    histories: each(histories.read, (entry) => historyEvents(entry, item)),
    comments: each(comments.read, (entry) => commentEvent(entry, item)),
    approvals: each(approvals.read, (entry) => approvalEvents(entry, item)),
  }
  const unreadable = {
    history: histories.unread + found.histories.unread,
    comments: comments.unread + found.comments.unread,
    approvals: approvals.unread + found.approvals.unread,
  }
  const total = issue.changelog?.total ?? histories.read.length
  const hasHistory = issue.changelog != null && unreadable.history === 0 && total <= histories.read.length
  const former = formerKeys(histories.read, key)
  const task = taskOf(issue, created, known, { people: who, zone, former, hasHistory, approvals: approvals.read })
  const losses = {
    unreadable: Object.values(unreadable).some((count) => count > 0) ? unreadable : null,
    comments_missing: (fields.comment?.total ?? 0) - (fields.comment?.comments.length ?? 0) || null,
    history_missing: total - histories.read.length > 0 ? total - histories.read.length : null,
  }
  const events: EventDraft[] = [
    creation(task, fields, created, known, who),
    ...found.histories.rows,
    ...found.comments.rows,
    ...found.approvals.rows,
  ]
  if (issue.changelog == null) events.push(...closing(task))
  const attributes = json({
    ...attributesOf(issue, known),
    ...recordOf(fields, namesOf(issue, record.page)),
    ...losses,
  })
  return { tasks: [{ ...task, attributes }], events, identities: who.rows() }
}

/** A JSM customer request in the shape of an issue, with the labels of the portal's form as field names. */
export function issueOfRequest(request: CustomerRequest): { issue: Issue; names: Record<string, string> } {
  const values = Object.fromEntries(request.requestFieldValues.map((field) => [field.fieldId, field.value]))
  const names = Object.fromEntries(
    request.requestFieldValues.map((field) => [field.fieldId, field.label ?? field.fieldId]),
  )
  const category = request.currentStatus?.statusCategory ?? null
  const isDone = category?.toUpperCase() === 'DONE'
  const changed = request.currentStatus?.statusDate
  const summary = typeof values['summary'] === 'string' ? values['summary'] : null
  const fields = {
    ...values,
    summary,
    description: values['description'] ?? null,
    environment: null,
    created: request.createdDate?.epochMillis ?? request.createdDate?.iso8601 ?? null,
    resolutiondate: isDone ? (changed?.epochMillis ?? changed?.iso8601 ?? null) : null,
    status: request.currentStatus
      ? {
          id: null,
          name: request.currentStatus.status ?? null,
          statusCategory: category ? { id: null, key: isDone ? 'done' : category.toLowerCase(), name: category } : null,
        }
      : null,
    reporter: request.reporter ?? null,
  }
  return { issue: { id: request.issueId ?? null, key: request.issueKey, fields }, names }
}

/** Reject for a record without a field that nothing can replace. */
export function missing(detail: string): CanonicalRows {
  return { reject: { reason: 'missing_field', detail } }
}

/** Reject for a time that cannot be read. */
export function badTime(detail: string): CanonicalRows {
  return { reject: { reason: 'bad_time', detail } }
}

/** A site's own fields, sorted by what they mean. */
interface SiteFields {
  readonly texts: ReadonlyMap<FieldRole, readonly string[]>
  readonly values: ReadonlyMap<FieldRole, readonly unknown[]>
  readonly approvals: readonly unknown[]
  /** Texts of all other fields, where a key may stand. */
  readonly others: readonly string[]
}

function namesOf(issue: Issue, page: SourceRecord['page']) {
  const shared = page?.['names']
  return { ...(isObject(shared) ? shared : {}), ...(issue.names ?? {}) }
}

const builtIn = new Set(
  (
    'summary description environment created updated resolutiondate duedate status resolution priority project issuetype parent reporter ' +
    'creator assignee labels issuelinks comment worklog attachment subtasks votes watches lastViewed security statuscategorychangedate ' +
    'progress aggregateprogress timetracking statusCategory issuerestriction'
  ).split(' '),
)

function siteFields(fields: Fields, names: Readonly<Record<string, unknown>>): SiteFields {
  const values = new Map<FieldRole, unknown[]>()
  const approvals: unknown[] = []
  const others: string[] = []
  for (const [id, raw] of Object.entries(fields)) {
    if (builtIn.has(id) || raw === null || raw === undefined) continue
    const { name, value } = inlineName(id, raw) ?? { name: typeof names[id] === 'string' ? names[id] : id, value: raw }
    if (Array.isArray(value) && value.some((one) => isObject(one) && Array.isArray(one['approvers']))) {
      approvals.push(...value)
      continue
    }
    const role = fieldRole(name)
    if (role) values.set(role, [...(values.get(role) ?? []), value])
    else others.push(...fieldTexts(value).filter((text) => text.length < 10_000))
  }
  return { values, texts: new Map([...values].map(([role, list]) => [role, fieldTexts(list)])), approvals, others }
}

/** What the change's record holds, fields that are empty too, and whether more of it may stand in attachments. */
function recordOf(fields: Fields, names: Readonly<Record<string, unknown>>) {
  const attachments = (fields as Readonly<Record<string, unknown>>)['attachment']
  return {
    change_record: changeRecord(
      Object.entries(fields)
        .filter(([id]) => !builtIn.has(id))
        .map(([id, raw]) => {
          const { name, value } = inlineName(id, raw) ?? {
            name: typeof names[id] === 'string' ? names[id] : id,
            value: raw,
          }
          const who = isObject(value) ? (value['displayName'] ?? value['emailAddress']) : null
          return [name, typeof who === 'string' ? who : fieldTexts(value).join(' ')]
        }),
    ),
    change_failed: /^(failed|unsuccessful|rolled back|backed out)/i.test(fields.resolution?.name ?? '') || null,
    rollback_noted: /rolled back|backed out/i.test(fields.resolution?.name ?? '') || null,
    attachments: Array.isArray(attachments) && attachments.length > 0 ? attachments.length : null,
  }
}

/** Perceval writes `{id, name, value}` in place of a custom field's value. */
function inlineName(id: string, raw: unknown) {
  if (!isObject(raw) || raw['id'] !== id || typeof raw['name'] !== 'string' || !('value' in raw)) return null
  return { name: raw['name'], value: raw['value'] }
}

interface About {
  readonly people: People
  readonly zone: string | null
  readonly former: readonly string[]
  readonly hasHistory: boolean
  readonly approvals: readonly Approval[]
}

function taskOf(issue: Issue, created: { at: number; resolution: number }, known: SiteFields, about: About): TaskDraft {
  const { fields, key } = issue
  const updated = moment(fields.updated, about.zone)
  const isClosed = isDone(fields)
  const closed = isClosed
    ? (moment(fields.resolutiondate, about.zone) ?? moment(fields.statuscategorychangedate, about.zone))
    : null
  const own = new Set([key, ...about.former].map((one) => `ticket:${one}`))
  return {
    task: `ticket:${key}`,
    native_id: issue.id ?? null,
    kind: 'ticket',
    key,
    previous_keys: about.former.length > 0 ? [...about.former] : null,
    parent: fields.issuetype?.subtask && fields.parent?.key ? `ticket:${fields.parent.key}` : null,
    title: fields.summary ?? null,
    description: plainText(fields.description),
    type: changeType(known) ?? fields.issuetype?.name ?? null,
    status: fields.status?.name ?? null,
    is_closed: isClosed,
    requester: about.people.alias(fields.reporter) ?? about.people.alias(fields.creator),
    requested_for: accountIn(known.values.get('requested_for') ?? [], about.people),
    opened_by: about.people.alias(fields.creator),
    assignee: about.people.alias(fields.assignee),
    created_at: created.at,
    requested_on_at: latest(firstMoment(known.texts.get('requested_on'), about.zone)),
    updated_at: updated?.at ?? null,
    closed_at: closed?.at ?? null,
    planned_start_at: earliest(firstMoment(known.texts.get('planned_start'), about.zone)),
    planned_end_at: latest(
      firstMoment(known.texts.get('planned_end'), about.zone) ?? moment(fields.duedate, about.zone),
    ),
    resolution_us: Math.max(created.resolution, updated?.resolution ?? 0, closed?.resolution ?? 0),
    scope: resourceNames(known.texts.get('resource') ?? []).names,
    scope_entitlements: entitlementNames(known.texts.get('entitlement') ?? []).names,
    approval_state: approvalState(about.approvals, fields, known),
    has_history: about.hasHistory,
    ...referenceColumns(references(fields, known).filter(({ ref }) => !own.has(ref))),
  }
}

/** Standard, normal or emergency, where the issue is a change with such a field: rules ask for these words. */
function changeType(known: SiteFields) {
  const found = known.texts.get('change_type')?.[0]?.toLowerCase() ?? ''
  return /^(standard|normal|emergency)$/.test(found) ? found : null
}

function isDone(fields: Fields): boolean | null {
  const category = fields.status?.statusCategory?.key
  // a site may file a final status under "To Do": a resolution still closes the issue
  if (fields.resolution) return true
  if (category) return category === 'done'
  return isDoneName(fields.status?.name ?? null)
}

const states = new Map<Decision, string>([
  ['requested', 'requested'],
  ['approved', 'approved'],
  ['denied', 'denied'],
  ['cancelled', 'cancelled'],
  ['withdrawn', 'cancelled'],
  ['not_required', 'not_required'],
])

function approvalState(approvals: readonly Approval[], fields: Fields, known: SiteFields) {
  const latestApproval = approvals.at(-1)
  const decision =
    (latestApproval && approvalDecision(latestApproval)) ??
    decisionOfStatus(fields.status?.name ?? null, null) ??
    decisionOfWord(known.texts.get('approval')?.[0])
  return decision ? (states.get(decision) ?? null) : null
}

/** The creation, which is the request. A break-glass declaration is one by type or label, not because its text mentions the word. */
function creation(
  task: TaskDraft,
  fields: Fields,
  created: { at: number; resolution: number },
  known: SiteFields,
  who: People,
): EventDraft {
  const creator = fields.creator ?? fields.reporter
  const actor = who.alias(creator)
  const declared = [fields.issuetype?.name, ...(fields.labels ?? []), ...(known.texts.get('change_type') ?? [])]
  return {
    native_id: task.key,
    occurred_at: created.at,
    resolution_us: created.resolution,
    stage: declared.some((word) => /\b(break[\s_-]?glass|fire[\s_-]?call)\b/i.test(word ?? ''))
      ? 'break_glass'
      : 'request',
    activity: 'create',
    operation: 'issue_created',
    outcome: 'success',
    is_write: true,
    task: task.task,
    actor,
    actor_kind_hint: kindHint(creator),
    on_behalf_of: task.requester && task.requester !== actor ? [task.requester] : null,
    subject: task.requested_for ?? null,
    resource: task.scope?.length === 1 ? task.scope[0]! : null,
    entitlement: task.scope_entitlements?.length === 1 ? task.scope_entitlements[0]! : null,
    refs: task.refs ?? null,
    ref_origins: task.ref_origins ?? null,
    text: [task.title, task.description].filter(Boolean).join('\n') || null,
  }
}

/** Without a change history the resolution date is all that tells of the closing; nobody is named for it. */
function closing(task: TaskDraft): EventDraft[] {
  if (task.closed_at === null || task.closed_at === undefined) return []
  return [
    {
      native_id: task.key,
      occurred_at: task.closed_at,
      resolution_us: task.resolution_us,
      stage: 'context',
      activity: 'close',
      operation: 'issue_resolved',
      outcome: 'success',
      is_write: true,
      task: task.task,
      after: task.status ?? null,
      attributes: json({ read_from: 'resolution date' }),
    },
  ]
}

/** Keys in the issue's own texts and links. A key alone in a field says more than one in a sentence. */
function references(fields: Fields, known: SiteFields): Reference[] {
  const linked = (fields.issuelinks ?? []).flatMap((link) => [link.inwardIssue?.key, link.outwardIssue?.key])
  const texts = [fields.summary, plainText(fields.description), plainText(fields.environment)]
  return [
    ...linked.flatMap((key): Reference[] => (key ? [{ ref: `ticket:${key}`, origin: 'field' }] : [])),
    ...(fields.labels ?? []).flatMap((label) => findReferences(label, 'tag')),
    ...known.others.flatMap((text) =>
      findReferences(text, 'text').map((one) => (isAlone(text) ? { ...one, origin: 'field' as const } : one)),
    ),
    ...texts.flatMap((text) => findReferences(text, 'text')),
  ]
}

function isAlone(text: string) {
  return /^\S{1,200}$/.test(text)
}

function attributesOf(issue: Issue, known: SiteFields) {
  const { fields } = issue
  const prose = [
    ...resourceNames(known.texts.get('resource') ?? []).prose,
    ...entitlementNames(known.texts.get('entitlement') ?? []).prose,
  ]
  return {
    project: fields.project?.key ?? null,
    issue_type: fields.issuetype?.name ?? null,
    priority: fields.priority?.name ?? null,
    resolution: fields.resolution?.name ?? null,
    labels: fields.labels?.length ? fields.labels : null,
    security: fields.security?.name ?? null,
    epic: known.texts.get('epic')?.[0] ?? null,
    requested_for: fieldTexts(known.values.get('requested_for') ?? [])[0] ?? null,
    scope_text: prose.length > 0 ? prose : null,
  }
}

/** The account in a field: a user object, or an address that was typed in. */
function accountIn(values: readonly unknown[], who: People): string | null {
  for (const value of values.flat()) {
    const user: User | null = isObject(value) ? (account.safeParse(value).data ?? null) : null
    const alias = who.alias(user)
    if (alias) return alias
    const address = typeof value === 'string' ? /^[^\s@<>]+@[^\s@<>]+$/.exec(value.trim())?.[0] : null
    if (address) return `email:${address.toLowerCase()}`
  }
  return null
}

function firstMoment(texts: readonly string[] | undefined, zone: string | null) {
  return moment(texts?.[0] ?? null, zone)
}

function uniqueComments(all: readonly unknown[]) {
  const seen = new Set<unknown>()
  return all.filter((one) => {
    const id = isObject(one) ? one['id'] : undefined
    if (id === undefined || !seen.has(id)) {
      seen.add(id)
      return true
    }
    return false
  })
}

/** Parts of a record that have their documented shape, and how many have not. */
function parts<T>(
  values: readonly unknown[] | null | undefined,
  shape: { safeParse(value: unknown): { success: boolean; data?: T } },
): { read: T[]; unread: number } {
  const read: T[] = []
  for (const value of values ?? []) {
    const parsed = shape.safeParse(value)
    if (parsed.success && parsed.data !== undefined) read.push(parsed.data)
  }
  return { read, unread: (values?.length ?? 0) - read.length }
}

function each<T>(values: readonly T[], events: (value: T) => EventDraft | EventDraft[] | null) {
  const rows: EventDraft[] = []
  let unread = 0
  for (const value of values) {
    const found = events(value)
    if (found === null) unread += 1
    else rows.push(...(Array.isArray(found) ? found : [found]))
  }
  return { rows, unread }
}
