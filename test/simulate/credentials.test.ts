import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = { 'gap.R34': 0.05, 'gap.R35': 0.05, 'gap.R36': 0.025, 'gap.R37': 0.025, 'gap.R38': 0.15, traps: 0.15 }

test.each(seeds)(
  'keys, sessions, sleepers and owners: every planted gap is found and no other (seed %i)',
  {
    timeout: 120_000,
  },
  async (seed) => {
    const played = await playChapter(seed, 40, rates)
    expect(played.planted).toMatchObject({ R34: 2, R36: 3, R37: 1, R38: 6 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
    expect(played.undecidable.silent).toEqual([])
  },
)
