/** From GitLab's words to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, isProtectedBranch, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { carriedBy, doneBy } from './hooks.js'
import { readListed } from './listed.js'
import { meaningOf } from './notes.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = shapes.unwrap(record.value)
  if (fields === null)
    return reject(
      'unknown_record',
      `no issue, merge request, note, approval, deployment or user: ${brief(record.value)}`,
    )
  return readers[shapes.kindOf(fields)!](fields)
}

const readers: Readonly<Record<shapes.Kind, (fields: Fields) => CanonicalRows>> = {
  item: itemRows,
  note: (fields) => {
    const parsed = shapes.note.safeParse(fields)
    if (!parsed.success) return misshapen('note', fields)
    const event = noteEvent(parsed.data, null)
    if (!event) return badTime('note', parsed.data.id, 'created_at', parsed.data.created_at)
    return { events: [event], identities: identitiesOf([parsed.data.author]) }
  },
  discussion: (fields) => {
    const notes = listOf(fields['notes']).map((one) => shapes.note.safeParse(one).data)
    const events = notes.flatMap((note) => (note && noteEvent(note, null)) ?? [])
    const identities = identitiesOf(notes.map((note) => note?.author))
    return events.length > 0
      ? { events, identities }
      : reject('bad_shape', `no note of the discussion can be read: ${brief(fields)}`)
  },
  listed: listedRows,
  approvals: approvalRows,
  deployment: deploymentRows,
  hook: hookRows,
  account: (fields) => {
    const identities = identitiesOf([shapes.user.parse(fields)], 'directory')
    return identities.length > 0 ? { identities } : reject('missing_field', `the user has no id: ${brief(fields)}`)
  },
}

// ── issues and merge requests ──

interface Place {
  readonly task: string
  readonly key: string
  readonly native: string
  readonly project: string
  readonly isMerge: boolean
}

const address = /^https?:\/\/[^/]+\/(.+?)\/(?:-\/)?(issues|merge_requests|work_items)\/(\d+)/

function placeOf(item: shapes.Item): Place | null {
  const found = address.exec(item.web_url ?? '')
  if (!found) return null
  const [, project, kind, number] = found
  const isMerge = kind === 'merge_requests'
  return {
    task: `${isMerge ? 'pr' : 'ticket'}:${project}#${number}`,
    key: `${project}${isMerge ? '!' : '#'}${number}`,
    native: `${isMerge ? 'MergeRequest' : 'Issue'}/${item.id ?? ''}`,
    project: project!,
    isMerge,
  }
}

function itemRows(fields: Fields): CanonicalRows {
  const parsed = shapes.item.safeParse(fields)
  const place = parsed.success ? placeOf(parsed.data) : null
  if (!parsed.success || !place) return misshapen('item', fields)
  const item = parsed.data
  const created = readTime(item.created_at)
  if (!created) return badTime(place.isMerge ? 'merge request' : 'issue', place.key, 'created_at', item.created_at)
  const references = [
    ...findReferences(item.source_branch, 'branch'),
    ...findReferences(item.title, 'text'),
    ...findReferences(item.description, 'text'),
    ...closedIssues(item.description, place),
  ].filter(({ ref }) => ref.toLowerCase() !== place.task.toLowerCase())
  const base = { task: place.task, account: place.project.split('/')[0]!, resource: place.project }
  const events: EventDraft[] = [
    {
      ...eventOf(item.author, created),
      ...base,
      native_id: place.key,
      stage: 'request',
      activity: 'create',
      operation: place.isMerge ? 'merge_request.create' : 'issue.create',
      ...referenceColumns(references),
      text: [item.title, item.description].filter(Boolean).join('\n\n') || null,
      attributes: attributesOf(branches(item)),
    },
  ]
  const merged = readTime(item.merged_at)
  const closed = readTime(item.closed_at)
  const commit = item.merge_commit_sha ?? item.squash_commit_sha
  if (merged)
    events.push({
      ...eventOf(item.merge_user ?? item.merged_by, merged),
      ...base,
      native_id: place.key,
      twin_id: `gitlab-merge:${place.native}`,
      stage: 'execution',
      activity: 'deploy',
      operation: 'merge_request.merge',
      change_class: isProtectedBranch(item.target_branch) ? 'prod_config' : null,
      change: 'modify',
      after: commit,
      ...referenceColumns(commit ? [{ ref: `commit:${commit}`, origin: 'field' }] : []),
      attributes: attributesOf(branches(item)),
    })
  else if (closed)
    events.push({
      ...eventOf(item.closed_by, closed),
      ...base,
      native_id: place.key,
      stage: 'context',
      activity: 'close',
      operation: place.isMerge ? 'merge_request.close' : 'issue.close',
    })
  const notes = (item.notes_data ?? []).flatMap((one) => shapes.note.safeParse(one).data ?? [])
  const said = notes.map((note) => noteEvent(note, place))
  events.push(...said.filter((event) => event !== null))
  return {
    tasks: [
      {
        task: place.task,
        native_id: place.native,
        kind: place.isMerge ? 'pull_request' : 'ticket',
        key: place.key,
        title: item.title,
        description: item.description,
        type: place.isMerge ? 'merge request' : (item.issue_type ?? 'issue'),
        status: item.draft && item.state === 'opened' ? 'draft' : item.state,
        is_closed: item.state === null ? null : !/^(opened|open|reopened|locked)$/i.test(item.state),
        requester: aliasOf(item.author),
        opened_by: aliasOf(item.author),
        assignee: aliasOf(item.assignee),
        created_at: created.at,
        updated_at: readTime(item.updated_at)?.at ?? null,
        closed_at: (merged ?? closed)?.at ?? null,
        resolution_us: created.resolution,
        has_history: false,
        ...referenceColumns(references),
        attributes: attributesOf({
          ...branches(item),
          labels: (item.labels ?? []).filter((label) => typeof label === 'string'),
          reviewers: (item.reviewers ?? []).flatMap((one) => aliasOf(one) ?? []),
          unreadable_notes: said.filter((event) => event === null).length || null,
        }),
      },
    ],
    events,
    identities: identitiesOf([
      item.author,
      item.merge_user,
      item.merged_by,
      item.closed_by,
      item.assignee,
      ...(item.reviewers ?? []),
      ...notes.map(({ author }) => author),
    ]),
  }
}

function branches(item: shapes.Item): Fields {
  return {
    source_branch: item.source_branch,
    target_branch: item.target_branch,
    head_sha: item.sha,
    merge_commit_sha: item.merge_commit_sha,
    squash_commit_sha: item.squash_commit_sha,
  }
}

const closing =
  /\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?\s+([\w.-]+(?:\/[\w.-]+)+)?#(\d{1,7})\b/gi

/** Issues that a merge closes by GitLab's keywords; `#3` is an issue of the same project. */
function closedIssues(text: string | null, place: Place): Reference[] {
  return [...(text ?? '').matchAll(closing)].map(([, project, number]) => ({
    ref: `ticket:${project ?? place.project}#${number}`,
    origin: 'text',
  }))
}

