/** What happened in a campaign, as records of an access review. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, reject } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import { readTime } from '../../src/time.js'
import { type HistoryLine, historyLineOf } from './record.js'

/** A line becomes one event of the stage review. */
export function normalize(record: SourceRecord): CanonicalRows {
  const line = historyLineOf(record.value)
  if (line === null) return reject('not_history', `no line of a campaign's history: ${brief(record.value)}`)
  const moment = readTime(line.at)
  if (moment === null) return reject('bad_time', `at is no time: ${brief(line.at)}`)
  return {
    events: [
      {
        native_id: `${line.campaign}:${line.no}`,
        occurred_at: moment.at,
        resolution_us: moment.resolution,
        stage: 'review',
        outcome: line.kind === 'refused' ? 'denied' : 'success',
        is_write: false,
        actor: aliasOf(line.by),
        ...(line.by.includes('@') ? { actor_kind_hint: 'human' } : {}),
        ...meaningOf(line),
        attributes: attributesOf({
          campaign: line.campaign,
          item: line.item ?? null,
          due_at: line.kind === 'opened' ? (line.due ?? null) : null,
          reviewer: line.reviewer ?? null,
          file: asFields(record.value)?.['file'] ?? null,
          row: asFields(record.value)?.['row'] ?? null,
          is_against_recommendation: asFields(record.value)?.['is_against_recommendation'] ?? null,
        }),
      },
    ],
  }
}

type Meaning = Pick<EventDraft, 'activity' | 'operation' | 'decision' | 'subject' | 'entitlement' | 'resource' | 'text'>

const decided: ReadonlyMap<string, string> = new Map([
  ['keep', 'approved'],
  ['revoke', 'denied'],
])

function meaningOf(line: HistoryLine): Meaning {
  const { kind } = line
  if (kind === 'opened')
    return { activity: 'create', operation: 'certify open', entitlement: line.name ?? line.campaign }
  if (kind === 'closed')
    return {
      activity: 'close',
      operation: 'certify close',
      entitlement: line.name ?? line.campaign,
      text: line.comment || null,
    }
  if (kind === 'decided')
    return {
      activity: 'decide',
      operation: line.decision === 'unsure' ? "decide: don't know" : `decide: ${line.decision ?? 'nothing'}`,
      decision: decided.get(line.decision ?? '') ?? null,
      subject: line.subject ?? null,
      entitlement: line.entitlement ?? null,
      resource: line.resource ?? null,
      text: line.comment || null,
    }
  if (kind === 'assigned') return { activity: 'assign', operation: 'certify assign', text: line.comment || null }
  // An attempt to decide on one's own access is no decision.
  return { activity: 'other', operation: `certify ${kind}`, text: line.detail ?? null }
}

/** People are named by address; whoever is not has no account anywhere else. */
function aliasOf(name: string): string {
  if (/^[a-z0-9_]+:/.test(name)) return name
  return name.includes('@') ? `email:${name.toLowerCase()}` : `certification:${name}`
}
