/** Keys that live too long, sessions that serve two tasks, machines that wake up or belong to nobody: what is done with them was asked for and approved. */
import { DAY, FIRST_DAY, HOUR, isoSeconds, MINUTE, SECOND, waking } from '../calendar.js'
import type { Person, Resource } from '../company.js'
import type { Service, Session } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin, someApprover, someRequester, spoilReference, takeResource } from './cast.js'
import type { Chapter } from './chapters.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'
/** Days ago on which the keys and users of old were made. */
const LONG_AGO = 400 * DAY

/** The stories of R34 to R38. */
export const credentials: Chapter = {
  tell(telling) {
    const [kind] = telling.plan.variant.split('.')
    if (telling.plan.variant === 'pipeline-session' || kind === 'R34') return tellReuse(telling)
    return tellKey(telling)
  },
  gaps: {
    R34: ['R34.session', 'R34.static'],
    R35: ['R35.direct', 'R35.bought'],
    R36: ['R36'],
    R37: ['R37'],
    R38: ['R38.nhi', 'R38.team', 'R38.machine', 'R38.left', 'R38.workflow', 'R38.late'],
  },
  traps: ['new-key', 'allowed-key', 'quarterly-job', 'pipeline-session', 'owner-followed', 'own-sessions'],
}

/** A ticket that asks for a new role, decided and assigned. */
interface Asked {
  readonly ticket: Ticket
  readonly role: Resource
  readonly executed: number
  readonly doer: Person
}

function ask(telling: Telling, doer: Person, beside: Asked | null = null): Asked {
  const { world, random, plan } = telling
  const { jira, bots, company } = world
  const requester = someRequester(telling)
  const { roles } = company
  const thing = takeResource(telling, beside ? roles.filter(({ account }) => account === beside.role.account) : roles)
  const name = `${thing.name}-${random.hex(6)}`
  const role = { ...thing, name, arn: `arn:aws:iam::${thing.account.id}:role/${name}` }
  const approver = someApprover(telling, thing.owner, [requester, doer])
  const created = plan.at + (beside ? 5 * MINUTE : 0)
  const asked = created + random.int(3, 8) * MINUTE
  const decided = waking(asked + random.int(20, 90) * MINUTE)
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: `New role ${name}`,
    description: `We need a role ${name} in ${thing.account.name}.`,
    resource: role.arn,
    entitlement: 'new role',
    requestedFor: jira.user(requester),
  })
  decideTicket(ticket, bots.automation, { asked, decided }, jira.user(approver))
  ticket.assign(decided + 5 * MINUTE, bots.automation, jira.user(doer))
  ticket.status(decided + 6 * MINUTE, jira.user(doer), 'In Progress')
  return { ticket, role, executed: waking(decided + random.int(20, 60) * MINUTE), doer }
}

/** Makes the role; its tags name the ticket. */
function makeRole(telling: Telling, at: number, by: Session, { role, ticket }: Asked): string {
  const id = telling.world.cloudtrail.call(at, by, {
    source: 'iam.amazonaws.com',
    name: 'CreateRole',
    params: { roleName: role.name, path: '/', tags: [{ key: 'task', value: ticket.key }] },
    response: { role: { roleName: role.name, arn: role.arn, path: '/', createDate: isoSeconds(at) } },
  })
  return belongs(telling.world, CLOUD, id, ticket.key)
}

