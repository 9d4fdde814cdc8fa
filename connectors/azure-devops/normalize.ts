/** From Azure DevOps' words to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Moment, readTime } from '../../src/time.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const value = shapes.unwrap(record.value)
  if (value === null) return reject('unknown_record', `no work item, update or comment: ${brief(record.value)}`)
  return readers[shapes.kindOf(value)!](value)
}

const readers: Readonly<Record<shapes.Kind, (value: Fields) => CanonicalRows>> = {
  item: itemRows,
  update: updateRows,
  comment: commentRows,
}

// ── work items ──

function itemRows(value: Fields): CanonicalRows {
  const parsed = shapes.workItem.safeParse(value)
  if (!parsed.success || !parsed.data.id) return misshapen('work item', value)
  const item = parsed.data
  const field = (name: string) => item.fields[name]
  const created = readTime(field('System.CreatedDate'))
  const changed = readTime(field('System.ChangedDate'))
  if (!created) return badTime('work item', item.id, 'System.CreatedDate', field('System.CreatedDate'))
  const home = homeOf(item.url, textOf(field('System.TeamProject')))
  const task = `ticket:${keyOf(item.id!)}`
  const body = plain(textOf(field('System.Description')) ?? textOf(field('Microsoft.VSTS.TCM.ReproSteps')))
  const title = textOf(field('System.Title'))
  const state = textOf(field('System.State'))
  const closed = readTime(field('Microsoft.VSTS.Common.ClosedDate'))
  const references = without(task, [
    ...findReferences(title, 'text'),
    ...findReferences(body, 'text'),
    ...findReferences(textOf(field('System.Tags')), 'tag'),
    ...relations(item.relations ?? []),
  ])
  const by = (name: string) => personOf(field(name))
  const base = { task, account: home.account, resource: home.project }
  const isFirst = item.rev === null || item.rev === '1' || created.at === changed?.at
  const isRevision = /\/revisions\/\d+/.test(item.url ?? '')
  // A revision tells the state after a save; the first of them, and the item itself, tell of its making.
  const events: EventDraft[] =
    isRevision && !isFirst
      ? [
          {
            ...eventOf(by('System.ChangedBy'), changed ?? created),
            ...base,
            native_id: `${item.id}/rev/${item.rev}`,
            stage: 'context',
            activity: 'update',
            operation: 'workitem.revised',
            after: state,
            text: plain(textOf(field('System.History'))),
            ...referenceColumns(without(task, findReferences(plain(textOf(field('System.History'))), 'text'))),
            attributes: attributesOf({ rev: item.rev, state, reason: field('System.Reason') }),
          },
        ]
      : [
          {
            ...eventOf(by('System.CreatedBy'), created),
            ...base,
            native_id: keyOf(item.id!),
            stage: 'request',
            activity: 'create',
            operation: 'workitem.created',
            ...referenceColumns(references),
            text: [title, body].filter(Boolean).join('\n\n') || null,
            attributes: attributesOf({ type: field('System.WorkItemType') }),
          },
        ]
  if (!isRevision && closed)
    events.push({
      ...eventOf(by('Microsoft.VSTS.Common.ClosedBy'), closed),
      ...base,
      native_id: keyOf(item.id!),
      stage: 'context',
      activity: 'close',
      operation: 'workitem.closed',
      after: state,
      attributes: attributesOf({ reason: field('System.Reason') }),
    })
  return {
    events,
    tasks: [
      {
        task,
        native_id: item.id,
        kind: 'ticket',
        key: keyOf(item.id!),
        parent: textOf(field('System.Parent')) ? `ticket:${keyOf(textOf(field('System.Parent'))!)}` : null,
        title,
        description: body,
        type: textOf(field('System.WorkItemType')),
        status: state,
        is_closed: state === null ? null : isDone(state),
        requester: by('System.CreatedBy')?.alias ?? null,
        opened_by: by('System.CreatedBy')?.alias ?? null,
        assignee: by('System.AssignedTo')?.alias ?? null,
        created_at: created.at,
        updated_at: changed?.at ?? null,
        closed_at: closed?.at ?? null,
        resolution_us: created.resolution,
        has_history: false,
        ...referenceColumns(references),
        attributes: attributesOf({
          project: home.project,
          area: field('System.AreaPath'),
          iteration: field('System.IterationPath'),
          reason: field('System.Reason'),
          tags: field('System.Tags'),
          rev: item.rev,
        }),
      },
    ],
    identities: identitiesOf(
      ['System.CreatedBy', 'System.ChangedBy', 'System.AssignedTo', 'Microsoft.VSTS.Common.ClosedBy'].map((name) =>
        field(name),
      ),
    ),
  }
}

// ── updates ──

const clerical =
  /^System\.(Id|Rev|AuthorizedDate|RevisedDate|ChangedDate|ChangedBy|AuthorizedAs|PersonId|Watermark|CommentCount|NodeName|AreaId|IterationId|BoardColumn|BoardColumnDone)|^WEF_|StateChangeDate$/

/** One save: a row for the state if that changed, one for each other field, and one for what was written. The first save made the item. */
function updateRows(value: Fields): CanonicalRows {
  const parsed = shapes.update.safeParse(value)
  if (!parsed.success || !parsed.data.workItemId) return misshapen('update', value)
  const { data } = parsed
  const changes = data.fields ?? {}
  // The newest update is revised in the year 9999; its own time stands among the changed fields.
  const written = fieldsAt(changes, 'System.ChangedDate')?.['newValue'] ?? data.revisedDate
  const time = readTime(written)
  if (!time || time.at > FAR)
    return badTime('update', `${data.workItemId}/${data.id ?? ''}`, 'System.ChangedDate', written)
  const home = homeOf(data.url, textOf(fieldsAt(changes, 'System.TeamProject')?.['newValue']))
  const task = `ticket:${keyOf(data.workItemId!)}`
  const who = personOf(data.revisedBy) ?? personOf(fieldsAt(changes, 'System.ChangedBy')?.['newValue'])
  const base = {
    ...eventOf(who, time),
    native_id: `${data.workItemId}/update/${data.id ?? data.rev ?? ''}`,
    task,
    account: home.account,
    resource: home.project,
  }
  const isFirst = data.rev === '1'
  const events: EventDraft[] = []
  for (const [name, change] of Object.entries(changes)) {
    const sides = asFields(change)
    if (!sides || clerical.test(name)) continue
    const before = sideOf(sides['oldValue'])
    const after = sideOf(sides['newValue'])
    if (isFirst && name !== 'System.History') continue
    const references = without(task, findReferences(after, 'text'))
    if (name === 'System.History')
      events.push({
        ...base,
        stage: 'context',
        activity: 'comment',
        operation: 'workitem.commented',
        text: after,
        ...referenceColumns(references),
      })
    else if (name === 'System.State')
      events.push({
        ...base,
        ...stateEvent(before, after),
        operation: 'System.State',
        change: 'modify',
        before,
        after,
        attributes: attributesOf({ reason: fieldsAt(changes, 'System.Reason')?.['newValue'] }),
      })
    else
      events.push({
        ...base,
        stage: 'context',
        activity: name === 'System.AssignedTo' ? 'assign' : name === 'System.TeamProject' ? 'move' : 'edit',
        operation: name,
        subject: name === 'System.AssignedTo' ? (personOf(sides['newValue'])?.alias ?? null) : null,
        change: before === null ? 'add' : after === null ? 'remove' : 'modify',
        before,
        after,
        ...referenceColumns(references),
      })
  }
  const links = [...listOf(asFields(data.relations)?.['added']), ...listOf(asFields(data.relations)?.['removed'])]
  if (links.length > 0)
    events.push({
      ...base,
      stage: 'context',
      activity: 'link',
      operation: 'workitem.linked',
      ...referenceColumns(without(task, relations(links))),
      attributes: attributesOf({ relations: data.relations }),
    })
  if (events.length === 0)
    events.push({
      ...base,
      stage: 'context',
      activity: isFirst ? 'other' : 'update',
      operation: isFirst ? 'workitem.first_revision' : 'workitem.updated',
    })
  return { events, identities: identitiesOf([data.revisedBy, fieldsAt(changes, 'System.AssignedTo')?.['newValue']]) }
}

