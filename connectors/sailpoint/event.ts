/** Audit events: of Identity Security Cloud's search, and rows of IdentityIQ's audit search. */
import type { CanonicalRows } from '../../src/connector.js'
import { attributesOf, brief, type Fields, parseFields, reject, textOf } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import { readEpochMillis, readWritten } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { kindOf, type Party, partyOf } from './people.js'
import { camelName } from './record.js'
import { at, outcomeOf, refsOf, requestKey, rowsOf, timeOf } from './rows.js'

/** An event of the search index `events`. */
export function eventRows(fields: Fields, zone: string | null): CanonicalRows {
  const time = timeOf(fields['created'], zone ?? 'UTC')
  if (time === null) return reject('bad_time', `created is no time: ${brief(fields['created'])}`)
  const type = textOf(fields['type']) ?? ''
  const action = textOf(fields['action']) ?? 'unknown'
  const attributes = attributesAt(fields)
  const outcome = outcomeOf(textOf(fields['status']))
  const meaning = effective(meaningOf(type, action, textOf(fields['technicalName']) ?? ''), outcome)
  const actor = partyAt(fields, 'actor')
  const target = partyAt(fields, 'target')
  const isPersonal = /^(ACCESS_REQUEST|PROVISIONING|USER_MANAGEMENT|PASSWORD|IDENTITY|NON_EMPLOYEE|AUTH)/.test(type)
  const tracking = requestKey(fields['trackingNumber'])
  const isRequest = meaning.stage === 'request' || meaning.stage === 'approval' || type === 'ACCESS_REQUEST'
  const task = isRequest ? (requestKey(first(attributes, requestIds)) ?? tracking) : null
  const text = textOf(first(attributes, comments))
  const event: EventDraft = {
    ...at(time),
    ...meaning,
    native_id: textOf(fields['id']),
    operation: action,
    outcome,
    task,
    actor: actor?.alias ?? null,
    actor_kind_hint: kindOf(actor),
    subject: isPersonal ? (target?.alias ?? null) : null,
    account: textOf(fields['org']),
    resource: textOf(attributes['sourceName']) ?? (isPersonal ? null : (target?.name ?? null)),
    entitlement:
      textOf(first(attributes, accesses)) ??
      entitlementOf(meaning, isPersonal ? roleIn(action) : (target?.name ?? null)),
    ...states(attributes),
    issued_credential: credentialOf(meaning, attributes),
    credential_class: meaning.stage === 'credential' ? 'static' : null,
    ...refsOf(text, type === 'PROVISIONING' ? tracking : null),
    text,
    source_ip: textOf(fields['ipAddress']) ?? textOf(attributes['hostName']),
    attributes: attributesOf({
      type,
      technical_name: textOf(fields['technicalName']),
      tracking_number: textOf(fields['trackingNumber']),
      status: textOf(fields['status']),
      details: textOf(fields['details']),
      target: target?.name,
      attributes,
    }),
  }
  return rowsOf([event], [actor, isPersonal ? target : null], [askedTask(event)])
}

/** The request that an event submits: without an export of the requests it is all that tells of it. */
function askedTask(event: EventDraft): TaskDraft | null {
  if (event.stage !== 'request' || !event.task) return null
  const key = event.task.slice('request:'.length)
  return {
    task: event.task,
    native_id: key,
    kind: 'request',
    key,
    title: event.entitlement ?? null,
    description: event.text ?? null,
    requester: event.actor ?? null,
    requested_for: event.subject ?? null,
    created_at: event.occurred_at,
    resolution_us: event.resolution_us,
    scope_entitlements: event.entitlement ? [event.entitlement] : null,
    has_history: false,
    refs: event.refs ?? null,
    ref_origins: event.ref_origins ?? null,
  }
}

/** Members of `attributes` under which one thing stands, by event. */
const requestIds = ['accessRequestId', 'requestId', 'identityRequestId']
const comments = ['comment', 'comments', 'requesterComment', 'reviewerComment', 'approvalComment']
const accesses = [
  'accessItemName',
  'accessName',
  'requestedItemName',
  'entitlementName',
  'roleName',
  'accessProfileName',
  'attributeValue',
]

