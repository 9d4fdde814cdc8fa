/** Accounts of directories and people of HR in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, listOf, reject, textOf } from '../../src/read-fields.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readWritten, type WrittenMoment } from '../../src/time.js'
import { type Account, cellOf, columns, readAccount } from './record.js'

/** One record: the account, and an event for each date at which it began, changed or ended. */
export function normalize(record: SourceRecord): CanonicalRows {
  const account = readAccount(record.value)
  if (account === null) return reject('not_an_account', `no account or person that we know: ${brief(record.value)}`)
  const { directory } = account.dialect
  const id = cellOf(account, account.dialect.id)
  const login = cellOf(account, columns.login)
  const email = emailOf(cellOf(account, columns.email)) ?? emailOf(login)
  const alias = id !== null ? `${directory}:${id}` : email !== null ? `email:${email}` : null
  if (alias === null) return reject('missing_field', `an account without id and address: ${brief(record.value)}`)
  const read = (names: readonly string[]) => {
    const written = cellOf(account, names)
    return written === null ? null : momentOf(written, account, record.timezone)
  }
  const dates = { hired: read(columns.hired), left: read(columns.left), created: read(columns.created) }
  const bad = (['hired', 'left', 'created'] as const).find((name) => dates[name] === undefined)
  if (bad) return reject('bad_time', `the date is no time: ${brief(cellOf(account, columns[bad]))}`)
  const deleted = read(columns.deleted)
  const state = deleted ? 'terminated' : stateOf(account)
  const ended = dates.left ?? deleted ?? read(columns.expires)
  const began = dates.hired ?? dates.created
  const manager = managerOf(account)
  const identity: IdentityDraft = {
    alias,
    directory,
    login,
    display_name: cellOf(account, columns.name) ?? fullName(account),
    email,
    basis: 'directory',
    kind_hint: kindOf(account),
    same_as: sameAs(account, alias),
    manager,
    title: cellOf(account, columns.title) ?? organization(account, 'title'),
    status: state === 'planned' ? null : state,
    valid_from: began?.at ?? null,
    // The last day belongs to the person still.
    valid_to: ended ? ended.at + ended.resolution : null,
    attributes: attributesOf({
      department: cellOf(account, columns.department) ?? organization(account, 'department'),
      employee_id: directory === 'hr' ? null : cellOf(account, columns.employee),
      type: cellOf(account, columns.kind),
      status: account.cells.has('suspended') ? null : cellOf(account, columns.status),
      manager: manager?.startsWith('email:') ? null : cellOf(account, columns.manager),
      is_admin: account.cells.get('isadmin'),
      windows_account: cellOf(account, ['onpremisessamaccountname', 'samaccountname']),
    }),
  }
  const tell = (time: WrittenMoment | null | undefined, operation: string, change: EventDraft['change']) =>
    time ? lifecycle(time, operation, change, identity) : null
  const events = [
    tell(dates.created, 'account created', 'add'),
    state === 'planned' ? null : tell(dates.hired, 'hire', 'add'),
    // A date of leaving beside an account that is active is a plan, and plans are not events.
    state === 'active' || state === 'planned' ? null : tell(dates.left, 'termination', 'remove'),
    tell(deleted, 'account deleted', 'remove'),
    tell(read(columns.changed), `status ${cellOf(account, columns.status)}`, state === 'active' ? 'modify' : 'remove'),
  ].filter((one) => one !== null)
  return { identities: [identity], ...(events.length > 0 ? { events } : {}) }
}

/** A date as the directory writes it; undefined for one that cannot be read. */
function momentOf(written: string, { dialect }: Account, zone: string | null): WrittenMoment | undefined | null {
  // Google's and Active Directory's word for a time that never came.
  if (/^(never( logged in)?|0|-|n\/a|none|1601-01-01.*)$/i.test(written)) return null
  return readWritten(written, zone ?? dialect.zone, dialect.order) ?? undefined
}

function lifecycle(
  time: WrittenMoment,
  operation: string,
  change: EventDraft['change'],
  { alias, status, manager }: IdentityDraft,
): EventDraft {
  return {
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: 'identity',
    activity: 'lifecycle',
    operation,
    outcome: 'success',
    is_write: true,
    subject: alias,
    change,
    attributes: attributesOf({
      status,
      manager,
      zone_assumed: time.zone_assumed || null,
      order_assumed: time.order_assumed || null,
    }),
  }
}

/** The words for states, Okta's and HR's and the booleans of Microsoft; `suspended` of Google is the other way round. */
const states: readonly (readonly [RegExp, 'active' | 'suspended' | 'terminated' | 'planned'])[] = [
  [/^(pre-?hire|future|pending|staged|onboarding|not started)/i, 'planned'],
  [/^(terminat|deprovision|deleted|former|resign|leaver|left|exited|separated|offboard|retired)/i, 'terminated'],
  [/^(false|no|0|suspend|disabled|inactive|locked|archived|deactivated)/i, 'suspended'],
  [/^(true|yes|1|active|enabled|provisioned|recovery|password|current|employed)/i, 'active'],
]

function stateOf(account: Account): 'active' | 'suspended' | 'terminated' | 'planned' | null {
  const { cells } = account
  if (cells.has('suspended')) return String(cells.get('suspended')).toLowerCase() === 'true' ? 'suspended' : 'active'
  const word = cellOf(account, columns.status)
  return word === null ? null : (states.find(([pattern]) => pattern.test(word))?.[1] ?? null)
}

function kindOf(account: Account): IdentityDraft['kind_hint'] {
  const word = cellOf(account, columns.kind)?.toLowerCase() ?? ''
  if (/service|application|bot|robot|msds-(group)?managedserviceaccount|computer/.test(word)) return 'workload'
  return account.dialect.directory === 'hr' ? 'human' : null
}

function fullName(account: Account): string | null {
  const name = [cellOf(account, columns.first), cellOf(account, columns.last)].filter((one) => one !== null).join(' ')
  return name === '' ? null : name
}

/** The account's other names: its number in HR, its counterpart on the premises. */
function sameAs(account: Account, alias: string): string[] | null {
  const employee = cellOf(account, columns.employee)
  const sid = cellOf(account, columns.sid)
  const names = [prefixed('hr', employee), prefixed('ad', sid)]
  const others = names.filter((one): one is string => one !== null && one !== alias)
  return others.length > 0 ? others : null
}

function prefixed(prefix: string, text: string | null): string | null {
  return text === null ? null : `${prefix}:${text}`
}

/** The manager by address, by number, or by the id that Graph gives; a name alone stays in the attributes. */
function managerOf(account: Account): string | null {
  const { dialect, cells } = account
  const related = listOf(cells.get('relations'))
    .map(asFields)
    .find((one) => one?.['type'] === 'manager')
  const email = emailOf(cellOf(account, columns.manager)) ?? emailOf(related?.['value'])
  if (email !== null) return `email:${email}`
  const id = textOf(asFields(cells.get('manager'))?.['id'])
  if (id !== null) return `${dialect.directory}:${id}`
  const number = cellOf(account, columns.managerId)
  // Okta's field is filled by whoever provisions it: with Okta's id, or with the number of HR.
  return prefixed(number?.startsWith('00u') ? 'okta' : 'hr', number)
}

/** Google keeps title and department in the first organisation of a user. */
function organization({ cells }: Account, member: 'title' | 'department'): string | null {
  return textOf(asFields(listOf(cells.get('organizations'))[0])?.[member])
}
