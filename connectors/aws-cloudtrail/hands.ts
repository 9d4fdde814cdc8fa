/** What shows that a person sat there, and that a pipeline did: in the operation, its parameters, and what AWS's own pages call themselves. */
import type { GrantPath, Hands } from '../../src/schema/attributes.js'
import type { Caller } from './identity.js'
import type { Json } from './record.js'

/** What an operation says of whoever made the call: always the same, or by its parameters. */
export type HandsOf = Hands | ((params: Json | null) => Hands | null)

/** ECS runs one command in a container, or opens a shell there. */
export const handsByInteractive: HandsOf = (params) =>
  String(params?.['interactive']).toLowerCase() === 'true' ? 'shell' : null

/** What shows in one record that a person sat there; null where nothing does. */
export function readHands(hands: HandsOf | null, params: Json | null, userAgent: unknown): Hands | null {
  const told = typeof hands === 'function' ? hands(params) : hands
  if (told !== null) return told
  return typeof userAgent === 'string' && consolePages.test(userAgent) ? 'browser' : null
}

const consolePages =
  /^\[?(?:S3Console|AWS-Console|console\.amazonaws\.com|signin\.amazonaws\.com|Coral\/Jakarta.*console|AWSCloudTrail, aws-internal\/.*Console)/

/** CloudFormation makes what a template says. */
export function grantPathOf(caller: Caller): GrantPath | null {
  return caller.principal !== null && caller.invokedBy === 'cloudformation.amazonaws.com' ? 'pipeline' : null
}
