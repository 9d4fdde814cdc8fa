/** Role assignments of Entra ID in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { assignmentOf } from './record.js'

const dayUs = 86_400_000_000

/** One assignment: a role that somebody holds or may activate, named and placed as the directory audit does, and the account where the record has it. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = assignmentOf(record.value)
  if (fields === null) return reject('not_an_assignment', `no role assignment in this record: ${brief(record.value)}`)
  const principalId = textOf(fields['principalId'])
  if (principalId === null) return reject('missing_field', `principalId is ${brief(fields['principalId'])}`)
  const role = textOf(asFields(fields['roleDefinition'])?.['displayName'])
  if (role === null)
    return reject(
      'no_name',
      `nothing names the role ${brief(fields['roleDefinitionId'])}: list with $expand=roleDefinition`,
    )
  const scope = textOf(fields['directoryScopeId']) ?? textOf(fields['appScopeId'])
  if (scope === null) return reject('missing_field', `directoryScopeId is ${brief(fields['directoryScopeId'])}`)
  const asOf = readTime(readFileDay(record.file))?.at ?? null
  if (asOf === null)
    return reject(
      'no_time',
      `nothing says when this was: put the day into the name of the file, as in roles-2026-03-02.json (now ${brief(record.file)})`,
    )
  const from = readTime(fields['startDateTime'], 'UTC')?.at ?? null
  // A name that gives a bare day covers all of it.
  if (from !== null && from >= (asOf % dayUs === 0 ? asOf + dayUs : asOf))
    return reject('not_held', `startDateTime is ${brief(fields['startDateTime'])}, after the list was taken`)
  const isEligible = 'roleEligibilityScheduleId' in fields
  return {
    entitlements: [
      {
        as_of: asOf,
        subject: `entra:${principalId}`,
        entitlement: role,
        resource: `entra:${scope}`,
        attributes: attributesOf({
          assignment: isEligible ? 'Eligible' : textOf(fields['assignmentType']),
          member_type: textOf(fields['memberType']),
          starts_at: textOf(fields['startDateTime']),
          ends_at: textOf(fields['endDateTime']),
          role_id: textOf(fields['roleDefinitionId']),
          assignment_id: textOf(fields['id']),
        }),
      },
    ],
    ...account(principalId, asFields(fields['principal'])),
  }
}

const kinds: Readonly<Record<string, ActorKind>> = {
  '#microsoft.graph.group': 'group',
  '#microsoft.graph.serviceprincipal': 'workload',
}

/** The account, where the list was made with `$expand=principal`. */
function account(id: string, principal: Fields | null): { identities?: IdentityDraft[] } {
  if (principal === null) return {}
  const kind = kinds[textOf(principal['@odata.type'])?.toLowerCase() ?? ''] ?? null
  const appId = textOf(principal['appId'])
  return {
    identities: [
      {
        alias: `entra:${id}`,
        directory: 'entra',
        login: textOf(principal['userPrincipalName']),
        display_name: textOf(principal['displayName']),
        // A guest's login holds `#EXT#` and is no address.
        email: kind === null ? (emailOf(principal['mail']) ?? addressOf(principal['userPrincipalName'])) : null,
        basis: 'directory',
        kind_hint: kind,
        same_as: kind === 'workload' && appId !== null && appId !== id ? [`entra:${appId}`] : null,
      },
    ],
  }
}

function addressOf(login: unknown): string | null {
  return textOf(login)?.includes('#') ? null : emailOf(login)
}
