import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = { 'gap.R28': 0.08, 'gap.R29': 0.05, 'gap.R30': 0.05, 'gap.R50': 0.08, 'gap.R51': 0.1, traps: 0.2 }

test.each(seeds)(
  'policy decisions, policies that are changed, windows and records: every planted gap is found and nothing else is called a gap (seed %i)',
  { timeout: 120_000 },
  async (seed) => {
    const played = await playChapter(seed, 40, rates)
    expect(played.planted).toMatchObject({ R28: 3, R29: 2, R30: 2, R50: 3, R51: 4 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
    expect(played.undecidable.silent.filter((verdict) => /^R(28|29|30|50|51) /.test(verdict))).toEqual([])
    expect(played.undecidable.said).toBeGreaterThan(1)
  },
)
