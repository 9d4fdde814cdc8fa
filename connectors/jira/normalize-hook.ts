/** Webhook deliveries: the issue as it stood, and what was just done to it. https://developer.atlassian.com/cloud/jira/platform/webhooks/ */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import type { EventDraft } from '../../src/schema/events.js'
import { commentEvent } from './normalize-comment.js'
import { historyEvents, type Item, json } from './normalize-history.js'
import { badTime, normalizeIssue } from './normalize-issue.js'
import { kindHint, people } from './people.js'
import { account, comment, history, isObject, issue } from './record.js'
import { moment } from './times.js'

/** What happened to anything, by the end of the event's name. */
const activities: readonly (readonly [RegExp, string])[] = [
  [/_created$/, 'create'],
  [/_updated$/, 'update'],
  [/_deleted$/, 'delete'],
]

/** Rows of one delivery. The change and the comment are its own; an issue cut short by the sender only names the item. */
export function normalizeHook(value: Readonly<Record<string, unknown>>, record: SourceRecord): CanonicalRows {
  const operation = String(value['webhookEvent'])
  const at = moment(value['timestamp'], record.timezone)
  if (!at) return badTime(`timestamp of ${operation} is no time: ${JSON.stringify(value['timestamp'])}`)
  const about = isObject(value['issue']) ? value['issue'] : null
  const key = typeof about?.['key'] === 'string' ? about['key'] : null
  const who = people()
  const item: Item = { task: key === null ? null : `ticket:${key.toUpperCase()}`, people: who, zone: record.timezone }
  const parsed = issue.safeParse(about)
  const whole = parsed.success ? normalizeIssue(parsed.data, record) : {}
  const isDeleted = operation.endsWith('_deleted')
  const change = history.safeParse({
    ...(isObject(value['changelog']) ? value['changelog'] : {}),
    author: value['user'],
    created: value['timestamp'],
  })
  const said = isDeleted ? null : comment.safeParse(value['comment'] ?? value['worklog']).data
  const events: (EventDraft | null)[] = [
    ...(change.success ? (historyEvents(change.data, item) ?? []) : []),
    said ? commentEvent(said, item) : null,
  ]
  const found = [...(whole.events ?? []), ...events.filter((event) => event !== null)]
  if (found.length === 0 || isDeleted) {
    const user = account.safeParse(value['user']).data
    found.push({
      occurred_at: at.at,
      resolution_us: at.resolution,
      stage: 'context',
      activity: activities.find(([pattern]) => pattern.test(operation))?.[1] ?? 'other',
      operation,
      outcome: 'success',
      is_write: true,
      task: item.task,
      actor: who.alias(user),
      actor_kind_hint: kindHint(user),
      attributes: json({ comment: isObject(value['comment']) ? value['comment']['id'] : null }),
    })
  }
  return { tasks: whole.tasks ?? [], events: found, identities: [...(whole.identities ?? []), ...who.rows()] }
}
