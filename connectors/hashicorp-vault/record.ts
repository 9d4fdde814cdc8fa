/** Vault's audit entries and the lines of its server log, as Vault spells them: https://developer.hashicorp.com/vault/docs/audit/schema */
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** An entry of the audit log, or a line of the server log. */
export interface Found {
  readonly kind: 'audit' | 'server'
  readonly entry: Fields
}

const deepest = 3
/** Parts of Vault that write to its server log; other products of the same house share the layout. */
const modules =
  /^(core(\..+)?|expiration(\..+)?|rollback|policy|identity|token|quotas|storage\.(raft|cache)|replication(\..+)?|secrets\..+|auth\..+|audit(\..+)?)$/

/** What a record holds, or null when it is neither. Carriers: log shippers (`message`, `log`, `event.original`, `json`, `_raw`, `_source`). */
export function unwrap(value: unknown, depth = 0): Found | null {
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if ((fields['type'] === 'request' || fields['type'] === 'response') && isRequest(asFields(fields['request'])))
    return { kind: 'audit', entry: fields }
  if (typeof fields['@message'] === 'string' && '@level' in fields) return { kind: 'server', entry: fields }
  if (depth >= deepest) return null
  const carried = [
    asFields(fields['event'])?.['original'],
    fields['message'],
    fields['log'],
    fields['json'],
    fields['event'],
    fields['_raw'],
    fields['result'],
    fields['_source'],
  ]
  for (const inner of carried) {
    const found = inner === undefined || inner === null ? null : unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** Whether what was found is Vault's beyond doubt: a few lines of its server log name no part of it. */
export function isSurelyVault(found: Found): boolean {
  return found.kind === 'audit' || modules.test(String(found.entry['@module']))
}

function isRequest(request: Fields | null): boolean {
  return request !== null && textOf(request['operation']) !== null && ('path' in request || 'id' in request)
}
