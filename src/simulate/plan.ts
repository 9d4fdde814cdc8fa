/** Which stories are told, when, and what goes wrong in them: decided before the first is told. */
import { DAY, FIRST_DAY, HOUR, isWeekend, MINUTE, TAIL_DAYS } from './calendar.js'
import type { RateName, Rates } from './options.js'
import type { Random } from './random.js'
import { chapters } from './stories/chapters.js'
import { TRAIL_OFF } from './stories/logging.js'
import type { Flavour, StoryPlan } from './world.js'

/** How long it all lasts, and where the log falls silent. */
export interface Plan {
  readonly stories: readonly StoryPlan[]
  /** Days on which stories begin. */
  readonly workingDays: number
  /** End of those days. */
  readonly lastStart: number
  /** End of everything; "now" of the exports. */
  readonly end: number
  /** The stretch in which no cloud record arrives at all; null when none is planted. */
  readonly silence: { readonly from: number; readonly to: number } | null
  /** When tickets are opened that nothing follows. */
  readonly unexecuted: readonly number[]
}

/** In which stories a gap can be planted; used in turn. */
const variants: Readonly<Record<string, readonly (readonly [Flavour, string])[]>> = {
  R01: [['orphan', 'R01']],
  R02: [
    ['jira-iam', 'R02'],
    ['snow-change', 'R02'],
    ['agent', 'R02'],
    ['okta-group', 'R02'],
  ],
  R03: [
    ['jira-iam', 'R03'],
    ['snow-change', 'R03'],
    ['agent', 'R03'],
  ],
  R04: [
    ['jira-iam', 'R04.denied'],
    ['snow-change', 'R04.pending'],
    ['jira-iam', 'R04.pending'],
  ],
  R05: [
    ['jira-iam', 'R05.expired'],
    ['jira-iam', 'R05.content'],
    ['snow-change', 'R05.window'],
  ],
  R06: [['snow-change', 'R06']],
  R08: [
    ['jira-iam', 'R08'],
    ['snow-change', 'R08'],
    ['okta-group', 'R08'],
    ['slack-first', 'R08'],
  ],
  R10: [
    ['jira-iam', 'R10'],
    ['agent', 'R10.agent'],
    ['slack-first', 'R10'],
  ],
  R14: [
    ['agent', 'R14.agent'],
    ['jira-iam', 'R14'],
  ],
  R19: [['slack-first', 'R19']],
  R31: [
    ['jira-iam', 'R31.federated'],
    ['team', 'R31.lent'],
    ['jira-iam', 'R31.static'],
  ],
  R32: [['jira-iam', 'R32']],
  R33: [
    ['team', 'R33.lent'],
    ['jira-iam', 'R33.read'],
  ],
  R44: [
    ['jira-iam', 'R44'],
    ['agent', 'R44'],
    ['slack-first', 'R44'],
  ],
  R47: [
    ['okta-group', 'R47'],
    ['jira-iam', 'R47'],
    ['team', 'R47.lent'],
  ],
  R52: [['jira-iam', 'R52']],
  R55: [['logging', 'R55']],
  R58: [['twins', 'R58']],
}
/** Shares of the clean stories. */
const shares: readonly (readonly [Flavour, number])[] = [
  ['jira-iam', 0.32],
  ['snow-change', 0.16],
  ['okta-group', 0.14],
  ['team', 0.14],
  ['agent', 0.12],
  ['slack-first', 0.1],
  ['break-glass', 0.02],
]

