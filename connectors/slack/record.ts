/** What Slack exports, as Slack spells it: https://docs.slack.dev/reference and "How to read Slack data exports". */
import { z } from 'zod'

/**
 * Who, when, what and where is checked, because evidence without it would tell another story. Of what only adds to it, a member that is not as
 * Slack writes it counts as missing and takes nothing with it.
 */
const orNothing = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null)

const sure = z.string().nullish()
const text = z
  .string()
  .nullish()
  .catch(({ value }) => (typeof value === 'number' ? String(value) : null))
const flag = z
  .boolean()
  .nullish()
  .catch(({ value }) => (/^(true|false)$/i.test(String(value)) ? /^t/i.test(String(value)) : null))
const count = z
  .number()
  .nullish()
  .catch(({ value }) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null))
const map = z.record(z.string(), z.unknown())

/** The elements of a list that are as they should be. */
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  orNothing(
    z
      .array(schema.nullable().catch(null))
      .transform((all) => all.filter((one): one is NonNullable<typeof one> => one != null)),
  )

/** Slack's `ts` is text; a store that made a number of it lost the trailing zeros, not the digits. */
const stamp = z.preprocess((value) => (typeof value === 'number' ? value.toFixed(6) : value), z.string())

const reaction = z.looseObject({ name: z.string(), users: listOf(z.string()), count })

const attachment = z.looseObject({
  fallback: text,
  pretext: text,
  title: text,
  title_link: text,
  text: z.unknown().optional(),
  fields: listOf(z.looseObject({ title: text, value: z.unknown().optional() })),
  footer: text,
  from_url: text,
  original_url: text,
  is_msg_unfurl: flag,
  is_share: flag,
  blocks: orNothing(z.array(z.unknown())),
})

/** A message: of a day file, an API page, an event. */
export const message = z.looseObject({
  ts: stamp,
  type: text,
  subtype: sure,
  text: sure,
  user: sure,
  username: text,
  bot_id: sure,
  app_id: text,
  bot_profile: orNothing(z.looseObject({ id: text, app_id: text, user_id: text, name: text })),
  user_profile: orNothing(z.looseObject({ name: text, real_name: text, display_name: text, team: text })),
  client_msg_id: text,
  team: text,
  channel: z.union([z.string(), z.looseObject({ id: text, name: text })]).nullish(),
  thread_ts: stamp.nullish(),
  parent_user_id: sure,
  reply_count: count,
  edited: z.looseObject({ user: sure, ts: stamp }).nullish(),
  editor_id: sure,
  reactions: z.array(reaction).nullish(),
  attachments: listOf(attachment),
  blocks: orNothing(z.array(z.unknown())),
  files: listOf(z.looseObject({ id: text, name: text, title: text, mimetype: text, mode: text, size: count })),
  metadata: orNothing(z.looseObject({ event_type: text, event_payload: z.unknown().optional() })),
  inviter: text,
  hidden: flag,
  deleted_ts: stamp.nullish(),
  comment: orNothing(z.looseObject({ user: text })),
  message: z
    .looseObject({
      ts: stamp.nullish(),
      user: sure,
      text: sure,
      thread_ts: stamp.nullish(),
      edited: z.looseObject({ user: sure, ts: stamp }).nullish(),
    })
    .nullish(),
  previous_message: z
    .looseObject({ ts: stamp.nullish(), user: sure, text: sure, thread_ts: stamp.nullish() })
    .nullish(),
  original: z.looseObject({ ts: stamp.nullish(), user: sure, text: sure }).nullish(),
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
  updated: count,
  profile: orNothing(
    z.looseObject({ title: text, real_name: text, display_name: text, email: text, bot_id: text, api_app_id: text }),
  ),
  enterprise_user: orNothing(z.looseObject({ id: text, enterprise_id: text })),
})

/** An account that has been checked. */
export type User = z.infer<typeof user>

/** A conversation: `channels.json`, `groups.json`, `dms.json`, `mpims.json`, `conversations.list`, `conversations.info`. */
export const channel = z.looseObject({
  id: z.string().min(1),
  name: text,
  created: count,
  creator: text,
  is_archived: flag,
  is_general: flag,
  is_private: flag,
  is_ext_shared: flag,
  members: listOf(z.string()),
  previous_names: listOf(z.string()),
  topic: orNothing(z.looseObject({ value: text })),
  purpose: orNothing(z.looseObject({ value: text })),
})

/** A conversation that has been checked. */
export type Channel = z.infer<typeof channel>

/** An app or integration added, changed or removed: `integration_logs.json`. */
export const integrationLog = z.looseObject({
  date: text,
  change_type: z.string().min(1),
  user_id: text,
  user_name: text,
  app_id: text,
  app_type: text,
  service_id: text,
  service_type: text,
  scope: text,
  reason: text,
  channel: text,
})

/** An integration log entry that has been checked. */
export type IntegrationLog = z.infer<typeof integrationLog>

/** A canvas or file listed beside the channels (`canvases.json`, `file_conversations.json`). */
export const file = z.looseObject({
  id: z.string().min(1),
  created: count,
  timestamp: count,
  user: text,
  name: text,
  title: text,
  filetype: text,
  mimetype: text,
})

/** A listed file that has been checked. */
export type File = z.infer<typeof file>

const named = z.looseObject({ id: text, name: text, email: text, team: text })

/** An entry of the Audit Logs API: https://docs.slack.dev/reference/audit-logs-api */
export const auditEntry = z.looseObject({
  id: text,
  date_create: z.union([z.number(), z.string()]),
  action: z.string().min(1),
  actor: z.looseObject({ type: text, user: named.nullish() }).nullish(),
  entity: z.looseObject({ type: text }).nullish(),
  context: z
    .looseObject({
      ip_address: text,
      ua: text,
      session_id: text,
      location: z.looseObject({ type: text, id: text, name: text, domain: text }).nullish(),
      app: z.looseObject({ id: text, name: text }).nullish(),
    })
    .nullish(),
  details: z.preprocess((value) => (value === '' ? null : value), map.nullish()),
  action_description: text,
  acting_agent: text,
  agent_message: map.nullish(),
})

/** An audit entry that has been checked. */
export type AuditEntry = z.infer<typeof auditEntry>
