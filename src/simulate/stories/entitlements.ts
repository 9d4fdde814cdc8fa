/** Access that goes beyond what was approved, combines badly, is reviewed for show, or is cleaned away: who holds what, and who looked. */
import { DAY, HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import type { Person, Resource } from '../company.js'
import type { OktaActor, OktaEvent } from '../exports/okta.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAgent } from './agent.js'
import { enterAsAdmin, someApprover, someRequester, takeResource } from './cast.js'
import type { Chapter } from './chapters.js'
import { detach, grant } from './jira-iam.js'
import { oktaUser } from './okta-group.js'
import { tellSnowChange } from './snow-change.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'
const OKTA = 'okta-system-log'
const policy = (name: string) => `arn:aws:iam::aws:policy/${name}`

/** The stories of R45, R46, R48, R49, R59 and R60. */
export const entitlements: Chapter = {
  tell(telling) {
    const { variant } = telling.plan
    const [kind] = variant.split('.')
    if (variant === 'R45.principal') return tellOther(telling)
    const hours = emergencies.get(variant)
    if (hours !== undefined)
      return tellSnowChange({ ...telling, plan: { ...telling.plan, variant: 'emergency' } }, { reviewedAfter: hours })
    if (kind === 'R45' || variant === 'lesser-role') return tellDrift(telling)
    if (kind === 'R48' || variant === 'one-after-the-other') return tellCombination(telling)
    if (kind === 'R49' || variant === 'checked-removal') return tellCleanUp(telling)
    if (kind === 'R46') return tellTotal(telling)
    return tellReview(telling)
  },
  gaps: {
    R45: ['R45.larger', 'R45.admin', 'R45.other', 'R45.wildcard', 'R45.principal'],
    R46: ['R46'],
    R48: ['R48'],
    R49: ['R49.neither', 'R49.unchecked'],
    R59: ['R59', 'R59.machine', 'R59.change-late', 'R59.change-absent'],
    R60: ['R60.kept', 'R60.late', 'R60.used'],
  },
  traps: [
    'lesser-role',
    'one-after-the-other',
    'checked-removal',
    'remedied-review',
    'review-by-hand',
    'emergency-reviewed',
  ],
}

/** Emergency changes, by the hours after which somebody reviews them. */
const emergencies: ReadonlyMap<string, number | null> = new Map([
  ['R59.change-late', 110],
  ['R59.change-absent', null],
  ['emergency-reviewed', 20],
])

const asked: Readonly<Record<string, readonly [asked: string, given: string, why: string]>> = {
  'R45.larger': [
    'AmazonSQSReadOnlyAccess',
    'AmazonSQSFullAccess',
    'the full variant was attached in place of the one that reads',
  ],
  'R45.admin': ['CloudWatchLogsReadOnlyAccess', 'AdministratorAccess', 'the role of an administrator was attached'],
  'R45.other': [
    'AmazonSQSReadOnlyAccess',
    'AWSBillingReadOnlyAccess',
    'another policy was attached than the one that was asked for',
  ],
  'R45.wildcard': ['metering-export', 'metering-export', 'its text allows everything'],
  'lesser-role': ['AmazonSQSFullAccess', 'AmazonSQSReadOnlyAccess', ''],
}

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/** One policy is asked for and approved; an engineer attaches another, or writes one of that name that allows everything. */
function tellDrift(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, bots, company } = world
  const [wanted, given, why] = asked[plan.variant]!
  const isWritten = plan.variant === 'R45.wildcard'
  const requester = someRequester(telling)
  const role = takeResource(telling, company.roles)
  const engineer = random.pick(company.engineers.filter((one) => one !== requester))
  const approver = someApprover(telling, role.owner, [requester, engineer])
  const created = plan.at
  const decided = waking(created + random.int(30, 120) * MINUTE)
  const executed = waking(decided + random.int(20, 60) * MINUTE)
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: `${wanted} for ${role.name}`,
    description: `Please attach ${wanted} to ${role.name} in ${role.account.name}.`,
    resource: role.arn,
    entitlement: isWritten ? wanted : policy(wanted),
    requestedFor: jira.user(requester),
  })
  world.key.story(plan.flavour)
  decideTicket(ticket, bots.automation, { asked: created + 5 * MINUTE, decided }, jira.user(approver))
  ticket.assign(executed - 10 * MINUTE, bots.automation, jira.user(engineer))
  ticket.status(executed - 9 * MINUTE, jira.user(engineer), 'In Progress')
  const session = enterAsAdmin(telling, executed - 90 * SECOND, engineer, role, ticket.key, 'named')
  const done = isWritten
    ? belongs(
        world,
        CLOUD,
        world.cloudtrail.call(executed, session, {
          source: 'iam.amazonaws.com',
          name: 'PutRolePolicy',
          params: { roleName: role.name, policyName: given, policyDocument: everything },
        }),
        ticket.key,
      )
    : grant(telling, executed, session, role.name, policy(given), ticket.key)
  closeTicket(ticket, jira.user(engineer), waking(session.expiresAt + 20 * MINUTE), null)
  if (why !== '') world.key.gap({ rule: 'R45', task: ticket.key, person: engineer.key, native_ids: [done], why })
  return ticket.key
}

