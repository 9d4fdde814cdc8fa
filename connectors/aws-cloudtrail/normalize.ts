/** One CloudTrail record becomes one row of the spine, and what it says about accounts. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { CredentialClass, Outcome } from '../../src/schema/words.js'
import { attributesOf, isAddress } from './attributes.js'
import { normalizeDigest, normalizeInsight } from './documents.js'
import { grantPathOf, readHands } from './hands.js'
import {
  type Caller,
  isAddress as isMailAddress,
  readCaller,
  sessionIdentity,
  sourceIdentityAlias,
  sourceIdentityRow,
} from './identity.js'
import { isReadName, type Operation, operationOf } from './operations.js'
import { outcomeOf } from './outcome.js'
import { resourceArn, type Scene } from './places.js'
import { asObject, asObjectOrJson, asText, type Json, spine } from './record.js'
import { readMentions } from './references.js'
import { readEventTime, readExpiry } from './times.js'
import { unwrap } from './unwrap.js'

/** Translates a record of any export form; never throws for bad data. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = unwrap(record)
  switch (found.kind) {
    case 'reject':
      return { reject: found.reject }
    case 'insight':
      return normalizeInsight(found.event)
    case 'digest':
      return normalizeDigest(found.event)
    case 'event':
      return normalizeEvent(found.event, found.summary, found.time)
  }
}

function normalizeEvent(event: Json, summary: string | null, envelopeTime: unknown): CanonicalRows {
  const named = spine.safeParse(event)
  if (!named.success) return missing(event)
  const { eventName, eventSource } = named.data
  const own = event['eventTime'] ?? null
  const time = readEventTime(own ?? envelopeTime)
  if (time === null) return badTime(own)

  const isReadOnly = readFlag(event['readOnly'])
  const operation = operationOf(eventSource, eventName, isReadOnly)
  const isWrite = operation.isWrite ?? !(isReadOnly ?? isReadName(eventName))
  const outcome = outcomeOf(event)
  const caller = readCaller(event)
  const params = asObjectOrJson(event['requestParameters'])
  const scene: Scene = {
    event,
    params,
    response: outcome === 'success' ? asObjectOrJson(event['responseElements']) : null,
    account: asText(event['recipientAccountId']) ?? asText(asObject(event['userIdentity'])?.['accountId']),
    region: asText(event['awsRegion']),
  }
  const adjustment = operation.adjust === null ? null : operation.adjust(scene)
  const stage = adjustment?.stage ?? operation.stage
  const activity = adjustment?.activity ?? operation.activity
  const mentions = readMentions(caller, event, params, isWrite)
  const issued = operation.credential === null ? null : operation.credential(scene)
  const isSts = eventSource === 'sts.amazonaws.com' && operation.credential !== null
  const source = event['sourceIPAddress']
  const address = isAddress(source) ? source : null
  const draft: EventDraft = {
    native_id: asText(event['eventID']),
    twin_id: asText(event['sharedEventID']),
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage,
    activity,
    operation: eventName,
    outcome,
    is_write: isWrite,
    change_class: classOf(operation, adjustment, event, eventName, isWrite),
    actor: caller.actor,
    actor_kind_hint: caller.kind,
    on_behalf_of: onBehalfOf(caller, isSts ? params : null),
    agent_run: mentions.agentRun ?? agentRunOf(eventSource, params),
    session: caller.session,
    credential: caller.credential,
    credential_class:
      issued === null || stage === 'revocation' ? caller.credentialClass : issuedClass(operation, eventName),
    used_class: operation.credential === null ? null : caller.credentialClass,
    issued_credential: issued === null ? null : `aws:${issued}`,
    issued_expires_at: issued === null ? null : expiryOf(scene.response),
    subject: subjectOf(operation, scene, caller),
    account: scene.account,
    resource: resourceOf(operation, scene, isWrite, outcome, summary !== null),
    entitlement: operation.entitlement === null ? null : operation.entitlement(scene),
    change: adjustment === null || adjustment.change === undefined ? operation.change : adjustment.change,
    after: operation.after === null ? null : (operation.after(scene) ?? documentOf(params)),
    decision: stage === 'policy' ? decisionOf(event) : null,
    refs: mentions.refs,
    ref_origins: mentions.ref_origins,
    text: mentions.text,
    source_ip: address,
    user_agent: asText(event['userAgent']),
    attributes: attributesOf(event, caller, params, {
      isWrite,
      isAsync: operation.isAsync,
      hands: readHands(operation.hands, params, event['userAgent']),
      grantPath: isWrite ? grantPathOf(caller) : null,
      endsSessions: adjustment?.endsSessions ?? false,
      reducesLogging: stage === 'logging' ? reducesLogging(activity) : null,
      summary,
      isEnvelopeTime: own === null,
      address,
      isMfaKnown: caller.mfa !== null,
      isSessionNameCut: caller.principal?.sessionName?.isCut ?? false,
    }),
  }
  const identities = isSts ? identitiesOfSession(eventName, caller, params, scene.response) : caller.identities
  return identities.length === 0 ? { events: [draft] } : { events: [draft], identities }
}

/** What is missing of the spine. A record needs at least a time, a name and a service; an id is needed only for dropping duplicates. */
function missing(event: Json): CanonicalRows {
  const names = ['eventName', 'eventSource'].filter((name) => asText(event[name]) === null)
  return {
    reject: {
      reason: 'missing_field',
      detail: `${names.join(' and ')} missing (eventID ${String(event['eventID'] ?? 'missing')})`,
    },
  }
}

function badTime(value: unknown): CanonicalRows {
  if (value === null) return { reject: { reason: 'missing_field', detail: 'eventTime missing' } }
  return { reject: { reason: 'bad_time', detail: `eventTime is no time: ${JSON.stringify(value)}` } }
}

