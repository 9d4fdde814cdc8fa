/** Vault's audit entries and the lines of its server log, as Vault spells them: https://developer.hashicorp.com/vault/docs/audit/schema */
import { readCarried } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

/** An entry of the audit log, or a line of the server log. */
export interface Found {
  readonly kind: 'audit' | 'server'
  readonly entry: Fields
}

/** Parts of Vault that write to its server log; other products of the same house share the layout. */
const modules =
  /^(core(\..+)?|expiration(\..+)?|rollback|policy|identity|token|quotas|storage\.(raft|cache)|replication(\..+)?|secrets\..+|auth\..+|audit(\..+)?)$/

/** What a record holds, or null when it is neither. */
export function unwrap(value: unknown): Found | null {
  return readCarried<Found>(value, foundIn, (fields) => [fields['log']])
}

function foundIn(fields: Fields): Found | null {
  if ((fields['type'] === 'request' || fields['type'] === 'response') && isRequest(asFields(fields['request'])))
    return { kind: 'audit', entry: fields }
  return typeof fields['@message'] === 'string' && '@level' in fields ? { kind: 'server', entry: fields } : null
}

/** Whether what was found is Vault's beyond doubt: a few lines of its server log name no part of it. */
export function isSurelyVault(found: Found): boolean {
  return found.kind === 'audit' || modules.test(String(found.entry['@module']))
}

function isRequest(request: Fields | null): boolean {
  return request !== null && textOf(request['operation']) !== null && ('path' in request || 'id' in request)
}
