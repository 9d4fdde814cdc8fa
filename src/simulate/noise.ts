/** What goes on beside the stories: heartbeats, sign-ins, reads, small talk, tickets nothing follows. */
import { CLOUD_START, DAY, FIRST_DAY, HOUR, isWeekend, MINUTE, waking } from './calendar.js'
import type { CloudAccount } from './company.js'
import type { Issue, IssueDraft } from './exports/jira.js'
import type { Random } from './random.js'
import { oktaUser } from './stories/okta-group.js'
import { belongs, type World } from './world.js'

const talk = [
  'Anybody up for lunch at noon?',
  'The coffee machine on deck 3 works again.',
  'Reminder: exports must be UTF-8, not ISO-8859-1.',
  'Use SHA-256 for the checksums please, MD5 is gone.',
  'CVE-2024-1 does not concern us, we run the newer build.',
  'COVID-19 rules for visitors are lifted, see the intranet.',
  'Ship spotting: the Northern Star is in.',
  'approved! (the new logo, finally)',
  'Who has the key for meeting room B-12?',
]
const bugs = [
  'Button overlaps on small screens',
  'Typo on the tariff page',
  'Slow search for berths',
  'Wrong time zone in the arrival table',
]
const heartbeats = [
  ['autoscaling.amazonaws.com', 'ec2.amazonaws.com', 'DescribeInstanceStatus'],
  ['lambda.amazonaws.com', 'logs.amazonaws.com', 'CreateLogStream'],
  ['config.amazonaws.com', 'ec2.amazonaws.com', 'DescribeVolumes'],
  ['ecs.amazonaws.com', 'elasticloadbalancing.amazonaws.com', 'DescribeTargetHealth'],
  ['autoscaling.amazonaws.com', 'ec2.amazonaws.com', 'CreateNetworkInterface'],
] as const
const reads = [
  ['ec2.amazonaws.com', 'DescribeInstances'],
  ['s3.amazonaws.com', 'ListBuckets'],
  ['rds.amazonaws.com', 'DescribeDBInstances'],
  ['lambda.amazonaws.com', 'ListFunctions20150331'],
  ['iam.amazonaws.com', 'ListUsers'],
  ['cloudwatch.amazonaws.com', 'GetMetricData'],
] as const

/** A ticket beside the stories: its own records are its own, which says nothing about how well anything is linked. */
function sideTicket(world: World, draft: IssueDraft): Issue {
  const issue = world.jira.create(draft)
  const note = (id: string) => aside(world, 'jira', id, issue.key)
  note(issue.key)
  return {
    ...issue,
    status: (at, by, to) => note(issue.status(at, by, to)),
    comment: (at, by, text) => note(issue.comment(at, by, text)),
    resolve: (at, by, resolution) => note(issue.resolve(at, by, resolution)),
    askApproval: (at, approvers) => note(issue.askApproval(at, approvers)),
    file: () => issue.file().map(note),
  }
}

function aside(world: World, connector: string, id: string, task: string) {
  return belongs(world, connector, id, task, { optional: true })
}

/** Tells what else happened on a day. Before the story begins only tickets, chat and sign-ins have a history. */
export function tellDay(world: World, root: Random, day: number): void {
  const random = root.fork(`day/${day}`)
  const isStoryTime = day >= FIRST_DAY
  tellTrackers(world, random, day)
  tellChat(world, random, day)
  tellIdentityProvider(world, random, day, isStoryTime)
  tellBroker(world, random, day)
  if (day >= CLOUD_START) tellCloud(world, random, day)
}

/** A ticket that waits, is declined or forgotten: nothing follows it. */
export function tellUnexecuted(world: World, root: Random, at: number): void {
  const random = root.fork(`unexecuted/${at}`)
  const { jira, company } = world
  const requester = random.pick(company.staff)
  const approver = company.byKey.get(requester.manager ?? '') ?? company.top
  const issue = sideTicket(world, {
    at,
    by: jira.user(requester),
    summary: 'Access to the tariff archive',
    description: 'For the yearly comparison. Not urgent.',
    resource: 'tariff-archive',
    entitlement: 'archive reader',
    requestedFor: jira.user(requester),
  })
  const asked = at + 5 * MINUTE
  issue.status(asked, world.bots.automation, 'Waiting for approval')
  const approval = issue.askApproval(asked, [jira.user(approver)])
  const fate = random.int(0, 2)
  if (fate > 0) {
    const decided = waking(asked + random.int(60, 600) * MINUTE)
    issue.decide(approval, decided, jira.user(approver), fate === 1 ? 'declined' : 'approved')
    issue.status(decided, jira.user(approver), fate === 1 ? 'Approval denied' : 'Approved')
    if (fate === 1) issue.resolve(decided + 10 * MINUTE, jira.user(requester), "Won't Do")
  }
  issue.file()
}

