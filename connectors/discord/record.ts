/** What Discord's exports look like. */
import { asFields, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'

/** A message as DiscordChatExporter writes it (format of release 2.40). */
export function isMessage(value: unknown): value is Fields {
  const fields = asFields(value)
  const author = fieldsAt(fields, 'author')
  return (
    fields !== null &&
    author !== null &&
    'timestamp' in fields &&
    'timestampEdited' in fields &&
    'content' in fields &&
    'isBot' in author
  )
}

/** An entry of the audit log: https://discord.com/developers/docs/resources/audit-log */
export function isEntry(value: unknown): value is Fields {
  const fields = asFields(value)
  return fields !== null && typeof fields['action_type'] === 'number' && 'user_id' in fields && 'target_id' in fields
}

/** `discord:<id>`; null for none. Ids are numbers beyond 2^53 and come as text. */
export function aliasOf(id: unknown): string | null {
  const bare = textOf(id)
  return bare !== null && /^[1-9]\d*$/.test(bare) ? `discord:${bare}` : null
}

/** When a Discord id was made: its upper bits count milliseconds since 2015, to the millisecond; null for what is no such id. */
export function timeOfId(id: unknown): { at: number; resolution: number } | null {
  const bare = textOf(id)
  if (bare === null || !/^\d{15,20}$/.test(bare)) return null
  return { at: (Number(BigInt(bare) >> 22n) + 1_420_070_400_000) * 1000, resolution: 1000 }
}
