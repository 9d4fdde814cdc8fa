/** A sign-in in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, parseFields, reject } from '../../src/read-fields.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readAmerican } from '../../src/time.js'
import { type SignIn, signIn } from './record.js'
import { unwrap } from './unwrap.js'

/** One sign-in: one row of events and the accounts it names. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', notMine(record.value))
  const parsed = signIn.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not a sign-in'}`)
  }
  const one = parsed.data
  const time = readAmerican(one.createdDateTime, record.timezone)
  if (time === null) return reject('bad_time', `createdDateTime is no time: ${brief(one.createdDateTime)}`)
  const who = whoOf(one)
  return { events: [toEvent(one, who, time)], ...accounts(one, who) }
}

interface Who {
  readonly alias: string | null
  readonly kind: ActorKind | null
  readonly isPerson: boolean
}

function toEvent(one: SignIn, who: Who, time: Moment): EventDraft {
  const outcome = outcomeOf(one)
  const token = one.uniqueTokenIdentifier
  const key = credentialOf(one)
  // A workload signs in to get a token: its key is the parent of what it does next. A person is known without that.
  const isIssue = !who.isPerson && outcome === 'success' && Boolean(token)
  const code = codeOf(one)
  return {
    native_id: one.id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: isIssue ? 'credential' : 'context',
    activity: isIssue ? 'issue' : 'sign_in',
    operation: one.operationName ?? 'Sign-in activity',
    outcome,
    is_write: false,
    actor: who.alias,
    actor_kind_hint: who.kind,
    on_behalf_of: behalfOf(one, who),
    session: one.sessionId ? `entra:${one.sessionId}` : null,
    credential: key,
    credential_class: isIssue ? 'session' : key === null ? null : classOf(one),
    issued_credential: isIssue ? `entra:token/${token}` : null,
    subject: isIssue ? who.alias : null,
    account: one.tenantId,
    resource: one.resourceDisplayName ?? (one.resourceId ? `entra:${one.resourceId}` : null),
    source_ip: address(one.ipAddress),
    user_agent: one.userAgent,
    attributes: JSON.stringify(
      compact({
        category: one.category,
        kinds: kindsOf(one['signInEventTypes']),
        app: one.appDisplayName,
        app_id: one.appId,
        resource_id: one.resourceId,
        user_type: one.userType,
        is_interactive: one.isInteractive,
        client_app: one.clientAppUsed,
        protocol: one.authenticationProtocol,
        requirement: one.authenticationRequirement,
        conditional_access: one.conditionalAccessStatus,
        client_credential: one.clientCredentialType,
        thumbprint: one.servicePrincipalCredentialThumbprint,
        incoming_token: one.incomingTokenType,
        token: isIssue ? null : token,
        error_code: code === '0' ? null : code,
        failure_reason: one.status?.['failureReason'],
        risk: one.riskLevelDuringSignIn === 'none' ? null : one.riskLevelDuringSignIn,
        risk_state: one.riskState === 'none' ? null : one.riskState,
        device_id: one.deviceDetail?.['deviceId'],
        operating_system: one.deviceDetail?.['operatingSystem'],
        city: one.location?.['city'],
        country: one.location?.['countryOrRegion'],
        managed_identity: one.managedServiceIdentity?.['msiType'],
        agent: one.agent?.['agentType'] === 'notAgentic' ? null : one.agent,
        correlation_id: one.correlationId,
        original_request: one.originalRequestId,
        ...({ hands: /^true$/i.test(one.isInteractive ?? '') ? 'sign_in' : null } satisfies OwnAttributes),
      }),
    ),
  }
}

/** `["interactiveUser"]` as one word. */
function kindsOf(types: unknown): string | null {
  const named = (Array.isArray(types) ? types : [types]).filter((type) => typeof type === 'string' && type !== '')
  return named.length > 0 ? named.join(' ') : null
}

