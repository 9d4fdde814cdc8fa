/** Accounts that are not one person's: shared ones, machines with somebody at them, sessions of nobody, and access given past its broker. */
import { DAY, HOUR, MINUTE, SECOND } from '../calendar.js'
import type { CloudAccount, Machine, Person } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin } from './cast.js'
import type { Chapter } from './chapters.js'
import { grant } from './jira-iam.js'
import { oktaUser } from './okta-group.js'
import { assignment, brokerSession } from './team.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
const HEADLESS = BROWSER.replace('Chrome/', 'HeadlessChrome/')

/** The variants of this chapter; each returns the key of its task, null where nobody asked for anything. */
const stories: Readonly<Record<string, (telling: Telling) => string | null>> = {
  'R39.devices': tellSharedByDevices,
  'R39.key': (telling) => tellSharedKey(telling, 'ops-batch', 'group', true),
  'R40.generic': (telling) => tellLostOrigin(telling, 'generic'),
  'R40.chain': (telling) => tellLostOrigin(telling, 'chain'),
  'R40.agent': (telling) => tellLostOrigin(telling, 'agent'),
  'R41.console': (telling) => tellHands(telling, 'console'),
  'R41.browser': (telling) => tellHands(telling, 'browser'),
  'R42.environments': tellOneKeyForAll,
  'R42.applications': tellOneKeyForTwo,
  'R43.person': (telling) => tellPastBroker(telling, false),
  'R43.agent': (telling) => tellPastBroker(telling, true),
  'pipeline-of-many': (telling) => tellSharedKey(telling, 'ci-starter', 'workload', false),
  'changing-addresses': tellChangingAddresses,
  'generic-name-of-a-person': tellGenericNameOfPerson,
  'hop-elsewhere': (telling) => tellLostOrigin(telling, 'hop'),
  'headless-browser': (telling) => tellHands(telling, 'headless'),
  'browser-round-the-clock': (telling) => tellHands(telling, 'round-the-clock'),
  'role-in-each-account': tellRoleInEachAccount,
  'unlabelled-account': tellUnlabelled,
  'handed-on': tellHandedOn,
}

/** The stories of R39 to R43. */
export const accounts: Chapter = {
  tell: (telling) => {
    telling.world.key.story(telling.plan.flavour)
    return stories[telling.plan.variant]!(telling)
  },
  gaps: {
    R39: ['R39.devices', 'R39.key'],
    R40: ['R40.generic', 'R40.chain', 'R40.agent'],
    R41: ['R41.console', 'R41.browser'],
    R42: ['R42.environments', 'R42.applications'],
    R43: ['R43.person', 'R43.agent'],
  },
  traps: Object.keys(stories).filter((name) => !/^R\d/.test(name)),
}

/** Two engineers know the password of one account of the identity provider; each signs in from the device on which they have their own. */
function tellSharedByDevices(telling: Telling): null {
  const { world, random, plan } = telling
  const [one, other] = twoEngineers(telling)
  const number = random.hex(6)
  const account = {
    id: `00uSHARED${number}`,
    type: 'User',
    alternateId: `desk-${number}@nwh.example`,
    displayName: 'Service desk',
  }
  known(telling, `okta:${account.id}`, { name: `desk-${number}`, kind: 'group' })
  known(telling, `email:${account.alternateId}`, { name: `desk-${number}`, kind: 'group' })
  const signIn = (at: number, actor: typeof account, person: Person) =>
    world.okta.log(at, {
      type: 'user.session.start',
      message: 'User login to Okta',
      actor,
      ip: person.ip,
      device: `guo${person.okta.slice(3)}`,
    })
  const ids: string[] = []
  for (const [i, person] of [one, other].entries()) {
    signIn(plan.at + i * 20 * MINUTE, oktaUser(person), person)
    ids.push(signIn(plan.at + (i * 20 + 5) * MINUTE, account, person))
  }
  gap(telling, 'R39', `desk-${number}`, ids, `${one.name} and ${other.name} use one account from their own devices`)
  return null
}

