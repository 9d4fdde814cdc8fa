/** Grants of the Privileged Access Manager as its API lists them: what became of each, step by step, with who decided. */
import type { CanonicalRows } from '../../src/connector.js'
import { compact, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { writes } from '../../src/schema/meaning.js'
import { type Moment, readTime } from '../../src/time.js'
import { grantTask, listOf, named, objectOf, type PamGrant, readGrant, text } from './grants.js'
import { type Meaning, meaningOf } from './methods.js'
import { memberAlias } from './principals.js'
import type { Fields } from './unwrap.js'

/** Steps of a timeline, each with the method by which the audit log tells of the same. */
const methods: Readonly<Record<string, string>> = {
  requested: 'PrivilegedAccessManager.CreateGrant',
  approved: 'PrivilegedAccessManager.ApproveGrant',
  denied: 'PrivilegedAccessManager.DenyGrant',
  revoked: 'PrivilegedAccessManager.RevokeGrant',
  withdrawn: 'PrivilegedAccessManager.WithdrawGrant',
  activated: 'PAMActivateGrant',
  activationFailed: 'PAMActivateGrant',
  ended: 'PAMEndGrant',
  expired: 'PAMExpireGrant',
  externallyModified: 'PAMReportExternalGrantModification',
}

interface Step {
  readonly name: string
  readonly time: Moment
  readonly told: Fields
  readonly meaning: Meaning
}

/** Whether a record is a grant with its timeline: https://cloud.google.com/iam/docs/reference/pam/rest */
export function isGrant(value: unknown): value is Fields {
  const grant = objectOf(value)
  return grant !== null && named(grant['name']) !== null && objectOf(grant['timeline']) !== null
}

/** One grant: a row for each step of its timeline, and the request it is. */
export function normalizeGrant(fields: Fields): CanonicalRows {
  const grant = readGrant(named(fields['name'])!, [fields], null)
  const steps = listOf(objectOf(fields['timeline'])?.['events']).flatMap((one) => stepOf(one) ?? [])
  const asked = readTime(fields['createTime'], 'UTC') ?? steps[0]?.time
  if (!asked) return reject('bad_time', `grant ${grant.id} has no time`)
  const said = findReferences(grant.justification, 'text')
  const requester = grant.requester ? memberAlias(grant.requester) : null
  const decided = steps.find(({ meaning }) => meaning.stage === 'approval')?.meaning.decision
  return {
    events: steps.map((step) => toEvent(step, grant, requester)),
    tasks: [
      {
        ...grantTask(grant),
        status: grant.state,
        is_closed: steps.some(({ name }) => closing.has(name)),
        requester,
        requested_for: requester,
        created_at: asked.at,
        updated_at: readTime(fields['updateTime'], 'UTC')?.at ?? steps.at(-1)?.time.at ?? asked.at,
        resolution_us: asked.resolution,
        approval_state: decided === 'approved' || decided === 'denied' ? decided : null,
        has_history: true,
        ...referenceColumns(said),
      },
    ],
  }
}

/** Steps after which a grant gives nothing any more. */
const closing = new Set(['denied', 'revoked', 'withdrawn', 'activationFailed', 'ended', 'expired'])

function stepOf(value: unknown): Step | null {
  const told = objectOf(value)
  const time = readTime(told?.['eventTime'], 'UTC')
  const name = Object.keys(told ?? {}).find((key) => key !== 'eventTime')
  if (told === null || time === null || name === undefined) return null
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  const meaning: Meaning = method ? meaningOf(method, false) : writes('context', 'update')
  return { name, time, told: objectOf(told[name]) ?? {}, meaning }
}

function toEvent({ name, time, told, meaning }: Step, grant: PamGrant, requester: string | null): EventDraft {
  const isOwn = name === 'requested' || name === 'withdrawn'
  const by = text(told['actor'])
  const actor = by ? memberAlias(by) : isOwn ? requester : 'gcp:system'
  const isFailed = name === 'activationFailed'
  const reason = text(told['reason'])
  const said = isOwn ? grant.justification : reason
  return {
    native_id: `${grant.name}/${name}/${time.at}`,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: `grant ${name}`,
    outcome: isFailed ? 'failure' : 'success',
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task: `request:${grant.id}`,
    actor,
    actor_kind_hint: actor === 'gcp:system' ? 'system' : null,
    credential_class: meaning.credential,
    issued_credential: meaning.credential === 'grant' && !isFailed ? `grant:${grant.id}` : null,
    issued_expires_at: meaning.stage === 'credential' && !isFailed ? grant.endsAt : null,
    subject: requester,
    account: /^projects\/([^/]+)/.exec(grant.name)?.[1] ?? null,
    resource: grant.resource,
    entitlement: grant.roles[0] ?? null,
    change: meaning.change,
    decision: meaning.decision,
    ...referenceColumns(findReferences(said, 'text')),
    text: said,
    attributes: JSON.stringify(
      compact({
        grant_state: grant.state,
        grant_name: grant.name,
        roles: grant.roles.length > 1 ? grant.roles : null,
        told: name === 'approved' || name === 'denied' || name === 'revoked' ? null : told,
      }),
    ),
  }
}
