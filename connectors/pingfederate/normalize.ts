/** PingFederate's records in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Outcome } from '../../src/schema/words.js'
import { readEpochMillis, readWritten } from '../../src/time.js'
import { meaningOf } from './events.js'
import { type PingRecord, readRecord } from './record.js'

/** One record: one row of events. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_pingfederate', `no line of a log: ${brief(record.value)}`)
  const written = readWritten(found.time, record.timezone, 'month-first')
  const time = readEpochMillis(found.time) ?? written
  if (time === null) return reject('bad_time', `no time: ${brief(found.time)}`)
  const base = { occurred_at: time.at, resolution_us: time.resolution }
  const assumed = written?.zone_assumed === true ? true : null
  const { columns } = found
  if (found.log === 'audit' && columns['event'] === undefined)
    return reject('truncated', `the line ends before its event: ${brief(record.value)}`)
  return { events: [found.log === 'audit' ? audit(columns, base, assumed) : administration(found, base, assumed)] }
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us'>

function audit(columns: PingRecord['columns'], base: Base, assumed: true | null): EventDraft {
  const { event = '', subject, connection, tracking } = columns
  const isClient = subject === undefined && /^oauth/i.test(columns['protocol'] ?? event) && connection !== undefined
  return {
    operation: event,
    outcome: statusOf(columns['status']),
    actor: isClient ? `pingfederate:client/${connection}` : aliasOf(subject),
    actor_kind_hint: isClient ? 'workload' : null,
    session: tracking === undefined ? null : `pingfederate:${tracking}`,
    account: columns['host'] ?? null,
    resource: columns['app'] ?? connection ?? null,
    source_ip: columns['ip'] ?? null,
    attributes: attributesOf({
      status: columns['status'],
      transaction: columns['transaction'],
      connection,
      protocol: columns['protocol'],
      role: columns['role'],
      adapter: columns['adapter'],
      description: columns['description'],
      local_user: columns['local_user'],
      attributes: columns['attributes'],
      response_ms: columns['response_ms'],
      zone_assumed: assumed,
    }),
    ...base,
    ...meaningOf('audit', event),
    ...referenceColumns(findReferences(columns['description'], 'text')),
  }
}

/** The part of the API, without the ids behind it. */
const part = /^\/(?:(?:idp|sp|oauth|keyPairs|certificates|serverSettings|configArchive)\/)?\w+/

function administration({ log, columns }: PingRecord, base: Base, assumed: true | null): EventDraft {
  const { user, method, endpoint = '', event = '', description } = columns
  const isApi = log === 'api'
  const path = endpoint.replace(/^\/pf-admin-api\/v\d+/, '')
  const words = isApi ? `${method} ${path}` : `${event} ${description ?? ''}`
  const meaning = meaningOf(isApi ? 'api' : 'admin', words)
  const account = /^\/administrativeAccounts\/([^/?]+)/i.exec(path)?.[1]
  return {
    operation: isApi ? `${method} ${part.exec(path)?.[0] ?? path}` : event,
    outcome: isApi ? httpOutcome(columns['status']) : consoleOutcome(description),
    actor: aliasOf(user),
    subject: aliasOf(account),
    resource: endpoint === '' ? null : endpoint,
    source_ip: columns['ip'] ?? null,
    attributes: attributesOf({
      description,
      roles: columns['roles'],
      auth: columns['auth'],
      status: columns['status'],
      zone_assumed: assumed,
    }),
    ...base,
    ...meaning,
    ...referenceColumns(findReferences(description, 'text')),
  }
}

/** The audit's own words, and what stores have made of them (`Token Issued`). */
function statusOf(status: string | undefined): Outcome {
  if (status === undefined) return 'unknown'
  if (/fail|error|invalid/i.test(status)) return 'failure'
  if (/den(?:y|ied)/i.test(status)) return 'denied'
  if (/in.?progress/i.test(status)) return 'pending'
  return /success|issue/i.test(status) ? 'success' : 'unknown'
}

function httpOutcome(status: string | undefined): Outcome {
  if (status === undefined || !/^\d{3}$/.test(status)) return 'unknown'
  if (status === '401' || status === '403') return 'denied'
  return Number(status) < 400 ? 'success' : 'failure'
}

/** The console logs what was saved; only sign-ons can fail. */
function consoleOutcome(description: string | undefined): Outcome {
  return /fail|invalid|unsuccessful|locked out/i.test(description ?? '') ? 'failure' : 'success'
}

function aliasOf(name: string | undefined): string | null {
  if (name === undefined) return null
  const email = emailOf(name)
  return email === null ? `pingfederate:${name}` : `email:${email}`
}
