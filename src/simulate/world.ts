/** The stage on which stories are told: the company, its systems, and the key that keeps the truth. */
import type { AnswerKey, Membership } from './answer-key.js'
import type { Company, Machine, Person } from './company.js'
import type { AgentTelemetry } from './exports/agent-telemetry.js'
import type { CredentialReports } from './exports/aws-iam.js'
import type { AwsTeam } from './exports/aws-team.js'
import type { CloudTrail } from './exports/cloudtrail.js'
import type { Jira, JiraUser } from './exports/jira.js'
import type { Okta } from './exports/okta.js'
import type { Opa } from './exports/opa.js'
import type { ServiceNow } from './exports/servicenow.js'
import type { Slack } from './exports/slack.js'
import type { Rates } from './options.js'
import type { Random } from './random.js'

/** Rows that stories add to the company's reference files, cell by cell. */
export interface Register {
  readonly people: string[][]
  readonly owners: string[][]
  readonly standing: string[][]
  readonly calendar: string[][]
  /** Written only where there are any. */
  readonly delegations: string[][]
  readonly conflicts: string[][]
  readonly approvers: string[][]
  /** Change classes of the company's own, as lines of its configuration. */
  readonly classes: Set<string>
}

/** Everything a story may touch. */
export interface World {
  readonly rates: Rates
  readonly company: Company
  readonly jira: Jira
  readonly servicenow: ServiceNow
  readonly slack: Slack
  readonly okta: Okta
  readonly cloudtrail: CloudTrail
  readonly team: AwsTeam
  readonly reports: CredentialReports
  readonly telemetry: AgentTelemetry
  readonly opa: Opa
  readonly register: Register
  readonly key: AnswerKey
  readonly bots: { readonly automation: JiraUser; readonly aria: JiraUser }
  /** Accounts without a person, by typed alias; they end up in identities.csv. */
  readonly machines: Map<string, Machine>
  /** Aliases of people that only identities.csv explains. */
  readonly aliases: Map<string, string>
  /** Key of the umbrella ticket of the moment, if one is open. */
  umbrella: string | null
  /** Managers who already trade favours: with a second partner neither would be the one who mostly decides. */
  readonly favoured: Set<Person>
  /** Stories that begin on a working day, on average. */
  readonly tempo: number
  /** After this no story begins. */
  readonly lastStart: number
  /** Last day on which anything is written. */
  readonly end: number
}

/** One story to tell. */
export interface StoryPlan {
  readonly index: number
  readonly at: number
  readonly flavour: Flavour
  /** `clean`, or the planted gap with its variant: `R05.expired`. */
  readonly variant: string
}

export const flavours = [
  'jira-iam',
  'team',
  'snow-change',
  'okta-group',
  'slack-first',
  'agent',
  'break-glass',
  'orphan',
  'logging',
  'twins',
] as const

/** Chapters of stories/chapters.ts. */
export const chapterNames = [
  'approvers',
  'decisions',
  'agents',
  'policies',
  'credentials',
  'accounts',
  'entitlements',
  'emergencies',
] as const
export type ChapterName = (typeof chapterNames)[number]

/** A kind of story. */
export type Flavour = (typeof flavours)[number] | ChapterName

/** A story being told. */
export interface Telling {
  readonly world: World
  readonly random: Random
  readonly plan: StoryPlan
}

/** Notes in the key that a record belongs to a task, unless the record got lost on its way to the export. */
export function belongs(
  world: World,
  connector: string,
  id: string,
  task: string,
  more: Partial<Membership> = {},
): string {
  if (world.cloudtrail.isLost(id)) world.key.weaken('a cloud record was lost')
  else world.key.member({ connector, native_id: id, task, linkable: true, ...more })
  return id
}
