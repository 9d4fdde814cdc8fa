/** Access asked for in a ticket and given by an engineer in the cloud; in the `slack-first` flavour the asking happens in a chat thread too. */
import { DAY, dayOf, HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import { type Person, REGION, type Resource } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import type { JiraUser } from '../exports/jira.js'
import { belongs, type Telling } from '../world.js'
import {
  chooseReference,
  enterAsAdmin,
  enterForHours,
  lookAround,
  openStray,
  type Reference,
  referredKey,
  sessionName,
  someApprover,
  someRequester,
  spoilReference,
  takeResource,
} from './cast.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const policies = [
  'ReadOnlyAccess',
  'AmazonRDSFullAccess',
  'AmazonSQSFullAccess',
  'AmazonS3ReadOnlyAccess',
  'CloudWatchLogsFullAccess',
]
const reasons = [
  'month-end run',
  'migration rehearsal',
  'customer escalation',
  'new batch window',
  'incident follow-up',
  'partner onboarding',
]
const CLOUD = 'aws-cloudtrail'

/** Tells the story; the variant says what goes wrong. Returns the task's key. */
export function tellJiraIam(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots } = world
  const variant = plan.variant
  const is = (...names: string[]) => names.includes(variant)

  const requester = is('R08')
    ? random.pick(company.managers)
    : someRequester(telling, is('clean') && plan.flavour === 'jira-iam')
  const beneficiary =
    is('clean') && random.chance(0.2) ? random.pick(company.staff.filter((person) => person.isMapped)) : requester
  const executor = is('R10') ? random.pick(company.leads) : random.pick(company.engineers)
  const subject = pickSubject(telling, executor)
  const approver = is('R08')
    ? requester
    : is('R10')
      ? executor
      : someApprover(telling, subject.owner, [requester, beneficiary, executor])
  const isTimeBound = is('R47') || (is('clean') && random.chance(0.45))
  const reference = chooseReference(telling)
  const isShared =
    is('clean') && reference === 'named' && plan.flavour === 'jira-iam' && random.chance(world.rates.sharedAccounts)
  const when = timeline(telling)
  const neededUntil = isTimeBound ? dayOf(when.executed) + random.int(1, 3) * DAY + 16 * HOUR : undefined

  const asker = jira.user(requester)
  const doer = jira.user(executor)
  const decider = is('R14') ? bots.automation : jira.user(approver)
  const thread = plan.flavour === 'slack-first'
  const batch = is('clean') && plan.flavour === 'jira-iam' && !isShared ? pickBatch(telling, subject) : []
  const ticket = openTicket(telling, {
    at: when.created,
    by: asker,
    summary: `${subject.short} for ${subject.name}${batch.length > 0 ? ` and ${batch.length} more` : ''}`,
    description: `${beneficiary.first} needs ${subject.entitlement} on ${subject.name} in ${subject.account.name} for the ${random.pick(reasons)}.`,
    resource: [subject, ...batch].map((one) => one.arn).join('\n'),
    entitlement: subject.entitlement,
    requestedFor: jira.user(beneficiary),
    ...(neededUntil ? { neededUntil } : {}),
  })
  const task = ticket.key
  world.key.story(plan.flavour)
  if (thread) tellThread(telling, task, requester, approver, when, ticket)

  const approval =
    when.asked === null
      ? null
      : decideTicket(
          ticket,
          bots.automation,
          { asked: when.asked, decided: when.decided },
          decider,
          is('R04.denied') ? 'declined' : 'approved',
        )
  ticket.assign(when.assigned, bots.automation, doer)
  ticket.status(when.assigned + 20 * SECOND, doer, 'In Progress')
  const entitlement = when.changed === null ? subject.entitlement : 'arn:aws:iam::aws:policy/PowerUserAccess'
  const changed = when.changed === null ? null : ticket.field(when.changed, asker, 'Entitlement', entitlement)

  if (is('clean')) tellHarmless(telling, ticket, when, { asker, decider, doer })
  const early = is('R52') ? closeTicket(ticket, doer, when.closed!, 'Closing, nothing left to do.') : null
  const done = execute(telling, { at: when.executed, executor, subject, entitlement, task, reference, isShared })
  const executions = [done.granted]
  if (is('R32', 'R33.read')) when.closed = when.executed + random.int(6, 8) * MINUTE

  let lastExpiry = done.expiresAt
  for (const [i, item] of batch.entries()) {
    const at = when.executed + (i + 1) * 11 * MINUTE
    const own = random.fork(`item/${i}`)
    // Some items are done in the first session, some in sessions of their own, which name the ticket or do not.
    const session = own.chance(0.5)
      ? done.session
      : enterAsAdmin(telling, at - MINUTE, executor, item, task, spoilReference(telling, `item ${i}`))
    grant(telling, at, session, item.name, subject.entitlement, task)
    lastExpiry = Math.max(lastExpiry, session.expiresAt)
  }
  let stray: string | null = null
  if (is('R44')) {
    const other = random.pick(company.quietRoles.filter((role) => role.account === subject.account))
    stray = grant(telling, when.executed + 25 * SECOND, done.session, other.name, entitlement, task)
    if (reference !== 'named' || ticket.isForgotten) openStray(telling, stray)
  }
  let afterEnd: string | null = null
  if (is('R33.read')) {
    afterEnd = world.cloudtrail.call(when.closed! + random.int(27, 34) * MINUTE, done.session, {
      source: 'iam.amazonaws.com',
      name: 'ListRoles',
      readOnly: true,
    })
    belongs(world, CLOUD, afterEnd, task)
  }
  if (is('R31.static')) {
    const deleted = when.executed + 4 * HOUR
    const again = enterAsAdmin(
      telling,
      deleted - 2 * MINUTE,
      executor,
      subject,
      task,
      spoilReference(telling, 'deletion'),
    )
    const id = world.cloudtrail.call(deleted, again, {
      source: 'iam.amazonaws.com',
      name: 'DeleteAccessKey',
      params: { userName: subject.name, accessKeyId: done.key },
    })
    belongs(world, CLOUD, id, task)
    lastExpiry = again.expiresAt
  }
  if (early === null)
    ticket.comment(
      when.executed + random.int(2, 9) * MINUTE,
      doer,
      doneWords(random.int(0, 2), subject.name, entitlement),
    )
  if (neededUntil && !is('R47')) {
    const removedAt = neededUntil - random.int(60, 300) * MINUTE
    const session = enterAsAdmin(telling, removedAt - 90 * SECOND, executor, subject, task, reference)
    for (const [i, item] of [subject, ...batch].entries())
      belongs(world, CLOUD, detach(telling, removedAt + i * 20 * SECOND, session, item.name, entitlement), task)
    ticket.comment(removedAt + 4 * MINUTE, doer, 'Removed again as agreed.')
    lastExpiry = session.expiresAt
  }
  if (is('R47')) ticket.file()
  else if (early === null)
    closeTicket(
      ticket,
      doer,
      when.closed ?? waking(lastExpiry + random.int(15, 90) * MINUTE),
      null,
      is('R04.denied') ? "Won't Do" : 'Done',
    )

  const gap = (rule: string, person: Person | null, ids: readonly (string | null)[], why: string) =>
    world.key.gap({
      rule,
      task,
      person: person?.key ?? null,
      native_ids: ids.filter((id): id is string => id !== null),
      why,
    })
  if (changed !== null && world.rates.removedBefore > 0)
    world.key.weaken('the history may not tell what was asked for before')
  plant(variant, gap, {
    requester,
    approver,
    executor,
    approval,
    executions,
    changed,
    stray,
    afterEnd,
    early,
    issued: done.issued,
  })
  if (is('close-call'))
    for (const rule of ['R02', 'R03', 'R04'])
      world.key.undecidable({
        rule,
        task,
        reason: 'clock_uncertain',
        why: 'approval and execution lie within the uncertainty of the two clocks',
      })
  if (is('R52'))
    world.key.open({
      rule: 'R32',
      task,
      why: 'the session was issued after the closing, so it outlives a task that had ended before',
    })
  if (is('R32', 'R33.read'))
    world.key.open({ rule: 'R35', task, native_ids: executions, why: 'a long-lived key bought the session' })
  if (reference !== 'named' || ticket.isForgotten)
    world.key.open({ rule: 'R58', task, why: 'the execution names no ticket: only person, resource and window tie it' })
  if (isShared)
    for (const [rule, why] of [
      ['R35', 'a long-lived key bought the session'],
      ['R40', 'the account that several people share did it, and no record names one of them'],
    ] as const)
      world.key.gap({ rule, task, person: 'ops-shared', native_ids: executions, why })
  if (!requester.isMapped || isShared)
    world.key.open({ rule: 'R58', task, why: 'an account on the chain has no person behind it' })
  return task
}

