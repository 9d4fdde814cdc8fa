/** An emergency: declared as an incident, handled with the break-glass identity within half an hour, reviewed by somebody else afterwards; or not so. */

import type { Membership } from '../answer-key.js'
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import type { Person } from '../company.js'
import { breakGlassActor, breakGlassAddress } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import { lookAround, sessionName, spoilReference } from './cast.js'
import { detach, grant, modifyDatabase } from './jira-iam.js'
import { audits } from './snow-change.js'

const CLOUD = 'aws-cloudtrail'

/** How an emergency differs from one that is handled as it should be. */
export interface Emergency {
  /** Whether an incident declares it. */
  readonly isDeclared: boolean
  /** Which of the emergency accounts is used. */
  readonly account: '01' | '02' | '03'
  /** Whether the incident names the database in its field for what is concerned: then the role beside it is not. */
  readonly isScoped: boolean
  /** Hours over which the work goes on. */
  readonly hours: number
  /** Who reviews it; null: nobody. */
  readonly reviewer: 'manager' | 'operator' | null
  /** Hours from the end of the emergency to the review; null: a few. */
  readonly reviewAfter: number | null
  readonly isRotated: boolean
}

/** An emergency as it should be. */
export const proper: Emergency = {
  isDeclared: true,
  account: '01',
  isScoped: false,
  hours: 0.5,
  reviewer: 'manager',
  reviewAfter: null,
  isRotated: true,
}

/** Tells the story. Returns the number of the incident. */
export function tellBreakGlass(telling: Telling): string {
  return tellEmergency(telling, proper).number
}

/** What was done in an emergency. */
export interface Deeds {
  /** Of the incident; where none was opened nothing bears it. */
  readonly number: string
  /** The controlled executions in order: the first grants, the last takes it back. */
  readonly done: readonly string[]
  readonly address: string
  readonly operator: Person
  /** When the last was done. */
  readonly end: number
}

