import { describe, expect, test } from 'vitest'
import { playChapter, seeds } from './play-chapter.js'

const ours = /^R(07|16|17|18|21|57) /

describe('clicks, licences, favours, edits and nobody at the beginning', () => {
  const rates = { 'gap.R07': 0.03, 'gap.R16': 0.05, 'gap.R17': 0.05, 'gap.R18': 0.03, 'gap.R21': 0.05, traps: 0.25 }

  test.each(seeds)(
    'every planted gap is found and nothing else is called a gap (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const played = await playChapter(seed, 40, rates)
      expect(played.planted).toMatchObject({ R07: 1, R16: 2, R17: 2, R18: 1, R21: 2 })
      expect(played.missed).toEqual([])
      expect(played.falseGaps).toEqual([])
      expect(played.undecidable.silent.filter((verdict) => ours.test(verdict))).toEqual([])
    },
  )
})

test('a tracker whose times lost their zone: the clock is found and nothing else is called a gap', {
  timeout: 120_000,
}, async () => {
  const played = await playChapter(1, 36, { 'gap.R57': 0.03 })
  expect(played.planted).toMatchObject({ R57: 1 })
  expect(played.missed).toEqual([])
  expect(played.falseGaps).toEqual([])
})