/** What looks like a fault at first sight and is none: edits beside the point, a second decision, a slip that is put right at once. */
function tellHarmless(
  telling: Telling,
  ticket: Ticket,
  when: Times,
  who: { readonly asker: JiraUser; readonly decider: JiraUser; readonly doer: JiraUser },
) {
  const { random, world } = telling
  const { harmlessOddities } = world.rates
  if (when.asked === null || when.decided === null) return
  if (random.chance(harmlessOddities)) ticket.label(when.assigned + 2 * MINUTE, who.doer, 'q1-review')
  if (random.chance(harmlessOddities) && when.executed - when.assigned > 80 * MINUTE) {
    // The scope is widened after the first decision, and decided again before anything is done.
    const changed = when.assigned + 5 * MINUTE
    ticket.field(changed, who.asker, 'Resource', `${ticket.resource}\n${ticket.resource}-standby`)
    const again = ticket.askApproval(changed + 4 * MINUTE, [who.decider])
    ticket.decide(again, changed + random.int(20, 40) * MINUTE, who.decider, 'approved')
  }
  if (random.chance(harmlessOddities) && when.executed - when.assigned > 40 * MINUTE) {
    const slip = when.assigned + 2 * MINUTE
    ticket.resolve(slip, who.doer, 'Done')
    ticket.reopen(slip + 3 * MINUTE, who.doer)
    ticket.comment(slip + 4 * MINUTE, who.doer, 'Wrong button, sorry.')
  }
}

