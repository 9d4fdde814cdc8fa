/** Agents that are traced: what they recommend, who answers, whom they hand work to, and what their log leaves out. */
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import type { ToolUse } from '../exports/agent-telemetry.js'
import { belongs, type Telling } from '../world.js'
import { chooseReference, referredKey, someApprover, someRequester, takeResource } from './cast.js'
import type { Chapter } from './chapters.js'
import { grant } from './jira-iam.js'
import { tellSnowChange } from './snow-change.js'
import { closeTicket, decideTicket, openTicket } from './ticket.js'

const CLOUD = 'aws-cloudtrail'
const TRACES = 'otel-genai'
/** Recommendations that a reviewer gets in a day of routine. */
const ROUTINE = 110

/** The stories of R22 to R27. */
export const agents: Chapter = {
  tell(telling) {
    register(telling)
    const { variant } = telling.plan
    if (variant === 'R25' || variant === 'reviewed') return tellReview(telling)
    if (/^R26\.(lost-human|no-parent|unauthorised-hop|depth-exceeded)$/.test(variant) || variant === 'torn')
      return tellHandOver(telling)
    if (/^R27\./.test(variant) || variant === 'sampled') return tellLog(telling)
    return variant === 'R23.score' ? tellScore(telling) : tellGrant(telling)
  },
  gaps: {
    R22: ['R22'],
    R23: ['R23.run', 'R23.agent', 'R23.score'],
    R24: ['R24.silent', 'R24.rule'],
    R25: ['R25'],
    R26: ['R26.lost-human', 'R26.no-parent', 'R26.unauthorised-hop', 'R26.depth-exceeded'],
    R27: ['R27.content', 'R27.policy'],
  },
  traps: ['told', 'torn', 'reviewed', 'sampled', 'asked-late'],
}

/** Agents, and who may hand on to whom: everybody who asks to the two that work for people, and these down the line. Dora is in nobody's list. */
function register({ world }: Telling): void {
  const { machines, register: files, company } = world
  for (const name of ['aria', 'brisa', 'clio', 'dina', 'evo', 'dora', 'felix', 'gina', 'hugo'])
    machines.set(`agent:${name}`, { name, kind: 'agent' })
  if (files.delegations.length > 0) return
  const lets = (delegator: string, delegate: string) =>
    files.delegations.push([delegator, delegate, '*', '2025-06-01T00:00:00Z', '2027-01-01T00:00:00Z'])
  // Nobody who decides: whoever may stand in for them might decide as well.
  for (const person of company.staff) for (const agent of ['aria', 'brisa']) lets(person.key, agent)
  for (const [from, to] of [
    ['aria', 'brisa'],
    ['brisa', 'clio'],
    ['clio', 'dina'],
    ['dina', 'evo'],
  ] as const)
    lets(from, to)
}

/** A change that the service desk's own automation lets through, because a model calls it harmless. */
function tellScore(telling: Telling): string {
  const { world, random } = telling
  const account = {
    ...world.company.top,
    key: 'risk-engine',
    login: 'risk.engine',
    name: 'Risk Engine',
    servicenow: '5c0e11aa90b74d6f8e21d3c47a906b18',
  }
  for (const alias of [account.servicenow, account.login])
    world.machines.set(`servicenow:${alias}`, { name: account.key, kind: 'workload' })
  const words = `Auto-approved: risk model score 0.${random.int(10, 28)} below 0.30`
  return tellSnowChange({ ...telling, plan: { ...telling.plan, variant: 'scored' } }, { machine: { account, words } })
}

