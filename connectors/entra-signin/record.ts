/** A sign-in as Microsoft Graph spells it: https://learn.microsoft.com/graph/api/resources/signin (beta, with service principals and agents) */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish().catch(null),
)

/** An object that a flattened export holds as JSON text, or as empty text when it has none. */
function fromJson<T extends z.ZodType>(inner: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'string') return value
    if (value.trim() === '') return null
    try {
      return JSON.parse(value)
    } catch {
      return null
    }
  }, inner)
}

const map = fromJson(z.record(z.string(), z.unknown()).nullish().catch(null))

/** One sign-in. What is not named here stays with the original record. */
export const signIn = z.looseObject({
  id: text,
  createdDateTime: text,
  userId: text,
  userPrincipalName: text,
  userDisplayName: text,
  userType: text,
  appId: text,
  appDisplayName: text,
  servicePrincipalId: text,
  servicePrincipalName: text,
  servicePrincipalCredentialKeyId: text,
  servicePrincipalCredentialThumbprint: text,
  federatedCredentialId: text,
  clientCredentialType: text,
  incomingTokenType: text,
  uniqueTokenIdentifier: text,
  sessionId: text,
  resourceId: text,
  resourceDisplayName: text,
  ipAddress: text,
  userAgent: text,
  clientAppUsed: text,
  correlationId: text,
  originalRequestId: text,
  conditionalAccessStatus: text,
  authenticationRequirement: text,
  authenticationProtocol: text,
  isInteractive: text,
  riskLevelDuringSignIn: text,
  riskState: text,
  status: map,
  deviceDetail: map,
  location: map,
  managedServiceIdentity: map,
  agent: map,
  /** Of the envelope that diagnostic settings put around it. */
  operationName: text,
  category: text,
  tenantId: text,
  resultType: text,
})

/** A sign-in that has been checked. */
export type SignIn = z.infer<typeof signIn>
