/** OpenAI's audit log object, https://platform.openai.com/docs/api-reference/audit-logs/object. */
import { z } from 'zod'

/** Text or a number as text; anything else counts as missing. */
const text = z.preprocess(
  (value) =>
    typeof value === 'number' ? String(value) : typeof value === 'string' && value.trim() !== '' ? value.trim() : null,
  z.string().nullable(),
)

/** One entry. Its details stand in a member named as its type (`api_key.created`; stores write `api_key_created`). */
export const auditLog = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  effective_at: z.unknown().optional(),
  project: z.unknown().optional(),
  actor: z.unknown().optional(),
})

/** Who did it: a session of a user, or a key of a user or a service account. */
export const actor = z.looseObject({
  type: text,
  session: z.unknown().optional(),
  api_key: z.unknown().optional(),
})

/** An entry that has been checked. */
export type AuditLog = z.infer<typeof auditLog>
