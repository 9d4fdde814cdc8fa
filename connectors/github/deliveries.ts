/** A webhook delivery that carries no issue, pull request, review or comment: what was done, by whom, to whom, where. */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, fieldsAt, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochSeconds, readTime } from '../../src/time.js'
import { type HookMeaning, meaningOfHook } from './hooks.js'
import { aliasOf, identitiesOf, kindOf } from './people.js'
import { account, hookOf, type User } from './record.js'

/** The step that a delivery tells of. `outer` is what it was stored in, which may be the only one to say when. */
export function stepRows(delivery: Fields, outer: Fields, action: string | null): CanonicalRows {
  const told = textOf(outer['event']) ?? textOf(fieldsAt(outer, 'headers')?.['X-GitHub-Event'])
  const hook = hookOf(delivery, told)
  const event = told ?? hook?.event ?? 'webhook'
  const name = action === null ? event : `${event}.${action}`
  const subject = fieldsAt(delivery, hook?.members[0] ?? '')
  const at = timeOf(event, delivery, subject, outer)
  if (at === null) return reject('no_time', `the delivery ${name} says nowhere when: ${brief(delivery)}`)
  const meaning: HookMeaning = hook ? meaningOfHook(hook, action) : { stage: 'context', activity: 'other' }
  const who = actorOf(event, delivery)
  const member = memberOf(delivery)
  const team = textOf(fieldsAt(delivery, 'team')?.['slug'])
  const app = event.startsWith('installation') ? textOf(subject?.['app_slug']) : null
  const permission = fieldsAt(delivery, 'changes', 'permission')
  const deployment = fieldsAt(delivery, 'deployment')
  const isDeployment = event === 'deployment' || event === 'deployment_status'
  const environment = textOf(subject?.['environment'] ?? deployment?.['environment'] ?? delivery['environment'])
  const isProduction = isDeployment && /^(prod|production|live)\b/i.test(environment ?? '')
  const commit = textOf(subject?.['head_sha'] ?? deployment?.['sha'] ?? delivery['after'])
  const branch = textOf(subject?.['head_branch'] ?? deployment?.['ref'] ?? delivery['ref'])?.replace('refs/heads/', '')
  const said = textOf(
    delivery['comment'] ?? fieldsAt(delivery, 'head_commit')?.['message'] ?? subject?.['display_title'],
  )
  const state = textOf(subject?.['conclusion'] ?? subject?.['state'])?.toLowerCase() ?? null
  const home = textOf(fieldsAt(delivery, 'repository')?.['full_name'])
  const owner = textOf(fieldsAt(delivery, 'organization')?.['login']) ?? home?.split('/')[0] ?? null
  const id = textOf(subject?.['id'])
  return {
    events: [
      {
        native_id: textOf(outer['guid']) ?? (id && `${event}/${id}`),
        // A deployment and its states are one action; of its tellings the last knows how it went.
        twin_id: isDeployment && deployment?.['id'] ? `github-deployment:${textOf(deployment['id'])}` : null,
        occurred_at: at.at,
        resolution_us: at.resolution,
        stage: meaning.stage,
        activity: meaning.activity,
        operation: isDeployment ? 'deployment' : name,
        outcome: event === 'deployment' ? 'pending' : (outcomes.get(state ?? action ?? '') ?? 'success'),
        is_write: true,
        change_class: isProduction ? 'prod_config' : meaning.changeClass,
        actor: aliasOf(who),
        actor_kind_hint: kindOf(who),
        subject: aliasOf(member) ?? aliasOf(app ? appUser(app) : null) ?? (team && `github:team/${team.toLowerCase()}`),
        credential_class: meaning.isCredential ? 'static' : null,
        issued_credential: meaning.isCredential && id ? `github:${event}/${id}` : null,
        account: owner,
        resource: home ?? owner,
        entitlement:
          (member ? team : null) ??
          textOf(
            permission?.['to'] ??
              fieldsAt(delivery, 'membership')?.['role'] ??
              fieldsAt(delivery, 'team')?.['permission'],
          ),
        change: meaning.change,
        before: textOf(permission?.['from'] ?? delivery['before']),
        after: textOf(permission?.['to']) ?? commit,
        decision: meaning.decision,
        ...referenceColumns([
          ...findReferences(branch, 'branch'),
          ...(commit ? [{ ref: `commit:${commit}`, origin: 'field' } as const] : []),
          ...pullsOf(subject, home),
          ...findReferences(said, 'text'),
        ]),
        text: said,
        attributes: attributesOf({
          name: subject?.['name'] ?? subject?.['title'],
          environment,
          branch,
          state,
          trigger: subject?.['event'],
          pages: listOf(delivery['pages']).map((page) => asFields(page)?.['page_name']),
          forced: delivery['forced'] === true || null,
        }),
      },
    ],
    identities: identitiesOf([who, member], 'observed'),
  }
}

