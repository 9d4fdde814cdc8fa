/** The chapters: stories of the rules beside the core, a file for each group of rules. */
import type { ChapterName, Telling } from '../world.js'
import { accounts } from './accounts.js'
import { agents } from './agents.js'
import { approvers } from './approvers.js'
import { credentials } from './credentials.js'
import { decisions } from './decisions.js'
import { emergencies } from './emergencies.js'
import { entitlements } from './entitlements.js'
import { policies } from './policies.js'

/** The stories of one group of rules. */
export interface Chapter {
  /** Tells the story of `telling.plan.variant`. Returns the task's key, null where there is none. */
  readonly tell: (telling: Telling) => string | null
  /** Variants that carry a planted gap, by rule; several are used in turn. */
  readonly gaps: Readonly<Record<string, readonly string[]>>
  /** Variants that look like a fault and are none. */
  readonly traps: readonly string[]
}

/** Every chapter by its name, which is the flavour of its stories. */
export const chapters: Readonly<Partial<Record<ChapterName, Chapter>>> = {
  accounts,
  agents,
  approvers,
  credentials,
  decisions,
  emergencies,
  entitlements,
  policies,
}
