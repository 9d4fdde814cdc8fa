/** Webhook deliveries, put into the spelling of the API, with what was just done. https://docs.gitlab.com/user/project/integrations/webhook_events/ */
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** What was done, in our words. */
export interface Step {
  readonly operation: string
  readonly stage: Stage
  readonly activity: string
  readonly decision?: Decision
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
}

const decide = (operation: string, decision: Decision): Step => ({
  operation: `merge_request.${operation}`,
  stage: 'approval',
  activity: 'decide',
  decision,
})
const context = (operation: string, activity: string): Step => ({ operation, stage: 'context', activity })

/** Actions that the item itself does not tell of. GitLab says `approved` for the last approval that was needed, `approval` for the others. */
const actions: ReadonlyMap<string, Step> = new Map(
  Object.entries<Step>({
    approved: decide('approve', 'approved'),
    approval: decide('approve', 'approved'),
    unapproved: decide('unapprove', 'withdrawn'),
    unapproval: decide('unapprove', 'withdrawn'),
    update: context('update', 'update'),
    reopen: context('reopen', 'reopen'),
    close: context('close', 'close'),
  }),
)

const memberships: Readonly<Record<string, Omit<Step, 'operation'>>> = {
  add_to: { stage: 'execution', activity: 'grant', change: 'add', changeClass: 'priv_grant' },
  update_for: { stage: 'execution', activity: 'grant', change: 'modify', changeClass: 'priv_grant' },
  remove_from: {
    stage: 'revocation',
    activity: 'remove',
    change: 'remove',
    changeClass: 'priv_removal',
  },
}

const membership = /^user_(add_to|update_for|remove_from)_(team|group)$/

/** Whether a record is a delivery: one about a project, or one about a member of a group or project. */
export function isHook(value: Fields): boolean {
  if (textOf(value['object_kind']) !== null) return textOf(fieldsAt(value, 'project')?.['path_with_namespace']) !== null
  return membership.test(String(value['event_name'] ?? '')) && 'user_username' in value
}

/** What a delivery is about, as the API would give it: an item, a note, a deployment; null for the rest. */
export function carriedBy(hook: Fields): { kind: 'item' | 'note' | 'deployment'; fields: Fields } | null {
  const own = fieldsAt(hook, 'object_attributes') ?? {}
  const user = hook['user']
  switch (hook['object_kind']) {
    case 'merge_request':
    case 'issue': {
      const isMerge = own['action'] === 'merge'
      const merge = isMerge ? { merge_user: user, merged_at: own['updated_at'] } : {}
      const author = { id: own['author_id'] }
      const head = fieldsAt(own, 'last_commit')?.['id']
      return { kind: 'item', fields: { ...own, ...merge, author, sha: head, web_url: own['url'], closed_at: null } }
    }
    case 'note':
      return { kind: 'note', fields: { ...own, body: own['note'], author: user } }
    case 'deployment': {
      const at = hook['status_changed_at']
      const environment = { name: hook['environment'], tier: hook['environment_tier'] }
      const fields = { ...hook, id: hook['deployment_id'], sha: hook['short_sha'], environment }
      return { kind: 'deployment', fields: { ...fields, created_at: at, updated_at: at } }
    }
    default:
      return null
  }
}

/** What was done, when, by and to whom; null where what the delivery carries tells it all. */
export interface Done {
  readonly step: Step
  readonly time: unknown
  readonly who: unknown
  readonly subject: unknown
  readonly entitlement: string | null
  readonly project: string | null
  readonly after: string | null
  readonly branch: string | null
  readonly text: string | null
}

/** The step a delivery tells of. */
export function doneBy(hook: Fields): Done | null {
  const own = fieldsAt(hook, 'object_attributes')
  const kind = textOf(hook['object_kind'])
  const named = textOf(hook['event_name'])
  const action = textOf(own?.['action'])
  const commits = listOf(hook['commits']).map(asFields)
  const base = {
    who: hook['user'],
    subject: null,
    entitlement: null,
    project: textOf(fieldsAt(hook, 'project')?.['path_with_namespace']),
    after: textOf(fieldsAt(own, 'last_commit')?.['id']),
    branch: null,
    text: null,
  }
  if (kind === 'note' || kind === 'deployment') return null
  if (kind === 'merge_request' || kind === 'issue') {
    const step = actions.get(action ?? '')
    const operation = step?.stage === 'context' ? `${kind}.${step.operation}` : step?.operation
    return step && operation ? { ...base, step: { ...step, operation }, time: own?.['updated_at'] } : null
  }
  if (kind === 'push' || kind === 'tag_push')
    return {
      ...base,
      step: { ...context(kind, 'update'), change: 'modify' },
      // A push has no time of its own: it is no older than its last commit.
      time: commits.at(-1)?.['timestamp'],
      who: { id: hook['user_id'], username: hook['user_username'], name: hook['user_name'] },
      after: textOf(hook['after']),
      branch: textOf(hook['ref'])?.replace(/^refs\/(heads|tags)\//, '') ?? null,
      text: commits.flatMap((one) => textOf(one?.['message']) ?? []).join('\n') || null,
    }
  const member = membership.exec(named ?? '')
  if (member)
    return {
      ...base,
      step: { ...memberships[member[1]!]!, operation: named! },
      time: hook['updated_at'] ?? hook['created_at'],
      subject: { id: hook['user_id'], username: hook['user_username'], name: hook['user_name'] },
      entitlement: textOf(hook['group_access'] ?? hook['project_access'] ?? hook['access_level']),
      project: textOf(hook['group_path'] ?? hook['project_path_with_namespace']),
    }
  return {
    ...base,
    step: context([kind, action].filter(Boolean).join('.'), 'other'),
    time: own?.['finished_at'] ?? own?.['updated_at'] ?? own?.['created_at'],
    after: textOf(own?.['sha']) ?? base.after,
    branch: textOf(own?.['ref']),
  }
}
