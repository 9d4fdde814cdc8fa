/** A record of Google Chat in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Moment } from '../../src/time.js'
import { type Account, accountOf, fromApi, fromTakeout, type Kind, kindOf, type Place, type Said } from './record.js'

/** Ten years: Google Chat keeps no time of a reaction; it lies between the message and the export. */
const unknownTime = 10 * 365 * 86_400 * 1_000_000

/** The rows of one record, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const kind = kindOf(record.value)
  const fields = asFields(record.value)
  if (kind === null || fields === null)
    return reject('unknown_record', `no message, member or account: ${brief(record.value)}`)
  return readers[kind](fields, record)
}

const readers: Readonly<Record<Kind, (fields: Fields, record: SourceRecord) => CanonicalRows>> = {
  takeout: (fields, { timezone }) =>
    messageRows(fromTakeout(fields, timezone), fields['message_id'], fields['created_date']),
  api: (fields) => messageRows(fromApi(fields), fields['name'], fields['createTime']),
  member: (fields) => directoryRows(accountOf(fields), fields),
  user: (fields) => directoryRows(accountOf(fields['user']), fields),
  membership: (fields) => directoryRows(accountOf(fields['member']), fields),
}

function directoryRows(account: Account | null, fields: Fields): CanonicalRows {
  const identities = identitiesOf([account], 'directory')
  return identities.length > 0 ? { identities } : reject('missing_field', `no account is named: ${brief(fields)}`)
}

function messageRows(said: Said, id: unknown, time: unknown): CanonicalRows {
  const { place, author } = said
  if (place === null) return reject('missing_field', `the message has no id that names its place: ${brief(id)}`)
  const first = said.created ?? said.deleted
  if (first === null) return reject('bad_time', `the message has no time that can be read: ${brief(time)}`)
  const { task, replyTo } = threadOf(place, said.quoted)
  const shown = { channel: place.space, is_reply: replyTo !== null, reply_to: replyTo }
  const common = {
    native_id: `${place.space}:${place.message}`,
    stage: 'context',
    outcome: 'success',
    is_write: true,
    task,
  }
  const by = {
    actor: author?.alias,
    actor_kind_hint: author?.kind,
    on_behalf_of: said.actedFor ? [said.actedFor.alias] : null,
  }
  const [opening, ...later] = said.versions
  const current = said.versions.at(-1)
  const edited = current?.since ?? null
  const events: EventDraft[] = []
  if (said.created !== null) {
    const words = opening?.text ?? current?.text ?? null
    const found = [words, said.card, said.links.join('\n')].flatMap((one) => findReferences(one, 'text'))
    events.push({
      ...common,
      ...by,
      ...timeOf(said.created),
      activity: 'message',
      operation: 'message',
      ...referenceColumns(found.filter(({ ref }) => ref !== task)),
      text: words ?? (said.card || null),
      text_edited_at: edited?.at,
      attributes: attributesOf({
        ...shown,
        mentions: said.mentions,
        card: words === null ? null : said.card,
        files: said.files,
      }),
    })
  }
  // The API keeps one wording only: the edit is then known by its time alone.
  const edits = later.length > 0 ? later : edited && opening ? [opening] : []
  edits.forEach(({ text, since }, index) => {
    if (since === null) return
    const before = later.length > 0 ? (said.versions[index]?.text ?? null) : null
    events.push({
      ...common,
      ...by,
      ...timeOf(since),
      activity: 'edit',
      operation: 'message.update',
      before,
      after: before === null ? null : text,
      ...referenceColumns(before === null ? [] : findReferences(text, 'text').filter(({ ref }) => ref !== task)),
      text: before === null ? null : text,
      text_edited_at: since.at,
      attributes: attributesOf(shown),
    })
  })
  if (said.isDeleted) {
    const isOwn = said.deletion?.startsWith('CREATOR') === true && !said.deletion.startsWith('CREATOR_VIA_APP')
    events.push({
      ...common,
      ...timeOf(said.deleted ?? { at: first.at, resolution: unknownTime }),
      activity: 'delete',
      operation: 'message.delete',
      actor: isOwn ? author?.alias : null,
      subject: author?.alias,
      attributes: attributesOf({
        ...shown,
        is_deleted: true,
        deletion: said.deletion,
        time_unknown: said.deleted === null || null,
      }),
    })
  }
  for (const { emoji, emails, count } of said.reactions) {
    const people = emails.length > 0 ? emails.map((email) => `email:${email}`) : [null]
    for (const actor of people)
      events.push({
        ...common,
        occurred_at: first.at,
        resolution_us: unknownTime,
        activity: 'react',
        operation: `reaction:${emoji}`,
        actor,
        subject: author?.alias,
        text: emoji,
        attributes: attributesOf({
          ...shown,
          reaction: emoji,
          time_unknown: true,
          count: actor === null && count > 0 ? count : null,
        }),
      })
  }
  return { events, identities: identitiesOf([author, said.actedFor], 'observed') }
}

/** In a space an answer stands in its topic; in a direct conversation each message is a topic, and an answer quotes. */
function threadOf(place: Place, quoted: Place | null): { task: string; replyTo: string | null } {
  const isFirst = place.message === place.topic
  const root = isFirst && quoted !== null && quoted.space === place.space ? quoted.topic : place.topic
  return { task: `thread:${place.space}:${root}`, replyTo: root === place.message ? null : root }
}

function timeOf({ at, resolution }: Moment) {
  return { occurred_at: at, resolution_us: resolution }
}

function identitiesOf(accounts: readonly (Account | null)[], basis: IdentityDraft['basis']): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const account of accounts) {
    if (account === null || (account.name === null && account.email === null && account.kind === null)) continue
    rows.set(account.alias, {
      alias: account.alias,
      directory: 'google',
      display_name: account.name,
      email: account.email,
      basis,
      kind_hint: account.kind,
      same_as: account.sameAs ? [account.sameAs] : null,
    })
  }
  return [...rows.values()]
}
