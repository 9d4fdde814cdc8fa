/** What webhook deliveries mean in our words, known by the members they have. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** How one action of a delivery is to be read. */
export interface HookMeaning {
  readonly stage: Stage
  readonly activity: string
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly decision?: Decision
  /** It issues or takes away a credential. */
  readonly isCredential?: true
}

/** A kind of delivery. */
export interface Hook {
  /** GitHub's name of the event. */
  readonly event: string
  /** Members that tell it from the others; the first is what it is about. */
  readonly members: readonly string[]
  /** Meanings by action; `other` for the rest. */
  readonly actions: Readonly<Record<string, HookMeaning>>
}

const context = (activity: string, change?: HookMeaning['change']): HookMeaning => ({
  stage: 'context',
  activity,
  ...(change ? { change } : {}),
})
const doing = (
  activity: string,
  change: NonNullable<HookMeaning['change']>,
  changeClass?: ChangeClass,
): HookMeaning => ({ stage: 'execution', activity, change, ...(changeClass ? { changeClass } : {}) })
const decided = (decision: Decision): HookMeaning => ({ stage: 'approval', activity: 'decide', decision })
const asked: HookMeaning = { stage: 'request', activity: 'create', decision: 'requested' }
const askedApproval: HookMeaning = { stage: 'approval', activity: 'ask_approval', decision: 'requested' }
const grant = doing('grant', 'add', 'priv_grant')
const removal: HookMeaning = {
  stage: 'revocation',
  activity: 'remove',
  change: 'remove',
  changeClass: 'priv_removal',
}
const newPrincipal = doing('create', 'add', 'nhi_create')
const production = doing('configure', 'modify', 'prod_config')
const secret: HookMeaning = {
  stage: 'credential',
  activity: 'issue',
  change: 'add',
  changeClass: 'secret_issue',
  isCredential: true,
}
const secretGone: HookMeaning = { stage: 'revocation', activity: 'revoke', change: 'remove', isCredential: true }
const run = doing('deploy', 'modify')

const settings = {
  created: production,
  edited: production,
  deleted: production,
  enabled: production,
  disabled: production,
}

/** The deliveries, those with more members before those whose members they share. Of the rest nothing is done to anybody's access. */
export const hooks: readonly Hook[] = [
  {
    event: 'deployment_review',
    members: ['workflow_run', 'reviewers'],
    actions: { approved: decided('approved'), rejected: decided('denied'), requested: askedApproval },
  },
  {
    event: 'deployment_review',
    members: ['workflow_job_run', 'approver'],
    actions: { approved: decided('approved'), rejected: decided('denied') },
  },
  { event: 'deployment_protection_rule', members: ['deployment_callback_url'], actions: { requested: askedApproval } },
  { event: 'deployment_status', members: ['deployment_status', 'deployment'], actions: { other: run } },
  { event: 'workflow_job', members: ['workflow_job'], actions: { other: run } },
  { event: 'workflow_run', members: ['workflow_run'], actions: { other: run } },
  { event: 'deployment', members: ['deployment'], actions: { other: run } },
  { event: 'check_run', members: ['check_run'], actions: {} },
  { event: 'check_suite', members: ['check_suite'], actions: {} },
  {
    event: 'personal_access_token_request',
    members: ['personal_access_token_request'],
    actions: {
      created: asked,
      approved: { ...decided('approved'), isCredential: true },
      denied: decided('denied'),
      cancelled: { stage: 'approval', activity: 'cancel', decision: 'cancelled' },
    },
  },
  { event: 'deploy_key', members: ['key', 'repository'], actions: { created: secret, deleted: secretGone } },
  {
    event: 'installation_repositories',
    members: ['installation', 'repositories_added'],
    actions: { added: grant, removed: removal },
  },
  { event: 'installation_target', members: ['installation', 'target_type'], actions: {} },
  { event: 'membership', members: ['member', 'team'], actions: { added: grant, removed: removal } },
  {
    event: 'member',
    members: ['member', 'repository'],
    actions: { added: grant, edited: doing('grant', 'modify', 'priv_grant'), removed: removal },
  },
  {
    event: 'team',
    members: ['team'],
    actions: {
      created: context('create', 'add'),
      edited: doing('grant', 'modify', 'priv_grant'),
      added_to_repository: grant,
      removed_from_repository: removal,
      deleted: removal,
      // `team_add` has no action.
      other: grant,
    },
  },
  {
    event: 'organization',
    members: ['membership', 'organization'],
    actions: { member_added: grant, member_removed: removal },
  },
  {
    event: 'organization',
    members: ['invitation', 'organization'],
    actions: { member_invited: { stage: 'request', activity: 'create' } },
  },
  { event: 'org_block', members: ['blocked_user'], actions: { blocked: removal } },
  {
    event: 'repository_ruleset',
    members: ['repository_ruleset'],
    actions: settings,
  },
  { event: 'branch_protection_rule', members: ['rule', 'repository'], actions: settings },
  {
    event: 'alert',
    members: ['alert'],
    actions: {},
  },
  { event: 'release', members: ['release'], actions: { published: doing('deploy', 'modify') } },
  { event: 'push', members: ['ref', 'commits'], actions: { other: context('update', 'modify') } },
  { event: 'create', members: ['ref_type', 'master_branch'], actions: { other: context('create', 'add') } },
  { event: 'delete', members: ['ref_type', 'ref'], actions: { other: context('delete', 'remove') } },
  { event: 'gollum', members: ['pages'], actions: { other: context('edit', 'modify') } },
  { event: 'pull_request', members: ['pull_request'], actions: {} },
  { event: 'issues', members: ['issue'], actions: {} },
  { event: 'fork', members: ['forkee'], actions: { other: context('create', 'add') } },
  {
    event: 'installation',
    members: ['installation', 'requester'],
    actions: {
      created: newPrincipal,
      deleted: removal,
      suspend: removal,
      unsuspend: grant,
      new_permissions_accepted: doing('grant', 'modify', 'priv_grant'),
    },
  },
  {
    event: 'repository',
    members: ['repository'],
    actions: {
      created: context('create', 'add'),
      deleted: doing('delete', 'remove', 'prod_config'),
      publicized: production,
      privatized: production,
      transferred: production,
      renamed: context('move', 'modify'),
      edited: context('configure', 'modify'),
      archived: context('close', 'modify'),
      unarchived: context('reopen', 'modify'),
    },
  },
]

/** Meaning of an action of a delivery; one that nobody has named stays context. */
export function meaningOfHook(hook: Hook, action: string | null): HookMeaning {
  const { actions } = hook
  return (
    (action !== null && Object.hasOwn(actions, action) ? actions[action] : undefined) ??
    actions['other'] ??
    context('other')
  )
}
