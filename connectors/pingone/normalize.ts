/** PingOne's activities in our words. */
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
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Outcome } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import { meaningOf } from './activities.js'
import { actorOf, isActivity, readActivities } from './record.js'

/** One activity: one row of events, and the user where the activity names one with an address. A page is used as a whole or not at all. */
export function normalize(record: SourceRecord): CanonicalRows {
  const activities = readActivities(record.value)
  if (activities.length === 0) return reject('not_pingone', `no activity: ${brief(record.value)}`)
  const events: EventDraft[] = []
  const identities: IdentityDraft[] = []
  for (const [index, activity] of activities.entries()) {
    const place = activities.length > 1 ? `activity ${index + 1} of the page: ` : ''
    if (!isActivity(activity)) return reject('not_pingone', `${place}no activity: ${brief(activity)}`)
    const written = activity['recordedAt'] ?? activity['recorded']
    const time = readTime(written, 'UTC')
    if (time === null) return reject('bad_time', `${place}no time: ${brief(written)}`)
    events.push(eventOf(activity, time))
    identities.push(...usersIn(activity))
  }
  return { events, ...(identities.length > 0 && { identities }) }
}

function eventOf(activity: Fields, time: Moment): EventDraft {
  const type = textOf(asFields(activity['action'])?.['type']) ?? 'unknown'
  const resources = listOf(activity['resources'])
    .map(asFields)
    .filter((one) => one !== null)
  const result = asFields(activity['result'])
  const said = textOf(result?.['description']) ?? textOf(result?.['message'])
  const user = actorOf(activity, 'user')
  const client = actorOf(activity, 'client')
  const session = textOf(fieldsAt(activity, 'session')?.['id'])
  return {
    native_id: textOf(activity['id']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaningOf(type),
    operation: type,
    outcome: outcomeOf(type, textOf(result?.['status'])),
    actor: userAlias(user) ?? typed('client', textOf(client?.['id'])),
    actor_kind_hint: user === null && client !== null ? 'workload' : null,
    session: session === null ? null : `pingone:${session}`,
    account: environmentOf(activity, resources),
    ...concerned(type, resources, said),
    ...secretOf(type, resources),
    ...referenceColumns(findReferences(said, 'text')),
    source_ip: textOf(fieldsAt(activity, 'source')?.['ipAddress']) ?? textOf(resources[0]?.['ipaddress']),
    user_agent: textOf(fieldsAt(activity, 'source')?.['userAgent']),
    attributes: attributesOf({
      description: said,
      client: textOf(client?.['name']) ?? textOf(client?.['id']),
      correlation_id: textOf(activity['correlationId']),
      created_at: textOf(activity['createdAt']),
      population: textOf(fieldsAt(user, 'population')?.['id']),
      tags: listOf(activity['tags']),
      resources: resources.map(({ type: kind, id, name }) => ({ type: kind, id, name })),
    }),
  }
}

/** The word of the type is believed before the status: a failed check of a password is logged with success. */
function outcomeOf(type: string, status: string | null): Outcome {
  if (/denied|blocked/i.test(type)) return 'denied'
  if (/fail/i.test(type) || /^(?:fail|error)/i.test(status ?? '')) return 'failure'
  return /^success/i.test(status ?? '') ? 'success' : 'unknown'
}

/** What was acted on, and of access who gets it: the user whose address the resource stands under, or the thing itself. */
function concerned(type: string, resources: readonly Fields[], said: string | null): Partial<EventDraft> {
  const [first] = resources
  if (first === undefined) return {}
  const [kind, id, name] = [textOf(first['type']), textOf(first['id']), textOf(first['name'])]
  const isUser = kind?.toUpperCase() === 'USER'
  const owner = /\/users\/([^/?]+)/.exec(textOf(first['href']) ?? '')?.[1]
  const resource = kind === null && id === null ? name : [kind, id ?? name].filter(Boolean).join('/')
  const isAccess = /^(?:role_assignment|member_of_group|group_membership|membership|grant)\./i.test(type)
  const subject = isUser || owner !== undefined ? typed(null, owner ?? id) : isAccess ? typed(kind, id) : null
  if (!isAccess) return { resource, subject }
  const role = /\bfor role '([^']+)'/.exec(said ?? '')?.[1] ?? /\brole assignment '([^']+)'/.exec(said ?? '')?.[1]
  const scope = /\bscoped for (\w+(?: '[^']+')?)/.exec(said ?? '')?.[1]
  const granted = /\bto resource '([^']+)'/.exec(said ?? '')?.[1]
  const entitlement = role ?? granted ?? name
  return { resource, subject, entitlement, ...(scope !== undefined && /created/i.test(type) && { after: scope }) }
}

/** The secret of an application that was made or taken away; one that was read is the same as before. */
function secretOf(type: string, resources: readonly Fields[]): Partial<EventDraft> {
  const id = textOf(resources[0]?.['id'])
  if (id === null || !/^secret\.(?!read)/i.test(type)) return {}
  return { issued_credential: typed('secret', id), credential_class: 'static' }
}

function environmentOf(activity: Fields, resources: readonly Fields[]): string | null {
  const holders = [resources[0], actorOf(activity, 'user'), actorOf(activity, 'client')]
  return holders.map((one) => textOf(fieldsAt(one, 'environment')?.['id'])).find((id) => id !== null) ?? null
}

/** PingID knows people by name only. */
function userAlias(user: Fields | null): string | null {
  const name = textOf(user?.['name'])
  const email = emailOf(name)
  return typed(null, textOf(user?.['id'])) ?? (email === null ? typed(null, name) : `email:${email}`)
}

function usersIn(activity: Fields): IdentityDraft[] {
  const users = [actorOf(activity, 'user'), ...listOf(activity['resources']).map(asFields)]
  const drafts = users.flatMap((user): IdentityDraft[] => {
    const [id, name] = [textOf(user?.['id']), textOf(user?.['name'])]
    const email = emailOf(name)
    if (textOf(user?.['type'])?.toUpperCase() !== 'USER' || id === null || email === null) return []
    return [{ alias: `pingone:${id}`, directory: 'pingone', login: name, email, basis: 'observed' }]
  })
  return [...new Map(drafts.map((draft) => [`${draft.alias} ${draft.email}`, draft])).values()]
}

function typed(kind: string | null, id: string | null | undefined): string | null {
  if (id === null || id === undefined) return null
  return `pingone:${kind === null ? '' : `${kind.toLowerCase().replace(/\s+/g, '_')}/`}${id}`
}
