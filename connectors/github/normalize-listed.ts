/** Rows of entries of GitHub's lists. */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { readTime } from '../../src/time.js'
import { stepRows } from './deliveries.js'
import { deliveredAs, home, plainAs } from './listed.js'
import { aliasOf, identitiesOf, kindOf } from './people.js'
import { account } from './record.js'

/** Rows of an entry: as of the delivery that would carry it, where there is one. */
export function listedRows(value: Fields): CanonicalRows {
  const kind = deliveredAs(value)
  if (kind === null) return plainRows(value)
  const [, repository, deployment] = kind.address.exec(textOf(value['url']) ?? '')!
  const delivery = {
    [kind.event]: value,
    ...(kind.event === 'deployment_status' ? { deployment: { id: deployment } } : {}),
    repository: { full_name: repository },
    sender: kind.who.map((name) => value[name]).find((one) => asFields(one) !== null),
  }
  const isPublished = kind.event === 'release' && value['draft'] !== true
  return stepRows(delivery, { event: kind.event }, isPublished ? 'published' : null)
}

/** A commit's time is the committer's; its author may have no account, and is an address then. */
function plainRows(value: Fields): CanonicalRows {
  const kind = plainAs(value)
  if (kind === null) return reject('unknown_record', `no entry of a list: ${brief(value)}`)
  const commit = fieldsAt(value, 'commit')
  const written = fieldsAt(commit, 'committer')?.['date'] ?? value['created_at']
  const at = readTime(written)
  if (at === null) return reject('bad_time', `the time of ${kind.operation} is no time: ${brief(written)}`)
  const found = account.safeParse(value['author'] ?? value['user'] ?? value['owner']).data
  const who = kind.operation === 'repository.create' ? null : found
  const email = emailOf(fieldsAt(commit, 'author')?.['email'])
  const sha = textOf(value['sha'])
  const message = textOf(commit?.['message'])
  const url = textOf(value['url']) ?? ''
  const repository = textOf(value['full_name']) ?? new RegExp(home).exec(url)?.[1] ?? null
  const event: EventDraft = {
    native_id: sha ?? textOf(value['id']),
    occurred_at: at.at,
    resolution_us: at.resolution,
    stage: 'context',
    activity: kind.activity,
    operation: kind.operation,
    outcome: 'success',
    is_write: true,
    actor: aliasOf(who) ?? (email && `email:${email}`),
    actor_kind_hint: kindOf(who),
    account: repository?.split('/')[0],
    resource: repository,
    change: kind.change,
    after: sha,
    ...referenceColumns([
      ...(sha === null ? [] : [{ ref: `commit:${sha}`, origin: 'field' as const }]),
      ...findReferences(message, 'text'),
    ]),
    text: message,
    attributes: attributesOf({ content: value['content'], author_email: email }),
  }
  return { events: [event], identities: identitiesOf([who], 'observed') }
}
