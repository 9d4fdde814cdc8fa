import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = {
  'gap.R45': 0.1,
  'gap.R46': 0.025,
  'gap.R48': 0.025,
  'gap.R49': 0.05,
  'gap.R59': 0.05,
  'gap.R60': 0.075,
  traps: 0.25,
}

test.each(seeds)(
  'drift, combinations, reviews and clean-ups: every planted gap is found and nothing else is called a gap (seed %i)',
  {
    timeout: 300_000,
  },
  async (seed) => {
    const played = await playChapter(seed, 40, rates)
    expect(played.planted).toMatchObject({ R45: 4, R46: 1, R48: 1, R49: 2, R59: 2, R60: 3 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
  },
)