/** A group that only this story knows. */
function newGroup(telling: Telling, name: string): OktaActor {
  const { random } = telling
  return {
    id: `00g${random.letters('abcdefghijkmnpqrstuvwxyz23456789', 17)}`,
    type: 'UserGroup',
    alternateId: 'unknown',
    displayName: name,
  }
}

/** One person asks for a group, and the administrator puts somebody else into it. */
function tellOther(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, company } = world
  const who = someRequester(telling)
  const admin = random.pick(company.iamAdmins.filter((one) => one !== who))
  const other = random.pick(company.staff.filter((one) => one.isMapped && one !== who && one !== admin))
  world.key.story(plan.flavour)
  const { ticket, id, added } = joinGroup(
    telling,
    plan.at,
    who,
    newGroup(telling, `Ledger ${random.hex(4)}`),
    admin,
    other,
  )
  closeTicket(ticket, jira.user(admin), added + 20 * MINUTE, null)
  world.key.gap({
    rule: 'R45',
    task: ticket.key,
    person: admin.key,
    native_ids: [id],
    why: 'somebody else was put into the group than the one it was approved for',
  })
  return ticket.key
}

/** Membership of a group under a ticket of its own, asked for, approved and given. Returns the ticket, not yet closed, and the record of the grant. */
function joinGroup(telling: Telling, at: number, who: Person, group: OktaActor, admin: Person, given: Person = who) {
  const { world, random } = telling
  const { jira, bots, company } = world
  const approver = someApprover(telling, company.top, [who, admin])
  const decided = waking(at + random.int(20, 60) * MINUTE)
  const added = waking(decided + random.int(15, 40) * MINUTE)
  const ticket = openTicket(telling, {
    at,
    by: jira.user(who),
    summary: `Membership of ${group.displayName}`,
    description: `${who.name} should be in ${group.displayName}.`,
    entitlement: group.displayName,
    requestedFor: jira.user(who),
  })
  decideTicket(ticket, bots.automation, { asked: at + 4 * MINUTE, decided }, jira.user(approver))
  ticket.assign(decided + 5 * MINUTE, bots.automation, jira.user(admin))
  ticket.status(decided + 6 * MINUTE, jira.user(admin), 'In Progress')
  const id = membership(telling, added, given, group, admin, 'add')
  belongs(world, OKTA, id, ticket.key)
  ticket.comment(added + 4 * MINUTE, jira.user(admin), `added to ${group.displayName}`)
  world.key.open({ rule: 'R58', task: ticket.key, why: 'the identity provider knows no ticket' })
  return { ticket, id, added }
}

function membership(
  telling: Telling,
  at: number,
  who: Person,
  group: OktaActor,
  admin: Person,
  verb: 'add' | 'remove',
): string {
  return telling.world.okta.log(at, {
    type: `group.user_membership.${verb}`,
    message: verb === 'add' ? 'Add user to group membership' : 'Remove user from group membership',
    actor: oktaUser(admin),
    ip: admin.ip,
    targets: [oktaUser(who), group],
  })
}

