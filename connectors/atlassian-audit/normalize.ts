/** Atlassian's audit records in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './actions.js'
import { type Audit, audit, unwrap } from './record.js'

/** One audit record: one row, and the accounts it describes. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no audit record of Atlassian's: ${brief(record.value)}`)
  const parsed = audit.safeParse(fields)
  if (!parsed.success) return reject('bad_shape', `the audit record is not as Atlassian writes it: ${brief(fields)}`)
  const log = parsed.data
  const time = readWhen(log.time, record.timezone)
  if (!time) return reject('bad_time', `time of ${log.operation ?? 'the record'} is no time: ${brief(log.time)}`)
  if (!log.operation) return reject('missing_field', `the record does not say what was done: ${brief(fields['extra'])}`)
  return { events: [toEvent(log, time)], identities: accounts(log) }
}

/** Milliseconds in Confluence Cloud, seconds and nanoseconds in the files of Data Center, ISO elsewhere. */
function readWhen(value: unknown, zone: string | null): Moment | null {
  if (typeof value === 'object' && value !== null && 'seconds' in value && 'nanos' in value) {
    const fraction = String(value.nanos).padStart(9, '0')
    const moment = readEpochSeconds(`${value.seconds}.${fraction}`)
    return moment && { at: moment.at, resolution: 1000 }
  }
  return readTime(value, zone ?? 'UTC') ?? readEpochMillis(value) ?? readEpochSeconds(value)
}

function toEvent(log: Audit, time: Moment): EventDraft {
  const phrase = [log.i18n, log.operation].filter(Boolean).join(' ')
  const meaning = meaningOf(log.form === 'organisation' ? `${phrase} ${log.description ?? ''}` : phrase)
  const isSystem = log.actor.type?.toLowerCase() === 'system' || log.actor.name === 'System'
  const user = log.objects.find((one) => /^users?$/i.test(one.type ?? ''))
  const group = log.objects.find((one) => /^groups?$/i.test(one.type ?? ''))
  const change = log.changes[0]
  const isAccess = /^priv_/.test(meaning.changeClass ?? '') || meaning.stage === 'request'
  const references = [
    ...findReferences(log.description, 'text'),
    ...log.changes.flatMap(({ to }) => findReferences(to, 'text')),
  ]
  return {
    native_id: log.id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: log.form === 'server' ? (log.i18n ?? log.operation!) : log.operation!,
    outcome: /fail(ed|ure)?\b|denied/i.test(phrase) && meaning.decision === undefined ? 'failure' : 'success',
    is_write: meaning.isWrite,
    // A plugin that the product switches on while it starts is nobody's change.
    change_class: isSystem && meaning.changeClass === 'prod_config' ? null : meaning.changeClass,
    actor: actorOf(log, isSystem),
    actor_kind_hint: isSystem ? 'system' : null,
    credential_class: meaning.credential,
    issued_credential: meaning.credential ? credentialOf(log) : null,
    subject: subjectOf(log, meaning, user, group),
    account: log.site,
    resource: resourceOf(log),
    entitlement: isAccess ? entitlementOf(log, group, user) : null,
    change: meaning.change,
    before: log.changes.length > 1 ? shown(log.changes, 'from') : change?.from,
    after: log.changes.length > 1 ? shown(log.changes, 'to') : change?.to,
    decision: meaning.decision,
    ...referenceColumns(references),
    text: log.description,
    source_ip: log.source,
    attributes: attributesOf({
      product: log.product,
      action: log.operation,
      category: log.category,
      objects: log.objects,
      changes: log.changes,
      ...(log.extra as Fields),
    }),
  }
}

/** Cloud accounts are the same in every product; ids of Server and Data Center are each product's own. */
function alias(log: Audit, id: string | null): string | null {
  if (id === null || id === '') return null
  const isCloud = log.form !== 'server'
  return `${isCloud ? 'jira' : log.product}:${id}`
}

function actorOf(log: Audit, isSystem: boolean): string | null {
  const { account, id, email, name } = log.actor
  if (isSystem) return `${log.product}:system`
  if (id === '-2' || /^anonymous$/i.test(name ?? '')) return null
  const address = emailOf(email)
  return alias(log, account ?? id) ?? (address ? `email:${address}` : null)
}

type Named = Audit['objects'][number]

function aliasOfObject(log: Audit, one: Named | undefined): string | null {
  if (!one) return null
  const address = emailOf(one.email)
  return alias(log, one.id) ?? (address ? `email:${address}` : one.name ? `${log.product}:${one.name}` : null)
}

function subjectOf(log: Audit, meaning: Meaning, user: Named | undefined, group: Named | undefined): string | null {
  if (meaning.stage === 'context' || meaning.stage === 'logging' || !(meaning.change || meaning.stage === 'delegation'))
    return null
  if (/^(prod_config|trust_policy)$/.test(meaning.changeClass ?? '')) return null
  return (
    aliasOfObject(log, user) ??
    (group ? `${log.product}:group/${group.name ?? group.id}` : meaning.credential ? actorOf(log, false) : null)
  )
}

function credentialOf(log: Audit): string | null {
  const one = log.objects.find(({ type }) => !/^users?$/i.test(type ?? '')) ?? log.objects[0]
  return one ? `${log.product}:token/${one.id ?? one.name}` : null
}

/** What was touched: the first object that is neither the account nor the group that gains or loses. */
function resourceOf(log: Audit): string | null {
  const one = log.objects.find(({ type }) => !/^(users?|groups?)$/i.test(type ?? '')) ?? log.objects[0]
  if (!one) return log.site
  return `${one.type ?? 'object'}/${one.name ?? one.id}`
}

/** A group for a membership; else the permission or role that changed. */
function entitlementOf(log: Audit, group: Named | undefined, user: Named | undefined): string | null {
  const phrase = `${log.i18n ?? ''} ${log.operation ?? ''}`
  const permission = log.changes
    .map(({ field, to, from }) => (/permission|role|type/i.test(field ?? '') ? (to ?? from) : null))
    .find(Boolean)
  if (/group/i.test(phrase) && /member|user|_to_|_from_/i.test(phrase) && user)
    return group?.name ?? group?.id ?? permission ?? null
  return permission ?? log.objects.find(({ type }) => /role|permission/i.test(type ?? ''))?.name ?? group?.name ?? null
}

function shown(changes: Audit['changes'], side: 'from' | 'to'): string | null {
  const said = changes.flatMap((one) => (one[side] ? [`${one.field ?? 'value'}: ${one[side]}`] : []))
  return said.length > 0 ? said.join('; ') : null
}

function accounts(log: Audit): IdentityDraft[] {
  const rows: IdentityDraft[] = []
  const { name, email, login } = log.actor
  const own = actorOf(log, false)
  const isAccount = own !== null && !/^system$/i.test(log.actor.type ?? '') && name !== 'System'
  if (isAccount && !own.startsWith('email:') && (name || email || login))
    rows.push({
      alias: own,
      directory: own.split(':')[0]!,
      login,
      display_name: name,
      email: emailOf(email),
      basis: 'observed',
    })
  for (const one of log.objects) {
    const who = /^users?$/i.test(one.type ?? '') ? alias(log, one.id) : null
    if (who && who !== own && emailOf(one.email))
      rows.push({
        alias: who,
        directory: who.split(':')[0]!,
        display_name: one.name,
        email: emailOf(one.email),
        basis: 'observed',
      })
  }
  return rows
}
