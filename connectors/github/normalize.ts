/** From GitHub's words to ours: issues and pull requests with what was decided, said and done about them. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, compact, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import { findReferences, isProtectedBranch, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { type Moment, readTime } from '../../src/time.js'
import { alertRows } from './alerts.js'
import { stepRows } from './deliveries.js'
import { meaningOf } from './events.js'
import { listedRows } from './normalize-listed.js'
import { aliasOf, identitiesOf, kindOf as kindHint } from './people.js'
import { keyOf, type Place, placeOf, taskOf, writtenReferences } from './places.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = shapes.unwrap(record.value)
  if (fields === null)
    return reject('unknown_record', `no issue, pull request, review, comment, event or user: ${brief(record.value)}`)
  const kind = shapes.kindOf(fields)!
  return readers[kind](fields, asFields(record.value) ?? {})
}

type Reader = (fields: Fields, outer: Fields) => CanonicalRows

const readers: Readonly<Record<shapes.Kind, Reader>> = {
  item: itemRows,
  review: (fields) => {
    const parsed = shapes.review.safeParse(shapes.toRest(fields))
    if (!parsed.success) return misshapen('review', parsed.error)
    const { data } = parsed
    const event = reviewEvent(data, placeOf(data.html_url, data.pull_request_url))
    return event
      ? { events: [event], identities: identitiesOf([data.user], 'observed') }
      : badTime('review', data.id, 'submitted_at', data.submitted_at)
  },
  comment: (fields) => {
    const parsed = shapes.comment.safeParse(shapes.toRest(fields))
    if (!parsed.success) return misshapen('comment', parsed.error)
    const { data } = parsed
    const event = commentEvent(data, placeOf(data.html_url, data.pull_request_url, data.issue_url))
    return event
      ? { events: [event], identities: identitiesOf([data.user], 'observed') }
      : badTime('comment', data.id, 'created_at', data.created_at)
  },
  event: (fields) => {
    const rest = shapes.toRestEvent(fields)
    if (rest['event'] === 'pull_request_review' || rest['event'] === 'pullrequest_review') return graphReview(rest)
    const parsed = shapes.issueEvent.safeParse(rest)
    if (!parsed.success) return misshapen('event', parsed.error)
    const event = listedEvent(parsed.data)
    return event
      ? { events: [event], identities: identitiesOf([parsed.data.actor], 'observed') }
      : badTime('event', parsed.data.id, 'created_at', parsed.data.created_at)
  },
  hook: deliveryRows,
  alert: alertRows,
  listed: listedRows,
  account: (fields) => {
    const identities = identitiesOf([shapes.account.safeParse(fields).data], 'directory')
    return identities.length > 0 ? { identities } : reject('missing_field', `the user has no login: ${brief(fields)}`)
  },
  page: (fields) => {
    const all = shapes.graphItems(fields).map((one) => itemRows(one))
    const bad = all.find((rows) => rows.reject)
    if (bad) return bad
    return {
      tasks: all.flatMap((rows) => rows.tasks ?? []),
      events: all.flatMap((rows) => rows.events ?? []),
      identities: all.flatMap((rows) => rows.identities ?? []),
    }
  },
}

// ── issues and pull requests ──

function itemRows(fields: Fields): CanonicalRows {
  const parsed = shapes.item.safeParse(shapes.toRest(fields))
  if (!parsed.success) return misshapen('item', parsed.error)
  const item = parsed.data
  const found = placeOf(item.html_url, item.url)
  const repository = found?.repository ?? placeOf(item.repository_url)?.repository
  const number = item.number ?? found?.number
  if (!repository || !number) return reject('missing_field', `neither repository nor number: ${brief(item.html_url)}`)
  const isPull = found?.isPull === true || item.pull_request != null || item.head != null
  const place: Place = { repository, number, isPull }
  const created = readTime(item.created_at)
  if (!created) return badTime(isPull ? 'pull request' : 'issue', keyOf(place), 'created_at', item.created_at)
  const references = itemReferences(item, place)
  const parts = nested(item, place)
  const task = taskRow(item, place, created, references, parts.lost)
  return {
    tasks: [task],
    events: [creation(item, place, created, references), ...ending(item, place), ...parts.events],
    identities: identitiesOf([item.user, item.merged_by, item.closed_by, ...parts.users], 'observed'),
  }
}

function itemReferences(item: shapes.Item, place: Place): Reference[] {
  const own = [`pr:${keyOf(place)}`, `ticket:${keyOf(place)}`].map((ref) => ref.toLowerCase())
  return [
    ...findReferences(item.head?.ref, 'branch'),
    ...writtenReferences(item.title, place),
    ...writtenReferences(item.body, place),
  ].filter(({ ref }) => !own.includes(ref.toLowerCase()))
}

function taskRow(
  item: shapes.Item,
  place: Place,
  created: Moment,
  references: readonly Reference[],
  lost: Fields,
): TaskDraft {
  const closed = readTime(item.closed_at) ?? readTime(mergedAt(item))
  const state = item.state?.toLowerCase() ?? null
  return {
    task: taskOf(place),
    native_id: item.id,
    kind: place.isPull ? 'pull_request' : 'ticket',
    key: keyOf(place),
    title: item.title,
    description: item.body,
    type: place.isPull ? 'pull request' : 'issue',
    status: mergedAt(item) ? 'merged' : item.draft && state === 'open' ? 'draft' : state,
    is_closed: state === null ? null : state !== 'open',
    requester: aliasOf(item.user),
    opened_by: aliasOf(item.user),
    assignee: aliasOf(item.assignee),
    created_at: created.at,
    updated_at: readTime(item.updated_at)?.at ?? null,
    closed_at: closed?.at ?? null,
    resolution_us: created.resolution,
    approval_state: approvalStates.get(item.review_decision ?? '') ?? null,
    has_history: false,
    attributes: attributesOf({
      ...branchesOf(item),
      state_reason: item.state_reason,
      labels: (item.labels ?? []).flatMap((label) => textOf(asFields(label)?.['name'] ?? label) ?? []),
      requested_reviewers: (item.requested_reviewers ?? []).flatMap(
        (one) => textOf(asFields(one)?.['login'] ?? asFields(one)?.['slug']) ?? [],
      ),
      review_decision: item.review_decision,
      auto_merge_enabled_by: aliasOf(item.auto_merge?.enabled_by),
      ...lost,
    }),
    ...referenceColumns(references),
  }
}

const approvalStates: ReadonlyMap<string, 'approved' | 'denied' | 'requested'> = new Map(
  Object.entries<'approved' | 'denied' | 'requested'>({
    APPROVED: 'approved',
    CHANGES_REQUESTED: 'denied',
    REVIEW_REQUIRED: 'requested',
  }),
)

function creation(item: shapes.Item, place: Place, created: Moment, references: readonly Reference[]): EventDraft {
  return {
    stage: 'request',
    activity: 'create',
    operation: place.isPull ? 'pull_request.create' : 'issue.create',
    agent_run: agentRun(item.body),
    text: [item.title, item.body].filter(Boolean).join('\n\n') || null,
    attributes: attributesOf({ ...branchesOf(item), app: item.performed_via_github_app?.slug }),
    ...itemEvent(item.user, place, created),
    ...referenceColumns(references),
  }
}

function ending(item: shapes.Item, place: Place): EventDraft[] {
  const merged = readTime(mergedAt(item))
  if (merged) {
    const isControlled = item.base?.ref == null || isDefaultBranch(item)
    return [
      {
        twin_id: mergeTwin(place),
        stage: 'execution',
        activity: 'deploy',
        operation: 'pull_request.merge',
        change_class: isControlled ? 'prod_config' : null,
        change: 'modify',
        after: item.merge_commit_sha,
        attributes: attributesOf(branchesOf(item)),
        ...itemEvent(item.merged_by, place, merged),
        ...referenceColumns(item.merge_commit_sha ? [{ ref: `commit:${item.merge_commit_sha}`, origin: 'field' }] : []),
      },
    ]
  }
  const closed = readTime(item.closed_at)
  if (!closed) return []
  return [
    {
      stage: 'context',
      activity: 'close',
      operation: place.isPull ? 'pull_request.close' : 'issue.close',
      attributes: attributesOf({ state_reason: item.state_reason }),
      ...itemEvent(item.closed_by, place, closed),
    },
  ]
}

/** Reviews and comments that were fetched with their item. */
function nested(item: shapes.Item, place: Place) {
  const events: EventDraft[] = []
  const users: shapes.User[] = []
  let unread = 0
  const take = (event: EventDraft | null, user: shapes.User) => {
    if (event === null) unread += 1
    else events.push(event)
    users.push(user)
  }
  for (const one of item.reviews_data ?? []) {
    const { data } = shapes.review.safeParse(shapes.toRest(asFields(one) ?? {}))
    if (data) take(reviewEvent(data, place), data.user)
  }
  for (const one of [...(item.comments_data ?? []), ...(item.review_comments_data ?? [])]) {
    const { data } = shapes.comment.safeParse(shapes.toRest(asFields(one) ?? {}))
    if (data) take(commentEvent(data, place), data.user)
  }
  return { events, users, lost: { unreadable_parts: unread || null } }
}

