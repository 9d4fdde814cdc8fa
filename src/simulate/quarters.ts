/** Two quarters of an access certification: the exports of each, what the reviewers answer, and a key that knows who held what and what was planted. */
import { openFiles } from './files.js'
import {
  type Change,
  DAY,
  firstEnd,
  type Held,
  HOUR,
  iso,
  type Machine,
  type Person,
  type SignOn,
  secondEnd,
  sorted,
  sortedList,
  start,
  userArn,
  writeQuarter,
} from './quarters-exports.js'
import { createRandom, type Random } from './random.js'

/** What a reviewer answers for an item; times are ISO 8601. */
export interface Answer {
  readonly subject: string
  readonly entitlement: string
  readonly decision: 'keep' | 'revoke'
  readonly comment: string
  readonly decided_at: string
}

/** What is true of the two quarters. */
export interface QuartersKey {
  readonly schema: 'approvenance/certification-key@1'
  readonly seed: number
  /** Who signs off, and decides where nobody else can. */
  readonly control_owner: string
  readonly first: { readonly period: string; readonly cutoff: string; readonly population: readonly Held[] }
  readonly second: { readonly period: string; readonly cutoff: string; readonly population: readonly Held[] }
  readonly answers: readonly Answer[]
  /** Holders who hand in a pack with their own access in it. */
  readonly self_attempts: readonly { readonly by: string; readonly subject: string; readonly entitlement: string }[]
  readonly planted: {
    readonly missed: readonly Held[]
    readonly late: readonly Held[]
    readonly returned: readonly Held[]
    /** Used after it had to be gone: one of them is missed, of the others the removal is on record. */
    readonly used: readonly Held[]
    readonly unowned: readonly string[]
    readonly rubber_stamp: string
  }
}

const decidedOn = Date.UTC(2026, 3, 6, 9)

const policies = [
  ...['ReadOnlyAccess', 'AmazonS3FullAccess', 'AmazonSQSFullAccess', 'AmazonRDSFullAccess', 'CloudWatchLogsFullAccess'],
  ...['AWSLambda_FullAccess', 'AmazonDynamoDBFullAccess', 'AdministratorAccess'],
].map((name) => `arn:aws:iam::aws:policy/${name}`)

const applications = ['Ledger', 'Payroll', 'Storefront']

/** Writes `first/exports`, `second/exports` and `certification-key.json`. The same seed gives the same bytes. */
export function simulateQuarters(options: { readonly seed: number; readonly out: string }): QuartersKey {
  const files = openFiles(options.out, true)
  for (const path of ['first', 'second', 'certification-key.json']) files.remove(path)
  const random = createRandom(options.seed, 'quarters')
  const people = foundPeople(random.fork('people'))
  const machines: Machine[] = Array.from({ length: 18 }, (_, i) => ({
    arn: userArn(`svc-${names[i % names.length]}-${i}`),
    owner: i < 3 ? null : people[1 + (i % 4)]!.person,
  }))
  const draw = random.fork('holdings')
  const held = new Map<string, Held>()
  const changes: Change[] = []
  const give = (subject: string, thing: string, at: number | null) => {
    const one: Held = [subject, thing]
    if (held.has(one.join(' '))) return
    held.set(one.join(' '), one)
    if (at !== null) changes.push({ at, add: true, held: one })
  }
  for (const { arn } of [...people.slice(1), ...machines])
    for (const policy of draw.shuffle(policies).slice(0, draw.int(1, 3)))
      give(`aws:${arn}`, policy, draw.chance(0.5) ? start + draw.int(2, 80) * DAY + draw.int(8, 17) * HOUR : null)
  const stamper = people[1]!
  const clerks = draw.shuffle(people.slice(6).filter(({ manager }) => manager !== stamper.person)).slice(0, 9)
  for (const [i, { okta }] of clerks.entries())
    give(`okta:${okta}`, applications[i % applications.length]!, start + (5 + 3 * i) * DAY + 11 * HOUR)
  const before = new Map([...held].filter(([key]) => !changes.some((change) => change.held.join(' ') === key)))
  const first = sorted(held)

  const plan = planAnswers(random.fork('answers'), people, machines, first, stamper.person)
  for (const { held: one, at } of plan.removals) changes.push({ at, add: false, held: one })
  for (const one of plan.returned) changes.push({ at: Date.UTC(2026, 4, 12, 10), add: true, held: one })
  for (const { held: one } of plan.removals) held.delete(one.join(' '))
  for (const one of plan.returned) held.set(one.join(' '), one)
  // Life goes on: new access in the second quarter.
  const joins = random.fork('second')
  for (let i = 0; i < 9; i++) {
    const whom = `aws:${joins.pick(people.slice(6)).arn}`
    const free = policies.filter(
      (policy) => !first.some(([s, p]) => s === whom && p === policy) && !held.has(`${whom} ${policy}`),
    )
    if (free.length > 0) give(whom, joins.pick(free), Date.UTC(2026, 4, 3 + i, 11))
  }
  const key: QuartersKey = {
    schema: 'approvenance/certification-key@1',
    seed: options.seed,
    control_owner: 'cora@corp.example',
    first: { period: '2026-Q1', cutoff: iso(firstEnd), population: first },
    second: { period: '2026-Q2', cutoff: iso(secondEnd), population: sorted(held) },
    answers: plan.answers,
    self_attempts: plan.selfAttempts,
    planted: {
      missed: plan.missed,
      late: plan.late,
      returned: plan.returned,
      used: plan.used,
      unowned: machines.filter(({ owner }) => owner === null).map(({ arn }) => `aws:${arn}`),
      rubber_stamp: stamper.person,
    },
  }
  const course = { people, machines, before, changes, signOns: signOnsOf(changes, plan.used) }
  writeQuarter(files, 'first', firstEnd, random, course)
  writeQuarter(files, 'second', secondEnd, random, course)
  files.text('certification-key.json', `${JSON.stringify(key, null, 1)}\n`)
  return key
}

