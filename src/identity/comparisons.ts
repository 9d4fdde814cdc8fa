/** What record linkage compares about two accounts, in how many steps of agreement, and what is believed of each step before the data speak. */

/** One step of agreement. */
export interface Level {
  /** The sign that `int_pairs.pattern` carries at the comparison's place. */
  readonly code: string
  /** How the waterfall calls it. */
  readonly words: string
  /** Share among two accounts of one person. */
  readonly m: number
  /** Share among two accounts of different people. */
  readonly u: number
}

/** One comparison: a place in `int_pairs.pattern`. A `-` there says that one of the two has nothing to compare. */
export interface Comparison {
  readonly name: string
  readonly levels: readonly Level[]
  /** What the data cannot tell (steps that never occur within one directory, evidence of circumstance) stays as stated. */
  readonly learned: 'both' | 'm' | 'none'
  /** Bits that the comparison may give at most, either way: circumstance never outweighs a name. */
  readonly most: number
}

const level = (code: string, words: string, m: number, u: number): Level => ({ code, words, m, u })

/** The comparisons, in the order of the places of `int_pairs.pattern`. */
export const comparisons: readonly Comparison[] = [
  {
    name: 'name',
    learned: 'both',
    most: 20,
    levels: [
      level('8', 'the same name', 0.7, 0.01),
      level('7', 'the same name, family name first', 0.02, 0.0005),
      level('6', 'the same family name, a short form of the given name', 0.06, 0.001),
      level('5', 'the same family name and initial', 0.04, 0.003),
      level('4', 'one name equal, the other nearly', 0.08, 0.002),
      level('3', 'both names nearly equal', 0.03, 0.001),
      level('2', 'the same family name, another given name', 0.02, 0.02),
      level('1', 'the same given name, another family name', 0.03, 0.03),
      level('0', 'other names', 0.02, 0.9325),
    ],
  },
  {
    name: 'handle',
    learned: 'm',
    most: 16,
    levels: [
      level('5', 'the same login or local part', 0.45, 0.001),
      level('4', 'the same login or local part beside the same family name', 0.3, 0.1),
      level('3', 'a login spelled like the full name', 0.1, 0.001),
      level('2', 'a login spelled like the initial and name', 0.05, 0.004),
      level('1', 'nearly the same login', 0.04, 0.002),
      level('0', 'other logins', 0.06, 0.892),
    ],
  },
  {
    name: 'number',
    learned: 'both',
    most: 20,
    levels: [
      level('2', 'the same personnel number', 0.9, 0.0001),
      level('1', 'personnel numbers one sign apart', 0.08, 0.001),
      level('0', 'other personnel numbers', 0.02, 0.9989),
    ],
  },
  {
    name: 'phone',
    learned: 'both',
    most: 14,
    levels: [
      level('2', 'the same telephone', 0.7, 0.002),
      level('1', 'telephone numbers one digit apart', 0.1, 0.003),
      level('0', 'other telephones', 0.2, 0.995),
    ],
  },
  {
    name: 'started',
    learned: 'both',
    most: 12,
    levels: [
      level('2', 'the same first day', 0.85, 0.01),
      level('1', 'first days one sign apart', 0.1, 0.03),
      level('0', 'other first days', 0.05, 0.96),
    ],
  },
  {
    name: 'title',
    learned: 'both',
    most: 5,
    levels: [
      level('2', 'the same title', 0.6, 0.1),
      level('1', 'a similar title', 0.15, 0.1),
      level('0', 'another title', 0.25, 0.8),
    ],
  },
  {
    name: 'department',
    learned: 'both',
    most: 8,
    levels: [
      level('2', 'the same department', 0.7, 0.1),
      level('1', 'a department spelled alike', 0.1, 0.05),
      level('0', 'another department', 0.2, 0.85),
    ],
  },
  {
    name: 'location',
    learned: 'both',
    most: 8,
    levels: [
      level('2', 'the same place', 0.8, 0.2),
      level('1', 'a place spelled alike', 0.05, 0.05),
      level('0', 'another place', 0.15, 0.75),
    ],
  },
  {
    name: 'domain',
    learned: 'none',
    most: 2,
    levels: [level('1', 'the same mail domain', 0.8, 0.6), level('0', 'another mail domain', 0.2, 0.4)],
  },
  {
    name: 'network',
    learned: 'none',
    most: 2,
    levels: [
      level('1', 'seen on one day at an address that no third account used', 0.3, 0.075),
      level('0', 'seen at different addresses', 0.7, 0.925),
    ],
  },
]

/** Blocking rules in the order of the bits of `int_pairs.rules`, and the comparisons that a pair found by one agrees on already. */
export const blockingRules: readonly { readonly name: string; readonly fixes: readonly string[] }[] = [
  { name: 'full name', fixes: ['name', 'handle'] },
  { name: 'login', fixes: ['name', 'handle'] },
  { name: 'number', fixes: ['number'] },
  { name: 'telephone', fixes: ['phone'] },
  { name: 'first day and initials', fixes: ['started', 'name'] },
  { name: 'sound of the name', fixes: ['name', 'handle'] },
  { name: 'given name with place or first day', fixes: ['name', 'location', 'department', 'started'] },
  { name: 'family name with place or first day', fixes: ['name', 'location', 'department', 'started'] },
  { name: 'login spelled like a name', fixes: ['name', 'handle'] },
  { name: 'place and first day or title', fixes: ['location', 'department', 'title', 'started'] },
]
