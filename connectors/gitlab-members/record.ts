/** The lists as GitLab spells them. */
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'

/** One entry of a list, whatever the list. */
export interface Member {
  /** The user's number; CSV exports have none. */
  readonly id: string | null
  readonly username: string | null
  readonly name: string | null
  readonly email: string | null
  readonly role: string | null
  /** Full path of the group or project; null in the export of group members, which names none. */
  readonly place: string | null
  readonly isPending: boolean
  /** What else the list says of it. */
  readonly more: Fields
}

/**
 * The tables, by columns that only they have together: the group memberships (https://gitlab.com/gitlab-org/gitlab/-/merge_requests/170889), the user
 * permissions (https://docs.gitlab.com/administration/admin_area/#user-permission-export), the group members
 * (https://docs.gitlab.com/user/group/manage/#export-members-as-csv).
 */
const tables = [
  { kind: 'memberships', columns: ['Username', 'Path', 'Role', 'Membership type', 'Membership source'] },
  { kind: 'permissions', columns: ['Username', 'Email', 'Type', 'Path', 'Access Level'] },
  { kind: 'members', columns: ['Username', 'Access granted', 'Max role', 'Source'] },
] as const

/** Which of the tables a record is a row of. */
export function rowOf(
  value: unknown,
): { readonly kind: (typeof tables)[number]['kind']; readonly fields: Fields } | null {
  const fields = asFields(value)
  const table = fields && tables.find(({ columns }) => columns.every((name) => name in fields))
  return table ? { kind: table.kind, fields } : null
}

/**
 * The answer of GraphQL with `group { fullPath groupMembers }`, `project { fullPath projectMembers }` or the report `users { groupMemberships projectMemberships }`.
 * https://docs.gitlab.com/api/graphql/audit_report/
 */
export function graphOf(value: unknown): Fields | null {
  const outer = asFields(value)
  const data = fieldsAt(outer, 'data') ?? outer
  const isOne =
    fieldsAt(data, 'group', 'groupMembers') !== null ||
    fieldsAt(data, 'project', 'projectMembers') !== null ||
    entriesOf(data?.['users']).some((user) => 'groupMemberships' in user || 'projectMemberships' in user)
  return isOne ? data : null
}

/** Whether a record is a list of members, or a row of one. */
export function isList(value: unknown): boolean {
  return rowOf(value) !== null || graphOf(value) !== null
}

/** The entry that a row of a table is. */
export function memberOf({ kind, fields }: NonNullable<ReturnType<typeof rowOf>>): Member {
  const cell = (name: string) => textOf(fields[name])
  const isInherited = /^(inherited|indirect)$/i.test(cell('Membership type') ?? '')
  return {
    id: null,
    username: cell('Username'),
    name: cell('Name'),
    email: cell('Email'),
    role: cell('Role') ?? cell('Access Level') ?? cell('Max role'),
    // What is inherited was given at its source: there the audit events have it.
    place: kind === 'members' ? null : isInherited ? (cell('Membership source') ?? cell('Path')) : cell('Path'),
    isPending: cell('Membership status')?.toLowerCase() === 'pending',
    more: {
      list: kind,
      path: isInherited ? cell('Path') : null,
      membership: cell('Membership type') ?? cell('Source'),
      source: cell('Membership source'),
      granted: cell('Access granted'),
      expires: cell('Access expiration') ?? cell('Access expires'),
      last_activity: cell('Last activity') ?? cell('Last Activity'),
    },
  }
}

/** Every entry of an answer of GraphQL. */
export function membersOf(data: Fields): Member[] {
  const group = fieldsAt(data, 'group')
  const project = fieldsAt(data, 'project')
  return [
    ...entriesOf(group?.['groupMembers']).map((one) =>
      entry(one, fieldsAt(one, 'user'), fieldsAt(one, 'group') ?? group),
    ),
    ...entriesOf(project?.['projectMembers']).map((one) =>
      entry(one, fieldsAt(one, 'user'), fieldsAt(one, 'project') ?? project),
    ),
    ...entriesOf(data['users']).flatMap((user) => [
      ...entriesOf(user['groupMemberships']).map((one) => entry(one, user, fieldsAt(one, 'group'))),
      ...entriesOf(user['projectMemberships']).map((one) => entry(one, user, fieldsAt(one, 'project'))),
    ]),
  ]
}

function entry(member: Fields, user: Fields | null, place: Fields | null): Member {
  return {
    id: numberOf(user?.['id']),
    username: textOf(user?.['username']),
    name: textOf(user?.['name']),
    email: textOf(user?.['publicEmail']),
    role: roleOf(member['accessLevel']),
    // The report of the manual asks for ids only; the audit events write `Group/7` where they have no path.
    place: textOf(place?.['fullPath']) ?? /\/((?:Group|Project)\/\d+)$/.exec(textOf(place?.['id']) ?? '')?.[1] ?? null,
    isPending: false,
    more: {
      list: 'graphql',
      granted: textOf(member['createdAt']),
      expires: textOf(member['expiresAt']),
      granted_by: numberOf(fieldsAt(member, 'createdBy')?.['id']),
    },
  }
}

/** `13` of `gid://gitlab/User/13`. */
function numberOf(id: unknown): string | null {
  return /(?:^|\/)(\d+)$/.exec(textOf(id) ?? '')?.[1] ?? null
}

/** Names of the access levels: https://docs.gitlab.com/api/members/#roles */
const levels: Readonly<Record<string, string>> = {
  '5': 'Minimal Access',
  '10': 'Guest',
  '15': 'Planner',
  '20': 'Reporter',
  '30': 'Developer',
  '40': 'Maintainer',
  '50': 'Owner',
}

/** The role as the audit events write it: `Maintainer` of `MAINTAINER` or 40. */
function roleOf(level: unknown): string | null {
  const fields = asFields(level)
  const name = textOf(fields?.['stringValue'])
  if (name === null) return levels[textOf(fields?.['integerValue']) ?? ''] ?? null
  return name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

/** Things of a connection, asked for as `nodes` or as `edges { node }`. */
function entriesOf(connection: unknown): Fields[] {
  const fields = asFields(connection)
  const edges = listOf(fields?.['edges'])
  return edges.length > 0
    ? edges.map((edge) => fieldsAt(edge, 'node') ?? {})
    : listOf(fields?.['nodes']).map((node) => asFields(node) ?? {})
}
