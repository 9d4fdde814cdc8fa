/** An activity of Anthropic's Compliance API, https://platform.claude.com/docs/en/api/compliance/activities/list. */
import { z } from 'zod'

/** One activity. What it concerns stands beside these members, by the kind of activity. */
export const activity = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  created_at: z.unknown().optional(),
  organization_id: z.unknown().optional(),
  organization_uuid: z.unknown().optional(),
  actor: z.unknown().optional(),
})

/** An activity that has been checked. */
export type Activity = z.infer<typeof activity>
