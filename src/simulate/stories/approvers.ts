/** Who approves: people whom the matrix does not name, who have gone, who report to the requester, who are too few, who are the requester again, or who stand in for somebody. */
import { DAY, HOUR, isoSeconds, MINUTE, waking } from '../calendar.js'
import { DOMAIN, type Person } from '../company.js'
import type { JiraUser } from '../exports/jira.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin, someApprover, someRequester, takeResource } from './cast.js'
import type { Chapter } from './chapters.js'
import { grant } from './jira-iam.js'
import { oktaUser } from './okta-group.js'
import { tellSnowChange } from './snow-change.js'
import { closeTicket, openTicket, type Ticket } from './ticket.js'

/** The stories of R09, R11, R12, R13, R15 and R20. */
export const approvers: Chapter = {
  tell: (telling) => (telling.plan.variant === 'R20.clicked' ? tellClicked(telling) : tellAccess(telling)),
  gaps: {
    R09: ['R09.second', 'R09.owned', 'R09.made'],
    R11: ['R11.colleague', 'R11.lapsed', 'R11.class'],
    R12: ['R12.direct', 'R12.indirect'],
    R13: ['R13.left', 'R13.disabled', 'R13.suspended'],
    R15: ['R15.one', 'R15.twice', 'R15.requester'],
    R20: ['R20.clicked', 'R20.group'],
  },
  traps: [
    'delegated',
    'team-approver',
    'rehired',
    'left-later',
    'two-approvers',
    'admin-of-another',
    'advice-of-another',
    'came-below-later',
  ],
}

const SINCE = '2025-01-15T08:00:00Z'
const BEFORE = '2025-01-15T00:00:00Z'

/** When a story's steps happen. */
interface Times {
  readonly created: number
  readonly asked: number
  readonly decided: number
  readonly executed: number
}

/** A decision to come: by whom, and how long after the first. */
interface Word {
  readonly by: JiraUser
  readonly after: number
}

/** Who decides, and what the key must know of it once the records have their ids. */
interface Cast {
  readonly words: readonly Word[]
  readonly gaps: readonly { readonly rule: string; readonly why: string }[]
}

/** Access asked for in a ticket and given by an engineer; only who approves it differs from story to story. */
function tellAccess(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, bots, company, cloudtrail, register } = world
  const requester = someRequester(telling)
  const engineer = random.pick(company.engineers)
  const role = takeResource(telling, company.roles)
  const created = plan.at
  const asked = created + random.int(3, 8) * MINUTE
  const decided = waking(asked + random.int(20, 90) * MINUTE)
  const executed = waking(decided + random.int(60, 120) * MINUTE)
  const times = { created, asked, decided, executed }
  const cast = castOf(
    telling,
    times,
    requester,
    engineer,
    role.arn,
    someApprover(telling, role.owner, [requester, engineer]),
  )
  const isTrust = isAboutQuorum(plan.variant)
  const policy = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: isTrust ? `Let the partner in through ${role.name}` : `Queue access for ${role.name}`,
    description: `Needed on ${role.name} in ${role.account.name} for the partner's tests.`,
    resource: role.arn,
    ...(isTrust ? {} : { entitlement: policy }),
    requestedFor: jira.user(requester),
  })
  world.key.story(plan.flavour)
  ticket.status(asked, bots.automation, 'Waiting for approval')
  const approvals = cast.words.map(({ by, after }) => decide(ticket, asked, decided + after, by))
  const last = cast.words.at(-1)!
  ticket.status(decided + last.after, last.by, 'Approved')
  ticket.assign(decided + 35 * MINUTE, bots.automation, jira.user(engineer))
  ticket.status(executed - 5 * MINUTE, jira.user(engineer), 'In Progress')
  const session = enterAsAdmin(telling, executed - MINUTE, engineer, role, ticket.key, 'named')
  const done = isTrust
    ? belongs(
        world,
        'aws-cloudtrail',
        cloudtrail.call(executed, session, {
          source: 'iam.amazonaws.com',
          name: 'UpdateAssumeRolePolicy',
          params: { roleName: role.name, policyDocument: '{"Version":"2012-10-17","Statement":[]}' },
        }),
        ticket.key,
      )
    : grant(telling, executed, session, role.name, policy, ticket.key)
  ticket.comment(executed + 4 * MINUTE, jira.user(engineer), `Done on ${role.name}.`)
  closeTicket(ticket, jira.user(engineer), waking(Math.max(session.expiresAt, executed + HOUR) + 30 * MINUTE), null)
  if (isTrust)
    register.classes.add(
      '{name: role_trust, match: {operation: [UpdateAssumeRolePolicy]}, require: {request: true, approvals: 2, human_approval: true}}',
    )
  for (const { rule, why } of cast.gaps)
    world.key.gap({ rule, task: ticket.key, person: null, native_ids: rule === 'R15' ? [done] : [...approvals], why })
  return ticket.key
}

const isAboutQuorum = (variant: string) => variant.startsWith('R15') || variant === 'two-approvers'

