/** Membership of a group: asked in a ticket, approved there, given by an identity administrator in the identity provider, which knows no ticket. */
import { DAY, dayOf, HOUR, MINUTE, waking } from '../calendar.js'
import type { Person } from '../company.js'
import type { OktaActor } from '../exports/okta.js'
import { belongs, type Telling } from '../world.js'
import { someApprover, someRequester } from './cast.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

/** A person as the identity provider names them. */
export function oktaUser(person: Person): OktaActor {
  return { id: person.okta, type: 'User', alternateId: person.key, displayName: person.name }
}

const given = new WeakMap<Person, Set<string>>()

/** Tells the story. Returns the task's key. */
export function tellOktaGroup(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots, okta } = world
  const variant = plan.variant
  const requester = variant === 'R08' ? random.pick(company.managers) : someRequester(telling)
  const beneficiary =
    variant === 'clean' && random.chance(0.2)
      ? random.pick(company.staff.filter((person) => person.isMapped))
      : requester
  const held = given.get(beneficiary) ?? new Set()
  given.set(beneficiary, held)
  const open = company.groups.filter((one) => !held.has(one.id))
  const group = random.pick(open.length > 0 ? open : company.groups)
  held.add(group.id)
  const admin = random.pick(company.iamAdmins)
  const approver = variant === 'R08' ? requester : someApprover(telling, group.owner, [requester, beneficiary, admin])
  const isTimeBound = variant === 'R47' || (variant === 'clean' && random.chance(0.45))

  const created = plan.at
  const asked = created + random.int(3, 8) * MINUTE
  const decided = waking(asked + random.int(20, 240) * MINUTE)
  const assigned = decided + random.int(3, 12) * MINUTE
  const added = waking(assigned + random.int(15, 240) * MINUTE)
  const neededUntil = isTimeBound ? dayOf(added) + random.int(1, 3) * DAY + 16 * HOUR : undefined
  const asker = jira.user(requester)
  const doer = jira.user(admin)
  const ticket = openTicket(telling, {
    at: created,
    by: asker,
    summary: `Membership of ${group.name}`,
    description: `${beneficiary.name} should be in ${group.name}.`,
    entitlement: group.name,
    requestedFor: jira.user(beneficiary),
    ...(neededUntil ? { neededUntil } : {}),
  })
  const task = ticket.key
  world.key.story(plan.flavour)
  let approval: string | null = null
  if (variant !== 'R02') approval = decideTicket(ticket, bots.automation, { asked, decided }, jira.user(approver))
  ticket.assign(assigned, bots.automation, doer)
  ticket.status(assigned + MINUTE, doer, 'In Progress')

  const membership = (at: number, verb: 'add' | 'remove') =>
    belongs(
      world,
      'okta-system-log',
      okta.log(at, {
        type: `group.user_membership.${verb}`,
        message: verb === 'add' ? 'Add user to group membership' : 'Remove user from group membership',
        actor: oktaUser(admin),
        ip: admin.ip,
        targets: [
          oktaUser(beneficiary),
          { id: group.id, type: 'UserGroup', alternateId: 'unknown', displayName: group.name },
        ],
      }),
      task,
    )
  const grant = membership(added, 'add')
  ticket.comment(added + random.int(3, 9) * MINUTE, doer, `added to ${group.name}`)
  let last = added
  if (neededUntil && variant !== 'R47') {
    last = neededUntil - random.int(60, 300) * MINUTE
    membership(last, 'remove')
    ticket.comment(last + 4 * MINUTE, doer, `removed from ${group.name} as agreed`)
  }
  if (variant === 'R47') ticket.file()
  else closeTicket(ticket, doer, waking(last + random.int(20, 120) * MINUTE), null)

  const gap = (rule: string, person: Person, ids: readonly (string | null)[], why: string) =>
    world.key.gap({ rule, task, person: person.key, native_ids: ids.filter((id): id is string => id !== null), why })
  if (variant === 'R02') gap('R02', admin, [grant], 'no approval was ever asked for or given')
  if (variant === 'R08') gap('R08', requester, [approval], 'the one who asked approved it')
  if (variant === 'R47') gap('R47', admin, [grant], 'the membership was never taken back')
  world.key.open({
    rule: 'R58',
    task,
    why: 'the identity provider knows no ticket: person, group, administrator and window tie the change to it',
  })
  return task
}
