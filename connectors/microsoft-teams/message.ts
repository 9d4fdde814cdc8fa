/** A chat message of Microsoft Graph: what was said, edited, deleted, and who reacted when. https://learn.microsoft.com/en-us/graph/api/resources/chatmessage */
import type { CanonicalRows } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  compact,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { type Account, accountOf, cardText, objectsIn, plainText, tame } from './record.js'

/** One message with its edit, deletion and reactions, and the replies that stand inside it. */
export function normalizeMessage(fields: Fields): CanonicalRows {
  const time = fields['createdDateTime']
  if (textOf(fields['id']) === null) return reject('missing_field', `id of the message is ${brief(fields['id'])}`)
  if (readTime(time) === null) return reject('bad_time', `createdDateTime is no time: ${brief(time)}`)
  const replies = objectsIn(fields['replies'])
  const said = [fields, ...replies.map((reply) => ({ ...placeOfRoot(fields), ...compact(reply) }))]
  return {
    events: said.flatMap(eventsOf),
    ...identitiesOf(said.flatMap(accountsOf)),
  }
}

/** The accounts a record names, each once. */
export function identitiesOf(accounts: readonly (Account | null)[]): { identities?: IdentityDraft[] } {
  const named = new Map(accounts.flatMap((one) => (one?.name ? [[one.alias, one] as const] : [])))
  if (named.size === 0) return {}
  const identities = [...named.values()].map(
    ({ alias, kind, name }): IdentityDraft => ({
      alias,
      directory: alias.slice(0, alias.indexOf(':')),
      display_name: name,
      basis: 'observed',
      kind_hint: kind,
    }),
  )
  return { identities }
}

/** Replies that were asked for with their message may leave out where they stand. */
function placeOfRoot(root: Fields): Fields {
  return compact({ chatId: root['chatId'], channelIdentity: root['channelIdentity'], replyToId: root['id'] })
}

function accountsOf(fields: Fields): (Account | null)[] {
  const reacted = listOf(fields['reactions']).map((one) => accountOf(asFields(one)?.['user']))
  return [accountOf(fields['from']), accountOf(fieldsAt(fields, 'eventDetail', 'initiator')), ...reacted]
}

interface Place {
  readonly nativeId: string
  readonly task: string
  readonly channel: string
  readonly replyTo: string | null
}

function placeOf(fields: Fields, id: string): Place {
  const conversation =
    textOf(fieldsAt(fields, 'channelIdentity')?.['channelId']) ?? textOf(fields['chatId']) ?? 'unknown'
  const quoted = listOf(fields['attachments'])
    .map(asFields)
    .find((one) => one?.['contentType'] === 'messageReference')
  // In a chat an answer quotes the message it answers; in a channel it stands below it.
  const root = textOf(fields['replyToId']) ?? textOf(quoted?.['id'])
  const channel = tame(conversation)
  const isReply = root !== null && root !== id
  return {
    channel,
    nativeId: `${channel}:${id}`,
    task: `thread:${channel}:${tame(root ?? id)}`,
    replyTo: isReply ? root : null,
  }
}

function eventsOf(fields: Fields): EventDraft[] {
  const id = textOf(fields['id'])
  const time = readTime(fields['createdDateTime'])
  if (id === null || time === null) return []
  const place = placeOf(fields, id)
  const author = accountOf(fields['from'])
  const common = { native_id: place.nativeId, outcome: 'success', is_write: true, task: place.task, stage: 'context' }
  const shown = { channel: place.channel, is_reply: place.replyTo !== null, reply_to: place.replyTo }
  const detail = fieldsAt(fields, 'eventDetail')
  const edited = readTime(fields['lastEditedDateTime'])
  const deleted = readTime(fields['deletedDateTime'])
  const events: EventDraft[] = []
  if (detail !== null)
    events.push({ ...common, ...noticeOf(detail, shown), occurred_at: time.at, resolution_us: time.resolution })
  else {
    const card = cardText(fields['attachments'])
    const written = plainText(fields['body'])
    const found = [
      ...findReferences(`${textOf(fields['subject']) ?? ''}\n${written}`, 'text'),
      ...findReferences(card, 'text'),
    ]
    events.push({
      ...common,
      occurred_at: time.at,
      resolution_us: time.resolution,
      activity: 'message',
      operation: textOf(fields['messageType']) ?? 'message',
      actor: author?.alias,
      actor_kind_hint: author?.kind,
      account: author?.tenant,
      ...referenceColumns(found.filter(({ ref }) => ref !== place.task)),
      text: written || card || null,
      text_edited_at: edited?.at,
      attributes: attributesOf({
        ...shown,
        subject: fields['subject'],
        importance: fields['importance'] === 'normal' ? null : fields['importance'],
        team: fieldsAt(fields, 'channelIdentity')?.['teamId'],
        mentions: listOf(fields['mentions']).flatMap((one) => accountOf(asFields(one)?.['mentioned'])?.alias ?? []),
        card: written === '' ? null : card,
        files: listOf(fields['attachments']).flatMap((one) => textOf(asFields(one)?.['name']) ?? []),
        policy_violation: fieldsAt(fields, 'policyViolation'),
        web_url: fields['webUrl'],
      }),
    })
  }
  if (edited !== null)
    events.push({
      ...common,
      occurred_at: edited.at,
      resolution_us: edited.resolution,
      activity: 'edit',
      operation: 'lastEditedDateTime',
      actor: author?.alias,
      actor_kind_hint: author?.kind,
      attributes: attributesOf(shown),
    })
  if (deleted !== null)
    events.push({
      ...common,
      occurred_at: deleted.at,
      resolution_us: deleted.resolution,
      activity: 'delete',
      operation: 'deletedDateTime',
      subject: author?.alias,
      attributes: attributesOf({ ...shown, is_deleted: true }),
    })
  return [...events, ...reactionsOf(fields, { common, shown, author, posted: time })]
}

