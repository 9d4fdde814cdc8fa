/** The Vault's audit records and the alerts of Threat Analytics in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { type DeviceEvent, labelled } from '../../src/read-cef.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { yearOfFile } from '../../src/read-syslog.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { formatTime, readEpochMillis, readWritten } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { readRecord } from './record.js'

/** One record: one row of events; a request for dual control is a task as well. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value, yearOfFile(record.file))
  if ('reason' in found) return reject(found.reason, found.detail)
  const { host, record: inner } = found
  const written =
    inner.kind === 'audit'
      ? (textOf(inner.fields['IsoTimestamp']) ?? found.time)
      : (detectedAt(inner.event) ?? found.time)
  if (written !== null && /^[A-Z][a-z]{2} \d{1,2} \d{2}:/.test(written))
    return reject('no_year', `the time has no year, and neither has the name of the file: ${brief(written)}`)
  const moment = readWritten(written, record.timezone, 'month-first')
  const time = readEpochMillis(written) ?? moment
  if (time === null) return reject('bad_time', `no time: ${brief(written)}`)
  const base = { occurred_at: time.at, resolution_us: time.resolution }
  const assumed = moment?.zone_assumed === true ? true : null
  return inner.kind === 'audit' ? audit(inner.fields, base, host, assumed) : alert(inner.event, base, assumed)
}

type Base = Pick<EventDraft, 'occurred_at' | 'resolution_us'>

function audit(fields: Fields, base: Base, host: string | null, assumed: true | null): CanonicalRows {
  const action = textOf(fields['Action']) ?? textOf(fields['Desc']) ?? textOf(fields['Message']) ?? 'unknown'
  const issuer = textOf(fields['Issuer'])
  const meaning = refine(meaningOf(action), issuer)
  const details = readDetails(textOf(fields['ExtraDetails']))
  const properties = readProperties(fields['CAProperties'])
  const safe = textOf(fields['Safe'])
  const file = textOf(fields['File'])
  const request = requestKey(textOf(fields['RequestId']), safe)
  const secret = safe === null || file === null ? null : `cyberark:${safe}/${file.replace(/^root\\/i, '')}`
  const loan = loanOf(secret, request, issuer, base.occurred_at)
  const outcome = outcomeOf(action, textOf(fields['Severity']))
  const states = statesOf(fields, action)
  const isLentUse = meaning.activity === 'use' && request !== null
  const isRequest = meaning.decision !== null
  const refs = references(fields, meaning)
  const resource = safe === null ? file : file === null ? safe : `${safe}/${file}`
  const ofRequest = request === null ? null : `request:${request}`
  const event: EventDraft = {
    operation: action,
    outcome,
    task: isRequest ? ofRequest : null,
    actor: aliasOf(issuer),
    actor_kind_hint: kindOf(issuer),
    session: typed(details['SessionID']),
    credential: isLentUse ? loan : null,
    credential_class: meaning.stage === 'credential' || isLentUse ? 'static' : null,
    issued_credential: meaning.stage === 'credential' ? (meaning.activity === 'issue' ? loan : secret) : null,
    account: textOf(fields['Hostname']) ?? host,
    resource,
    text: details['Command'] ?? (kindOf(issuer) !== null || states.after ? null : reasonOf(fields)),
    source_ip: sourceOf(meaning, details['SrcHost'], textOf(fields['Station'])),
    attributes: attributesOf({
      code: textOf(fields['MessageID']),
      severity: textOf(fields['Severity']),
      reason: textOf(fields['Reason']),
      gateway: textOf(fields['GatewayStation']),
      station: textOf(fields['Station']),
      category: textOf(fields['Category']),
      policy: properties['PolicyID'] ?? textOf(fields['CAPolicy']),
      target_user: properties['UserName'] ?? details['User'] ?? textOf(fields['AccountUser']),
      target_address: details['DstHost'] ?? properties['Address'] ?? textOf(fields['AccountAddress']),
      details,
      pvwa: asFields(fields['PvwaDetails']),
      zone_assumed: assumed,
    }),
    ...base,
    ...meaning,
    ...concerned(action, meaning, fields, issuer),
    ...states,
    ...referenceColumns(ofRequest === null || isRequest ? refs : [{ ref: ofRequest, origin: 'field' }, ...refs]),
    decision: outcome === 'success' ? meaning.decision : null,
  }
  const email = emailOf(issuer)
  const identities: IdentityDraft[] =
    email === null
      ? []
      : [{ alias: `cyberark:${issuer}`, directory: 'cyberark', login: issuer, email, basis: 'observed' }]
  const tasks = event.decision === 'requested' && request !== null ? [taskOf(request, event)] : []
  return { events: [event], ...(tasks.length > 0 && { tasks }), ...(identities.length > 0 && { identities }) }
}

function taskOf(request: string, event: EventDraft): TaskDraft {
  return {
    task: `request:${request}`,
    kind: 'request',
    key: request,
    title: event.text ?? event.operation,
    requester: event.actor,
    created_at: event.occurred_at,
    resolution_us: event.resolution_us,
    scope: event.resource ? [event.resource] : null,
    approval_state: 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
  }
}

/** The Master user is the Vault's emergency account: its logon is an opening of the glass. */
function refine(meaning: Meaning, issuer: string | null): Meaning {
  return meaning.activity === 'sign_in' && issuer === 'Master' ? { ...meaning, stage: 'break_glass' } : meaning
}

