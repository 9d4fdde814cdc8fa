/** An activity of the Reports API as Google spells it: https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish().catch(null),
)

const event = z.looseObject({
  type: text,
  name: text,
  /** A list of `{name, value}`, or a map in copies. */
  parameters: z.unknown().optional(),
})

/** One activity with its events. What is not named here stays with the original record. */
export const activity = z.looseObject({
  id: z.looseObject({ time: text, uniqueQualifier: text, applicationName: text, customerId: text }),
  actor: z.looseObject({ callerType: text, email: text, profileId: text, key: text }).nullish().catch(null),
  ipAddress: text,
  ownerDomain: text,
  events: z.array(event).min(1),
})

/** An activity that has been checked. */
export type Activity = z.infer<typeof activity>

/** One event of an activity. */
export type ActivityEvent = z.infer<typeof event>