/** Two memberships that the company's register says must not be in one hand; each was asked for and approved. */
function tellCombination(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, company, register } = world
  const who = someRequester(telling)
  const admin = random.pick(company.iamAdmins.filter((one) => one !== who))
  const mark = random.hex(4)
  const maker = newGroup(telling, `Vendor master ${mark}`)
  const payer = newGroup(telling, `Payment release ${mark}`)
  register.conflicts.push([maker.displayName, payer.displayName, 'who makes a vendor must not pay it'])
  world.key.story(plan.flavour)
  const first = joinGroup(telling, plan.at, who, maker, admin)
  let last = first.added
  if (plan.variant === 'one-after-the-other') {
    last += 30 * MINUTE
    const removed = membership(telling, last, who, maker, admin, 'remove')
    belongs(world, OKTA, removed, first.ticket.key)
    first.ticket.comment(last + 2 * MINUTE, jira.user(admin), `removed from ${maker.displayName} again`)
  }
  closeTicket(first.ticket, jira.user(admin), last + 20 * MINUTE, null)
  const second = joinGroup(telling, waking(last + 2 * HOUR), who, payer, admin)
  closeTicket(second.ticket, jira.user(admin), second.added + 20 * MINUTE, null)
  if (plan.variant === 'R48')
    world.key.gap({
      rule: 'R48',
      task: second.ticket.key,
      person: who.key,
      native_ids: [second.id],
      why: 'both sides of a conflicting pair were held from then on',
    })
  return second.ticket.key
}

/** The agent takes a policy from a role that worked only hours before, as a clean-up. */
function tellCleanUp(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, bots, company, cloudtrail } = world
  const { variant } = plan
  const requester = someRequester(telling)
  const thing = takeResource(telling, company.roles)
  const name = `${thing.name}-batch-${random.hex(4)}`
  const role: Resource = { ...thing, name, arn: `arn:aws:iam::${thing.account.id}:role/${name}` }
  const removed = policy('AmazonS3ReadOnlyAccess')
  const approver = someApprover(telling, role.owner, [requester])
  world.machines.set(`aws:arn:aws:sts::${role.account.id}:assumed-role/${name}/*`, { name, kind: 'workload' })
  cloudtrail.assumeRole(
    plan.at - 3 * HOUR,
    { service: 'ecs-tasks.amazonaws.com', account: role.account },
    role.account,
    name,
    random.hex(32),
  )
  const created = plan.at
  const decided = waking(created + random.int(30, 120) * MINUTE)
  const executed = waking(decided + random.int(20, 60) * MINUTE)
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: `aria: tidy up ${role.name}`,
    description: `Please take AmazonS3ReadOnlyAccess from ${role.name} in ${role.account.name}.`,
    resource: role.arn,
    entitlement: removed,
    labels: ['ai-agent'],
  })
  world.key.story(plan.flavour)
  if (variant === 'checked-removal')
    ticket.comment(
      created + 10 * MINUTE,
      jira.user(requester),
      'Usage report read: its one job depends on the queue, not on the bucket.',
    )
  if (variant !== 'R49.neither')
    decideTicket(ticket, bots.automation, { asked: created + 15 * MINUTE, decided }, jira.user(approver))
  ticket.assign(executed - 8 * MINUTE, bots.automation, bots.aria)
  ticket.status(executed - 7 * MINUTE, bots.automation, 'In Progress')
  const session = enterAsAgent(telling, executed - 90 * SECOND, requester, role, ticket.key, 'named', false)
  const done = belongs(world, CLOUD, detach(telling, executed, session, role.name, removed), ticket.key)
  closeTicket(ticket, jira.user(requester), waking(session.expiresAt + 20 * MINUTE), null)
  world.key.open({
    rule: 'R22',
    task: ticket.key,
    why: 'the agent wrote down no recommendation; whether its log was supplied hangs on other stories',
  })
  if (variant !== 'checked-removal')
    world.key.gap({
      rule: 'R49',
      task: ticket.key,
      person: 'aria',
      native_ids: [done],
      why:
        variant === 'R49.neither'
          ? 'nobody approved it and nobody looked at what depends on it'
          : 'nobody looked at what depends on it',
    })
  return ticket.key
}