/** 9000-01-01, beyond which a date means "still so". */
const FAR = 221_845_392_000_000_000

const approvedState = /^(approved|ready for release|accepted)$/i
const deniedState = /^(rejected|declined|denied|not approved)$/i

/** A state named like a decision is one: templates for changes have Approved and Rejected; Scrum's Approved is a backlog state and is taken for one too. */
function stateEvent(before: string | null, after: string | null) {
  if (approvedState.test(after ?? '')) return { stage: 'approval', activity: 'decide', decision: 'approved' }
  if (deniedState.test(after ?? '')) return { stage: 'approval', activity: 'decide', decision: 'denied' }
  if (isDone(after)) return { stage: 'context', activity: /^(removed|cancel)/i.test(after ?? '') ? 'cancel' : 'close' }
  return { stage: 'context', activity: isDone(before) ? 'reopen' : 'transition' }
}

function isDone(state: string | null) {
  return /^(closed|done|completed|resolved|removed|inactive|cancel+ed|cut)$/i.test(state ?? '')
}

function commentRows(value: Fields): CanonicalRows {
  const parsed = shapes.comment.safeParse(value)
  if (!parsed.success || !parsed.data.workItemId) return misshapen('comment', value)
  const { data } = parsed
  const created = readTime(data.createdDate)
  if (!created) return badTime('comment', data.id, 'createdDate', data.createdDate)
  const edited = readTime(data.modifiedDate)
  const home = homeOf(data.url, null)
  const task = `ticket:${keyOf(data.workItemId!)}`
  const said = plain(data.text)
  return {
    events: [
      {
        ...eventOf(personOf(data.createdBy), created),
        native_id: `${data.workItemId}/comment/${data.id ?? ''}`,
        task,
        account: home.account,
        resource: home.project,
        stage: 'context',
        activity: 'comment',
        operation: 'workitem.commented',
        text: said,
        text_edited_at: edited && edited.at > created.at ? edited.at : null,
        ...referenceColumns(without(task, findReferences(said, 'text'))),
      },
    ],
    identities: identitiesOf([data.createdBy]),
  }
}

