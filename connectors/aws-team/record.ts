/** A request of AWS TEAM as its `requests` table holds it: aws-samples/iam-identity-center-team, `schema.graphql`. */
import { z } from 'zod'

const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : String(value)))
const texts = z
  .union([z.array(z.unknown()), z.string()])
  .nullish()
  .transform((value) => listOf(value))

/** One request. Scalars come out as text, empty ones as null; fields that newer versions add are let through. */
export const teamRequest = z.looseObject({
  id: z.string().min(1),
  status: text,
  email: text,
  username: text,
  owner: text,
  accountId: text,
  accountName: text,
  role: text,
  roleId: text,
  startTime: text,
  endTime: text,
  duration: text,
  session_duration: text,
  justification: text,
  ticketNo: text,
  comment: text,
  approver: text,
  approverId: text,
  approvers: texts,
  approver_ids: texts,
  revoker: text,
  revokerId: text,
  revokeComment: text,
  createdAt: text,
  updatedAt: text,
})

/** A request that passed the door. */
export type TeamRequest = z.infer<typeof teamRequest>

/** A list as JSON gives it, as a CSV cell holds it (`["a","b"]`), or separated by commas or semicolons. */
function listOf(value: readonly unknown[] | string | null | undefined): string[] {
  if (value === null || value === undefined || value === '') return []
  if (typeof value !== 'string') return value.filter((one): one is string => typeof one === 'string' && one !== '')
  if (value.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(value)
      if (Array.isArray(parsed))
        return listOf(parsed.map((one) => (typeof one === 'object' && one !== null ? one.S : one)))
    } catch {
      // Not JSON after all: the brackets are taken off below and the parts kept.
    }
  }
  return value
    .replace(/^\[|\]$/g, '')
    .split(/[;,]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
