import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = { 'gap.R39': 0.05, 'gap.R40': 0.08, 'gap.R41': 0.05, 'gap.R42': 0.05, 'gap.R43': 0.05, traps: 0.24 }

test.each(seeds)(
  'shared accounts, lost origins, hands at machines, keys for everything and grants past the broker: every planted gap is found and nothing else is called a gap (seed %i)',
  { timeout: 120_000 },
  async (seed) => {
    const played = await playChapter(seed, 40, { ...rates, sharedAccounts: 0 })
    expect(played.planted).toMatchObject({ R39: 2, R40: 3, R41: 2, R42: 2, R43: 2 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
    expect(played.undecidable.silent.filter((verdict) => /^R(39|4[0-3]) /.test(verdict))).toEqual([])
    expect(played.undecidable.said).toBeGreaterThan(1)
  },
)