/** One key of an IAM user, by which several people open sessions under their own names; `isLoose`: and which is used without any name as well. */
function tellSharedKey(telling: Telling, name: string, kind: Machine['kind'], isLoose: boolean): null {
  const { world, random, plan } = telling
  const { cloudtrail, company } = world
  const { tooling } = company.accounts
  const people = twoEngineers(telling)
  const user = `${name}-${random.hex(6)}`
  const by = longLived(telling, user, kind, '198.51.100.41')
  const ids = people.map((person, i) => {
    const at = plan.at + i * 30 * MINUTE
    return cloudtrail.assumeRole(at, by, tooling, 'ReadOnly', person.login, { sourceIdentity: person.key }).id
  })
  if (isLoose) ids.push(read(telling, plan.at + 70 * MINUTE, by))
  if (isLoose)
    gap(
      telling,
      'R39',
      user,
      ids,
      `${people.map((person) => person.name).join(' and ')} hold one key, and not every use names one of them`,
    )
  ofStaticKey(telling, ids)
  return null
}

/** An account of machines that its owner handed on: two people, a month apart. */
function tellHandedOn(telling: Telling): null {
  const { world, random, plan } = telling
  const { cloudtrail, company } = world
  const people = twoEngineers(telling)
  const by = longLived(telling, `ops-lab-${random.hex(6)}`, 'group', '198.51.100.43')
  const ids = people.map(
    (person, i) =>
      cloudtrail.assumeRole(plan.at + i * 4 * DAY, by, company.accounts.tooling, 'ReadOnly', person.login, {
        sourceIdentity: person.key,
      }).id,
  )
  ofStaticKey(telling, ids)
  return null
}

/** A machine that changes its address with every call, as machines behind a pool of gateways do. */
function tellChangingAddresses(telling: Telling): null {
  const { random, plan } = telling
  const by = longLived(telling, `poller-${random.hex(6)}`, 'workload', '198.51.100.50')
  const ids = Array.from({ length: 6 }, (_, i) =>
    read(telling, plan.at + i * 5 * MINUTE, { ...by, ip: `198.51.100.${50 + i}`, agent: 'Boto3/1.34.62' }),
  )
  ofStaticKey(telling, ids)
  return null
}

/** A change by a session of which nobody knows whose it is; `hop`: because the log in which it was opened is not there. */
function tellLostOrigin(telling: Telling, how: 'generic' | 'chain' | 'agent' | 'hop'): null {
  const { world, random, plan } = telling
  const { cloudtrail, company } = world
  const { tooling } = company.accounts
  const role = random.pick(company.quietRoles)
  const opened = plan.at - 2 * MINUTE
  const computer = { service: 'ec2.amazonaws.com', account: tooling }
  const issues: string[] = []
  const open = (...args: Parameters<typeof cloudtrail.assumeRole>) => {
    const made = cloudtrail.assumeRole(...args)
    issues.push(made.id)
    return made.session
  }
  let session: Session
  if (how === 'generic')
    session = open(opened, computer, role.account, 'BatchRunner', `botocore-session-${Math.floor(opened / SECOND)}`)
  else if (how === 'agent')
    session = open(
      opened,
      { ...computer, service: 'ecs-tasks.amazonaws.com' },
      role.account,
      'AgentExecutor',
      'automation',
    )
  else if (how === 'chain') {
    const gateway = open(opened - 20 * SECOND, computer, tooling, 'Gateway', 'gateway')
    session = open(opened, gateway, role.account, 'Rollout', 'rollout')
  } else session = sessionFromElsewhere(telling, role.account, opened)
  const policy = `arn:aws:iam::aws:policy/${random.pick(['AmazonSQSFullAccess', 'CloudWatchLogsFullAccess'])}`
  const id = grant(telling, plan.at, session, role.name, policy, null)
  const person = how === 'agent' ? 'aria' : null
  for (const rule of ['R01', 'R02']) gap(telling, rule, person, [id], 'nobody asked for it')
  leaveOpen(telling, ['R07', 'R22', 'R23', 'R25', 'R26', 'R38'], [id, ...issues], 'nobody stands behind the session')
  if (how === 'hop')
    world.key.undecidable({
      rule: 'R40',
      task: null,
      native_ids: [id],
      reason: 'window',
      why: 'the session was opened in an account whose log was not exported',
    })
  else
    gap(
      telling,
      'R40',
      person,
      [id],
      {
        generic: 'the session has the name that the SDK gives, and a computer opened it',
        chain: 'two sessions back stands a computer, and none of them has a name',
        agent: 'the agent names neither its run nor the person it works for',
      }[how],
    )
  return null
}

