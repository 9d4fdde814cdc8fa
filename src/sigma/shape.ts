/** What a Sigma rule looks like (Sigma specification 2.1, rules). */
import { z } from 'zod'

const words = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat())
/** What of a Sigma rule is read; what else it says is its author's business. */
export const sigmaShape = z.looseObject({
  title: z.string().min(3),
  id: z.string().optional(),
  description: z.string().optional(),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).optional(),
  references: words.optional(),
  falsepositives: words.optional(),
  tags: z.array(z.string()).optional(),
  logsource: z.looseObject({
    product: z.string().optional(),
    service: z.string().optional(),
    category: z.string().optional(),
  }),
  detection: z.looseObject({ condition: z.union([z.string(), z.array(z.string())]) }),
})
/** A Sigma rule, read. */
export type SigmaRule = z.output<typeof sigmaShape>

/** `fields.yaml`: what the fields of Sigma rules are called in our events. */
export const fieldsShape = z.record(z.string(), z.string())
