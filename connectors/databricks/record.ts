/** Entries of Databricks' audit log, https://docs.databricks.com/admin/account-settings/audit-logs. */
import { parseList, unwrapFields } from '../../src/read-carriers.js'
import { type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** An entry, whichever way it was delivered. */
export interface Entry {
  readonly service: string
  readonly action: string
  /** Times that the entry may have, finest first; carriers keep their own beside or instead of it. */
  readonly times: readonly unknown[]
  readonly id: string | null
  readonly account: string | null
  readonly workspace: string | null
  readonly level: string | null
  readonly session: string | null
  readonly request: string | null
  readonly ip: string | null
  readonly agent: string | null
  readonly identity: Fields
  readonly metadata: Fields
  readonly params: Fields
  readonly response: Fields
}

/**
 * The entry in what carries it; null for anything else. Deliveries differ in spelling only: `serviceName` in delivered JSON, `service_name` in
 * system.access.audit, `ServiceName` in Azure's tables; Azure's diagnostic settings keep the half of it in `properties`.
 */
export function readEntry(value: unknown): Entry | null {
  const found = unwrapFields(value, (fields) => isEntry(flattened(fields)))
  if (found === null) return null
  const at = flattened(found)
  const service = textOf(at['servicename'])
  const action = textOf(at['actionname'])
  if (service === null || action === null) return null
  return {
    service,
    action,
    times: [at['eventtime'], at['timestamp'], at['time'], at['peventtime'], at['timegenerated']],
    id: textOf(at['eventid']) ?? textOf(at['logid']) ?? textOf(at['requestid']),
    account: textOf(at['accountid']),
    workspace: textOf(at['workspaceid']),
    level: textOf(at['auditlevel']),
    session: textOf(at['sessionid']),
    request: textOf(at['requestid']),
    ip: textOf(at['sourceipaddress']),
    agent: textOf(at['useragent']),
    identity: mapOf(at['useridentity'] ?? at['identity']),
    metadata: mapOf(at['identitymetadata']),
    params: mapOf(at['requestparams']),
    response: mapOf(at['response']),
  }
}

const companions = [
  'useridentity',
  'identity',
  'requestparams',
  'response',
  'auditlevel',
  'workspaceid',
  'sourceipaddress',
]

function isEntry(at: Fields): boolean {
  return (
    typeof at['servicename'] === 'string' &&
    typeof at['actionname'] === 'string' &&
    companions.some((name) => Object.hasOwn(at, name))
  )
}

/** Members by their names in lower case without separators and suffixes of types, those of `properties` among them. */
function flattened(fields: Fields): Fields {
  const plain: Record<string, unknown> = {}
  for (const part of [fields, parseFields(fields['properties']) ?? {}])
    for (const [name, value] of Object.entries(part)) {
      const key = name
        .replace(/_[sdtgb]$/, '')
        .replaceAll('_', '')
        .toLowerCase()
      if (!Object.hasOwn(plain, key)) plain[key] = value
    }
  return plain
}

/** A struct or map: an object, its JSON text, or a list of pairs as the vendor's page shows maps. */
function mapOf(value: unknown): Fields {
  const fields = parseFields(value)
  if (fields !== null) return fields
  const pairs = parseList(value).flatMap((pair): [string, unknown][] =>
    Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], pair[1]]] : [],
  )
  return Object.fromEntries(pairs)
}
