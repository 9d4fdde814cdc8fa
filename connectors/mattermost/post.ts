/** Posts of the API and of the bulk export: what was said, edited, deleted, and who reacted when. */
import { asFields, attributesOf, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { type Moment, readEpochMillis } from '../../src/time.js'
import { aliasOf } from './record.js'

/** A post, wherever it was exported from. */
export interface Post {
  readonly fields: Fields
  readonly channel: string
  readonly id: string
  readonly root: string | null
  readonly time: Moment
  readonly author: string | null
  readonly reactions: readonly unknown[]
}

/** A post of the API: https://developers.mattermost.com/api-documentation/ */
export function apiPost(fields: Fields): Post | null {
  const time = readEpochMillis(fields['create_at'])
  if (time === null) return null
  const root = textOf(fields['root_id'])
  return {
    fields,
    time,
    channel: tame(textOf(fields['channel_id']) ?? 'unknown'),
    id: tame(textOf(fields['id']) ?? String(fields['create_at'])),
    root: root === null ? null : tame(root),
    author: aliasOf(fields['user_id']),
    reactions: listOf(fieldsAt(fields, 'metadata')?.['reactions']),
  }
}

/** A post of the bulk export with its replies. It has no id: its time in milliseconds stands for it, as the import takes it. */
export function bulkPost(fields: Fields): (Post | null)[] {
  const members = listOf(fields['channel_members']).flatMap((one) => textOf(one) ?? [])
  const place =
    members.length > 0 ? members.sort().join(',') : `${textOf(fields['team']) ?? ''}/${textOf(fields['channel']) ?? ''}`
  const channel = tame(place)
  const read = (one: Fields, root: string | null): Post | null => {
    const time = readEpochMillis(one['create_at'])
    if (time === null) return null
    const reactions = listOf(one['reactions'])
    return { fields: one, channel, time, id: String(one['create_at']), root, author: aliasOf(one['user']), reactions }
  }
  const root = read(fields, null)
  const replies = listOf(fields['replies']).map((reply) => read(asFields(reply) ?? {}, root?.id ?? null))
  return [root, ...replies]
}

/** A colon parts the pieces of a key, and a blank ends it. */
function tame(name: string) {
  return name.replace(/[:\s]+/g, '_')
}

const notices: readonly (readonly [RegExp, Pick<EventDraft, 'activity' | 'change'>])[] = [
  [/^system_(join|add)_/, { activity: 'other', change: 'add' }],
  [/^system_(leave|remove)_/, { activity: 'other', change: 'remove' }],
  [/^system_(header|displayname|purpose|convert|change|guest)/, { activity: 'configure', change: 'modify' }],
  [/^system_channel_deleted$/, { activity: 'close' }],
  [/^system_channel_restored$/, { activity: 'reopen' }],
]

/** The post, its last edit, its deletion, and each reaction. */
export function eventsOf(post: Post): EventDraft[] {
  const { fields, time, channel, author } = post
  const props = asFields(fields['props']) ?? {}
  const type = textOf(fields['type']) ?? ''
  const isApp = isTrue(props['from_webhook']) || isTrue(props['from_bot'])
  const task = `thread:${channel}:${post.root ?? post.id}`
  const isReply = post.root !== null && post.root !== post.id
  const shown = { channel, is_reply: isReply, reply_to: isReply ? post.root : null }
  const common = {
    native_id: `${channel}:${post.id}`,
    stage: 'context',
    outcome: 'success',
    is_write: true,
    task,
  }
  const isNotice = type.startsWith('system_')
  const card = cardOf(props)
  const written = textOf(fields['message'])
  const found = [...findReferences(written, 'text'), ...findReferences(card, 'text')].filter(({ ref }) => ref !== task)
  const events: EventDraft[] = [
    {
      ...common,
      occurred_at: time.at,
      resolution_us: time.resolution,
      activity: isNotice ? 'other' : 'message',
      ...notices.find(([pattern]) => pattern.test(type))?.[1],
      operation: type === '' ? 'post' : type,
      actor: author,
      actor_kind_hint: isApp ? 'workload' : null,
      subject: isNotice ? (aliasOf(props['addedUserId']) ?? aliasOf(props['removedUserId'])) : null,
      ...referenceColumns(found),
      text: written ?? (card === '' ? null : card),
      text_edited_at: readEpochMillis(fields['edit_at'])?.at,
      attributes: attributesOf({
        ...shown,
        team: fields['team'],
        mentions: mentionsIn(isNotice ? null : written),
        card: written === null ? null : card,
        username: props['override_username'] ?? props['webhook_display_name'],
        priority: fieldsAt(fields, 'metadata', 'priority'),
        files: listOf(fields['file_ids']),
        remote: fields['remote_id'],
      }),
    },
  ]
  // Zero is Mattermost's word for never, and too short to be read as a time.
  const edited = readEpochMillis(fields['edit_at'])
  if (edited !== null)
    events.push({
      ...common,
      occurred_at: edited.at,
      resolution_us: edited.resolution,
      activity: 'edit',
      operation: 'edit_at',
      subject: author,
      attributes: attributesOf(shown),
    })
  const deleted = readEpochMillis(fields['delete_at'])
  if (deleted !== null)
    events.push({
      ...common,
      occurred_at: deleted.at,
      resolution_us: deleted.resolution,
      activity: 'delete',
      operation: 'delete_at',
      actor: aliasOf(props['deleteBy']),
      subject: author,
      attributes: attributesOf({ ...shown, is_deleted: true }),
    })
  return [...events, ...reactionsOf(post, common, shown)]
}

/** Ten years: a reaction whose time is missing lies between the post and the export. */
const unknownTime = 10 * 365 * 86_400 * 1_000_000

function reactionsOf(
  post: Post,
  common: Pick<EventDraft, 'native_id' | 'stage' | 'outcome' | 'is_write' | 'task'>,
  shown: Fields,
): EventDraft[] {
  const acknowledged = listOf(fieldsAt(post.fields, 'metadata')?.['acknowledgements']).map((one) => ({
    ...asFields(one),
    emoji_name: 'acknowledged',
    create_at: asFields(one)?.['acknowledged_at'],
  }))
  return [...post.reactions, ...acknowledged].flatMap((one) => {
    const reaction = asFields(one)
    const actor = aliasOf(reaction?.['user_id']) ?? aliasOf(reaction?.['user'])
    const name = textOf(reaction?.['emoji_name'])
    if (actor === null || name === null) return []
    const time = readEpochMillis(reaction?.['create_at'])
    return {
      ...common,
      occurred_at: time?.at ?? post.time.at,
      resolution_us: time?.resolution ?? unknownTime,
      activity: 'react',
      operation: `reaction:${name}`,
      actor,
      subject: post.author,
      text: `:${name}:`,
      attributes: attributesOf({ ...shown, reaction: name, time_unknown: time === null ? true : null }),
    }
  })
}

function isTrue(value: unknown) {
  return value === true || value === 'true'
}

function mentionsIn(text: string | null): string[] {
  const names = [...(text ?? '').matchAll(/(?<![\w@.])@([a-z0-9][a-z0-9._-]{0,63})/gi)].map(([, name]) =>
    name!.replace(/[._-]+$/, ''),
  )
  return [...new Set(names)].map((name) => `mattermost:${name.toLowerCase()}`)
}

/** What an integration's card says, without its buttons: an `Approve` that anybody could press is no approval. */
function cardOf(props: Fields): string {
  const lines = listOf(props['attachments']).flatMap((one) => {
    const card = asFields(one)
    const facts = listOf(card?.['fields']).flatMap((fact) => {
      const value = textOf(asFields(fact)?.['value'])
      return value === null ? [] : [`${textOf(asFields(fact)?.['title']) ?? ''}: ${value}`]
    })
    return [...['pretext', 'title', 'title_link', 'text'].flatMap((name) => textOf(card?.[name]) ?? []), ...facts]
  })
  return lines.join('\n')
}
