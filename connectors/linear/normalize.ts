/** From Linear's words to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, fieldsAt, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Moment, readTime } from '../../src/time.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const value = shapes.unwrap(record.value)
  if (value === null) return reject('unknown_record', `no issue and no comment: ${brief(record.value)}`)
  return readers[shapes.kindOf(value)!](value)
}

const readers: Readonly<Record<shapes.Kind, (value: Fields) => CanonicalRows>> = {
  issue: issueRows,
  comment: (value) => {
    const parsed = shapes.comment.safeParse(value)
    if (!parsed.success) return misshapen('comment', value)
    const { data } = parsed
    const event = commentEvent(data, `ticket:${data.issue?.identifier ?? ''}`)
    return event
      ? { events: [event], identities: identitiesOf([data.user ?? data.botActor]) }
      : badTime('comment', data.id, data.createdAt)
  },
  page: (value) => {
    const all = shapes.issuesOf(value).map(issueRows)
    return (
      all.find((rows) => rows.reject) ?? {
        tasks: all.flatMap((rows) => rows.tasks ?? []),
        events: all.flatMap((rows) => rows.events ?? []),
        identities: all.flatMap((rows) => rows.identities ?? []),
      }
    )
  },
}

const finalTypes = new Set(['completed', 'canceled', 'duplicate'])

function issueRows(value: Fields): CanonicalRows {
  const parsed = shapes.issue.safeParse(value)
  if (!parsed.success || !parsed.data.identifier) return misshapen('issue', value)
  const { data } = parsed
  const key = data.identifier!
  const created = readTime(data.createdAt)
  if (!created) return badTime('issue', key, data.createdAt)
  const task = `ticket:${key}`
  const references = [...findReferences(data.title, 'text'), ...findReferences(data.description, 'text')].filter(
    ({ ref }) => ref !== task,
  )
  const closed = readTime(data.completedAt) ?? readTime(data.canceledAt)
  const hasHistory = fieldsAt(value, 'history') !== null || Array.isArray(value['history'])
  const isWhole = hasHistory && fieldsAt(value, 'history', 'pageInfo')?.['hasNextPage'] !== true
  const changes = shapes.nodesOf(value['history']).flatMap((one) => shapes.change.safeParse(one).data ?? [])
  const comments = shapes.nodesOf(value['comments']).flatMap((one) => shapes.comment.safeParse(one).data ?? [])
  const later = [
    ...changes.flatMap((one) => changeEvents(one, task)),
    ...comments.map((one) => commentEvent(one, task)),
  ]
  const account = /^https?:\/\/linear\.app\/([^/]+)\//.exec(data.url ?? '')?.[1] ?? null
  const asker = data.creator ?? data.botActor
  const events: EventDraft[] = [
    {
      ...eventOf(asker, created),
      native_id: key,
      stage: 'request',
      activity: 'create',
      operation: 'issue.create',
      task,
      ...referenceColumns(references),
      text: [data.title, data.description].filter(Boolean).join('\n\n') || null,
    },
    ...later.filter((event) => event !== null),
  ]
  if (closed && !isWhole)
    events.push({
      ...eventOf(null, closed),
      native_id: key,
      stage: 'context',
      activity: data.completedAt ? 'close' : 'cancel',
      operation: 'issue.close',
      task,
      after: data.state?.name,
    })
  const former = (data.previousIdentifiers ?? []).filter((one) => one !== null)
  return {
    tasks: [
      {
        task,
        native_id: data.id,
        kind: 'ticket',
        key,
        previous_keys: former.length > 0 ? former : null,
        parent: data.parent?.identifier ? `ticket:${data.parent.identifier}` : null,
        title: data.title,
        description: data.description,
        type: 'issue',
        status: data.state?.name ?? null,
        is_closed: data.state?.type ? finalTypes.has(data.state.type) : closed !== null,
        requester: aliasOf(asker),
        opened_by: aliasOf(asker),
        assignee: aliasOf(data.assignee),
        created_at: created.at,
        updated_at: readTime(data.updatedAt)?.at ?? null,
        closed_at: closed?.at ?? null,
        resolution_us: created.resolution,
        has_history: isWhole,
        ...referenceColumns(references),
        attributes: attributesOf({
          team: data.team?.name ?? data.team?.key,
          branch: data.branchName,
          delegate: aliasOf(data.delegate),
          unreadable_parts: later.filter((event) => event === null).length || null,
        }),
      },
    ],
    events: events.map((event) => ({ ...event, account, resource: data.team?.key ?? null })),
    identities: identitiesOf([
      asker,
      data.assignee,
      data.delegate,
      ...changes.map((one) => one.actor ?? one.botActor),
      ...comments.map((one) => one.user ?? one.botActor),
    ]),
  }
}

/** One entry of the history: a row for each kind of change in it; null without a readable time. */
function changeEvents(entry: shapes.Change, task: string): (EventDraft | null)[] {
  const at = readTime(entry.createdAt)
  if (!at) return [null]
  const base = { ...eventOf(entry.actor ?? entry.botActor, at), native_id: entry.id, task }
  const events: EventDraft[] = []
  if (entry.toState)
    events.push({
      ...base,
      ...stateEvent(entry),
      operation: 'state',
      change: 'modify',
      before: entry.fromState?.name,
      after: entry.toState.name,
    })
  if (entry.toAssignee || entry.fromAssignee)
    events.push({
      ...base,
      stage: 'context',
      activity: 'assign',
      operation: 'assignee',
      subject: aliasOf(entry.toAssignee),
      change: 'modify',
      before: aliasOf(entry.fromAssignee),
      after: aliasOf(entry.toAssignee),
    })
  if (entry.toTitle)
    events.push({
      ...base,
      stage: 'context',
      activity: 'edit',
      operation: 'title',
      change: 'modify',
      before: entry.fromTitle,
      after: entry.toTitle,
      ...referenceColumns(findReferences(entry.toTitle, 'text').filter(({ ref }) => ref !== task)),
    })
  if (entry.updatedDescription)
    events.push({ ...base, stage: 'context', activity: 'edit', operation: 'description', change: 'modify' })
  return events.length > 0 ? events : [{ ...base, stage: 'context', activity: 'update', operation: 'history' }]
}

