/** What Zendesk's API writes about tickets, their audits, approval requests, users and its audit log, in its own spelling. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)
const via = z.looseObject({ channel: text }).nullish().catch(null)
const list = z.array(z.unknown()).nullish().catch(null)

/** https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ */
export const ticket = z.looseObject({
  id: text,
  url: text,
  subject: text,
  description: text,
  status: text,
  type: text,
  priority: text,
  created_at: text,
  updated_at: text,
  requester_id: text,
  submitter_id: text,
  assignee_id: text,
  group_id: text,
  external_id: text,
  tags: list,
  via,
})

/** https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/ */
export const ticketAudit = z.looseObject({
  id: text,
  ticket_id: text,
  created_at: text,
  author_id: text,
  via,
  metadata: z
    .looseObject({ system: z.looseObject({ ip_address: text, client: text }).nullish().catch(null) })
    .nullish()
    .catch(null),
  events: z.array(
    z.looseObject({
      id: text,
      type: text,
      field_name: text,
      value: z.unknown().optional(),
      previous_value: z.unknown().optional(),
      body: text,
      author_id: text,
      public: z.boolean().nullish().catch(null),
    }),
  ),
})

const person = z.looseObject({ id: text, name: text, email: text }).nullish().catch(null)

/** https://developer.zendesk.com/api-reference/ticketing/tickets/approval_requests/ */
export const approval = z.looseObject({
  id: text,
  status: text,
  subject: text,
  message: text,
  created_at: text,
  decided_at: text,
  created_by_user: person,
  assignee_user: person,
  decisions: z
    .array(z.looseObject({ decided_at: text, decided_by_user: person, decision_notes: text, status: text }))
    .nullish()
    .catch(null),
  ticket_details: z.looseObject({ id: text }).nullish().catch(null),
})

/** https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/ */
export const auditLog = z.looseObject({
  id: text,
  url: text,
  actor_id: text,
  actor_name: text,
  action: text,
  action_label: text,
  change_description: text,
  source_id: text,
  source_type: text,
  source_label: text,
  ip_address: text,
  created_at: text,
})
export type AuditLog = z.infer<typeof auditLog>

/** https://developer.zendesk.com/api-reference/ticketing/users/users/ */
export const user = z.looseObject({
  id: text,
  name: text,
  email: text,
  role: text,
  suspended: z.boolean().nullish().catch(null),
})

/** What a record is. */
export type Kind = 'ticket' | 'audit' | 'approval' | 'log' | 'user'

/** The shape of a record, or null when it is none of Zendesk's. */
export function kindOf(value: Fields): Kind | null {
  const has = (...names: string[]) => names.every((name) => name in value)
  if (has('actor_id', 'source_type', 'action') && ('change_description' in value || 'source_label' in value))
    return 'log'
  if (has('ticket_id', 'author_id') && Array.isArray(value['events'])) return 'audit'
  if (has('requester_id', 'submitter_id', 'subject', 'status')) return 'ticket'
  if (has('assignee_user', 'status') && ('decisions' in value || 'decided_at' in value)) return 'approval'
  const isUser = has('email', 'role', 'name') && /zendesk\.com\/api\/v2\/users\//.test(String(value['url'] ?? ''))
  return isUser ? 'user' : null
}

/** The record inside envelopes, single answers (`ticket`, `user`), or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  const found = unwrapFields(value, (one) => kindOf(one) !== null)
  if (found) return found
  const single = asFields(value)
  for (const name of ['ticket', 'audit', 'user', 'audit_log', 'approval_request']) {
    const inner = asFields(single?.[name])
    if (inner && kindOf(inner)) return inner
  }
  return null
}