function outcomeOf(action: string, severity: string | null): Outcome {
  if (/unauthorized/i.test(action)) return 'denied'
  return /\bfail(?:ed|ure)\b/i.test(action) || /^(?:error|critical)$/i.test(severity ?? '') ? 'failure' : 'success'
}

/** Who gets or loses something, and what: of a group the Vault writes the group as source and the member as target. */
function concerned(action: string, meaning: Meaning, fields: Fields, issuer: string | null): Partial<EventDraft> {
  const source = textOf(fields['SourceUser'])
  const target = textOf(fields['TargetUser'])
  if (/group member/i.test(action)) return { subject: aliasOf(target), entitlement: source }
  if (meaning.change_class === 'priv_grant' || meaning.change_class === 'priv_removal')
    return { subject: aliasOf(source ?? target), entitlement: textOf(fields['Safe']) }
  if (meaning.stage === 'credential' && meaning.activity === 'issue') return { subject: aliasOf(issuer) }
  return { subject: meaning.activity === 'sign_in' ? null : aliasOf(target ?? source) }
}

/** What the record says of before and after: properties of accounts, and the master policy. */
function statesOf(fields: Fields, action: string): Partial<EventDraft> {
  const policy = textOf(fields['Location']) ?? ''
  if (/<RuleAuditComponent/.test(policy))
    return { before: element(policy, 'OldValue'), after: element(policy, 'NewValue') }
  if (!/file category/i.test(action)) return {}
  const reason = textOf(fields['Reason']) ?? ''
  return {
    before: /Old Value=\[([^\]]+)\]/.exec(reason)?.[1] ?? null,
    after: /^Value=\[([^\]]+)\]/.exec(reason)?.[1] ?? null,
  }
}

function element(xml: string, name: string): string | null {
  return textOf(new RegExp(`<${name}\\b[^>]*>([^<]*)</${name}>`).exec(xml)?.[1])
}

/** Tickets stand in what a person gave as reason, and in the fields of a ticketing system; what the password manager reports is no reason. */
function references(fields: Fields, meaning: Meaning): Reference[] {
  const tickets = [textOf(fields['TicketId']), ...ticketsIn(asFields(fields['PvwaDetails']))]
  const reason = meaning.activity === 'renew' || meaning.stage === 'context' ? null : textOf(fields['Reason'])
  return [...tickets.flatMap((ticket) => findReferences(ticket, 'field')), ...findReferences(reason, 'text')]
}

function ticketsIn(details: Fields | null): string[] {
  return Object.entries(details ?? {}).flatMap(([name, value]) => {
    const inner = asFields(value)
    return inner === null ? (/ticket/i.test(name) ? (textOf(value) ?? []) : []) : ticketsIn(inner)
  })
}

/** What the person wrote, without what the portal puts around it: `(Action: Connect)OPS-12(Connection to address: 192.0.2.7)`. */
function reasonOf(fields: Fields): string | null {
  const given = textOf(fieldsAt(fields['PvwaDetails'], 'RetrieveReason', 'General')?.['UserReason'])
  const written = textOf(fields['Reason'])
  return given ?? textOf(written?.replace(/^\(Action: [^)]*\)|\((?:Connection to address|Additional)[^)]*\)/g, ''))
}

