/** Entries of GitLab's lists that are neither item nor note: https://docs.gitlab.com/api/ pipelines, jobs, commits, emoji reactions, versions, resource events, projects. */
import { asFields, attributesOf, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'

/** A kind of entry: how it is known, and what it says. */
interface Listing {
  readonly operation: string
  readonly activity: string
  /** Members that every entry of the kind has. */
  readonly members: readonly string[]
  /** What its own address looks like, where the members alone are not GitLab's. */
  readonly address?: RegExp
  readonly change?: 'add' | 'remove' | 'modify'
  /** Members that may say when, best first. */
  readonly times: readonly string[]
  /** The item it belongs to, by type and id. */
  readonly item?: readonly [type: string, id: string]
  /** Member that names the commit. */
  readonly commit?: string
}

const listings: readonly Listing[] = [
  {
    operation: 'job',
    activity: 'other',
    members: ['stage', 'name', 'status', 'pipeline'],
    address: /\/jobs\/\d+$/,
    times: ['finished_at', 'started_at', 'created_at'],
  },
  {
    operation: 'pipeline',
    activity: 'other',
    members: ['sha', 'ref', 'status'],
    address: /\/pipelines\/\d+$/,
    times: ['finished_at', 'updated_at', 'created_at'],
    commit: 'sha',
  },
  {
    operation: 'commit',
    activity: 'update',
    change: 'modify',
    members: ['id', 'short_id', 'author_email', 'committed_date'],
    times: ['committed_date', 'created_at'],
    commit: 'id',
  },
  {
    operation: 'award_emoji',
    activity: 'react',
    members: ['name', 'user', 'awardable_id', 'awardable_type'],
    times: ['created_at'],
    item: ['awardable_type', 'awardable_id'],
  },
  {
    operation: 'merge_request.push',
    activity: 'edit',
    change: 'modify',
    members: ['merge_request_id', 'head_commit_sha', 'base_commit_sha'],
    times: ['created_at'],
    item: ['MergeRequest', 'merge_request_id'],
    commit: 'head_commit_sha',
  },
  {
    operation: 'resource_event',
    activity: 'update',
    members: ['user', 'created_at', 'resource_type', 'resource_id'],
    times: ['created_at'],
    item: ['resource_type', 'resource_id'],
  },
  {
    operation: 'project.create',
    activity: 'create',
    change: 'add',
    members: ['path_with_namespace', 'namespace', 'created_at'],
    times: ['created_at'],
  },
]

/** What states of an item do to it, by the word of its state event. */
const transitions: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({ closed: 'close', reopened: 'reopen', merged: 'close' }),
)

/** Whether a record is an entry of one of the lists. */
export function isListed(value: Fields): boolean {
  return listingOf(value) !== null
}

function listingOf(value: Fields): Listing | null {
  const address = textOf(value['web_url']) ?? ''
  const fits = ({ members, address: own }: Listing) =>
    members.every((name) => name in value) && (own === undefined || own.test(address))
  return listings.find(fits) ?? null
}

/** What an entry says in our words, but for who and when; `written` is its time, `who` the account as GitLab writes it. */
export interface Entry {
  readonly event: Pick<EventDraft, 'stage' | 'activity' | 'operation'> & Partial<EventDraft>
  readonly written: unknown
  readonly who: unknown
  readonly email: unknown
}

/** Reads an entry; null when it is of no list. */
export function readListed(value: Fields): Entry | null {
  const listing = listingOf(value)
  if (listing === null) return null
  const { item, commit, times } = listing
  const id = textOf(value['id'])
  const project = textOf(value['path_with_namespace']) ?? projectIn(textOf(value['web_url']))
  const changed = textOf(value['state'])
  const label = textOf(fieldsAt(value, 'label')?.['name'] ?? fieldsAt(value, 'milestone')?.['title'])
  const sha = commit === undefined ? textOf(fieldsAt(value, 'commit')?.['id']) : textOf(value[commit])
  const references: Reference[] = [
    ...findReferences(textOf(value['ref']), 'branch'),
    ...(sha === null ? [] : [{ ref: `commit:${sha}`, origin: 'field' as const }]),
    ...findReferences(textOf(value['message']), 'text'),
  ]
  const isTransition = listing.operation === 'resource_event' && changed !== null
  return {
    event: {
      native_id: id && `${listing.operation}/${id}`,
      stage: 'context',
      activity: (isTransition ? transitions.get(changed) : null) ?? listing.activity,
      operation: listing.operation,
      change: listing.change ?? (value['action'] === 'remove' ? 'remove' : value['action'] === 'add' ? 'add' : null),
      task: item ? taskOf(textOf(value[item[0]]) ?? item[0], textOf(value[item[1]])) : null,
      account: project?.split('/')[0],
      resource: project ?? (textOf(value['project_id']) && `project/${textOf(value['project_id'])}`),
      after: sha ?? (isTransition ? changed : label),
      ...referenceColumns(references),
      text: textOf(value['message']),
      attributes: attributesOf({
        name: value['name'],
        stage: value['stage'],
        ref: value['ref'],
        status: value['status'],
        source: value['source'],
        duration_s: value['duration'],
      }),
    },
    written: times.map((name) => value[name]).find((one) => textOf(one) !== null),
    who: asFields(value['user']) ?? (textOf(value['creator_id']) === null ? null : { id: value['creator_id'] }),
    email: value['author_email'],
  }
}

/** Items are named by type and id, as in notes: of other things (snippets, epics, notes) there is no record. */
function taskOf(type: string, id: string | null): string | null {
  return id !== null && /^(Issue|MergeRequest)$/.test(type) ? `native:gitlab:${type}/${id}` : null
}

function projectIn(address: string | null): string | null {
  return /^https?:\/\/[^/]+\/(.+?)\/(?:-\/)?(?:pipelines|jobs|commit)\//.exec(address ?? '')?.[1] ?? null
}
