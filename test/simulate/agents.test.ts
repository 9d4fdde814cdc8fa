import { expect, test } from 'vitest'
import { playChapter } from './play-chapter.js'

const rates = {
  ...{ 'gap.R22': 0.025, 'gap.R23': 0.05, 'gap.R24': 0.05, 'gap.R25': 0.025, 'gap.R26': 0.1, 'gap.R27': 0.05 },
  traps: 0.125,
}

test.each([1, 2])(
  'agents: what they recommend, who answers, who hands on and what is logged: every planted gap is found and no other (seed %i)',
  { timeout: 120_000 },
  async (seed) => {
    const played = await playChapter(seed, 40, rates)
    expect(played.planted).toMatchObject({ R22: 1, R23: 2, R24: 3, R25: 1, R26: 4, R27: 2 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps.filter((gap) => /^R2[2-7] /.test(gap))).toEqual([])
  },
)