/** A ticket that stays open for weeks and that others only mention. Returns its key. */
export function openUmbrella(world: World, at: number): string {
  const { jira, company } = world
  const lead = jira.user(company.leads[0]!)
  const issue = sideTicket(world, {
    at,
    by: lead,
    summary: 'Platform work of the quarter',
    description: 'Collects what belongs together. Access is asked for in tickets of its own.',
    type: 'Epic',
  })
  issue.status(at + 5 * MINUTE, lead, 'In Progress')
  issue.file()
  return issue.key
}

function tellTrackers(world: World, random: Random, day: number) {
  const { jira, servicenow, bots, company } = world
  const check = sideTicket(world, {
    at: day + 5 * HOUR + random.int(0, 20) * MINUTE,
    by: bots.automation,
    summary: 'Daily backup check',
    description: 'Opened and closed by the scheduler.',
    type: 'Task',
  })
  check.resolve(day + 5 * HOUR + random.int(25, 50) * MINUTE, bots.automation, 'Done')
  check.file()
  if (!isWeekend(day) && random.chance(0.4)) {
    const author = random.pick(company.staff)
    const at = day + random.int(7, 15) * HOUR + random.int(0, 59) * MINUTE
    const bug = sideTicket(world, {
      at,
      by: jira.user(author),
      summary: random.pick(bugs),
      description: 'Seen by a customer.',
      type: 'Bug',
      project: 'WEB',
    })
    bug.comment(
      at + 2 * HOUR,
      jira.user(random.pick(company.staff)),
      random.pick(['On it.', 'Cannot reproduce, UTF-8 page?', 'Fixed in the next build.']),
    )
    bug.file()
  }
  tellMonitoring(world, random, day)
  for (let i = 0; i < instead(world, day, 0.3, 0.8); i++)
    tellUnexecuted(world, random, day + random.int(6, 16) * HOUR + random.int(0, 59) * MINUTE)
  if (!isWeekend(day) && random.chance(0.2)) {
    const at = day + 9 * HOUR + random.int(0, 59) * MINUTE
    const person = random.pick(company.staff)
    const [sysId, number] = [servicenow.newId(), servicenow.number('RITM')]
    aside(world, 'servicenow', sysId, number)
    servicenow.add('sc_req_item', {
      sys_id: sysId,
      number,
      short_description: 'Standard laptop',
      cat_item: { value: servicenow.newId(), shown: 'Standard laptop' },
      requested_for: servicenow.person(person),
      opened_by: servicenow.person(person),
      state: { value: '3', shown: 'Closed Complete' },
      approval: { value: 'not requested', shown: 'Not Yet Requested' },
      opened_at: { time: at },
      sys_created_on: { time: at },
      sys_created_by: person.login,
      closed_at: { time: at + 5 * HOUR },
      sys_updated_on: { time: at + 5 * HOUR },
      sys_updated_by: person.login,
      active: 'false',
    })
  }
}

/** What monitoring opens every day, and what clears by itself. */
function tellMonitoring(world: World, random: Random, day: number) {
  const usual = Math.max(1, Math.round(world.company.people.length * 0.03))
  const slot = DAY / usual
  for (let i = 0; i < usual; i++) tellIncident(world, day + Math.round((i + 0.25 + random.next() / 2) * slot), random)
  for (let i = 0; i < instead(world, day, 0.4, 1); i++)
    tellIncident(world, day + random.int(6, 17) * HOUR + random.int(0, 59) * MINUTE, random)
}

/**
 * How much happens on a working day in place of the stories, before they begin and after they end: a system that suddenly wakes up
 * would make its past look like a hole.
 */
function instead(world: World, day: number, share: number, less: number) {
  const isStoryTime = day >= FIRST_DAY && day < world.lastStart
  return isStoryTime || isWeekend(day) ? 0 : Math.max(0, Math.round(world.tempo * share - less))
}

function tellIncident(world: World, at: number, random: Random) {
  const { servicenow, company } = world
  const person = random.pick(company.engineers)
  const [sysId, number] = [servicenow.newId(), servicenow.number('INC')]
  aside(world, 'servicenow', sysId, number)
  servicenow.add('incident', {
    sys_id: sysId,
    number,
    short_description: random.pick([
      'Disk usage above 80 %',
      'Certificate expires in 30 days',
      'Queue length above limit',
    ]),
    description: 'Opened by monitoring.',
    priority: { value: '4', shown: '4 - Low' },
    category: 'Monitoring',
    state: { value: '7', shown: 'Closed' },
    caller_id: servicenow.person(person),
    opened_by: servicenow.person(person),
    assigned_to: servicenow.person(person),
    opened_at: { time: at },
    sys_created_on: { time: at },
    sys_created_by: person.login,
    resolved_at: { time: at + 40 * MINUTE },
    closed_at: { time: at + 60 * MINUTE },
    close_notes: 'Cleared by itself.',
    sys_updated_on: { time: at + 60 * MINUTE },
    sys_updated_by: person.login,
    active: 'false',
  })
}

