/** What GitLab's REST API v4 writes about issues, merge requests, notes, approvals, deployments and users, in its own spelling. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'
import { isHook } from './hooks.js'
import { isListed } from './listed.js'

const text = z.unknown().optional().transform(textOf)
const list = z.array(z.unknown()).nullish().catch(null)
const flag = z.boolean().nullish().catch(null)

/** An account; `bot` and `email` only where the asker may see them. */
export const user = z
  .looseObject({ id: text, username: text, name: text, state: text, email: text, public_email: text, bot: flag })
  .nullish()
  .catch(null)
export type User = z.infer<typeof user>

const people = z.array(user).nullish().catch(null)

/** https://docs.gitlab.com/api/merge_requests/ and https://docs.gitlab.com/api/issues/ */
export const item = z.looseObject({
  id: text,
  title: text,
  description: text,
  state: text,
  created_at: text,
  updated_at: text,
  closed_at: text,
  closed_by: user,
  merged_at: text,
  merged_by: user,
  merge_user: user,
  author: user,
  assignee: user,
  reviewers: people,
  source_branch: text,
  target_branch: text,
  sha: text,
  merge_commit_sha: text,
  squash_commit_sha: text,
  draft: flag,
  issue_type: text,
  labels: list,
  web_url: text,
  notes_data: list,
})
export type Item = z.infer<typeof item>

/** https://docs.gitlab.com/api/notes/ */
export const note = z.looseObject({
  id: text,
  body: text,
  author: user,
  system: flag,
  created_at: text,
  updated_at: text,
  noteable_id: text,
  noteable_type: text,
  noteable_iid: text,
  project_id: text,
  internal: flag,
})
export type Note = z.infer<typeof note>

/** https://docs.gitlab.com/api/merge_request_approvals/#retrieve-approval-state-for-a-merge-request */
export const approvals = z.looseObject({
  id: text,
  iid: text,
  project_id: text,
  created_at: text,
  updated_at: text,
  approvals_required: text,
  approvals_left: text,
  approved_by: z.array(z.looseObject({ user, approved_at: text })),
})

/** https://docs.gitlab.com/api/deployments/ */
export const deployment = z.looseObject({
  id: text,
  ref: text,
  sha: text,
  status: text,
  created_at: text,
  updated_at: text,
  user,
  environment: z.looseObject({ name: text, tier: text }),
  deployable: z.looseObject({ name: text, finished_at: text }).nullish().catch(null),
  approvals: z
    .array(z.looseObject({ user, status: text, created_at: text, comment: text }))
    .nullish()
    .catch(null),
})

/** What a record is. */
export type Kind = 'item' | 'note' | 'discussion' | 'approvals' | 'deployment' | 'account' | 'hook' | 'listed'

/** The shape of a record, or null when it is none of GitLab's. */
export function kindOf(value: Fields): Kind | null {
  const has = (...names: string[]) => names.every((name) => name in value)
  if (isHook(value)) return 'hook'
  if (has('noteable_type', 'body') && asFields(value['author'])) return 'note'
  if (has('individual_note', 'notes')) return 'discussion'
  if (
    has('approved_by') &&
    ('approvals_required' in value || 'approvals_left' in value || 'user_has_approved' in value)
  )
    return 'approvals'
  const address = String(value['web_url'] ?? '')
  if (has('iid', 'project_id', 'author') && /\/(issues|merge_requests|work_items)\/\d+/.test(address)) return 'item'
  if (has('iid', 'environment', 'sha') && asFields(value['environment'])) return 'deployment'
  if (isListed(value)) return 'listed'
  return has('id', 'username', 'state', 'avatar_url', 'web_url') ? 'account' : null
}

/** The record inside an envelope or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  return unwrapFields(value, (fields) => kindOf(fields) !== null)
}
