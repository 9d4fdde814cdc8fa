/** Change history entries to events: one per changed field, status and resolution being one change. */

import { recordItem } from '../../src/read-change-record.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Decision } from '../../src/schema/words.js'
import { fieldRole } from './fields.js'
import { kindHint, type People } from './people.js'
import type { ChangeItem, History } from './record.js'
import { decisionOfStatus, decisionOfWord, isCancelledName, isDoneName } from './statuses.js'
import { moment } from './times.js'

/** The item whose history it is, as far as the record tells. */
export interface Item {
  /** Typed key; null when the export does not say whose history this is. */
  readonly task: string | null
  readonly people: People
  readonly zone: string | null
  /** The present status and whether Jira's category calls it final: the only category that a record gives. */
  readonly status?: { readonly id: string | null; readonly name: string | null; readonly isDone: boolean | null }
}

/** Events of one history entry; null when its time cannot be read. */
export function historyEvents(entry: History, item: Item): EventDraft[] | null {
  const at = moment(entry.created, item.zone)
  if (!at) return null
  const base: Base = {
    native_id: entry.id ?? null,
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    task: item.task,
    actor: item.people.alias(entry.author),
    actor_kind_hint: kindHint(entry.author),
  }
  const via = entry.historyMetadata?.type ?? null
  return fieldGroups(entry.items).flatMap((group) => {
    const field = group[0]!.field
    const shared = { ...base, attributes: { field, via } }
    if (field === 'status' || field === 'resolution') return statusEvents(entry.items, shared, item)
    return [fieldEvent(group, shared)]
  })
}

/** Keys that an item had before it was moved, oldest first. */
export function formerKeys(entries: readonly History[], key: string): string[] {
  const found = entries.flatMap((entry) =>
    entry.items.filter((item) => item.field === 'Key').map((item) => item.fromText ?? item.from),
  )
  return [...new Set(found.filter((former): former is string => former !== null && former !== key))]
}

type Base = Pick<
  EventDraft,
  'native_id' | 'occurred_at' | 'resolution_us' | 'outcome' | 'is_write' | 'task' | 'actor' | 'actor_kind_hint'
>
type Shared = Base & { readonly attributes: Readonly<Record<string, string | null>> }

/** Items by field, in order; status and resolution change together, so the second of them is part of the first. */
function fieldGroups(items: readonly ChangeItem[]): ChangeItem[][] {
  const groups = new Map<string, ChangeItem[]>()
  for (const item of items) {
    const name = item.field === 'resolution' && groups.has('status') ? 'status' : item.field
    groups.set(name, [...(groups.get(name) ?? []), item])
  }
  const resolution = groups.get('resolution')
  if (resolution && groups.has('status')) groups.delete('resolution')
  return [...groups.values()]
}

/** A change of status or resolution: the turn it is, and the decision it states where the status is named for one. */
function statusEvents(items: readonly ChangeItem[], shared: Shared, of: Item): EventDraft[] {
  const status = items.find((item) => item.field === 'status')
  const resolution = items.find((item) => item.field === 'resolution')
  const activity = turnOf(status, resolution, of)
  const change = status ?? resolution!
  const { before, after } = states([change])
  const attributes = {
    ...shared.attributes,
    from_id: change.from,
    to_id: change.to,
    resolution: resolution ? (resolution.toText ?? 'none') : null,
  }
  const decision = status ? decisionOfStatus(status.toText, status.fromText) : null
  const turn = { ...shared, activity, stage: 'context', operation: operation(change.field), before, after }
  const events: EventDraft[] = decision ? [decided(shared, decision, change, attributes)] : []
  if (!decision || activity !== 'transition') events.push({ ...turn, attributes: json(attributes) })
  return events
}

function decided(
  shared: Shared,
  decision: Decision,
  change: ChangeItem,
  attributes: Readonly<Record<string, string | null>>,
): EventDraft {
  return {
    ...shared,
    stage: 'approval',
    activity:
      decision === 'requested'
        ? 'ask_approval'
        : decision === 'approved' || decision === 'denied'
          ? 'decide'
          : 'cancel',
    operation: operation(change.field),
    decision,
    ...states([change]),
    attributes: json(attributes),
  }
}

