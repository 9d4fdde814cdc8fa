/** What activities of processes are called, and what they mean for a chain. */
import type { EventDraft } from '../../src/schema/events.js'

type Meaning = Pick<EventDraft, 'stage' | 'activity'> & Partial<Pick<EventDraft, 'decision' | 'outcome'>>

/** By the words in the name of the activity; the first that fits counts. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /\bfor approval\b|\bapproval (requested|needed|pending|required)\b|\b(await|wait|request|ask|send|submit)\w* (\w+ )*approval\b/,
    { stage: 'approval', activity: 'ask_approval', decision: 'requested' },
  ],
  [
    /\b(reject(s|ed|ion)?|declin(e|es|ed)|den(y|ies|ied|ial)|refus(e|es|ed|al)|disapprov\w*|not approved)\b/,
    { stage: 'approval', activity: 'decide', decision: 'denied' },
  ],
  [/\b(withdraw|withdrawn|withdraws|retract(ed)?)\b/, { stage: 'request', activity: 'cancel', decision: 'withdrawn' }],
  [/\b(cancel(s|led|ed)?|abort(s|ed)?)\b/, { stage: 'context', activity: 'cancel' }],
  [
    /\b(approv(e|es|ed|al|ing)|authori[sz](e|es|ed|ation)|sign(ed)? off)\b/,
    { stage: 'approval', activity: 'decide', decision: 'approved' },
  ],
  [/^(\w+ )?(decide|decision)\b/, { stage: 'disposition', activity: 'decide' }],
  [/^request payment$|\bpayment handled\b/, { stage: 'execution', activity: 'use' }],
  [/\b(deploy(s|ed)?|implement(s|ed)?|install(s|ed)?|release(s|d)?)\b/, { stage: 'execution', activity: 'deploy' }],
  [/\b(provision(s|ed)?|grant(s|ed)?|activat(e|es|ed))\b/, { stage: 'execution', activity: 'grant' }],
  [
    /\b(pay|pays|paid|execut(e|es|ed)|fulfil(l|ls|led)?|deliver(s|ed)?|ship(s|ped)?|transfer(s|red)?)\b/,
    { stage: 'execution', activity: 'use' },
  ],
  [
    /\b(saved?|draft(s|ed)?|remind(er|ers|ed)?|check(s|ed)?|examin(e|es|ed)|determin(e|es|ed)|print(s|ed)?|adjust(s|ed)?|report(s|ed)?)\b/,
    { stage: 'context', activity: 'update' },
  ],
  [
    /\b(submit(s|ted)?|partlysubmitted|regist(er|ers|ered)|reinitiate(s|d)?|requested|requisition|confirmation of receipt)\b|^(\w+ )?(create|raise|open|file|enter|receive|new)s?d? (an? )?(\w+ )?request\b/,
    { stage: 'request', activity: 'create' },
  ],
  [/^(\w+ )?(closed?|completed?|resolved?|finish(ed)?|archived?)\b/, { stage: 'context', activity: 'close' }],
]

/** Transitions of the standard lifecycle in which the activity is not done yet, or never will be. */
const notDone = new Set(
  'schedule assign reassign start suspend resume autoskip manualskip withdraw pi_abort ate_abort abort_activity abort_case'.split(
    ' ',
  ),
)

/** What an activity means; one that has only begun, or was broken off, means nothing yet. */
export function meaningOf(activity: string, lifecycle: string | null): Meaning {
  if (lifecycle !== null && notDone.has(lifecycle.toLowerCase())) return { stage: 'context', activity: 'transition' }
  const words = activity.toLowerCase().replace(/[_\s]+/g, ' ')
  const found = meanings.find(([pattern]) => pattern.test(words))
  return found?.[1] ?? { stage: 'context', activity: 'transition' }
}
