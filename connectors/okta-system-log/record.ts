/** Okta's log event as Okta spells it: `GET /api/v1/logs`, https://developer.okta.com/docs/reference/api/system-log/#logevent-object */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish(),
)

/** An object that a flattened export may hold as JSON text, or as empty text when it has none. */
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

const map = z.record(z.string(), z.unknown())

const principal = z.looseObject({
  id: text,
  type: text,
  alternateId: text,
  displayName: text,
  detailEntry: fromJson(map.nullish()),
})

const target = principal.extend({ changeDetails: fromJson(map.nullish()) })

/** One LogEvent. What is not named here stays with the original record. */
export const logEvent = z.looseObject({
  uuid: z.string().min(1),
  published: z.string().min(1),
  eventType: z.string().min(1),
  displayMessage: text,
  severity: text,
  legacyEventType: text,
  actor: fromJson(principal.nullish()),
  client: fromJson(
    z
      .looseObject({
        id: text,
        device: text,
        zone: text,
        ipAddress: text,
        userAgent: fromJson(z.looseObject({ rawUserAgent: text }).nullish()),
        geographicalContext: fromJson(z.looseObject({ city: text, country: text }).nullish()),
      })
      .nullish(),
  ),
  authenticationContext: fromJson(
    z
      .looseObject({
        externalSessionId: text,
        rootSessionId: text,
        authenticationProvider: text,
        credentialProvider: text,
        credentialType: text,
        issuer: z.unknown().optional(),
      })
      .nullish(),
  ),
  outcome: fromJson(z.looseObject({ result: text, reason: text }).nullish()),
  target: fromJson(z.array(target).nullish()),
  transaction: fromJson(z.looseObject({ id: text, type: text, detail: fromJson(map.nullish()) }).nullish()),
  debugContext: fromJson(z.looseObject({ debugData: fromJson(z.unknown().optional()).optional() }).nullish()),
  securityContext: fromJson(map.nullish()),
  device: fromJson(map.nullish()),
})

/** A LogEvent that has been checked. */
export type LogEvent = z.infer<typeof logEvent>

/** Who or what a LogEvent names: its actor, or one of its targets. */
export type Principal = z.infer<typeof principal>

/** One of the targets, with what changed on it where Okta says so. */
export type Target = z.infer<typeof target>
