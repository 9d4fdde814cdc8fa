/** Event triggers: what Identity Security Cloud sends to a webhook, https://developer.sailpoint.com/docs/extensibility/event-triggers */
import type { CanonicalRows } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  listOf,
  parseFields,
  reject,
  textOf,
} from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { looks, type Meaning, writes } from '../../src/schema/meaning.js'
import type { Moment } from '../../src/time.js'
import { asked, decided, granted, lifecycle, removed } from './actions.js'
import { aliasOf, kindOf, type Party, partyOf, system } from './people.js'
import { triggerOf } from './record.js'
import { certificationRows } from './request.js'
import { at, outcomeOf, refsOf, requestKey, rowsOf, timeOf } from './rows.js'

/** An invocation of a trigger, which says when the payload was sent. */
export function invocationRows(fields: Fields): CanonicalRows {
  const start = asFields(fields['startInvocationInput'])
  const payload = parseFields(start?.['input'] ?? start?.['contentJson'])
  const time = timeOf(fields['created'])
  if (payload === null || time === null)
    return reject('bad_time', `invocation ${brief(fields['id'])} without payload or time: ${brief(fields['created'])}`)
  return payloadRows(textOf(fields['triggerId']) ?? 'unknown', payload, time, textOf(fields['id']))
}

/** A payload as a webhook received it. Most carry no time: then a log store's time of receipt stands for it, else only the identity is used. */
export function triggerRows(fields: Fields): CanonicalRows {
  const metadata = parseFields(fields['_metadata'])
  const receipt = timeOf(
    fields['timeGenerated'] ?? fields['timeGenerated [UTC]'] ?? fields['_time'] ?? metadata?.['timestamp'],
  )
  return payloadRows(
    triggerOf(fields) ?? 'unknown',
    fields,
    receipt,
    textOf(metadata?.['invocationId'] ?? fields['_metadataInvocationId']),
  )
}

function payloadRows(trigger: string, payload: Fields, sent: Moment | null, id: string | null): CanonicalRows {
  const certification = asFields(payload['certification'])
  if (certification !== null) return certificationRows(certification)
  const attributes = parseFields(payload['attributes'])
  const person = identityOf(payload, attributes, trigger)
  // Creation is the one moment that the payload itself gives; of a deletion it is the wrong one.
  const stated = timeOf(
    /created$/.test(trigger) ? attributes?.['created'] : (payload['completed'] ?? payload['modified']),
  )
  const time = stated ?? sent
  const base = { native_id: id, operation: trigger }
  if (time === null) {
    if (person === null) return reject('no_time', `${trigger} carries no time: export the invocations of the trigger`)
    return rowsOf([], [person])
  }
  if (/access-request/.test(trigger)) return accessRequest(payload, { ...base, ...at(time) })
  if (/provisioning-completed/.test(trigger)) return provisioning(payload, { ...base, ...at(time) })
  const changes = parseList(payload['changes'])
    .map(asFields)
    .filter((one) => one !== null)
  const event: EventDraft = {
    ...base,
    ...at(time),
    ...meaningOfTrigger(trigger),
    outcome: payload['status'] === undefined ? 'success' : outcomeOf(textOf(payload['status'])),
    actor: system.alias,
    actor_kind_hint: kindOf(system),
    subject: person?.alias ?? null,
    resource: textOf(asFields(payload['source'] ?? payload['account'])?.['name'] ?? payload['searchName']),
    before: changed(changes, 'oldValue'),
    after: changed(changes, 'newValue'),
    attributes: attributesOf({
      time_is_of_receipt: stated === null ? true : null,
      stats: payload['stats'],
      errors: payload['errors'],
      changed: changes.map((one) => textOf(one['attribute'])),
    }),
  }
  return rowsOf([event], [person])
}

function meaningOfTrigger(trigger: string): Meaning {
  if (/identity-deleted|account-deleted/.test(trigger)) return lifecycle('remove')
  if (/identity-created|account-created/.test(trigger)) return lifecycle('add')
  if (/identity|account-(updated|correlated|uncorrelated)|attributes-changed/.test(trigger)) return lifecycle('modify')
  return /(created|updated|deleted)$/.test(trigger) ? writes('execution', 'configure') : looks('other')
}

/** Old or new values by attribute, as JSON. */
function changed(changes: readonly Fields[], side: 'oldValue' | 'newValue'): string | null {
  return attributesOf(Object.fromEntries(changes.map((one) => [textOf(one['attribute']) ?? 'unknown', one[side]])))
}

