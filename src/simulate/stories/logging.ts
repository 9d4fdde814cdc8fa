/** Somebody switches an account's trail off for hours, while a grant is live in that account. */
import { DAY, HOUR, isoSeconds, MINUTE, SECOND } from '../calendar.js'
import { REGION } from '../company.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin, someApprover, someRequester, spoilReference } from './cast.js'
import { detach, grant } from './jira-iam.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'

/** Hours for which the trail is off, and their beginning after the story's. */
export const TRAIL_OFF = { after: 4 * HOUR, for: 3 * HOUR }

/** The stretch in which the story's trail records nothing. To be made dark before anything is told of that day. */
export function trailOff(at: number): { readonly from: number; readonly to: number } {
  return { from: at + TRAIL_OFF.after + SECOND, to: at + TRAIL_OFF.after + TRAIL_OFF.for - SECOND }
}

/** Tells the story: two tickets, one for the trail's key, one whose grant spans the hole. Returns the first key. */
export function tellLogging(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots, cloudtrail } = world
  const account = company.accounts.lake
  const trail = `arn:aws:cloudtrail:${REGION}:${account.id}:trail/nwh-data-lake-trail`
  const off = plan.at + TRAIL_OFF.after
  const on = off + TRAIL_OFF.for
  world.key.story(plan.flavour)

  const requester = someRequester(telling)
  const engineer = random.pick(company.engineers)
  const approver = someApprover(telling, random.pick(company.managers), [requester, engineer])
  const doer = jira.user(engineer)
  const ticket = openTicket(telling, {
    at: plan.at,
    by: jira.user(requester),
    summary: 'New key for the trail of the data lake',
    description: 'The trail should be encrypted with the new key. Logging must not be interrupted.',
    resource: trail,
    requestedFor: jira.user(requester),
  })
  decideTicket(
    ticket,
    bots.automation,
    { asked: plan.at + 5 * MINUTE, decided: plan.at + random.int(40, 90) * MINUTE },
    jira.user(approver),
  )
  ticket.assign(plan.at + 2 * HOUR, bots.automation, doer)
  ticket.status(plan.at + 2 * HOUR + MINUTE, doer, 'In Progress')
  const trailCall = (at: number, name: string, session: ReturnType<typeof enterAsAdmin>) =>
    belongs(
      world,
      CLOUD,
      cloudtrail.call(at, session, { source: 'cloudtrail.amazonaws.com', name, params: { name: trail } }),
      ticket.key,
    )
  const stopped = trailCall(
    off,
    'StopLogging',
    enterAsAdmin(telling, off - 2 * MINUTE, engineer, { account }, ticket.key, spoilReference(telling, 'trail off')),
  )
  // The first thing the trail records again is the call that starts it.
  trailCall(
    on,
    'StartLogging',
    enterAsAdmin(telling, on - 2 * MINUTE, engineer, { account }, ticket.key, spoilReference(telling, 'trail on')),
  )
  closeTicket(ticket, doer, on + 100 * MINUTE, 'The key is in place.')
  world.key.gap({
    rule: 'R55',
    task: ticket.key,
    person: engineer.key,
    native_ids: [stopped],
    why: `the trail of ${account.name} was off from ${isoSeconds(off)} to ${isoSeconds(on)}; no other trail recorded the account`,
    from: isoSeconds(off),
    to: isoSeconds(on),
  })

  const other = random.pick(company.engineers.filter((person) => person !== engineer))
  const lender = someApprover(telling, random.pick(company.managers), [requester, other])
  const asker = jira.user(someRequester(telling))
  const role = `lake-ingest-${random.hex(4)}`
  const policy = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  const begun = off - 2 * HOUR
  const until = off + DAY
  const span = openTicket(telling, {
    at: plan.at + 10 * MINUTE,
    by: asker,
    summary: `AmazonS3ReadOnlyAccess for ${role}`,
    description: `${role} must read the raw zone for a day.`,
    resource: `arn:aws:iam::${account.id}:role/${role}`,
    entitlement: policy,
    requestedFor: asker,
    neededUntil: until,
  })
  decideTicket(
    span,
    bots.automation,
    { asked: plan.at + 15 * MINUTE, decided: plan.at + 60 * MINUTE },
    jira.user(lender),
  )
  span.assign(plan.at + 65 * MINUTE, bots.automation, jira.user(other))
  span.status(plan.at + 66 * MINUTE, jira.user(other), 'In Progress')
  grant(
    telling,
    begun,
    enterAsAdmin(telling, begun - MINUTE, other, { account }, span.key, spoilReference(telling, 'grant over the hole')),
    role,
    policy,
    span.key,
  )
  const back = enterAsAdmin(
    telling,
    until - 2 * HOUR,
    other,
    { account },
    span.key,
    spoilReference(telling, 'removal behind the hole'),
  )
  belongs(world, CLOUD, detach(telling, until - 2 * HOUR + MINUTE, back, role, policy), span.key)
  closeTicket(span, jira.user(other), back.expiresAt + 30 * MINUTE, 'Removed again as agreed.')
  return ticket.key
}
