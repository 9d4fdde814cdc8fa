/** What Mattermost writes, and how the kinds of records are told apart. */
import { readCarried } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'

/** Kinds of records, each with its own reading. */
export type Kind = 'page' | 'post' | 'user' | 'channel' | 'bulk' | 'audit' | 'error'

/** A record without its carrier, and what it is. */
export interface Found {
  readonly kind: Kind
  readonly fields: Fields
}

/** What a record is; null for anything that is not Mattermost's. */
export function kindOf(value: unknown): Found | null {
  return readCarried(value, (fields) => {
    const kind = plainKind(fields)
    return kind && { kind, fields }
  })
}

/** `mattermost:<id or name>`; null for none. The bulk export names people by login, everything else by id. */
export function aliasOf(id: unknown): string | null {
  const bare = textOf(id)
  return bare === null || /\s/.test(bare) ? null : `mattermost:${bare.replace(/^@/, '')}`
}

function plainKind(fields: Fields): Kind | null {
  const has = (...names: readonly string[]) => names.every((name) => name in fields)
  if (Array.isArray(fields['order']) && asFields(fields['posts']) !== null) return 'page'
  if (has('channel_id', 'user_id', 'message', 'root_id')) return 'post'
  if (has('api_path', 'event', 'status', 'user_id')) return 'audit'
  if (textOf(fields['event_name']) !== null && has('status') && 'api_path' in (fieldsAt(fields, 'meta') ?? {}))
    return 'audit'
  if (has('id', 'username', 'roles', 'delete_at', 'nickname')) return 'user'
  if (has('id', 'team_id', 'display_name', 'header', 'last_post_at')) return 'channel'
  if (has('id', 'message', 'detailed_error', 'status_code')) return 'error'
  return isBulk(fields) ? 'bulk' : null
}

/** A line of the bulk export: its type is the name of the member that holds it. */
function isBulk(fields: Fields): boolean {
  const type = textOf(fields['type']) ?? ''
  if (type === 'version') return typeof fields['version'] === 'number'
  const inner = fieldsAt(fields, type)
  if (inner === null) return false
  if (type === 'post') return 'channel' in inner && 'user' in inner && 'message' in inner
  if (type === 'direct_post') return 'channel_members' in inner && 'message' in inner
  if (type === 'direct_channel') return 'members' in inner
  if (type === 'user' || type === 'bot') return 'username' in inner
  if (type === 'channel') return 'team' in inner && 'name' in inner
  if (type === 'team') return 'name' in inner && 'allow_open_invite' in inner
  return /^(role|scheme|emoji)$/.test(type) && 'name' in inner
}