/** A default session name, but the key leads back to the engineer's sign-in, and the tag to the ticket. */
function tellGenericNameOfPerson(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots, cloudtrail } = world
  const engineer = random.pick(company.engineers)
  const requester = random.pick(company.staff.filter((person) => person.isMapped))
  const role = company.roles.filter((one) => one.busyUntil < plan.at - 2 * DAY)[0] ?? company.roles[0]!
  role.busyUntil = plan.at + 10 * DAY
  const policy = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'
  const ticket = openTicket(telling, {
    at: plan.at,
    by: jira.user(requester),
    summary: `AmazonSQSFullAccess for ${role.name}`,
    description: `${role.name} needs AmazonSQSFullAccess.`,
    resource: role.arn,
    entitlement: policy,
    requestedFor: jira.user(requester),
  })
  const decided = plan.at + 50 * MINUTE
  decideTicket(ticket, bots.automation, { asked: plan.at + 5 * MINUTE, decided }, jira.user(company.top))
  ticket.assign(decided + 5 * MINUTE, bots.automation, jira.user(engineer))
  ticket.status(decided + 6 * MINUTE, jira.user(engineer), 'In Progress')
  const executed = decided + 40 * MINUTE
  const portal = enterAsAdmin(
    telling,
    executed - 4 * MINUTE,
    engineer,
    { account: company.accounts.tooling },
    ticket.key,
    'named',
  )
  const admin = cloudtrail.assumeRole(executed - MINUTE, portal, role.account, 'PlatformAdmin', 'aws-sdk-js-session', {
    tags: { task: ticket.key },
  })
  belongs(world, 'aws-cloudtrail', admin.id, ticket.key)
  if (admin.twin) belongs(world, 'aws-cloudtrail', admin.twin, ticket.key, { twin_of: admin.id })
  grant(telling, executed, admin.session, role.name, policy, ticket.key)
  closeTicket(ticket, jira.user(engineer), executed + 90 * MINUTE, 'Done.')
  return ticket.key
}

/** Somebody, or something that only looks like somebody, at the account of a machine. */
function tellHands(telling: Telling, how: 'console' | 'browser' | 'headless' | 'round-the-clock'): null {
  const { random, plan, world } = telling
  const user = `svc-report-${random.hex(6)}`
  const by = longLived(telling, user, 'workload', random.pick(world.company.engineers).ip)
  const ids: string[] = []
  // What it does every night, by itself.
  for (let night = 1; night <= 2; night++)
    read(telling, plan.at - night * DAY - 5 * HOUR, { ...by, ip: '198.51.100.60', agent: 'Boto3/1.34.62' })
  const browsing = { ...by, agent: how === 'headless' ? HEADLESS : BROWSER }
  if (how === 'console')
    ids.push(
      world.cloudtrail.call(plan.at, withoutKey(browsing), {
        source: 'signin.amazonaws.com',
        name: 'ConsoleLogin',
        type: 'AwsConsoleSignIn',
        region: 'us-east-1',
        response: { ConsoleLogin: 'Success' },
      }),
    )
  const calls = how === 'round-the-clock' ? 24 : 3
  const apart = how === 'round-the-clock' ? HOUR : 7 * MINUTE
  for (let i = 0; i < calls; i++)
    ids.push(read(telling, plan.at + MINUTE + i * apart, how === 'console' ? withoutKey(browsing) : browsing))
  if (how === 'console' || how === 'browser')
    gap(telling, 'R41', user, ids, 'somebody worked under the account of a machine')
  ofStaticKey(telling, ids)
  return null
}

/** One key opens sessions in production and in staging. */
function tellOneKeyForAll(telling: Telling): null {
  const { random, plan, world } = telling
  const { prod, staging } = world.company.accounts
  const user = `svc-sync-${random.hex(6)}`
  const ids = worksIn(
    telling,
    longLived(telling, user, 'workload', '198.51.100.61'),
    [prod, staging],
    plan.at,
    'DataSync',
  )
  gap(telling, 'R42', user, ids, 'one key serves production and staging')
  ofStaticKey(telling, ids)
  return null
}

