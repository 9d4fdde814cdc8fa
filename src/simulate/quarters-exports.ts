/** What the company of the two quarters exports: lists of access, the log of the platform, that of the identity provider, and reference files. */
import { type OktaActor, openOkta } from './exports/okta.js'
import type { Files } from './files.js'
import { defaultRates } from './options.js'
import type { Random } from './random.js'

/** A holding: the account and the policy, or the application. */
export type Held = readonly [subject: string, entitlement: string]

/** Somebody of the company, with their accounts. */
export interface Person {
  readonly person: string
  readonly arn: string
  /** Id at the identity provider. */
  readonly okta: string
  readonly team: string
  readonly manager: string | null
  readonly isGone: boolean
}

/** An account that nobody is behind. */
export interface Machine {
  readonly arn: string
  readonly owner: string | null
}

/** Something given or taken; milliseconds. */
export interface Change {
  readonly at: number
  readonly add: boolean
  readonly held: Held
}

/** A sign-on to an application; milliseconds. */
export interface SignOn {
  readonly at: number
  readonly held: Held
}

/** Beginning of the year, and ends of its first two quarters, milliseconds. */
export const [start, firstEnd, secondEnd] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 3, 1), Date.UTC(2026, 6, 1)] as const
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const account = '123456789012'

/** Everything that happened in the company, and who is in it. */
export interface Course {
  readonly people: readonly Person[]
  readonly machines: readonly Machine[]
  /** What was held when the year began. */
  readonly before: ReadonlyMap<string, Held>
  readonly changes: readonly Change[]
  readonly signOns: readonly SignOn[]
}

/** Writes the exports of what happened before a moment, below a folder. */
export function writeQuarter(files: Files, folder: string, end: number, random: Random, course: Course): void {
  const { people, machines } = course
  const changes = course.changes.filter(({ at }) => at < end)
  const ofPlatform = changes.filter(({ held: [subject] }) => subject.startsWith('aws:'))
  const arns = [...people.slice(1), ...machines].map(({ arn }) => arn)
  const workers = [...people.filter(({ isGone }) => !isGone).slice(1), ...machines].map(({ arn }) => arn)
  const write = (path: string, text: string) => files.text(`${folder}/exports/${path}`, text)
  for (const at of [start, firstEnd - DAY, secondEnd - DAY].filter((one) => one < end))
    write(
      `aws-iam/account-authorization-details-${iso(at).slice(0, 10)}.json`,
      details(arns, holdingsAt(course.before, ofPlatform, at)),
    )
  write('cloudtrail/trail.json', trail(random.fork('trail'), ofPlatform, workers, end))
  writeSignOns({ ...files, text: (path, text) => files.text(`${folder}/${path}`, text) }, random, people, [
    ...changes.filter((change) => !ofPlatform.includes(change)),
    ...course.signOns.filter(({ at }) => at < end),
  ])
  writeReference(write, people, machines, end)
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
  machines: readonly Machine[],
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
      ...people.map(({ person, okta }) => [`okta:${okta}`, person, 'human']),
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
  - {match: "**/cloudtrail/**", connector: aws-cloudtrail, covers: ${covers}}
  - {match: "**/aws-iam/**", connector: aws-iam, covers: ${covers}}
  - {match: "**/okta/**", connector: okta-system-log, covers: ${covers}}
reference: {people: reference/people.csv, identities: reference/identities.csv, owners: reference/owners.csv}
`,
  )
}

/** The identity provider's log: who was given which application, and who signed on to it. */
function writeSignOns(files: Files, random: Random, people: readonly Person[], happened: readonly (Change | SignOn)[]) {
  const okta = openOkta(files, random, { ...defaultRates, duplicatedRecords: 0, duplicateExports: 0 }, 0)
  const actorOf = ({ okta: id, person }: Person): OktaActor => ({
    id,
    type: 'User',
    alternateId: person,
    displayName: person.split('@')[0]!,
  })
  const admin = people.find(({ team }) => team === 'security')!
  for (const one of [...happened].sort((a, b) => a.at - b.at)) {
    const [subject, title] = one.held
    const holder = people.find(({ okta: id }) => subject === `okta:${id}`)!
    const app = { id: appId(title), type: 'AppInstance', alternateId: title, displayName: title }
    const ip = '192.0.2.18'
    if ('add' in one)
      okta.log(one.at, {
        type: `application.user_membership.${one.add ? 'add' : 'remove'}`,
        message: one.add ? 'Add user to application membership' : 'Remove user from application membership',
        actor: actorOf(admin),
        ip,
        targets: [actorOf(holder), app],
      })
    else
      okta.log(one.at, {
        type: 'user.authentication.sso',
        message: 'User single sign on to app',
        actor: actorOf(holder),
        ip,
        targets: [app],
      })
  }
  okta.flush(Number.POSITIVE_INFINITY)
}

function appId(title: string): string {
  return `0oa${title.toLowerCase().padEnd(17, 'x')}`
}

/** Holdings in order. */
export function sorted(held: ReadonlyMap<string, Held>): Held[] {
  return sortedList([...held.values()])
}

/** The same of a list. */
export function sortedList(list: readonly Held[]): Held[] {
  return [...list].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

/** The ARN of an account in the directory of the platform. */
export function userArn(login: string): string {
  return `arn:aws:iam::${account}:user/${login}`
}

/** A moment (milliseconds) as ISO 8601. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}
