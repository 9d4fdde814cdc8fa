/** A person asks the AI agent; a person approves; the agent does it under an account of its own, in the name of the one who asked. */
import { DAY, dayOf, HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import type { Person, Resource } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import {
  chooseReference,
  cutName,
  lookAround,
  openStray,
  type Reference,
  referredKey,
  someApprover,
  someRequester,
  takeResource,
} from './cast.js'
import { detach, grant } from './jira-iam.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'

/** Tells the story. Returns the task's key. */
export function tellAgent(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, bots, company } = world
  const variant = plan.variant
  const requester = someRequester(telling)
  const role = takeResource(telling, company.roles)
  const approver = someApprover(telling, role.owner, [requester])
  const policyArn = `arn:aws:iam::aws:policy/${random.pick(['ReadOnlyAccess', 'AmazonSQSFullAccess', 'CloudWatchLogsFullAccess'])}`
  const policy = policyArn.split('/').at(-1)!
  const reference = chooseReference(telling)
  const isTimeBound = variant === 'clean' && random.chance(0.5)

  const created = plan.at
  const asked = created + random.int(4, 8) * MINUTE
  const decided = waking(asked + random.int(20, 180) * MINUTE)
  const soon = created + random.int(20, 40) * MINUTE
  const executed =
    variant === 'R03'
      ? soon
      : variant === 'R02'
        ? created + random.int(30, 90) * MINUTE
        : waking(decided + random.int(15, 90) * MINUTE)
  const lateAsk = executed + random.int(15, 25) * MINUTE
  const lateDecision = lateAsk + random.int(45, 120) * MINUTE
  const neededUntil = isTimeBound ? dayOf(executed) + random.int(1, 2) * DAY + 16 * HOUR : undefined

  const asker = variant === 'R10.agent' ? bots.aria : jira.user(requester)
  const decider = variant === 'R14.agent' || variant === 'R10.agent' ? bots.aria : jira.user(approver)
  const ticket = openTicket(telling, {
    at: created,
    by: asker,
    summary: `aria: ${policy} for ${role.name}`,
    description: `Please let aria attach ${policy} to ${role.name} in ${role.account.name}.`,
    resource: role.arn,
    entitlement: policyArn,
    ...(variant === 'R10.agent' ? {} : { requestedFor: jira.user(requester) }),
    labels: ['ai-agent'],
    ...(neededUntil ? { neededUntil } : {}),
  })
  const task = ticket.key
  world.key.story(plan.flavour)
  ticket.comment(
    created + 2 * MINUTE,
    bots.aria,
    `Recommendation: ${policy} covers what is asked, risk low, no conflict with what ${role.name} holds today.`,
  )
  const approval =
    variant === 'R02'
      ? null
      : decideTicket(
          ticket,
          bots.automation,
          variant === 'R03' ? { asked: lateAsk, decided: lateDecision } : { asked, decided },
          decider,
        )
  ticket.assign(executed - 8 * MINUTE, bots.automation, bots.aria)
  ticket.status(executed - 7 * MINUTE, bots.automation, 'In Progress')

  const session = enterAsAgent(
    telling,
    executed - 90 * SECOND,
    requester,
    role,
    task,
    reference,
    variant === 'R10.agent',
  )
  lookAround(telling, executed - 60 * SECOND, session, task, random.int(1, 2))
  const isHandedOver = variant === 'clean' && random.fork('hand-over').chance(world.rates.agentHandovers)
  const doer = isHandedOver ? handOver(telling, executed - 30 * SECOND, session, role, ticket) : session
  const done = grant(telling, executed, doer, role.name, policyArn, task)
  let stray: string | null = null
  if (variant === 'R44') {
    const other = random.pick(company.quietRoles.filter((one) => one.account === role.account))
    stray = grant(telling, executed + 20 * SECOND, session, other.name, policyArn, task)
    if (reference !== 'named') openStray(telling, stray)
  }
  ticket.comment(executed + 3 * MINUTE, bots.aria, `Done: ${policy} is attached to ${role.name}.`)
  let expiry = session.expiresAt
  if (neededUntil) {
    const removedAt = neededUntil - random.int(60, 240) * MINUTE
    const again = enterAsAgent(telling, removedAt - 80 * SECOND, requester, role, task, reference, false)
    belongs(world, CLOUD, detach(telling, removedAt, again, role.name, policyArn), task)
    ticket.comment(removedAt + 2 * MINUTE, bots.aria, 'Detached again, the time asked for is over.')
    expiry = again.expiresAt
  }
  const closer = variant === 'R10.agent' ? bots.aria : jira.user(requester)
  closeTicket(
    ticket,
    closer,
    waking(Math.max(expiry, variant === 'R03' ? lateDecision : 0) + random.int(20, 90) * MINUTE),
    null,
  )

  const gap = (rule: string, person: string, ids: readonly (string | null)[], why: string) =>
    world.key.gap({ rule, task, person, native_ids: ids.filter((id): id is string => id !== null), why })
  if (variant === 'R02') gap('R02', 'aria', [done], 'no approval was ever asked for or given')
  if (variant === 'R03')
    gap('R03', 'aria', [done, approval], 'the approval was asked for and given after the work was done')
  if (variant === 'R14.agent' || variant === 'R10.agent') {
    gap('R14', 'aria', [approval], 'the agent decided itself')
    gap('R23', 'aria', [approval], 'what the agent recommends served as the approval')
    gap('R11', 'aria', [approval], 'the agent is in no approver matrix')
    gap('R10', 'aria', [approval, done], 'the agent that approved did the work')
  }
  if (variant === 'R14.agent' || variant === 'R10.agent')
    world.key.open({
      rule: 'R24',
      task,
      why: "only the agent answered itself; a log of the assistant may hold a person's answer",
    })
  if (variant === 'R10.agent') {
    gap('R08', 'aria', [approval], 'the agent that asked approved it')
    gap('R07', 'aria', [task], 'no person stands at the beginning')
    gap('R26', 'aria', [done], 'neither the session nor the ticket leads to a person')
  }
  if (variant === 'R44') gap('R44', 'aria', [stray], 'a second role was changed that the ticket does not name')
  if (reference !== 'named' || isHandedOver || ticket.isForgotten)
    world.key.open({ rule: 'R58', task, why: 'the execution names no ticket: only agent, resource and window tie it' })
  return task
}