/** `readOnly` is a boolean, in listings the text `true`, and `TRUE` once a spreadsheet has saved it. */
function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return null
  const word = value.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** The change class: the operation's own, or reading of data where the trail logs the data plane. */
function classOf(
  operation: Operation,
  adjustment: { readonly changeClass?: Operation['changeClass'] } | null,
  event: Json,
  name: string,
  isWrite: boolean,
) {
  const own = adjustment?.changeClass === undefined ? operation.changeClass : adjustment.changeClass
  if (own !== 'read_only') return own
  return !isWrite && event['eventCategory'] === 'Data' && dataRead.test(name) ? 'data_access' : own
}

const dataRead = /^(?:Get|BatchGet|Query|Scan|Select|Execute|Retrieve|Download)/

/** Whom the session acts for. An AssumeRole names in its parameters whom the new session will stand for. */
function onBehalfOf(caller: Caller, params: Json | null): readonly string[] | null {
  const requested = params === null ? null : asText(params['sourceIdentity'])
  if (requested === null) return caller.onBehalfOf.length === 0 ? null : caller.onBehalfOf
  const alias = sourceIdentityAlias(requested)
  const carried = caller.onBehalfOf
  if (alias === null) return carried.length === 0 ? null : carried
  return carried.includes(alias) ? carried : [alias, ...carried]
}

/** The class of what a call issues: secrets live until somebody removes them, sessions end by themselves. */
function issuedClass(operation: Operation, name: string): CredentialClass {
  if (operation.changeClass !== 'secret_issue' && operation.changeClass !== 'priv_removal') return 'session'
  return name.includes('Certificate') ? 'certificate' : 'static'
}

function agentRunOf(source: string, params: Json | null): string | null {
  return source === 'bedrock-agentcore.amazonaws.com' ? asText(params?.['runtimeSessionId']) : null
}

function expiryOf(response: Json | null): number | null {
  const credentials =
    asObject(response?.['credentials']) ?? asObject(asObject(response?.['credentialSet'])?.['credentials'])
  return credentials === null ? null : readExpiry(credentials['expiration'])
}

/** Who gains or loses. ARNs of principals become aliases as `actor` spells them; keys without a user belong to the caller. */
function subjectOf(operation: Operation, scene: Scene, caller: Caller): string | null {
  if (operation.subject === null) return null
  const found = operation.subject(scene)
  const address = found === null ? null : (cedarAddress.exec(found)?.[1] ?? null)
  if (address !== null) return `email:${address.toLowerCase()}`
  if (found !== null) return principalArn.test(found) ? `aws:${found}` : found
  const isOwnKey = operation.changeClass === 'secret_issue' || operation.changeClass === 'priv_removal'
  return isOwnKey && operation.credential !== null && caller.principal?.arn.includes(':user/') ? caller.actor : null
}

/** A principal of Verified Permissions that is called by an address: `User::ana@example.com`, with the namespaces before it. */
const cedarAddress = /^[\w:]+::"?([^\s@":/]+@[^\s@":/]+\.[^\s@":/]+)"?$/
const principalArn = /^arn:aws[\w-]*:(?:iam|sts)::/

function resourceOf(
  operation: Operation,
  scene: Scene,
  isWrite: boolean,
  outcome: Outcome,
  isSummary: boolean,
): string | null {
  const found = operation.resource === null ? null : operation.resource(scene)
  if (found !== null) return found
  // A listing names everything the call touched, the policy beside the role: there the first is anybody's guess.
  const listed = isSummary && operation.resource !== null ? null : resourceArn(scene.event, '*')
  if (listed !== null) return listed
  if (outcome !== 'denied' || !isWrite) return null
  // A refused call has no parameters: what it was about stands in the message only.
  const message = asText(scene.event['errorMessage'])
  return message === null ? null : (/ on resource: "?(arn:[^\s"]+[^\s".,])/.exec(message)?.[1] ?? null)
}

/** S3 has the policy as an object where IAM has it as text. */
function documentOf(params: Json | null): string | null {
  const document = asObject(params?.['bucketPolicy'] ?? params?.['policy'] ?? params?.['policyDocument'])
  return document === null ? null : JSON.stringify(document)
}

function decisionOf(event: Json): EventDraft['decision'] {
  const word = asText(asObject(event['additionalEventData'])?.['decision'])
  return word === 'ALLOW' ? 'approved' : word === 'DENY' ? 'denied' : null
}

function reducesLogging(activity: string): boolean | null {
  return activity === 'disable_logging' ? true : activity === 'enable_logging' ? false : null
}

/**
 * What an STS call says about the session it makes: SAML sets its name from the identity provider, and a source identity goes with it
 * for good. Any other session name is the caller's own choice and says nothing about a person.
 */
function identitiesOfSession(
  name: string,
  caller: Caller,
  params: Json | null,
  response: Json | null,
): readonly IdentityDraft[] {
  const arn = asText(asObject(response?.['assumedRoleUser'])?.['arn'])
  if (arn === null) return caller.identities
  const rows = [...caller.identities]
  const session = asText(params?.['roleSessionName']) ?? arn.split('/').at(-1)!
  if (name === 'AssumeRoleWithSAML') {
    rows.push(sessionIdentity(`aws:${arn}`, session))
    // The caller is known to AWS by the provider's word only, so the provider's name for the session is its name too.
    if (caller.actor !== null) rows.push(sessionIdentity(caller.actor, session))
  }
  const source = asText(params?.['sourceIdentity'])
  if (source !== null && isMailAddress(source)) rows.push(sourceIdentityRow(`aws:${arn}`, source))
  return rows
}