/** A ticket, a run of aria under it, and what it does in the cloud. */
function tellGrant(telling: Telling): string {
  const { world, random, plan } = telling
  const { jira, bots, company, cloudtrail, key, telemetry } = world
  const { variant } = plan
  const is = (...names: string[]) => names.includes(variant)
  const requester = someRequester(telling)
  const role = takeResource(telling, company.roles)
  const approver = someApprover(telling, role.owner, [requester])
  const policyArn = `arn:aws:iam::aws:policy/${random.pick(['ReadOnlyAccess', 'AmazonSQSFullAccess'])}`
  const policy = policyArn.split('/').at(-1)!
  const reference = chooseReference(telling)
  const created = plan.at
  const decided = waking(created + random.int(30, 120) * MINUTE)
  const began = is('R23.run') ? created + random.int(40, 80) * MINUTE : waking(decided + random.int(10, 60) * MINUTE)
  const executed = began + 150 * SECOND
  const ticket = openTicket(telling, {
    at: created,
    by: jira.user(requester),
    summary: `${policy} for ${role.name}`,
    description: `Please attach ${policy} to ${role.name} in ${role.account.name}.`,
    resource: role.arn,
    entitlement: policyArn,
    requestedFor: jira.user(requester),
    labels: ['ai-agent'],
  })
  const task = ticket.key
  key.story(plan.flavour)
  const approval = is('R23.run')
    ? null
    : decideTicket(
        ticket,
        bots.automation,
        { asked: created + random.int(4, 9) * MINUTE, decided },
        is('R23.agent') ? bots.aria : jira.user(approver),
      )
  ticket.assign(began - 5 * MINUTE, bots.automation, bots.aria)
  ticket.status(began - 4 * MINUTE, bots.automation, 'In Progress')

  const run = telemetry.begin(`aria-run-${random.hex(8)}`)
  const use: ToolUse = {
    id: `call_${random.hex(10)}`,
    tool: 'attach_role_policy',
    input: { role_arn: role.arn, policy_arn: policyArn, ticket: task },
  }
  const note = (id: string) => belongs(world, TRACES, id, task, { or_tasks: [run.conversation] })
  const root = note(
    run.invoke(began, 'aria', { user: requester.key, prompt: `Do ${task}: attach ${policy} to ${role.name}.` }),
  )
  const advice = is('R22')
    ? null
    : note(
        run.propose(
          began + 20 * SECOND,
          'aria',
          root,
          `I recommend ${policy}: it covers what ${task} asks, no more.`,
          use,
        ),
      )
  const isRule = is('R24.rule', 'R23.run')
  if (!is('R24.silent')) {
    const waits = is('asked-late') ? 110 : 60
    note(
      run.ask(began + 22 * SECOND, began + waits * SECOND, 'aria', root, use, {
        by: isRule ? null : approver.key,
        result: 'approved',
      }),
    )
  }
  const used = note(run.call(executed - 2 * SECOND, 'aria', root, use, { input: true, output: true }))
  run.end()

  const runner = cloudtrail.assumeRole(
    executed - 60 * SECOND,
    { service: 'ecs-tasks.amazonaws.com', account: company.accounts.tooling },
    company.accounts.tooling,
    `agent-runner-0${random.int(1, 3)}`,
    random.hex(32),
  )
  const named = referredKey(telling, task, reference)
  const executor = cloudtrail.assumeRole(
    executed - 40 * SECOND,
    runner.session,
    role.account,
    'AgentExecutor',
    run.conversation,
    { tags: { agent: 'aria', ...(named ? { task: named } : {}) }, sourceIdentity: requester.key },
  )
  belongs(world, CLOUD, runner.id, task, { optional: true })
  belongs(world, CLOUD, executor.id, task)
  if (executor.twin) belongs(world, CLOUD, executor.twin, task, { twin_of: executor.id })
  const done = grant(telling, executed, executor.session, role.name, policyArn, task)
  closeTicket(ticket, jira.user(requester), waking(executor.session.expiresAt + random.int(20, 60) * MINUTE), null)

  const gap = (rule: string, ids: readonly (string | null)[], why: string) =>
    key.gap({ rule, task, person: 'aria', native_ids: ids.filter((id) => id !== null), why })
  if (is('R22')) gap('R22', [done], 'the agent executed, and its run holds no recommendation')
  if (is('R23.run')) {
    gap('R02', [done], 'no approval was ever asked for or given')
    gap('R23', [advice, done], 'the agent recommended and executed in one run, and nobody decided')
    gap('R24', [advice, used], 'only the configuration let the call pass')
  }
  if (is('R23.agent')) {
    gap('R14', [approval], 'the agent decided itself')
    gap('R23', [approval], 'what the agent recommends served as the approval')
    gap('R11', [approval], 'the agent is in no approver matrix')
    gap('R10', [approval, done], 'the agent that approved did the work')
  }
  if (is('R24.silent')) {
    gap('R24', [advice, used], 'nobody answered what the agent recommended')
    key.open({ rule: 'R27', task: null, native_ids: [used], why: 'the call has no decision on record' })
  }
  if (is('R24.rule')) gap('R24', [advice, used], 'only the configuration let the call pass')
  if (reference !== 'named' || ticket.isForgotten)
    key.open({ rule: 'R58', task, why: 'the execution names no ticket: only agent, resource and window tie it' })
  return task
}