function identityOf(payload: Fields, attributes: Fields | null, trigger: string): Party | null {
  const party = partyOf(payload['identity'])
  if (party?.identity == null) return ownerOf(payload)
  const isInactive = String(attributes?.['inactive']) === 'true'
  const identity: IdentityDraft = {
    ...party.identity,
    login: party.name,
    display_name: textOf(attributes?.['displayName']),
    email: emailOf(attributes?.['email']),
    same_as: party.name === null ? null : [aliasOf(party.name)],
    manager: partyOf(attributes?.['manager'])?.alias ?? null,
    status: /deleted$/.test(trigger) ? 'terminated' : isInactive ? 'suspended' : attributes === null ? null : 'active',
    valid_from: timeOf(attributes?.['created'])?.at ?? null,
    attributes: attributesOf({
      employee_number: textOf(attributes?.['employeeNumber']),
      department: textOf(attributes?.['department']),
      lifecycle_state: textOf(attributes?.['cloudLifecycleState']),
    }),
  }
  return { ...party, identity }
}

/** The owner of a saved search, named by address. */
function ownerOf(payload: Fields): Party | null {
  const email = emailOf(payload['ownerEmail'])
  const name = textOf(payload['ownerName'])
  if (email === null) return null
  const alias = `email:${email}`
  return { alias, name, identity: { alias, directory: 'sailpoint', email, display_name: name, basis: 'observed' } }
}

type Base = Pick<EventDraft, 'native_id' | 'operation' | 'occurred_at' | 'resolution_us'>

/** Submitted, waiting for an approver, or decided: one event for each item, one more for each word of an approver. */
function accessRequest(payload: Fields, base: Base): CanonicalRows {
  const task = requestKey(payload['accessRequestId'])
  const requester = partyOf(payload['requestedBy'])
  const recipient = partyOf(payload['requestedFor']) ?? partyOf(listOf(payload['requestedFor'])[0])
  const items = [...listOf(payload['requestedItemsStatus']), ...listOf(payload['requestedItems'])]
  const parties: (Party | null)[] = [requester, recipient]
  const events = items.flatMap((one): EventDraft[] => {
    const item = asFields(one) ?? {}
    const event = (meaning: Meaning, actor: Party | null, text: string | null): EventDraft => ({
      ...base,
      ...meaning,
      outcome: 'success',
      task,
      actor: actor?.alias ?? null,
      subject: recipient?.alias ?? null,
      entitlement: textOf(item['name']),
      text,
      ...refsOf(text),
      attributes: attributesOf({ operation: textOf(item['operation']), item_type: textOf(item['type']) }),
    })
    const words = listOf(item['approvalInfo']).flatMap((info) => {
      const approval = asFields(info) ?? {}
      const decision = textOf(approval['approvalDecision'])
      if (decision !== 'APPROVED' && decision !== 'DENIED') return []
      const approver = partyOf(approval['approver']) ?? partyOf(approval['approverName'])
      parties.push(approver)
      return event(
        decided(decision === 'APPROVED' ? 'approved' : 'denied'),
        approver,
        textOf(approval['approvalComment']),
      )
    })
    return words.length > 0 ? words : [event(asked, requester, textOf(item['comment']))]
  })
  if (events.length === 0) return reject('missing_field', `${base.operation} names no requested item`)
  return rowsOf(events, parties)
}

/** What a source was told to do, one event for each attribute. */
function provisioning(payload: Fields, base: Base): CanonicalRows {
  const recipient = partyOf(payload['recipient'])
  const requester = partyOf(payload['requester'])
  const tracking = requestKey(payload['trackingNumber'])
  const events = listOf(payload['accountRequests']).flatMap((one): EventDraft[] => {
    const account = asFields(one) ?? {}
    const attributes = listOf(account['attributeRequests']).map((each) => asFields(each) ?? {})
    return (attributes.length > 0 ? attributes : [{}]).map((attribute: Fields) => {
      const operation = textOf(attribute['operation'] ?? account['accountOperation'])
      return {
        ...base,
        ...(/^remove/i.test(operation ?? '') ? removed : /^add/i.test(operation ?? '') ? granted : lifecycle('modify')),
        outcome: outcomeOf(textOf(account['provisioningResult'])),
        actor: system.alias,
        actor_kind_hint: kindOf(system),
        on_behalf_of: requester === null ? null : [requester.alias],
        subject: recipient?.alias ?? null,
        resource: textOf(asFields(account['source'])?.['name']),
        entitlement: textOf(attribute['attributeValue']),
        ...refsOf(null, tracking),
        attributes: attributesOf({ operation, account: textOf(account['accountId']) }),
      }
    })
  })
  if (events.length === 0) return reject('missing_field', `${base.operation} names no account`)
  return rowsOf(events, [requester, recipient])
}
