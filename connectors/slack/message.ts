/** A Slack message in our words: what was said, what was edited, who reacted. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Found } from './kind.js'
import { type Message, message } from './record.js'
import { cardText, mentionsIn, plainText, previewedUrls, richText } from './text.js'
import {
  aliasOf,
  attributes,
  badShape,
  brief,
  compact,
  known,
  readStamp,
  redact,
  reject,
  systemHint,
} from './values.js'

/** Slack keeps no time of a reaction or a deletion: it lies between the message and the export. Ten years is wider than any of them. */
const unknownTime = 10 * 365 * 86_400 * 1_000_000

/** One message: an event for it, one for its last edit, one per person and reaction, and the account it shows. */
export function normalizeMessage(found: Found, record: SourceRecord): CanonicalRows {
  if (found.fields['ts'] === undefined)
    return reject('missing_field', 'ts is missing: a message without it has neither time nor id')
  const parsed = message.safeParse(found.fields)
  if (!parsed.success) return badShape('message', parsed.error)
  const said = parsed.data
  const time = readStamp(said.ts)
  if (time === null) return reject('bad_time', `ts is no time stamp: ${brief(found.fields['ts'])}`)
  const place = placeOf(said, found.channel ?? channelOf(said, record))
  if (said.subtype === 'message_changed' || said.subtype === 'message_deleted')
    return { events: [laterEvent(said, place, time)] }
  const posted = postedEvent(said, place, time)
  return {
    events: [posted, ...editEvents(said, place, posted), ...reactionEvents(said, place, posted)],
    ...accounts(said),
  }
}

interface Place {
  readonly channel: string
  readonly nativeId: string
  readonly task: string
  readonly threadTs: string
  readonly isReply: boolean
}

function placeOf(said: Message, channel: string): Place {
  const changed = said.message ?? said.previous_message
  const ts = (isChange(said) ? (said.deleted_ts ?? changed?.ts) : null) ?? said.ts
  const threadTs = said.thread_ts ?? changed?.thread_ts ?? ts
  return {
    channel,
    nativeId: `${channel}:${ts}`,
    task: `thread:${channel}:${threadTs}`,
    threadTs,
    isReply: threadTs !== ts,
  }
}

function isChange(said: Message) {
  return said.subtype === 'message_changed' || said.subtype === 'message_deleted'
}

function postedEvent(said: Message, place: Place, time: { at: number; resolution: number }): EventDraft {
  const meaning = meaningOf(said)
  const isTombstone = said.subtype === 'tombstone'
  const raw = known(said.text) ?? richText(said.blocks ?? [])
  const shown = cardText(said)
  const card = plainText(shown)
  const written = plainText(raw) || card
  const actor = isTombstone ? null : actorOf(said)
  return {
    native_id: place.nativeId,
    occurred_at: time.at,
    resolution_us: isTombstone ? unknownTime : time.resolution,
    stage: 'context',
    activity: meaning.activity,
    operation: said.subtype ?? 'message',
    outcome: 'success',
    is_write: true,
    task: place.task,
    actor,
    actor_kind_hint: isBot(said) ? 'workload' : systemHint(isTombstone ? null : said.user),
    on_behalf_of: actedFor(said),
    subject: meaning.change ? aliasOf(said.user) : null,
    resource: meaning.change ? aliasOf(idOf(place.channel)) : null,
    change: meaning.change,
    ...referenceColumns(references(said, raw, card, place)),
    text: isTombstone ? null : written || null,
    text_edited_at: readStamp(said.edited?.ts)?.at,
    attributes: attributes({
      channel: place.channel,
      subtype: said.subtype,
      is_reply: place.isReply,
      reply_to: place.isReply ? place.threadTs : null,
      parent_user: aliasOf(said.parent_user_id),
      reply_count: said.reply_count,
      mentions: mentionsIn(`${raw}\n${shown}`),
      app: appOf(said),
      posted_as: isBot(said) ? aliasOf(said.user) : null,
      username: said.username,
      card: card !== '' && plainText(raw) !== '' && !plainText(raw).includes(card) ? card : null,
      inviter: aliasOf(said.inviter),
      client_msg_id: said.client_msg_id,
      team: said.team,
      files: (said.files ?? []).map(({ id, name, title, mimetype, mode, size }) =>
        compact({ id, name, title: title === name ? null : title, mimetype, mode, size }),
      ),
      metadata: redact(said.metadata),
      is_deleted: isTombstone ? true : null,
      time_unknown: isTombstone ? true : null,
      hidden: said.hidden,
    }),
  }
}

