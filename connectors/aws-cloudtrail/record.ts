/**
 * CloudTrail's records in AWS's own spelling.
 *
 * Only the spine is validated with zod. A loose schema of the whole record (20 fields, nested userIdentity) was measured at 1.4–2.0 µs a
 * record, half of what reading a record may cost, and it would refuse records whose side fields are oddly typed (`requestParameters` as
 * text, `userIdentity` null), which AWS does write. Everything beside the spine is `unknown` and goes through the guards below.
 */
import { z } from 'zod'

/** A JSON object whose members nobody has looked at yet. */
export type Json = Readonly<Record<string, unknown>>

/** What every CloudTrail event must have, beside a time (which is read and refused by `readEventTime`). */
export const spine = z.object({ eventName: z.string().min(1), eventSource: z.string().min(1) })

/** Placeholders that AWS writes where a value was: they are no value. */
const hidden = new Set(['HIDDEN_DUE_TO_SECURITY_REASONS', '<sensitiveDataRemoved>', '***'])

/** The value as an object; null for anything else, arrays included. */
export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

/** The value as text; null for anything else, for empty text and for AWS's placeholders. */
export function asText(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  // Looking at the first character spares hashing each of some 40 strings a record.
  const first = value.charCodeAt(0)
  return (first === 72 || first === 60 || first === 42) && hidden.has(value) ? null : value
}

/** The value as an array; empty for anything else. EC2 wraps its arrays in `{items: […]}`. */
export function asArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const items = asObject(value)?.['items']
  return Array.isArray(items) ? items : []
}

/** An object that an export may hold as JSON text (`requestParameters` of Athena and of some SIEMs); null when it is neither. */
export function asObjectOrJson(value: unknown): Json | null {
  if (typeof value !== 'string') return asObject(value)
  return value.startsWith('{') ? asObject(parseJson(value)) : null
}

/** Parses JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const spelling = new Map(
  (
    'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestParameters ' +
    'responseElements additionalEventData requestID eventID readOnly resources eventType apiVersion recipientAccountId serviceEventDetails ' +
    'sharedEventID vpcEndpointId managementEvent eventCategory tlsDetails sessionCredentialFromConsole principalId accountId accessKeyId ' +
    'userName invokedBy sessionContext sessionIssuer sourceIdentity webIdFederationData federatedProvider mfaAuthenticated creationDate ' +
    'onBehalfOf userId identityProvider credentialId inScopeOf issuerType credentialsIssuedTo ec2RoleDelivery'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

/** Athena and some SIEMs lower-case every key: the spine and userIdentity get AWS's spelling back, parameters stay as they are. */
export function respell(outer: Json): Json {
  return Object.fromEntries(
    Object.entries(outer).map(([key, value]) => {
      const name = spelling.get(key) ?? key
      const nested =
        name === 'userIdentity' || name === 'sessionContext' || name === 'sessionIssuer' || name === 'attributes'
      const inner = nested || name === 'onBehalfOf' || name === 'inScopeOf' ? asObject(value) : null
      return [name, inner ? respell(inner) : value]
    }),
  )
}
