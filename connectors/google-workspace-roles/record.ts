/**
 * Administrator roles as the Directory API of the Admin SDK spells them:
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/roleAssignments
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/roles
 */
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

/** The assignment of a role that a record is; null for anything else. */
export function assignmentOf(value: unknown): Fields | null {
  const fields = asFields(value)
  if (fields === null || !('roleId' in fields) || !('assignedTo' in fields)) return null
  return fields['kind'] === 'admin#directory#roleAssignment' || 'scopeType' in fields ? fields : null
}

/** The role that a record is; null for anything else. */
export function roleOf(value: unknown): Fields | null {
  const fields = asFields(value)
  if (fields === null || !('roleId' in fields) || !('roleName' in fields)) return null
  return fields['kind'] === 'admin#directory#role' || 'rolePrivileges' in fields ? fields : null
}

/** An id of 64 bits, which Google writes as text; null where it was made a number too large to be exact. */
export function idOf(value: unknown): string | null {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? null : textOf(value)
}
