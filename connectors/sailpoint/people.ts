/** Who is meant by the references to identities that SailPoint's records carry. */
import { asFields, emailOf, textOf } from '../../src/read-fields.js'
import type { IdentityDraft } from '../../src/schema/identities.js'

/** An identity as a record names it: its alias, and what the record says about it when it gives an id. */
export interface Party {
  readonly alias: string
  readonly name: string | null
  readonly identity: IdentityDraft | null
}

/** The party of `{id, name, type}`, of a summary with `identityId`, or of a bare name; null when nobody is named. */
export function partyOf(value: unknown): Party | null {
  const fields = asFields(value)
  const name = textOf(fields === null ? value : fields['name'])
  const id = textOf(fields?.['identityId'] ?? fields?.['id'])
  if (id === null) return name === null ? null : { alias: aliasOf(name), name, identity: null }
  // Audit events give the login as `name` and the shown name beside it; the other objects give the shown name only.
  const display = textOf(fields?.['displayName'])
  const alias = aliasOf(id)
  const identity: IdentityDraft = {
    alias,
    directory: 'sailpoint',
    login: display === null ? null : name,
    display_name: display ?? name,
    email: emailOf(fields?.['email']),
    basis: 'observed',
    kind_hint: /GROUP/.test(textOf(fields?.['type']) ?? '') ? 'group' : null,
    same_as: display === null || name === null || emailOf(name) !== null ? null : [aliasOf(name)],
  }
  return { alias, name, identity }
}

/** `sailpoint:<id or name>`, or `email:` for a name that is an address. */
export function aliasOf(name: string): string {
  const email = emailOf(name)
  return email === null ? `sailpoint:${name}` : `email:${email}`
}

/** SailPoint itself, which carries out what was decided: automation that acts on other systems, and so an executor of its own. */
export const system: Party = { alias: 'sailpoint:System', name: 'System', identity: null }

/** What is known of a party's kind. */
export function kindOf(party: Party | null): 'workload' | null {
  return party?.name === system.name ? 'workload' : null
}