// ── notes and approvals ──

/** A note; null without a readable time. It names its item by id, which is the native id of the item's own record. */
function noteEvent(note: shapes.Note, place: Place | null): EventDraft | null {
  const created = readTime(note.created_at)
  if (!created) return null
  const updated = readTime(note.updated_at)
  const meaning = note.system ? meaningOf(note.body) : null
  const native = `${note.noteable_type ?? ''}/${note.noteable_id ?? ''}`
  const task = place?.task ?? (note.noteable_id && note.noteable_type ? `native:gitlab:${native}` : null)
  return {
    ...eventOf(note.author, created),
    native_id: note.id,
    stage: meaning?.stage ?? 'context',
    activity: meaning?.activity ?? 'comment',
    operation: meaning?.operation ?? 'note.create',
    task,
    subject: mentioned(meaning?.activity, note.body),
    decision: meaning?.decision,
    account: place?.project.split('/')[0],
    resource: place?.project ?? (note.project_id ? `project/${note.project_id}` : null),
    // "mentioned in merge request !3" is a link that GitLab made, the rest is somebody's words
    ...referenceColumns(findReferences(note.body, note.system ? 'field' : 'text').filter(({ ref }) => ref !== task)),
    text: note.body,
    text_edited_at: !note.system && updated && updated.at - created.at > 1_000_000 ? updated.at : null,
    attributes: attributesOf({
      item: `${note.noteable_type ?? ''} ${note.noteable_iid ?? ''}`.trim(),
      internal: note.internal || null,
    }),
  }
}