// ── reviews, comments, events ──

/** A review; null without a readable time. A dismissed one keeps the time of its submission: when it was dismissed is not in it. */
function reviewEvent(review: shapes.Review, place: Place | null): EventDraft | null {
  const submitted = readTime(review.submitted_at)
  if (!submitted) return null
  const state = review.state?.toUpperCase() ?? ''
  const decision = decisions.get(state) ?? null
  const pull = place ? { ...place, isPull: true } : null
  return {
    stage: decision ? 'approval' : 'context',
    activity: decision ? 'decide' : 'comment',
    operation: 'pull_request_review.submit',
    decision,
    after: review.commit_id,
    agent_run: agentRun(review.body),
    ...referenceColumns(
      without(pull, [
        ...writtenReferences(review.body, place),
        ...(review.commit_id ? [{ ref: `commit:${review.commit_id}`, origin: 'field' } as const] : []),
      ]),
    ),
    text: review.body,
    attributes: attributesOf({
      state,
      commit_id: review.commit_id,
      author_association: review.author_association,
      // Dismissed later than it was submitted, and nothing here says when.
      time_is_last_update: state === 'DISMISSED' || null,
    }),
    ...itemEvent(review.user, pull, submitted),
    native_id: review.id,
  }
}

const decisions: ReadonlyMap<string, 'approved' | 'denied' | 'dismissed'> = new Map(
  Object.entries<'approved' | 'denied' | 'dismissed'>({
    APPROVED: 'approved',
    CHANGES_REQUESTED: 'denied',
    DISMISSED: 'dismissed',
  }),
)