function decide(ticket: Ticket, asked: number, at: number, by: JiraUser): string {
  const approval = ticket.askApproval(asked, [by])
  ticket.decide(approval, at, by, 'approved')
  return approval
}

/** Who decides in a story, with what the company's files and directory say about them. */
function castOf(
  telling: Telling,
  times: Times,
  requester: Person,
  engineer: Person,
  resource: string,
  approver: Person,
): Cast {
  const { world, random, plan } = telling
  const { jira, okta, company, register } = world
  const { decided } = times
  const usual: Word = { by: jira.user(approver), after: 0 }
  const isNamed = (person: Person) => register.approvers.some(([, , name]) => name === person.key)
  const one = (by: JiraUser, ...gaps: Cast['gaps']): Cast => ({ words: [{ by, after: 0 }], gaps })
  const entitle = (name: string, resources = '*') =>
    register.approvers.push(['*', resources, name, 'technical', BEFORE, ''])
  const employ = (
    manager: string,
    rows: readonly (readonly [status: string, from: string, to: string])[],
    team = 'advisers',
  ) => {
    const person = newcomer(telling)
    for (const [status, from, to] of rows)
      register.people.push([person.key, person.name, 'Adviser', team, manager, status, from, to])
    return person
  }
  const active = [['active', SINCE, '']] as const
  const log = (at: number, type: string, message: string, actor: Person, target: Person) =>
    okta.log(at, { type, message, actor: oktaUser(actor), ip: actor.ip, targets: [oktaUser(target)] })
  const { top } = company

  switch (plan.variant) {
    case 'R11.colleague': {
      const colleague = random.pick(
        company.staff.filter((person) => person.isMapped && person !== requester && !isNamed(person)),
      )
      return one(jira.user(colleague), { rule: 'R11', why: 'a colleague approved whom no line of the matrix names' })
    }
    case 'R11.class': {
      const adviser = employ(top.key, active)
      register.approvers.push(['data_access', '*', adviser.key, 'technical', BEFORE, ''])
      return one(jira.user(adviser), { rule: 'R11', why: 'the matrix names the approver for data access only' })
    }
    case 'R11.lapsed':
    case 'delegated': {
      const adviser = employ(top.key, active)
      const until = plan.variant === 'delegated' ? decided + 5 * DAY : decided - 6 * DAY
      register.delegations.push([approver.key, adviser.key, '*', isoSeconds(decided - 20 * DAY), isoSeconds(until)])
      return plan.variant === 'delegated'
        ? one(jira.user(adviser))
        : one(
            jira.user(adviser),
            { rule: 'R11', why: 'the delegation that entitled the approver had ended' },
            { rule: 'R20', why: 'the delegation on which the approval rests had ended' },
          )
    }
    case 'team-approver': {
      const team = `board-${random.hex(4)}`
      const adviser = employ(top.key, active, team)
      entitle(team, resource)
      return one(jira.user(adviser))
    }
    case 'R12.direct':
    case 'came-below-later': {
      const isLater = plan.variant === 'came-below-later'
      const turn = isoSeconds(decided + 2 * DAY)
      const adviser = employ(isLater ? top.key : requester.key, [['active', SINCE, isLater ? turn : '']])
      if (isLater)
        register.people.push([adviser.key, adviser.name, 'Adviser', 'advisers', requester.key, 'active', turn, ''])
      entitle(adviser.key)
      return isLater
        ? one(jira.user(adviser))
        : one(jira.user(adviser), { rule: 'R12', why: 'the approver reports to the requester' })
    }
    case 'R12.indirect': {
      const between = employ(requester.key, active)
      const adviser = employ(between.key, active)
      entitle(adviser.key)
      return one(jira.user(adviser), {
        rule: 'R12',
        why: 'the approver reports to somebody who reports to the requester',
      })
    }
    case 'R13.left':
    case 'left-later': {
      const isLater = plan.variant === 'left-later'
      const adviser = employ(top.key, [['terminated', SINCE, isoSeconds(decided + (isLater ? 3 : -5) * DAY)]])
      entitle(adviser.key)
      return isLater
        ? one(jira.user(adviser))
        : one(jira.user(adviser), { rule: 'R13', why: 'the approver had left five days before' })
    }
    case 'rehired': {
      const adviser = employ(top.key, [
        ['terminated', '2024-01-15T08:00:00Z', '2025-06-30T16:00:00Z'],
        ['active', '2025-10-01T08:00:00Z', ''],
      ])
      entitle(adviser.key)
      return one(jira.user(adviser))
    }
    case 'R13.disabled':
    case 'R13.suspended': {
      const adviser = employ(top.key, active)
      entitle(adviser.key)
      const isSuspended = plan.variant === 'R13.suspended'
      log(
        times.created - 20 * HOUR,
        isSuspended ? 'user.lifecycle.suspend' : 'user.lifecycle.deactivate',
        isSuspended ? 'Suspend Okta user' : 'Deactivate Okta user',
        random.pick(company.iamAdmins),
        adviser,
      )
      return one(jira.user(adviser), { rule: 'R13', why: 'the directory had switched the approver off the day before' })
    }
    case 'R15.one':
      return { words: [usual], gaps: [{ rule: 'R15', why: 'one approved where two have to' }] }
    case 'R15.twice':
      return {
        words: [usual, { ...usual, after: 12 * MINUTE }],
        gaps: [{ rule: 'R15', why: 'one person approved twice where two have to' }],
      }
    case 'R15.requester':
      entitle(requester.key, resource)
      return {
        words: [usual, { by: jira.user(requester), after: 12 * MINUTE }],
        gaps: [
          { rule: 'R15', why: 'the second of two approvers was the requester' },
          { rule: 'R08', why: 'the one who asked gave one of the two approvals' },
        ],
      }
    case 'two-approvers':
    case 'advice-of-another': {
      const adviser = employ(top.key, active)
      if (plan.variant === 'two-approvers') entitle(adviser.key)
      return { words: [usual, { by: jira.user(adviser), after: 9 * MINUTE }], gaps: [] }
    }
    case 'R09.second':
    case 'admin-of-another': {
      const isOwn = plan.variant === 'R09.second'
      const holder = isOwn ? requester : approver
      const account = `5f${random.hex(22)}`
      world.aliases.set(`jira:${account}`, holder.key)
      entitle(holder.key, resource)
      const second: JiraUser = { accountId: account, displayName: `${holder.name} (admin)`, accountType: 'atlassian' }
      return isOwn ? one(second, { rule: 'R09', why: 'a second account of the requester approved' }) : one(second)
    }
    case 'R09.owned': {
      const name = `approve-bot-${random.hex(4)}`
      const account = `557058:${random.uuid()}`
      world.machines.set(`jira:${account}`, { name, kind: 'workload' })
      register.owners.push([name, requester.key, requester.key, 'approves small things', BEFORE, ''])
      return one(
        { accountId: account, displayName: name, accountType: 'app' },
        { rule: 'R09', why: 'an account that the requester answers for approved' },
        { rule: 'R11', why: 'the bot is in no approver matrix' },
        { rule: 'R14', why: 'a bot made the decision' },
      )
    }
    case 'R09.made': {
      const adviser = employ(top.key, active)
      entitle(adviser.key)
      log(
        times.created - 22 * HOUR,
        'user.account.reset_password',
        'Password reset by an administrator',
        requester,
        adviser,
      )
      return one(jira.user(adviser), {
        rule: 'R09',
        why: 'the requester had reset the approver’s account the day before',
      })
    }
    case 'R20.group': {
      const name = `change-board-${random.hex(4)}`
      const account = `5f${random.hex(22)}`
      world.machines.set(`jira:${account}`, { name, kind: 'group' })
      register.owners.push([name, top.key, engineer.key, 'decides on changes', BEFORE, ''])
      entitle(name, resource)
      return one(
        { accountId: account, displayName: name, accountType: 'atlassian' },
        { rule: 'R20', why: 'a group approved, and the record names nobody of it' },
      )
    }
    default:
      throw new Error(`no such variant: ${plan.variant}`)
  }
}

