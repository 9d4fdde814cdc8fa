/** Changes of a policy that an entry lists one by one: who got or lost which role, and which logging was switched. */
import type { EventDraft } from '../../src/schema/events.js'
import { memberAlias } from './principals.js'
import type { LogEntry } from './record.js'

/** What a delta says over and above its entry. */
type Delta = Pick<EventDraft, 'stage' | 'activity' | 'change'> &
  Partial<Pick<EventDraft, 'change_class' | 'subject' | 'entitlement' | 'before' | 'after'>>

/** One part for each binding and each audit configuration that changed, in their order; none where the entry has no deltas. */
export function deltasOf({ serviceData, metadata }: LogEntry['protoPayload'], account: string | null): Delta[] {
  const delta = objectOf(serviceData?.['policyDelta']) ?? objectOf(metadata?.['policyDelta'])
  if (delta === null) return []
  return [
    ...listOf(delta['bindingDeltas']).flatMap(binding),
    ...listOf(delta['auditConfigDeltas']).flatMap((one) => logging(one, account)),
  ]
}

function binding(value: unknown): Delta[] {
  const { action, role, member, condition } = objectOf(value) ?? {}
  if (typeof role !== 'string' || typeof member !== 'string' || role === '' || member.trim() === '') return []
  const isRemoval = /^REMOVE$/i.test(String(action)) || action === 2
  const state = JSON.stringify({ role, member, ...(objectOf(condition) ? { condition } : {}) })
  return [
    isRemoval
      ? {
          stage: 'revocation',
          activity: 'remove',
          change: 'remove',
          change_class: 'priv_removal',
          subject: memberAlias(member),
          entitlement: role,
          before: state,
          after: null,
        }
      : {
          stage: 'execution',
          activity: 'grant',
          change: 'add',
          change_class: 'priv_grant',
          subject: memberAlias(member),
          entitlement: role,
          before: null,
          after: state,
        },
  ]
}

/** Taking a log type away or exempting somebody both mean that less is logged. */
function logging(value: unknown, account: string | null): Delta[] {
  const { action, service, logType, exemptedMember } = objectOf(value) ?? {}
  if (typeof service !== 'string' && typeof logType !== 'string') return []
  const isRemoval = /^REMOVE$/i.test(String(action)) || action === 2
  const exempted = typeof exemptedMember === 'string' && exemptedMember.trim() !== '' ? exemptedMember : null
  const state = JSON.stringify({
    service,
    logType,
    ...(exempted ? { exemptedMember: exempted } : {}),
    ...(account ? { on: account } : {}),
  })
  const isLess = isRemoval !== (exempted !== null)
  return [
    {
      stage: 'logging',
      activity: isLess ? 'disable_logging' : 'enable_logging',
      change: isRemoval ? 'remove' : 'add',
      change_class: null,
      subject: exempted ? memberAlias(exempted) : null,
      entitlement: null,
      before: isRemoval ? state : null,
      after: isRemoval ? null : state,
    },
  ]
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
