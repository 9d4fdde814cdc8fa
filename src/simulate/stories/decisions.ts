/** Decisions that weigh nothing and evidence that did not stay as it was: clicks, licences, favours, edits, nobody at the beginning, a clock that is wrong. */
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import { managersOf, type Person, type Resource } from '../company.js'
import type { JiraUser } from '../exports/jira.js'
import type { Post } from '../exports/slack.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAgent } from './agent.js'
import { enterAsAdmin, someApprover, someRequester, takeResource } from './cast.js'
import type { Chapter } from './chapters.js'
import { grant, tellJiraIam } from './jira-iam.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const POLICY = 'arn:aws:iam::aws:policy/CloudWatchLogsFullAccess'
/** More than 80 words: nobody reads them in eight seconds. */
const LONG =
  'The nightly job that copies the metering data writes its log to a group of its own, and since the move of last month it may no longer create that group. ' +
  'Until the new image is rolled out we work around it: the role gets the policy below, the group is made by hand, and the policy is taken away with the next release. ' +
  'Please check whether the group already exists in the other region, who else writes to it, and whether the retention that was agreed with the data office still holds.'

/** The stories of R07, R16, R17, R18, R21 and R57. */
export const decisions: Chapter = {
  tell(telling) {
    const { variant } = telling.plan
    if (variant === 'R16.burst') return tellBurst(telling)
    if (variant === 'R18') return tellFavours(telling)
    if (variant === 'R57') return tellClock(telling)
    return tellAccess(telling)
  },
  gaps: {
    R07: ['R07'],
    R16: ['R16.fast', 'R16.burst'],
    R17: ['R17.fan-out', 'R17.unbounded'],
    R18: ['R18'],
    R21: ['R21.request', 'R21.approval'],
    R57: ['R57'],
  },
  traps: ['known-case', 'enumerated', 'own-card', 'early-edit', 'tombstone'],
}

/** A role asked for in a ticket, approved, and given by an engineer or by the agent on its own. */
function tellAccess(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, jira, bots, key } = world
  const { variant } = plan
  const isAlone = variant === 'R07'
  const isQuick = variant === 'R16.fast' || variant === 'known-case'
  const requester = someRequester(telling)
  const engineer = random.pick(company.engineers)
  const role = takeResource(telling, company.roles)
  const more =
    variant === 'R17.fan-out' || variant === 'enumerated'
      ? company.quietRoles.filter((one) => one.account === role.account && one !== role).slice(0, 4)
      : variant === 'R17.unbounded'
        ? company.quietRoles.filter((one) => one.account === role.account && one !== role).slice(0, 2)
        : []
  const approver = someApprover(telling, role.owner, [requester, engineer])

  const asked = plan.at + random.int(40, 60) * MINUTE
  const decided = isQuick ? asked + 2 * SECOND : waking(asked + random.int(30, 120) * MINUTE)
  const executed = waking(decided + random.int(30, 90) * MINUTE)
  const asker = isAlone ? bots.aria : jira.user(requester)
  const ticket = openTicket(telling, {
    at: plan.at,
    by: asker,
    summary: `${POLICY.split('/').at(-1)} for ${role.name}`,
    description: isQuick ? LONG : `${role.name} needs it in ${role.account.name} for the new batch window.`,
    resource: asksFor(variant, role, more),
    entitlement: POLICY,
    ...(isAlone ? {} : { requestedFor: asker }),
  })
  const task = ticket.key
  key.story(plan.flavour)
  if (variant === 'known-case')
    ticket.comment(asked - 20 * MINUTE, jira.user(approver), 'I have read it, one question: which release?')
  const approval = decideTicket(ticket, bots.automation, { asked, decided }, jira.user(approver))
  const doer = isAlone ? bots.aria : jira.user(engineer)
  ticket.assign(executed - 10 * MINUTE, bots.automation, doer)
  ticket.status(executed - 9 * MINUTE, doer, 'In Progress')

  const session = isAlone
    ? enterAsAgent(telling, executed - 90 * SECOND, requester, role, task, 'named', true)
    : enterAsAdmin(telling, executed - 2 * MINUTE, engineer, role, task, 'named')
  const done = grant(telling, executed, session, role.name, POLICY, task)
  const others = more.map((one, i) => grant(telling, executed + (i + 1) * MINUTE, session, one.name, POLICY, task))
  const thread = tellThread(telling, ticket, executed, requester, approver, asked)
  closeTicket(ticket, asker, waking(session.expiresAt + random.int(20, 60) * MINUTE), null)

  const gap = (rule: string, person: string, native_ids: readonly string[], why: string) =>
    key.gap({ rule, task, person, native_ids, why })
  if (isAlone) {
    gap('R07', 'aria', [task, done], 'the agent asked by itself and did it in its own name')
    for (const rule of ['R10', 'R22', 'R24', 'R26', 'R27', 'R28', 'R40'])
      key.open({ rule, task, why: 'an agent worked on its own, and nothing tells more of its run' })
  }
  if (variant === 'R16.fast') gap('R16', approver.key, [approval], 'approved two seconds after being asked')
  if (variant === 'R17.fan-out') {
    gap('R17', approver.key, [approval, done, ...others], 'one role was asked for, five were changed')
    for (const stray of others) gap('R44', engineer.key, [stray], 'a role that the ticket does not name')
  }
  if (variant === 'R17.unbounded') gap('R17', approver.key, [approval, done, ...others], 'any role, for ever')
  if (variant === 'R21.request')
    gap('R21', requester.key, thread, 'the message that asked was rewritten after the work')
  if (variant === 'R21.approval') gap('R21', approver.key, thread, 'the answer was rewritten after the work')
  if (variant === 'tombstone')
    key.undecidable({
      rule: 'R21',
      task,
      native_ids: thread,
      reason: 'structural',
      why: 'a message of the thread is gone, and nothing tells what it said or when it went',
    })
  return task
}

