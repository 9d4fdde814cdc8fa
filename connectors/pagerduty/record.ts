/** What PagerDuty's REST API v2 writes about incidents, log entries and users, in its own spelling. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)
const reference = z.looseObject({ id: text, type: text, summary: text, email: text, name: text }).nullish().catch(null)
/** Whoever or whatever is named: `user_reference`, `service_reference`, `integration`. */
export type Reference = z.infer<typeof reference>

/** https://developer.pagerduty.com/api-reference/c661e065403b5-list-log-entries */
export const entry = z.looseObject({
  id: text,
  type: text,
  summary: text,
  created_at: text,
  agent: reference,
  channel: z.looseObject({ type: text, summary: text, content: text, note: text }).nullish().catch(null),
  incident: reference,
  service: reference,
  assignees: z.array(reference).nullish().catch(null),
  user: reference,
  note: text,
})
export type Entry = z.infer<typeof entry>

/** https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents */
export const incident = z.looseObject({
  id: text,
  incident_number: text,
  title: text,
  description: text,
  html_url: text,
  created_at: text,
  updated_at: text,
  resolved_at: text,
  status: text,
  urgency: text,
  incident_key: text,
  service: reference,
  assignments: z
    .array(z.looseObject({ at: text, assignee: reference }))
    .nullish()
    .catch(null),
  acknowledgements: z
    .array(z.looseObject({ at: text, acknowledger: reference }))
    .nullish()
    .catch(null),
  last_status_change_at: text,
  last_status_change_by: reference,
  log_entries: z.array(z.unknown()).nullish().catch(null),
})

/** https://developer.pagerduty.com/api-reference/c96e889522dd6-list-users */
export const user = z.looseObject({ id: text, name: text, email: text, role: text, job_title: text })

/** What a record is. */
export type Kind = 'incident' | 'entry' | 'user'

/** The shape of a record, or null when it is none of PagerDuty's. */
export function kindOf(value: Fields): Kind | null {
  const type = String(value['type'] ?? '')
  if ('incident_number' in value && 'service' in value && 'status' in value && 'created_at' in value) return 'incident'
  if (/_log_entry$/.test(type) && 'created_at' in value) return 'entry'
  const isPlace = /pagerduty\.com/.test(`${value['html_url'] ?? ''} ${value['self'] ?? ''}`)
  return type === 'user' && 'email' in value && isPlace ? 'user' : null
}

/** The record inside envelopes, webhooks (`event.data`) or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  const found = unwrapFields(value, (one) => kindOf(one) !== null)
  if (found) return found
  const single = asFields(value)
  const inner = asFields(single?.['incident'] ?? single?.['log_entry'])
  return inner && kindOf(inner) ? inner : null
}