interface Times {
  created: number
  asked: number | null
  decided: number | null
  assigned: number
  /** A field of the request is changed. */
  changed: number | null
  executed: number
  /** When it is closed, if that does not follow from the end of the sessions. */
  closed: number | null
}

/** Times of the story, each far enough from the next that clocks cannot turn their order round. */
function timeline({ random, plan }: Telling): Times {
  const created = plan.at
  const asked = created + random.int(3, 8) * MINUTE
  const decided = waking(asked + random.int(20, 240) * MINUTE)
  const assigned = decided + random.int(3, 12) * MINUTE
  const executed = waking(assigned + random.int(15, 300) * MINUTE)
  const usual: Times = { created, asked, decided, assigned, changed: null, executed, closed: null }
  const soon = created + random.int(10, 30) * MINUTE
  switch (plan.variant) {
    case 'R02':
    case 'R19':
      return { ...usual, asked: null, decided: null, assigned: plan.variant === 'R02' ? soon : assigned }
    case 'R03': {
      const done = waking(soon + random.int(15, 120) * MINUTE)
      const late = done + random.int(15, 25) * MINUTE
      return { ...usual, assigned: soon, executed: done, asked: late, decided: late + random.int(45, 200) * MINUTE }
    }
    case 'R04.pending':
      return {
        ...usual,
        decided: null,
        assigned: asked + 30 * MINUTE,
        executed: waking(asked + random.int(60, 300) * MINUTE),
      }
    case 'R05.expired':
      return { ...usual, executed: decided + random.int(32, 45) * HOUR }
    case 'R05.content': {
      const changed = assigned + random.int(15, 40) * MINUTE
      return { ...usual, changed, executed: changed + random.int(20, 90) * MINUTE }
    }
    case 'R52': {
      const closed = decided + random.int(60, 100) * MINUTE
      return { ...usual, closed, executed: closed + random.int(120, 300) * MINUTE }
    }
    case 'close-call':
      return { ...usual, executed: decided + random.int(-15, 15) * SECOND, assigned: decided - 10 * MINUTE }
    default:
      return usual
  }
}

interface Subject {
  readonly kind: 'role' | 'user' | 'database'
  readonly name: string
  readonly arn: string
  readonly account: Resource['account']
  readonly owner: Person
  readonly short: string
  readonly entitlement: string
}