/** A day of routine: one reviewer and a run of proposals. */
function tellReview(telling: Telling): null {
  const { world, random, plan } = telling
  const { key, company, telemetry } = world
  const isFormality = plan.variant === 'R25'
  // Two sets of people, so that nobody's routine hides another's formality.
  const reviewer = random.pick(company.managers.filter((_, i) => (i % 2 === 0) === isFormality))
  key.story(plan.flavour)
  const run = telemetry.begin(`aria-triage-${random.hex(8)}`)
  const note = (id: string) => belongs(world, TRACES, id, run.conversation)
  const root = note(
    run.invoke(plan.at, 'aria', { user: reviewer.key, prompt: 'Label the alerts of tonight.', seconds: 4 * 3600 }),
  )
  const answers: string[] = []
  let at = plan.at + 10 * SECOND
  for (let i = 0; i < ROUTINE; i++) {
    const use = {
      id: `call_${random.hex(10)}`,
      tool: 'label_alert',
      input: { alert: `alert-${random.hex(6)}`, label: 'benign' },
    }
    note(run.propose(at, 'aria', root, 'I suggest to label this alert benign: the same job fired it last week.', use))
    const waits = isFormality ? random.int(1, 3) : random.int(20, 90)
    const result = !isFormality && i % 12 === 5 ? 'modified' : !isFormality && i % 15 === 7 ? 'denied' : 'approved'
    answers.push(note(run.ask(at + 500, at + waits * SECOND, 'aria', root, use, { by: reviewer.key, result })))
    if (result !== 'denied') note(run.call(at + waits * SECOND + 400, 'aria', root, use, { input: true, output: true }))
    at += (waits + 4) * SECOND
  }
  run.end()
  if (isFormality)
    key.gap({
      rule: 'R25',
      task: null,
      person: reviewer.key,
      // a habit is the person's, not any record's
      native_ids: [],
      why: `${reviewer.name} accepted ${ROUTINE} recommendations unchanged, each within three seconds`,
    })
  return null
}

