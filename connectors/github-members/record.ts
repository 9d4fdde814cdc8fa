/** The lists as GitHub spells them. */
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'

/** One entry of a list: who, what and where, as far as the list says. */
export interface Member {
  readonly user: Fields | null
  /** Role in an organisation or team, or permission in a repository, as written. */
  readonly role: string | null
  readonly of: 'organisation' | 'team' | 'repository'
  readonly place: string | null
  /** `organisation/team`, as the audit log names a team. */
  readonly team: string | null
}

/**
 * The membership of an organisation by REST: it names the organisation, the user and the role.
 * https://docs.github.com/en/rest/orgs/members#get-organization-membership-for-a-user
 */
export function membershipOf(value: unknown): Fields | null {
  const fields = asFields(value)
  const isOne =
    fields !== null &&
    typeof fields['role'] === 'string' &&
    typeof fields['state'] === 'string' &&
    /\/orgs\/[^/]+\/memberships\/[^/]+$/.test(textOf(fields['url']) ?? '')
  return isOne ? fields : null
}

/**
 * The answer of GraphQL with `organization { login membersWithRole teams repositories }` or `repository { nameWithOwner collaborators }`.
 * https://docs.github.com/en/graphql/reference/objects#organization
 */
export function graphOf(value: unknown): Fields | null {
  const outer = asFields(value)
  const data = fieldsAt(outer, 'data') ?? outer
  const organization = fieldsAt(data, 'organization')
  const isOne =
    fieldsAt(organization, 'membersWithRole') !== null ||
    entriesOf(organization?.['teams']).some((team) => fieldsAt(team, 'members') !== null) ||
    [fieldsAt(data, 'repository'), ...entriesOf(organization?.['repositories'])].some(
      (repository) => fieldsAt(repository, 'collaborators') !== null,
    )
  return isOne ? data : null
}

/** Whether a record is a list of members or collaborators, or an entry of one. */
export function isList(value: unknown): boolean {
  return membershipOf(value) !== null || graphOf(value) !== null
}

/** Every entry of an answer of GraphQL. */
export function membersOf(data: Fields): Member[] {
  const organization = fieldsAt(data, 'organization')
  const login = textOf(organization?.['login'])
  const repositories = [fieldsAt(data, 'repository'), ...entriesOf(organization?.['repositories'])]
  return [
    ...edgesOf(organization?.['membersWithRole']).map(
      (edge): Member => ({
        user: fieldsAt(edge, 'node'),
        role: textOf(edge['role']),
        of: 'organisation',
        place: login,
        team: null,
      }),
    ),
    ...entriesOf(organization?.['teams']).flatMap((team) =>
      edgesOf(team['members']).map(
        (edge): Member => ({
          user: fieldsAt(edge, 'node'),
          role: textOf(edge['role']),
          of: 'team',
          place: login ?? textOf(team['combinedSlug'])?.split('/')[0] ?? null,
          team:
            textOf(team['combinedSlug']) ?? (login && textOf(team['slug']) ? `${login}/${textOf(team['slug'])}` : null),
        }),
      ),
    ),
    ...repositories.flatMap((repository) =>
      edgesOf(repository?.['collaborators']).map(
        (edge): Member => ({
          user: fieldsAt(edge, 'node'),
          role: textOf(edge['permission']),
          of: 'repository',
          place: textOf(repository?.['nameWithOwner']),
          team: null,
        }),
      ),
    ),
  ]
}

/** Things of a connection, asked for as `nodes` or as `edges { node }`. */
function entriesOf(connection: unknown): Fields[] {
  return edgesOf(connection)
    .map((edge) => fieldsAt(edge, 'node'))
    .filter((one) => one !== null)
}

/** The edges of a connection; only they say role and permission, so that plain `nodes` are entries without one. */
function edgesOf(connection: unknown): Fields[] {
  const fields = asFields(connection)
  const edges = listOf(fields?.['edges'])
  return edges.length > 0
    ? edges.map((edge) => asFields(edge) ?? {})
    : listOf(fields?.['nodes']).map((node) => ({ node }))
}