/** What the ticket is about: a role to widen, and for the long-lived credentials a service user or a database. */
function pickSubject(telling: Telling, executor: Person): Subject {
  const { world, random, plan } = telling
  const policy = random.pick(policies)
  const entitlement = `arn:aws:iam::aws:policy/${policy}`
  if (plan.variant === 'R31.static') {
    const role = takeResource(telling, world.company.roles)
    const name = `svc-${role.name.slice(4)}`
    const arn = `arn:aws:iam::${role.account.id}:user/${name}`
    world.machines.set(`aws:${arn}`, { name, kind: 'workload' })
    return {
      kind: 'user',
      name,
      arn,
      account: role.account,
      owner: role.owner,
      short: 'Access key',
      entitlement: 'access key',
    }
  }
  if (plan.variant === 'R31.federated') {
    const database = takeResource(telling, world.company.databases)
    world.aliases.set(`aws:arn:aws:iam::${database.account.id}:user/${executor.login}`, executor.key)
    return {
      ...database,
      kind: 'database',
      short: 'Database work',
      entitlement: 'arn:aws:iam::aws:policy/AmazonRDSFullAccess',
    }
  }
  const role = takeResource(telling, world.company.roles)
  return { ...role, kind: 'role', short: policy, entitlement }
}

/** Further roles of the same account, if the ticket is to ask for several things. */
function pickBatch(telling: Telling, subject: Subject): Resource[] {
  const { world, random, plan } = telling
  if (subject.kind !== 'role' || !random.fork('batch').chance(world.rates.batchTickets)) return []
  const pool = world.company.roles.filter((role) => role.account === subject.account && role.busyUntil < plan.at)
  return pool.slice(0, world.rates.batchItems - 1).map((role) => takeResource(telling, [role]))
}

interface Work {
  readonly at: number
  readonly executor: Person
  readonly subject: Subject
  readonly entitlement: string
  readonly task: string
  readonly reference: Reference
  readonly isShared: boolean
}

/** The controlled change itself, with the session it needs. */
function execute(telling: Telling, work: Work) {
  const { world, random } = telling
  const { cloudtrail } = world
  const { subject, task, executor, at } = work
  if (subject.kind === 'database') {
    const user = cloudtrail.userKey(subject.account, executor.login, cloudtrail.newKeyId('AKIA'), executor.ip)
    const name = sessionName(telling, executor.login, task, work.reference)
    const issued = cloudtrail.federate(at - 2 * MINUTE, user, name, 36 * 3600)
    belongs(world, CLOUD, issued.id, task)
    const granted = belongs(world, CLOUD, modifyDatabase(telling, at, issued.session, subject.name), task)
    return {
      session: issued.session,
      granted,
      issued: issued.id,
      key: issued.session.key,
      expiresAt: issued.session.expiresAt,
    }
  }
  // Sessions that outlive their task must be longer than the hour which is the shortest that most tools offer.
  const long = ['R32', 'R33.read'].includes(telling.plan.variant)
    ? enterForHours(telling, at - 2 * MINUTE, executor, subject, task, 4)
    : null
  const session =
    long?.session ??
    (work.isShared
      ? enterShared(telling, at - 2 * MINUTE, subject, task)
      : enterAsAdmin(telling, at - 2 * MINUTE, executor, subject, task, work.reference))
  lookAround(telling, at - 80 * SECOND, session, task, random.int(1, 2))
  if (subject.kind === 'user') {
    const key = cloudtrail.newKeyId('AKIA')
    const issued = cloudtrail.call(at, session, {
      source: 'iam.amazonaws.com',
      name: 'CreateAccessKey',
      params: { userName: subject.name },
      response: {
        accessKey: {
          userName: subject.name,
          accessKeyId: key,
          status: 'Active',
          createDate: new Date(at).toUTCString(),
        },
      },
    })
    belongs(world, CLOUD, issued, task)
    const user = cloudtrail.userKey(subject.account, subject.name, key, '198.51.100.23')
    for (let i = 1; i <= 3; i++) {
      const id = cloudtrail.call(at + i * random.int(30, 60) * MINUTE, user, {
        source: 's3.amazonaws.com',
        name: 'ListBuckets',
        readOnly: true,
      })
      belongs(world, CLOUD, id, task, { optional: true })
    }
    return { session, granted: issued, issued, key, expiresAt: session.expiresAt }
  }
  if (work.reference === 'named' && random.chance(world.rates.retries)) {
    const throttled = cloudtrail.call(at - 5 * SECOND, session, {
      source: 'iam.amazonaws.com',
      name: 'AttachRolePolicy',
      params: { roleName: subject.name, policyArn: work.entitlement },
      error: ['ThrottlingException', 'Rate exceeded'],
    })
    belongs(world, CLOUD, throttled, task)
  }
  const granted = grant(telling, at, session, subject.name, work.entitlement, task)
  lookAround(telling, at + 40 * SECOND, session, task, random.int(0, 2))
  return { session, granted, issued: long?.issued ?? null, key: session.key, expiresAt: session.expiresAt }
}

