/** What the steps of a pull request mean in our words. */
import type { Decision, Outcome, Stage } from '../../src/schema/words.js'

/** How a step is to be read. */
export interface Meaning {
  readonly operation: string
  readonly stage: Stage
  readonly activity: string
  readonly decision?: Decision
}

const context = (operation: string, activity: string): Meaning => ({ operation, stage: 'context', activity })
const decide = (operation: string, decision: Decision): Meaning => ({
  operation,
  stage: 'approval',
  activity: 'decide',
  decision,
})

/** The steps, by the names of Server's activities: the fullest of the three lists. https://developer.atlassian.com/server/bitbucket/rest/ */
const steps: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    OPENED: { operation: 'pull_request.create', stage: 'request', activity: 'create' },
    REOPENED: context('pull_request.reopen', 'reopen'),
    UPDATED: context('pull_request.update', 'update'),
    RESCOPED: context('pull_request.push', 'edit'),
    ASKED: {
      operation: 'pull_request.ask_review',
      stage: 'approval',
      activity: 'ask_approval',
      decision: 'requested',
    },
    APPROVED: decide('pull_request.approve', 'approved'),
    REVIEWED: decide('pull_request.request_changes', 'denied'),
    UNAPPROVED: decide('pull_request.unapprove', 'withdrawn'),
    MERGED: { operation: 'pull_request.merge', stage: 'execution', activity: 'deploy' },
    DECLINED: context('pull_request.decline', 'close'),
    SUPERSEDED: context('pull_request.supersede', 'close'),
    COMMENTED: context('pull_request.comment', 'comment'),
    DELETED: context('pull_request.delete', 'delete'),
    AUTO_MERGE_REQUESTED: context('pull_request.auto_merge', 'configure'),
    AUTO_MERGE_CANCELLED: context('pull_request.auto_merge', 'configure'),
  }),
)

/** Meaning of a step; one that nobody has named is kept under its own name. */
export function meaningOf(step: string): Meaning {
  return steps.get(step) ?? context(`pull_request.${step.toLowerCase()}`, 'other')
}

/** The step that a webhook of Server tells of, by its event key. https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html */
export const hookSteps: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    'pr:opened': 'OPENED',
    'pr:modified': 'UPDATED',
    'pr:from_ref_updated': 'RESCOPED',
    'pr:to_ref_updated': 'UPDATED',
    'pr:reviewer:updated': 'UPDATED',
    'pr:reviewer:approved': 'APPROVED',
    'pr:reviewer:unapproved': 'UNAPPROVED',
    'pr:reviewer:needs_work': 'REVIEWED',
    'pr:reviewer:changes_requested': 'REVIEWED',
    'pr:merged': 'MERGED',
    'pr:declined': 'DECLINED',
    'pr:deleted': 'DELETED',
    'pr:comment:added': 'COMMENTED',
    'pr:comment:edited': 'COMMENTED',
  }),
)

/** The step that a reviewer's state tells of: servers call it needing work, Cloud asking for changes. */
export const reviewSteps: ReadonlyMap<string, string> = new Map(
  Object.entries({
    APPROVED: 'APPROVED',
    NEEDS_WORK: 'REVIEWED',
    CHANGES_REQUESTED: 'REVIEWED',
  }),
)

/** How a deployment, a pipeline or a step of one ended. */
export const outcomes: ReadonlyMap<string, Outcome> = new Map(
  Object.entries<Outcome>({
    COMPLETED: 'success',
    SUCCESSFUL: 'success',
    FAILED: 'failure',
    ERROR: 'failure',
    STOPPED: 'failure',
    CANCELLED: 'failure',
    EXPIRED: 'failure',
    PENDING: 'pending',
    READY: 'pending',
    IN_PROGRESS: 'pending',
  }),
)
