/** Estimates what agreement is worth (Fellegi and Sunter 1969): m and u of every level and the prior, from counts of patterns alone. */
import { blockingRules, type Comparison, comparisons } from './comparisons.js'

/** How many pairs show one pattern of agreement. */
export interface PatternCount {
  /** One sign per comparison, `-` where one side has nothing to compare. */
  readonly pattern: string
  /** Bit r is set when blocking rule r found the pairs; 0 for pairs of one directory drawn to learn u. */
  readonly rules: number
  readonly pairs: number
}

/** What one level of one comparison is worth. */
export interface LevelWeight {
  readonly place: number
  readonly comparison: string
  readonly level: string
  readonly words: string
  readonly m: number
  readonly u: number
  /** log2(m / u), within what the comparison may give. */
  readonly bits: number
}

/** The estimate: a weight per level, and the chance that any two accounts that may be one person are. */
export interface Estimate {
  readonly weights: readonly LevelWeight[]
  readonly prior: number
}

/** Pairs that the beliefs of `comparisons` count for against what the data say. */
const beliefPairs = { m: 20, u: 100 }
const rounds = 60
const prior = { matches: 1, pairs: 10 }

type Table = readonly (readonly number[])[]

/**
 * u comes from pairs of one directory, which are never one person; m from expectation and maximisation over the pairs each blocking rule
 * found, without what that rule fixes; the prior from the pairs that blocking found among all possible ones.
 */
export function estimate(counts: readonly PatternCount[], possible: number): Estimate {
  const levels = comparisons.map(({ levels: all }) => new Map(all.map(({ code }, i) => [code, i])))
  const coded = counts.map(({ pattern, rules, pairs }) => ({
    rules,
    pairs,
    at: comparisons.map((_, place) => levels[place]!.get(pattern[place] ?? '-') ?? -1),
  }))
  const u = learn(
    coded.filter(({ rules }) => rules === 0).map((one) => ({ at: one.at, weight: one.pairs })),
    comparisons.map(({ levels: all }) => all.map((one) => one.u)),
    beliefPairs.u,
    ({ learned }) => learned === 'both',
  )
  const candidates = coded.filter(({ rules }) => rules > 0)
  const m = learnMatches(candidates, u)
  const weights = comparisons.map((comparison, place) =>
    comparison.levels.map((_, i) => bits(m[place]![i]!, u[place]![i]!, comparison.most)),
  )
  return {
    prior: learnPrior(candidates, weights, possible),
    weights: comparisons.flatMap((comparison, place) =>
      comparison.levels.map(({ code, words }, i) => ({
        place: place + 1,
        comparison: comparison.name,
        level: code,
        words,
        m: m[place]![i]!,
        u: u[place]![i]!,
        bits: weights[place]![i]!,
      })),
    ),
  }
}

interface Coded {
  readonly at: readonly number[]
  readonly rules: number
  readonly pairs: number
}

/** Shares of levels: the counts, with the beliefs as if `strength` further pairs had shown them. */
function learn(
  rows: readonly { readonly at: readonly number[]; readonly weight: number }[],
  beliefs: Table,
  strength: number,
  isLearned: (comparison: Comparison) => boolean,
): Table {
  const sums = beliefs.map((shares) => shares.map((share) => share * strength))
  for (const { at, weight } of rows)
    for (const [place, level] of at.entries()) if (level >= 0) sums[place]![level]! += weight
  return sums.map((row, place) => {
    const total = row.reduce((sum, value) => sum + value, 0)
    return isLearned(comparisons[place]!) ? row.map((value) => value / total) : beliefs[place]!
  })
}

function learnMatches(candidates: readonly Coded[], u: Table): Table {
  const beliefs = comparisons.map(({ levels }) => levels.map(({ m }) => m))
  const learned: { at: readonly number[]; weight: number }[] = []
  for (const [rule, { fixes }] of blockingRules.entries()) {
    const rows = candidates
      .filter(({ rules }) => (rules >> rule) % 2 === 1)
      .map(({ at, pairs }) => ({ pairs, at: at.map((one, i) => (fixes.includes(comparisons[i]!.name) ? -1 : one)) }))
      .filter(({ at }) => at.some((one) => one >= 0))
    learned.push(...learnBlock(rows, beliefs, u))
  }
  return learn(learned, beliefs, beliefPairs.m, ({ learned: what }) => what !== 'none')
}

/** One run of expectation and maximisation over the pairs of one blocking rule: each pattern with the matches it is expected to hold. */
function learnBlock(rows: readonly { at: readonly number[]; pairs: number }[], beliefs: Table, u: Table) {
  const total = rows.reduce((sum, { pairs }) => sum + pairs, 0)
  let share = 0.3
  let m = beliefs
  let expected: { at: readonly number[]; weight: number }[] = []
  for (let round = 0; round < rounds && total > 0; round++) {
    expected = rows.map(({ at, pairs }) => {
      let odds = share / (1 - share)
      for (const [place, level] of at.entries()) if (level >= 0) odds *= m[place]![level]! / u[place]![level]!
      return { at, weight: pairs * (odds / (1 + odds)) }
    })
    const matches = expected.reduce((sum, { weight }) => sum + weight, 0)
    share = (matches + prior.matches) / (total + prior.pairs)
    m = learn(expected, beliefs, beliefPairs.m, ({ learned }) => learned !== 'none')
  }
  return expected
}

function learnPrior(candidates: readonly Coded[], weights: Table, possible: number): number {
  const rows = candidates.map(({ at, pairs }) => ({
    pairs,
    factor: 2 ** at.reduce((sum, level, place) => sum + (level >= 0 ? weights[place]![level]! : 0), 0),
  }))
  const all = Math.max(
    possible,
    rows.reduce((sum, { pairs }) => sum + pairs, 0),
  )
  let share = prior.matches / prior.pairs
  for (let round = 0; round < rounds; round++) {
    const odds = share / (1 - share)
    const matches = rows.reduce((sum, { pairs, factor }) => sum + pairs * ((odds * factor) / (1 + odds * factor)), 0)
    share = (matches + prior.matches) / (all + prior.pairs)
  }
  return share
}

function bits(m: number, u: number, most: number) {
  return Math.max(-most, Math.min(most, Math.log2(m / u)))
}