/** Attaches a policy to a role. */
export function grant(
  telling: Telling,
  at: number,
  session: Session,
  role: string,
  policyArn: string,
  task: string | null,
): string {
  const id = telling.world.cloudtrail.call(at, session, {
    source: 'iam.amazonaws.com',
    name: 'AttachRolePolicy',
    params: { roleName: role, policyArn },
  })
  return task === null ? id : belongs(telling.world, CLOUD, id, task)
}

/** Detaches a policy from a role. */
export function detach(telling: Telling, at: number, session: Session, role: string, policyArn: string): string {
  return telling.world.cloudtrail.call(at, session, {
    source: 'iam.amazonaws.com',
    name: 'DetachRolePolicy',
    params: { roleName: role, policyArn },
  })
}

/** Changes a setting of a database. */
export function modifyDatabase(telling: Telling, at: number, session: Session, name: string): string {
  const { cloudtrail } = telling.world
  return cloudtrail.call(at, session, {
    source: 'rds.amazonaws.com',
    name: 'ModifyDBInstance',
    params: { dBInstanceIdentifier: name, backupRetentionPeriod: 14, applyImmediately: true },
    response: {
      dBInstanceIdentifier: name,
      dBInstanceArn: `arn:aws:rds:${REGION}:${session.account.id}:db:${name}`,
      dBInstanceStatus: 'modifying',
      engine: 'postgres',
    },
  })
}

/** The account several people share: nobody can say who of them it was. */
function enterShared(telling: Telling, at: number, subject: Subject, task: string): Session {
  const { world } = telling
  const { cloudtrail, company } = world
  const key = 'AKIA3SHAREDOPS7NWHAB'
  const user = cloudtrail.userKey(company.accounts.tooling, 'ops-shared', key, '198.51.100.40')
  const admin = cloudtrail.assumeRole(at, user, subject.account, 'PlatformAdmin', `ops-shared-${task}`)
  for (const rule of ['R34', 'R36'])
    world.key.open({ rule, task: null, person: 'ops-shared', why: 'its key may serve several tasks, and for long' })
  belongs(world, CLOUD, admin.id, task)
  if (admin.twin) belongs(world, CLOUD, admin.twin, task, { twin_of: admin.id })
  return admin.session
}

/** The thread in which it was asked, and in which everybody talks beside the ticket. */
function tellThread(
  telling: Telling,
  task: string,
  requester: Person,
  approver: Person,
  when: Times,
  ticket: ReturnType<typeof openTicket>,
) {
  const { world, random, plan } = telling
  const onlyHere = plan.variant === 'R19'
  const mentioned = referredKey(telling, task, spoilReference(telling, 'thread', ['missing', 'mistyped', 'next']))
  const isLinked = spoilReference(telling, 'permalink', ['missing']) === 'named'
  const decision = onlyHere ? when.assigned - 3 * MINUTE : (when.decided ?? when.created + 50 * MINUTE)
  const replies = onlyHere
    ? [{ at: decision, by: approver, text: random.pick(['Approved, go ahead.', 'approved :+1:', 'Approved.']) }]
    : [
        {
          at: when.created + 9 * MINUTE,
          by: approver,
          text: random.pick([
            'Looking at it now.',
            'Let me read the ticket first.',
            'ok once the tests pass, not before',
          ]),
        },
        {
          at: decision + 4 * MINUTE,
          by: approver,
          text: random.pick(['Answered in the ticket.', 'See my decision over there.']),
        },
      ]
  replies.push({ at: when.executed + 12 * MINUTE, by: requester, text: 'Works, thanks!' })
  const posted = world.slack.thread(
    'access-requests',
    {
      at: when.created + 2 * MINUTE,
      by: requester,
      text: `Hi, could somebody look at ${mentioned ?? 'my ticket'}? I need it for today.`,
    },
    replies.sort((a, b) => a.at - b.at),
  )
  // With neither end naming the other nobody can know that they belong together.
  const isKnown = (mentioned === task && !ticket.isForgotten) || isLinked
  const doubt = isKnown ? {} : { linkable: false, candidates: [task, ...(mentioned === null ? [] : [mentioned])] }
  for (const id of posted.ids) belongs(world, 'slack', id, task, doubt)
  ticket.comment(
    when.created + 4 * MINUTE,
    world.jira.user(requester),
    isLinked ? `Asked in the channel: ${posted.permalink}` : 'Asked in the channel.',
  )
  if (onlyHere && !isKnown)
    world.key.undecidable({
      rule: 'R02',
      task,
      reason: 'link_ambiguous',
      why: 'it was approved in a thread that nothing ties to the ticket',
    })
  if (onlyHere)
    world.key.gap({
      rule: 'R19',
      task,
      person: approver.key,
      native_ids: [posted.ids[1 + replies.findIndex((reply) => reply.by === approver)]!],
      why: 'the decision stands in the chat only; the ticket knows of none',
    })
}

