import { expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const rates = { 'gap.R53': 0.1, 'gap.R54': 0.14, traps: 0.1 }

test.each(seeds)(
  'emergencies: every planted gap is found, with the executions nobody asked for, and nothing else is called a gap (seed %i)',
  { timeout: 300_000 },
  async (seed) => {
    const played = await playChapter(seed, 30, rates)
    expect(played.planted).toMatchObject({ R53: 3, R54: 5 })
    expect(played.missed).toEqual([])
    expect(played.falseGaps).toEqual([])
  },
)