function tellChat(world: World, random: Random, day: number) {
  const { slack, company } = world
  const bot = { bot: 'B07OPSALERT', app: 'A07OPSALERT', name: 'ops-alerts' }
  for (let hour = 1; hour < 24; hour += 12)
    slack.thread('ops-alerts', {
      at: day + hour * HOUR + random.int(0, 40) * MINUTE,
      by: bot,
      text: random.pick(['All checks green.', 'Backup finished.', 'Queue drained.']),
    })
  if (!isWeekend(day))
    for (let i = 0; i < 1 + Math.round(world.tempo * 0.2); i++) {
      const at = day + random.int(7, 16) * HOUR + random.int(0, 59) * MINUTE
      const replies = random.chance(0.4)
        ? [
            {
              at: at + random.int(1, 30) * MINUTE,
              by: random.pick(company.people),
              text: random.pick(['+1', 'ok once the tests pass', 'Thanks!', 'No idea.']),
            },
          ]
        : []
      slack.thread(
        random.chance(0.5) ? 'general' : 'random',
        { at, by: random.pick(company.people), text: random.pick(talk) },
        replies,
      )
    }
}

function tellIdentityProvider(world: World, random: Random, day: number, isStoryTime: boolean) {
  const { okta, company, rates } = world
  const every = Math.max(30, rates.heartbeatMinutes)
  for (
    let minute = random.int(0, 20);
    minute < 24 * 60;
    minute += every + random.int(-Math.floor(every / 8), Math.floor(every / 8))
  )
    okta.log(day + minute * MINUTE, {
      type: 'system.agent.ad.read_ldap',
      message: 'Directory agent heartbeat',
      actor: {
        id: '00uDIRECTORYAGENT000',
        type: 'SystemPrincipal',
        alternateId: 'system@okta.com',
        displayName: 'Okta System',
      },
      ip: '10.20.0.8',
    })
  if (!isStoryTime) return
  if (random.chance(0.3)) {
    // A rule of the directory puts a newcomer into the group of everybody.
    const person = random.pick(company.people)
    okta.log(day + 9 * HOUR + random.int(0, 59) * MINUTE, {
      type: 'group.user_membership.add',
      message: 'Add user to group membership',
      actor: {
        id: '00uDIRECTORYAGENT000',
        type: 'SystemPrincipal',
        alternateId: 'system@okta.com',
        displayName: 'Okta System',
      },
      ip: '10.20.0.8',
      targets: [
        oktaUser(person),
        { id: '00gEVERYBODY00000000', type: 'UserGroup', alternateId: 'unknown', displayName: 'grp-everybody' },
      ],
      debug: { triggeredByGroupRuleId: '0pr1everybody', logOnlySecurityData: '{}' },
    })
  }
  const people = isWeekend(day) ? 1 : 2 + Math.round(company.people.length * 0.05)
  for (let i = 0; i < people; i++) {
    const person = random.pick(company.people)
    const at = day + random.int(6, 17) * HOUR + random.int(0, 59) * MINUTE
    const failed = random.chance(0.1)
    okta.log(at, {
      type: 'user.session.start',
      message: 'User login to Okta',
      actor: oktaUser(person),
      ip: person.ip,
      ...(failed ? { result: 'FAILURE' as const, reason: 'INVALID_CREDENTIALS' } : {}),
    })
  }
}

/** Requests for lent access that come to nothing. */
function tellBroker(world: World, random: Random, day: number) {
  if (isWeekend(day)) return
  for (let i = 0; i < 1 + instead(world, day, 0.25, 0.6); i++) tellVainRequest(world, random, day)
}

function tellVainRequest(world: World, random: Random, day: number) {
  const { company, team } = world
  const person = random.pick(company.staff)
  const createdAt = day + random.int(7, 15) * HOUR + random.int(0, 59) * MINUTE
  const approver = company.byKey.get(person.manager ?? '') ?? company.top
  const isRejected = random.chance(0.3)
  const id = random.uuid()
  aside(world, 'aws-team', id, id)
  team.add({
    id,
    by: person,
    account: random.pick([company.accounts.prod, company.accounts.staging]),
    role: random.pick(company.permissionSets),
    createdAt,
    startAt: createdAt + 2 * HOUR,
    hours: 1,
    endAt: null,
    justification: 'Looked at the wrong account, not needed.',
    ticket: '',
    status: isRejected ? 'rejected' : 'cancelled',
    approver: isRejected ? approver : null,
    approvers: [approver],
    updatedAt: createdAt + random.int(10, 60) * MINUTE,
  })
}

