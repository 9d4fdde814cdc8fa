import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = {
  'gap.R09': 0.06,
  'gap.R11': 0.06,
  'gap.R12': 0.04,
  'gap.R13': 0.06,
  'gap.R15': 0.06,
  'gap.R20': 0.04,
  traps: 0.16,
}

test.each(seeds)(
  'who may approve, and who did: every planted gap is found and nothing else is called a gap (seed %i)',
  { timeout: 300_000 },
  async (seed) => {
    const played = await playChapter(seed, 50, rates)
    expect(played.planted).toMatchObject({ R09: 3, R11: 4, R12: 2, R13: 3, R15: 3, R20: 3 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
  },
)
