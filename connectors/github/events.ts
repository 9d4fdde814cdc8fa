/** What the entries of an issue's event list mean in our words. https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
import type { Decision, Stage } from '../../src/schema/words.js'

/** How an entry is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly change?: 'add' | 'remove' | 'modify'
  readonly decision?: Decision
}

const context = (activity: string, change?: Meaning['change']): Meaning => ({
  stage: 'context',
  activity,
  ...(change ? { change } : {}),
})

const meanings: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    closed: context('close'),
    reopened: context('reopen'),
    merged: { stage: 'execution', activity: 'deploy', change: 'modify' },
    review_requested: { stage: 'approval', activity: 'ask_approval', decision: 'requested' },
    review_request_removed: { stage: 'approval', activity: 'cancel', decision: 'cancelled' },
    review_dismissed: { stage: 'approval', activity: 'decide', decision: 'dismissed' },
    assigned: context('assign', 'add'),
    unassigned: context('assign', 'remove'),
    labeled: context('update', 'add'),
    unlabeled: context('update', 'remove'),
    renamed: context('update', 'modify'),
    referenced: context('link'),
    'cross-referenced': context('link'),
    cross_referenced: context('link'),
    connected: context('link', 'add'),
    disconnected: context('link', 'remove'),
    mentioned: context('other'),
    subscribed: context('other'),
    unsubscribed: context('other'),
    moved_columns_in_project: context('transition'),
    added_to_project: context('link', 'add'),
    removed_from_project: context('link', 'remove'),
    transferred: context('move'),
    synchronize: context('edit', 'modify'),
    head_ref_force_pushed: context('edit', 'modify'),
    head_ref_deleted: context('delete', 'remove'),
    comment_deleted: context('delete', 'remove'),
    converted_to_draft: context('transition'),
    ready_for_review: context('transition'),
    auto_merge_enabled: context('configure', 'add'),
    auto_merge_disabled: context('configure', 'remove'),
    added_to_merge_queue: context('transition'),
    removed_from_merge_queue: context('transition'),
    deployed: context('deploy'),
    locked: context('configure', 'add'),
    unlocked: context('configure', 'remove'),
  }),
)

/** Meaning of an entry; one that nobody has named is an update of the item. */
export function meaningOf(event: string): Meaning {
  return meanings.get(event) ?? context('update')
}