function tellCloud(world: World, random: Random, day: number) {
  const { cloudtrail, company, rates } = world
  const accounts = Object.values(company.accounts)
  for (const account of accounts) beat(world, random, day, account)
  const visitors = isWeekend(day) ? 1 : 1 + Math.round(company.people.length * 0.04)
  for (let i = 0; i < visitors; i++) {
    const person = random.pick(company.people)
    const account = random.pick(accounts)
    const at = day + random.int(6, 17) * HOUR + random.int(0, 50) * MINUTE
    if (cloudtrail.isDark(account, at) || cloudtrail.isDark(account, at + 20 * MINUTE)) continue
    const { session } = cloudtrail.signIn(at, account, 'AWSReservedSSO_ReadOnly_d41f0e6b27a98c53', person)
    for (let k = 0; k < random.int(1, 3); k++) {
      const [source, name] = random.pick(reads)
      const isDenied = random.chance(0.1)
      cloudtrail.call(at + (k + 1) * random.int(1, 5) * MINUTE, session, {
        source,
        name,
        readOnly: true,
        mayBeLost: true,
        ...(isDenied
          ? {
              error: [
                'AccessDenied',
                `User: ${String(session.identity['arn'])} is not authorized to perform this action`,
              ] as const,
            }
          : {}),
      })
    }
  }
  if (random.chance(0.4)) tellPlatform(world, random, day)
  if (rates.sharedAccounts > 0 && random.chance(0.3)) {
    const at = day + random.int(7, 16) * HOUR
    if (cloudtrail.isDark(company.accounts.tooling, at)) return
    const shared = cloudtrail.userKey(
      company.accounts.tooling,
      'ops-shared',
      'AKIA3SHAREDOPS7NWHAB',
      `198.51.100.${random.int(40, 44)}`,
    )
    cloudtrail.call(at, shared, { source: 'sts.amazonaws.com', name: 'GetCallerIdentity', readOnly: true })
  }
}

/** What the platform does by itself: it scales, it rotates keys, people sign in to its console. */
function tellPlatform(world: World, random: Random, day: number) {
  const { cloudtrail, company } = world
  const account = company.accounts.prod
  const at = day + random.int(0, 23) * HOUR + random.int(0, 55) * MINUTE
  if (cloudtrail.isDark(account, at) || cloudtrail.isDark(account, at - MINUTE)) return
  const { session } = cloudtrail.assumeRole(
    at - 20_000,
    { service: 'autoscaling.amazonaws.com', account },
    account,
    'AWSServiceRoleForAutoScaling',
    'AutoScaling',
  )
  const scaling = {
    ...session,
    ip: 'autoscaling.amazonaws.com',
    agent: 'autoscaling.amazonaws.com',
    identity: { ...session.identity, invokedBy: 'autoscaling.amazonaws.com' },
  }
  const instance = `i-0${random.hex(16)}`
  cloudtrail.call(at, scaling, {
    source: 'ec2.amazonaws.com',
    name: random.chance(0.5) ? 'RunInstances' : 'TerminateInstances',
    params: { instancesSet: { items: [{ instanceId: instance }] } },
    response: { instancesSet: { items: [{ instanceId: instance }] } },
  })
  if (random.chance(0.2))
    cloudtrail.call(
      at + MINUTE,
      { service: 'kms.amazonaws.com', account },
      {
        source: 'kms.amazonaws.com',
        name: 'RotateKey',
        type: 'AwsServiceEvent',
        resources: [
          {
            accountId: account.id,
            type: 'AWS::KMS::Key',
            ARN: `arn:aws:kms:eu-central-1:${account.id}:key/${random.uuid()}`,
          },
        ],
      },
    )
  if (random.chance(0.3)) {
    const person = random.pick(company.people)
    const portal = cloudtrail.signIn(at + 2 * MINUTE, account, 'AWSReservedSSO_ReadOnly_d41f0e6b27a98c53', person)
    cloudtrail.call(at + 2 * MINUTE + 3000, portal.session, {
      source: 'signin.amazonaws.com',
      name: 'ConsoleLogin',
      type: 'AwsConsoleSignIn',
      response: { ConsoleLogin: 'Success' },
    })
  }
}

/** The platform's own pulse, by which a hole in the log can be told from a quiet hour. */
function beat(world: World, random: Random, day: number, account: CloudAccount) {
  const { cloudtrail, rates } = world
  const every = rates.heartbeatMinutes
  for (let minute = random.int(0, every); minute < DAY / MINUTE; minute += every) {
    const at = day + minute * MINUTE + random.int(0, 50) * 1000
    if (cloudtrail.isDark(account, at)) continue
    const [service, source, name] = random.pick(heartbeats)
    cloudtrail.call(at, { service, account }, { source, name, readOnly: name.startsWith('Describe'), mayBeLost: true })
  }
}