/** Somebody with accounts of their own whom only this story knows. */
function newcomer(telling: Telling): Person {
  const { world, random } = telling
  const name = `Adviser ${random.hex(6)}`
  const key = `${name.toLowerCase().replace(' ', '.')}@${DOMAIN}`
  const person: Person = {
    key,
    login: name.toLowerCase().replace(' ', '.'),
    name,
    first: 'Adviser',
    title: 'Adviser',
    team: 'advisers',
    manager: null,
    isManager: false,
    jira: `5f${random.hex(22)}`,
    isJiraEmailHidden: false,
    isMapped: true,
    unexplained: new Set(),
    slack: `U0${random.hex(9).toUpperCase()}`,
    okta: `00u${random.hex(17)}`,
    servicenow: random.hex(32),
    identityCenter: `${random.hex(10)}-${random.uuid()}`,
    ip: `203.0.113.${random.int(1, 250)}`,
  }
  for (const alias of [`jira:${person.jira}`, `okta:${person.okta}`])
    world.key.identity({ alias, person: key, kind: 'human' })
  return person
}

/** A change whose approver was asked, and for whom a colleague pressed the button. */
function tellClicked(telling: Telling): string {
  const { world, plan } = telling
  const { company, register } = world
  const [one, other] = company.managers
  // A register there is; it says nothing of these two.
  register.delegations.push([one!.key, other!.key, 'data_access', '2025-06-01T00:00:00Z', '2027-01-01T00:00:00Z'])
  const clicker = telling.random.fork('clicker').pick(company.changeManagers)
  const task = tellSnowChange({ ...telling, plan: { ...plan, variant: 'clicked' } }, { clicker })
  world.key.gap({
    rule: 'R20',
    task,
    person: clicker.key,
    native_ids: [],
    why: 'one was asked, another pressed the button, and no delegation lies between them',
  })
  return task
}
