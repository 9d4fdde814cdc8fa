/** What else an event says, as compact JSON with secrets taken out. */

import type { GrantPath, Hands } from '../../src/schema/attributes.js'
import { formatTime } from '../../src/time.js'
import type { Caller } from './identity.js'
import { asObject, asText, type Json } from './record.js'
import { readBasicTime } from './times.js'

/** What the rest of the translation found out and attributes record. */
export interface Noted {
  readonly isWrite: boolean
  readonly isAsync: boolean
  readonly hands: Hands | null
  readonly grantPath: GrantPath | null
  readonly reducesLogging: boolean | null
  readonly endsSessions: boolean
  readonly summary: string | null
  /** The envelope's time was used, because the event itself had lost its own. */
  readonly isEnvelopeTime: boolean
  readonly isSessionNameCut: boolean
  /** The session itself says whether it was opened with a second factor. */
  readonly isMfaKnown: boolean
  /** The network address, when the source is one and not a service's name. */
  readonly address: string | null
}

/** The attributes of an event as JSON text. Parameters are kept for calls that change something, not for reads. */
export function attributesOf(event: Json, caller: Caller, params: Json | null, noted: Noted): string {
  const start = startOf(event['awsRegion'], event['recipientAccountId'], event['eventType'], event['managementEvent'])
  const common = joined(start, callerPart(caller))
  const kept = restOf(event, params, noted)
  const told = kept === null ? common : joined(common, JSON.stringify(kept))
  return noted.isWrite && params !== null ? joined(told, parametersPart(params)) : told
}

/** What only some events have; null for the many that have none of it. */
function restOf(event: Json, params: Json | null, noted: Noted): Record<string, unknown> | null {
  let kept: Record<string, unknown> | null = null
  const keep = (name: string, value: unknown) => {
    kept ??= {}
    kept[name] = value
  }
  const category = event['eventCategory']
  if (typeof category === 'string' && category !== 'Management') keep('eventCategory', category)
  const code = event['errorCode']
  if (code) keep('errorCode', code)
  const message = event['errorMessage']
  if (message) keep('errorMessage', cut(String(message), 500))
  if (noted.address === null && event['sourceIPAddress']) keep('sourceIPAddress', event['sourceIPAddress'])
  if (event['vpcEndpointId']) keep('vpcEndpointId', event['vpcEndpointId'])
  const signIn = event['additionalEventData']
  if (signIn !== undefined) {
    const used = asObject(signIn)?.['MFAUsed']
    if (used === 'Yes' || used === 'No') keep(noted.isMfaKnown ? 'mfa_used' : 'mfa', used === 'Yes')
  }
  if (noted.isSessionNameCut) keep('session_name_cut', true)
  if (noted.isAsync) keep('is_async', true)
  if (noted.hands !== null) keep('hands', noted.hands)
  if (noted.grantPath !== null) keep('grant_path', noted.grantPath)
  if (noted.endsSessions) keep('ends_sessions', true)
  if (lastUseQueries.has(event['eventName'])) keep('asks_last_use', true)
  if (noted.reducesLogging !== null) keep('reduces_logging', noted.reducesLogging)
  if (noted.summary !== null) keep('summary_of', noted.summary)
  if (noted.isEnvelopeTime) keep('time_from_envelope', true)
  if (noted.isWrite) {
    if (typeof event['requestParameters'] === 'string' && params === null)
      keep('requestParameters', cut(event['requestParameters'], largest))
    addResponse(keep, event)
  }
  return kept
}

/** Calls by which somebody asks when a thing was last used. */
const lastUseQueries: ReadonlySet<unknown> = new Set([
  'GenerateServiceLastAccessedDetails',
  'GetServiceLastAccessedDetails',
  'GetServiceLastAccessedDetailsWithEntities',
  'GetAccessKeyLastUsed',
  'GenerateOrganizationsAccessReport',
])

/** Two JSON objects as one. */
function joined(left: string, right: string): string {
  if (right === '{}') return left
  return left === '{}' ? right : `${left.slice(0, -1)},${right.slice(1)}`
}

let lastStart = {
  region: {} as unknown,
  account: {} as unknown,
  type: {} as unknown,
  management: {} as unknown,
  text: '',
}

/** What nearly every record of a file repeats is written once. */
function startOf(region: unknown, account: unknown, type: unknown, management: unknown): string {
  const last = lastStart
  if (last.region !== region || last.account !== account || last.type !== type || last.management !== management) {
    const text = JSON.stringify({
      awsRegion: region ?? undefined,
      recipientAccountId: account ?? undefined,
      eventType: type ?? undefined,
      managementEvent: management ?? undefined,
    })
    lastStart = { region, account, type, management, text }
  }
  return lastStart.text
}

const callerParts = new WeakMap<Caller, string>()

/** What is said of the caller; callers are read once for many records, and so is this. */
function callerPart(caller: Caller): string {
  let text = callerParts.get(caller)
  if (text === undefined) {
    text = JSON.stringify({
      mfa: caller.mfa ?? undefined,
      role: caller.roleArn ?? undefined,
      source_identity: caller.sourceIdentity ?? undefined,
      session_created: caller.sessionCreated === null ? undefined : isoTime(caller.sessionCreated),
      invoked_by: caller.principal === null ? undefined : (caller.invokedBy ?? undefined),
      generic_session_name: caller.principal?.sessionName?.isGeneric ? true : undefined,
      in_scope_of: caller.inScopeOf ?? undefined,
      invoked_by_delegate: caller.delegate ?? undefined,
    })
    callerParts.set(caller, text)
  }
  return text
}

/** The parameters as they were given, secrets taken out; a policy that would fill a page is cut and says so. */
function parametersPart(params: Json): string {
  const text = JSON.stringify(params)
  const clean = mayHoldSecrets.test(text) ? JSON.stringify(params, redact) : text
  if (clean.length <= largest) return `{"requestParameters":${clean}}`
  return JSON.stringify({ request_parameters_cut: clean.slice(0, largest) })
}

/** Ids in the answer under which the work goes on: an account assignment's request, a Session Manager session. */
function addResponse(keep: (name: string, value: unknown) => void, event: Json) {
  const response = asObject(event['responseElements'])
  if (response === null) return
  const status = asObject(response['accountAssignmentCreationStatus'] ?? response['accountAssignmentDeletionStatus'])
  if (status !== null) keep('assignment', { status: status['status'], requestId: status['requestId'] })
  const session = asText(response['sessionId'])
  if (session !== null) keep('sessionId', session)
}

const largest = 8192
const mayHoldSecrets = /passw|secret|token|private_?key|credential|api_?key|saml/i
const secretName =
  /^(?:.*passw(?:or)?d|.*secret(?:string|binary|key|accesskey|value)?|.*(?:auth|session|access|id|identity|refresh|bearer)_?token|private_?key.*|.*api_?key(?:value)?|saml_?assertion)$/i

function redact(key: string, value: unknown): unknown {
  return typeof value === 'string' && value !== '' && secretName.test(key) ? '[redacted]' : value
}

/** Whether a source is a network address; services stand there by name. */
export function isAddress(source: unknown): source is string {
  if (typeof source !== 'string' || source.length < 3) return false
  const first = source.charCodeAt(0)
  const isDigit = first >= 48 && first <= 57
  return source.includes(':')
    ? /^[0-9a-f:.]+(?:%\w+)?$/i.test(source)
    : isDigit && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(source)
}

function isoTime(text: string): string {
  const basic = readBasicTime(text)
  return basic === null ? text : formatTime(basic.at)
}

const cut = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length)}…`)
