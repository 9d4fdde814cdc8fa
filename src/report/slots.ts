/** Places of steps on the axis of a drawing: in order, each with room of its own, long pauses drawn shorter than they were. */

/** Where steps and other times stand on an axis. */
export interface Slots {
  /** Place of a step, by its index among those given. */
  readonly ofMark: (index: number) => number
  /** Place of a time that was given, marks' or other. */
  readonly ofTime: (micros: number) => number
}

/** Least room between two marks, in the units of the drawing, where there is that much. */
const leastRoom = 17
/** Room between a mark and another time. */
const littleRoom = 5
/** A pause grows with its logarithm: beyond this many seconds it begins to. */
const pauseSeconds = 20

/**
 * Places marks (their times in order, microseconds) and other times between two ends. Every mark has a slot of its own, also where several share one time;
 * another time stands on the first mark of the same time. What room is left is shared out to the pauses.
 */
export function slots(marks: readonly number[], others: readonly number[], from: number, to: number): Slots {
  const known = new Set(marks)
  const alone = [...new Set(others)].filter((time) => !known.has(time))
  const all = [
    ...marks.map((time, index) => ({ time, index, rank: 0 })),
    ...alone.map((time) => ({ time, index: null, rank: 1 })),
  ].sort((a, b) => a.time - b.time || a.rank - b.rank || (a.index ?? 0) - (b.index ?? 0))
  const gaps = all.slice(1).map((slot, i) => {
    const before = all[i]!
    return {
      least: slot.index !== null && before.index !== null ? leastRoom : littleRoom,
      weight: Math.log2(1 + (slot.time - before.time) / 1_000_000 / pauseSeconds),
    }
  })
  const least = gaps.reduce((sum, gap) => sum + gap.least, 0)
  const weight = gaps.reduce((sum, gap) => sum + gap.weight, 0)
  const room = to - from
  const shrink = least === 0 ? 1 : Math.min(1, room / least)
  const share = weight === 0 ? 0 : Math.min((room - least * shrink) / weight, 40)
  const byMark: number[] = []
  const byTime = new Map<number, number>()
  let place = from
  for (const [i, slot] of all.entries()) {
    const gap = gaps[i - 1]
    if (gap) place += gap.least * shrink + gap.weight * share
    if (slot.index !== null) byMark[slot.index] = place
    if (!byTime.has(slot.time)) byTime.set(slot.time, place)
  }
  return { ofMark: (index) => byMark[index] ?? from, ofTime: (micros) => byTime.get(micros) ?? from }
}
