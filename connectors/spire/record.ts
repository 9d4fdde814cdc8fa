/** Lines of SPIRE's logs, JSON and logrus text, as plain fields. Audit lines: https://github.com/spiffe/spire/blob/main/doc/auditlog.md */
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

const deepest = 3
const pair = /([A-Za-z_][\w.@/-]*)=("(?:[^"\\]|\\.)*"|\S*)/g
/** `INFO[0005] message   key=value`: how logrus writes to a terminal, with seconds since the start for a time. */
const terminal = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\w*\[(\d+)\]\s+(.*?)\s{2,}(.*)$/

/** The fields of a line, or null when it is none. Carriers: log shippers (`message`, `log`, `event.original`, `json`, `_raw`, `_source`). */
export function unwrap(value: unknown, depth = 0): Fields | null {
  if (typeof value === 'string' && !/^\s*\{/.test(value)) return fromText(value)
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if (typeof fields['msg'] === 'string' && typeof fields['level'] === 'string') return fields
  if (depth >= deepest) return null
  for (const inner of [
    asFields(fields['event'])?.['original'],
    fields['message'],
    fields['log'],
    fields['json'],
    fields['_raw'],
    fields['_source'],
  ]) {
    const found = inner === undefined || inner === null ? null : unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** `time="…" level=info msg="…" key=value`, or the terminal's form, whose time is no time. */
function fromText(line: string): Fields | null {
  const found = terminal.exec(line.trim())
  const fields: Record<string, unknown> = found ? { level: found[1], since_start_seconds: found[2], msg: found[3] } : {}
  for (const [, key, value] of (found ? found[4]! : line).matchAll(pair))
    if (!Object.hasOwn(fields, key!)) fields[key!] = unquoted(value!)
  return typeof fields['msg'] === 'string' && typeof fields['level'] === 'string' ? fields : null
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value
  try {
    return String(JSON.parse(value))
  } catch {
    return value.slice(1, -1)
  }
}

/** Whether a line is SPIRE's beyond doubt: an audit line of one of its services, or a part of it that speaks of SPIFFE. */
export function isSurelySpire(fields: Fields): boolean {
  const service = textOf(fields['service']) ?? ''
  const isService =
    /^(entry|agent|svid|bundle|trustdomain|localauthority|logger|debug|health|WorkloadAPI|SDS\.v\d|delegatedidentity)(\.v\d)?/.test(
      service,
    )
  if (isService && ('method' in fields || fields['type'] === 'audit')) return true
  if (!('subsystem_name' in fields)) return false
  return Object.keys(fields).some((key) => {
    const value = fields[key]
    return typeof value === 'string' && (/spiffe:\/\//i.test(value) || /spire|svid/i.test(value))
  })
}
