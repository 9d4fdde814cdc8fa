/** A directory audit as Microsoft Graph spells it: https://learn.microsoft.com/graph/api/resources/directoryaudit */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish(),
)

/** An object or list that a flattened export holds as JSON text, or as empty text when it has none. */
function fromJson<T extends z.ZodType>(inner: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'string') return value
    if (value.trim() === '') return null
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  }, inner)
}

const pair = z.looseObject({ key: text, value: z.unknown().optional() })

const property = z.looseObject({
  displayName: text,
  oldValue: z.unknown().optional(),
  newValue: z.unknown().optional(),
})

const target = z.looseObject({
  id: text,
  displayName: text,
  type: text,
  userPrincipalName: text,
  modifiedProperties: fromJson(z.array(property).nullish()),
})

const user = z.looseObject({ id: text, displayName: text, userPrincipalName: text, ipAddress: text })
const app = z.looseObject({ appId: text, displayName: text, servicePrincipalId: text, servicePrincipalName: text })

/** One directory audit. What is not named here stays with the original record. */
export const directoryAudit = z.looseObject({
  id: text,
  activityDateTime: text,
  activityDisplayName: z.string().min(1),
  category: text,
  correlationId: text,
  loggedByService: text,
  operationType: text,
  result: text,
  resultReason: text,
  userAgent: text,
  initiatedBy: fromJson(z.looseObject({ user: user.nullish(), app: app.nullish() }).nullish()),
  targetResources: fromJson(z.array(target).nullish()),
  additionalDetails: fromJson(z.array(pair).nullish()),
  /** Of the envelope that diagnostic settings put around it. */
  tenantId: text,
  callerIpAddress: text,
})

/** A directory audit that has been checked. */
export type DirectoryAudit = z.infer<typeof directoryAudit>

/** What was acted on. */
export type Target = z.infer<typeof target>

/** A changed property, values as JSON in text. */
export type Property = z.infer<typeof property>