function graphReview(rest: Fields): CanonicalRows {
  const pull = asFields(rest['issue'])
  const parsed = shapes.review.safeParse({
    ...rest,
    user: rest['actor'],
    submitted_at: rest['created_at'],
    html_url: rest['url'],
  })
  if (!parsed.success) return misshapen('review', parsed.error)
  const event = reviewEvent(parsed.data, placeOf(parsed.data.html_url, textOf(pull?.['html_url'])))
  return event ? { events: [event] } : badTime('review', parsed.data.id, 'createdAt', parsed.data.submitted_at)
}

function commentEvent(comment: shapes.Comment, place: Place | null): EventDraft | null {
  const created = readTime(comment.created_at)
  if (!created) return null
  const updated = readTime(comment.updated_at)
  return {
    stage: 'context',
    activity: 'comment',
    operation: comment.path ? 'pull_request_review_comment.create' : 'issue_comment.create',
    agent_run: agentRun(comment.body),
    text: comment.body,
    text_edited_at: updated && updated.at > created.at ? updated.at : null,
    attributes: attributesOf({
      path: comment.path,
      commit_id: comment.commit_id,
      review_id: comment.pull_request_review_id,
      author_association: comment.author_association,
      app: comment.performed_via_github_app?.slug,
    }),
    ...itemEvent(comment.user, place, created),
    ...referenceColumns(without(place, writtenReferences(comment.body, place))),
    native_id: comment.id,
  }
}