/** As the REST API writes the key of a request: numbers are per safe. */
function requestKey(id: string | null, safe: string | null): string | null {
  if (id === null || id === '0') return null
  return `cyberark/${safe === null || id.includes('_') ? id : `${safe}_${id}`}`
}

/**
 * A secret as it was lent to a person. Under a request that is one thing from the first use to the last; without one each time is a loan of its own,
 * because nothing in a later session tells which of them it came from.
 */
function loanOf(secret: string | null, request: string | null, person: string | null, at: number): string | null {
  if (secret === null) return null
  return `${secret}@${person ?? 'unknown'}#${request === null ? formatTime(at) : request.replace(/^.*_/, '')}`
}

/** `key=value;` with `\;` for a semicolon of a value. */
function readDetails(text: string | null): Record<string, string> {
  const details: Record<string, string> = {}
  for (const [, key, value] of (text ?? '').matchAll(/([A-Za-z]\w*)=((?:\\.|[^;\\])*)(?:;|$)/g)) {
    const plain = textOf(value!.replace(/\\([;\\=])/g, '$1'))
    if (plain !== null) details[key!] = plain
  }
  return details
}

function readProperties(value: unknown): Readonly<Record<string, string>> {
  const properties = asFields(value)?.['CAProperty']
  const list = listOf(properties).length > 0 ? listOf(properties) : [properties]
  return Object.fromEntries(
    list.flatMap((one) => {
      const [name, text] = [textOf(asFields(one)?.['Name']), textOf(asFields(one)?.['Value'])]
      return name === null || text === null ? [] : [[name, text]]
    }),
  )
}

/** In a session the person's own machine, else the station; the Vault writes zeros for itself. */
function sourceOf({ activity }: Meaning, session: string | undefined, station: string | null): string | null {
  const isSession = activity === 'use' || activity === 'sign_out'
  const address = isSession && session !== undefined && /^[\d.]+$|:/.test(session) ? session : station
  return address === '0.0.0.0' ? null : address
}

/** Accounts of the product's own components, by the names that its installers give them. */
function kindOf(name: string | null): ActorKind | null {
  if (name === null) return null
  if (/^(?:Batch|Builtin|Backup|DR|NotificationEngine|System)$/.test(name)) return 'system'
  return /^(?:PasswordManager|PVWA(?:App|GW)User|PSMP?(?:App|GW|Gw|_ADB)_|Prov_|AIMWebService|SCIM-user)/.test(name)
    ? 'workload'
    : null
}

function aliasOf(name: string | null): string | null {
  return name === null ? null : `cyberark:${name}`
}

function typed(id: string | null | undefined): string | null {
  return id === null || id === undefined ? null : `cyberark:${id}`
}

// ── Threat Analytics ──

function detectedAt(event: DeviceEvent): string | null {
  return event.fields['deviceCustomDate1'] ?? null
}

/** An alert is an opinion about what others did: context, whatever it is about. */
function alert(event: DeviceEvent, base: Base, assumed: true | null): CanonicalRows {
  const { fields } = event
  const named = labelled(event)
  const said = (value: string | undefined) => (value === undefined || /^none\.?$/i.test(value) ? null : value)
  return {
    events: [
      {
        native_id: said(named['EventID']) ?? said(named['eventID']),
        stage: 'context',
        activity: 'other',
        operation: event.name ?? event.code,
        outcome: 'unknown',
        is_write: false,
        actor: aliasOf(said(fields['suser']?.replace(/\s*\(vault user\)$/i, ''))),
        subject: aliasOf(said(fields['duser']?.replace(/\s*\(vault user\)$/i, ''))),
        resource: said(fields['dhost']) ?? said(fields['dst']),
        source_ip: said(fields['src']),
        attributes: attributesOf({
          code: event.code,
          severity: event.severity,
          source_host: said(fields['shost']),
          target_address: said(fields['dst']),
          extra: said(named['ExtraData']),
          link: said(named['PTALink'] ?? named['PTAlink']),
          zone_assumed: assumed,
        }),
        ...base,
      },
    ],
  }
}
