/** Members and collaborators of GitHub in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  reject,
  rejectAll,
  textOf,
} from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { EntitlementDraft } from '../../src/schema/entitlements.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { graphOf, type Member, membershipOf, membersOf } from './record.js'

/** One membership, or all that one answer of GraphQL lists: what each account holds, and the account. */
export function normalize(record: SourceRecord): CanonicalRows {
  const membership = membershipOf(record.value)
  const graph = graphOf(record.value)
  if (!membership && !graph) return reject('not_a_list', `no list of members of GitHub: ${brief(record.value)}`)
  const listed = membership ? [toMember(membership)] : membersOf(graph ?? {})
  if (listed.length === 0) return reject('empty_list', `nobody is in this list: ${brief(record.value)}`)
  const lost = listed.flatMap((member, index) => {
    const lacks = lackOf(member)
    return lacks === null
      ? []
      : [{ reason: 'missing_field', detail: `entry ${index + 1} (${member.of}) has no ${lacks}: ${brief(member)}` }]
  })
  const members = listed.filter((member) => lackOf(member) === null)
  if (members.length === 0) return rejectAll(lost)
  const told = lost.length > 0 ? { lost } : {}
  const accounts = [...new Map(members.map(({ user }) => [aliasOf(user), account(user)])).values()]
  // An invitation that nobody accepted gives no access yet.
  if (membership?.['state'] === 'pending') return { identities: accounts, ...told }
  const asOf = readTime(readFileDay(record.file))?.at ?? null
  if (asOf === null) {
    const advice = 'put the day into the name of the file, as in members-2026-03-02.json'
    return reject('no_time', `nothing says when this was: ${advice} (now ${brief(record.file)})`)
  }
  return { entitlements: members.map((member) => holding(member, asOf)), identities: accounts, ...told }
}

function toMember(membership: Fields): Member {
  return {
    user: fieldsAt(membership, 'user'),
    role: textOf(membership['role']),
    of: 'organisation',
    place:
      textOf(fieldsAt(membership, 'organization')?.['login']) ??
      /\/orgs\/([^/]+)\/memberships\//.exec(textOf(membership['url']) ?? '')?.[1] ??
      null,
    team: null,
  }
}

function lackOf({ user, role, of, place, team }: Member): string | null {
  if (aliasOf(user) === null) return 'login'
  if (place === null) return of === 'repository' ? 'nameWithOwner' : 'login of the organisation'
  if (of === 'team') return team === null ? 'combinedSlug or slug of the team' : null
  return role === null ? (of === 'repository' ? 'permission (ask for edges)' : 'role (ask for edges)') : null
}

/** A team is held whatever the role in it; the audit log says `read` of a plain member of an organisation, `admin` of an owner. */
function holding({ user, role, of, place, team }: Member, asOf: number): EntitlementDraft {
  const word = role?.toLowerCase() ?? ''
  return {
    as_of: asOf,
    subject: aliasOf(user) ?? '',
    entitlement: team ?? (of === 'organisation' && word === 'member' ? 'read' : word),
    resource: place,
    attributes: attributesOf({ list: of, role: word }),
  }
}

/** `github:<login>` in lower case, as the audit log has it. */
function aliasOf(user: Fields | null): string | null {
  const login = textOf(user?.['login'])
  return login === null ? null : `github:${login.toLowerCase()}`
}

function account(user: Fields | null): IdentityDraft {
  return {
    alias: aliasOf(user) ?? '',
    directory: 'github',
    login: textOf(user?.['login']),
    display_name: textOf(user?.['name']),
    email: emailOf(user?.['email']),
    basis: 'directory',
    attributes: attributesOf({ id: textOf(user?.['databaseId']) ?? textOf(user?.['id']) }),
  }
}
