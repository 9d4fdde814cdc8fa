/** Who acted, for whom and with which credential: CloudTrail's `userIdentity` in all its types. */
import { findReferences, type Reference } from '../../src/references.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, CredentialClass } from '../../src/schema/words.js'
import { asObject, asText, type Json } from './record.js'

/** Everything `userIdentity` says, in our words. */
export interface Caller {
  readonly actor: string | null
  readonly kind: ActorKind | null
  readonly onBehalfOf: readonly string[]
  readonly session: string | null
  readonly credential: string | null
  readonly credentialClass: CredentialClass | null
  /** Present for role and federated sessions. */
  readonly principal: Principal | null
  readonly roleArn: string | null
  readonly sourceIdentity: string | null
  readonly invokedBy: string | null
  readonly mfa: boolean | null
  readonly sessionCreated: string | null
  /** The resource whose role credentials these are, as Lambda and EC2 say. */
  readonly inScopeOf: string | null
  /** The account that a delegate acted from. */
  readonly delegate: string | null
  /** The branch in the subject of a pipeline's token. */
  readonly branch: string | null
  readonly identities: readonly IdentityDraft[]
}

/** What an ARN of a principal tells by itself. */
export interface Principal {
  readonly arn: string
  readonly alias: string
  readonly account: string
  readonly roleName: string | null
  readonly sessionName: SessionName | null
  readonly identity: IdentityDraft | null
}

/** A name that the caller of STS chose, and what it may be worth. */
export interface SessionName {
  readonly name: string
  readonly references: readonly Reference[]
  /** A default or constant name: it looks unique but names no person and no task. */
  readonly isGeneric: boolean
  readonly isInstance: boolean
  /** As long as STS allows and ending inside what may be a key. */
  readonly isCut: boolean
}

/** Reads `userIdentity`; everything is null for an event that has none. */
export function readCaller(event: Json): Caller {
  const identity = asObject(event['userIdentity'])
  if (identity === null) return nobody
  const context = asObject(identity['sessionContext'])
  const key = identity['accessKeyId']
  if (typeof key !== 'string' || key === '' || typeof identity['arn'] !== 'string')
    return parseCaller(identity, context, event)
  const known = callers.get(key)
  if (known !== undefined && isSameCaller(known, identity, context)) return known.caller
  const caller = parseCaller(identity, context, event)
  if (hasRareParts(identity)) return caller
  if (callers.size >= callerLimit) callers.clear()
  callers.set(key, { identity, context, caller })
  return caller
}

interface KnownCaller {
  readonly identity: Json
  readonly context: Json | null
  readonly caller: Caller
}

/** A session writes hundreds of records with one and the same `userIdentity`: it is read once. */
const callers = new Map<string, KnownCaller>()
const callerLimit = 5000

/** Whether two identities with one key say the same in everything that is read of them. Spelled out: loops over names are slow here. */
function isSameCaller(
  { identity: known, context: knownContext }: KnownCaller,
  identity: Json,
  context: Json | null,
): boolean {
  if (
    known['arn'] !== identity['arn'] ||
    known['type'] !== identity['type'] ||
    known['principalId'] !== identity['principalId'] ||
    known['invokedBy'] !== identity['invokedBy'] ||
    known['userName'] !== identity['userName'] ||
    hasRareParts(identity)
  )
    return false
  if (context === null || knownContext === null) return context === knownContext
  if (
    context['sourceIdentity'] !== knownContext['sourceIdentity'] ||
    context['ec2RoleDelivery'] !== knownContext['ec2RoleDelivery']
  )
    return false
  const issuer = asObject(context['sessionIssuer'])
  const knownIssuer = asObject(knownContext['sessionIssuer'])
  if (issuer?.['arn'] !== knownIssuer?.['arn']) return false
  const attributes = asObject(context['attributes'])
  const knownAttributes = asObject(knownContext['attributes'])
  return (
    attributes?.['creationDate'] === knownAttributes?.['creationDate'] &&
    attributes?.['mfaAuthenticated'] === knownAttributes?.['mfaAuthenticated']
  )
}

/** Parts that few identities have; those are read each time. */
function hasRareParts(identity: Json): boolean {
  return (
    identity['onBehalfOf'] !== undefined ||
    identity['inScopeOf'] !== undefined ||
    identity['invokedByDelegate'] !== undefined ||
    identity['credentialId'] !== undefined
  )
}

