/** Plays an invented company through its tasks and writes the exports of its systems, with a key that knows the truth. */
import { type AnswerKeyFile, openAnswerKey, withoutItems } from './answer-key.js'
import { CLOUD_START, DAY, FIRST_DAY, HISTORY_START, HOUR, isoSeconds } from './calendar.js'
import { foundCompany, type Machine } from './company.js'
import { openAgentTelemetry } from './exports/agent-telemetry.js'
import { openCredentialReports } from './exports/aws-iam.js'
import { openAwsTeam } from './exports/aws-team.js'
import { breakGlassAddress, openCloudTrail } from './exports/cloudtrail.js'
import { type JiraUser, openJira } from './exports/jira.js'
import { openOkta } from './exports/okta.js'
import { openOpa } from './exports/opa.js'
import { openServiceNow } from './exports/servicenow.js'
import { openSlack } from './exports/slack.js'
import { openFiles } from './files.js'
import { openUmbrella, tellDay, tellUnexecuted } from './noise.js'
import { type ClockName, resolveRates, type SimulateOptions } from './options.js'
import { planStories } from './plan.js'
import { createRandom } from './random.js'
import { writeReference } from './reference-files.js'
import { tellAgent } from './stories/agent.js'
import { tellBreakGlass } from './stories/break-glass.js'
import { chapters } from './stories/chapters.js'
import { tellJiraIam } from './stories/jira-iam.js'
import { tellLogging, trailOff } from './stories/logging.js'
import { tellOktaGroup } from './stories/okta-group.js'
import { tellOrphan } from './stories/orphan.js'
import { tellSnowChange } from './stories/snow-change.js'
import { tellTeam } from './stories/team.js'
import { tellTwins } from './stories/twins.js'
import type { Flavour, Telling, World } from './world.js'

/** What a simulation made. */
export interface SimulateResult {
  /** Folder to analyse. */
  readonly exports: string
  readonly answerKey: string
  readonly tasks: number
  readonly people: number
  readonly from: string
  readonly to: string
}

const tellers: Readonly<Partial<Record<Flavour, (telling: Telling) => string | null>>> = {
  ...Object.fromEntries(Object.entries(chapters).map(([name, { tell }]) => [name, tell])),
  'jira-iam': tellJiraIam,
  'slack-first': tellJiraIam,
  team: tellTeam,
  'snow-change': tellSnowChange,
  'okta-group': tellOktaGroup,
  agent: tellAgent,
  'break-glass': tellBreakGlass,
  orphan: tellOrphan,
  logging: tellLogging,
  twins: tellTwins,
}

/**
 * Writes `<out>/exports` (with `approvenance.yaml` and `reference/`) and `<out>/answer-key.json`.
 * The same options give the same bytes. Throws UserError for a bad seed, number of tasks or rate.
 */
