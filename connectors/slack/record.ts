/** What Slack exports, as Slack spells it: https://docs.slack.dev/reference and "How to read Slack data exports". */
import { z } from 'zod'

const text = z.string().nullish()
const flag = z.boolean().nullish()
const map = z.record(z.string(), z.unknown())

/** An id or a count that some stores write as a number. */
const label = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), text)

/** Slack's `ts` is text; a store that made a number of it lost the trailing zeros, not the digits. */
const stamp = z.preprocess((value) => (typeof value === 'number' ? value.toFixed(6) : value), z.string())

const reaction = z.looseObject({ name: z.string(), users: z.array(z.string()).nullish(), count: z.number().nullish() })

const attachment = z.looseObject({
  fallback: text,
  pretext: text,
  title: text,
  title_link: text,
  text: z.unknown().optional(),
  fields: z.array(z.looseObject({ title: label, value: z.unknown().optional() })).nullish(),
  footer: text,
  from_url: text,
  original_url: text,
  is_msg_unfurl: flag,
  is_share: flag,
  blocks: z.array(z.unknown()).nullish(),
})

/** A message: of a day file, an API page, an event. */
export const message = z.looseObject({
  ts: stamp,
  type: text,
  subtype: text,
  text: text,
  user: text,
  username: text,
  bot_id: text,
  app_id: text,
  bot_profile: z.looseObject({ id: text, app_id: text, user_id: text, name: text }).nullish(),
  user_profile: z.looseObject({ name: text, real_name: text, display_name: text, team: text }).nullish(),
  client_msg_id: text,
  team: text,
  channel: z.union([z.string(), z.looseObject({ id: text, name: text })]).nullish(),
  thread_ts: stamp.nullish(),
  parent_user_id: text,
  reply_count: z.number().nullish(),
  edited: z.looseObject({ user: text, ts: stamp }).nullish(),
  editor_id: text,
  reactions: z.array(reaction).nullish(),
  attachments: z.array(attachment).nullish(),
  blocks: z.array(z.unknown()).nullish(),
  files: z
    .array(z.looseObject({ id: text, name: text, title: text, mimetype: text, mode: text, size: z.number().nullish() }))
    .nullish(),
  metadata: z.looseObject({ event_type: text, event_payload: z.unknown().optional() }).nullish(),
  inviter: text,
  hidden: flag,
  deleted_ts: stamp.nullish(),
  comment: z.looseObject({ user: text }).nullish(),
  message: z
    .looseObject({
      ts: stamp.nullish(),
      user: text,
      text: text,
      thread_ts: stamp.nullish(),
      edited: z.looseObject({ user: text, ts: stamp }).nullish(),
    })
    .nullish(),
  previous_message: z
    .looseObject({ ts: stamp.nullish(), user: text, text: text, thread_ts: stamp.nullish() })
    .nullish(),
  original: z.looseObject({ ts: stamp.nullish(), user: text, text: text }).nullish(),
})

/** A message that has been checked. */
export type Message = z.infer<typeof message>

/** An account: `users.json`, `users.list`, `users.info`. */
export const user = z.looseObject({
  id: z.string().min(1),
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_app_user: flag,
  is_admin: flag,
  is_owner: flag,
  is_primary_owner: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  has_2fa: flag,
  updated: z.number().nullish(),
  profile: z
    .looseObject({ title: text, real_name: text, display_name: text, email: text, bot_id: text, api_app_id: text })
    .nullish(),
  enterprise_user: z.looseObject({ id: text, enterprise_id: text }).nullish(),
})

/** An account that has been checked. */
export type User = z.infer<typeof user>

/** A conversation: `channels.json`, `groups.json`, `dms.json`, `mpims.json`, `conversations.list`, `conversations.info`. */
export const channel = z.looseObject({
  id: z.string().min(1),
  name: text,
  created: z.number().nullish(),
  creator: text,
  is_archived: flag,
  is_general: flag,
  is_private: flag,
  is_ext_shared: flag,
  members: z.array(z.string()).nullish(),
  previous_names: z.array(z.string()).nullish(),
  topic: z.looseObject({ value: text }).nullish(),
  purpose: z.looseObject({ value: text }).nullish(),
})

/** A conversation that has been checked. */
export type Channel = z.infer<typeof channel>

/** An app or integration added, changed or removed: `integration_logs.json`. */
export const integrationLog = z.looseObject({
  date: label,
  change_type: z.string().min(1),
  user_id: label,
  user_name: text,
  app_id: label,
  app_type: text,
  service_id: label,
  service_type: text,
  scope: text,
  reason: text,
  channel: label,
})

/** An integration log entry that has been checked. */
export type IntegrationLog = z.infer<typeof integrationLog>

/** A canvas or file listed beside the channels (`canvases.json`, `file_conversations.json`). */
export const file = z.looseObject({
  id: z.string().min(1),
  created: z.number().nullish(),
  timestamp: z.number().nullish(),
  user: text,
  name: text,
  title: text,
  filetype: text,
  mimetype: text,
})

/** A listed file that has been checked. */
export type File = z.infer<typeof file>

const named = z.looseObject({ id: label, name: text, email: text, team: text })

/** An entry of the Audit Logs API: https://docs.slack.dev/reference/audit-logs-api */
export const auditEntry = z.looseObject({
  id: label,
  date_create: z.union([z.number(), z.string()]),
  action: z.string().min(1),
  actor: z.looseObject({ type: text, user: named.nullish() }).nullish(),
  entity: z.looseObject({ type: text }).nullish(),
  context: z
    .looseObject({
      ip_address: text,
      ua: text,
      session_id: label,
      location: z.looseObject({ type: text, id: label, name: text, domain: text }).nullish(),
      app: z.looseObject({ id: label, name: text }).nullish(),
    })
    .nullish(),
  details: z.preprocess((value) => (value === '' ? null : value), map.nullish()),
  action_description: text,
  acting_agent: text,
  agent_message: map.nullish(),
})

/** An audit entry that has been checked. */
export type AuditEntry = z.infer<typeof auditEntry>