function parseCaller(identity: Json, context: Json | null, event: Json): Caller {
  const type = asText(identity['type'])
  const issuer = asObject(context?.['sessionIssuer'])
  const roleArn = asText(issuer?.['arn'])
  const principal = principalOf(identity, issuer, type)
  const invokedBy = asText(identity['invokedBy'])
  const federated = asText(asObject(identity['onBehalfOf'])?.['userId'])
  const sourceIdentity = asText(context?.['sourceIdentity'])
  const isService = type === 'AWSService' || (type === null && principal === null && invokedBy !== null)
  const actor = isService
    ? `aws:service/${invokedBy ?? asText(event['eventSource']) ?? 'unknown'}`
    : (principal?.alias ?? actorOf(identity, type, federated, event))
  const onBehalfOf: string[] = []
  const carried = sourceIdentity === null ? null : sourceIdentityAlias(sourceIdentity)
  if (carried !== null) onBehalfOf.push(carried)
  if (federated !== null && actor !== `idc:${federated}`) onBehalfOf.push(`idc:${federated}`)
  const principalId = asText(identity['principalId'])
  const key = asText(identity['accessKeyId']) ?? asText(identity['accesKeyId']) ?? asText(identity['credentialId'])
  const scope = asObject(identity['inScopeOf'])
  const attributes = asObject(context?.['attributes'])
  const mfa = attributes?.['mfaAuthenticated']
  return {
    actor,
    kind: kindOf(identity, context, roleArn, principal, isService),
    onBehalfOf,
    // The principal id of a user is no session: it never ends. A session's id has the session name behind a colon.
    session:
      principalId?.includes(':') && type !== 'WebIdentityUser' && type !== 'SAMLUser' ? `aws:${principalId}` : null,
    credential: key === null ? null : `aws:${key}`,
    credentialClass: key === null ? null : classOfKey(key, type),
    principal,
    roleArn,
    sourceIdentity,
    invokedBy,
    mfa: mfa === 'true' || mfa === true ? true : mfa === 'false' || mfa === false ? false : null,
    sessionCreated: asText(attributes?.['creationDate']),
    inScopeOf: asText(scope?.['credentialsIssuedTo']) ?? asText(scope?.['sourceArn']),
    delegate: asText(asObject(identity['invokedByDelegate'])?.['accountId']),
    branch: type === 'WebIdentityUser' ? branchOf(asText(identity['userName'])) : null,
    identities:
      principal === null ? centerIdentity(identity, federated, event) : identitiesOf(principal, sourceIdentity),
  }
}

const nobody: Caller = {
  actor: null,
  kind: null,
  onBehalfOf: [],
  session: null,
  credential: null,
  credentialClass: null,
  principal: null,
  roleArn: null,
  sourceIdentity: null,
  invokedBy: null,
  mfa: null,
  sessionCreated: null,
  inScopeOf: null,
  delegate: null,
  branch: null,
  identities: [],
}

/**
 * The typed alias of a source identity: an address names a mailbox, everything else is a name that somebody chose. Null for one that is a
 * task's key and nothing else: that names no person, and stands among the references.
 */
export function sourceIdentityAlias(value: string): string | null {
  if (isAddress(value)) return `email:${value.toLowerCase()}`
  const [only, ...more] = readSessionName(value).references
  const isKey = only !== undefined && more.length === 0 && only.ref.toLowerCase().endsWith(`:${value.toLowerCase()}`)
  return isKey ? null : `name:${value}`
}

/** Whether a text is an e-mail address and nothing else. */
export function isAddress(text: string): boolean {
  return text.includes('@') && /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)
}

/** `ASIA…` keys die by themselves, `AKIA…` keys live until somebody removes them. */
export function classOfKey(key: string, type: string | null = null): CredentialClass {
  if (key.startsWith('ASIA')) return 'session'
  if (key.startsWith('AKIA')) return 'static'
  return type === 'IdentityCenterUser' ? 'federated' : 'unknown'
}

/** GitHub names the branch in the subject of its token: `repo:org/app:ref:refs/heads/feature/ops-12`. */
function branchOf(subject: string | null): string | null {
  return /:ref:refs\/(?:heads|tags)\/(.+)$/.exec(subject ?? '')?.[1] ?? null
}