function editEvents(said: Message, place: Place, posted: EventDraft): EventDraft[] {
  const time = readStamp(said.edited?.ts)
  if (time === null) return []
  const editor = said.edited?.user ?? said.editor_id
  return [
    {
      native_id: place.nativeId,
      occurred_at: time.at,
      resolution_us: time.resolution,
      stage: 'context',
      activity: 'edit',
      operation: 'message_edited',
      outcome: 'success',
      is_write: true,
      task: place.task,
      actor: aliasOf(editor),
      actor_kind_hint: systemHint(editor),
      subject: posted.actor,
      before: said.original?.text ? plainText(said.original.text) : null,
      attributes: attributes({
        channel: place.channel,
        is_reply: place.isReply,
        reply_to: place.isReply ? place.threadTs : null,
      }),
    },
  ]
}

function reactionEvents(said: Message, place: Place, posted: EventDraft): EventDraft[] {
  return (said.reactions ?? []).flatMap(({ name, users, count }) =>
    [...new Set((users ?? []).map(aliasOf))]
      .filter((actor): actor is string => actor !== null)
      .map((actor) => ({
        native_id: place.nativeId,
        occurred_at: posted.occurred_at,
        resolution_us: unknownTime,
        stage: 'context',
        activity: 'react',
        operation: `reaction:${name}`,
        outcome: 'success',
        is_write: true,
        task: place.task,
        actor,
        actor_kind_hint: systemHint(actor.slice('slack:'.length)),
        subject: posted.actor,
        text: `:${bareName(name)}:`,
        attributes: attributes({
          channel: place.channel,
          reaction: bareName(name),
          time_unknown: true,
          count: count !== (users ?? []).length ? count : null,
          is_reply: place.isReply,
          reply_to: place.isReply ? place.threadTs : null,
        }),
      })),
  )
}

/** `+1::skin-tone-3` is a `+1`. */
function bareName(name: string) {
  return name.replace(/::skin-tone-\d$/, '')
}

/** A change that was kept as a record of its own: edits and deletions of exports that hold them, and of event streams. */
function laterEvent(said: Message, place: Place, time: { at: number; resolution: number }): EventDraft {
  const isEdit = said.subtype === 'message_changed'
  const edited = said.message?.edited ?? said.edited
  const moment = (isEdit ? readStamp(edited?.ts) : null) ?? time
  const editor = said.editor_id ?? edited?.user
  const before = (said.previous_message ?? said.original)?.text
  const after = said.message?.text ?? (isEdit ? said.text : null)
  return {
    native_id: place.nativeId,
    occurred_at: moment.at,
    resolution_us: moment.resolution,
    stage: 'context',
    activity: isEdit ? 'edit' : 'delete',
    operation: said.subtype ?? 'message',
    outcome: 'success',
    is_write: true,
    task: place.task,
    actor: aliasOf(editor),
    actor_kind_hint: systemHint(editor),
    subject: aliasOf(said.message?.user ?? said.previous_message?.user ?? said.original?.user ?? said.user),
    before: before ? plainText(before) : null,
    after: after ? plainText(after) : null,
    ...referenceColumns(after ? ownRefs(findReferences(plainText(after), 'text'), place) : []),
    text: after ? plainText(after) : null,
    text_edited_at: isEdit ? moment.at : null,
    attributes: attributes({
      channel: place.channel,
      is_reply: place.isReply,
      reply_to: place.isReply ? place.threadTs : null,
      mentions: mentionsIn(after ?? ''),
      is_deleted: isEdit ? null : true,
    }),
  }
}

const notices: readonly (readonly [RegExp, { activity: string; change?: 'add' | 'remove' | 'modify' }])[] = [
  [/^tombstone$/, { activity: 'delete' }],
  [/_join$/, { activity: 'other', change: 'add' }],
  [/_leave$/, { activity: 'other', change: 'remove' }],
  [/_(topic|purpose|name|posting_permissions|retention_changed)$|_convert_/, { activity: 'configure' }],
  [/_archive$/, { activity: 'close' }],
  [/_unarchive$/, { activity: 'reopen' }],
  [/^bot_(add|enable)$/, { activity: 'create' }],
  [/^bot_(remove|disable)$/, { activity: 'remove' }],
]

/** Whether somebody wrote something, or Slack tells of what was done. */
function meaningOf({ subtype }: Message): { activity: string; change?: 'add' | 'remove' | 'modify' } {
  return notices.find(([pattern]) => pattern.test(subtype ?? ''))?.[1] ?? { activity: 'message' }
}

