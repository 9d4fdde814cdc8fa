/** An entry of a server's audit log. Its numbers: https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, fieldsAt, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { ChangeClass, Stage } from '../../src/schema/words.js'
import { aliasOf, timeOfId } from './record.js'

type Meaning = readonly [
  name: string,
  stage: Stage,
  activity: string,
  change: 'add' | 'remove' | 'modify' | null,
  changeClass?: ChangeClass,
]

const meanings: Readonly<Record<number, Meaning>> = {
  1: ['GUILD_UPDATE', 'execution', 'configure', 'modify', 'prod_config'],
  10: ['CHANNEL_CREATE', 'context', 'create', 'add'],
  11: ['CHANNEL_UPDATE', 'context', 'configure', 'modify'],
  12: ['CHANNEL_DELETE', 'context', 'delete', 'remove'],
  13: ['CHANNEL_OVERWRITE_CREATE', 'execution', 'grant', 'add', 'priv_grant'],
  14: ['CHANNEL_OVERWRITE_UPDATE', 'execution', 'configure', 'modify', 'priv_grant'],
  15: ['CHANNEL_OVERWRITE_DELETE', 'revocation', 'remove', 'remove', 'priv_removal'],
  20: ['MEMBER_KICK', 'revocation', 'remove', 'remove', 'priv_removal'],
  22: ['MEMBER_BAN_ADD', 'revocation', 'remove', 'remove', 'priv_removal'],
  23: ['MEMBER_BAN_REMOVE', 'identity', 'lifecycle', 'modify'],
  24: ['MEMBER_UPDATE', 'identity', 'update', 'modify'],
  25: ['MEMBER_ROLE_UPDATE', 'execution', 'grant', 'add', 'priv_grant'],
  28: ['BOT_ADD', 'execution', 'create', 'add', 'nhi_create'],
  30: ['ROLE_CREATE', 'context', 'create', 'add'],
  31: ['ROLE_UPDATE', 'execution', 'configure', 'modify', 'priv_grant'],
  32: ['ROLE_DELETE', 'revocation', 'remove', 'remove', 'priv_removal'],
  40: ['INVITE_CREATE', 'context', 'create', 'add'],
  42: ['INVITE_DELETE', 'context', 'delete', 'remove'],
  50: ['WEBHOOK_CREATE', 'execution', 'create', 'add', 'nhi_create'],
  51: ['WEBHOOK_UPDATE', 'execution', 'configure', 'modify', 'prod_config'],
  52: ['WEBHOOK_DELETE', 'revocation', 'remove', 'remove', 'priv_removal'],
  72: ['MESSAGE_DELETE', 'context', 'delete', 'remove'],
  73: ['MESSAGE_BULK_DELETE', 'context', 'delete', 'remove'],
  80: ['INTEGRATION_CREATE', 'execution', 'create', 'add', 'nhi_create'],
  81: ['INTEGRATION_UPDATE', 'execution', 'configure', 'modify', 'prod_config'],
  82: ['INTEGRATION_DELETE', 'revocation', 'remove', 'remove', 'priv_removal'],
}

/** One entry. It has no time of its own: its id holds it. */
export function normalizeEntry(fields: Fields, { page }: SourceRecord): CanonicalRows {
  const time = timeOfId(fields['id'])
  if (time === null) return reject('bad_time', `the id holds no time: ${brief(fields['id'])}`)
  const type = Number(fields['action_type'])
  const [name, stage, activity, change, changeClass] = meanings[type] ?? [`ACTION_${type}`, 'context', 'other', null]
  const changes = listOf(fields['changes']).flatMap((one) => asFields(one) ?? [])
  const added = rolesIn(changes, '$add')
  const removed = rolesIn(changes, '$remove')
  const takes = type === 25 && removed.length > 0 && added.length === 0
  const target = textOf(fields['target_id'])
  const isPerson = (type >= 20 && type < 30) || type === 72
  const states = (key: 'old_value' | 'new_value') =>
    attributesOf(Object.fromEntries(changes.map((one) => [String(asFields(one)?.['key']), asFields(one)?.[key]])))
  const reason = textOf(fields['reason'])
  return {
    events: [
      {
        native_id: textOf(fields['id']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: takes ? 'revocation' : stage,
        activity: takes ? 'remove' : activity,
        operation: name,
        outcome: 'success',
        is_write: true,
        change_class: takes ? 'priv_removal' : changeClass,
        actor: aliasOf(fields['user_id']),
        subject: isPerson ? aliasOf(target) : null,
        account: textOf(fields['guild_id']) ?? textOf(fieldsAt(page, 'guild')?.['id']),
        resource: isPerson || target === null ? null : `discord:${target}`,
        // Of roles that were exchanged, those that were given: what was taken stands in `after`.
        entitlement: (added.length > 0 ? added : removed).join(', ') || null,
        change: takes ? 'remove' : change,
        before: states('old_value'),
        after: states('new_value'),
        ...referenceColumns(findReferences(reason, 'text')),
        text: reason,
        attributes: attributesOf({ options: fields['options'] }),
      },
    ],
  }
}

function rolesIn(changes: readonly unknown[], key: string): string[] {
  return changes
    .map(asFields)
    .filter((one) => one?.['key'] === key)
    .flatMap((one) => listOf(one?.['new_value']))
    .flatMap((role) => textOf(asFields(role)?.['name']) ?? textOf(asFields(role)?.['id']) ?? [])
}
