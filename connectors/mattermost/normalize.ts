/** A record of Mattermost in our words. */
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
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readEpochMillis } from '../../src/time.js'
import { normalizeAudit } from './audit.js'
import { apiPost, bulkPost, eventsOf, type Post } from './post.js'
import { aliasOf, kindOf } from './record.js'

/** The rows of one record, or why it gives none. */
export function normalize({ value }: SourceRecord): CanonicalRows {
  const found = kindOf(value)
  if (found === null)
    return reject('unknown_record', `no post, page, user, channel, bulk line or audit record: ${brief(value)}`)
  const { kind, fields } = found
  if (kind === 'page') return page(fields)
  if (kind === 'post') return posts([apiPost(fields)], fields['create_at'], fields['user_data'])
  if (kind === 'audit') return normalizeAudit(fields)
  if (kind === 'user') return account(fields)
  if (kind === 'channel') return group(fields, textOf(fields['id']))
  if (kind === 'error') return reject('api_error', `${brief(fields['status_code'])}: ${brief(fields['message'])}`)
  return bulk(fields)
}

/** A page of posts is one record: an object of posts by id, in the order of its own list. */
function page(fields: Fields): CanonicalRows {
  const byId = asFields(fields['posts']) ?? {}
  const order = listOf(fields['order']).flatMap((id) => textOf(id) ?? [])
  const ids = new Set([...order.filter((id) => Object.hasOwn(byId, id)), ...Object.keys(byId)])
  if (ids.size === 0) return reject('not_an_event', 'a page without posts')
  return posts(
    [...ids].flatMap((id) => apiPost(asFields(byId[id]) ?? {})),
    'none of them',
  )
}

function posts(all: readonly (Post | null)[], time: unknown, user?: unknown): CanonicalRows {
  const good = all.filter((post): post is Post => post !== null)
  if (good.length === 0) return reject('bad_time', `create_at of the post is no time: ${brief(time)}`)
  const events = good.flatMap(eventsOf)
  const bad = all.length - good.length
  // A page is one record, so a post in it that has no time can only be told of.
  const first = bad > 0 ? events[0] : undefined
  if (first) first.attributes = JSON.stringify({ ...JSON.parse(first.attributes ?? '{}'), posts_without_time: bad })
  const known = asFields(user)
  return { events, ...(known && textOf(known['id']) !== null ? account(known) : {}) }
}

function account(fields: Fields): CanonicalRows {
  const login = textOf(fields['username'])
  const alias = aliasOf(fields['id']) ?? aliasOf(login)
  if (alias === null) return reject('missing_field', `neither id nor username of the user: ${brief(fields['id'])}`)
  const named = aliasOf(login)
  const isBot = fields['is_bot'] === true || 'owner' in fields
  const gone = Number(fields['delete_at'] ?? 0) > 0
  const names = [fields['first_name'], fields['last_name']].flatMap((name) => textOf(name) ?? []).join(' ')
  const identity: IdentityDraft = {
    alias,
    directory: 'mattermost',
    login,
    display_name: textOf(fields['display_name']) ?? (names === '' ? textOf(fields['nickname']) : names),
    email: emailOf(fields['email']),
    basis: 'directory',
    kind_hint: isBot ? 'workload' : 'human',
    same_as: named !== null && named !== alias ? [named] : null,
    owner: isBot ? aliasOf(fields['owner']) : null,
    title: textOf(fields['position']),
    status: gone ? 'terminated' : 'active',
    valid_from: readEpochMillis(fields['create_at'])?.at,
    valid_to: gone ? readEpochMillis(fields['delete_at'])?.at : null,
    attributes: attributesOf({ roles: fields['roles'], auth_service: fields['auth_service'] }),
  }
  return { identities: [identity] }
}

function group(fields: Fields, id: string | null): CanonicalRows {
  const alias = aliasOf(id)
  if (alias === null) return reject('missing_field', `id or name of the channel is ${brief(id)}`)
  return {
    identities: [
      {
        alias,
        directory: 'mattermost',
        login: textOf(fields['name']),
        display_name: textOf(fields['display_name']),
        basis: 'directory',
        kind_hint: 'group',
        owner: aliasOf(fields['creator_id']),
        attributes: attributesOf({
          team: fields['team_id'] ?? fields['team'],
          type: fields['type'],
          members: fields['members'],
        }),
      },
    ],
  }
}

function bulk(fields: Fields): CanonicalRows {
  const type = textOf(fields['type']) ?? ''
  const inner = fieldsAt(fields, type) ?? {}
  if (type === 'post' || type === 'direct_post') return posts(bulkPost(inner), inner['create_at'])
  if (type === 'user' || type === 'bot') return account(inner)
  if (type === 'channel') return group(inner, `${textOf(inner['team']) ?? ''}/${textOf(inner['name']) ?? ''}`)
  if (type === 'team') return group(inner, textOf(inner['name']))
  if (type === 'direct_channel')
    return group(
      inner,
      listOf(inner['members'])
        .flatMap((one) => textOf(one) ?? [])
        .sort()
        .join(','),
    )
  return reject('not_an_event', `a ${type} line tells of nothing that happened and nobody`)
}