/** A user, else the service principal or managed identity, else the application. */
function whoOf(one: SignIn): Who {
  const isAgent = /^agent/i.test(String(one.agent?.['agentType'] ?? '')) && one.agent?.['agentType'] !== 'notAgentic'
  const login = one.userPrincipalName?.trim().toLowerCase()
  // A service principal's record carries an empty user.
  if (known(one.userId) || login) {
    const alias = known(one.userId) ? `entra:${one.userId}` : `email:${login}`
    return { alias, kind: isAgent ? 'agent' : null, isPerson: true }
  }
  const own = known(one.servicePrincipalId) ?? known(one.appId)
  return { alias: own ? `entra:${own}` : null, kind: own ? (isAgent ? 'agent' : 'workload') : null, isPerson: false }
}

/** The agent's own parent acted through it; a person's application is no principal here. */
function behalfOf({ agent }: SignIn, who: Who): string[] | null {
  const parent = agent?.['agentSubjectParentId']
  const alias = typeof parent === 'string' && known(parent) ? `entra:${parent}` : null
  return alias !== null && who.kind === 'agent' && alias !== who.alias ? [alias] : null
}

/** The key an application proved itself with, by the id that `Add service principal credentials` issues. */
function credentialOf(one: SignIn): string | null {
  const key = known(one.servicePrincipalCredentialKeyId)
  if (key) return `entra:key/${key}`
  const federated = known(one.federatedCredentialId)
  return federated ? `entra:federated/${federated}` : null
}

function classOf(one: SignIn) {
  if (/federated/i.test(one.clientCredentialType ?? '') || known(one.federatedCredentialId)) return 'federated'
  return /certificate|assertion/i.test(one.clientCredentialType ?? '') || one.servicePrincipalCredentialThumbprint
    ? 'certificate'
    : 'static'
}

/** Codes that stop a sign-in to ask for more (second factor, consent, keep me signed in): it may go on. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const interrupted =
  /^(16000|16001|50055|50058|50072|50074|50076|50079|50097|50125|50127|50129|50140|50143|50144|50203|51006|52004|65001|65004|81010)$/
/** Conditional Access and policies that say no. */
const refused =
  /^(50053|50105|53000|53001|53002|53003|53004|530032|53009|50005|50057|50131|50158|500011|700016|90094|90095)$/

function outcomeOf(one: SignIn): Outcome {
  const code = codeOf(one)
  if (code === null) return 'unknown'
  if (/^(0|success)$/i.test(code)) return 'success'
  if (interrupted.test(code) || /^interrupted$/i.test(code)) return 'pending'
  return refused.test(code) ? 'denied' : 'failure'
}

function codeOf(one: SignIn): string | null {
  const code = one.status?.['errorCode'] ?? one.resultType
  return code === null || code === undefined || code === '' ? null : String(code)
}

function accounts(one: SignIn, who: Who): { identities?: IdentityDraft[] } {
  if (!who.alias?.startsWith('entra:')) return {}
  const login = who.isPerson ? one.userPrincipalName?.trim() || null : one.appId
  const email = login?.toLowerCase() ?? ''
  const isApplication = !who.isPerson && known(one.appId) !== null && who.alias !== `entra:${one.appId}`
  return {
    identities: [
      {
        alias: who.alias,
        directory: 'entra',
        login,
        display_name: who.isPerson ? one.userDisplayName : (one.servicePrincipalName ?? one.appDisplayName),
        email: who.isPerson && /^[^\s@/#]+@[^\s@/]+\.[^\s@/]+$/.test(email) ? email : null,
        basis: 'observed',
        kind_hint: who.kind,
        same_as: isApplication ? [`entra:${one.appId}`] : null,
      },
    ],
  }
}

/** The nil id stands for nothing. */
function known(value: string | null | undefined): string | null {
  const found = value?.trim() ?? ''
  return found === '' || /^(0{8}-0{4}-0{4}-0{4}-0{12}|none|null)$/i.test(found) ? null : found
}

function address(written: string | null | undefined): string | null {
  const found = written?.trim() ?? ''
  return /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(found) ? found : null
}

function notMine(value: unknown): string {
  const isAudit =
    parseFields(value) !== null &&
    /activityDisplayName|targetResources|AuditLogs/i.test(JSON.stringify(value).slice(0, 4000))
  return isAudit
    ? `a directory audit in an export of sign-ins: read this file with the connector entra-audit (sources in the configuration): ${brief(value)}`
    : `no sign-in in this record: ${brief(value)}`
}

function compact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (value !== null && value !== undefined && value !== '' && value !== 'none') kept[key] = value
  }
  return kept
}
