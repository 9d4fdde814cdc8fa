/** What the CLI prints of IAM Identity Center and its directory, as AWS spells it. */
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

/** Top-level keys of the lists: `sso-admin list-account-assignments`, `identitystore list-users`, `list-groups`, `list-group-memberships`. */
export const envelopes = ['AccountAssignments', 'Users', 'Groups', 'GroupMemberships'] as const

/** What a record is. */
export type Kind = 'assignment' | 'user' | 'group' | 'membership' | 'permission-set'

/** What a record is, by its fields; IAM's own users and groups have none of them. */
export function kindOf(value: unknown): { readonly kind: Kind; readonly fields: Fields } | null {
  const outer = asFields(value)
  const fields = asFields(outer?.['PermissionSet']) ?? outer
  if (fields === null) return null
  const has = (...names: string[]) => names.every((name) => textOf(fields[name]) !== null)
  if (has('PermissionSetArn', 'PrincipalId', 'PrincipalType')) return { kind: 'assignment', fields }
  if (has('MembershipId', 'GroupId')) return { kind: 'membership', fields }
  if ('Arn' in fields) return null
  if (has('UserId', 'IdentityStoreId')) return { kind: 'user', fields }
  if (has('GroupId', 'IdentityStoreId')) return { kind: 'group', fields }
  return has('PermissionSetArn', 'Name') ? { kind: 'permission-set', fields } : null
}
