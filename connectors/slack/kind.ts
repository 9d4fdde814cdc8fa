/** What a Slack record is, by its shape; and the record inside what carries it. */

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

/** The kinds of records that Slack's exports hold. */
export type Kind = 'message' | 'user' | 'member' | 'channel' | 'bot' | 'integration' | 'file' | 'audit' | 'error'

/** A record with what it is. `channel` is the conversation that its carrier names. */
export interface Found {
  readonly kind: Kind
  readonly fields: Fields
  readonly channel?: string
}

/** Tells what a record is; null when it is not one of Slack's. */
export function kindOf(value: unknown): Found | null {
  if (typeof value === 'string') {
    return /^[UW][A-Z0-9]{2,}$/.test(value) ? { kind: 'member', fields: { id: value } } : null
  }
  const fields = asFields(value)
  if (fields === null) return null
  if (fields['ok'] === false && typeof fields['error'] === 'string') return { kind: 'error', fields }
  if (fields['ok'] === true) return ofResponse(fields)
  if (fields['backend_name'] === 'Slack') return ofPerceval(fields)
  const audit = auditEntryIn(fields)
  return audit === null ? ofPlain(fields) : { kind: 'audit', fields: audit }
}

function ofPlain(fields: Fields): Found | null {
  const id = typeof fields['id'] === 'string' ? fields['id'] : ''
  if (
    'change_type' in fields &&
    'date' in fields &&
    ('user_id' in fields || 'app_id' in fields || 'service_id' in fields)
  )
    return { kind: 'integration', fields }
  if (
    'ts' in fields &&
    /^\d{9,11}(\.\d+)?$/.test(String(fields['ts'])) &&
    ('text' in fields || fields['type'] === 'message' || 'subtype' in fields)
  )
    return { kind: 'message', fields }
  if (fields['type'] === 'message' && ('text' in fields || 'user' in fields) && !('id' in fields))
    return { kind: 'message', fields }
  if (
    /^(U[A-Z0-9]|W[A-Z0-9])/.test(id) &&
    (asFields(fields['profile']) !== null || ('team_id' in fields && 'name' in fields))
  )
    return { kind: 'user', fields }
  if (
    /^[CGD][A-Z0-9]{2,}$/.test(id) &&
    'created' in fields &&
    ('members' in fields || 'creator' in fields || 'is_archived' in fields || 'is_im' in fields)
  )
    return { kind: 'channel', fields }
  if (/^F[A-Z0-9]{5,}$/.test(id) && ('filetype' in fields || 'mimetype' in fields)) return { kind: 'file', fields }
  return null
}

/** `users.info`, `conversations.info`, `bots.info` and `chat.postMessage` answer with one object. */
function ofResponse(fields: Fields): Found | null {
  for (const [key, kind] of [
    ['user', 'user'],
    ['bot', 'bot'],
    ['message', 'message'],
    ['channel', 'channel'],
  ] as const) {
    const inner = asFields(fields[key])
    if (inner === null) continue
    const channel = fields['channel']
    return { kind, fields: inner, ...(typeof channel === 'string' ? { channel } : {}) }
  }
  return null
}

/** GrimoireLab Perceval keeps a message under `data` and names the channel beside it. */
function ofPerceval(fields: Fields): Found | null {
  const data = asFields(fields['data'])
  if (data === null) return null
  const named =
    asFields(data['channel_info'])?.['id'] ??
    String(fields['origin'] ?? '')
      .split('/')
      .at(-1)
  return { kind: 'message', fields: data, ...(typeof named === 'string' && named !== '' ? { channel: named } : {}) }
}

/** An audit entry: bare, in a SIEM's envelope, or flattened into columns that end in `_s`, `_d`, `_g`, `_t`. */
function auditEntryIn(fields: Fields): Fields | null {
  if (isAuditEntry(fields)) return fields
  if ('action_s' in fields && ('actor_type_s' in fields || 'actor_user_id_s' in fields)) return fromLogAnalytics(fields)
  const event = asFields(fields['event'])
  for (const inner of [event?.['original'], fields['json'], fields['event'], fields['_raw'], fields['message']]) {
    const entry = asFields(inner)
    if (entry !== null && isAuditEntry(entry)) return entry
  }
  return null
}

function isAuditEntry(fields: Fields) {
  if (typeof fields['action'] !== 'string' || asFields(fields['actor'])?.['type'] === undefined) return false
  return 'date_create' in fields || asFields(asFields(fields['context'])?.['location']) !== null || 'entity' in fields
}

/** `actor_user_email_s` is `actor.user.email`, `context_location_id_s` is `context.location.id`, `context_ip_address_s` is `context.ip_address`. */
function fromLogAnalytics(row: Fields): Fields {
  const entry: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) {
    const name = /^(.+)_[sdtgb](?: \[UTC\])?$/.exec(column)?.[1]
    if (name === undefined || value === null || value === '') continue
    place(entry, auditPath(name), value)
  }
  return entry
}

const parts: readonly RegExp[] = [
  /^(actor)_(user|app|workflow)_(.+)$/,
  /^(context)_(location|app)_(.+)$/,
  /^(entity)_(user|app|channel|file|workspace|enterprise|message|usergroup|workflow|role|barrier|canvas|huddle)_(.+)$/,
  /^(actor|entity|context|details|agent_message)_(.+)$/,
]

function auditPath(name: string): string[] {
  for (const part of parts) {
    const found = part.exec(name)
    if (found) return found.slice(1)
  }
  return [name]
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown) {
  let at = into
  for (const step of path.slice(0, -1)) {
    if (!Object.hasOwn(at, step)) at[step] = {}
    const next = at[step]
    if (typeof next !== 'object' || next === null) return
    at = next as Record<string, unknown>
  }
  at[path.at(-1)!] = value
}

function asFields(value: unknown): Fields | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null
  try {
    return asFields(JSON.parse(value))
  } catch {
    return null
  }
}
