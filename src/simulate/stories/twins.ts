/** Chains that rest on little: one execution that fits two tickets alike, and one that only person, resource and time tie to its ticket. */
import { MINUTE, waking } from '../calendar.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin, someApprover, someRequester, takeResource } from './cast.js'
import { grant } from './jira-iam.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'

/** Tells the story. Returns the task's key, or of two tasks the first. */
export function tellTwins(telling: Telling): string {
  return telling.plan.variant === 'R58' ? tellBareChain(telling) : tellDuplicate(telling)
}

/** An engineer asks for room on one role, names no policy, gets no assignee, and does it without naming the ticket. */
function tellBareChain(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots } = world
  const engineer = random.pick(company.engineers)
  const role = takeResource(telling, company.roles)
  const approver = someApprover(telling, role.owner, [engineer])
  const asker = jira.user(engineer)
  const asked = plan.at + 5 * MINUTE
  const decided = waking(asked + random.int(30, 200) * MINUTE)
  const executed = waking(decided + random.int(20, 120) * MINUTE)
  const ticket = openTicket(telling, {
    at: plan.at,
    by: asker,
    summary: `Tidy up ${role.name}`,
    description: `${role.name} lacks what the jobs need, I will put it right once this is approved.`,
    resource: role.arn,
  })
  world.key.story(plan.flavour)
  decideTicket(ticket, bots.automation, { asked, decided }, jira.user(approver))
  ticket.status(decided + 5 * MINUTE, asker, 'In Progress')
  const session = enterAsAdmin(telling, executed - 2 * MINUTE, engineer, role, ticket.key, 'missing')
  const id = grant(telling, executed, session, role.name, 'arn:aws:iam::aws:policy/AmazonSQSFullAccess', ticket.key)
  closeTicket(ticket, asker, waking(session.expiresAt + 40 * MINUTE), 'Done.')
  world.key.gap({
    rule: 'R58',
    task: ticket.key,
    person: engineer.key,
    native_ids: [id],
    why: 'the execution names no ticket, the ticket names no policy and nobody to do it: person, resource and time are all there is',
  })
  return ticket.key
}

/** The same thing asked for twice, both approved, done once. */
function tellDuplicate(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots } = world
  const requester = someRequester(telling)
  const engineer = random.pick(company.engineers)
  const role = takeResource(telling, company.roles)
  const approver = someApprover(telling, role.owner, [requester, engineer])
  const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const asked = plan.at + 12 * MINUTE
  const decided = waking(asked + random.int(30, 200) * MINUTE)
  const executed = waking(decided + random.int(40, 200) * MINUTE)
  const open = (at: number): Ticket => {
    const ticket = openTicket(telling, {
      at,
      by: jira.user(requester),
      summary: `ReadOnlyAccess for ${role.name}`,
      description: `${role.name} needs ReadOnlyAccess.`,
      resource: role.arn,
      entitlement: policy,
      requestedFor: jira.user(requester),
    })
    decideTicket(
      ticket,
      bots.automation,
      { asked: at + 12 * MINUTE, decided: decided + (at - plan.at) },
      jira.user(approver),
    )
    ticket.assign(decided + 10 * MINUTE, bots.automation, jira.user(engineer))
    ticket.status(decided + 12 * MINUTE, jira.user(engineer), 'In Progress')
    return ticket
  }
  const first = open(plan.at)
  const second = open(plan.at + MINUTE)
  world.key.story(plan.flavour)
  const candidates = [first.key, second.key]
  const unknown = { linkable: false, candidates }
  const session = enterAsAdmin(telling, executed - 2 * MINUTE, engineer, role, first.key, 'missing', unknown)
  belongs(world, CLOUD, grant(telling, executed, session, role.name, policy, null), first.key, unknown)
  const closed = waking(session.expiresAt + 40 * MINUTE)
  for (const ticket of [first, second]) closeTicket(ticket, jira.user(engineer), closed, 'Done.')
  for (const task of candidates) {
    world.key.undecidable({
      rule: 'R58',
      task,
      reason: 'link_ambiguous',
      why: `the execution fits ${candidates.join(' and ')} alike`,
    })
    world.key.open({ rule: 'R58', task, why: 'an ambiguous chain may be called weakly linked or undecidable' })
  }
  return first.key
}
