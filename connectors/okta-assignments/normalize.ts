/** Group memberships and application assignments of Okta in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { appUserOf, listedOf } from './record.js'

/** States of an application user in which nothing is held any more. */
const over = /^(DEPROVISIONED|REVOKED|UNASSIGNED|DELETED)$/i

/** One group or application and its user: something that somebody holds, named and placed as the System Log does. */
export function normalize(record: SourceRecord): CanonicalRows {
  const listed = listedOf(record.value)
  if (listed === null) return notListed(record.value)
  const { kind, thing, user } = listed
  const [id, holder] = [textOf(thing['id']), textOf(user['id'])]
  if (id === null) return reject('missing_field', `id is ${brief(thing['id'])}`)
  if (holder === null) return reject('missing_field', `_embedded.user.id is ${brief(user['id'])}`)
  const name = kind === 'app' ? textOf(thing['label']) : textOf(asFields(thing['profile'])?.['name'])
  if (name === null)
    return reject('missing_field', `${kind === 'app' ? 'label' : 'profile.name'} of ${brief(id)} is missing`)
  const status = textOf(user['status'])
  if (kind === 'app' && over.test(status ?? ''))
    return reject('not_held', `the status of the application user is ${brief(status)}`)
  const asOf = readTime(readFileDay(record.file))?.at ?? null
  if (asOf === null)
    return reject(
      'no_time',
      `nothing says when this was: put the day into the name of the file, as in apps-2026-03-02.json (now ${brief(record.file)})`,
    )
  return {
    entitlements: [
      {
        as_of: asOf,
        subject: `okta:${holder}`,
        entitlement: name,
        resource: `okta:${id}`,
        attributes: attributesOf({
          kind,
          type: textOf(thing['type']) ?? textOf(thing['name']),
          scope: textOf(user['scope']),
          status,
          app_login: textOf(fieldsAt(user, 'credentials')?.['userName']),
          assigned_at: kind === 'app' && 'scope' in user ? textOf(user['created']) : null,
        }),
      },
    ],
    ...account(holder, user),
  }
}

/** Why a record that is no group or application with its user cannot be used. */
function notListed(value: unknown): CanonicalRows {
  const appUser = appUserOf(value)
  if (appUser === null) return reject('not_an_assignment', `no group or application with its user: ${brief(value)}`)
  const link = textOf(fieldsAt(appUser, '_links', 'app')?.['href'])
  return reject(
    'no_name',
    `only a link tells of which application (${brief(link?.split('/').at(-1))}) this user is: embed the user in the application, as README.md shows`,
  )
}

/** The account, where the user is Okta's own; the login of an application user is the application's, and may be shared. */
function account(id: string, user: Fields): { identities?: IdentityDraft[] } {
  const profile = asFields(user['profile'])
  const login = textOf(profile?.['login'])
  if (profile === null || login === null || 'scope' in user) return {}
  const names = [textOf(profile['firstName']), textOf(profile['lastName'])].filter((one) => one !== null)
  return {
    identities: [
      {
        alias: `okta:${id}`,
        directory: 'okta',
        login,
        display_name: textOf(profile['displayName']) ?? (names.join(' ') || null),
        email: emailOf(profile['email']) ?? emailOf(login),
        basis: 'directory',
      },
    ],
  }
}
