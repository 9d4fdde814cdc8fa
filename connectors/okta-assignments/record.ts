/**
 * What Okta's API lists, in Okta's spelling: an application (`id`, `label`, `signOnMode`) or a group (`id`, `type`, `profile.name`) with the user in
 * `_embedded.user`, as `GET /api/v1/apps?filter=user.id eq "…"&expand=user/…` answers; and the bare application user of `/api/v1/apps/{id}/users`.
 * https://developer.okta.com/docs/reference/api/apps/#list-applications-assigned-to-a-user
 * https://developer.okta.com/docs/reference/api/apps/#application-user-object https://developer.okta.com/docs/reference/api/groups/#group-object
 */
import { asFields, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'

/** A group or an application, and the user who has it. */
export interface Listed {
  readonly kind: 'group' | 'app'
  readonly thing: Fields
  readonly user: Fields
}

/** The group or application with its user that a record is; null for anything else. */
export function listedOf(value: unknown): Listed | null {
  const thing = asFields(value)
  const user = fieldsAt(thing, '_embedded', 'user')
  if (thing === null || user === null) return null
  if ('label' in thing && 'signOnMode' in thing) return { kind: 'app', thing, user }
  return /_GROUP$|^BUILT_IN$/.test(textOf(thing['type']) ?? '') ? { kind: 'group', thing, user } : null
}

/** The application user that a record is: it names its application by a link only. Null for anything else. */
export function appUserOf(value: unknown): Fields | null {
  const fields = asFields(value)
  const isLinked = fieldsAt(fields, '_links', 'app') !== null && fieldsAt(fields, '_links', 'user') !== null
  return fields !== null && isLinked && ('credentials' in fields || 'scope' in fields) ? fields : null
}
