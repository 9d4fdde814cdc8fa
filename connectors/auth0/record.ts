/** Auth0's tenant log entry, https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes, bare or as a log stream sends it. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, parseFields } from '../../src/read-fields.js'

/** An entry and what carried it (a log stream puts `log_id` beside `data`); null for anything else. */
export function readLog(value: unknown): Fields | null {
  const found = unwrapFields(value, isLog)
  if (found !== null) return found
  const row = asFields(value)
  const plain = row === null ? null : withoutSuffixes(row)
  if (plain === null) return null
  const details = parseFields(plain['details'])
  const whole = details === null ? plain : { ...plain, details }
  return isLog(whole) ? whole : null
}

/** `log_id`, `type` and `date` stand together in no other log; trimmed rows lose the id but keep client, address and details. */
function isLog(fields: Fields): boolean {
  if (typeof fields['type'] !== 'string' || !Object.hasOwn(fields, 'date')) return false
  const has = (name: string) => Object.hasOwn(fields, name)
  if (typeof fields['log_id'] === 'string') return has('ip') || has('client_id') || has('details') || has('user_id')
  return has('client_id') && has('ip') && has('details') && (has('client_name') || has('user_agent'))
}