/** The account that a system note asks or assigns, by user name: notes give no id of it. */
function mentioned(activity: string | undefined, body: string | null): string | null {
  if (activity !== 'ask_approval' && activity !== 'assign') return null
  const name = /@([\w.-]+)/.exec(body ?? '')?.[1]
  return name ? `gitlab:${name.toLowerCase()}` : null
}

/** Who approved, by the approvals API. Only newer releases say when; else the time lies between the making of the request and its last update. */
function approvalRows(fields: Fields): CanonicalRows {
  const parsed = shapes.approvals.safeParse(fields)
  if (!parsed.success) return misshapen('approvals', fields)
  const { data } = parsed
  const native = data.id ? `MergeRequest/${data.id}` : null
  const events: EventDraft[] = []
  for (const { user, approved_at } of data.approved_by) {
    const exact = readTime(approved_at)
    const last = readTime(data.updated_at)
    const first = readTime(data.created_at) ?? last
    if (!exact && (!first || !last))
      return badTime('approval of merge request', data.iid, 'approved_at', approved_at ?? data.updated_at)
    const at = exact ?? {
      at: first!.at,
      resolution: Math.max(last!.at - first!.at + last!.resolution, first!.resolution),
    }
    events.push({
      ...eventOf(user, at),
      native_id: native && `${native}/approval/${user?.id ?? user?.username ?? ''}`,
      stage: 'approval',
      activity: 'decide',
      operation: 'merge_request.approve',
      task: native ? `native:gitlab:${native}` : null,
      decision: 'approved',
      resource: data.project_id ? `project/${data.project_id}` : null,
      attributes: attributesOf({
        item: `MergeRequest ${data.iid ?? ''}`.trim(),
        approvals_required: data.approvals_required,
        approvals_left: data.approvals_left,
        time_is_last_update: exact ? null : true,
      }),
    })
  }
  const identities = identitiesOf(data.approved_by.map(({ user }) => user))
  if (events.length > 0) return { events, identities }
  const asOf = readTime(data.updated_at) ?? readTime(data.created_at)
  if (!asOf) return badTime('approvals of merge request', data.iid, 'updated_at', data.updated_at)
  return {
    events: [
      {
        ...eventOf(null, asOf),
        native_id: native,
        stage: 'context',
        activity: 'other',
        operation: 'merge_request.approvals',
        is_write: false,
        task: native ? `native:gitlab:${native}` : null,
        attributes: attributesOf({ approvals_required: data.approvals_required, approvals_left: data.approvals_left }),
      },
    ],
  }
}

// ── deployments ──

const outcomes: ReadonlyMap<string, Outcome> = new Map(
  Object.entries<Outcome>({
    success: 'success',
    failed: 'failure',
    canceled: 'failure',
    skipped: 'unknown',
    manual: 'pending',
    pending: 'pending',
    blocked: 'pending',
    running: 'pending',
    created: 'pending',
  }),
)

function deploymentRows(fields: Fields): CanonicalRows {
  const parsed = shapes.deployment.safeParse(fields)
  if (!parsed.success) return misshapen('deployment', fields)
  const { data } = parsed
  const at = readTime(data.deployable?.finished_at) ?? readTime(data.updated_at) ?? readTime(data.created_at)
  if (!at) return badTime('deployment', data.id, 'created_at', data.created_at)
  const { name, tier } = data.environment
  const references: Reference[] = [
    ...findReferences(data.ref, 'branch'),
    ...(data.sha ? [{ ref: `commit:${data.sha}`, origin: 'field' } as const] : []),
  ]
  const base = { native_id: data.id ? `Deployment/${data.id}` : null, resource: name, ...referenceColumns(references) }
  const events: EventDraft[] = [
    {
      ...eventOf(data.user, at),
      ...base,
      stage: 'execution',
      activity: 'deploy',
      operation: 'deployment',
      outcome: outcomes.get(data.status ?? '') ?? 'unknown',
      change_class: tier === 'production' || /^(prod|production|live)\b/i.test(name ?? '') ? 'prod_config' : null,
      change: 'modify',
      after: data.sha,
      attributes: attributesOf({
        environment: name,
        tier,
        ref: data.ref,
        status: data.status,
        job: data.deployable?.name,
      }),
    },
  ]
  for (const { user, status, created_at, comment } of data.approvals ?? []) {
    const decided = readTime(created_at)
    if (!decided) return badTime('approval of deployment', data.id, 'created_at', created_at)
    events.push({
      ...eventOf(user, decided),
      ...base,
      stage: 'approval',
      activity: 'decide',
      operation: 'deployment.approve',
      decision: status === 'approved' ? 'approved' : status === 'rejected' ? 'denied' : null,
      text: comment,
      attributes: attributesOf({ environment: name, tier }),
    })
  }
  return { events, identities: identitiesOf([data.user, ...(data.approvals ?? []).map(({ user }) => user)]) }
}

