/** Directory Insights' events in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import {
  asFields,
  attributesOf,
  brief,
  compact,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  parseFields,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { ActorKind, Decision, Outcome } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { meaningOf } from './event-types.js'
import { readRecord } from './record.js'

/** One record: one row of events, and the accounts that it gives an id and a name or address of. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = readRecord(record.value)
  if (fields === null) return reject('not_jumpcloud', `no event of Directory Insights: ${brief(record.value)}`)
  const time = readTime(fields['timestamp'], record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(fields['timestamp'])}`)
  const type = textOf(fields['event_type']) ?? 'unknown'
  const association = parseFields(fields['association'])
  const ends = [fieldsAt(association, 'connection', 'from'), fieldsAt(association, 'connection', 'to')]
  const outcome = outcomeOf(fields)
  const actor = parseFields(fields['initiated_by'])
  const resource = parseFields(fields['resource'])
  const application = parseFields(fields['application'])
  const person = ends.find(isPerson) ?? (isPerson(resource) ? resource : null)
  const thing = association === null ? (application ?? resource) : (ends.find((end) => end !== person) ?? null)
  const changes = listOf(fields['changes']).length > 0 ? listOf(fields['changes']) : parseList(fields['changes'])
  const states = sides(changes)
  const named = meaningOf(type, textOf(association?.['op'])?.toLowerCase() ?? null)
  const meaning =
    named.stage === 'approval' ? { ...named, decision: decisionOf(named, outcome, [fields, resource, states]) } : named
  const text = textOf(fields['justification'] ?? fields['reason'] ?? fields['comment'])
  const task = isRequest(meaning)
    ? textOf(fields['request_id'] ?? fields['access_request_id'] ?? resource?.['id'])
    : null
  const event: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    native_id: textOf(fields['id']),
    operation: type,
    outcome,
    task: task === null ? null : `request:${task}`,
    actor: aliasOf(actor),
    actor_kind_hint: kindOf(textOf(actor?.['type'])),
    subject: aliasOf(person),
    account: textOf(fields['organization']),
    resource: placeOf(thing) ?? hostOf(fields),
    entitlement: /^priv_/.test(meaning.change_class ?? '')
      ? thing === person
        ? roleOf(resource)
        : nameOf(thing)
      : null,
    before: states.before && JSON.stringify(states.before),
    after: states.after && JSON.stringify(states.after),
    issued_credential: meaning.stage === 'credential' ? placeOf(resource ?? actor, 'jumpcloud:key/') : null,
    credential_class: meaning.stage === 'credential' ? 'static' : null,
    text,
    ...referenceColumns(findReferences(text, 'text')),
    source_ip: textOf(fields['client_ip'] ?? fields['src_ip']),
    user_agent: agentOf(fields['useragent']),
    attributes: attributesOf({
      service: textOf(fields['service']),
      mfa: fields['mfa'],
      auth_method: textOf(fields['auth_method']),
      auth_context: parseFields(fields['auth_context']),
      error: textOf(fields['error_message']),
      provider: textOf(fields['provider']),
      resource,
      application,
      association,
      country: textOf(fieldsAt(fields, 'geoip')?.['country_code']),
    }),
  }
  const identities = [actor, ...ends.filter(isPerson), isPerson(resource) ? resource : null].flatMap(
    (one) => known(one) ?? [],
  )
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

/** The decision that the type names or a state of the request does; what was tried and failed decides nothing. */
function decisionOf(named: Meaning, outcome: Outcome, places: readonly unknown[]): Decision | null {
  if (outcome === 'failure') return null
  const [fields, resource, states] = places.map(asFields)
  const after = asFields(states?.['after'])
  const words = [fields, resource, after].flatMap((one) => [one?.['decision'], one?.['status'], one?.['state']])
  const word =
    words
      .map(textOf)
      .find((one) => one !== null)
      ?.toLowerCase() ?? ''
  if (named.decision) return named.decision as Decision
  if (/^approve/.test(word)) return 'approved'
  return /^(den|reject)/.test(word) ? 'denied' : null
}

/** The role of an administrator, where the resource gives it. */
function roleOf(resource: Fields | null): string | null {
  return textOf(resource?.['roleName'] ?? resource?.['role_name'] ?? resource?.['role'])
}

function outcomeOf(fields: Fields): Outcome {
  const success = String(fields['success'] ?? '').toLowerCase()
  if (success === 'true') return 'success'
  if (success === 'false') return 'failure'
  // Events about what administrators did have no such member: they are written when it is done.
  return textOf(fields['error_message']) === null ? 'success' : 'failure'
}

function isRequest({ stage }: Meaning): boolean {
  return stage === 'request' || stage === 'approval'
}

function isPerson(fields: Fields | null): boolean {
  return /^(user|admin|systemuser|service_?account)$/i.test(textOf(fields?.['type']) ?? '')
}

function kindOf(type: string | null): ActorKind | null {
  if (type === null) return null
  if (/^(system|jumpcloud)$/i.test(type)) return 'system'
  return /app|service|agent|integration|api/i.test(type) ? 'workload' : null
}

/** The id where there is one, else the address, else the name. */
function aliasOf(fields: Fields | null): string | null {
  const id = idOf(fields)
  if (id !== null) return `jumpcloud:${id}`
  const email = emailOf(fields?.['email'])
  if (email !== null) return `email:${email}`
  const name = nameOf(fields)
  return name === null ? null : `jumpcloud:${name}`
}

function idOf(fields: Fields | null): string | null {
  return textOf(fields?.['id'] ?? fields?.['object_id'])
}

function nameOf(fields: Fields | null): string | null {
  for (const name of ['username', 'name', 'display_label', 'displayName', 'hostname', 'email']) {
    const text = textOf(fields?.[name])
    if (text !== null) return text
  }
  return idOf(fields)
}

/** `user_group/<id>`, or the id behind another prefix. */
function placeOf(fields: Fields | null, prefix?: string): string | null {
  const id = idOf(fields)
  if (id === null) return nameOf(fields)
  return `${prefix ?? `${textOf(fields?.['type'])?.toLowerCase() ?? 'application'}/`}${id}`
}

function hostOf(fields: Fields): string | null {
  const system = parseFields(fields['system'])
  const id = idOf(system)
  return id === null ? nameOf(system) : `system/${id}`
}

/** `from` and `to` of each changed field, by field; null without any. */
function sides(changes: readonly unknown[]): { readonly before: Fields | null; readonly after: Fields | null } {
  const side = (name: 'from' | 'to') => {
    const entries = changes.flatMap((one) => {
      const change = asFields(one)
      const field = textOf(change?.['field'])
      return field === null ? [] : [[field, change?.[name]] as const]
    })
    const kept = compact(Object.fromEntries(entries))
    return Object.keys(kept).length > 0 ? kept : null
  }
  return { before: side('from'), after: side('to') }
}

function agentOf(value: unknown): string | null {
  const fields = parseFields(value)
  if (fields === null) return textOf(value)
  const name = [textOf(fields['name']), textOf(fields['version'])].filter(Boolean).join(' ')
  return name === '' ? null : name
}

function known(fields: Fields | null): IdentityDraft | null {
  const id = idOf(fields)
  const email = emailOf(fields?.['email'])
  const login = textOf(fields?.['username'])
  if (id === null || (email === null && login === null)) return null
  return { alias: `jumpcloud:${id}`, directory: 'jumpcloud', login, email, basis: 'observed' }
}
