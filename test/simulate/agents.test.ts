import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = {
  ...{ 'gap.R22': 0.03, 'gap.R23': 0.07, 'gap.R24': 0.07, 'gap.R25': 0.03, 'gap.R26': 0.15, 'gap.R27': 0.07 },
  traps: 0.18,
}

test.each(seeds)(
  'agents: what they recommend, who answers, who hands on and what is logged: every planted gap is found and no other (seed %i)',
  { timeout: 240_000 },
  async (seed) => {
    const played = await playChapter(seed, 27, rates)
    expect(played.planted).toMatchObject({ R22: 1, R23: 2, R24: 3, R25: 1, R26: 4, R27: 2 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
  },
)
