/** Who plays in a story and what it is about. */

import type { Membership } from '../answer-key.js'
import { DAY } from '../calendar.js'
import { eligibleApprovers, type Person, type Resource } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'

/** Days for which a thing stays taken, so that no other story of the time could be mistaken for this one. */
const TAKEN = 10 * DAY

/** A thing nobody else is working on. */
export function takeResource(telling: Telling, pool: readonly Resource[]): Resource {
  const { random, plan } = telling
  const free = pool.filter((thing) => thing.busyUntil < plan.at - 2 * DAY)
  const taken = free.length > 0 ? random.pick(free) : [...pool].sort((a, b) => a.busyUntil - b.busyUntil)[0]!
  taken.busyUntil = plan.at + TAKEN
  return taken
}

/** Somebody who asks; only people whose accounts are all mapped, unless told otherwise. */
export function someRequester(telling: Telling, mayBeUnmapped = false): Person {
  const { world, random } = telling
  const staff = mayBeUnmapped ? world.company.staff : world.company.staff.filter((person) => person.isMapped)
  return random.pick(staff)
}

/** Who decides: the manager of the one who asks or the owner of the thing, never anybody involved. */
export function someApprover(telling: Telling, owner: Person, involved: readonly Person[]): Person {
  const { world, random } = telling
  const { company } = world
  const manager = company.byKey.get(involved[0]!.manager ?? '') ?? company.top
  const eligible = eligibleApprovers(company, [manager, owner], involved)
  return eligible.length > 0 ? random.pick(eligible) : company.top
}

/** How an execution names its task. `next` is the tracker's next item in its place, `cut` a session name that is too long for the key. */
export type Reference = 'named' | 'missing' | 'mistyped' | 'next' | 'umbrella' | 'cut'

/** Whether this execution names its task; planted gaps always do, unless a knob takes references from any story. */
export function chooseReference(telling: Telling): Reference {
  const { world, random, plan } = telling
  if (plan.variant !== 'clean') return spoilReference(telling, 'execution')
  const draw = random.next()
  if (draw < world.rates.missingReference) return 'missing'
  if (draw < world.rates.missingReference + world.rates.mistypedReference) return 'mistyped'
  return spoilReference(telling, 'execution')
}

/** What the knobs make of one of the story's references. Where it is not `named`, the key says what that weakens. */
export function spoilReference(telling: Telling, which: string, ways: readonly Reference[] = allWays): Reference {
  const { world, random } = telling
  const { rates } = world
  const own = random.fork(`reference/${which}`)
  let draw = own.next()
  const shares: readonly (readonly [Reference, number])[] = [
    ['missing', rates.lostReferences],
    ['mistyped', rates.wrongReferences / 2],
    ['next', rates.wrongReferences / 2],
    ['umbrella', world.umbrella === null ? 0 : rates.umbrellaReferences],
    ['cut', rates.truncatedSessions],
  ]
  for (const [way, share] of shares.filter(([way]) => ways.includes(way))) {
    if (draw < share) {
      world.key.weaken(`reference ${way}: ${which}`)
      return way
    }
    draw -= share
  }
  return 'named'
}

const allWays: readonly Reference[] = ['missing', 'mistyped', 'next', 'umbrella', 'cut']

/** The key that stands where the task's should; null: none. Takes no draw of the story. */
export function referredKey({ world, random }: Telling, task: string, reference: Reference): string | null {
  if (reference === 'named' || reference === 'cut') return task
  if (reference === 'missing') return null
  if (reference === 'umbrella' && world.umbrella !== null) {
    world.key.beside(task, world.umbrella)
    return world.umbrella
  }
  const [, prefix, number] = /^(\D+)(\d+)$/.exec(task)!
  const other = reference === 'next' ? Number(number) + 1 : random.fork('mistyped').int(80_000, 99_999)
  return `${prefix}${String(other).padStart(number!.length, '0')}`
}

/** Session name and tags of an execution under a task. */
function sessionMarks(telling: Telling, login: string, task: string, reference: Reference) {
  const { random } = telling
  if (reference === 'missing') return { name: login, tags: undefined }
  if (reference === 'cut') return { name: cutName(telling, login, task), tags: undefined }
  const key = reference === 'mistyped' ? `OPS-${random.int(80_000, 99_999)}` : referredKey(telling, task, reference)!
  return random.chance(0.5) ? { name: `${login}-${key}`, tags: undefined } : { name: login, tags: { task: key } }
}

/** Most characters of a session name. */
const LONGEST = 64

