/** GitHub's audit log entry as GitHub spells it. Fields differ by action; what is not named here goes to the attributes. */
import { z } from 'zod'
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)
const flag = z.union([z.boolean(), z.stringbool()]).nullish().catch(null)

/** https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization */
export const entry = z.looseObject({
  action: z.string().min(1),
  _document_id: text,
  actor: text,
  actor_id: text,
  actor_ip: text,
  actor_is_bot: flag,
  actor_is_agent: flag,
  agent_session_id: text,
  user: text,
  user_agent: text,
  org: text,
  repo: text,
  repository: text,
  business: text,
  hashed_token: text,
  token_id: text,
  programmatic_access_type: text,
  external_identity_nameid: text,
  external_identity_username: text,
  pull_request_url: text,
  pull_request_title: text,
})
export type Entry = z.infer<typeof entry>

/** The entry inside envelopes, CSV rows and flattened log-analytics rows, with the members of `data` beside the others; null when there is none. */
export function unwrap(value: unknown): Fields | null {
  const outer = asFields(value)
  const found = unwrapFields(outer && 'action_s' in outer ? withoutSuffixes(outer) : value, isEntry)
  if (found === null) return null
  const data = asFields(found['data'])
  // Streams put an action's own members under `data`, the API beside the common ones.
  return data ? { ...data, ...found } : found
}

/** Entries have a dotted action and name their actor by login; organisation, repository or GitHub's own fields tell them from other logs. */
export function isEntry(value: Fields): boolean {
  const { action, actor } = value
  if (typeof action !== 'string' || !/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$|^invite_member$/.test(action)) return false
  if (typeof actor !== 'string' && actor !== null && !(actor === undefined && '_document_id' in value)) return false
  const own = ['_document_id', 'actor_location', 'programmatic_access_type', 'at_sign_timestamp', 'org', 'business']
  const isOurs = own.some((name) => name in value) || typeof value['@timestamp'] === 'number'
  return (
    isOurs ||
    ('repo' in value && 'created_at' in value) ||
    (typeof value['created_at'] === 'number' && Object.keys(value).length <= 4)
  )
}
