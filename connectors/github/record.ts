/** What GitHub writes about issues, pull requests, reviews, comments and their events, in its own spelling: REST, GraphQL and `gh --json`. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import { type Hook, hooks } from './hooks.js'
import { isListed } from './listed.js'
import { alertPlaceOf } from './places.js'

/** Text that is there; ids are numbers in REST and texts in GraphQL. */
const text = z.unknown().optional().transform(textOf)

const user = z
  .looseObject({ login: text, id: text, type: text, name: text, email: text, company: text, suspended_at: text })
  .nullish()
  .catch(null)
/** An account; `type` is `User`, `Bot`, `Organization` or `Mannequin`. */
export type User = z.infer<typeof user>

const list = z.array(z.unknown()).nullish().catch(null)
const branch = z
  .looseObject({
    ref: text,
    sha: text,
    repo: z.looseObject({ full_name: text, default_branch: text }).nullish().catch(null),
  })
  .nullish()
  .catch(null)

const dates = { created_at: text, updated_at: text }

/** An issue or a pull request: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request , https://docs.github.com/en/rest/issues/issues */
export const item = z.looseObject({
  ...dates,
  id: text,
  number: text,
  title: text,
  body: text,
  html_url: text,
  url: text,
  repository_url: text,
  user,
  state: text,
  state_reason: text,
  draft: z.boolean().nullish().catch(null),
  closed_at: text,
  closed_by: user,
  merged_at: text,
  merged_by: user,
  merge_commit_sha: text,
  head: branch,
  base: branch,
  assignee: user,
  labels: list,
  requested_reviewers: list,
  pull_request: z.looseObject({ merged_at: text }).nullish().catch(null),
  performed_via_github_app: z.looseObject({ slug: text }).nullish().catch(null),
  auto_merge: z.looseObject({ enabled_by: user }).nullish().catch(null),
  review_decision: text,
  reviews_data: list,
  comments_data: list,
  review_comments_data: list,
})
export type Item = z.infer<typeof item>

/** A review: https://docs.github.com/en/rest/pulls/reviews */
export const review = z.looseObject({
  id: text,
  user,
  body: text,
  state: text,
  html_url: text,
  pull_request_url: text,
  submitted_at: text,
  commit_id: text,
  author_association: text,
})
export type Review = z.infer<typeof review>

/** A comment on an issue or on lines of a pull request. */
export const comment = z.looseObject({
  ...dates,
  id: text,
  user,
  body: text,
  html_url: text,
  issue_url: text,
  pull_request_url: text,
  pull_request_review_id: text,
  path: text,
  commit_id: text,
  author_association: text,
  performed_via_github_app: z.looseObject({ slug: text }).nullish().catch(null),
})
export type Comment = z.infer<typeof comment>

/** An entry of the event list or the timeline: https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
export const issueEvent = z.looseObject({
  id: text,
  event: text,
  actor: user,
  created_at: text,
  commit_id: text,
  url: text,
  issue: z.unknown().optional(),
  label: z.looseObject({ name: text }).nullish().catch(null),
  assignee: user,
  requested_reviewer: user,
  requested_team: z.looseObject({ slug: text, name: text }).nullish().catch(null),
  review_requester: user,
  rename: z.looseObject({ from: text, to: text }).nullish().catch(null),
  dismissed_review: z.looseObject({ review_id: text, state: text, dismissal_message: text }).nullish().catch(null),
  source: z.unknown().optional(),
})
export type IssueEvent = z.infer<typeof issueEvent>

/** A user as `/users/<login>` gives it. */
export const account = user

/** What a record is. */
export type Kind = 'item' | 'review' | 'comment' | 'event' | 'account' | 'page' | 'hook' | 'alert' | 'listed'

