/** Directories that describe the same people, each with gaps and errors of its own, after the generator of FEBRL (Christen 2005). */
import { nicknames } from '../src/identity/nicknames.js'
import { createRandom, type Random } from '../src/simulate/random.js'

/** What one directory says of one account, and whose it is. */
export interface DirectoryRecord {
  readonly alias: string
  readonly directory: string
  /** The truth, which resolution does not see. */
  readonly person: string
  readonly name: string | null
  readonly login: string | null
  readonly number: string | null
  readonly phone: string | null
  readonly started: string | null
  readonly title: string | null
  readonly department: string | null
  readonly location: string | null
}

/** What each directory holds beside the name, and the share of people it has. */
const directories = [
  { name: 'hr', share: 0.95, holds: ['number', 'started', 'title', 'department', 'location', 'phone'] },
  { name: 'idp', share: 0.9, holds: ['login', 'title', 'department', 'phone'] },
  { name: 'tracker', share: 0.8, holds: ['login', 'department', 'location'] },
  { name: 'desk', share: 0.75, holds: ['number', 'phone', 'department', 'location', 'title'] },
  { name: 'forge', share: 0.6, holds: ['login', 'location'] },
] as const

const rates = {
  missing: 0.12,
  nameMissing: 0.03,
  typo: 0.05,
  misread: 0.02,
  misheard: 0.03,
  swapped: 0.03,
  nickname: 0.1,
  initial: 0.02,
  married: 0.03,
  moved: 0.06,
  otherLogin: 0.15,
}

const titles = [
  'engineer',
  'senior engineer',
  'developer',
  'analyst',
  'manager',
  'administrator',
  'clerk',
  'planner',
  'consultant',
  'auditor',
]
const misreadings: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['l', '1'],
  ['o', '0'],
  ['cl', 'd'],
  ['vv', 'w'],
  ['e', 'c'],
  ['h', 'b'],
]
const misheard: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['c', 'k'],
  ['y', 'i'],
  ['ck', 'k'],
  ['th', 't'],
  ['z', 's'],
  ['v', 'w'],
  ['ie', 'y'],
  ['nn', 'n'],
  ['ll', 'l'],
]
const letters = 'abcdefghijklmnopqrstuvwxyz'

interface Person {
  readonly given: string
  readonly family: string
  readonly maiden: string | null
  readonly login: string
  readonly number: string
  readonly phone: string
  readonly started: string
  readonly title: string
  readonly department: string
  readonly location: string
}

/** Records of `people` people in five directories, one after the other; the same seed gives the same records. */
export function* simulateDirectories(seed: number, people: number): Generator<DirectoryRecord> {
  const random = createRandom(seed, 'directories')
  const pools = {
    given: [...new Set(nicknames.map(({ name }) => name)), ...invent(random, 300, 2)],
    family: invent(random, Math.max(500, Math.round(people / 8)), 3),
    department: invent(random, Math.max(12, Math.round(people / 60)), 3),
    location: invent(random, Math.max(8, Math.round(people / 200)), 3),
  }
  const taken = new Map<string, number>()
  for (let i = 0; i < people; i++) {
    const person = hire(random, pools, taken)
    for (const directory of directories)
      if (random.chance(directory.share)) yield describe(random, person, i, directory, pools.family)
  }
}

function hire(random: Random, pools: Readonly<Record<string, readonly string[]>>, taken: Map<string, number>): Person {
  const given = frequent(random, pools['given']!)
  const family = frequent(random, pools['family']!)
  const wanted = random.chance(0.5) ? `${given[0]}${family}` : `${given}.${family}`
  const count = (taken.get(wanted) ?? 0) + 1
  taken.set(wanted, count)
  return {
    given,
    family,
    maiden: random.chance(rates.married) ? frequent(random, pools['family']!) : null,
    login: count === 1 ? wanted : `${wanted}${count}`,
    number: String(random.int(1_000_000, 9_999_999)),
    phone: String(random.int(100_000_000, 999_999_999)),
    started: `20${random.int(10, 25)}-${String(random.int(1, 12)).padStart(2, '0')}-${random.chance(0.4) ? '01' : String(random.int(1, 28)).padStart(2, '0')}`,
    title: random.pick(titles),
    department: frequent(random, pools['department']!),
    location: frequent(random, pools['location']!),
  }
}