// ── entries of lists ──

function listedRows(fields: Fields): CanonicalRows {
  const entry = readListed(fields)
  if (entry === null) return misshapen('entry', fields)
  const at = readTime(entry.written)
  const { operation, native_id: native } = entry.event
  if (!at) return badTime(operation, native ?? null, 'the time', entry.written)
  const who = shapes.user.parse(entry.who)
  const email = emailOf(entry.email)
  const outcome = outcomes.get(textOf(fields['status']) ?? '') ?? 'success'
  return {
    events: [{ ...eventOf(who, at), outcome, ...(who || !email ? {} : { actor: `email:${email}` }), ...entry.event }],
    identities: identitiesOf([who]),
  }
}

// ── webhook deliveries ──

/** What a delivery carries, as from the API, and what was just done to it. A part that cannot be read does not take the other with it. */
function hookRows(hook: Fields): CanonicalRows {
  const carried = carriedBy(hook)
  const read = carried ? readers[carried.kind](carried.fields) : {}
  const done = doneBy(hook)
  if (done === null) return read
  const whole = read.reject ? {} : read
  const at = readTime(done.time, 'UTC')
  if (!at) return whole.events ? whole : badTime('delivery', done.step.operation, 'time', done.time)
  const [who, subject] = [done.who, done.subject].map((one) => shapes.user.parse(one))
  const item = whole.tasks?.[0]
  const { changeClass, ...step } = done.step
  const event: EventDraft = {
    ...eventOf(who, at),
    ...step,
    change_class: changeClass,
    native_id: item?.key,
    task: item?.task,
    subject: aliasOf(subject),
    account: done.project?.split('/')[0],
    resource: done.project,
    entitlement: done.entitlement,
    after: done.after,
    ...referenceColumns([
      ...(done.after ? [{ ref: `commit:${done.after}`, origin: 'field' } as const] : []),
      ...findReferences(done.branch, 'branch'),
      ...findReferences(done.text, 'text'),
    ]),
    text: done.text,
    attributes: attributesOf({ branch: done.branch }),
  }
  return {
    ...whole,
    events: [...(whole.events ?? []), event],
    identities: [...(whole.identities ?? []), ...identitiesOf([who, subject])],
  }
}

// ── accounts and small steps ──

/** `gitlab:<id>`, because the audit log knows no user names; the user name where there is no id. */
function aliasOf(user: shapes.User): string | null {
  if (user?.id) return `gitlab:${user.id}`
  return user?.username ? `gitlab:${user.username.toLowerCase()}` : null
}

function hintOf(user: shapes.User): ActorKind | null {
  const name = user?.username ?? ''
  if (/^(gitlab-?duo|duo-|claude|ai-)/i.test(name)) return 'agent'
  return user?.bot || /^(project|group)_\d+_bot|^service_account_|_bot$|^ghost$/i.test(name) ? 'workload' : null
}

function identitiesOf(users: readonly shapes.User[], basis: 'directory' | 'observed' = 'observed'): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const user of users) {
    const alias = aliasOf(user)
    if (!user || alias === null || rows.has(alias)) continue
    const login = user.username?.toLowerCase()
    rows.set(alias, {
      alias,
      directory: 'gitlab',
      login: user.username,
      display_name: user.name,
      email: emailOf(user.email) ?? emailOf(user.public_email),
      basis,
      kind_hint: hintOf(user),
      same_as: login && alias !== `gitlab:${login}` ? [`gitlab:${login}`] : null,
      status: user.state === 'active' ? 'active' : user.state ? 'suspended' : null,
    })
  }
  return [...rows.values()]
}

function eventOf(user: shapes.User, at: Moment) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    actor: aliasOf(user),
    actor_kind_hint: hintOf(user),
  }
}

function badTime(what: string, id: string | null, field: string, value: unknown): CanonicalRows {
  return reject('bad_time', `${field} of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(what: string, fields: Fields): CanonicalRows {
  return reject('bad_shape', `the ${what} is not as GitLab writes it: ${brief(fields)}`)
}