/** Plans `tasks` stories. At most two thirds of them carry a gap. */
export function planStories(root: Random, rates: Rates, tasks: number): Plan {
  const random = root.fork('plan')
  const weeks = Math.max(2, Math.min(26, Math.round(2 + tasks / 125)))
  const lastStart = FIRST_DAY + weeks * 7 * DAY
  // The one account whose trail goes off can go dark once a week.
  const isRoomFor = ([flavour]: [Flavour, string], i: number, all: [Flavour, string][]) =>
    flavour !== 'logging' || all.slice(0, i).filter((kind) => kind[0] === 'logging').length < weeks - 1
  const kinds = [...plantedKinds(rates, tasks), ...undecidableKinds(rates, tasks), ...trapKinds(rates, tasks)]
    .filter(isRoomFor)
    .slice(0, Math.ceil((tasks * 2) / 3))
  for (const kind of cleanKinds(tasks - kinds.length)) kinds.push(kind)

  const days = Array.from({ length: weeks * 7 }, (_, i) => FIRST_DAY + i * DAY).filter((day) => !isWeekend(day))
  const begin = () => random.pick(days) + 6.5 * HOUR + random.int(0, 6 * 60) * MINUTE + random.int(0, 59) * 1000
  // The trail goes off on a Tuesday of a week of its own, the last weeks first.
  const tuesdays = random.shuffle(Array.from({ length: weeks - 1 }, (_, i) => FIRST_DAY + (i + 1) * 7 * DAY + DAY))
  const holes: number[] = []
  const placed = kinds.map(([flavour, variant]) => {
    if (flavour !== 'logging') return { flavour, variant, at: 0 }
    const at = (tuesdays[holes.length % tuesdays.length] ?? FIRST_DAY + 8 * DAY) + 7 * HOUR + random.int(0, 60) * MINUTE
    holes.push(at + TRAIL_OFF.after)
    return { flavour, variant, at }
  })
  // What was never done (a grant taken back, an engine asked) shows only where nothing was dark.
  const isClear = (at: number) => holes.every((hole) => hole + TRAIL_OFF.for < at - DAY || hole > at + 6 * DAY)
  const stories = placed.map((story) => {
    if (story.at > 0) return story
    let at = begin()
    for (let tries = 0; /^R(47|28)/.test(story.variant) && !isClear(at) && tries < 500; tries++) at = begin()
    return { ...story, at }
  })
  const end = lastStart + TAIL_DAYS * DAY
  const silence =
    rates['gap.R56'] > 0 ? { from: lastStart + 4 * DAY + 20 * HOUR, to: lastStart + 6 * DAY + 2 * HOUR } : null
  return {
    stories: stories.sort((a, b) => a.at - b.at).map((story, index) => ({ ...story, index })),
    workingDays: days.length,
    lastStart,
    end,
    silence,
    unexecuted: Array.from({ length: Math.round(tasks * rates.unexecutedTickets) }, begin).sort((a, b) => a - b),
  }
}

/** The core's variants, then those of the chapters. */
function allVariants() {
  const all: Record<string, (readonly [Flavour, string])[]> = {}
  for (const [rule, ways] of Object.entries(variants)) all[rule] = [...ways]
  for (const [name, chapter] of Object.entries(chapters))
    for (const [rule, ways] of Object.entries(chapter.gaps))
      all[rule] = [...(all[rule] ?? []), ...ways.map((way) => [name as Flavour, way] as const)]
  return all
}

/** Each rule with a rate above nought gets its share, and at least one while there is room. */
function plantedKinds(rates: Rates, tasks: number): [Flavour, string][] {
  const kinds: [Flavour, string][] = []
  for (const [rule, ways] of Object.entries(allVariants())) {
    const rate = rates[`gap.${rule}` as RateName]
    const count = rate === 0 ? 0 : Math.max(1, Math.round(rate * tasks))
    for (let i = 0; i < count; i++) kinds.push([...ways[i % ways.length]!])
  }
  return kinds
}

/** The traps of the chapters whose gaps are asked for; of all where none is. */
function trapKinds(rates: Rates, tasks: number): [Flavour, string][] {
  const all = Object.entries(chapters)
  const asked = all.filter(([, chapter]) =>
    Object.keys(chapter.gaps).some((rule) => rates[`gap.${rule}` as RateName] > 0),
  )
  const traps = (asked.length > 0 ? asked : all).flatMap(([name, chapter]) =>
    chapter.traps.map((trap) => [name as Flavour, trap] as [Flavour, string]),
  )
  const count = traps.length === 0 ? 0 : Math.ceil(rates.traps * tasks)
  return Array.from({ length: count }, (_, i) => traps[i % traps.length]!)
}

function undecidableKinds(rates: Rates, tasks: number): [Flavour, string][] {
  const count = rates.closeCalls === 0 ? 0 : Math.max(1, Math.round(rates.closeCalls * tasks))
  return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? ['jira-iam', 'close-call'] : ['twins', 'duplicate']))
}

/** The clean stories, by shares, every flavour first once. */
function cleanKinds(count: number): [Flavour, string][] {
  const given = new Map(shares.map(([flavour]) => [flavour, 0]))
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const behind = shares.map(([flavour, share]) => [flavour, share * (i + 1) - given.get(flavour)!] as const)
    const [flavour] = i < shares.length ? shares[i]! : behind.reduce((most, one) => (one[1] > most[1] ? one : most))
    given.set(flavour, given.get(flavour)! + 1)
    return [flavour, 'clean'] as [Flavour, string]
  })
}