function isBot(said: Message) {
  return Boolean(said.bot_id) || said.subtype === 'bot_message'
}

function actorOf(said: Message): string | null {
  if (isBot(said))
    return aliasOf(said.bot_id) ?? aliasOf(said.bot_profile?.id) ?? aliasOf(said.app_id) ?? aliasOf(said.user)
  return aliasOf(said.user ?? said.comment?.user)
}

/** The user an app posted as, when the record shows that it is not the app's own account. */
function actedFor(said: Message): string[] | null {
  const own = said.bot_profile?.user_id
  const shown = aliasOf(said.user)
  return isBot(said) && own && shown && aliasOf(own) !== shown ? [shown] : null
}

function appOf(said: Message) {
  if (!isBot(said) && !said.app_id) return null
  const app = {
    bot_id: said.bot_id,
    app_id: said.app_id ?? said.bot_profile?.app_id,
    name: said.bot_profile?.name ?? said.username,
  }
  return compact(app)
}

function references(said: Message, raw: string, card: string, place: Place): Reference[] {
  const found = [
    ...textsIn(redact(said.metadata?.event_payload)).flatMap((value) =>
      findReferences(value, /^\s*[A-Za-z][A-Za-z0-9_]*-?\d+\s*$/.test(value) ? 'field' : 'text'),
    ),
    ...findReferences(plainText(raw), 'text'),
    ...findReferences(card, 'text'),
    ...findReferences(previewedUrls(said).map(plainText).join('\n'), 'text'),
  ]
  return ownRefs(found, place)
}

/** Every text inside a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** A message does not refer to the thread it stands in. Exports name a channel by name, permalinks by id: the time stamp tells. */
function ownRefs(found: readonly Reference[], { nativeId, threadTs }: Place): Reference[] {
  const own = new Set([threadTs, nativeId.slice(nativeId.indexOf(':') + 1)])
  return found.filter(({ ref }) => !(ref.startsWith('thread:') && own.has(ref.split(':')[2] ?? '')))
}

/** A bot as its profile in the message names it, or a member of another workspace whom `users.json` does not hold. */
function accounts(said: Message): { identities?: IdentityDraft[] } {
  const bot = said.bot_profile
  const botAlias = aliasOf(bot?.id ?? said.bot_id)
  if (bot && botAlias) {
    const user = aliasOf(bot.user_id)
    return {
      identities: [
        {
          alias: botAlias,
          directory: 'slack',
          display_name: known(bot.name),
          basis: 'observed',
          kind_hint: 'workload',
          same_as: user ? [user] : null,
        },
      ],
    }
  }
  const alias = aliasOf(said.user)
  const profile = said.user_profile
  if (isBot(said) || !alias || !profile) return {}
  return {
    identities: [
      {
        alias,
        directory: 'slack',
        login: known(profile.name),
        display_name: known(profile.display_name) ?? known(profile.real_name),
        basis: 'observed',
      },
    ],
  }
}

const day = /^\d{4}-\d{2}-\d{2}\.json$/

/**
 * The channel of a message: the id in the record or its page; else the folder of a day file, which is the channel's name;
 * else an id in the path; else the folder.
 */
function channelOf(said: Message, record: SourceRecord): string {
  const named = typeof said.channel === 'string' ? said.channel : said.channel?.id
  const page = record.page?.['channel'] ?? record.page?.['channel_id']
  for (const id of [named, page]) if (typeof id === 'string' && /^[CGD][A-Z0-9]{2,}$/i.test(id)) return id.toUpperCase()
  const steps = record.file.split(/[/!]/).filter((step) => step !== '')
  const name = steps.at(-1) ?? 'slack'
  const folder = steps.at(-2)
  if (day.test(name)) return tame(folder ?? name)
  const id = /(?:^|[^A-Za-z0-9])([CGD][A-Z0-9]{8,10})(?![A-Za-z0-9])/.exec(`${folder ?? ''}/${name}`)?.[1]
  return id ?? tame(folder ?? name.replace(/\.\w+$/, ''))
}

/** A colon parts the pieces of a key, and a blank ends it. */
function tame(name: string) {
  return name.replace(/[:\s]+/g, '_')
}

/** The channel as an alias, where the export gives its id and not only its name. */
function idOf(channel: string): string | null {
  return /^[CGD][A-Z0-9]{7,}$/.test(channel) ? channel : null
}