/** What the record itself says the actor is. A person is never guessed. */
function kindOf(
  identity: Json,
  context: Json | null,
  roleArn: string | null,
  principal: Principal | null,
  isService: boolean,
): ActorKind | null {
  // AWS keeps the path and the name prefix for its service-linked roles; nobody else can assume one.
  if (isService || roleArn?.includes('/aws-service-role/') || principal?.roleName?.startsWith('AWSServiceRoleFor'))
    return 'system'
  if (identity['inScopeOf'] || context?.['ec2RoleDelivery'] || principal?.sessionName?.isInstance) return 'workload'
  return null
}

/** The principal behind an ARN, or behind the parts from which AWS would have built it. */
function principalOf(identity: Json, issuer: Json | null, type: string | null): Principal | null {
  const arn = asText(identity['arn'])
  if (arn !== null) return readPrincipal(arn)
  const account = asText(identity['accountId'])
  if (account === null) return null
  if (type === 'Root') return readPrincipal(`arn:aws:iam::${account}:root`)
  const name = asText(identity['userName'])
  if (type === 'IAMUser' && name !== null) return readPrincipal(`arn:aws:iam::${account}:user/${name}`)
  const session = asText(identity['principalId'])?.split(':')[1]
  const role = asText(issuer?.['userName']) ?? asText(issuer?.['arn'])?.split('/').at(-1)
  if (type !== 'AssumedRole' || session === undefined || !role) return null
  return readPrincipal(`arn:aws:sts::${account}:assumed-role/${role}/${session}`)
}

/** The alias of an identity without ARN. */
function actorOf(identity: Json, type: string | null, federated: string | null, event: Json): string | null {
  const account = asText(identity['accountId'])
  const principalId = asText(identity['principalId'])
  const name = asText(identity['userName'])
  const centerUser = centerUserOf(identity, federated, event)
  if (centerUser !== null) return `idc:${centerUser}`
  if (type === 'AWSAccount' && account !== null) return `aws:${account}`
  if (type === 'Root') {
    const own = asText(event['recipientAccountId'])
    return own === null ? null : `aws:arn:aws:iam::${own}:root`
  }
  if (type === 'IAMUser' && name !== null) {
    const own = asText(event['recipientAccountId'])
    return own === null ? `aws:user/${name}` : `aws:arn:aws:iam::${own}:user/${name}`
  }
  if (type === null && name !== null) return `aws:${account ?? asText(event['recipientAccountId']) ?? 'name'}/${name}`
  const any = principalId ?? name
  return any === null ? null : `aws:${any}`
}

const principals = new Map<string, Principal>()
const cacheLimit = 20_000

/** Reads an ARN once: sessions and users return in record after record. */
export function readPrincipal(arn: string): Principal {
  let found = principals.get(arn)
  if (found === undefined) {
    found = parsePrincipal(arn)
    if (principals.size >= cacheLimit) principals.clear()
    principals.set(arn, found)
  }
  return found
}

function parsePrincipal(arn: string): Principal {
  const [, , , account = '', resource = ''] = /^arn:([^:]*):([^:]*):[^:]*:([^:]*):(.*)$/s.exec(arn) ?? []
  const [kind, ...path] = resource.split('/')
  const isSession = kind === 'assumed-role' && path.length >= 2
  const session = isSession ? path.slice(1).join('/') : kind === 'federated-user' ? path.join('/') : null
  const principal = {
    arn,
    alias: `aws:${arn}`,
    account,
    roleName: isSession ? path[0]! : null,
    sessionName: session ? readSessionName(session) : null,
  }
  if (kind === 'user' && path.length > 0) return { ...principal, identity: iamUser(principal.alias, path.at(-1)!) }
  // IAM Identity Center sets the session name of these roles from its own directory; elsewhere the caller chooses it.
  const isSet = principal.roleName?.startsWith('AWSReservedSSO_') === true && session !== null
  return { ...principal, identity: isSet ? sessionIdentity(principal.alias, session) : null }
}

/** The statement that an identity provider set the session name: an address where it is one, else a login. */
export function sessionIdentity(alias: string, sessionName: string): IdentityDraft {
  const email = isAddress(sessionName) ? sessionName.toLowerCase() : null
  return { alias, directory: 'aws', login: sessionName, email, basis: 'session_name' }
}

/** A user's name is what an administrator typed. One that is an address says who is meant, so it attributes, but it merges nothing. */
function iamUser(alias: string, name: string): IdentityDraft {
  if (!isAddress(name)) return { alias, directory: 'aws', login: name, basis: 'observed' }
  return { alias, directory: 'aws', login: name, email: name.toLowerCase(), basis: 'session_name' }
}