/** Work that goes from agent to agent. */
function tellHandOver(telling: Telling): null {
  const { world, random, plan } = telling
  const { key, telemetry } = world
  const { variant } = plan
  const person = someRequester(telling)
  key.story(plan.flavour)
  const run = telemetry.begin(
    `${variant === 'R26.lost-human' || variant === 'torn' ? 'brisa' : 'aria'}-run-${random.hex(8)}`,
  )
  const note = (id: string) => belongs(world, TRACES, id, run.conversation)
  const { at } = plan
  const call = (from: number, agent: string, parent: string) => {
    const use = { id: `call_${random.hex(10)}`, tool: 'write_report', input: { name: `report-${random.hex(4)}` } }
    note(run.ask(from, from + 5 * SECOND, agent, parent, use, { by: person.key, result: 'approved' }))
    note(run.call(from + 6 * SECOND, agent, parent, use, { input: true, output: true }))
  }
  const gap = (id: string, why: string) =>
    key.gap({ rule: 'R26', task: run.conversation, person: null, native_ids: [id], why })
  if (variant === 'R26.lost-human' || variant === 'torn') {
    const root = run.invoke(at, 'brisa', { prompt: 'Nightly sweep of unused rights.' })
    const below = note(run.invoke(at + 10 * SECOND, 'clio', { parent: root }))
    if (variant === 'torn') run.end([root])
    else {
      note(root)
      run.end()
      gap(below, 'brisa called clio, and no record says which person began the run')
    }
    return null
  }
  const root = note(run.invoke(at, 'aria', { user: person.key, prompt: 'Write up what the team holds.' }))
  if (variant === 'R26.no-parent') {
    const joined = note(run.invoke(at + 30 * SECOND, 'clio', {}))
    call(at + 35 * SECOND, 'clio', joined)
    gap(joined, 'clio joined the run of aria, and nothing says who called it')
  }
  if (variant === 'R26.unauthorised-hop') {
    const below = note(run.invoke(at + 30 * SECOND, 'dora', { parent: root }))
    call(at + 35 * SECOND, 'dora', below)
    gap(below, 'nobody may hand on to dora')
  }
  if (variant === 'R26.depth-exceeded') {
    let parent = root
    let last = root
    for (const [i, [from, to]] of chain.entries()) {
      last = note(run.invoke(at + (i + 1) * 10 * SECOND, to, { parent, ...(i % 2 === 1 ? { caller: from } : {}) }))
      parent = last
    }
    call(at + 50 * SECOND, 'evo', last)
    gap(last, 'evo is the fourth hop behind the person')
  }
  run.end()
  return null
}

const chain = [
  ['aria', 'brisa'],
  ['brisa', 'clio'],
  ['clio', 'dina'],
  ['dina', 'evo'],
] as const

/** Tools called by agents of their own, so that what their log lacks is theirs. */
function tellLog(telling: Telling): null {
  const { world, random, plan } = telling
  const { key, telemetry } = world
  const { variant } = plan
  const person = someRequester(telling)
  const agent = variant === 'R27.content' ? 'felix' : variant === 'R27.policy' ? 'gina' : 'hugo'
  key.story(plan.flavour)
  const run = telemetry.begin(`${agent}-run-${random.hex(8)}`)
  const note = (id: string) => belongs(world, TRACES, id, run.conversation)
  const root = note(run.invoke(plan.at, agent, { user: person.key, prompt: 'Tidy up the wiki pages of the team.' }))
  const calls: string[] = []
  for (let i = 0; i < 4; i++) {
    const at = plan.at + (i + 1) * (variant === 'R27.policy' ? 0.2 * HOUR : MINUTE)
    const use = { id: `call_${random.hex(10)}`, tool: 'update_page', input: { page: `page-${random.hex(4)}` } }
    if (variant !== 'R27.policy' || i === 0)
      note(run.ask(at, at + 8 * SECOND, agent, root, use, { by: person.key, result: 'approved' }))
    const isBare = variant !== 'R27.policy' && i < 2
    calls.push(
      note(
        run.call(at + 9 * SECOND, agent, root, use, {
          input: !isBare,
          output: !isBare,
          ...(isBare && variant === 'sampled' ? { dropped: 2 } : {}),
        }),
      ),
    )
  }
  run.end()
  if (variant !== 'sampled')
    key.gap({
      rule: 'R27',
      task: null,
      person: agent,
      native_ids: variant === 'R27.content' ? calls.slice(0, 2) : calls.slice(1),
      why: variant === 'R27.content' ? 'two calls without input and output' : 'three calls without a decision',
    })
  return null
}
