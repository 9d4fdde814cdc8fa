/** What a simulation can be told, and the knobs with their defaults. */
import { UserError } from '../errors.js'

/** Knobs and their defaults. Probabilities unless the comment says otherwise; `gap.Rnn` is the share of tasks that carry that planted gap. */
export const defaultRates = {
  /** Executions that do not name their ticket though the rest of the chain is clean. */
  missingReference: 0.05,
  /** Executions that name a ticket key which does not exist. */
  mistypedReference: 0.02,
  /** People whose ticket account shows no address and is in no mapping. */
  aliasWithoutMapping: 0.03,
  /** Seconds: the clock of each source is off by up to this much. */
  clockSkewSeconds: 40,
  /** Cloud records delivered with a later day's files. */
  lateRecords: 0.01,
  /** Cloud records that never reach the export (never those of a planted gap). */
  droppedRecords: 0,
  /** Day files that are delivered twice. */
  duplicateExports: 0.05,
  /** Clean cloud executions done through the account several people share. */
  sharedAccounts: 0.02,
  /** Tickets that mention the umbrella ticket of their quarter. */
  umbrellaTickets: 0.05,
  /** People who bear the name of another. */
  sameDisplayNames: 0.04,
  /** Texts that contain something which only looks like a ticket key. */
  lookAlikeKeys: 0.15,
  /** Controlled calls that are throttled first and then repeated. */
  retries: 0.03,
  /** Account assignments for which the platform provisions a role by itself. */
  platformFollowUps: 0.1,
  /** Edits, slips and second decisions in clean stories that look like a fault and are none. */
  harmlessOddities: 0.08,
  /** Tickets on top of the tasks that are never executed. */
  unexecutedTickets: 0.08,
  /** Tasks that nobody can decide, because approval and execution lie within the clocks' uncertainty. */
  closeCalls: 0.004,
  /** References of any kind, in any story, planted gaps too, that were never written. */
  lostReferences: 0,
  /** References in any story that name a key which does not exist or, every other one, the next item of the tracker. */
  wrongReferences: 0,
  /** Executions that name the umbrella ticket in place of their own. */
  umbrellaReferences: 0,
  /** Executions whose session name is too long, so that the end of the ticket's key is cut off. */
  truncatedSessions: 0,
  /** Tickets of a project that was renamed in the end: the tracker knows their new keys, the rest of the world the old ones. */
  renamedTickets: 0,
  /** Of these the ones whose history does not tell. */
  forgottenRenames: 0,
  /** Cloud records of the stories that issue a session and never reach the export. */
  lostIssues: 0,
  /** Pages of the tracker's search result that were not exported, while the others say how many items there are. */
  lostPages: 0,
  /** Records that stand twice in their file. */
  duplicatedRecords: 0,
  /** Clean tickets that ask for several things under one approval. */
  batchTickets: 0,
  /** Number of things such a ticket asks for. */
  batchItems: 4,
  /** Runs of the agent that hand their work to a second agent. */
  agentHandovers: 0,
  /** Of these the ones in which the second agent works in a session of the first. */
  tracedHandovers: 0.5,
  /** Accounts in tracker, chat, service desk and portal that no address and no mapping explains. */
  unmappedAccounts: 0,
  /** People who are shown everywhere under the name of somebody else. */
  borrowedNames: 0,
  /** Entries of change histories that do not tell what was there before. */
  removedBefore: 0,
  /** Seconds that a source's clock is off beside its skew. */
  'clock.jira': 0,
  'clock.servicenow': 0,
  'clock.slack': 0,
  'clock.okta': 0,
  'clock.cloudtrail': 0,
  'clock.team': 0,
  /** Tasks that look like a fault of a rule and are none: the traps of the chapters whose gaps are asked for (of all, where none is) in turn. */
  traps: 0,
  /** Minutes between two heartbeats of a cloud account. */
  heartbeatMinutes: 20,
  'gap.R01': 0.01,
  'gap.R02': 0.01,
  'gap.R03': 0.01,
  'gap.R04': 0.01,
  'gap.R05': 0.01,
  'gap.R06': 0.008,
  'gap.R08': 0.01,
  'gap.R10': 0.01,
  'gap.R14': 0.01,
  'gap.R19': 0.01,
  'gap.R31': 0.01,
  'gap.R32': 0.008,
  'gap.R33': 0.01,
  'gap.R44': 0.01,
  'gap.R47': 0.01,
  'gap.R52': 0.008,
  'gap.R55': 0.001,
  'gap.R56': 0.0005,
  'gap.R58': 0.004,
  // The chapters beside the core (stories/chapters.ts): told only on request, so that the sample stays short.
  'gap.R07': 0,
  'gap.R09': 0,
  'gap.R11': 0,
  'gap.R12': 0,
  'gap.R13': 0,
  'gap.R15': 0,
  'gap.R16': 0,
  'gap.R17': 0,
  'gap.R18': 0,
  'gap.R20': 0,
  'gap.R21': 0,
  'gap.R22': 0,
  'gap.R23': 0,
  'gap.R24': 0,
  'gap.R25': 0,
  'gap.R26': 0,
  'gap.R27': 0,
  'gap.R28': 0,
  'gap.R29': 0,
  'gap.R30': 0,
  'gap.R34': 0,
  'gap.R35': 0,
  'gap.R36': 0,
  'gap.R37': 0,
  'gap.R38': 0,
  'gap.R39': 0,
  'gap.R40': 0,
  'gap.R41': 0,
  'gap.R42': 0,
  'gap.R43': 0,
  'gap.R45': 0,
  'gap.R46': 0,
  'gap.R48': 0,
  'gap.R49': 0,
  'gap.R50': 0,
  'gap.R51': 0,
  'gap.R53': 0,
  'gap.R54': 0,
  'gap.R57': 0,
  'gap.R59': 0,
  'gap.R60': 0,
}