// ── people and places ──

interface Person {
  readonly alias: string
  readonly id: string | null
  readonly name: string | null
  readonly login: string | null
}

/** An identity object, or `Ana Ruiz <ana@corp.example>` as older versions write it. The unique name is an address in the cloud, `DOMAIN\\user` on a server. */
function personOf(value: unknown): Person | null {
  const fields = asFields(value)
  const found = typeof value === 'string' ? /^(.*?)\s*<([^<>]+)>$/.exec(value) : null
  const name = fields ? textOf(fields['displayName']) : (found?.[1] ?? textOf(value))
  const login = fields ? textOf(fields['uniqueName']) : (found?.[2] ?? null)
  const id = fields ? textOf(fields['id']) : null
  const address = emailOf(login)
  const key = id ?? login?.toLowerCase() ?? name
  if (key === null) return null
  return { alias: id ? `azdo:${id}` : address ? `email:${address}` : `azdo:${key}`, id, name, login }
}

function identitiesOf(values: readonly unknown[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const value of values) {
    const person = personOf(value)
    if (!person?.alias.startsWith('azdo:')) continue
    const isService = /build service|^microsoft\.|service account/i.test(person.name ?? '')
    rows.set(person.alias, {
      alias: person.alias,
      directory: 'azdo',
      login: person.login,
      display_name: person.name,
      email: emailOf(person.login),
      basis: 'observed',
      kind_hint: isService ? 'workload' : null,
    })
  }
  return [...rows.values()]
}

/** Organisation (or collection) and project, from the address of the record: `https://dev.azure.com/<org>/<project>/_apis/…`. */
function homeOf(url: string | null, project: string | null) {
  const found =
    /^https?:\/\/(?:dev\.azure\.com\/([^/]+)|([^/.]+)\.visualstudio\.com(?:\/DefaultCollection)?|[^/]+\/(?:tfs\/)?([^/]+))\/(?:([^/]+)\/)?_apis\//i.exec(
      url ?? '',
    )
  const account = found?.[1] ?? found?.[2] ?? found?.[3] ?? null
  return { account, project: project ?? found?.[4] ?? null }
}

/** `AB#12`, as people write a work item of Azure Boards. Numbers are unique in an organisation; the project may change. */
function keyOf(id: string) {
  return `AB#${id}`
}

function relations(values: readonly unknown[]): Reference[] {
  return values.flatMap((one): Reference[] => {
    const url = textOf(asFields(one)?.['url'])
    const commit = /vstfs:\/\/\/Git\/Commit\/.*?(?:%2f|\/)([0-9a-f]{40})$/i.exec(url ?? '')?.[1]
    if (commit) return [{ ref: `commit:${commit.toLowerCase()}`, origin: 'field' }]
    const item = /^https?:.*\/_apis\/wit\/workItems\/(\d+)$/i.exec(url ?? '')?.[1]
    if (item) return [{ ref: `ticket:${keyOf(item)}`, origin: 'field' }]
    return findReferences(url, 'field')
  })
}

function without(task: string, references: readonly Reference[]) {
  return references.filter(({ ref }) => ref.toLowerCase() !== task.toLowerCase())
}

function eventOf(person: Person | null, at: Moment) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    actor: person?.alias ?? null,
    actor_kind_hint: /build service/i.test(person?.name ?? '') ? 'workload' : null,
  }
}

function sideOf(value: unknown): string | null {
  const person = asFields(value)
  if (person) return textOf(person['uniqueName']) ?? textOf(person['displayName']) ?? JSON.stringify(value)
  return typeof value === 'boolean' ? String(value) : plain(textOf(value))
}

/** Text of the HTML that rich fields hold. */
function plain(html: string | null): string | null {
  if (html === null || !/<[a-z/!]/i.test(html)) return html
  const text = html
    .replace(/<(br|\/p|\/div|\/li)[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
  return text.trim() === '' ? null : text.trim()
}

function badTime(what: string, id: string | null, field: string, value: unknown): CanonicalRows {
  return reject('bad_time', `${field} of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(what: string, value: Fields): CanonicalRows {
  return reject('bad_shape', `the ${what} is not as Azure DevOps writes it: ${brief(value)}`)
}