/** The shape of a record, or null when it is none of GitHub's. Strict, because it decides who claims an export. */
export function kindOf(value: Fields): Kind | null {
  if (isGraphPage(value)) return 'page'
  const address = [value['html_url'], value['url'], value['issue_url'], value['pull_request_url']].find(isAddress)
  const hasBody = 'body' in value
  if ('number' in value && 'title' in value && isItem(value)) return 'item'
  if (isReview(value)) return 'review'
  if (hasBody && 'user' in value && address && ('issue_url' in value || 'pull_request_url' in value)) return 'comment'
  if (typeof value['event'] === 'string' && 'actor' in value && address && 'commit_id' in value) return 'event'
  if (typeof value['eventType'] === 'string' && isItem(asFields(value['issue']) ?? asFields(value['pull']) ?? {}))
    return 'event'
  const isUser = typeof value['login'] === 'string' && 'gravatar_id' in value && 'site_admin' in value
  if (isUser) return 'account'
  if (('created_at' in value || 'createdAt' in value) && alertPlaceOf(value) !== null) return 'alert'
  if (isDelivery(value)) return 'hook'
  return isListed(value) ? 'listed' : null
}

/** A webhook delivery stands in a repository or an organisation, and says what was done or shows the push or the pages it is about. */
function isDelivery(value: Fields): boolean {
  const home = textOf(asFields(value['repository'])?.['full_name'])
  const isOwned =
    fieldsAt(value, 'sender') !== null && (fieldsAt(value, 'organization') ?? fieldsAt(value, 'installation')) !== null
  if (!(home === null ? isOwned : /^[\w.-]+\/[\w.-]+$/.test(home)) || 'actor' in value) return false
  if (typeof value['action'] === 'string') return !('object_kind' in value)
  if ('pages' in value || 'pusher' in value) return true
  return hooks.some(({ members }) => members.length > 1 && members.every((name) => name in value))
}

/** Members of any delivery: one that has no others is about its repository. */
const common = new Set('action repository organization enterprise installation sender changes'.split(' '))

/** What a delivery is: the first kind whose members it has, of the event it was sent as where that is known. */
export function hookOf(delivery: Fields, event: string | null): Hook | null {
  const isBare = Object.keys(delivery).every((name) => common.has(name))
  const fits = (hook: Hook) =>
    (event === null ? hook.event !== 'repository' || isBare : hook.event === event) &&
    hook.members.every((name) => name in delivery)
  return hooks.find(fits) ?? null
}

/** The record inside an envelope, a stored delivery (`payload`, `request.payload`), or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  const isKnown = (fields: Fields) => kindOf(fields) !== null
  const outer = asFields(value)
  const payload = outer?.['payload'] ?? fieldsAt(outer, 'request')?.['payload']
  return unwrapFields(value, isKnown) ?? unwrapFields(payload, isKnown)
}

const places = /\/repos\/[\w.-]+\/[\w.-]+\/(?:issues|pulls)\/|:\/\/[^/]+\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d/

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && places.test(value)
}

function isItem(value: Fields): boolean {
  if (isAddress(value['html_url']) || isAddress(value['url'])) return 'user' in value || 'author' in value
  return false
}

function isReview(value: Fields): boolean {
  if (!/^(APPROVED|CHANGES_REQUESTED|COMMENTED|DISMISSED|PENDING)$/i.test(String(value['state'] ?? ''))) return false
  return ('submitted_at' in value || 'pull_request_url' in value) && 'user' in value && 'commit_id' in value
}

function isGraphPage(value: Fields): boolean {
  return graphItems(value).length > 0
}

/** Issues and pull requests of a GraphQL answer: `data.repository.pullRequests.nodes`, `data.search.edges[].node`, `data.node`. */
export function graphItems(page: Fields): Fields[] {
  const data = fieldsAt(page, 'data') ?? page
  const members = (of: Fields, names: readonly string[]) => names.flatMap((name) => one(of[name]))
  const roots = members(data, ['repository', 'organization', 'search', 'node', 'viewer'])
  return roots.flatMap((root) => {
    const connections = [root, ...members(root, ['pullRequests', 'issues'])]
    return [...members(root, ['pullRequest', 'issue']), ...connections.flatMap(nodesOf)].filter(isItem)
  })
}

