/** Elevated access lent by the access broker: asked in a ticket, approved there and in the broker, used by the one who asked, taken back at the end. */
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import { type CloudAccount, type Person, REGION } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import { lookAround, referredKey, someApprover, spoilReference } from './cast.js'
import { modifyDatabase } from './jira-iam.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'
const INSTANCE = 'arn:aws:sso:::instance/ssoins-69871f5c2a4b30de'
/** Until when somebody already holds lent access, so that nobody holds the same twice. */
const lentUntil = new WeakMap<Person, number>()

/** Tells the story. Returns the task's key. */
export function tellTeam(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots, cloudtrail } = world
  const variant = plan.variant
  const free = company.staff.filter((person) => person.isMapped && (lentUntil.get(person) ?? 0) < plan.at - 24 * HOUR)
  const requester = random.pick(free.length > 0 ? free : company.staff)
  lentUntil.set(requester, plan.at + 72 * HOUR)
  const account = random.pick([company.accounts.prod, company.accounts.staging])
  const role = random.pick(company.permissionSets)
  const approver = someApprover(telling, random.pick(company.managers), [requester])
  const hours = variant === 'R31.lent' ? 24 : variant === 'R33.lent' ? 1 : random.int(2, 4)

  const created = plan.at
  const asked = created + random.int(3, 6) * MINUTE
  const requested = created + random.int(8, 14) * MINUTE
  const decided = requested + random.int(15, 80) * MINUTE
  const mirrored = decided + random.int(1, 3) * MINUTE
  const start = waking(mirrored + random.int(15, 120) * MINUTE)
  const used = variant === 'R33.lent' ? start + hours * HOUR - 25 * MINUTE : start + random.int(5, 25) * MINUTE
  const isReturned = variant === 'clean' && hours > 2 && random.chance(0.25)
  const end = isReturned ? used + random.int(66, 80) * MINUTE : start + hours * HOUR
  const asker = jira.user(requester)
  const ticket = openTicket(telling, {
    at: created,
    by: asker,
    summary: `${role.name} in ${account.name} for ${hours} h`,
    description: `I need ${role.name} in ${account.name} to look into a customer report. Requested through the access portal.`,
    resource: account.id,
    entitlement: role.name,
    requestedFor: asker,
  })
  const task = ticket.key
  world.key.story(plan.flavour)
  decideTicket(ticket, bots.automation, { asked, decided: mirrored }, jira.user(approver))
  ticket.assign(mirrored + MINUTE, bots.automation, asker)
  ticket.status(mirrored + 90 * SECOND, bots.automation, 'In Progress')

  const request = random.uuid()
  const reference = spoilReference(telling, 'broker', ['missing', 'mistyped', 'next'])
  const key = referredKey(telling, task, reference)
  // Without the ticket's key the request is an item of its own, with an approval of its own.
  if (reference !== 'named' || ticket.isForgotten) {
    world.key.alsoUnder(task, request)
    world.key.open({ rule: 'R58', task: request, why: 'the request names no ticket' })
  }
  world.team.add({
    id: request,
    by: requester,
    account,
    role,
    createdAt: requested,
    startAt: start,
    hours,
    endAt: end,
    justification: `Customer report, ${random.chance(0.5) && key !== null ? key : 'see ticket'}`,
    ticket: key ?? '',
    status: isReturned ? 'revoked' : 'ended',
    ...(isReturned ? { revoker: requester } : {}),
    approver,
    approvers: [approver, company.top],
    comment: 'ok for the time asked',
    updatedAt: end + 8 * SECOND,
  })
  belongs(world, 'aws-team', request, task)

  const broker = brokerSession(telling, start, task)
  const assigned = assignment(
    telling,
    'Create',
    start + random.int(4, 15) * SECOND,
    broker,
    requester,
    account,
    role,
    task,
  )
  if (random.chance(world.rates.platformFollowUps)) followUp(telling, start + 40 * SECOND, account, role, task)

  const portal = cloudtrail.signIn(used, account, `AWSReservedSSO_${role.name}_${role.hash}`, requester)
  belongs(world, CLOUD, portal.id, task)
  lookAround(telling, used + MINUTE, portal.session, task, random.int(1, 3))
  belongs(world, CLOUD, change(telling, used + 10 * MINUTE, portal.session), task)
  let late: string | null = null
  if (variant === 'R33.lent') {
    late = cloudtrail.call(end + random.int(18, 26) * MINUTE, portal.session, {
      source: 'rds.amazonaws.com',
      name: 'DescribeDBInstances',
      readOnly: true,
    })
    belongs(world, CLOUD, late, task)
  }
  if (variant !== 'R47.lent')
    assignment(
      telling,
      'Delete',
      end + random.int(5, 20) * SECOND,
      brokerSession(telling, end, task),
      requester,
      account,
      role,
      task,
    )
  ticket.comment(used + 15 * MINUTE, asker, 'Found it, a stale setting.')
  const closed = waking(Math.max(end + 62 * MINUTE, portal.session.expiresAt) + random.int(20, 120) * MINUTE)
  if (variant === 'R47.lent') ticket.file()
  else closeTicket(ticket, asker, closed, 'Access is gone again, closing.')

  const gap = (rule: string, ids: readonly string[], why: string) =>
    world.key.gap({ rule, task, person: requester.key, native_ids: ids, why })
  if (variant === 'R31.lent') gap('R31', [assigned, request], 'access was lent for 24 hours')
  if (variant === 'R33.lent') gap('R33', [late!], 'the session was used after the lent access had ended')
  if (variant === 'R47.lent') gap('R47', [assigned], 'the broker never took the assignment back')
  world.key.open({
    rule: 'R58',
    task,
    why: 'assignment and session carry no key: person, account, role and window tie them to the broker’s record',
  })
  return task
}

