/** What Google Chat's exports look like, and both spellings of a message as one. */
import { asFields, emailOf, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import type { ActorKind } from '../../src/schema/words.js'
import { type Moment, readTime, readWritten } from '../../src/time.js'

/** What a record is: a message of Takeout or of the API, a member of a conversation or the owner of a Takeout, a membership of the API. */
export type Kind = 'takeout' | 'api' | 'member' | 'user' | 'membership'

/** The kind of a record; null when it is none of Google Chat's. */
export function kindOf(value: unknown): Kind | null {
  const fields = asFields(value)
  if (fields === null) return null
  if ('creator' in fields && 'topic_id' in fields && 'message_id' in fields) return 'takeout'
  if (/^spaces\/[^/]+\/messages\/./.test(String(fields['name'] ?? ''))) return 'api'
  if (/^spaces\/[^/]+\/members\/./.test(String(fields['name'] ?? '')) && 'member' in fields) return 'membership'
  if ('user' in fields && Array.isArray(fields['membership_info'])) return 'user'
  const isMember = 'user_type' in fields && 'name' in fields && Object.keys(fields).every((key) => memberKeys.has(key))
  return isMember ? 'member' : null
}

const memberKeys = new Set(['name', 'email', 'user_type'])

/** An account as a record names it. */
export interface Account {
  readonly alias: string
  readonly name: string | null
  readonly email: string | null
  /** The address that Google's own id goes with, where a record has both. */
  readonly sameAs: string | null
  readonly kind: ActorKind | null
}

/** An account of Takeout (`email`, `user_type`) or of the API (`users/<id>`); an app has neither address nor id and is known by its name. */
export function accountOf(value: unknown): Account | null {
  const fields = asFields(value)
  if (fields === null) return null
  const written = textOf(fields['name'])
  const resource = /^users\/(\S+)$/.exec(written ?? '')?.[1] ?? null
  const id = resource ?? textOf(fields['user_id'])
  const name = textOf(fields['displayName']) ?? (resource === null ? written : null)
  const email = emailOf(fields['email'])
  const isApp = /^(bot|app)$/i.test(textOf(fields['user_type'] ?? fields['type']) ?? '')
  const own = id === null ? (isApp && name !== null ? `google:app/${name.toLowerCase()}` : null) : `google:${id}`
  const alias = email === null ? own : `email:${email}`
  if (alias === null) return null
  return { alias, name, email, sameAs: email === null ? null : own, kind: isApp ? 'workload' : null }
}

/** Where a message stands. */
export interface Place {
  readonly space: string
  readonly topic: string
  /** Of its space; the first message of a topic is named like the topic. */
  readonly message: string
}

/** The place that an id names: `space/topic/message` in Takeout, `spaces/<space>/messages/<topic>.<message>` in the API. */
function placeOf(id: unknown): Place | null {
  const written = textOf(id) ?? ''
  const found =
    /^spaces\/([^/]+)\/messages\/([^/.]+)(?:\.([^/]+))?$/.exec(written) ?? /^([^/]+)\/([^/]+)\/([^/]+)$/.exec(written)
  if (!found) return null
  const [space = '', topic = '', message = topic] = found.slice(1).map((part) => part?.replace(/[:\s]+/g, '_'))
  return { space, topic, message: message === topic ? topic : `${topic}.${message}` }
}

/** One wording of a message and since when it stood. */
export interface Version {
  readonly text: string | null
  readonly since: Moment | null
}

/** A message of either export. */
export interface Said {
  readonly place: Place | null
  readonly author: Account | null
  readonly actedFor: Account | null
  readonly created: Moment | null
  /** Wordings, oldest first; at least one. */
  readonly versions: readonly Version[]
  readonly deleted: Moment | null
  readonly isDeleted: boolean
  readonly deletion: string | null
  readonly quoted: Place | null
  readonly reactions: readonly { readonly emoji: string; readonly emails: readonly string[]; readonly count: number }[]
  readonly card: string
  readonly links: readonly string[]
  readonly files: readonly string[]
  readonly mentions: readonly string[]
}

/** A message of Takeout. An edited one may keep its first time only in its previous versions. */
export function fromTakeout(fields: Fields, zone: string | null): Said {
  const read = (one: Fields | null, ...names: readonly string[]) =>
    names.map((name) => readDate(one?.[name], zone)).find((moment) => moment !== null) ?? null
  const previous = listOf(fields['previous_message_versions']).map((one) => ({
    text: textOf(asFields(one)?.['text']),
    since: read(asFields(one), 'updated_date', 'created_date'),
  }))
  const edited = read(fields, 'updated_date')
  const state = textOf(fields['message_state'])
  return {
    place: placeOf(fields['message_id']),
    author: accountOf(fields['creator']),
    actedFor: accountOf(fieldsAt(fields, 'creator', 'acting_user')),
    created: read(fields, 'created_date') ?? previous[0]?.since ?? null,
    versions: [...previous, { text: textOf(fields['text']), since: edited }],
    deleted: read(fields, 'deleted_date'),
    isDeleted: state === 'DELETED' || 'deleted_date' in fields,
    deletion: textOf(fieldsAt(fields, 'deletion_metadata')?.['deletion_type']),
    quoted: placeOf(fieldsAt(fields, 'quoted_message_metadata')?.['message_id']),
    reactions: listOf(fields['reactions']).flatMap((one) => {
      const emoji = emojiOf(asFields(one)?.['emoji'])
      const emails = listOf(asFields(one)?.['reactor_emails']).flatMap((email) => emailOf(email) ?? [])
      return emoji === null ? [] : [{ emoji, emails, count: emails.length }]
    }),
    card: '',
    links: linksIn(fields['annotations']),
    files: namesIn(fields['attached_files'], 'original_name'),
    mentions: [],
  }
}

/** A message of the API: https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages */
export function fromApi(fields: Fields): Said {
  const deleted = readTime(fields['deleteTime'])
  return {
    place: placeOf(fields['name']),
    author: accountOf(fields['sender']),
    actedFor: null,
    created: readTime(fields['createTime']),
    versions: [{ text: textOf(fields['text'] ?? fields['fallbackText']), since: readTime(fields['lastUpdateTime']) }],
    deleted,
    isDeleted: deleted !== null,
    deletion: textOf(fieldsAt(fields, 'deletionMetadata')?.['deletionType']),
    quoted: placeOf(fieldsAt(fields, 'quotedMessageMetadata')?.['name']),
    reactions: listOf(fields['emojiReactionSummaries']).flatMap((one) => {
      const emoji = emojiOf(asFields(one)?.['emoji'])
      return emoji === null ? [] : [{ emoji, emails: [], count: Number(asFields(one)?.['reactionCount']) || 0 }]
    }),
    card: cardTexts([fields['cardsV2'], fields['cards']]).join('\n'),
    links: linksIn(fields['annotations']),
    files: namesIn(fields['attachment'], 'contentName'),
    mentions: listOf(fields['annotations']).flatMap(
      (one) => accountOf(fieldsAt(one, 'userMention', 'user'))?.alias ?? [],
    ),
  }
}

/**
 * A date of Takeout: `Tuesday, August 17, 2021 at 3:04:05 PM UTC`, where newer exports put U+202F before the half of the day,
 * in the language of the account.
 */
function readDate(value: unknown, zone: string | null): Moment | null {
  const plain = (textOf(value) ?? '')
    .replace(/[\s\u202f\u00a0]+/g, ' ')
    .replace(/^\p{L}+, |^\p{L}+ (?=\d{1,2}\.? \p{L})/u, '')
    .replace(/,? (?:at|um|à|a las|alle(?: ore)?|om|às) (?=\d)/, ' ')
    .replace(/ de /g, ' ')
  return readWritten(plain, zone)
}

function emojiOf(value: unknown): string | null {
  const emoji = asFields(value)
  const custom = fieldsAt(emoji, 'customEmoji') ?? fieldsAt(emoji, 'custom_emoji')
  return textOf(emoji?.['unicode']) ?? textOf(custom?.['emojiName'] ?? custom?.['short_code'] ?? custom?.['uid'])
}

/** Addresses behind words: `url_metadata` in Takeout, `richLinkMetadata` in the API, both inside annotations. */
function linksIn(annotations: unknown): string[] {
  return listOf(annotations).flatMap((one) => {
    const wrapped = fieldsAt(one, 'url_metadata', 'url')
    const link = Object.values(wrapped ?? {})[0] ?? fieldsAt(one, 'richLinkMetadata')?.['uri']
    return textOf(link) ?? []
  })
}

function namesIn(files: unknown, name: string): string[] {
  return listOf(files).flatMap((one) => textOf(asFields(one)?.[name]) ?? textOf(asFields(one)?.['export_name']) ?? [])
}

const cardWords = new Set(['title', 'subtitle', 'header', 'text', 'topLabel', 'bottomLabel', 'content', 'url'])

/** What a card shows, wherever it stands in its sections and widgets. */
function cardTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(cardTexts)
  return Object.entries(asFields(value) ?? {}).flatMap(([key, inner]) => {
    const word = cardWords.has(key) ? textOf(inner) : null
    return word === null ? cardTexts(inner) : [word]
  })
}
