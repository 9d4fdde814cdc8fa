/** What a vendor's operation is in our words, as the columns of `events` that say so. */
import type { EventDraft } from './schema/events.js'
import type { ChangeClass, Stage } from './schema/words.js'

/** The columns that an operation alone decides. */
export type Meaning = Pick<EventDraft, 'activity' | 'is_write'> & {
  readonly stage: Stage
  readonly change_class: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

/** A meaning, in the order in which tables of operations are read; without more it changes something of no class. */
export function meaning(
  stage: Stage,
  activity: string,
  changeClass: ChangeClass | null = null,
  change: Meaning['change'] = null,
  isWrite = true,
): Meaning {
  return { stage, activity, is_write: isWrite, change_class: changeClass, change }
}

/** A meaning of what only reads. */
export function reading(stage: Stage, activity: string, changeClass: ChangeClass | null = null): Meaning {
  return meaning(stage, activity, changeClass, null, false)
}