/** A session name whose end, with the last digit or two of the key, the platform cut off. */
export function cutName({ random }: Telling, login: string, task: string): string {
  const lost = random.fork('cut').int(1, 2)
  const filler = 'emergency-maintenance-window-of-the-platform-team-on-duty-at-night'
  return `${login}-${filler.slice(0, LONGEST + lost - login.length - task.length - 2)}-${task}`.slice(0, LONGEST)
}

/** Notes that work which its ticket does not name, in a session that names no ticket, may be called an orphan: nobody asked for it. */
export function openStray({ world }: Telling, id: string): void {
  for (const rule of ['R01', 'R02'])
    world.key.open({ rule, task: null, native_ids: [id], why: 'no ticket names it, and neither does its session' })
}

/** The name of a session that carries its task's key behind the login. Takes no draw of the story. */
export function sessionName(telling: Telling, login: string, task: string, reference: Reference): string {
  if (reference === 'cut') return cutName(telling, login, task)
  const key = referredKey(telling, task, reference)
  return key === null ? login : `${login}-${key}`
}

/** An engineer's way into an account: through the portal, then into the administrator's role under the task. */
export function enterAsAdmin(
  telling: Telling,
  at: number,
  engineer: Person,
  resource: { readonly account: Resource['account'] },
  task: string | null,
  reference: Reference,
  more: Partial<Membership> = {},
): Session {
  const { world, random } = telling
  const { cloudtrail, company } = world
  const portal = cloudtrail.signIn(
    at - random.int(40, 110) * 1000,
    company.accounts.tooling,
    'AWSReservedSSO_PlatformEngineer_5b9d2c71e0a4f836',
    engineer,
  )
  const marks =
    task === null ? { name: engineer.login, tags: undefined } : sessionMarks(telling, engineer.login, task, reference)
  const admin = cloudtrail.assumeRole(at, portal.session, resource.account, 'PlatformAdmin', marks.name, {
    ...(marks.tags ? { tags: marks.tags } : {}),
    ...(random.chance(0.7) ? { sourceIdentity: engineer.key } : {}),
  })
  if (task !== null) {
    belongs(world, 'aws-cloudtrail', portal.id, task, { optional: true, ...more })
    belongs(world, 'aws-cloudtrail', admin.id, task, more)
    if (admin.twin) belongs(world, 'aws-cloudtrail', admin.twin, task, { twin_of: admin.id, ...more })
  }
  return admin.session
}

/** The old way in: the engineer's own long-lived key buys a session of several hours, named for the task. */
export function enterForHours(
  telling: Telling,
  at: number,
  engineer: Person,
  resource: { readonly account: Resource['account'] },
  task: string,
  hours: number,
): { session: Session; issued: string } {
  const { world } = telling
  const { cloudtrail, company } = world
  world.aliases.set(`aws:arn:aws:iam::${company.accounts.tooling.id}:user/${engineer.login}`, engineer.key)
  const user = cloudtrail.userKey(company.accounts.tooling, engineer.login, cloudtrail.newKeyId('AKIA'), engineer.ip)
  const name = sessionName(telling, engineer.login, task, spoilReference(telling, 'session of hours'))
  const admin = cloudtrail.assumeRole(at, user, resource.account, 'PlatformAdmin', name, {
    seconds: hours * 3600,
    sourceIdentity: engineer.key,
  })
  belongs(world, 'aws-cloudtrail', admin.id, task)
  if (admin.twin) belongs(world, 'aws-cloudtrail', admin.twin, task, { twin_of: admin.id })
  return { session: admin.session, issued: admin.id }
}

/** A few looks around, as people do before and after a change. */
export function lookAround(telling: Telling, at: number, session: Session, task: string | null, count: number): void {
  const { world, random } = telling
  for (let i = 0; i < count; i++) {
    const [source, name] = random.pick(looks)
    const id = world.cloudtrail.call(at + i * random.int(4, 15) * 1000, session, {
      source,
      name,
      readOnly: true,
      mayBeLost: true,
    })
    if (task !== null) belongs(world, 'aws-cloudtrail', id, task)
  }
}

const looks = [
  ['iam.amazonaws.com', 'ListRoles'],
  ['iam.amazonaws.com', 'ListPolicies'],
  ['ec2.amazonaws.com', 'DescribeInstances'],
  ['rds.amazonaws.com', 'DescribeDBInstances'],
  ['cloudwatch.amazonaws.com', 'DescribeAlarms'],
] as const
