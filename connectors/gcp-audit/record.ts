/** A Cloud Audit Logs entry as Google spells it: https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog inside of a LogEntry. */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish(),
)

/** An object that a flattened export holds as JSON text, or as empty text when it has none. */
function fromJson<T extends z.ZodType>(inner: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'string') return value
    if (value.trim() === '' || value === '...') return null
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  }, inner)
}

const anything = fromJson(z.record(z.string(), z.unknown()).nullish())

const delegation = z.looseObject({
  principalSubject: text,
  firstPartyPrincipal: z.looseObject({ principalEmail: text }).nullish(),
  thirdPartyPrincipal: z.record(z.string(), z.unknown()).nullish(),
})

/** The payload: who called what on what, and what came of it. */
const auditLog = z.looseObject({
  serviceName: text,
  methodName: z.string().min(1),
  resourceName: text,
  authenticationInfo: fromJson(
    z
      .looseObject({
        principalEmail: text,
        principalSubject: text,
        authoritySelector: text,
        serviceAccountKeyName: text,
        serviceAccountDelegationInfo: fromJson(z.array(delegation).nullish()),
      })
      .nullish(),
  ),
  authorizationInfo: fromJson(
    z.array(z.looseObject({ permission: text, resource: text, granted: z.boolean().nullish().catch(null) })).nullish(),
  ),
  requestMetadata: fromJson(z.looseObject({ callerIp: text, callerIP: text, callerSuppliedUserAgent: text }).nullish()),
  status: fromJson(z.looseObject({ code: z.coerce.number().nullish().catch(null), message: text }).nullish()),
  request: anything,
  response: anything,
  metadata: anything,
  serviceData: anything,
})

/** One LogEntry with an audit payload. What is not named here stays with the original record. */
export const logEntry = z.looseObject({
  insertId: text,
  logName: text,
  timestamp: text,
  receiveTimestamp: text,
  severity: text,
  trace: text,
  resource: fromJson(
    z.looseObject({ type: text, labels: fromJson(z.record(z.string(), z.unknown()).nullish()) }).nullish(),
  ),
  operation: fromJson(
    z.looseObject({ id: text, producer: text, first: z.boolean().nullish(), last: z.boolean().nullish() }).nullish(),
  ),
  protoPayload: auditLog,
})

/** A LogEntry that has been checked. */
export type LogEntry = z.infer<typeof logEntry>
