/** The closed word lists of the canonical columns: one word for one thing, everywhere. */

/** Stages of a chain, in their order, then those beside the chain. */
export const stages = [
  'request',
  'recommendation',
  'disposition',
  'approval',
  'policy',
  'credential',
  'execution',
  'revocation',
  'review',
  'break_glass',
  'logging',
  'identity',
  'delegation',
  'context',
] as const
export type Stage = (typeof stages)[number]

/** What happened, in our words. */
export const activities = [
  ...['create', 'update', 'comment', 'message', 'edit', 'react', 'decide', 'ask_approval', 'assign', 'transition'],
  ...['close', 'reopen', 'cancel', 'move', 'link', 'issue', 'renew', 'grant', 'remove', 'revoke', 'expire', 'deploy'],
  ...['configure', 'read', 'use', 'sign_in', 'sign_out', 'disable_logging', 'enable_logging', 'lifecycle', 'delete'],
  'other',
] as const

/** What an actor is. Unknown is never taken for human. */
export const actorKinds = ['human', 'agent', 'workload', 'system', 'group', 'unknown'] as const
export type ActorKind = (typeof actorKinds)[number]

/** How an operation ended. */
export const outcomes = ['success', 'failure', 'denied', 'pending', 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

/** A decision, as its record states it. `not_required` is not an approval. */
export const decisions = [
  'approved',
  'denied',
  'requested',
  'withdrawn',
  'cancelled',
  'expired',
  'not_required',
  'dismissed',
] as const
export type Decision = (typeof decisions)[number]

/** The state of an item's own approval field. */
export const approvalStates = ['requested', 'approved', 'denied', 'cancelled', 'not_required'] as const

/** What became of an entitlement or a setting. */
export const changes = ['add', 'remove', 'modify'] as const

/** Why a statement about an account may be believed. */
export const bases = ['directory', 'observed', 'session_name', 'source_identity'] as const

/** Built-in change classes of controlled operations; configuration adds or replaces. */
export const changeClasses = [
  'priv_grant',
  'priv_removal',
  'trust_policy',
  'secret_issue',
  'nhi_create',
  'prod_config',
  'data_access',
  'standard_preapproved',
  'read_only',
] as const
export type ChangeClass = (typeof changeClasses)[number]

/** How a credential is held: `session` dies by itself, `static` lives until removed, `grant` is an entitlement lent for a time. */
export const credentialClasses = ['session', 'static', 'grant', 'federated', 'certificate', 'unknown'] as const
export type CredentialClass = (typeof credentialClasses)[number]

/** Where in the record a reference stood; it decides how much the reference proves. */
export const refOrigins = ['field', 'tag', 'session', 'branch', 'text', 'truncated'] as const
export type RefOrigin = (typeof refOrigins)[number]

/** Kinds of tracked items, topmost first. */
export const taskKinds = ['ticket', 'change', 'request', 'grant', 'pull_request', 'agent_run', 'thread'] as const
export type TaskKind = (typeof taskKinds)[number]

/** The class of system a connector reads. */
export const systemClasses = ['ticketing', 'chat', 'iam', 'cloud_audit', 'policy', 'agent', 'reference'] as const
export type SystemClass = (typeof systemClasses)[number]