/** A state named like a decision is one; else its type says whether it is final. */
function stateEvent({ fromState, toState }: shapes.Change) {
  const name = toState?.name ?? ''
  if (/^approved$/i.test(name)) return { stage: 'approval', activity: 'decide', decision: 'approved' }
  if (/^(rejected|declined|denied)$/i.test(name)) return { stage: 'approval', activity: 'decide', decision: 'denied' }
  const isFinal = finalTypes.has(toState?.type ?? '')
  if (isFinal) return { stage: 'context', activity: toState?.type === 'completed' ? 'close' : 'cancel' }
  return { stage: 'context', activity: finalTypes.has(fromState?.type ?? '') ? 'reopen' : 'transition' }
}

function commentEvent(comment: shapes.Comment, task: string): EventDraft | null {
  const at = readTime(comment.createdAt)
  if (!at) return null
  return {
    ...eventOf(comment.user ?? comment.botActor, at),
    native_id: comment.id,
    stage: 'context',
    activity: 'comment',
    operation: 'comment.create',
    task,
    text: comment.body,
    text_edited_at: readTime(comment.editedAt)?.at ?? null,
    ...referenceColumns(findReferences(comment.body, 'text').filter(({ ref }) => ref !== task)),
  }
}

/** `linear:<id>`; the address where a query asked for nothing else. */
function aliasOf(person: shapes.Person): string | null {
  if (person?.id) return `linear:${person.id}`
  const email = emailOf(person?.email)
  return email ? `email:${email}` : null
}

/** Bots and apps are programs; agents of models are installed as apps and named by few: the record does not tell them apart. */
function isProgram(person: shapes.Person) {
  return person?.app === true || (person?.type != null && !/^user$/i.test(person.type))
}

function identitiesOf(people: readonly shapes.Person[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const one of people) {
    if (!one?.id || !(one.name || one.email)) continue
    const status = one.active === false ? 'suspended' : one.active === true ? 'active' : null
    rows.set(one.id, {
      alias: `linear:${one.id}`,
      directory: 'linear',
      login: one.displayName,
      display_name: one.name,
      email: emailOf(one.email),
      basis: 'observed',
      kind_hint: isProgram(one) ? 'workload' : null,
      status,
    })
  }
  return [...rows.values()]
}

function eventOf(person: shapes.Person, at: Moment) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    actor: aliasOf(person),
    actor_kind_hint: isProgram(person) ? 'workload' : null,
  }
}

function badTime(what: string, id: string | null, value: unknown): CanonicalRows {
  return reject('bad_time', `createdAt of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(what: string, value: Fields): CanonicalRows {
  return reject('bad_shape', `the ${what} is not as Linear writes it: ${brief(value)}`)
}