/** A key of a user, or a session it bought, does the work of one ticket. */
function tellKey(telling: Telling): string {
  const { world, random, plan } = telling
  const { cloudtrail, company, reports, register } = world
  const { variant } = plan
  const is = (...names: string[]) => names.includes(variant)
  const doer = random.pick(company.engineers)
  const asked = ask(telling, doer)
  const { ticket, role, executed } = asked
  world.key.story(plan.flavour)
  const gap = (rule: string, person: string, ids: readonly string[], why: string) =>
    world.key.gap({ rule, task: null, person, native_ids: ids, why })
  const isOwnerStory = variant.startsWith('R38') || is('owner-followed', 'own-sessions')
  const done: string[] = []
  let name = doer.key
  let closed = executed + 2 * HOUR

  if (isOwnerStory) {
    // A workload of its own, with sessions that end by themselves.
    name = `svc-${role.name.slice(4)}`
    const machineRole = `${name}-runner`
    world.machines.set(`aws:arn:aws:sts::${role.account.id}:assumed-role/${machineRole}/*`, { name, kind: 'workload' })
    const service: Service = { service: 'ecs-tasks.amazonaws.com', account: role.account }
    const entered = cloudtrail.assumeRole(executed - 30 * SECOND, service, role.account, machineRole, random.hex(32))
    belongs(world, CLOUD, entered.id, ticket.key)
    done.push(makeRole(telling, executed, entered.session, asked))
    ownOrNot(telling, name, executed)
    if (variant.startsWith('R38') && !is('R38.workflow')) gap('R38', name, done, ownerlessWhy[variant]!)
  } else {
    const isMachine = is('R36', 'R37', 'new-key', 'quarterly-job', 'allowed-key')
    const user = isMachine ? `svc-${role.name.slice(4)}` : doer.login
    const account = is('R35.bought') ? company.accounts.tooling : role.account
    const alias = `aws:arn:aws:iam::${account.id}:user/${user}`
    if (isMachine) {
      name = user
      world.machines.set(alias, { name, kind: 'workload' })
      own(telling, name)
    } else world.aliases.set(alias, doer.key)
    const key = cloudtrail.userKey(account, user, cloudtrail.newKeyId('AKIA'), doer.ip)
    if (isMachine) {
      const isYoung = is('new-key')
      reports.list({
        account,
        user,
        createdAt: FIRST_DAY - LONG_AGO,
        rotatedAt: isYoung ? FIRST_DAY - 20 * DAY : FIRST_DAY - LONG_AGO,
        usedAt: is('R37', 'quarterly-job') ? FIRST_DAY - 95 * DAY : FIRST_DAY - 5 * DAY,
      })
      reports.use(user, executed)
    }
    if (is('R35.bought')) {
      const bought = cloudtrail.assumeRole(
        executed - MINUTE,
        key,
        role.account,
        'PlatformAdmin',
        `${doer.login}-${ticket.key}`,
        {
          sourceIdentity: doer.key,
        },
      )
      belongs(world, CLOUD, bought.id, ticket.key)
      if (bought.twin) belongs(world, CLOUD, bought.twin, ticket.key, { twin_of: bought.id })
      done.push(makeRole(telling, executed, bought.session, asked))
    } else done.push(makeRole(telling, executed, key, asked))
    if (is('allowed-key'))
      register.standing.push([
        `STD-KEY-${ticket.key}`,
        name,
        'static_credential',
        company.top.key,
        '2025-06-01T00:00:00Z',
        '2027-01-01T00:00:00Z',
      ])
    else
      world.key.gap({
        rule: 'R35',
        task: ticket.key,
        person: name,
        native_ids: done,
        why: 'a long-lived key did the work of a task',
      })
    if (isMachine && !is('new-key', 'allowed-key')) gap('R36', name, done, 'the key was more than a year old')
    if (is('R37')) gap('R37', name, done, 'nobody had used the key for three months')
    if (is('quarterly-job')) {
      const due = new Date(executed)
      register.calendar.push([
        'job',
        name,
        `0 6 ${due.getUTCDate()} ${due.getUTCMonth() + 1} *`,
        '',
        '',
        'closing of the quarter',
      ])
    }
    closed = executed + 75 * MINUTE
  }
  ticket.comment(executed + 4 * MINUTE, world.jira.user(doer), `Done: ${role.name} is there.`)
  closeTicket(ticket, world.jira.user(doer), waking(closed), null)
  return ticket.key
}

const ownerlessWhy: Readonly<Record<string, string>> = {
  'R38.nhi': 'no record names an owner',
  'R38.team': 'its owner is a team',
  'R38.machine': 'its owner is an agent',
  'R38.left': 'its only owner has left',
  'R38.late': 'its owner is named only from after the change',
}

/** Enters two people in the register who answer for a machine. */
function own({ world }: Telling, name: string): void {
  const { company, register } = world
  register.owners.push([name, company.top.key, company.leads[0]!.key, 'batch work', '2025-01-15T00:00:00Z', ''])
}