/** Bounds of the knobs that are no probabilities. */
const limits: Readonly<Record<string, readonly [floor: number, limit: number]>> = {
  clockSkewSeconds: [0, 3600],
  heartbeatMinutes: [1, 720],
  batchItems: [2, 20],
}

/** Name of a knob. */
export type RateName = keyof typeof defaultRates
/** Source with a clock of its own. */
export type ClockName = RateName extends infer Name ? (Name extends `clock.${infer Source}` ? Source : never) : never
/** Every knob with its value. */
export type Rates = Readonly<Record<RateName, number>>

/** What to simulate and where to write it. */
export interface SimulateOptions {
  readonly seed: number
  readonly tasks: number
  /** Folder that receives `exports/` and `answer-key.json`; made if missing. */
  readonly out: string
  /** Knobs that differ from their defaults, by name. */
  readonly rates?: Readonly<Record<string, number>>
  /** Deflate the `.gz` files (default). Without, they are stored, so that their bytes do not depend on the zlib at hand. */
  readonly compress?: boolean
}

/** Options after checking, with every knob set. Throws UserError naming the bad one. */
export function resolveRates(options: SimulateOptions): Rates {
  if (!Number.isInteger(options.seed) || options.seed < 0)
    throw new UserError(`bad seed: ${options.seed}; a whole number from 0`)
  if (!Number.isInteger(options.tasks) || options.tasks < 1 || options.tasks > 1_000_000)
    throw new UserError(`bad number of tasks: ${options.tasks}; 1 to 1000000`)
  for (const [name, value] of Object.entries(options.rates ?? {})) {
    if (!(name in defaultRates))
      throw new UserError(`unknown rate: ${name}`, { hint: `one of ${Object.keys(defaultRates).join(', ')}` })
    const [floor, limit] = limits[name] ?? (name.startsWith('clock.') ? [-3600, 3600] : [0, 1])
    if (!Number.isFinite(value) || value < floor || value > limit)
      throw new UserError(`bad rate: ${name}=${value}; ${floor} to ${limit}`)
  }
  return { ...defaultRates, ...options.rates }
}