function first(fields: Fields, names: readonly string[]): unknown {
  return names.map((name) => fields[name]).find((value) => textOf(value) !== null)
}

/** `attributes` as an object, its JSON text, or the columns `attributes_x` that a log store made of it. */
function attributesAt(fields: Fields): Fields {
  const whole = parseFields(fields['attributes'])
  const entries =
    whole !== null
      ? Object.entries(whole)
      : Object.entries(fields).flatMap(([name, value]) =>
          /^attributes[A-Z]/.test(name) ? [[name.slice('attributes'.length), value] as const] : [],
        )
  return Object.fromEntries(entries.map(([name, value]) => [camelName(name), value]))
}

function partyAt(fields: Fields, name: 'actor' | 'target'): Party | null {
  return partyOf(parseFields(fields[name]) ?? fields[`${name}Name`])
}

/** What was tried and failed decides nothing. */
function effective(meaning: Meaning, outcome: EventDraft['outcome']): Meaning {
  return outcome === 'failure' && meaning.decision ? { ...meaning, decision: null } : meaning
}

function entitlementOf(meaning: Meaning, name: string | null): string | null {
  return meaning.change_class === 'priv_grant' || meaning.change_class === 'priv_removal' ? name : null
}

/** The administrator's role that `USER_ROLE_ADMIN_GRANT_PASSED` and its kin name. */
function roleIn(action: string): string | null {
  return /^USER_(?:ROLE_)?(\w+?)[ _](?:GRANT|REVOKE)/.exec(action)?.[1] ?? null
}

/** `…Before` and `…After` of all attributes, as JSON. */
function states(attributes: Fields): Pick<EventDraft, 'before' | 'after'> {
  const side = (ending: 'Before' | 'After') =>
    attributesOf(
      Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value]) =>
          name.endsWith(ending) ? [[name.slice(0, -ending.length), value]] : [],
        ),
      ),
    )
  return { before: side('Before'), after: side('After') }
}

function credentialOf(meaning: Meaning, attributes: Fields): string | null {
  if (meaning.stage !== 'credential' && meaning.activity !== 'revoke') return null
  const id = textOf(first(attributes, ['clientId', 'tokenId', 'id']))
  return id === null ? null : `sailpoint:token/${id}`
}

/** A row of IdentityIQ's audit search, or of its table `spt_audit_event`. */
export function iiqRows(fields: Fields, zone: string | null): CanonicalRows {
  const written = fields['date'] ?? fields['created']
  const time = readEpochMillis(written) ?? readWritten(written, zone)
  if (time === null) return reject('bad_time', `the date of the audit row is no time: ${brief(written)}`)
  const action = textOf(fields['action']) ?? 'unknown'
  const meaning = meaningOf('', action, '')
  const task = meaning.stage === 'request' || meaning.stage === 'approval' ? requestKey(fields['trackingId']) : null
  const text = ['string1', 'string2', 'string3', 'string4'].flatMap((name) => textOf(fields[name]) ?? []).join(' · ')
  const attribute = textOf(fields['attributeName'])
  const event: EventDraft = {
    ...at(time),
    ...meaning,
    native_id: textOf(fields['id']),
    operation: action,
    outcome: /fail/i.test(action) ? 'failure' : 'success',
    task,
    actor: partyOf(fields['source'])?.alias ?? null,
    subject: partyOf(fields['target'])?.alias ?? null,
    resource: textOf(fields['application']),
    entitlement: meaning.stage === 'identity' ? null : textOf(fields['attributeValue']),
    ...refsOf(text),
    text: text === '' ? null : text,
    source_ip: textOf(fields['clientHost']),
    attributes: attributesOf({
      interface: textOf(fields['interface']),
      account: textOf(fields['accountName']),
      attribute,
      value: textOf(fields['attributeValue']),
      tracking_id: textOf(fields['trackingId']),
      server: textOf(fields['serverHost']),
    }),
  }
  return rowsOf([event], [])
}
