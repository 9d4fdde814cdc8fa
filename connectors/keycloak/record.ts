/** Keycloak's events: from the Admin REST API (`events`, `admin-events`), or as `key=value` in lines of the server log. */
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields } from '../../src/read-fields.js'

const line = /^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}[.,]\d{3,6}\S*)\s+([A-Z]+)\s+\[([\w.$-]+)\]\s+\((.*?)\)\s+(.*)$/s

/** What a record is; `line` is a line of the server log that tells of no event. */
export type Found =
  | { readonly kind: 'event' | 'admin'; readonly fields: Fields; readonly time: unknown }
  | { readonly kind: 'line'; readonly fields: Fields; readonly time: unknown }

/** An event, an administrator's event or a plain line of the server log; null for anything else. */
export function readEvent(value: unknown): Found | null {
  if (typeof value === 'string') return readLine(value)
  const fields = unwrapFields(value, (one) => kindOf(one) !== null)
  const kind = fields === null ? null : kindOf(fields)
  if (fields !== null && kind !== null) return { kind, fields, time: fields['time'] }
  const logged = asFields(value)
  if (logged?.['loggerName'] !== 'org.keycloak.events' || typeof logged['message'] !== 'string') return null
  const pairs = pairsOf(logged['message'])
  const found = kindOf(pairs)
  return found === null ? null : { kind: found, fields: pairs, time: logged['timestamp'] }
}

/** Whether the text holds a line in which Keycloak logs an event. */
export function hasEventLine(text: string): boolean {
  return /\[org\.keycloak\.events\] \([^)]*\) (type|operationType)="?[A-Z_]+"?, realmId=/.test(text)
}

function readLine(text: string): Found | null {
  const [, time, level, logger, , message = ''] = line.exec(text) ?? []
  if (time === undefined) return null
  const pairs = logger === 'org.keycloak.events' ? pairsOf(message) : {}
  const kind = kindOf(pairs)
  return kind === null ? { kind: 'line', fields: { level, logger, message }, time } : { kind, fields: pairs, time }
}

function kindOf(fields: Fields): 'event' | 'admin' | null {
  if (!Object.hasOwn(fields, 'realmId')) return null
  if (typeof fields['operationType'] === 'string' && Object.hasOwn(fields, 'resourcePath')) return 'admin'
  return typeof fields['type'] === 'string' &&
    /^[A-Z][A-Z0-9_]+$/.test(fields['type']) &&
    Object.hasOwn(fields, 'clientId')
    ? 'event'
    : null
}

/** `key=value, key="value"`; a value may hold `=` and blanks, but the next key stands after a comma. `null` is nothing. */
function pairsOf(message: string): Fields {
  const pairs: Record<string, string> = {}
  for (const [, key, quoted, bare] of message.matchAll(/(?:^|, )(\w+)=(?:"([^"]*)"|(.*?))(?=, \w+=|$)/gs)) {
    const value = quoted ?? bare ?? ''
    pairs[key!] = value === 'null' ? '' : value
  }
  return pairs
}
