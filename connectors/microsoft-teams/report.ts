/** A row of the item report of a Purview eDiscovery export: which items there are, without what they say. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import { readTime } from '../../src/time.js'
import { tame } from './record.js'

const times = ['Date', 'Email date sent', 'Created', 'Received', 'Doc date created', 'Last modified time']

/** One item: a Teams or Copilot message, a mail, or a file. */
export function normalizeItem(row: Fields, record: SourceRecord): CanonicalRows {
  const written = times.map((name) => textOf(row[name])).find((one) => one !== null) ?? null
  const time = times.map((name) => readTime(textOf(row[name]), record.timezone ?? 'UTC')).find((one) => one !== null)
  if (!time) return reject('bad_time', `no time in ${times.join(', ')}: ${brief(written)}`)
  const itemClass = textOf(row['Item class'])
  const isChat = /^IPM\.SkypeTeams\.Message/i.test(itemClass ?? '')
  const isMail = /^IPM\.Note/i.test(itemClass ?? '')
  const sender =
    textOf(row['Sender']) ?? textOf(row['Sender/Author']) ?? textOf(row['Author']) ?? textOf(row['Created by'])
  const email = emailOf(/<([^<>\s]+@[^<>\s]+)>/.exec(sender ?? '')?.[1] ?? sender)
  const isCopilot = isChat && email === null && /\bCopilot\b/i.test(sender ?? '')
  // `19:…@thread.tacv2;messageid=1772445600000` names the root of a channel's thread.
  const conversation = textOf(row['Client conversation ID'])
  const root = /^(.+?);messageid=(\d+)$/.exec(conversation ?? '')
  const title = textOf(row['Subject/Title'])
  return {
    events: [
      {
        native_id: textOf(row['Immutable ID']) ?? textOf(row['Internet message ID']) ?? textOf(row['File ID']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: 'context',
        activity: isChat || isMail ? 'message' : 'other',
        operation: itemClass ?? textOf(row['File class']) ?? 'item',
        outcome: 'success',
        is_write: true,
        task: isChat && root ? `thread:${tame(root[1]!)}:${root[2]}` : null,
        actor: email === null ? null : `email:${email}`,
        actor_kind_hint: isCopilot ? 'agent' : null,
        resource: textOf(row['Compound path']) ?? textOf(row['Original path']),
        ...referenceColumns(findReferences(title, 'text')),
        text: title,
        attributes: attributesOf({
          workload: textOf(row['Workload']),
          custodian: textOf(row['Custodian']),
          sender: email === null ? sender : null,
          participants: textOf(row['Participants']),
          conversation,
          conversation_name: textOf(row['Conversation name']),
          team: textOf(row['Team name']),
          channel: textOf(row['Teams channel']),
          message_kind: textOf(row['Message kind']),
          in_reply_to: textOf(row['In reply to ID']),
          is_edited: /^true$/i.test(textOf(row['Contains edited message']) ?? '') ? true : null,
          is_deleted: /^true$/i.test(textOf(row['Contains deleted message']) ?? '') ? true : null,
          native_sha256: textOf(row['Native SHA 256']),
          status: textOf(row['Status']),
        }),
      },
    ],
  }
}