/** What the register says of the workload, or does not. */
function ownOrNot(telling: Telling, name: string, executed: number): void {
  const { world, random, plan } = telling
  const { company, register } = world
  const lead = company.leads[0]!.key
  const leaver = `former.${random.hex(4)}@nwh.example`
  const leave = (at: number) =>
    register.people.push([
      leaver,
      'Former Colleague',
      'Developer',
      'data',
      company.top.key,
      'terminated',
      '2025-01-15T08:00:00Z',
      isoSeconds(at),
    ])
  const since = '2025-01-15T00:00:00Z'
  const enter = (business: string, technical: string, from = since, to = '') =>
    register.owners.push([name, business, technical, 'batch work', from, to])
  switch (plan.variant) {
    case 'R38.nhi':
      break
    case 'R38.team':
      enter('', 'platform')
      break
    case 'R38.machine':
      enter('', 'aria')
      break
    case 'R38.left':
      leave(executed - 3 * DAY)
      enter('', leaver)
      break
    case 'R38.late':
      enter(company.top.key, lead, isoSeconds(executed + 2 * DAY))
      break
    case 'R38.workflow': {
      own(telling, name)
      const workflow = `access review of ${name}`
      register.owners.push([workflow, '', lead, 'reviews what an assistant proposes', since, ''])
      world.key.gap({
        rule: 'R38',
        task: null,
        person: workflow,
        native_ids: [],
        why: 'nobody answers for the business',
      })
      break
    }
    case 'owner-followed': {
      const handedOver = executed - 10 * DAY
      leave(handedOver)
      enter(company.top.key, leaver, since, isoSeconds(handedOver))
      enter(company.top.key, lead, isoSeconds(handedOver))
      break
    }
    default:
      own(telling, name)
  }
}

/** Two tickets, and what did the work of both. */
function tellReuse(telling: Telling): string {
  const { world, random, plan } = telling
  const { cloudtrail, company } = world
  const { variant } = plan
  const doer = random.pick(company.engineers)
  const first = ask(telling, doer)
  // The two roles lie in one account, so that one session can make both.
  const second = ask(telling, doer, first)
  world.key.story(plan.flavour)
  const works = [first, second]
  const at = Math.max(first.executed, second.executed)
  const done: string[] = []
  if (variant === 'R34.static') {
    const alias = `aws:arn:aws:iam::${company.accounts.tooling.id}:user/${doer.login}`
    world.aliases.set(alias, doer.key)
    const key = cloudtrail.userKey(company.accounts.tooling, doer.login, cloudtrail.newKeyId('AKIA'), doer.ip)
    for (const [i, work] of works.entries()) {
      const when = at + i * 10 * MINUTE
      const bought = cloudtrail.assumeRole(
        when - MINUTE,
        key,
        work.role.account,
        'PlatformAdmin',
        `${doer.login}-${work.ticket.key}`,
        {
          sourceIdentity: doer.key,
        },
      )
      belongs(world, CLOUD, bought.id, work.ticket.key)
      if (bought.twin) belongs(world, CLOUD, bought.twin, work.ticket.key, { twin_of: bought.id })
      const made = makeRole(telling, when, bought.session, work)
      done.push(made)
      world.key.gap({
        rule: 'R35',
        task: work.ticket.key,
        person: doer.key,
        native_ids: [made],
        why: 'a long-lived key bought the session',
      })
    }
  } else {
    const session =
      variant === 'pipeline-session'
        ? enterPipeline(telling, at - MINUTE, first)
        : enterAsAdmin(telling, at - MINUTE, doer, first.role, null, spoilReference(telling, 'session of two tickets'))
    for (const [i, work] of works.entries()) done.push(makeRole(telling, at + i * 4 * MINUTE, session, work))
  }
  if (variant.startsWith('R34'))
    world.key.gap({
      rule: 'R34',
      task: null,
      person: doer.key,
      native_ids: done,
      why: 'what did the work of one ticket did that of another',
    })
  for (const { ticket } of works) {
    ticket.comment(at + 20 * MINUTE, world.jira.user(doer), 'Done, the role is there.')
    closeTicket(ticket, world.jira.user(doer), waking(at + 90 * MINUTE), null)
  }
  return first.ticket.key
}

/** A run of the pipeline, which takes up whatever waits. */
function enterPipeline(telling: Telling, at: number, { role, ticket }: Asked): Session {
  const { world, random } = telling
  const service: Service = { service: 'codebuild.amazonaws.com', account: role.account }
  const run = world.cloudtrail.assumeRole(at, service, role.account, 'ci-deployer', `run-${random.hex(8)}`)
  belongs(world, CLOUD, run.id, ticket.key, { optional: true })
  return run.session
}