function listedEvent(event: shapes.IssueEvent): EventDraft | null {
  const at = readTime(event.created_at)
  if (!at) return null
  const name = event.event ?? 'unknown'
  const meaning = meaningOf(name)
  const issue = asFields(event.issue)
  const place = placeOf(textOf(issue?.['html_url']), textOf(issue?.['url']), event.url)
  const numbered = place?.number ? place : null
  const base = fieldsAt(issue, 'base')
  const isMerge = name === 'merged'
  const source = asFields(event.source)
  const other = placeOf(textOf(source?.['url']), textOf(fieldsAt(source, 'issue')?.['html_url']))
  const asked = event.requested_reviewer ?? event.assignee
  return {
    twin_id: isMerge && numbered ? mergeTwin(numbered) : null,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: isMerge ? 'pull_request.merge' : `issue_event.${name}`,
    change_class: isMerge && (!base || isProtectedBranch(textOf(base['ref']))) ? 'prod_config' : null,
    subject:
      aliasOf(asked) ?? (event.requested_team?.slug ? `github:team/${event.requested_team.slug.toLowerCase()}` : null),
    change: meaning.change,
    before: event.rename?.from,
    after: event.rename?.to ?? event.label?.name ?? (isMerge ? event.commit_id : null),
    decision: meaning.decision,
    ...referenceColumns(
      without(numbered, [
        ...(event.commit_id ? [{ ref: `commit:${event.commit_id}`, origin: 'field' } as const] : []),
        ...(other?.number ? [{ ref: taskOf(other), origin: 'field' } as const] : []),
      ]),
    ),
    text: event.dismissed_review?.dismissal_message,
    attributes: attributesOf({
      label: event.label?.name,
      commit_id: event.commit_id,
      review_id: event.dismissed_review?.review_id,
      dismissed_state: event.dismissed_review?.state,
    }),
    ...itemEvent(event.review_requester ?? event.actor, numbered, at),
    native_id: event.id,
  }
}

// ── webhook deliveries ──

/** Kinds of records that a delivery may carry whole, by the member they stand under; the comment on a review before the review. */
const carried = ['review', 'comment', 'pull_request', 'issue', 'alert'] as const

/** What is carried whole is read as from the API; what was done to it is an event of its own unless the record tells of it. */
function deliveryRows(delivery: Fields, outer: Fields): CanonicalRows {
  const action = textOf(delivery['action'])
  for (const name of carried) {
    const inner = asFields(delivery[name])
    const kind = inner && shapes.kindOf(inner)
    if (!inner || !kind || kind === 'hook') continue
    const rows = readers[kind](inner, outer)
    if (rows.reject) return rows
    if (name === 'review') return action === 'dismissed' ? dismissalRows(delivery, inner, rows) : rows
    if (name === 'comment' || name === 'alert' || told.has(action ?? '')) return rows
    const step = actionEvent(delivery, inner, action)
    return step ? { ...rows, events: [...(rows.events ?? []), step] } : rows
  }
  return stepRows(delivery, outer, action)
}

/** Actions that the carried record tells of by itself. */
const told = new Set(['opened', 'closed', 'created', 'submitted'])