/** The broker works under a role of its own; who asked stands in its record only. */
export function brokerSession(telling: Telling, at: number, task: string): Session {
  const { world, random } = telling
  const { company } = world
  const name = random.letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 32)
  const { session, id } = world.cloudtrail.assumeRole(
    at - 2 * SECOND,
    { service: 'states.amazonaws.com', account: company.accounts.tooling },
    company.accounts.tooling,
    'TEAM-Grant',
    name,
  )
  belongs(world, CLOUD, id, task, { optional: true })
  return session
}

/** Gives an account's permission set to a person, or takes it away; `task` null where nobody asked for it. */
export function assignment(
  telling: Telling,
  verb: 'Create' | 'Delete',
  at: number,
  broker: Session,
  person: Person,
  account: CloudAccount,
  role: { readonly arn: string },
  task: string | null,
) {
  const { world, random } = telling
  const id = world.cloudtrail.call(at, broker, {
    source: 'sso.amazonaws.com',
    name: `${verb}AccountAssignment`,
    params: {
      instanceArn: INSTANCE,
      targetId: account.id,
      targetType: 'AWS_ACCOUNT',
      permissionSetArn: role.arn,
      principalType: 'USER',
      principalId: person.identityCenter,
    },
    response: {
      [verb === 'Create' ? 'accountAssignmentCreationStatus' : 'accountAssignmentDeletionStatus']: {
        status: 'IN_PROGRESS',
        requestId: random.uuid(),
        targetId: account.id,
        targetType: 'AWS_ACCOUNT',
        permissionSetArn: role.arn,
        principalType: 'USER',
        principalId: person.identityCenter,
      },
    },
  })
  return task === null ? id : belongs(world, CLOUD, id, task)
}

/** The platform provisions the role of the permission set by itself. */
function followUp(
  telling: Telling,
  at: number,
  account: CloudAccount,
  role: { readonly name: string; readonly hash: string },
  task: string,
) {
  const { world } = telling
  const name = `AWSReservedSSO_${role.name}_${role.hash}`
  const id = world.cloudtrail.call(
    at,
    { service: 'sso.amazonaws.com', account },
    {
      source: 'iam.amazonaws.com',
      name: 'AttachRolePolicy',
      params: { roleName: name, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    },
  )
  belongs(world, CLOUD, id, task, { optional: true })
}

function change(telling: Telling, at: number, session: Session) {
  const { world, random } = telling
  const { company, cloudtrail } = world
  if (random.chance(0.5))
    return modifyDatabase(
      telling,
      at,
      session,
      random.pick(company.databases.filter((thing) => thing.account === session.account)).name,
    )
  const target = random.pick(company.functions.filter((thing) => thing.account === session.account))
  return cloudtrail.call(at, session, {
    source: 'lambda.amazonaws.com',
    name: 'UpdateFunctionConfiguration20150331v2',
    params: { functionName: target.name, timeout: 60 },
    response: {
      functionName: target.name,
      functionArn: `arn:aws:lambda:${REGION}:${session.account.id}:function:${target.name}`,
      timeout: 60,
    },
  })
}
