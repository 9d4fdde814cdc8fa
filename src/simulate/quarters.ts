/** Two quarters of an access certification: the exports of each, what the reviewers answer, and a key that knows who held what and what was planted. */
import { openFiles } from './files.js'
import { createRandom, type Random } from './random.js'

/** A holding: the account and the policy. */
export type Held = readonly [subject: string, entitlement: string]

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
    readonly unowned: readonly string[]
    readonly rubber_stamp: string
  }
}

const account = '123456789012'
const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.UTC(2026, 0, 1)
const firstEnd = Date.UTC(2026, 3, 1)
const secondEnd = Date.UTC(2026, 6, 1)
const decidedOn = Date.UTC(2026, 3, 6, 9)

const policies = [
  ...['ReadOnlyAccess', 'AmazonS3FullAccess', 'AmazonSQSFullAccess', 'AmazonRDSFullAccess', 'CloudWatchLogsFullAccess'],
  ...['AWSLambda_FullAccess', 'AmazonDynamoDBFullAccess', 'AdministratorAccess'],
].map((name) => `arn:aws:iam::aws:policy/${name}`)

interface Person {
  readonly person: string
  readonly arn: string
  readonly team: string
  readonly manager: string | null
  readonly isGone: boolean
}

interface Change {
  readonly at: number
  readonly add: boolean
  readonly held: Held
}

/** Writes `first/exports`, `second/exports` and `certification-key.json`. The same seed gives the same bytes. */
export function simulateQuarters(options: { readonly seed: number; readonly out: string }): QuartersKey {
  const files = openFiles(options.out, true)
  for (const path of ['first', 'second', 'certification-key.json']) files.remove(path)
  const random = createRandom(options.seed, 'quarters')
  const people = foundPeople(random.fork('people'))
  const machines = Array.from({ length: 18 }, (_, i) => ({
    arn: userArn(`svc-${names[i % names.length]}-${i}`),
    owner: i < 3 ? null : people[1 + (i % 4)]!.person,
  }))
  const draw = random.fork('holdings')
  const held = new Map<string, Held>()
  const changes: Change[] = []
  const give = (arn: string, policy: string, at: number | null) => {
    const one: Held = [`aws:${arn}`, policy]
    if (held.has(one.join(' '))) return
    held.set(one.join(' '), one)
    if (at !== null) changes.push({ at, add: true, held: one })
  }
  for (const { arn } of [...people.slice(1), ...machines])
    for (const policy of draw.shuffle(policies).slice(0, draw.int(1, 3)))
      give(arn, policy, draw.chance(0.5) ? start + draw.int(2, 80) * DAY + draw.int(8, 17) * HOUR : null)
  const before = new Map([...held].filter(([key]) => !changes.some((change) => change.held.join(' ') === key)))
  const first = sorted(held)

  const stamper = people[1]!
  const plan = planAnswers(random.fork('answers'), people, machines, first, stamper.person)
  for (const { held: one, at } of plan.removals) changes.push({ at, add: false, held: one })
  for (const one of plan.returned) changes.push({ at: Date.UTC(2026, 4, 12, 10), add: true, held: one })
  for (const { held: one } of plan.removals) held.delete(one.join(' '))
  for (const one of plan.returned) held.set(one.join(' '), one)
  // Life goes on: new access in the second quarter.
  const joins = random.fork('second')
  for (let i = 0; i < 9; i++) {
    const whom = joins.pick(people.slice(6)).arn
    const free = policies.filter(
      (policy) => !first.some(([s, p]) => s === `aws:${whom}` && p === policy) && !held.has(`aws:${whom} ${policy}`),
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
      unowned: machines.filter(({ owner }) => owner === null).map(({ arn }) => `aws:${arn}`),
      rubber_stamp: stamper.person,
    },
  }
  const arns = [...people.slice(1), ...machines].map(({ arn }) => arn)
  const workers = [...people.filter(({ isGone }) => !isGone).slice(1), ...machines].map(({ arn }) => arn)
  for (const [name, end] of [
    ['first', firstEnd],
    ['second', secondEnd],
  ] as const) {
    const told = changes.filter(({ at }) => at < end)
    const lists = [start, firstEnd - DAY, secondEnd - DAY].filter((at) => at < end)
    for (const at of lists)
      files.text(
        `${name}/exports/aws-iam/account-authorization-details-${iso(at).slice(0, 10)}.json`,
        details(arns, holdingsAt(before, told, at)),
      )
    files.text(`${name}/exports/cloudtrail/trail.json`, trail(random.fork('trail'), told, workers, end))
    writeReference((path, text) => files.text(`${name}/exports/${path}`, text), people, machines, end)
  }
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
  machines: readonly { readonly arn: string; readonly owner: string | null }[],
  population: readonly Held[],
  stamper: string,
) {
  const reviewerOf = ([subject]: Held) => {
    const arn = subject.slice(4)
    return (
      machines.find((one) => one.arn === arn)?.owner ??
      people.find((one) => one.arn === arn)?.manager ??
      'cora@corp.example'
    )
  }
  // In the order of accounts, so that nothing depends on who shares a reviewer.
  const open = random.shuffle(population.filter((one) => reviewerOf(one) !== stamper))
  const revoked = open.slice(0, 14)
  const [missed, late, returned] = [revoked.slice(0, 3), revoked.slice(3, 5), revoked.slice(5, 7)]
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
    selfAttempts: random.shuffle(own).slice(0, 2),
  }
}

