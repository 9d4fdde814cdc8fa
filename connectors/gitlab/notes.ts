/** What GitLab's system notes mean in our words: the only record of an approval that every edition keeps. */
import type { Decision, Stage } from '../../src/schema/words.js'

/** How a system note is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly operation: string
  readonly decision?: Decision
}

const approval = (operation: string, activity: string, decision: Decision): Meaning => ({
  stage: 'approval',
  activity,
  operation,
  decision,
})
const context = (operation: string, activity: string): Meaning => ({ stage: 'context', activity, operation })

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/^approved this merge request/i, approval('merge_request.approve', 'decide', 'approved')],
  [/^unapproved this merge request/i, approval('merge_request.unapprove', 'decide', 'withdrawn')],
  [/^requested changes/i, approval('merge_request.request_changes', 'decide', 'denied')],
  [/^(reset|removed) approvals?\b/i, approval('merge_request.reset_approvals', 'decide', 'dismissed')],
  [
    /^requested (an )?approval|^requested review from/i,
    approval('merge_request.request_review', 'ask_approval', 'requested'),
  ],
  [/^removed review request/i, approval('merge_request.remove_review_request', 'cancel', 'cancelled')],
  // The merge itself is told by the merge request, which knows the branch it went into.
  [/^merged$|^(changed the )?status (changed )?to \W*merged/i, context('merged', 'close')],
  [/^closed\b|^status changed to closed/i, context('close', 'close')],
  [/^(reopened|opened)\b|^status changed to (reopened|opened)/i, context('reopen', 'reopen')],
  [/^(assigned|unassigned|changed assignee|reassigned|removed assignee)/i, context('assign', 'assign')],
  [/^(added|changed|removed) .*(title|description)|^changed title/i, context('edit', 'edit')],
  [/^(added \d+ commits?|changed target branch|restored|deleted .* branch)/i, context('edit_content', 'edit')],
  [
    /^(enabled|canceled|aborted|cancelled) an? automatic merge|^(enabled|aborted) .*merge/i,
    context('auto_merge', 'configure'),
  ],
  [/^moved (to|from)|^cloned/i, context('move', 'move')],
  [
    /^(mentioned in|created (merge request|branch)|marked this .* (duplicate|related)|added .*(relation|link)|linked)/i,
    context('link', 'link'),
  ],
]

/** Meaning of a system note; one that nobody has named is an update of the item. */
export function meaningOf(body: string | null): Meaning {
  return meanings.find(([pattern]) => pattern.test(body ?? ''))?.[1] ?? context('system_note', 'update')
}
