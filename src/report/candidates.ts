/** Candidates of a tie as people read them: those weighed alike together, what became of each, its steps, its records. */
import type { CandidateView } from './rows/tie.js'
import { counted, standingMeaning } from './words.js'

/** Candidates of one task that were weighed by the same steps; the first stands for all. */
export type CandidateGroup = readonly [CandidateView, ...CandidateView[]]

/** One step of a waterfall: what speaks for (above 0) or against, in bits. */
export interface WeightStep {
  readonly words: string
  readonly bits: number
}

/** Candidates by how they were weighed, in their order. A record of the item itself was not weighed and is left out. */
export function groupAlike(candidates: readonly CandidateView[]): CandidateGroup[] {
  const groups = new Map<string, [CandidateView, ...CandidateView[]]>()
  for (const one of candidates) {
    if (one.method === 'record') continue
    const key = JSON.stringify([one.task, one.method, one.standing, one.lost_to, one.features, one.feature_bits])
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}

/** The steps of a candidate's weight. */
export function stepsOf({ features, feature_bits }: CandidateView): WeightStep[] {
  return features.map((words, i) => ({ words, bits: feature_bits[i] ?? 0 }))
}

/** What became of a candidate, and which task it gave way to. */
export function standingInWords({ standing, lost_to, behind_bits }: CandidateView): string {
  const words = standingMeaning[standing] ?? standing
  if (lost_to === null) return words
  const isBehind = behind_bits !== null && behind_bits >= 0
  return `${words}, ${isBehind ? `${behind_bits.toFixed(1)} bits behind` : 'given way to'} ${lost_to}`
}

/** The records of a group by their ids, the first three by name. */
export function recordsOf(group: CandidateGroup): string {
  const ids = group.slice(0, 3).map(({ event_id }) => event_id)
  return `${ids.join(', ')}${group.length > ids.length ? ` and ${counted(group.length - ids.length, 'other record')}` : ''}`
}