interface Reacted {
  readonly common: Pick<EventDraft, 'native_id' | 'outcome' | 'is_write' | 'task' | 'stage'>
  readonly shown: Fields
  readonly author: Account | null
  readonly posted: { readonly at: number }
}

/** Ten years: a reaction whose time is missing lies between the message and the export. */
const unknownTime = 10 * 365 * 86_400 * 1_000_000

function reactionsOf(fields: Fields, { common, shown, author, posted }: Reacted): EventDraft[] {
  return listOf(fields['reactions']).flatMap((one) => {
    const reaction = asFields(one)
    const who = accountOf(reaction?.['user'])
    const name = textOf(reaction?.['reactionType'])
    if (who === null || name === null) return []
    const time = readTime(reaction?.['createdDateTime'])
    return {
      ...common,
      occurred_at: time?.at ?? posted.at,
      resolution_us: time?.resolution ?? unknownTime,
      activity: 'react',
      operation: `reaction:${name}`,
      actor: who.alias,
      actor_kind_hint: who.kind,
      subject: author?.alias,
      text: `:${name}:`,
      attributes: attributesOf({
        ...shown,
        reaction: textOf(reaction?.['displayName']) ?? name,
        time_unknown: time === null ? true : null,
      }),
    }
  })
}

const notices: readonly (readonly [RegExp, Pick<EventDraft, 'activity' | 'change'>])[] = [
  [
    /^(members|teamMembers)(Added|Joined)|^(tabUpdated|teamsAppInstalled|conversationMemberRoleAdded)/,
    { activity: 'other', change: 'add' },
  ],
  [/^(members|teamMembers)(Deleted|Left|Removed)|^teamsAppRemoved/, { activity: 'other', change: 'remove' }],
  [/^(channelAdded|teamCreated)/, { activity: 'create', change: 'add' }],
  [/^channelDeleted/, { activity: 'delete', change: 'remove' }],
  [/^teamArchived/, { activity: 'close' }],
  [/^teamUnarchived/, { activity: 'reopen' }],
  [/(Renamed|Updated|SetAsFavorite\w*|Changed|PolicyUpdated)/, { activity: 'configure', change: 'modify' }],
]

/** What Teams itself tells in a conversation: who was added, what was renamed. */
function noticeOf(detail: Fields, shown: Fields) {
  const operation =
    /(\w+?)(?:EventMessageDetail)?$/.exec(textOf(detail['@odata.type']) ?? '')?.[1] ?? 'systemEventMessage'
  const who = accountOf(detail['initiator'])
  const members = listOf(detail['members']).flatMap((one) => textOf(asFields(one)?.['id']) ?? [])
  const name = ['channelDisplayName', 'teamDisplayName', 'chatDisplayName', 'teamsAppDisplayName']
    .map((key) => textOf(detail[key]))
    .find((one) => one !== null)
  return {
    activity: 'other',
    ...notices.find(([pattern]) => pattern.test(operation))?.[1],
    operation,
    actor: who?.alias,
    actor_kind_hint: who?.kind,
    subject: members.length === 1 ? `entra:${members[0]}` : null,
    resource: name,
    attributes: attributesOf({ ...shown, members: members.length > 1 ? members.map((id) => `entra:${id}`) : null }),
  }
}