function describe(
  random: Random,
  person: Person,
  index: number,
  directory: (typeof directories)[number],
  families: readonly string[],
): DirectoryRecord {
  const holds = (field: string) => (directory.holds as readonly string[]).includes(field)
  const told = (field: 'number' | 'phone' | 'started' | 'title' | 'department' | 'location') =>
    !holds(field) || random.chance(rates.missing) ? null : damage(random, person[field])
  const moved = random.chance(rates.moved)
  return {
    alias: `${directory.name}:${String(index).padStart(8, '0')}`,
    directory: directory.name,
    person: String(index),
    name: random.chance(rates.nameMissing) && holds('login') ? null : spell(random, person),
    login: holds('login') && !random.chance(rates.missing) ? signIn(random, person) : null,
    number: told('number'),
    phone: told('phone'),
    started: told('started'),
    title: told('title'),
    department: moved ? random.pick(families) : told('department'),
    location: told('location'),
  }
}

/** The name as somebody typed, heard or scanned it. */
function spell(random: Random, person: Person): string {
  const short = nicknames.filter(({ name }) => name === person.given)
  let given = short.length > 0 && random.chance(rates.nickname) ? random.pick(short).form : damage(random, person.given)
  const family = damage(random, person.maiden !== null && random.chance(0.5) ? person.maiden : person.family)
  if (random.chance(rates.initial)) given = given[0]!
  const isSwapped = random.chance(rates.swapped)
  return isSwapped ? `${family} ${given}` : `${given} ${family}`
}

function signIn(random: Random, person: Person): string {
  const other = `${person.given[0]}.${person.family}`
  const local = random.chance(rates.otherLogin) ? other : person.login
  return `${local}@${random.chance(0.1) ? 'old.example' : 'corp.example'}`
}

function damage(random: Random, text: string): string {
  if (random.chance(rates.typo)) return mistype(random, text)
  if (random.chance(rates.misread)) return replaceOne(random, text, misreadings)
  if (random.chance(rates.misheard)) return replaceOne(random, text, misheard)
  return text
}

function mistype(random: Random, text: string): string {
  const at = random.int(0, text.length - 1)
  const letter = /\d/.test(text) ? String(random.int(0, 9)) : random.letters(letters, 1)
  switch (random.int(0, 3)) {
    case 0:
      return text.slice(0, at) + letter + text.slice(at)
    case 1:
      return text.length > 2 ? text.slice(0, at) + text.slice(at + 1) : text
    case 2:
      return text.slice(0, at) + letter + text.slice(at + 1)
    default:
      return text.slice(0, at) + (text[at + 1] ?? '') + text[at] + text.slice(at + 2)
  }
}

function replaceOne(random: Random, text: string, table: readonly (readonly [string, string])[]): string {
  const fitting = table.filter(([from]) => text.includes(from))
  if (fitting.length === 0) return text
  const [from, to] = random.pick(fitting)
  return text.replace(from, to)
}

/** Some values are common and most are rare, as with names. */
function frequent(random: Random, from: readonly string[]): string {
  return from[Math.floor(from.length * random.next() ** 2.2)]!
}

function invent(random: Random, count: number, syllables: number): string[] {
  const onsets = [
    'b',
    'br',
    'd',
    'f',
    'g',
    'gr',
    'h',
    'j',
    'k',
    'kl',
    'l',
    'm',
    'n',
    'p',
    'r',
    's',
    'sch',
    'st',
    't',
    'th',
    'v',
    'w',
    'z',
    'ph',
    'c',
  ]
  const ends = ['a', 'e', 'i', 'o', 'u', 'an', 'er', 'in', 'on', 'el', 'ar', 'is', 'ie', 'enn', 'ell']
  const found = new Set<string>()
  while (found.size < count) {
    let word = ''
    for (let i = random.int(2, syllables); i > 0; i--) word += random.pick(onsets) + random.pick(ends)
    found.add(word)
  }
  return [...found]
}
