/** What Bitbucket writes, of Cloud (`created_on`, `uuid`) and of Server and Data Center (`createdDate`, `toRef`). */
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, emailOf, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import type { ActorKind } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'

/** What a record is. */
export type Kind = 'hook' | 'activity' | 'serverActivity' | 'commit' | CloudType | 'serverPull'

const cloudTypes = [
  'pullrequest',
  'pullrequest_comment',
  'issue',
  'deployment',
  'pipeline',
  'pipeline_step',
  'repository',
] as const
type CloudType = (typeof cloudTypes)[number]

/** Members beside `type` that only Bitbucket's objects of that type have. */
const marks: Readonly<Record<CloudType, readonly string[]>> = {
  pullrequest: ['destination', 'source', 'state'],
  pullrequest_comment: ['content', 'pullrequest'],
  issue: ['reporter', 'repository', 'content'],
  deployment: ['environment', 'release', 'state'],
  pipeline: ['uuid', 'build_number', 'state'],
  pipeline_step: ['uuid', 'pipeline', 'state'],
  repository: ['full_name', 'scm', 'uuid'],
}

const has = (fields: Fields | null, names: readonly string[]) =>
  fields !== null && names.every((name) => name in fields)

/** The shape of a record, or null when it is none of Bitbucket's. Strict, because it decides who claims an export. */
export function kindOf(value: Fields): Kind | null {
  if (/^(pr|repo):\w/.test(String(value['eventKey'] ?? '')) && 'actor' in value) return 'hook'
  const isCloudHook = has(value, ['actor', 'repository']) && ('pullrequest' in value || 'push' in value)
  if (isCloudHook && fieldsAt(value, 'repository')?.['full_name'] !== undefined) return 'hook'
  const type = cloudTypes.find((name) => name === value['type'])
  if (type && has(value, marks[type])) return type
  if (has(fieldsAt(value, 'pull_request'), ['id', 'links']) && activityPart(value)) return 'activity'
  if (has(value, ['fromRef', 'toRef', 'createdDate'])) return 'serverPull'
  if (has(value, ['id', 'createdDate', 'user']) && /^[A-Z][A-Z_]+$/.test(String(value['action'])))
    return 'serverActivity'
  const isCloudCommit = value['type'] === 'commit' && has(value, ['hash', 'author', 'message'])
  return isCloudCommit || has(value, ['displayId', 'authorTimestamp', 'message']) ? 'commit' : null
}

/** The record inside what carries it; null when it is none of Bitbucket's. */
export function unwrap(value: unknown): Fields | null {
  return unwrapFields(value, (fields) => kindOf(fields) !== null)
}

const parts = ['approval', 'changes_requested', 'update', 'comment'] as const

/** What an activity of Cloud tells of: one of four, under its name. */
export function activityPart(activity: Fields): { name: (typeof parts)[number]; fields: Fields } | null {
  for (const name of parts) {
    const fields = asFields(activity[name])
    if (fields !== null) return { name, fields }
  }
  return null
}

/** An account of Cloud or of Server; null where none is named. */
export interface Account {
  readonly alias: string
  readonly login: string | null
  readonly name: string | null
  readonly email: string | null
  readonly kind: ActorKind | null
}

/** Cloud accounts are Atlassian accounts and the same in every product; ids of Server are its own. Authors of commits may have but an address. */
export function accountOf(value: unknown): Account | null {
  const fields = asFields(value)
  const account = textOf(fields?.['account_id'])
  const id = textOf(fields?.['uuid'])?.replace(/^\{|\}$/g, '') ?? textOf(fields?.['id'])
  const email = emailOf(fields?.['emailAddress'])
  const login = textOf(fields?.['nickname'] ?? fields?.['name'] ?? fields?.['slug'])
  const own = id ?? (email === null ? login?.toLowerCase() : null)
  const alias = account ? `jira:${account}` : own ? `bitbucket:${own}` : email ? `email:${email}` : null
  if (alias === null) return null
  const isService = fields?.['type'] === 'SERVICE' || fields?.['type'] === 'app_user'
  const name = textOf(fields?.['display_name'] ?? fields?.['displayName'])
  return { alias, login, name, email, kind: isService ? 'workload' : null }
}

/** A repository, and an item of it. */
export interface Place {
  readonly repository: string
  /** `workspace/repo#4`, `PROJ/repo#4`. */
  readonly key: string | null
  /** Typed key: `pr:` or `ticket:`. */
  readonly task: string | null
}

const addresses: readonly RegExp[] = [
  /\/repositories\/([\w.-]+\/[\w.-]+)(?:\/(pullrequests|issues)\/(\d+))?/,
  /bitbucket\.org\/([\w.-]+\/[\w.-]+)\/(pull-requests|issues)\/(\d+)/,
]

/** The place that a Cloud object names by its addresses, or by its repository and number. */
export function cloudPlace(object: Fields | null): Place | null {
  const links = fieldsAt(object, 'links')
  const written = ['self', 'html'].flatMap((name) => textOf(fieldsAt(links, name)?.['href']) ?? [])
  for (const pattern of addresses) {
    for (const address of written) {
      const found = pattern.exec(address)
      if (found?.[3]) return placeAt(found[1]!, found[2] === 'issues' ? 'ticket' : 'pr', found[3])
    }
  }
  const home = fieldsAt(object, 'destination', 'repository') ?? fieldsAt(object, 'repository')
  const repository = textOf(home?.['full_name'])
  if (repository === null) return null
  return placeAt(repository, object?.['type'] === 'issue' ? 'ticket' : 'pr', textOf(object?.['id']))
}