/** One key opens the sessions of two machines that have nothing to do with each other. */
function tellOneKeyForTwo(telling: Telling): null {
  const { random, plan, world } = telling
  const { prod } = world.company.accounts
  const suffix = random.hex(6)
  const user = `svc-jobs-${suffix}`
  const by = longLived(telling, user, 'workload', '198.51.100.62')
  const ids = ['billing', 'crew'].flatMap((name, i) => {
    const role = `${name}-export-${suffix}`
    known(telling, `aws:arn:aws:sts::${prod.id}:assumed-role/${role}/*`, {
      name: `${name}-export-${suffix}`,
      kind: 'workload',
    })
    return worksIn(telling, by, [prod], plan.at + i * 20 * MINUTE, role)
  })
  gap(telling, 'R42', user, ids, 'one key serves two applications')
  ofStaticKey(telling, ids)
  return null
}

/** One key in production and in an account of which nobody says what it is. */
function tellUnlabelled(telling: Telling): null {
  const { random, plan, world } = telling
  const { prod, lake } = world.company.accounts
  const by = longLived(telling, `svc-index-${random.hex(6)}`, 'workload', '198.51.100.63')
  const ids = worksIn(
    telling,
    by,
    world.cloudtrail.isDark(lake, plan.at + 10 * MINUTE) ? [prod] : [prod, lake],
    plan.at,
    'Indexer',
  )
  world.key.undecidable({
    rule: 'R42',
    task: null,
    native_ids: ids,
    reason: 'structural',
    why: 'no name says whether the other account is production',
  })
  ofStaticKey(telling, ids)
  return null
}

/** One machine with a role of its own in each account: as it should be. */
function tellRoleInEachAccount(telling: Telling): null {
  const { random, plan, world } = telling
  const { prod, staging } = world.company.accounts
  const role = `metrics-${random.hex(6)}`
  for (const [i, account] of [prod, staging].entries()) {
    known(telling, `aws:arn:aws:sts::${account.id}:assumed-role/${role}/*`, { name: role, kind: 'workload' })
    const at = plan.at + i * 5 * MINUTE
    const { session } = world.cloudtrail.assumeRole(
      at,
      { service: 'ec2.amazonaws.com', account },
      account,
      role,
      `${role}-${account.name}`,
    )
    read(telling, at + MINUTE, session)
  }
  return null
}

/** The broker lends a permission set to one; days later somebody gives the same set to another without it. */
function tellPastBroker(telling: Telling, isAgent: boolean): null {
  const { world, random, plan } = telling
  const { company, cloudtrail, team, key } = world
  const account = random.pick([company.accounts.prod, company.accounts.staging])
  const role = random.pick(company.permissionSets)
  const [borrower, friend] = random.shuffle(company.staff.filter((person) => person.isMapped)) as [Person, Person]
  const request = random.uuid()
  const start = plan.at + 40 * MINUTE
  const end = start + 2 * HOUR
  team.add({
    id: request,
    by: borrower,
    account,
    role,
    createdAt: plan.at,
    startAt: start,
    hours: 2,
    endAt: end,
    justification: 'Customer report',
    ticket: '',
    status: 'ended',
    approver: company.top,
    approvers: [company.top],
    comment: 'ok',
    updatedAt: end + 8 * SECOND,
  })
  belongs(world, 'aws-team', request, request)
  assignment(
    telling,
    'Create',
    start + 5 * SECOND,
    brokerSession(telling, start, request),
    borrower,
    account,
    role,
    request,
  )
  assignment(
    telling,
    'Delete',
    end + 8 * SECOND,
    brokerSession(telling, end, request),
    borrower,
    account,
    role,
    request,
  )
  key.open({ rule: 'R58', task: request, why: 'the request names no ticket' })

  const at = plan.at + DAY + 3 * HOUR
  const admin = random.pick(company.nightEngineers)
  const { tooling } = company.accounts
  const run = `aria-run-${random.hex(8)}`
  const session = isAgent
    ? cloudtrail.assumeRole(
        at - MINUTE,
        { service: 'ecs-tasks.amazonaws.com', account: tooling },
        tooling,
        'AgentExecutor',
        run,
      ).session
    : cloudtrail.signIn(at - MINUTE, tooling, 'AWSReservedSSO_IdentityAdmin_2c9e61f07ab48d53', admin).session
  const id = assignment(telling, 'Create', at, session, friend, account, role, null)
  const person = isAgent ? 'aria' : admin.key
  gap(telling, 'R43', person, [id], `${role.name} is lent by the broker, and was given directly`)
  // Requests of the same set in the same account are at hand, so which of them it was for, if any, may stay open.
  const weakened = 'the broker has requests of the same set in the same account'
  for (const rule of ['R01', 'R02'])
    key.gap({ rule, task: null, person, native_ids: [id], why: 'nobody asked for it', weakened })
  leaveOpen(telling, ['R07', 'R22', 'R23', 'R25', 'R26', 'R47'], [id], 'a grant nobody asked for, by whoever made it')
  return null
}

