/** A grant of the Privileged Access Manager, as requests, responses and system events carry it: https://cloud.google.com/iam/docs/reference/pam/rest */
import type { TaskDraft } from '../../src/schema/tasks.js'
import { readTime } from '../../src/time.js'
import type { LogEntry } from './record.js'
import type { Fields } from './unwrap.js'

/** What an entry says of a grant. */
export interface PamGrant {
  /** Last part of its name, the same in every entry about it. */
  readonly id: string
  readonly name: string
  readonly entitlement: string | null
  readonly requester: string | null
  readonly justification: string | null
  /** What the approver or revoker wrote. */
  readonly reason: string | null
  readonly state: string | null
  readonly resource: string | null
  readonly roles: readonly string[]
  /** When it ends by itself, microseconds; known once it began. */
  readonly endsAt: number | null
}

/** The grant an entry of the Privileged Access Manager is about; null for any other entry, and where no grant is named. */
export function grantOf(payload: LogEntry['protoPayload']): PamGrant | null {
  const { methodName, serviceName, request, response, metadata, resourceName } = payload
  if (!/privilegedaccessmanager/i.test(`${serviceName} ${methodName}`) && !/(^|\.)PAM\w+Grant/.test(methodName))
    return null
  const bodies = [response, objectOf(metadata?.['grant']), metadata, objectOf(request?.['grant']), request].filter(
    (one) => one !== null && one !== undefined,
  )
  const name = bodies.map((body) => named(body['name'])).find((one) => one !== null) ?? named(resourceName)
  return name === null ? null : readGrant(name, bodies, text(request?.['reason']))
}

/** The grant of that name as these objects tell of it, the first that says something counting. */
export function readGrant(name: string, bodies: readonly Fields[], reason: string | null): PamGrant {
  const first = <T>(pick: (body: Fields) => T | null): T | null => {
    for (const body of bodies) {
      const found = pick(body)
      if (found !== null) return found
    }
    return null
  }
  const access = first((body) => objectOf(objectOf(body['privilegedAccess'])?.['gcpIamAccess']))
  const roles = listOf(access?.['roleBindings']).flatMap((one) => text(objectOf(one)?.['role']) ?? [])
  const began = first((body) => readTime(objectOf(body['auditTrail'])?.['accessGrantTime'], 'UTC'))
  const lasts = first((body) => seconds(body['requestedDuration']))
  const resource = text(access?.['resource'])
  return {
    id: name.split('/').at(-1)!,
    name,
    entitlement: /entitlements\/([^/]+)/.exec(name)?.[1] ?? null,
    requester: first((body) => text(body['requester'])),
    justification: first((body) => text(objectOf(body['justification'])?.['unstructuredJustification'])),
    reason,
    state: first((body) => text(body['state'])),
    resource: resource?.replace(/^\/\/[\w.-]+\//, '') ?? null,
    roles,
    endsAt: began !== null && lasts !== null ? began.at + lasts * 1_000_000 : null,
  }
}

/** What a row of `tasks` says of the grant itself; the rest is known to whoever tells of it. */
export function grantTask(grant: PamGrant) {
  return {
    task: `request:${grant.id}`,
    native_id: grant.name,
    kind: 'request',
    key: grant.id,
    title: grant.entitlement ? `Grant of ${grant.entitlement}` : 'Grant',
    description: grant.justification,
    type: 'Privileged Access Manager grant',
    planned_end_at: grant.endsAt,
    scope: grant.resource ? [grant.resource] : null,
    scope_entitlements: grant.roles.length > 0 ? grant.roles : null,
  } satisfies Partial<TaskDraft>
}

/** A grant's full name; null for any other text. */
export function named(value: unknown): string | null {
  return typeof value === 'string' && /\/grants\/[^/\s]+$/.test(value) ? value : null
}

/** `3600s`, or `{"seconds": "3600"}`. */
function seconds(value: unknown): number | null {
  const written = objectOf(value)?.['seconds'] ?? value
  const found = /^(\d{1,9})(?:\.\d+)?s?$/.exec(String(written ?? ''))
  return found ? Number(found[1]) : null
}

/** A plain object, or null. */
export function objectOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** A list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text that says something, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
