/** A line of a campaign's history, as `certify` writes it. */
import { z } from 'zod'

/** The word every line carries. */
export const historySchema = 'approvenance/campaign-history@1'

const line = z.looseObject({
  schema: z.literal(historySchema),
  campaign: z.string(),
  no: z.int(),
  at: z.string(),
  by: z.string(),
  kind: z.string(),
  hash: z.string(),
  name: z.string().optional(),
  due: z.string().optional(),
  item: z.string().optional(),
  subject: z.string().optional(),
  entitlement: z.string().optional(),
  resource: z.string().nullish(),
  decision: z.string().optional(),
  comment: z.string().optional(),
  detail: z.string().optional(),
  reviewer: z.string().optional(),
})

/** A line of a history. */
export type HistoryLine = z.output<typeof line>

/** The line that a record is; null for anything else. */
export function historyLineOf(value: unknown): HistoryLine | null {
  const read = line.safeParse(value)
  return read.success ? read.data : null
}