/** Harmless work of a key in some accounts, each in a session that it opens there. */
function worksIn(telling: Telling, by: Session, places: readonly CloudAccount[], at: number, role: string): string[] {
  return places.flatMap((place, i) => {
    const opened = at + i * 10 * MINUTE
    const { session, id } = telling.world.cloudtrail.assumeRole(opened, by, place, role, role.toLowerCase())
    return [id, read(telling, opened + MINUTE, session)]
  })
}

/** A look around that changes nothing. */
function read({ world, random }: Telling, at: number, by: Session): string {
  const [source, name] = random.pick([
    ['s3.amazonaws.com', 'ListBuckets'],
    ['ec2.amazonaws.com', 'DescribeInstances'],
  ] as const)
  return world.cloudtrail.call(at, by, { source, name, readOnly: true })
}

/** A long-lived key of an IAM user of the tooling account, known in identities.csv as what it is. */
function longLived(telling: Telling, user: string, kind: Machine['kind'], ip: string): Session {
  const { cloudtrail, company } = telling.world
  const { tooling } = company.accounts
  known(telling, `aws:arn:aws:iam::${tooling.id}:user/${user}`, { name: user, kind })
  return cloudtrail.userKey(tooling, user, cloudtrail.newKeyId('AKIA'), ip)
}

/** The same user signed in with a password: the record names no key. */
function withoutKey(session: Session): Session {
  const { accessKeyId: _, ...identity } = session.identity
  return { ...session, identity }
}

/** A session that another company's account opened, whose log nobody has. */
function sessionFromElsewhere({ world }: Telling, account: CloudAccount, opened: number): Session {
  const key = world.cloudtrail.newKeyId('ASIA')
  const user = world.cloudtrail.userKey(account, 'nobody', key, '198.51.100.70')
  const role = 'PartnerAccess'
  return {
    ...user,
    agent: 'Boto3/1.34.62',
    identity: {
      type: 'AssumedRole',
      principalId: `${world.cloudtrail.roleId(account, role)}:partner`,
      arn: `arn:aws:sts::${account.id}:assumed-role/${role}/partner`,
      accountId: account.id,
      accessKeyId: key,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: world.cloudtrail.roleId(account, role),
          arn: `arn:aws:iam::${account.id}:role/${role}`,
          accountId: account.id,
          userName: role,
        },
        attributes: { creationDate: new Date(opened).toISOString().replace('.000', ''), mfaAuthenticated: 'false' },
      },
    },
  }
}

function twoEngineers({ world, random }: Telling): [Person, Person] {
  return random.shuffle([...world.company.engineers]).slice(0, 2) as [Person, Person]
}

function known({ world }: Telling, alias: string, machine: Machine) {
  world.machines.set(alias, machine)
}

function gap({ world }: Telling, rule: string, person: string | null, native_ids: readonly string[], why: string) {
  world.key.gap({ rule, task: null, person, native_ids, why })
}

function leaveOpen({ world }: Telling, rules: readonly string[], native_ids: readonly string[], why: string) {
  for (const rule of rules) world.key.open({ rule, task: null, native_ids, why })
}

/** A long-lived key without an owner in the files: true, and the matter of other rules. */
function ofStaticKey(telling: Telling, ids: readonly string[]) {
  leaveOpen(telling, ['R34', 'R35', 'R36', 'R37', 'R38'], ids, 'a long-lived key whose age and owner nobody wrote down')
}
