/** What the rows of all kinds of records have in common. */
import type { CanonicalRows } from '../../src/connector.js'
import { brief, reject, textOf } from '../../src/read-fields.js'
import { isProtectedBranch, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Moment } from '../../src/time.js'
import { meaningOf } from './actions.js'
import type { Account, Place } from './record.js'

/** The reference to a commit that a record names. */
export function commitReference(hash: string | null): Reference[] {
  return hash === null ? [] : [{ ref: `commit:${hash}`, origin: 'field' }]
}

/** What every event has in common. */
export function eventOf(who: Account | null, at: Moment, place: Place | null) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    task: place?.task,
    actor: who?.alias,
    actor_kind_hint: who?.kind,
    account: place?.repository.split('/')[0],
    resource: place?.repository,
  }
}

/** The accounts that a record names, each once. */
export function identitiesOf(accounts: readonly (Account | null)[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const account of accounts) {
    if (account === null || rows.has(account.alias)) continue
    const { alias, login, name, email, kind } = account
    if (login === null && name === null && email === null) continue
    const directory = alias.slice(0, alias.indexOf(':'))
    rows.set(alias, {
      alias,
      directory: directory === 'email' ? 'bitbucket' : directory,
      login,
      display_name: name,
      email,
      basis: 'observed',
      kind_hint: kind,
    })
  }
  return [...rows.values()]
}

/** The merge of a pull request, whoever tells of it. */
export function mergeEvent(
  by: Account | null,
  at: Moment,
  place: Place | null,
  branch: string | null,
  commit: string | null,
): EventDraft {
  return {
    ...eventOf(by, at, place),
    ...meaningOf('MERGED'),
    native_id: place?.key,
    // The pull request itself, its activities and the webhook all tell of one merge.
    twin_id: place?.key ? `bitbucket-merge:${place.key.toLowerCase()}` : null,
    change_class: branch === null || isProtectedBranch(branch) ? 'prod_config' : null,
    change: 'modify',
    after: commit,
    ...referenceColumns(commitReference(commit)),
  }
}

/** A record whose time cannot be read. */
export function badTime(what: string, id: unknown, field: string, value: unknown): CanonicalRows {
  return reject('bad_time', `${field} of ${what} ${textOf(id) ?? '(no id)'} is no time: ${brief(value)}`)
}
