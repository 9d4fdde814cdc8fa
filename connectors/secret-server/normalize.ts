/** Secret Server's events in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { labelled } from '../../src/read-cef.js'
import { attributesOf, brief, emailOf, reject, textOf } from '../../src/read-fields.js'
import { yearOfFile } from '../../src/read-syslog.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Meaning } from '../../src/schema/meaning.js'
import type { Outcome } from '../../src/schema/words.js'
import { readWritten } from '../../src/time.js'
import { meaningOf } from './meanings.js'
import { readRecord } from './record.js'

type Names = Readonly<Record<string, string>>

/** One event: one row of events, and the accounts in it that are named by an address. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value, yearOfFile(record.file))
  if (found === null) return reject('not_secret_server', `no event of Secret Server: ${brief(record.value)}`)
  const { fields, name, code, severity } = found.event
  const written = fields['rt'] ?? found.time
  const time = readWritten(written, record.timezone, 'month-first')
  if (time === null) return reject('bad_time', `rt is no time: ${brief(written)}`)
  const operation = name ?? `event ${code}`
  const meaning = meaningOf(operation)
  const names = labelled(found.event)
  const details = detailsIn(fields['msg'])
  const actor = aliasOf(fields['suser'])
  const event: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation,
    outcome: outcomeOf(operation),
    actor,
    actor_kind_hint: actor !== null && systems.test(actor) ? 'system' : null,
    resource: placeOf(fields),
    ...concerned(meaning, fields, names),
    ...lent(meaning, fields),
    after: meaning.change_class === 'priv_grant' ? details : null,
    text: details,
    ...referenceColumns(findReferences(details, 'text')),
    source_ip: textOf(fields['src']),
    attributes: attributesOf({
      code,
      severity,
      item: textOf(fields['fname']),
      folder: names['Folder'],
      zone_assumed: time.zone_assumed ? true : null,
    }),
  }
  const identities = [accountOf(fields['suser'], names['suser Display Name']), accountOf(fields['duser'])].flatMap(
    (one) => one ?? [],
  )
  return { events: [event], ...(identities.length > 0 && { identities }) }
}

/** The accounts under which the product itself acts, by its old and its new name. */
const systems = /^secretserver:(?:thycotic|delinea) ?system$/i

/** An attempt that failed has it in its name: `SECRET - HEARTBEATFAILURE`. */
function outcomeOf(operation: string): Outcome {
  if (/denied/i.test(operation)) return 'denied'
  return /fail/i.test(operation) ? 'failure' : 'success'
}

/** Who receives what: of a role the role is the item, of a group the member; the other one stands beside it as `Group or User`. */
function concerned(meaning: Meaning, fields: Names, names: Names): Partial<EventDraft> {
  const other = names['Group or User'] ?? names['Group'] ?? names['User']
  const item = textOf(fields['fname'])
  if (fields['fileType'] === 'User')
    return {
      subject: aliasOf(fields['duser'] ?? fields['fname']),
      entitlement: meaning.change_class === null ? null : textOf(other),
    }
  return meaning.change_class === 'priv_grant'
    ? {
        subject: aliasOf(other),
        entitlement: meaning.stage === 'break_glass' ? 'Unlimited Administrator' : (names['Role'] ?? item),
      }
    : { subject: aliasOf(fields['duser']) }
}

/** A secret that is checked out is lent until it is checked in. */
function lent(meaning: Meaning, fields: Names): Partial<EventDraft> {
  const isLoan = meaning.stage === 'credential' || (meaning.stage === 'revocation' && meaning.activity === 'revoke')
  return isLoan ? { issued_credential: `secretserver:${placeOf(fields)}`, credential_class: 'static' } : {}
}

/** `secret/12`: what the event is about, by the kind and number that the product gives it. */
function placeOf(fields: Names): string | null {
  const [kind, id] = [textOf(fields['fileType']), textOf(fields['fileId'] ?? fields['fileID'])]
  return kind === null || id === null ? null : `${kind.toLowerCase()}/${id}`
}

/** What a person or the product said of it: the end of the sentence. */
function detailsIn(sentence: string | undefined): string | null {
  if (sentence === undefined || !/ By User: /.test(sentence)) return textOf(sentence)
  return textOf(/ Details: (.*)$/s.exec(sentence)?.[1])
}

function aliasOf(name: string | undefined): string | null {
  return name === undefined ? null : `secretserver:${name}`
}

/** Accounts of a directory are named `domain\address`. */
function accountOf(name: string | undefined, shown?: string): IdentityDraft | null {
  const alias = aliasOf(name)
  const email = emailOf(name?.replace(/^.*\\/, ''))
  if (alias === null || email === null) return null
  return { alias, directory: 'secret-server', login: name!, email, display_name: shown ?? null, basis: 'observed' }
}