/** How a run or a deployment ended; what has no such word was done. */
const outcomes: ReadonlyMap<string, Outcome> = new Map(
  Object.entries<Outcome>({
    failure: 'failure',
    error: 'failure',
    cancelled: 'failure',
    timed_out: 'failure',
    skipped: 'unknown',
    pending: 'pending',
    queued: 'pending',
    requested: 'pending',
    waiting: 'pending',
    in_progress: 'pending',
  }),
)

/** Times of what a delivery is about, best first. */
const ownTimes = ['completed_at', 'updated_at', 'published_at', 'run_started_at', 'started_at', 'created_at']
/** Times that stores and GitHub's own list of deliveries put beside it. */
const storedTimes = ['delivered_at', 'received_at', 'p_event_time', '@timestamp', 'timestamp', 'time']

/** When it was done. Members, keys and requests have times of their own making, which are not the step's. */
function timeOf(event: string, delivery: Fields, subject: Fields | null, outer: Fields): Moment | null {
  const repository = fieldsAt(delivery, 'repository')
  const written = [
    ...(undated.has(event) ? [] : ownTimes.map((name) => subject?.[name])),
    ...(event === 'push' ? [repository?.['pushed_at']] : []),
    delivery['since'],
    ...storedTimes.map((name) => outer[name]),
    ...(event === 'push' ? [fieldsAt(delivery, 'head_commit')?.['timestamp']] : []),
    ...(event === 'repository' ? [repository?.['updated_at']] : []),
  ]
  return written.map((value) => readTime(value, 'UTC') ?? readEpochSeconds(value)).find((one) => one !== null) ?? null
}

const undated = new Set(
  'member membership team organization org_block repository push deploy_key personal_access_token_request'.split(' '),
)

function actorOf(event: string, delivery: Fields): User {
  const approver = event === 'deployment_review' ? userAt(delivery['approver']) : null
  return (
    approver ?? userAt(delivery['sender']) ?? userAt(fieldsAt(delivery, 'workflow_run')?.['triggering_actor']) ?? null
  )
}

/** The account that something is given to or taken from. */
function memberOf(delivery: Fields): User {
  const found = [
    delivery['member'],
    fieldsAt(delivery, 'membership')?.['user'],
    delivery['invitation'],
    delivery['blocked_user'],
    fieldsAt(delivery, 'personal_access_token_request')?.['owner'],
  ].find((one) => asFields(one) !== null)
  return userAt(found)
}

function userAt(value: unknown): User {
  return asFields(value) === null ? null : (account.safeParse(value).data ?? null)
}

/** An app acts under its name with `[bot]` behind it. */
function appUser(slug: string): User {
  return userAt({ login: slug, type: 'Bot' })
}

/** Pull requests that a run belongs to; a fork's number is of the base repository. */
function pullsOf(run: Fields | null, home: string | null): Reference[] {
  return listOf(run?.['pull_requests']).flatMap((one): Reference[] => {
    const number = textOf(asFields(one)?.['number'])
    const base = textOf(fieldsAt(one, 'base', 'repo')?.['full_name']) ?? home
    return number && base ? [{ ref: `pr:${base}#${number}`, origin: 'field' }] : []
  })
}