/** The step on an issue or pull request, as the event list would give it. */
function actionEvent(delivery: Fields, item: Fields, action: string | null): EventDraft | null {
  const changes = fieldsAt(delivery, 'changes', 'title')
  const parsed = shapes.issueEvent.safeParse({
    ...delivery,
    event: changes ? 'renamed' : action,
    actor: delivery['sender'],
    created_at: item['updated_at'] ?? item['created_at'],
    issue: item,
    rename: changes && { from: changes['from'], to: item['title'] },
  })
  return parsed.success ? listedEvent(parsed.data) : null
}

/** A dismissed review still shows when it was submitted; the pull request shows when it was last touched: by this. */
function dismissalRows(delivery: Fields, review: Fields, rows: CanonicalRows): CanonicalRows {
  const [submitted] = rows.events ?? []
  const touched = readTime(fieldsAt(delivery, 'pull_request')?.['updated_at'])
  if (!submitted || !touched) return rows
  const sender = shapes.account.safeParse(delivery['sender']).data ?? null
  return {
    events: [
      {
        ...submitted,
        occurred_at: touched.at,
        resolution_us: touched.resolution,
        operation: 'pull_request_review.dismiss',
        actor: aliasOf(sender),
        actor_kind_hint: kindHint(sender),
        subject: submitted.actor,
        attributes: attributesOf({ state: review['state'], commit_id: review['commit_id'] }),
      },
    ],
    identities: [...(rows.identities ?? []), ...identitiesOf([sender], 'observed')],
  }
}

// ── small steps ──

/** What every event of an item has in common. */
function itemEvent(user: shapes.User, place: Place | null, at: Moment) {
  return {
    native_id: place?.number ? keyOf(place) : null,
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    task: place?.number ? taskOf(place) : null,
    actor: aliasOf(user),
    actor_kind_hint: kindHint(user),
    account: place?.repository.split('/')[0] ?? null,
    resource: place?.repository ?? null,
  }
}

/** The audit log, the event list and the pull request itself all tell of one merge. */
function mergeTwin(place: Place) {
  return `github-merge:${keyOf(place).toLowerCase()}`
}

function mergedAt(item: shapes.Item) {
  return item.merged_at ?? item.pull_request?.merged_at ?? null
}

function isDefaultBranch(item: shapes.Item) {
  const home = item.base?.repo?.default_branch
  return (home != null && home === item.base?.ref) || isProtectedBranch(item.base?.ref)
}

function branchesOf(item: shapes.Item): Fields {
  return compact({
    base_ref: item.base?.ref,
    base_sha: item.base?.sha,
    head_ref: item.head?.ref,
    head_sha: item.head?.sha,
    head_repository: item.head?.repo?.full_name === item.base?.repo?.full_name ? null : item.head?.repo?.full_name,
    merge_commit_sha: mergedAt(item) ? item.merge_commit_sha : null,
  })
}

/** Session of the agent that wrote a text, where it says so: `Agent-Logs-Url: …/sessions/<id>`, `agent_session_id: <id>`. */
function agentRun(text: string | null | undefined): string | null {
  return (
    /(?:agent-logs-url|agent[_-]session[_-]id)\W{1,4}\S*?([0-9a-f]{8}-[0-9a-f-]{27})/i.exec(text ?? '')?.[1] ?? null
  )
}

function without(place: Place | null, references: readonly Reference[]) {
  const own = place?.number ? keyOf(place).toLowerCase() : null
  return references.filter(({ ref }) => own === null || ref.slice(ref.indexOf(':') + 1).toLowerCase() !== own)
}

function badTime(what: string, id: string | null, field: string, value: unknown): CanonicalRows {
  return reject('bad_time', `${field} of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(
  what: string,
  error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] },
) {
  const issue = error.issues[0]
  return reject('bad_shape', `${what}: ${issue?.path.map(String).join('.') || 'record'}: ${issue?.message ?? ''}`)
}