/** The members of a connection (`nodes`, `edges[].node`), or of the plain list that `gh --json` makes of it. */
function nodesOf(connection: unknown): Fields[] {
  const fields = asFields(connection)
  if (fields === null) return listOf(connection).flatMap(one)
  return [...listOf(fields['nodes']), ...listOf(fields['edges']).map((edge) => asFields(edge)?.['node'])].flatMap(one)
}

function one(value: unknown): Fields[] {
  const fields = asFields(value)
  return fields ? [fields] : []
}

/** A GraphQL or `gh --json` object in the spelling of REST; a REST object as it is. */
export function toRest(value: Fields): Fields {
  if (!('author' in value) || 'user' in value) return value
  const commit = asFields(value['commit'])
  const repository = textOf(asFields(value['repository'])?.['nameWithOwner'])
  const base = asFields(value['baseRepository']) ?? asFields(value['repository'])
  const isPull = 'headRefName' in value || 'mergedAt' in value || /\/pull\/\d+$/.test(String(value['url'] ?? ''))
  return {
    id: value['databaseId'] ?? value['fullDatabaseId'] ?? value['id'],
    number: value['number'],
    title: value['title'],
    body: value['body'],
    html_url: value['url'],
    repository_url: repository ? `https://api.github.com/repos/${repository}` : null,
    user: graphUser(value['author']),
    state: value['state'],
    state_reason: value['stateReason'],
    draft: value['isDraft'],
    created_at: value['createdAt'],
    updated_at: value['updatedAt'] ?? value['lastEditedAt'],
    submitted_at: value['submittedAt'],
    closed_at: value['closedAt'],
    merged_at: value['mergedAt'],
    merged_by: graphUser(value['mergedBy']),
    merge_commit_sha: asFields(value['mergeCommit'])?.['oid'],
    ...(isPull && 'title' in value
      ? {
          head: { ref: value['headRefName'], sha: value['headRefOid'] },
          base: {
            ref: value['baseRefName'],
            sha: value['baseRefOid'],
            repo: { default_branch: fieldsAt(base, 'defaultBranchRef')?.['name'] },
          },
        }
      : {}),
    assignee: graphUser(nodesOf(value['assignees'])[0]),
    labels: nodesOf(value['labels']),
    requested_reviewers: nodesOf(value['reviewRequests']).map((one) => asFields(one['requestedReviewer']) ?? one),
    commit_id: value['commitOid'] ?? commit?.['oid'],
    author_association: value['authorAssociation'],
    review_decision: value['reviewDecision'],
    reviews_data: nodesOf(value['reviews']).map(toRest),
    comments_data: nodesOf(value['comments']).map(toRest),
  }
}

function graphUser(value: unknown): Fields | null {
  const found = asFields(value)
  if (found === null) return null
  const type = found['__typename'] ?? (found['is_bot'] === true ? 'Bot' : null)
  return {
    login: found['login'],
    id: found['databaseId'] ?? found['id'],
    type,
    name: found['name'],
    email: found['email'],
  }
}

/** A GraphQL timeline entry as Perceval keeps it (`ClosedEvent` beside its issue) in the spelling of REST. */
export function toRestEvent(value: Fields): Fields {
  const type = textOf(value['eventType']) ?? textOf(value['__typename'])
  if (type === null) return value
  const name = type.replace(/Event$/, '').replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
  const closer = asFields(value['closer'])
  return {
    id: value['id'],
    event: name.toLowerCase(),
    actor: value['actor'] ?? value['author'],
    created_at: value['createdAt'] ?? value['submittedAt'],
    commit_id: asFields(value['commit'])?.['oid'],
    url: value['url'],
    issue: value['issue'] ?? value['pull'],
    label: value['label'],
    assignee: value['assignee'],
    requested_reviewer: value['requestedReviewer'],
    rename: value['previousTitle'] ? { from: value['previousTitle'], to: value['currentTitle'] } : null,
    source: closer ?? value['source'],
    state: value['state'],
    body: value['body'],
  }
}
