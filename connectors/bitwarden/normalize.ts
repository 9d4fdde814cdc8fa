/** Bitwarden's events and members in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { meaningOf } from './event-types.js'
import { deviceNames, eventNames } from './names.js'
import { readRecord } from './record.js'

/** One record: a row of events, an account of the organisation, or all rows of a page that stands in one line. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_bitwarden', `no record of Bitwarden: ${brief(record.value)}`)
  const { kind, fields } = found
  if (kind === 'page') return page(fields, record)
  if (kind === 'member') return member(fields)
  return kind === 'csv' ? csvRow(fields, record.timezone) : event(fields, record.timezone)
}

function page(fields: Fields, record: SourceRecord): CanonicalRows {
  const inner = listOf(fields['data'])
  if (inner.length === 0) return reject('empty_page', 'the page has no events: it is the end of a list')
  const rows = inner.map((value) => normalize({ ...record, value }))
  const bad = rows.find((one) => one.reject)
  if (bad) return bad
  const events = rows.flatMap((one) => one.events ?? [])
  const identities = rows.flatMap((one) => one.identities ?? [])
  return { ...(events.length > 0 ? { events } : {}), ...(identities.length > 0 ? { identities } : {}) }
}

function event(fields: Fields, zone: string | null): CanonicalRows {
  const time = readTime(fields['date'], zone ?? 'UTC')
  if (time === null) return reject('bad_time', `date is no time: ${brief(fields['date'])}`)
  const type = textOf(fields['type'])
  const name = eventNames[Number(type)] ?? `event ${type ?? 'unknown'}`
  const meaning = meaningOf(name)
  const acting = aliasOf(fields['actingUserId'])
  const machine = aliasOf(fields['serviceAccountId'])
  const system = textOf(fields['systemUser'])
  const group = placeOf(fields, 'group') ?? placeOf(fields, 'collection')
  const row: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation: name,
    actor: acting ?? machine ?? (system === null ? null : `bitwarden:system/${system}`),
    actor_kind_hint: acting !== null ? null : machine !== null ? 'workload' : system === null ? null : 'system',
    subject: aliasOf(fields['memberId']) ?? aliasOf(fields['organizationUserId']),
    account: textOf(fields['organizationId']),
    resource: resourceKinds.map((kind) => placeOf(fields, kind)).find((place) => place !== null) ?? null,
    entitlement: /^priv_/.test(meaning.change_class ?? '') ? group : null,
    source_ip: textOf(fields['ipAddress']),
    user_agent: deviceNames[Number(textOf(fields['device']) ?? Number.NaN)] ?? null,
    attributes: attributesOf({
      type: textOf(fields['type']),
      collection: textOf(fields['collectionId']),
      group: textOf(fields['groupId']),
      policy: textOf(fields['policyId']),
      installation: textOf(fields['installationId']),
      device: textOf(fields['device']),
      domain: textOf(fields['domainName']),
    }),
  }
  return { events: [row] }
}

/** What an event may be about; the nearest thing first. */
const resourceKinds = ['item', 'secret', 'project', 'collection', 'group', 'policy', 'provider', 'domain'] as const

function placeOf(fields: Fields, kind: string): string | null {
  const id = textOf(fields[`${kind}Id`]) ?? (kind === 'domain' ? textOf(fields['domainName']) : null)
  return id === null ? null : `${kind}/${id}`
}

/** A row of the web vault's CSV: the type has its name, and what was acted on stands in the message only. */
function csvRow(fields: Fields, zone: string | null): CanonicalRows {
  const time = readTime(fields['date'], zone ?? 'UTC')
  if (time === null) return reject('bad_time', `date is no time: ${brief(fields['date'])}`)
  const written = textOf(fields['type']) ?? 'unknown'
  const name = eventNames[Number(written)] ?? written
  const email = emailOf(fields['userEmail'])
  const alias = aliasOf(fields['userId'])
  const text = textOf(fields['message'])
  const row: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaningOf(name),
    operation: name,
    actor: alias ?? (email === null ? aliasOf(fields['userName']) : `email:${email}`),
    text,
    ...referenceColumns(findReferences(text, 'text')),
    source_ip: textOf(fields['ip']),
    user_agent: textOf(fields['appName']),
  }
  if (alias === null || email === null) return { events: [row] }
  const who: IdentityDraft = {
    alias,
    directory: 'bitwarden',
    email,
    display_name: textOf(fields['userName']),
    basis: 'observed',
  }
  return { events: [row], identities: [who] }
}

/** Words of the API: -1 revoked, 0 invited, 1 accepted, 2 confirmed. */
const memberStatus: Readonly<Record<string, string>> = { '-1': 'suspended', '1': 'active', '2': 'active' }
const memberRoles = ['owner', 'administrator', 'user', 'manager', 'custom']

/** A member: the account that events name as actor, and the membership that they name as member. */
function member(fields: Fields): CanonicalRows {
  const membership = aliasOf(fields['id'])
  const alias = aliasOf(fields['userId']) ?? membership
  if (alias === null) return reject('missing_field', `a member without id: ${brief(fields['email'])}`)
  const identity: IdentityDraft = {
    alias,
    directory: 'bitwarden',
    display_name: textOf(fields['name']),
    email: emailOf(fields['email']),
    basis: 'directory',
    same_as: membership === null || membership === alias ? null : [membership],
    status: memberStatus[textOf(fields['status']) ?? ''] ?? null,
    attributes: attributesOf({
      role: memberRoles[Number(fields['type'])],
      two_factor: fields['twoFactorEnabled'],
      external_id: textOf(fields['externalId']),
      status: textOf(fields['status']),
    }),
  }
  return { identities: [identity] }
}

function aliasOf(id: unknown): string | null {
  const text = textOf(id)
  return text === null ? null : `bitwarden:${text}`
}