export async function simulate(options: SimulateOptions): Promise<SimulateResult> {
  const rates = resolveRates(options)
  const random = createRandom(options.seed)
  const files = openFiles(options.out, options.compress ?? true)
  files.remove('exports')
  files.remove('answer-key.json')
  const company = foundCompany(random, rates, options.tasks)
  const plan = planStories(random, rates, options.tasks)
  const clocks = random.fork('clocks')
  const most = Math.floor(rates.clockSkewSeconds)
  const skew = (source: ClockName) => clocks.int(-most, most) + rates[`clock.${source}`]
  // Of the exports of a tracker in Sydney the zone got lost: a whole source is ten hours ahead.
  const lostZone = rates['gap.R57'] > 0 ? (10 * HOUR) / 1000 : 0
  const jira = openJira(files, random, rates, skew('jira') + lostZone)
  const servicenow = openServiceNow(files, random, rates, skew('servicenow'))
  const slack = openSlack(files, random, rates, skew('slack'))
  const okta = openOkta(files, random, rates, skew('okta'))
  const cloudtrail = openCloudTrail(files, random, rates, skew('cloudtrail'))
  const team = openAwsTeam(files, skew('team'))
  const key = openAnswerKey(files, jira.finalKey)
  const app = (accountId: string, displayName: string): JiraUser => ({ accountId, displayName, accountType: 'app' })
  const world: World = {
    rates,
    company,
    jira,
    servicenow,
    slack,
    okta,
    cloudtrail,
    team,
    reports: openCredentialReports(files),
    opa: openOpa(files, random),
    telemetry: openAgentTelemetry(files, random),
    register: {
      people: [],
      owners: [],
      standing: [],
      calendar: [],
      approvers: [],
      delegations: [],
      conflicts: [],
      classes: new Set(),
    },
    key,
    bots: {
      automation: app('557058:f58131cb-b67d-43c7-b30d-6b58d40bd077', 'Automation for Jira'),
      aria: app('557058:0a1f7c52-5d0e-4c35-9a55-0c2d5b1e7f11', 'aria'),
    },
    machines: machines(
      Object.values(company.accounts).map((account) => account.id),
      rates.agentHandovers > 0,
    ),
    aliases: new Map(),
    umbrella: null,
    favoured: new Set(),
    tempo: plan.stories.length / plan.workingDays,
    lastStart: plan.lastStart,
    end: plan.end,
  }
  key.open({
    rule: 'R46',
    task: null,
    why: 'the cloud trail tells what was asked of it, never what was there before',
    from: isoSeconds(FIRST_DAY),
    to: isoSeconds(plan.end),
  })
  if (plan.silence) {
    const { from, to } = plan.silence
    cloudtrail.darken(null, from, to)
    key.gap({
      rule: 'R56',
      task: null,
      person: null,
      native_ids: [],
      why: `no account delivered a single record from ${isoSeconds(from)} to ${isoSeconds(to)}, and nobody switched anything off`,
      from: isoSeconds(from),
      to: isoSeconds(to),
    })
  }

  key.open({
    rule: 'R57',
    task: null,
    why: 'every source has a clock of its own',
    from: isoSeconds(HISTORY_START),
    to: isoSeconds(plan.end),
  })

  if (lostZone > 0)
    key.gap({
      rule: 'R57',
      task: null,
      person: null,
      native_ids: [],
      why: 'the times of the tracker lost their zone',
      from: isoSeconds(HISTORY_START),
      to: isoSeconds(plan.end),
    })

  for (const story of plan.stories.filter(({ flavour }) => flavour === 'logging')) {
    const { from, to } = trailOff(story.at)
    cloudtrail.darken(company.accounts.lake, from, to)
  }

  let told = 0
  let waiting = 0
  for (let day = HISTORY_START; day < plan.end; day += DAY) {
    tellDay(world, random, day)
    if (day >= FIRST_DAY && (day - FIRST_DAY) % (56 * DAY) === 0) world.umbrella = openUmbrella(world, day + 6 * HOUR)
    while (told < plan.stories.length && plan.stories[told]!.at < day + DAY) {
      const story = plan.stories[told++]!
      key.begin()
      if (lostZone > 0) key.weaken('the times of the tracker lost their zone')
      tellers[story.flavour]!({ world, random: random.fork(`story/${story.index}`), plan: story })
    }
    while (waiting < plan.unexecuted.length && plan.unexecuted[waiting]! < day + DAY)
      tellUnexecuted(world, random, plan.unexecuted[waiting++]!)
    // A story may reach two days back, never more: what lies before is final.
    const final = day - 2 * DAY
    slack.flush(final)
    okta.flush(final)
    cloudtrail.flush(final)
    await new Promise((done) => setImmediate(done))
  }
  slack.flush(Number.POSITIVE_INFINITY)
  okta.flush(Number.POSITIVE_INFINITY)
  cloudtrail.flush(Number.POSITIVE_INFINITY)
  writeReference(files, world)
  world.telemetry.close()
  world.reports.close({ first: CLOUD_START + DAY, last: plan.end })
  world.opa.close()
  jira.close()
  servicenow.close(company.people)
  slack.close(company.people)
  team.close()
  key.write(options.seed, { tasks: options.tasks, rates: options.rates ?? {} })
  if (jira.lost.size > 0)
    files.change('answer-key.json', (text) =>
      JSON.stringify(withoutItems(JSON.parse(text) as AnswerKeyFile, jira.lost, 'jira')),
    )
  return {
    exports: `${options.out}/exports`,
    answerKey: `${options.out}/answer-key.json`,
    tasks: plan.stories.length,
    people: company.people.length,
    from: isoSeconds(HISTORY_START),
    to: isoSeconds(plan.end),
  }
}

/** Accounts nobody sits behind, by alias. */
function machines(accounts: readonly string[], isHandingOver: boolean): Map<string, Machine> {
  const known = new Map<string, Machine>()
  const sessions = (role: string, machine: Machine) => {
    for (const account of accounts) {
      known.set(`aws:arn:aws:sts::${account}:assumed-role/${role}/*`, machine)
      known.set(`aws:arn:aws:iam::${account}:role/${role}`, machine)
    }
  }
  const aria: Machine = { name: 'aria', kind: 'agent' }
  for (const role of ['AgentExecutor', 'agent-runner-01', 'agent-runner-02', 'agent-runner-03']) sessions(role, aria)
  if (isHandingOver) sessions('AgentWorker', { name: 'brisa', kind: 'agent' })
  known.set('jira:557058:0a1f7c52-5d0e-4c35-9a55-0c2d5b1e7f11', aria)
  known.set('jira:557058:f58131cb-b67d-43c7-b30d-6b58d40bd077', { name: 'jira-automation', kind: 'workload' })
  for (const role of ['ci-deployer', 'ci-runner']) sessions(role, { name: 'ci-pipeline', kind: 'workload' })
  sessions('TEAM-Grant', { name: 'aws-team', kind: 'workload' })
  sessions('BreakGlassAdmin', { name: breakGlassAddress('01'), kind: 'group' })
  sessions('AWSReservedSSO_BreakGlass_0c4e8a27d19f6b35', { name: breakGlassAddress('01'), kind: 'group' })
  known.set(`email:${breakGlassAddress('01')}`, { name: breakGlassAddress('01'), kind: 'group' })
  known.set('okta:00uBREAKGLASS0000001', { name: breakGlassAddress('01'), kind: 'group' })
  known.set(`aws:arn:aws:iam::333344445555:user/ops-shared`, { name: 'ops-shared', kind: 'group' })
  for (const account of accounts)
    known.set(`aws:arn:aws:sts::${account}:assumed-role/PlatformAdmin/ops-shared-*`, {
      name: 'ops-shared',
      kind: 'group',
    })
  known.set('slack:B07OPSALERT', { name: 'ops-alerts', kind: 'workload' })
  known.set('okta:00uDIRECTORYAGENT000', { name: 'okta-directory-agent', kind: 'system' })
  return known
}
