/** Which records are entries of GitHub's lists that are no issue, pull request or comment: runs, jobs, deployments, releases, commits, reactions, repositories. */
import { type Fields, fieldsAt, textOf } from '../../src/read-fields.js'

/** An entry that a webhook delivers as well: the event's name, what the entry has, and who did it. */
interface Delivered {
  readonly event: string
  readonly address: RegExp
  readonly members: readonly string[]
  readonly who: readonly string[]
}

/** The repository in an address of the API, as the source of a pattern. */
export const home = String.raw`/repos/([\w.-]+/[\w.-]+)`

const delivered: readonly Delivered[] = [
  {
    event: 'workflow_run',
    address: new RegExp(`${home}/actions/runs/\\d+$`),
    members: ['head_sha', 'status'],
    who: ['triggering_actor', 'actor'],
  },
  {
    event: 'workflow_job',
    address: new RegExp(`${home}/actions/jobs/\\d+$`),
    members: ['run_id', 'status'],
    who: [],
  },
  {
    event: 'deployment_status',
    address: new RegExp(`${home}/deployments/(\\d+)/statuses/\\d+$`),
    members: ['state', 'created_at'],
    who: ['creator'],
  },
  {
    event: 'deployment',
    address: new RegExp(`${home}/deployments/(\\d+)$`),
    members: ['sha', 'environment'],
    who: ['creator'],
  },
  { event: 'release', address: new RegExp(`${home}/releases/\\d+$`), members: ['tag_name'], who: ['author'] },
]

/** An entry that only the API gives: how it is known, and its event. */
interface Plain {
  readonly operation: string
  readonly activity: string
  readonly change?: 'add' | 'modify'
  is(value: Fields): boolean
}

const reactions = /^(?:\+1|-1|laugh|confused|heart|hooray|rocket|eyes)$/

const plain: readonly Plain[] = [
  {
    operation: 'commit',
    activity: 'update',
    change: 'modify',
    is: (value) => typeof value['sha'] === 'string' && fieldsAt(value, 'commit', 'committer') !== null,
  },
  {
    operation: 'reaction',
    activity: 'react',
    is: (value) =>
      reactions.test(String(value['content'])) && fieldsAt(value, 'user') !== null && 'created_at' in value,
  },
  {
    operation: 'repository.create',
    activity: 'create',
    change: 'add',
    is: (value) => typeof value['full_name'] === 'string' && fieldsAt(value, 'owner') !== null && 'pushed_at' in value,
  },
]

/** Whether a record is an entry of one of the lists. */
export function isListed(value: Fields): boolean {
  return deliveredAs(value) !== null || plainAs(value) !== null
}

/** As what a webhook would deliver the entry; null when it would not. */
export function deliveredAs(value: Fields): Delivered | null {
  const url = textOf(value['url']) ?? ''
  const fits = ({ address, members }: Delivered) => members.every((name) => name in value) && address.test(url)
  return delivered.find(fits) ?? null
}

/** What an entry is that no webhook delivers. */
export function plainAs(value: Fields): Plain | null {
  return plain.find(({ is }) => is(value)) ?? null
}