/** The agent hands the work to another, in a session of its own, or in one that the other opens by itself: then only the ticket names the run. */
function handOver(telling: Telling, at: number, from: Session, role: Resource, ticket: Ticket): Session {
  const { world } = telling
  const { cloudtrail, company, rates, bots } = world
  const random = telling.random.fork('hand-over/session')
  const run = `brisa-run-${random.hex(8)}`
  const isTraced = random.chance(rates.tracedHandovers)
  const { tooling } = company.accounts
  const runner = isTraced
    ? null
    : cloudtrail.assumeRole(
        at - 10 * SECOND,
        { service: 'ecs-tasks.amazonaws.com', account: tooling },
        tooling,
        'agent-runner-03',
        random.hex(32),
      )
  const worker = cloudtrail.assumeRole(at, runner?.session ?? from, role.account, 'AgentWorker', run, {
    tags: { agent: 'brisa' },
  })
  ticket.comment(at - 20 * SECOND, bots.aria, `Handed over to brisa, run ${run}.`)
  if (runner) belongs(world, CLOUD, runner.id, ticket.key, { optional: true })
  belongs(world, CLOUD, worker.id, ticket.key)
  if (worker.twin) belongs(world, CLOUD, worker.twin, ticket.key, { twin_of: worker.id })
  return worker.session
}

/** From the container's role into the executor's, carrying the asker's address and the ticket. */
export function enterAsAgent(
  telling: Telling,
  at: number,
  requester: Person,
  role: Resource,
  task: string,
  reference: Reference,
  isAlone: boolean,
): Session {
  const { world, random } = telling
  const { cloudtrail, company } = world
  const runner = cloudtrail.assumeRole(
    at - 20 * SECOND,
    { service: 'ecs-tasks.amazonaws.com', account: company.accounts.tooling },
    company.accounts.tooling,
    `agent-runner-0${random.int(1, 3)}`,
    random.hex(32),
  )
  const run = `aria-run-${random.hex(8)}`
  const key = reference === 'mistyped' ? `OPS-${random.int(80_000, 99_999)}` : referredKey(telling, task, reference)
  const executor = cloudtrail.assumeRole(
    at,
    runner.session,
    role.account,
    'AgentExecutor',
    reference === 'cut' ? cutName(telling, run, task) : run,
    {
      tags: { agent: 'aria', ...(key && reference !== 'cut' ? { task: key } : {}) },
      ...(isAlone ? {} : { sourceIdentity: requester.key }),
    },
  )
  belongs(world, CLOUD, runner.id, task, { optional: true })
  belongs(world, CLOUD, executor.id, task)
  if (executor.twin) belongs(world, CLOUD, executor.twin, task, { twin_of: executor.id })
  return executor.session
}