/** Tells an emergency; what it did stands beside no task where no incident declares it. */
export function tellEmergency(telling: Telling, how: Emergency): Deeds {
  const { world, random, plan } = telling
  const { company, servicenow, cloudtrail, okta } = world
  const operator = random.pick(company.engineers)
  const caller = random.pick(company.leads)
  const manager = random.pick(company.changeManagers)
  const reviewer = how.reviewer === 'operator' ? operator : manager
  const database = random.pick(company.databases.filter((thing) => thing.account === company.accounts.prod))
  const role = random.pick(company.quietRoles.filter((thing) => thing.account === company.accounts.prod))
  const address = breakGlassAddress(how.account)
  const declared = plan.at
  const used = declared + random.int(12, 25) * MINUTE
  const lasting = random.int(90, 150) * MINUTE
  const resolved = used + Math.max(lasting, how.hours * HOUR + 30 * MINUTE)
  const pause = random.int(2, 10) * HOUR
  const reviewed = waking(resolved + (how.reviewAfter === null ? pause : how.reviewAfter * HOUR))
  const closed = reviewed + random.int(20, 60) * MINUTE
  const number = servicenow.number('INC')
  const id = servicenow.newId()
  world.key.story(plan.flavour)
  const note = (nativeId: string) => belongs(world, 'servicenow', nativeId, number)
  const part = (connector: string, nativeId: string, more: Partial<Membership> = {}) =>
    how.isDeclared ? belongs(world, connector, nativeId, number, more) : nativeId
  const words = [
    `Break-glass declared: ${address} is used by ${operator.name} to bring ${database.name} back.`,
    how.reviewer === null
      ? `${database.name} answers again.`
      : `Post-use review by ${reviewer.name}: actions match the declaration${how.isRotated ? `, credential of ${address} rotated` : ''}.`,
  ]
  if (how.isDeclared) declare()
  const signedIn = okta.log(used - 3 * MINUTE, {
    type: 'user.session.start',
    message: 'User login to Okta',
    actor: breakGlassActor(how.account),
    ip: operator.ip,
  })
  part('okta-system-log', signedIn, { optional: true })
  const signIn = (at: number) =>
    cloudtrail.signIn(at, company.accounts.tooling, 'AWSReservedSSO_BreakGlass_0c4e8a27d19f6b35', operator, address)
  const portal = signIn(used - 2 * MINUTE)
  const login = `bg-${how.account}`
  const reference = spoilReference(telling, 'emergency', ['missing', 'mistyped', 'next'])
  const name = how.isDeclared ? sessionName(telling, login, number, reference) : login
  const enter = (at: number, from = portal.session) =>
    cloudtrail.assumeRole(at, from, company.accounts.prod, 'BreakGlassAdmin', name)
  const glass = enter(used - MINUTE)
  part(CLOUD, portal.id, { optional: true })
  const entered = (issued: ReturnType<typeof enter>) => {
    part(CLOUD, issued.id)
    if (issued.twin) part(CLOUD, issued.twin, { twin_of: issued.id })
    return issued.session
  }
  const first = entered(glass)
  const task = how.isDeclared ? number : null
  lookAround(telling, used - 30 * SECOND, first, task, 1)
  const policy = 'arn:aws:iam::aws:policy/AmazonRDSFullAccess'
  const granted = grant(telling, used, first, role.name, policy, task)
  const done = [granted]
  const doing = (id: string) => done.push(part(CLOUD, id))
  doing(modifyDatabase(telling, used + 4 * MINUTE, first, database.name))
  // sessions last an hour: a long emergency needs one after the other
  const again = (at: number) => {
    const renewed = signIn(at - 2 * MINUTE)
    part(CLOUD, renewed.id, { optional: true })
    return entered(enter(at - MINUTE, renewed.session))
  }
  for (let at = 40; at < how.hours * 60; at += 40) {
    const later = used + at * MINUTE
    doing(modifyDatabase(telling, later, again(later), database.name))
  }
  const isLong = how.hours > 1
  const end = used + (isLong ? how.hours * 60 : 25) * MINUTE
  doing(detach(telling, end, isLong ? again(end) : first, role.name, policy))
  return { number, done, address, operator, end }

  function declare() {
    note(id)
    servicenow.add('incident', {
      sys_id: id,
      number,
      short_description: `BREAK-GLASS: ${database.name} does not answer`,
      description: words[0]!,
      priority: { value: '1', shown: '1 - Critical' },
      category: 'Break-glass',
      ...(how.isScoped ? { cmdb_ci: { table: 'cmdb_ci', id: servicenow.newId(), shown: database.arn } } : {}),
      state: { value: '7', shown: 'Closed' },
      caller_id: servicenow.person(caller),
      opened_by: servicenow.person(caller),
      assigned_to: servicenow.person(operator),
      opened_at: { time: declared },
      sys_created_on: { time: declared },
      sys_created_by: caller.login,
      resolved_at: { time: resolved },
      resolved_by: servicenow.person(operator),
      closed_at: { time: closed },
      closed_by: servicenow.person(reviewer),
      close_code: 'Solved (Permanently)',
      close_notes: words[1]!,
      sys_updated_on: { time: closed },
      sys_updated_by: reviewer.login,
      active: 'false',
    })
    const journal = (at: number, by: Person, value: string) => {
      const entry = servicenow.newId()
      servicenow.add('sys_journal_field', {
        sys_id: entry,
        name: 'incident',
        element: 'work_notes',
        element_id: id,
        value,
        sys_created_on: { time: at },
        sys_created_by: by.login,
      })
      note(entry)
    }
    journal(declared + MINUTE, caller, words[0]!)
    journal(reviewed, reviewer, words[1]!)
    const audit = audits(telling, id, note)
    audit('incident', declared + 2 * MINUTE, operator, 'state', '1', '2')
    audit('incident', resolved, operator, 'state', '2', '6')
    audit('incident', closed, reviewer, 'state', '6', '7')
  }
}