/** Closed, reopened, given up or only moved on. A resolution counts for a status whose name says nothing. */
function turnOf(status: ChangeItem | undefined, resolution: ChangeItem | undefined, of: Item) {
  const isResolved = resolution ? isSet(resolution.to, resolution.toText) : null
  // A resolution that is emptied was set before, whether or not the export still tells to what.
  const wasResolved = resolution ? isSet(resolution.from, resolution.fromText) || !isResolved : null
  const isDone = (status ? doneness(status.to, status.toText, of) : null) ?? isResolved
  const wasDone = (status ? doneness(status.from, status.fromText, of) : null) ?? wasResolved
  const isGivenUp =
    isCancelledName(status?.toText ?? null) || (!!isResolved && isCancelledName(resolution?.toText ?? null))
  if (isDone && isGivenUp) return 'cancel'
  if (isDone) return wasDone ? 'transition' : 'close'
  return isDone === false && wasDone ? 'reopen' : 'transition'
}

function doneness(id: string | null, name: string | null, of: Item) {
  const present = of.status
  if (present && present.isDone !== null && (id !== null ? id === present.id : name === present.name))
    return present.isDone
  return isDoneName(name)
}

function isSet(id: string | null, name: string | null) {
  return (id !== null && id !== '' && id !== '-1') || (name !== null && name !== '')
}

const links = new Set(['Link', 'RemoteIssueLink', 'RemoteWorkItemLink', 'IssueLink'])

/** Any other field: assignment, move, link, or an edit whose state before and after is kept. */
function fieldEvent(group: readonly ChangeItem[], shared: Shared): EventDraft {
  const item = group[0]!
  const role = fieldRole(item.field)
  const { before, after } = states(group)
  const common = {
    ...shared,
    stage: 'context',
    operation: operation(item.field),
    before,
    after,
    change: changeOf(group),
  }
  const attributes = json({
    ...shared.attributes,
    field_role: role,
    record_item: recordItem(item.field),
    from_id: item.from,
    to_id: item.to,
  })
  if (item.field === 'assignee')
    return { ...common, activity: 'assign', subject: item.to ? `jira:${item.to}` : null, attributes }
  if (item.field === 'Key') return { ...common, activity: 'move', attributes }
  if (links.has(item.field)) {
    const found = group.flatMap(linkReferences).filter((reference) => reference.ref !== shared.task)
    return { ...common, activity: 'link', ...referenceColumns(found), attributes }
  }
  const decision = role === 'approval' ? decisionOfWord(item.toText) : null
  if (decision) return decided(shared, decision, item, { ...shared.attributes, field_role: role })
  return {
    ...common,
    activity: 'update',
    resource: role === 'resource' ? (after ?? before) : null,
    entitlement: role === 'entitlement' ? (after ?? before) : null,
    attributes,
  }
}

function linkReferences(item: ChangeItem): Reference[] {
  const keys = [item.from, item.to].filter((key) => key !== null && /^[A-Z][A-Z0-9_]+-\d+$/.test(key))
  const texts = [item.fromText, item.toText].flatMap((text) => findReferences(text, 'text'))
  return [...keys.map((key): Reference => ({ ref: `ticket:${key}`, origin: 'field' })), ...texts]
}

function changeOf(group: readonly ChangeItem[]) {
  const had = group.some((item) => isSet(item.from, item.fromText))
  const has = group.some((item) => isSet(item.to, item.toText))
  return had && has ? 'modify' : has ? 'add' : had ? 'remove' : null
}

function states(group: readonly ChangeItem[]) {
  const join = (texts: (string | null)[]) => texts.filter((text) => text !== null && text !== '').join('\n') || null
  return {
    before: join(group.map((item) => item.fromText ?? item.from)),
    after: join(group.map((item) => item.toText ?? item.to)),
  }
}

/** Jira's event is `issue_updated`; the field behind it makes two changes of one entry two operations. */
function operation(field: string) {
  return `issue_updated:${field}`
}

/** JSON of what is known; null when nothing is. */
export function json(attributes: Readonly<Record<string, unknown>>): string | null {
  const known = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined)
  return known.length > 0 ? JSON.stringify(Object.fromEntries(known)) : null
}