/**
 * The Identity Center user behind a sign-in to its portal. These events have the type `Unknown` or `IdentityCenterUser`; the user's id is
 * `onBehalfOf.userId`, before 2025 the principal id.
 */
function centerUserOf(identity: Json, federated: string | null, event: Json): string | null {
  if (identity['type'] === 'IdentityCenterUser' && federated !== null) return federated
  if (identity['type'] !== 'Unknown' && identity['type'] !== 'IdentityCenterUser') return null
  const principalId = asText(identity['principalId'])
  return centerSources.has(String(event['eventSource'])) && principalId !== null && storeId.test(principalId)
    ? principalId
    : null
}

const centerSources = new Set([
  'sso.amazonaws.com',
  'sso-oauth.amazonaws.com',
  'signin.amazonaws.com',
  'sso-directory.amazonaws.com',
])
const storeId = /^(?:[0-9a-f]{10}-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Identity Center logs a sign-in with id and user name together: the one place where CloudTrail says who an id is. */
function centerIdentity(identity: Json, federated: string | null, event: Json): readonly IdentityDraft[] {
  const id = centerUserOf(identity, federated, event)
  const login = asText(identity['userName']) ?? asText(asObject(event['additionalEventData'])?.['UserName'])
  if (id === null || login === null) return []
  const email = isAddress(login) ? login.toLowerCase() : null
  return [{ alias: `idc:${id}`, directory: 'idc', login, email, basis: 'observed' }]
}

function identitiesOf(principal: Principal | null, sourceIdentity: string | null): readonly IdentityDraft[] {
  if (principal === null) return []
  const own = principal.identity === null ? [] : [principal.identity]
  if (sourceIdentity === null || !isAddress(sourceIdentity)) return own
  return [...own, sourceIdentityRow(principal.alias, sourceIdentity)]
}

/** The statement that a session carries the address as its source identity, which cannot change later. */
export function sourceIdentityRow(alias: string, address: string): IdentityDraft {
  return { alias, directory: 'aws', email: address.toLowerCase(), basis: 'source_identity' }
}

const sessionNames = new Map<string, SessionName>()

/** Reads a session name, a source identity or another name that STS takes from its caller. */
export function readSessionName(name: string): SessionName {
  let found = sessionNames.get(name)
  if (found === undefined) {
    const isCut = name.length === 64 && /(?:[A-Za-z][A-Za-z0-9_]+-\d*|(?:chg|inc|ritm|req|prb|s?ctask)\d*)$/i.test(name)
    found = {
      name,
      references: /\d/.test(name) ? markCut(findReferences(name, 'session'), name, isCut) : [],
      isGeneric: genericName.test(name),
      isInstance: instanceName.test(name),
      isCut,
    }
    if (sessionNames.size >= cacheLimit) sessionNames.clear()
    sessionNames.set(name, found)
  }
  return found
}

/** STS allows 64 characters. A key that ends exactly there may go on, so `OPS-12` may have been `OPS-123`. */
function markCut(references: readonly Reference[], name: string, isCut: boolean): readonly Reference[] {
  if (!isCut) return references
  return references.map((one) => {
    const key = one.ref.slice(one.ref.indexOf(':') + 1).toLowerCase()
    return name.toLowerCase().endsWith(key) ? { ref: one.ref, origin: 'truncated' } : one
  })
}

const instanceName = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/i

/**
 * Names that SDKs, brokers and pipelines give when nobody chose one: they are the same for everybody, or a clock, or a machine.
 * `gntd-…` is Granted, a bare run of digits aws-vault (nanoseconds).
 */
const genericName = new RegExp(
  '^(?:i-(?:[0-9a-f]{8}|[0-9a-f]{17})|\\d{10,20}|botocore-session-\\d+|aws-?(?:sdk|cli|go|java|php|net|ruby)[\\w.-]*(?:session)?[\\w.-]*|' +
    'net-?sdk[\\w.-]*|gntd-[\\w.-]+|git-?hub-?actions|gha|gitlab-?ci|jenkins|terraform|pulumi|ansible|atlantis|circleci|' +
    'assume-?role-?session|assumed-?role-?session|role-?session|aws-?session|temp-?session|default(?:[-_]session)?|my-?session|session\\d*|test-?session)$',
  'i',
)
