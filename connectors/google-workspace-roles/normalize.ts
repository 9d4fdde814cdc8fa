/** Assignments of administrator roles of Google Workspace in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import { readTime } from '../../src/time.js'
import { assignmentOf, idOf, roleOf } from './record.js'

/** One assignment: a role that somebody holds. One role: the name behind the id that assignments have. */
export function normalize(record: SourceRecord): CanonicalRows {
  const role = roleOf(record.value)
  if (role !== null) return named(role)
  const fields = assignmentOf(record.value)
  if (fields === null) return reject('not_an_assignment', `no role and no assignment of one: ${brief(record.value)}`)
  const [holder, roleId] = [idOf(fields['assignedTo']), idOf(fields['roleId'])]
  if (holder === null) return reject('missing_field', `assignedTo is ${brief(fields['assignedTo'])}`)
  if (roleId === null) return reject('missing_field', `roleId is ${brief(fields['roleId'])}`)
  const scope = textOf(fields['scopeType'])
  const unit = textOf(fields['orgUnitId'])
  if (scope === 'ORG_UNIT' && unit === null)
    return reject('missing_field', `scopeType is ORG_UNIT and orgUnitId is ${brief(fields['orgUnitId'])}`)
  const asOf = readTime(readFileDay(record.file))?.at ?? null
  if (asOf === null)
    return reject(
      'no_time',
      `nothing says when this was: put the day into the name of the file, as in admins-2026-03-02.json (now ${brief(record.file)})`,
    )
  const subject = `google:${holder}`
  const isGroup = textOf(fields['assigneeType'])?.toUpperCase() === 'GROUP'
  return {
    entitlements: [
      {
        as_of: asOf,
        subject,
        entitlement: aliasOf(roleId),
        resource: unit === null ? null : `orgunit/${unit}`,
        attributes: attributesOf({
          scope,
          assignee_type: textOf(fields['assigneeType']),
          condition: textOf(fields['condition']),
          role_id: roleId,
          assignment_id: idOf(fields['roleAssignmentId']),
        }),
      },
    ],
    ...(isGroup
      ? { identities: [{ alias: subject, directory: 'google', basis: 'directory', kind_hint: 'group' }] }
      : {}),
  }
}

function aliasOf(roleId: string): string {
  return `google:role/${roleId}`
}

function named(role: Fields): CanonicalRows {
  const [id, name] = [idOf(role['roleId']), textOf(role['roleName'])]
  if (id === null) return reject('missing_field', `roleId is ${brief(role['roleId'])}`)
  if (name === null) return reject('missing_field', `roleName is ${brief(role['roleName'])}`)
  return {
    identities: [
      {
        alias: aliasOf(id),
        directory: 'google',
        login: name,
        display_name: name,
        basis: 'directory',
        kind_hint: 'group',
        attributes: attributesOf({
          description: textOf(role['roleDescription']),
          is_super_admin: role['isSuperAdminRole'] === true ? true : null,
          is_system: role['isSystemRole'] === true ? true : null,
          privileges: listOf(role['rolePrivileges']).length,
        }),
      },
    ],
  }
}
