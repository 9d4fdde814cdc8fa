/** A record of Discord in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, fieldsAt, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { normalizeEntry } from './audit.js'
import { aliasOf, isEntry, isMessage } from './record.js'

/** Ten years: Discord keeps no time of a reaction; it lies between the message and the export. */
const unknownTime = 10 * 365 * 86_400 * 1_000_000

const notices: readonly (readonly [RegExp, Pick<EventDraft, 'activity' | 'change'>])[] = [
  [/^(GuildMemberJoin|RecipientAdd)$/, { activity: 'other', change: 'add' }],
  [/^RecipientRemove$/, { activity: 'other', change: 'remove' }],
  [/^Channel\w+Change$/, { activity: 'configure', change: 'modify' }],
  [/^ThreadCreated$/, { activity: 'create', change: 'add' }],
  [/^(Call|ChannelPinnedMessage)$/, { activity: 'other' }],
]

/** The rows of one record, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const { value } = record
  if (isEntry(value)) return normalizeEntry(value, record)
  if (!isMessage(value)) return reject('unknown_record', `no message and no entry of an audit log: ${brief(value)}`)
  const time = readTime(value['timestamp'], record.timezone)
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(value['timestamp'])}`)
  const id = textOf(value['id'])
  if (id === null) return reject('missing_field', `id of the message is ${brief(value['id'])}`)
  const channel = tame(
    textOf(fieldsAt(record.page, 'channel')?.['id']) ?? /\[(\d{15,20})\]/.exec(record.file)?.[1] ?? 'unknown',
  )
  const reference = fieldsAt(value, 'reference')
  const parent = textOf(reference?.['messageId'])
  const isReply = parent !== null && parent !== '0' && parent !== id && reference?.['type'] !== 'Forward'
  const task = `thread:${channel}:${tame(isReply ? parent : id)}`
  const author = fieldsAt(value, 'author')
  const actor = aliasOf(author?.['id'])
  const isBot = author?.['isBot'] === true
  const type = textOf(value['type']) ?? 'Default'
  const common = { native_id: `${channel}:${id}`, stage: 'context', outcome: 'success', is_write: true, task }
  const shown = { channel, is_reply: isReply, reply_to: isReply ? parent : null }
  const written = textOf(value['content'])
  const card = cardOf(value['embeds'])
  const found = [...findReferences(written, 'text'), ...findReferences(card, 'text')]
  const edited = readTime(value['timestampEdited'], record.timezone)
  const guild = textOf(fieldsAt(record.page, 'guild')?.['id'])
  const events: EventDraft[] = [
    {
      ...common,
      occurred_at: time.at,
      resolution_us: time.resolution,
      activity: 'message',
      ...notices.find(([pattern]) => pattern.test(type))?.[1],
      operation: type,
      actor,
      actor_kind_hint: isBot ? 'workload' : null,
      account: guild === '0' ? null : guild,
      ...referenceColumns(found),
      text: written ?? (card === '' ? null : card),
      text_edited_at: edited?.at,
      attributes: attributesOf({
        ...shown,
        channel_name: textOf(fieldsAt(record.page, 'channel')?.['name']),
        mentions: listOf(value['mentions']).flatMap((one) => aliasOf(asFields(one)?.['id']) ?? []),
        card: written === null ? null : card,
        files: listOf(value['attachments']).flatMap((one) => textOf(asFields(one)?.['fileName']) ?? []),
        interaction: textOf(fieldsAt(value, 'interaction')?.['name']),
      }),
    },
  ]
  if (edited !== null)
    events.push({
      ...common,
      occurred_at: edited.at,
      resolution_us: edited.resolution,
      activity: 'edit',
      operation: 'timestampEdited',
      actor,
      actor_kind_hint: isBot ? 'workload' : null,
      attributes: attributesOf(shown),
    })
  const reactions = listOf(value['reactions']).flatMap((one) =>
    reactionEvents(one, { ...common, at: time.at, shown, subject: actor }),
  )
  return { events: [...events, ...reactions], ...accounts([author, ...listOf(value['mentions'])]) }
}

interface Reacted extends Pick<EventDraft, 'native_id' | 'stage' | 'outcome' | 'is_write' | 'task' | 'subject'> {
  readonly at: number
  readonly shown: Fields
}

/** One event a person; where the export only counts, one for all of them by nobody named. */
function reactionEvents(value: unknown, { at, shown, ...common }: Reacted): EventDraft[] {
  const reaction = asFields(value)
  const emoji = fieldsAt(reaction, 'emoji')
  const name = textOf(emoji?.['code']) ?? textOf(emoji?.['name'])
  if (name === null) return []
  const users = listOf(reaction?.['users']).flatMap((one) => aliasOf(asFields(one)?.['id']) ?? [])
  return (users.length > 0 ? users : [null]).map((actor) => ({
    ...common,
    occurred_at: at,
    resolution_us: unknownTime,
    activity: 'react',
    operation: `reaction:${name}`,
    actor,
    text: `:${name}:`,
    attributes: attributesOf({
      ...shown,
      reaction: name,
      time_unknown: true,
      count: actor === null ? reaction?.['count'] : null,
    }),
  }))
}

function accounts(people: readonly unknown[]): { identities?: IdentityDraft[] } {
  const named = new Map<string, IdentityDraft>()
  for (const one of people) {
    const fields = asFields(one)
    const alias = aliasOf(fields?.['id'])
    if (fields === null || alias === null || named.has(alias)) continue
    named.set(alias, {
      alias,
      directory: 'discord',
      login: textOf(fields['name']),
      display_name: textOf(fields['nickname']),
      basis: 'observed',
      kind_hint: fields['isBot'] === true ? 'workload' : null,
    })
  }
  return named.size > 0 ? { identities: [...named.values()] } : {}
}

/** What embeds say: titles, texts and fields. */
function cardOf(embeds: unknown): string {
  return listOf(embeds)
    .flatMap((one) => {
      const embed = asFields(one)
      const facts = listOf(embed?.['fields']).flatMap((fact) => {
        const value = textOf(asFields(fact)?.['value'])
        return value === null ? [] : [`${textOf(asFields(fact)?.['name']) ?? ''}: ${value}`]
      })
      return [...['title', 'url', 'description'].flatMap((name) => textOf(embed?.[name]) ?? []), ...facts]
    })
    .join('\n')
}

/** A colon parts the pieces of a key, and a blank ends it. */
function tame(name: string) {
  return name.replace(/[:\s]+/g, '_')
}
