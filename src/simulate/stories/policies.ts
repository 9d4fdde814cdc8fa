/** Changes that a policy engine guards, changes of what it answers by, and changes outside their window or without what their record must hold. */
import { HOUR, isoSeconds, MINUTE, SECOND, waking } from '../calendar.js'
import type { CloudAccount, Person, Resource } from '../company.js'
import { belongs, type Telling } from '../world.js'
import { enterAsAdmin, someApprover, someRequester, spoilReference } from './cast.js'
import type { Chapter } from './chapters.js'
import { roll, tellSnowChange } from './snow-change.js'
import { closeTicket, decideTicket, openTicket, type Ticket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'
const RULE = 'deploy/guard/allow'
const [OLD, NEW] = ['5f0c1d7e9a3b4c2d8e6f7a1b0c9d8e7f6a5b4c3d', '9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b']

const guardedStories: Readonly<Record<string, (telling: Telling) => string>> = {
  'R28.missing': (telling) => tellGuarded(telling, 'missing'),
  'R28.old': (telling) => tellGuarded(telling, 'old'),
  'R28.stale': (telling) => tellGuarded(telling, 'stale'),
  'R29.person': (telling) => tellGuarded(telling, 'overridden'),
  'R30.participant': (telling) => tellTurned(telling, 'participant'),
  'R30.unapproved': (telling) => tellTurned(telling, 'unapproved'),
  'R50.freeze': (telling) => tellGuarded(telling, 'freeze'),
  'tried-out-refusal': (telling) => tellGuarded(telling, 'trial'),
  'refused-then-allowed': (telling) => tellGuarded(telling, 'allowed-later'),
  'refused-elsewhere': (telling) => tellGuarded(telling, 'elsewhere'),
  'hidden-refusal': (telling) => tellGuarded(telling, 'hidden'),
  'released-policy': (telling) => tellTurned(telling, 'released'),
}

/** The stories of R28 to R30, R50 and R51; changes of the service desk are told there. */
export const policies: Chapter = {
  tell(telling) {
    const own = guardedStories[telling.plan.variant]
    if (!own) return tellSnowChange(telling)
    telling.world.key.story(telling.plan.flavour)
    return own(telling)
  },
  gaps: {
    R28: ['R28.missing', 'R28.old', 'R28.stale'],
    R29: ['R29.person'],
    R30: ['R30.participant', 'R30.unapproved'],
    R50: ['R50.freeze', 'R50.early', 'R05.window'],
    R51: ['R51.empty', 'R51.placeholder', 'R51.later', 'R51.failed'],
  },
  traps: [
    'tried-out-refusal',
    'refused-then-allowed',
    'refused-elsewhere',
    'released-policy',
    'hidden-refusal',
    'plan-before-approval',
    'plan-attached',
  ],
}

/** Work on a function that the engine guards, asked for and approved. */
interface Guarded {
  readonly ticket: Ticket
  readonly thing: Resource
  readonly requester: Person
  readonly doer: Person
  readonly executed: number
}

type Way = 'missing' | 'old' | 'stale' | 'overridden' | 'freeze' | 'trial' | 'allowed-later' | 'elsewhere' | 'hidden'

/** A guarded function is rolled out by an engineer; what the engine was asked before is the story. */
function tellGuarded(telling: Telling, way: Way): string {
  const { world } = telling
  const work = ask(telling)
  const { executed, doer, thing, ticket } = work
  const task = ticket.key
  const about = (resource: string) => ({
    user: doer.key,
    action: 'lambda:UpdateFunctionCode',
    resource,
    ticket: task,
  })
  const answer = (at: number, allow: boolean, more: { resource?: string; isTrial?: boolean; revision?: string } = {}) =>
    belongs(
      world,
      'opa',
      world.opa.decide(at, {
        path: RULE,
        input: about(more.resource ?? thing.arn),
        allow,
        ...(allow ? {} : { reason: 'outside the duty roster' }),
        revision: more.revision ?? OLD,
        ...(more.isTrial ? { isTrial: true } : {}),
      }),
      task,
      { optional: true },
    )
  const first = executed - 11 * MINUTE
  const denied =
    way === 'overridden' || way === 'allowed-later'
      ? answer(first, false)
      : way === 'trial'
        ? answer(first, false, { isTrial: true })
        : way === 'elsewhere'
          ? answer(first, false, { resource: `${thing.arn}-canary` })
          : null
  const hidden =
    way === 'hidden' ? world.opa.decide(first, { path: RULE, input: null, allow: false, revision: OLD }) : null
  if (way === 'old') answer(executed - 3 * HOUR, true)
  if (way === 'stale') {
    answer(executed - 10 * MINUTE, true)
    world.opa.decide(executed - 5 * MINUTE, {
      path: RULE,
      input: { user: work.requester.key, action: 'lambda:GetFunction', resource: `${thing.arn}-canary` },
      allow: true,
      revision: NEW,
    })
  }
  if (['freeze', 'trial', 'allowed-later', 'elsewhere', 'hidden'].includes(way)) answer(executed - 90 * SECOND, true)
  const done = execute(telling, work)
  const gap = (rule: string, ids: readonly (string | null)[], why: string) =>
    world.key.gap({ rule, task, person: doer.key, native_ids: ids.filter((id): id is string => id !== null), why })
  if (way === 'missing') gap('R28', [done], 'the policy engine was not asked')
  if (way === 'old') gap('R28', [done], 'the policy engine had been asked hours before, and not again')
  if (way === 'stale') gap('R28', [done], 'the policies had changed between the answer and its use')
  if (way === 'overridden') gap('R29', [denied, done], 'the policy engine had refused it minutes before')
  if (hidden !== null)
    world.key.undecidable({
      rule: 'R29',
      task: null,
      native_ids: [hidden],
      reason: 'filtered',
      why: 'the log hides who was refused what',
    })
  if (way === 'freeze') {
    const around = (hours: number) => isoSeconds(executed + hours * HOUR)
    world.register.calendar.push(['freeze', thing.arn, '', around(-30), around(40), `freeze of ${thing.name}`])
    gap('R50', [done], 'changes of the function were frozen')
  }
  return task
}

/** Refused by Verified Permissions, whose policies somebody changes, and allowed a moment later. */
function tellTurned(telling: Telling, way: 'participant' | 'unapproved' | 'released'): string {
  const { world, random } = telling
  const { company } = world
  const work = ask(telling)
  const store = `PS${random.hex(20)}`
  const changer =
    way === 'participant' ? work.doer : random.pick(company.engineers.filter((person) => person !== work.doer))
  const denied = askStore(telling, work.executed - 50 * MINUTE, work, store, false)
  const changed = changePolicy(telling, {
    at: work.executed - 30 * MINUTE,
    store,
    changer,
    account: work.thing.account,
    isApproved: way !== 'unapproved',
  })
  const allowed = askStore(telling, work.executed - 2 * MINUTE, work, store, true)
  execute(telling, work)
  if (way !== 'released')
    world.key.gap({
      rule: 'R30',
      task: work.ticket.key,
      or_tasks: [changed.task],
      person: changer.key,
      native_ids: [denied, changed.id, allowed],
      why:
        way === 'participant'
          ? 'who was refused changed the policies until they allowed it'
          : 'the policies were changed without an approval until they allowed it',
    })
  return work.ticket.key
}

/** The program in front of the function asks the store for its user. */
function askStore({ world }: Telling, at: number, work: Guarded, store: string, allow: boolean): string {
  const { account, arn } = work.thing
  const id = world.cloudtrail.call(
    at,
    { service: 'lambda.amazonaws.com', account },
    {
      source: 'verifiedpermissions.amazonaws.com',
      name: 'IsAuthorized',
      readOnly: true,
      params: {
        policyStoreId: store,
        principal: { entityType: 'User', entityId: work.doer.key },
        action: { actionType: 'Action', actionId: 'UpdateFunctionCode' },
        resource: { entityType: 'Function', entityId: arn },
      },
      additional: { decision: allow ? 'ALLOW' : 'DENY' },
    },
  )
  return belongs(world, CLOUD, id, work.ticket.key, { optional: true })
}

/** A policy of the store is changed under a ticket of its own. */
function changePolicy(
  telling: Telling,
  facts: {
    readonly at: number
    readonly store: string
    readonly changer: Person
    readonly account: CloudAccount
    readonly isApproved: boolean
  },
): { id: string; task: string } {
  const { world, random } = telling
  const { jira, bots, company } = world
  const { at, store, changer, account } = facts
  const requester = random.pick(company.staff.filter((person) => person.isMapped && person !== changer))
  const ticket = openTicket(telling, {
    at: at - 4 * HOUR,
    by: jira.user(requester),
    summary: `Policies of ${store}`,
    description: `The policies in ${store} need the new teams.`,
    resource: store,
    requestedFor: jira.user(requester),
  })
  const approver = someApprover(telling, company.top, [requester, changer])
  if (facts.isApproved)
    decideTicket(ticket, bots.automation, { asked: at - 230 * MINUTE, decided: at - 150 * MINUTE }, jira.user(approver))
  ticket.assign(at - 8 * MINUTE, bots.automation, jira.user(changer))
  ticket.status(at - 7 * MINUTE, jira.user(changer), 'In Progress')
  const session = enterAsAdmin(telling, at - 2 * MINUTE, changer, { account }, ticket.key, 'named')
  const id = belongs(
    world,
    CLOUD,
    world.cloudtrail.call(at, session, {
      source: 'verifiedpermissions.amazonaws.com',
      name: 'UpdatePolicy',
      params: { policyStoreId: store, policyId: `P${random.hex(20)}`, definition: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      response: { policyStoreId: store, policyType: 'STATIC' },
    }),
    ticket.key,
  )
  closeTicket(ticket, jira.user(requester), waking(at + 3 * HOUR), null)
  if (!facts.isApproved)
    world.key.gap({
      rule: 'R02',
      task: ticket.key,
      person: changer.key,
      native_ids: [id],
      why: 'nobody approved the change of the policies',
    })
  return { id, task: ticket.key }
}

function ask(telling: Telling): Guarded {
  const { world, random, plan } = telling
  const { jira, bots, company } = world
  const requester = someRequester(telling)
  const doer = random.pick(company.engineers.filter((person) => person !== requester))
  const account = company.accounts.prod
  const owner = random.pick(company.managers)
  const name = `guarded-${random.hex(6)}`
  const arn = `arn:aws:lambda:eu-central-1:${account.id}:function:${name}`
  const thing: Resource = { kind: 'function', name, arn, account, owner, busyUntil: 0 }
  const created = plan.at
  const asked = created + random.int(3, 8) * MINUTE
  const decided = waking(asked + random.int(20, 90) * MINUTE)
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: `Roll out ${name}`,
    description: `Please roll out the tagged version of ${name} in ${account.name}.`,
    resource: arn,
    requestedFor: jira.user(requester),
  })
  const approver = someApprover(telling, owner, [requester, doer])
  decideTicket(ticket, bots.automation, { asked, decided }, jira.user(approver))
  return { ticket, thing, requester, doer, executed: waking(decided + random.int(4, 6) * HOUR) }
}

/** The roll-out itself and the end of the ticket. Returns the id of the roll-out. */
function execute(telling: Telling, work: Guarded): string {
  const { world } = telling
  const { jira, bots } = world
  const { ticket, thing, doer, requester, executed } = work
  ticket.assign(executed - 8 * MINUTE, bots.automation, jira.user(doer))
  ticket.status(executed - 7 * MINUTE, jira.user(doer), 'In Progress')
  const reference = spoilReference(telling, 'guarded roll-out')
  const session = enterAsAdmin(telling, executed - 2 * MINUTE, doer, thing, ticket.key, reference)
  const id = belongs(world, CLOUD, roll(telling, executed, session, thing), ticket.key)
  closeTicket(ticket, jira.user(requester), waking(executed + 100 * MINUTE), null)
  return id
}