function sorted(held: ReadonlyMap<string, Held>): Held[] {
  return sortedList([...held.values()])
}

function sortedList(list: readonly Held[]): Held[] {
  return [...list].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

function holdingsAt(before: ReadonlyMap<string, Held>, changes: readonly Change[], at: number): Held[] {
  const now = new Map(before)
  for (const change of [...changes].sort((a, b) => a.at - b.at)) {
    if (change.at > at) continue
    if (change.add) now.set(change.held.join(' '), change.held)
    else now.delete(change.held.join(' '))
  }
  return sorted(now)
}

/** What `aws iam get-account-authorization-details` answers, as far as users go. */
function details(arns: readonly string[], held: readonly Held[]): string {
  const users = arns.map((arn) => ({
    Path: '/',
    UserName: arn.split('/')[1],
    UserId: `AIDA${arn
      .split('/')[1]!
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(16, 'X')
      .slice(0, 16)}`,
    Arn: arn,
    CreateDate: '2025-06-01T08:00:00+00:00',
    GroupList: [],
    AttachedManagedPolicies: held
      .filter(([subject]) => subject === `aws:${arn}`)
      .map(([, policy]) => ({ PolicyName: policy.split('/')[1], PolicyArn: policy })),
    Tags: [],
  }))
  return `${JSON.stringify({ UserDetailList: users, GroupDetailList: [], RoleDetailList: [], Policies: [], IsTruncated: false }, null, 1)}\n`
}

/** CloudTrail: the grants and removals, by the platform's administrator, and what the accounts do every week. */
function trail(random: Random, changes: readonly Change[], workers: readonly string[], end: number): string {
  const records: { at: number; record: object }[] = []
  const call = (at: number, arn: string, source: string, name: string, params: object | null) => {
    const user = arn.split('/')[1]!
    const id = random.fork(`${at}/${arn}/${name}/${JSON.stringify(params)}`).uuid()
    records.push({
      at,
      record: {
        eventVersion: '1.09',
        userIdentity: {
          type: 'IAMUser',
          principalId: `AIDA${user.toUpperCase()}`,
          arn,
          accountId: account,
          userName: user,
        },
        eventTime: iso(at),
        eventSource: source,
        eventName: name,
        awsRegion: 'us-east-1',
        sourceIPAddress: '192.0.2.17',
        userAgent: 'aws-cli/2.15.0',
        requestParameters: params,
        responseElements: null,
        requestID: id,
        eventID: id,
        readOnly: params === null,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: account,
        eventCategory: 'Management',
      },
    })
  }
  for (const { at, add, held } of changes)
    call(at, userArn('cora'), 'iam.amazonaws.com', add ? 'AttachUserPolicy' : 'DetachUserPolicy', {
      userName: held[0].split('/')[1],
      policyArn: held[1],
    })
  for (const [index, arn] of workers.entries())
    for (let at = start + (index % 5) * DAY + 9 * HOUR + index * 60_000; at < end; at += 7 * DAY)
      call(at, arn, 's3.amazonaws.com', 'ListBuckets', null)
  records.sort((a, b) => a.at - b.at)
  return `${JSON.stringify({ Records: records.map(({ record }) => record) })}\n`
}

function writeReference(
  write: (path: string, text: string) => void,
  people: readonly Person[],
  machines: readonly { readonly arn: string; readonly owner: string | null }[],
  end: number,
) {
  const csv = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`
  write(
    'reference/people.csv',
    csv([
      ['person', 'display_name', 'team', 'manager', 'status', 'active_to'],
      ...people.map(({ person, team, manager, isGone }) => [
        person,
        person.split('@')[0]!,
        team,
        manager ?? '',
        isGone ? 'terminated' : 'active',
        isGone ? '2026-02-01T00:00:00Z' : '',
      ]),
    ]),
  )
  write(
    'reference/identities.csv',
    csv([
      ['alias', 'identity', 'kind'],
      ...people.map(({ person, arn }) => [`aws:${arn}`, person, 'human']),
      ...people.map(({ person }) => [`email:${person}`, person, 'human']),
      ...machines.map(({ arn }) => [`aws:${arn}`, arn.split('/')[1]!, 'workload']),
    ]),
  )
  write(
    'reference/owners.csv',
    csv([
      ['subject', 'business_owner', 'purpose'],
      ...machines.flatMap(({ arn, owner }) => (owner === null ? [] : [[arn.split('/')[1]!, owner, 'nightly work']])),
    ]),
  )
  const covers = `{from: ${iso(start)}, to: ${iso(end)}}`
  write(
    'approvenance.yaml',
    `as_of: ${iso(end)}
sources:
  - {match: "cloudtrail/**", connector: aws-cloudtrail, covers: ${covers}}
  - {match: "aws-iam/**", connector: aws-iam, covers: ${covers}}
reference: {people: reference/people.csv, identities: reference/identities.csv, owners: reference/owners.csv}
`,
  )
}

function userArn(login: string): string {
  return `arn:aws:iam::${account}:user/${login}`
}

function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}
