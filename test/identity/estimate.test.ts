import { describe, expect, it } from 'vitest'
import { blockingRules, comparisons } from '../../src/identity/comparisons.js'
import { estimate, type PatternCount } from '../../src/identity/estimate.js'
import { nicknames } from '../../src/identity/nicknames.js'

/** A pattern with the given levels, `-` elsewhere. */
const pattern = (levels: Readonly<Record<string, string>>) =>
  comparisons.map(({ name }) => levels[name] ?? '-').join('')
const bit = (rule: string) => 1 << blockingRules.findIndex(({ name }) => name === rule)

/** Ten thousand pairs of one directory, and a block by telephone that holds 900 matches and 100 others. */
const counts: PatternCount[] = [
  { pattern: pattern({ name: '0', title: '0' }), rules: 0, pairs: 8990 },
  { pattern: pattern({ name: '0', title: '2' }), rules: 0, pairs: 1000 },
  { pattern: pattern({ name: '8', title: '0' }), rules: 0, pairs: 10 },
  { pattern: pattern({ name: '8', phone: '2', title: '2' }), rules: bit('telephone'), pairs: 720 },
  { pattern: pattern({ name: '8', phone: '2', title: '0' }), rules: bit('telephone'), pairs: 90 },
  { pattern: pattern({ name: '4', phone: '2', title: '2' }), rules: bit('telephone'), pairs: 90 },
  { pattern: pattern({ name: '0', phone: '2', title: '0' }), rules: bit('telephone'), pairs: 90 },
  { pattern: pattern({ name: '0', phone: '2', title: '2' }), rules: bit('telephone'), pairs: 10 },
]
const found = estimate(counts, 1_000_000)
const weight = (comparison: string, level: string) =>
  found.weights.find((one) => one.comparison === comparison && one.level === level)!

describe('estimate', () => {
  it('learns u from pairs of one directory', () => {
    expect(weight('name', '8').u).toBeCloseTo(11 / 10_100, 5)
    expect(weight('title', '2').u).toBeCloseTo(0.1, 2)
  })

  it('learns m from what a block holds beside what the block agrees on by its making', () => {
    expect(weight('name', '8').m).toBeCloseTo(0.9, 1)
    expect(weight('title', '2').m).toBeCloseTo(0.9, 1)
    expect(weight('phone', '2').m).toBe(comparisons.find(({ name }) => name === 'phone')!.levels[0]!.m)
  })

  it('finds the prior: matches among all pairs that were possible', () => {
    expect(found.prior).toBeGreaterThan(0.0008)
    expect(found.prior).toBeLessThan(0.0011)
  })

  it('gives the bits of m over u, and never more than the comparison may', () => {
    const one = weight('name', '8')
    expect(one.bits).toBeCloseTo(Math.log2(one.m / one.u), 9)
    for (const { name, most } of comparisons)
      for (const each of found.weights.filter(({ comparison }) => comparison === name))
        expect(Math.abs(each.bits)).toBeLessThanOrEqual(most)
  })

  it('says what it believes where there is nothing to learn from', () => {
    const blank = estimate([], 0)
    expect(blank.weights).toHaveLength(comparisons.flatMap(({ levels }) => levels).length)
    expect(blank.prior).toBeGreaterThan(0)
    expect(blank.prior).toBeLessThan(0.2)
  })

  it('does not depend on the order of the counts', () => {
    expect(estimate([...counts].reverse(), 1_000_000).prior).toBeCloseTo(found.prior, 12)
  })
})

describe('comparisons', () => {
  it.each(comparisons.map((one) => [one.name, one] as const))(
    '%s: the beliefs are shares of all',
    (_name, { levels }) => {
      expect(levels.reduce((sum, { m }) => sum + m, 0)).toBeCloseTo(1, 9)
      expect(levels.reduce((sum, { u }) => sum + u, 0)).toBeCloseTo(1, 9)
      expect(new Set(levels.map(({ code }) => code)).size).toBe(levels.length)
    },
  )

  it('a blocking rule fixes comparisons that there are', () => {
    const names = comparisons.map(({ name }) => name)
    for (const { fixes } of blockingRules) expect(names).toEqual(expect.arrayContaining([...fixes]))
  })

  it('a short form may stand for several names', () => {
    expect(nicknames.filter(({ form }) => form === 'alex').map(({ name }) => name)).toEqual([
      'alejandro',
      'alexander',
      'alexandra',
    ])
  })
})
