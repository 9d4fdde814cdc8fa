/** How the tables of operations are written: one definition names operations of a service and says what they are in our words. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'
import type { Adjust } from './adjust.js'
import type { HandsOf } from './hands.js'

/** What an operation is, without where its parts stand. */
export interface What {
  readonly stage: Stage
  readonly activity: string
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

/** Where the parts of an operation stand, as templates of `places.ts`; `resource` falls back to the service's own list. */
export interface Templates {
  readonly subject?: string
  readonly resource?: string
  readonly entitlement?: string
  readonly after?: string
  /** Id of the credential that the call issues or takes away. */
  readonly credential?: string
  /** Overrules the record's `readOnly`, which counts STS as reading. */
  readonly isWrite?: boolean
  /** The work goes on after the call has answered. */
  readonly isAsync?: boolean
  readonly adjust?: Adjust
  /** A person sat there who made this call. */
  readonly hands?: HandsOf
}

/** Operations of one service that are alike. */
export interface Definition {
  readonly source: string
  readonly names: readonly string[]
  readonly what: What
  readonly templates: Templates
}

/** A definition for names separated by blanks, without API dates: `UpdateFunctionCode` stands for `UpdateFunctionCode20150331v2`. */
export function defined(source: string, names: string, what: What, templates: Templates = {}): Definition {
  return { source, names: namesOf(names), what, templates }
}

/** The names of a list separated by blanks and line breaks. */
export function namesOf(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** Stage, activity, change class and change of an operation, in this order. */
export function what(
  stage: Stage,
  activity: string,
  changeClass: ChangeClass | null,
  change: What['change'] = null,
): What {
  return { stage, activity, changeClass, change }
}

/** What a verb says of a call that is no change of entitlements. */
export function verbOf(name: string): { readonly activity: string; readonly change: What['change'] } {
  for (const [pattern, activity, change] of verbs) if (pattern.test(name)) return { activity, change }
  return { activity: 'configure', change: 'modify' }
}

const verbs: readonly (readonly [RegExp, string, What['change']])[] = [
  [/^(?:Delete|Terminate|Release|Deregister|Remove|Destroy|Purge|BatchDelete|Drop)/, 'delete', 'remove'],
  [/^(?:Create|Run|Allocate|Import|Register|Launch|Issue|Request|Upload|Copy|Restore|Accept)/, 'create', 'add'],
  [/^(?:Attach|Associate|Add|Authorize|Grant|Enable|Tag)/, 'configure', 'add'],
  [/^(?:Detach|Disassociate|Revoke|Disable|Untag)/, 'configure', 'remove'],
  [/^(?:Deploy|Publish)/, 'deploy', 'modify'],
  [/^(?:Invoke|Send|Execute|Start|Submit|Converse)/, 'use', null],
]
