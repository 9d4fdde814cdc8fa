/** User records: the directory that ties an account's id, login and address together. */
import type { CanonicalRows } from '../../src/connector.js'
import type { ActorKind } from '../../src/schema/words.js'
import { isSysId } from './record.js'
import { json, type Row } from './row.js'

/** The identity in one `sys_user` record, or why it gives none. */
export function normalizeUser(row: Row): CanonicalRows {
  const id = row.value('sys_id')
  const login = row.value('user_name')
  if (!isSysId(id) && !login)
    return { reject: { reason: 'missing_field', detail: 'the user record has neither sys_id nor user_name' } }
  const alias = `servicenow:${isSysId(id) ? id.toLowerCase() : login}`
  const full = [row.shown('first_name'), row.shown('last_name')].filter((part) => part !== null).join(' ')
  const email = row.value('email')
  const active = row.value('active')
  return {
    identities: [
      {
        alias,
        directory: 'servicenow',
        login,
        display_name: row.shown('name') ?? (full || null),
        email: email?.includes('@') ? email.toLowerCase() : null,
        basis: 'directory',
        kind_hint: kindOf(row),
        same_as: login && alias !== `servicenow:${login}` ? [`servicenow:${login}`] : null,
        manager: row.account('manager'),
        title: row.shown('title'),
        status:
          row.value('locked_out') === 'true' || active === 'false' ? 'suspended' : active === 'true' ? 'active' : null,
        attributes: json({ department: row.label('department'), employee_number: row.value('employee_number') }),
      },
      ...row.identities().filter((other) => other.alias !== alias),
    ],
  }
}

/** Newer releases say it in `identity_type`; before, accounts for integrations carry one of two flags. */
function kindOf(row: Row): ActorKind | null {
  const type = row.value('identity_type')?.toLowerCase() ?? ''
  if (/agent/.test(type)) return 'agent'
  if (type === 'machine') return 'workload'
  if (type === 'human') return 'human'
  const flags = [row.value('web_service_access_only'), row.value('internal_integration_user')]
  if (flags.includes('true')) return 'workload'
  return flags.includes('false') ? 'human' : null
}