/** What the form says it is about. */
function asksFor(variant: string, role: Resource, more: readonly Resource[]): string {
  if (variant === 'R17.unbounded') return `arn:aws:iam::${role.account.id}:role/*`
  return [role, ...(variant === 'enumerated' ? more : [])].map((one) => one.arn).join('\n')
}

/** The thread beside the ticket, for the stories about what became of its messages. Returns the ids of the altered ones. */
function tellThread(
  telling: Telling,
  ticket: Ticket,
  executed: number,
  requester: Person,
  approver: Person,
  asked: number,
): string[] {
  const { world, plan } = telling
  const { variant } = plan
  const after = executed + 95 * MINUTE
  const root: Post = {
    at: asked - 30 * MINUTE,
    by: variant === 'own-card' ? { bot: 'B07OPSALERT', app: 'A07OPSALERT', name: 'ops-alerts' } : requester,
    text: `Access for the batch window, see ${ticket.key}.`,
  }
  const answer: Post = { at: asked - 10 * MINUTE, by: approver, text: 'Looking at it now.' }
  const altered: Readonly<Record<string, readonly [readonly Post[], number]>> = {
    'R21.request': [[{ ...root, edited: { at: after, by: requester } }, answer], 0],
    'R21.approval': [[root, { ...answer, text: 'Approved.', edited: { at: after, by: approver } }], 1],
    'own-card': [[{ ...root, edited: { at: after, by: root.by } }], 0],
    'early-edit': [[{ ...root, edited: { at: root.at + 2 * MINUTE, by: requester } }, answer], 0],
    tombstone: [[root, { ...answer, isDeleted: true }], 1],
  }
  const told = altered[variant]
  if (told === undefined) return []
  const [[first, ...replies], which] = told
  const posted = world.slack.thread('access-requests', first!, replies)
  for (const id of posted.ids) belongs(world, 'slack', id, ticket.key)
  ticket.comment(root.at + MINUTE, world.bots.automation, `In the channel: ${posted.permalink}`)
  return [posted.ids[which]!]
}

/** Requests of several people that one manager waves through within half a minute. None is carried out. */
function tellBurst(telling: Telling): null {
  const { world, random, plan } = telling
  const { jira, company, key } = world
  const approver = random.pick(company.managers)
  const clicked = waking(plan.at + 3 * HOUR)
  const approvals = Array.from({ length: 9 }, (_, i) =>
    askOnly(telling, {
      at: plan.at + i * 8 * MINUTE,
      by: random.pick(company.staff.filter((person) => person.isMapped)),
      decider: jira.user(approver),
      decided: clicked + i * 3 * SECOND,
    }),
  )
  key.story(plan.flavour)
  key.gap({
    rule: 'R16',
    task: null,
    person: approver.key,
    native_ids: approvals,
    why: 'nine requests in half a minute',
  })
  return null
}

/** Two managers who approve what the other asks for, again and again. */
function tellFavours(telling: Telling): null {
  const { world, random, plan } = telling
  const { jira, company, key, favoured } = world
  const free = company.managers.filter((one) => one.isMapped && !favoured.has(one))
  const apart = free.flatMap((one, i) =>
    free.slice(i + 1).flatMap((other): (readonly [Person, Person])[] => {
      const isAbove = managersOf(company, one).includes(other.key) || managersOf(company, other).includes(one.key)
      return isAbove ? [] : [[one, other]]
    }),
  )
  if (apart.length === 0) return null
  const [left, right] = random.pick(apart)
  favoured.add(left).add(right)
  const approvals = Array.from({ length: 16 }, (_, i) => {
    const [asker, decider] = i % 2 === 0 ? [left, right] : [right, left]
    const at = waking(plan.at + i * 9 * HOUR + random.int(0, 50) * MINUTE)
    return askOnly(telling, { at, by: asker, decider: jira.user(decider), decided: waking(at + 50 * MINUTE) })
  })
  key.story(plan.flavour)
  key.gap({
    rule: 'R18',
    task: null,
    person: left.key,
    native_ids: approvals,
    why: 'eight requests each, all decided by the other',
  })
  return null
}

/** A request that is decided and that nothing follows. Returns the approval's id. */
function askOnly(
  telling: Telling,
  ask: { readonly at: number; readonly by: Person; readonly decider: JiraUser; readonly decided: number },
): string {
  const { world } = telling
  const by = world.jira.user(ask.by)
  const ticket = openTicket(telling, {
    at: ask.at,
    by,
    summary: 'Access to the tariff archive',
    description: 'For the yearly comparison.',
    resource: 'tariff-archive',
    entitlement: 'archive reader',
    requestedFor: by,
  })
  const when = { asked: ask.at + 5 * MINUTE, decided: ask.decided }
  const approval = decideTicket(ticket, world.bots.automation, when, ask.decider)
  ticket.file()
  return approval
}

/** An ordinary story; that the tracker's times lost their zone (simulate.ts) is seen from all stories together. */
function tellClock(telling: Telling): string {
  return tellJiraIam({ ...telling, plan: { ...telling.plan, flavour: 'jira-iam', variant: 'clean' } })
}
