/** JSM approvals to events: that approval was asked for, and what each approver decided. */
import type { EventDraft } from '../../src/schema/events.js'
import type { Decision } from '../../src/schema/words.js'
import { type Item, json } from './normalize-history.js'
import { kindHint } from './people.js'
import type { Approval } from './record.js'
import { decisionOfWord } from './statuses.js'
import { serviceMoment } from './times.js'

/** The approval as a whole, in our words. */
export function approvalDecision(approval: Approval): Decision | null {
  return decisionOfWord(approval.finalDecision)
}

/**
 * Events of one approval; null when it has no time at all.
 * JSM keeps no time per approver, only when the approval as a whole was completed. That is the decision's own time when one person decided;
 * when several did, each decision lies somewhere between the asking and the completion, and the event is that wide.
 */
export function approvalEvents(approval: Approval, item: Item): EventDraft[] | null {
  const created = serviceMoment(approval.createdDate)
  const completed = serviceMoment(approval.completedDate)
  const asked = created ?? completed
  if (!asked) return null
  const native_id = approval.id ?? null
  const voters = approval.approvers.map(({ approver, approverDecision }) => ({
    alias: item.people.alias(approver),
    hint: kindHint(approver),
    decision: decisionOfWord(approverDecision),
  }))
  const base = { native_id, stage: 'approval', outcome: 'success', is_write: true, task: item.task }
  const about = { name: approval.name ?? null, final_decision: approval.finalDecision ?? null }
  const events: EventDraft[] = [
    {
      ...base,
      occurred_at: asked.at,
      resolution_us: asked.resolution,
      activity: 'ask_approval',
      operation: 'approval_created',
      decision: 'requested',
      attributes: json({ ...about, approvers: voters.map((voter) => voter.alias) }),
    },
  ]
  const deciding = voters.filter((voter) => voter.decision !== null && voter.decision !== 'requested')
  const isOwnTime = completed !== null && deciding.length === 1
  const decidedAt = isOwnTime
    ? { occurred_at: completed.at, resolution_us: completed.resolution }
    : between(asked, completed)
  const note = isOwnTime
    ? {}
    : completed
      ? { time_is_last_update: true, completed_at: approval.completedDate?.iso8601 ?? null }
      : { time_unknown: true }
  for (const voter of deciding)
    events.push({
      ...base,
      ...decidedAt,
      activity: 'decide',
      operation: 'approval_answered',
      actor: voter.alias,
      actor_kind_hint: voter.hint,
      decision: voter.decision,
      attributes: json({ ...about, ...note }),
    })
  const final = approvalDecision(approval)
  const isUnvoted = final !== null && final !== 'requested' && !deciding.some((voter) => voter.decision === final)
  if (isUnvoted && completed)
    // the approval ended by itself: a transition past it, or a cancellation
    events.push({
      ...base,
      occurred_at: completed.at,
      resolution_us: completed.resolution,
      activity: final === 'approved' || final === 'denied' ? 'decide' : 'cancel',
      operation: 'approval_completed',
      decision: final,
      attributes: json({ ...about, decided_by: 'nobody that the record names' }),
    })
  return events
}

function between(from: { at: number; resolution: number }, to: { at: number; resolution: number } | null) {
  const end = to ? to.at + to.resolution : from.at + from.resolution
  return { occurred_at: from.at, resolution_us: Math.max(end - from.at, from.resolution) }
}