/** The place of a pull request of Server. */
export function serverPlace(pull: Fields | null): Place | null {
  const repository = fieldsAt(pull, 'toRef', 'repository')
  const project = textOf(fieldsAt(repository, 'project')?.['key'])
  const slug = textOf(repository?.['slug'])
  return project && slug ? placeAt(`${project}/${slug}`, 'pr', textOf(pull?.['id'])) : null
}

/** An activity of Server does not say whose it is: the path it was saved under may (`…/PROJ/repos/repo/pull-requests/5/…`). */
export function filedPlace(file: string): Place | null {
  const found = /([\w~.-]+)\/(?:repos\/)?([\w.-]+)\/pull-requests\/(\d+)/.exec(file)
  return found ? placeAt(`${found[1]}/${found[2]}`, 'pr', found[3]!) : null
}

/** A repository alone, by the name it has in Cloud. */
export function repositoryPlace(fullName: string | null): Place | null {
  return fullName === null ? null : { repository: fullName, key: null, task: null }
}

function placeAt(repository: string, kind: 'pr' | 'ticket', number: string | null): Place {
  const key = number === null ? null : `${repository}#${number}`
  return { repository, key, task: key && `${kind}:${key}` }
}

/** A time of Cloud (RFC 3339) or of Server (epoch milliseconds). */
export function timeOf(value: unknown): Moment | null {
  return readEpochMillis(value) ?? readTime(value)
}

/** What a pull request or issue of either product says, in one spelling. */
export interface Item {
  readonly id: string | null
  readonly title: string | null
  readonly body: string | null
  readonly state: string
  readonly author: Account | null
  readonly closedBy: Account | null
  readonly assignee: Account | null
  readonly created: Moment | null
  readonly updated: Moment | null
  /** When it was merged or closed, as exactly as the record says. */
  readonly closed: Moment | null
  readonly sourceBranch: string | null
  readonly sourceCommit: string | null
  readonly targetBranch: string | null
  readonly mergeCommit: string | null
  readonly reviewers: readonly Review[]
}

/** What somebody thinks of a pull request by its record. `last` is no later than their last step. */
export interface Review {
  readonly who: Account
  readonly state: string | null
  readonly last: Moment | null
  readonly commit: string | null
}

/** A pull request or an issue of Cloud. */
export function cloudItem(fields: Fields): Item {
  const merge = fieldsAt(fields, 'merge_commit')
  const branch = (side: string) => textOf(fieldsAt(fields, side, 'branch')?.['name'])
  return {
    id: textOf(fields['id']),
    title: textOf(fields['title']),
    body: textOf(fields['description']) ?? textOf(fieldsAt(fields, 'content')?.['raw']),
    state: textOf(fields['state'])?.toUpperCase() ?? '',
    author: accountOf(fields['author'] ?? fields['reporter']),
    closedBy: accountOf(fields['closed_by']),
    assignee: accountOf(fields['assignee']),
    created: timeOf(fields['created_on']),
    updated: timeOf(fields['updated_on']),
    closed: timeOf(merge?.['date']),
    sourceBranch: branch('source'),
    sourceCommit: textOf(fieldsAt(fields, 'source', 'commit')?.['hash']),
    targetBranch: branch('destination'),
    mergeCommit: textOf(merge?.['hash']),
    reviewers: listOf(fields['participants']).flatMap((one) => {
      const review = asFields(one)
      const who = accountOf(review?.['user'])
      if (who === null) return []
      const state = review?.['approved'] === true ? 'APPROVED' : (textOf(review?.['state'])?.toUpperCase() ?? null)
      return [{ who, state, last: timeOf(review?.['participated_on']), commit: null }]
    }),
  }
}

/** A pull request of Server. */
export function serverItem(fields: Fields): Item {
  const ref = (side: string) => fieldsAt(fields, side)
  return {
    id: textOf(fields['id']),
    title: textOf(fields['title']),
    body: textOf(fields['description']),
    state: textOf(fields['state'])?.toUpperCase() ?? '',
    author: accountOf(fieldsAt(fields, 'author')?.['user']),
    closedBy: null,
    assignee: null,
    created: timeOf(fields['createdDate']),
    updated: timeOf(fields['updatedDate']),
    closed: timeOf(fields['closedDate']),
    sourceBranch: textOf(ref('fromRef')?.['displayId']),
    sourceCommit: textOf(ref('fromRef')?.['latestCommit']),
    targetBranch: textOf(ref('toRef')?.['displayId']),
    mergeCommit: textOf(fieldsAt(fields, 'properties', 'mergeCommit')?.['id']),
    reviewers: listOf(fields['reviewers']).flatMap((one) => {
      const review = asFields(one)
      const who = accountOf(review?.['user'])
      if (who === null) return []
      const state = textOf(review?.['status'])?.toUpperCase() ?? null
      return [{ who, state, last: null, commit: textOf(review?.['lastReviewedCommit']) }]
    }),
  }
}