interface Facts {
  readonly requester: Person
  readonly approver: Person
  readonly executor: Person
  readonly approval: string | null
  readonly executions: readonly string[]
  readonly changed: string | null
  readonly stray: string | null
  readonly afterEnd: string | null
  readonly early: string | null
  readonly issued: string | null
}

/** Notes every rule that the planted fact makes a gap. */
function plant(
  variant: string,
  gap: (rule: string, person: Person | null, ids: readonly (string | null)[], why: string) => void,
  facts: Facts,
) {
  const { requester, approver, executor, approval, executions } = facts
  switch (variant) {
    case 'R02':
      gap('R02', executor, executions, 'no approval was ever asked for or given')
      break
    case 'R03':
      gap('R03', executor, [...executions, approval], 'the approval was asked for and given after the work was done')
      break
    case 'R04.denied':
      gap('R04', executor, [...executions, approval], 'the request had been declined')
      gap('R02', executor, executions, 'nobody ever approved it')
      break
    case 'R04.pending':
      gap('R04', executor, [...executions, approval], 'the request was still waiting for its approval')
      gap('R02', executor, executions, 'nobody ever approved it')
      break
    case 'R05.expired':
      gap('R05', executor, [...executions, approval], 'the approval was more than 30 hours old')
      break
    case 'R05.content':
      gap('R05', executor, [...executions, facts.changed], 'the entitlement was changed after the approval')
      break
    case 'R08':
      gap('R08', requester, [approval], 'the one who asked approved it')
      break
    case 'R10':
      gap('R10', approver, [approval, ...executions], 'the one who approved did the work')
      break
    case 'R14':
      gap('R14', null, [approval], 'the decision was made by an automation account')
      gap('R11', null, [approval], 'the automation account is in no approver matrix')
      break
    case 'R31.static':
      gap('R31', executor, [facts.issued], 'a key without an end was made for a task')
      gap('R35', executor, [facts.issued, ...executions], 'a long-lived key served a task')
      break
    case 'R31.federated':
      gap('R31', executor, [facts.issued], 'the session was good for 36 hours')
      gap('R35', executor, [facts.issued, ...executions], 'a long-lived key served a task')
      break
    case 'R32':
      gap(
        'R32',
        executor,
        [facts.issued, ...executions],
        'the session was good for more than three hours after the ticket was closed',
      )
      break
    case 'R33.read':
      gap('R33', executor, [facts.afterEnd], 'the session was used after the ticket was closed')
      gap(
        'R32',
        executor,
        [facts.issued, facts.afterEnd],
        'the session was good for more than three hours after the ticket was closed',
      )
      break
    case 'R44':
      gap('R44', executor, [facts.stray], 'a second role was changed that the ticket does not name')
      break
    case 'R47':
      gap('R47', executor, executions, 'the grant was never taken back')
      break
    case 'R52':
      gap('R52', executor, [facts.early, ...executions], 'the work was done after the ticket was closed')
      gap('R33', executor, executions, 'a session was used under a ticket that was closed')
      break
  }
}

function doneWords(choice: number, name: string, entitlement: string) {
  const policy = entitlement.split('/').at(-1)
  return [
    `Done: ${policy} is on ${name}.`,
    `Attached ${policy} to ${name}, please check.`,
    'Done, please confirm that it works.',
  ][choice]!
}
