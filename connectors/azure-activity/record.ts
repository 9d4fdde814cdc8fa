/** An activity log event in one shape: REST's names, into which `unwrap` folds the other forms. https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish().catch(null),
)

const map = z.record(z.string(), z.unknown()).nullish().catch(null)

/** One event. What is not named here stays with the original record. */
export const activity = z.looseObject({
  eventDataId: text,
  operationId: text,
  correlationId: text,
  time: text,
  operationName: z.string().min(1),
  category: text,
  status: text,
  subStatus: text,
  caller: text,
  callerIpAddress: text,
  resourceId: text,
  subscriptionId: text,
  tenantId: text,
  level: text,
  authorization: map,
  claims: map,
  properties: map,
  userAgent: text,
})

/** An event that has been checked. */
export type Activity = z.infer<typeof activity>
