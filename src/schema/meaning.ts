/** What an operation means: the columns of an event that follow from the vendor's word for it alone. */
import type { ChangeClass, Decision, Stage } from './words.js'

/** What happens to what an event is about. */
export type Change = 'add' | 'remove' | 'modify'

/** What an operation is in our words, spread into an event as it stands. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly is_write: boolean
  readonly change_class: ChangeClass | null
  readonly change: Change | null
  readonly decision: Decision | null
}

/** Patterns of a vendor's words with what each means; the first that matches counts. */
export type Meanings = readonly (readonly [RegExp, Meaning])[]

/** An operation that changes something. */
export function writes(
  stage: Stage,
  activity: string,
  change_class: ChangeClass | null = null,
  change: Change | null = null,
): Meaning {
  return { stage, activity, is_write: true, change_class, change, decision: null }
}

/** An operation that changes nothing and belongs beside the chain. */
export function looks(activity: string): Meaning {
  return { ...writes('context', activity), is_write: false }
}

/** An operation that changes nothing and belongs to the chain all the same: data are read, somebody acts as somebody else. */
export function reads(stage: Stage, activity: string, change_class: ChangeClass | null = null): Meaning {
  return { ...writes(stage, activity, change_class), is_write: false }
}

/** A step of a request or review: it is made, decided or taken back. */
export function decides(stage: Stage, activity: string, decision: Decision): Meaning {
  return { ...writes(stage, activity), decision }
}

/** The meaning of a vendor's word, without regard to case; of one that nobody has named that of context. */
export function meaningIn(table: Meanings, word: string): Meaning {
  const name = word.toLowerCase()
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? looks('other')
}
