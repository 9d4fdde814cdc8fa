/** Members of GitLab's groups and projects in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, reject, rejectAll } from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { EntitlementDraft } from '../../src/schema/entitlements.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { graphOf, type Member, memberOf, membersOf, rowOf } from './record.js'

/** One row of a table, or all that one answer of GraphQL lists: what each account holds, and the account. */
export function normalize(record: SourceRecord): CanonicalRows {
  const row = rowOf(record.value)
  const graph = graphOf(record.value)
  if (!row && !graph) return reject('not_a_list', `no list of members of GitLab: ${brief(record.value)}`)
  const listed = row ? [memberOf(row)] : membersOf(graph ?? {})
  if (listed.length === 0) return reject('empty_list', `nobody is in this list: ${brief(record.value)}`)
  const lost = listed.flatMap((member, index) => {
    const lacks = lackOf(member, row?.kind === 'members')
    return lacks === null
      ? []
      : [{ reason: 'missing_field', detail: `entry ${index + 1} has no ${lacks}: ${brief(member)}` }]
  })
  const members = listed.filter((member) => lackOf(member, row?.kind === 'members') === null)
  if (members.length === 0) return rejectAll(lost)
  const told = lost.length > 0 ? { lost } : {}
  const accounts = [...new Map(members.map((member) => [aliasOf(member), account(member)])).values()]
  // An invitation that nobody accepted gives no access yet.
  const held = members.filter(({ isPending }) => !isPending)
  if (held.length === 0) return { identities: accounts, ...told }
  const asOf = readTime(readFileDay(record.file))?.at ?? null
  if (asOf === null) {
    const advice = 'put the day into the name of the file, as in members-2026-03-02.csv'
    return reject('no_time', `nothing says when this was: ${advice} (now ${brief(record.file)})`)
  }
  return { entitlements: held.map((member) => holding(member, asOf)), identities: accounts, ...told }
}

function lackOf(member: Member, isWithoutPlace: boolean): string | null {
  if (aliasOf(member) === null) return 'user'
  if (member.role === null) return 'role'
  return member.place === null && !isWithoutPlace ? 'full path of its group or project' : null
}

/** `gitlab:<id>`, as the audit events have it; tables know the user name only, and of one who was invited perhaps the address. */
function aliasOf(member: Member): string | null {
  if (member.id) return `gitlab:${member.id}`
  if (member.username) return `gitlab:${member.username.toLowerCase()}`
  const email = emailOf(member.email)
  return email && `email:${email}`
}

function holding(member: Member, asOf: number): EntitlementDraft {
  return {
    as_of: asOf,
    subject: aliasOf(member) ?? '',
    entitlement: member.role ?? '',
    resource: member.place,
    attributes: attributesOf(member.more),
  }
}

function account(member: Member): IdentityDraft {
  const login = member.username?.toLowerCase()
  return {
    alias: aliasOf(member) ?? '',
    directory: 'gitlab',
    login: member.username,
    display_name: member.name,
    email: emailOf(member.email),
    basis: 'directory',
    same_as: member.id && login ? [`gitlab:${login}`] : null,
  }
}