/** An administrator's privileges are widened, and the log lists what is held since, not what was added. */
function tellTotal(telling: Telling): null {
  const { world, random, plan } = telling
  const { company, okta } = world
  const admin = random.pick(company.iamAdmins)
  const who = random.pick(company.staff.filter((one) => one !== admin && one.isMapped))
  world.key.story(plan.flavour)
  const id = okta.log(plan.at, {
    type: 'user.account.privilege.grant',
    message: 'Grant user privilege',
    actor: oktaUser(admin),
    ip: admin.ip,
    targets: [oktaUser(who)],
    debug: { privilegeGranted: 'Help desk administrator, Report administrator' },
  })
  const open = (rule: string, why: string) => world.key.open({ rule, task: null, native_ids: [id], why })
  for (const rule of ['R01', 'R02', 'R43']) open(rule, 'nobody asked for it in a ticket')
  world.key.gap({
    rule: 'R46',
    task: null,
    person: admin.key,
    native_ids: [id],
    why: 'the record lists all that is held since, and no earlier list tells what was held before',
  })
  return null
}

/** An automation that certifies by rule, under an account of its own. */
function byReviewBot({ world }: Telling): Partial<OktaEvent> {
  const id = '00uREVIEWBOT00000001'
  world.machines.set(`okta:${id}`, { name: 'review-bot', kind: 'workload' })
  return {
    actor: { id, type: 'User', alternateId: 'review-bot', displayName: 'review-bot' },
    client: 'okta-sdk-python/2.9',
  }
}

/** An item of a certification campaign is decided, and what then becomes of it. */
function tellReview(telling: Telling): null {
  const { world, random, plan } = telling
  const { company, okta } = world
  const { variant } = plan
  const who = random.pick(company.staff.filter((one) => one.isMapped && one.manager !== null))
  const manager = company.byKey.get(who.manager!) ?? company.top
  const reviewer = variant === 'R59' ? who : manager
  const admin = random.pick(company.iamAdmins.filter((one) => one !== who && one !== reviewer))
  const isPrivileged = variant === 'R60.late'
  const title = `Ledger ${isPrivileged ? 'admin' : 'clerks'} ${random.hex(4)}`
  const app: OktaActor = {
    id: `0oa${random.letters('abcdefghijkmnpqrstuvwxyz23456789', 17)}`,
    type: 'AppInstance',
    alternateId: title,
    displayName: title,
  }
  const log = (
    at: number,
    type: string,
    message: string,
    by: Person,
    debug: Readonly<Record<string, string>> = {},
    own: Partial<OktaEvent> = {},
  ) => okta.log(at, { type, message, actor: oktaUser(by), ip: by.ip, targets: [oktaUser(who), app], debug, ...own })
  const decidedAt = plan.at
  world.key.story(plan.flavour)
  const decided = log(
    decidedAt,
    'certification.campaign.item.decide',
    'Reviewer decided on a certification item',
    reviewer,
    { decision: variant.startsWith('R59') ? 'APPROVE' : 'REVOKE' },
    variant === 'R59.machine' ? byReviewBot(telling) : {},
  )
  const remove = (at: number) => {
    const id = log(at, 'application.user_membership.remove', 'Remove user from application membership', admin)
    for (const rule of ['R01', 'R02', 'R43', 'R49'])
      world.key.open({ rule, task: null, native_ids: [id], why: 'a review ordered it, no ticket' })
  }
  if (variant === 'R60.late') remove(decidedAt + 3 * DAY)
  if (variant === 'R60.used')
    okta.log(decidedAt + 8 * DAY, {
      type: 'user.authentication.sso',
      message: 'User single sign on to app',
      actor: oktaUser(who),
      ip: who.ip,
      targets: [app],
    })
  if (variant === 'remedied-review') {
    log(decidedAt + HOUR, 'certification.campaign.item.remediate', 'Certification item remediated', admin)
    remove(decidedAt + HOUR + SECOND)
  }
  if (variant === 'review-by-hand')
    log(decidedAt + HOUR, 'certification.remediation.open', 'Manual remediation opened', admin)
  const gap = (rule: string, why: string, person = who.key) =>
    world.key.gap({ rule, task: null, person, native_ids: [decided], why })
  if (variant === 'R59') gap('R59', 'the one who holds it certified it', reviewer.key)
  if (variant === 'R59.machine') {
    gap('R59', 'an automation certified it, and no person did', 'review-bot')
    world.key.open({
      rule: 'R38',
      task: null,
      native_ids: [decided],
      why: 'no register of owners lists the automation',
    })
  }
  if (variant.startsWith('R60'))
    gap(
      'R60',
      {
        'R60.kept': 'nothing was ever removed',
        'R60.late': 'privileged access was removed three days after it was denied',
        'R60.used': 'it was used after it should have been gone',
      }[variant]!,
    )
  return null
}