const names = [
  'ada',
  'bo',
  'cleo',
  'dan',
  'eda',
  'finn',
  'gus',
  'hana',
  'ivo',
  'jana',
  'kai',
  'lena',
  'milo',
  'nora',
  'otto',
  'pia',
  'quin',
  'rosa',
  'sven',
  'tea',
]

/** A head, four managers below, and their teams; the first team belongs to the one who signs without looking. */
function foundPeople(random: Random): Person[] {
  const person = (login: string, team: string, manager: string | null, isGone = false): Person => ({
    person: `${login}@corp.example`,
    arn: userArn(login),
    okta: `00u${login.padEnd(17, 'x')}`,
    team,
    manager,
    isGone,
  })
  const head = person('head', 'board', null)
  const managers = [1, 2, 3, 4].map((no) => person(`lead${no}`, `team${no}`, head.person))
  const cora = person('cora', 'security', head.person)
  const staff = managers.flatMap((manager, team) =>
    Array.from({ length: 8 }, (_, i) =>
      person(
        `${names[(team * 8 + i) % names.length]}${team + 1}`,
        `team${team + 1}`,
        manager.person,
        team === 0 && i === random.int(0, 0),
      ),
    ),
  )
  return [head, ...managers, cora, ...staff]
}

interface Removal {
  readonly held: Held
  readonly at: number
}

/** Who answers what: the stamper keeps everything; of the others' items a few must go, and not all of these go as they should. */
function planAnswers(
  random: Random,
  people: readonly Person[],
  machines: readonly Machine[],
  population: readonly Held[],
  stamper: string,
) {
  const reviewers = new Map<string, string | null>([
    ...machines.map(({ arn, owner }) => [`aws:${arn}`, owner] as const),
    ...people.flatMap(({ arn, okta, manager }) => [
      [`aws:${arn}`, manager] as const,
      [`okta:${okta}`, manager] as const,
    ]),
  ])
  const reviewerOf = ([subject]: Held) => reviewers.get(subject) ?? 'cora@corp.example'
  // In the order of accounts, so that nothing depends on who shares a reviewer.
  const others = random.shuffle(population.filter((one) => reviewerOf(one) !== stamper))
  const isApplication = ([subject]: Held) => subject.startsWith('okta:')
  const policiesGone = others.filter((one) => !isApplication(one)).slice(0, 14)
  // The last is not used any more once it is gone.
  const applicationsGone = others.filter(isApplication).slice(0, 4)
  const revoked = [...policiesGone, ...applicationsGone]
  const missed = [...policiesGone.slice(0, 3), ...applicationsGone.slice(0, 1)]
  const [late, returned] = [policiesGone.slice(3, 5), policiesGone.slice(5, 7)]
  const used = applicationsGone.slice(0, 3)
  let stamped = 0
  const answers = population.map((one, index): Answer => {
    const isStamped = reviewerOf(one) === stamper
    const decision = revoked.includes(one) ? 'revoke' : 'keep'
    const at = isStamped ? decidedOn + 2000 * stamped++ : decidedOn + (index % 60) * 600_000
    return {
      subject: one[0],
      entitlement: one[1],
      decision,
      comment: isStamped ? '' : decision === 'revoke' ? 'not needed any more' : 'needed for the job',
      decided_at: iso(at),
    }
  })
  const decidedAt = (one: Held) =>
    Date.parse(answers.find((answer) => answer.subject === one[0] && answer.entitlement === one[1])!.decided_at)
  const removals: Removal[] = revoked
    .filter((one) => !missed.includes(one))
    .map((one) => ({ held: one, at: decidedAt(one) + (late.includes(one) ? 20 * DAY : 6 * HOUR) }))
  const own = people.slice(6).flatMap(({ person, arn }) => {
    const one = population.find(([subject]) => subject === `aws:${arn}`)
    return one === undefined || reviewerOf(one) === stamper
      ? []
      : [{ by: person, subject: one[0], entitlement: one[1] }]
  })
  return {
    answers,
    removals,
    missed: sortedList(missed),
    late: sortedList(late),
    returned: sortedList(returned),
    used: sortedList(used),
    selfAttempts: random.shuffle(own).slice(0, 2),
  }
}

/** Sign-ons to applications: every week while they are held, and by some afterwards. */
function signOnsOf(changes: readonly Change[], used: readonly Held[]): SignOn[] {
  return changes
    .filter(({ add, held: [subject] }) => add && subject.startsWith('okta:'))
    .flatMap(({ at: from, held }) => {
      const gone = changes.find((one) => !one.add && one.held.join(' ') === held.join(' '))?.at ?? secondEnd
      const weekly: SignOn[] = []
      for (let at = from + DAY; at < gone; at += 7 * DAY) weekly.push({ at, held })
      const isUsed = gone < secondEnd && used.some((one) => one.join(' ') === held.join(' '))
      return isUsed ? [...weekly, { at: gone + 21 * DAY, held }] : weekly
    })
}
