/** Secret Server's events as its syslog feed writes them in CEF: https://docs.delinea.com/online-help/secret-server/events-and-alerts/secure-syslog-cef/index.htm */
import { type DeviceEvent, generatedAt, readDeviceEvent, readDeviceRow } from '../../src/read-cef.js'
import { asFields } from '../../src/read-fields.js'
import { readSyslog } from '../../src/read-syslog.js'

/** An event, with the time that its carrier wrote. */
export interface Found {
  readonly event: DeviceEvent
  readonly time: string | null
}

/** Reads a line, or an object that carries one or its columns; null for anything else. The year is that of a log whose times have none. */
export function readRecord(value: unknown, year: string | null): Found | null {
  if (typeof value === 'string') return readLine(value, year)
  const fields = asFields(value)
  if (fields === null) return null
  const original = asFields(fields['event'])?.['original'] ?? fields['message'] ?? fields['_raw']
  const found = typeof original === 'string' ? readLine(original, year) : null
  if (found !== null) return found
  const event = readDeviceRow(asFields(fields['cef']) ?? fields)
  return event !== null && isOurs(event) ? { event, time: generatedAt(fields) } : null
}

/** Whether a device event is Secret Server's, under its maker's old or new name. */
export function isOurs({ vendor, product }: DeviceEvent): boolean {
  return /^(?:thycotic|delinea)\b/i.test(vendor) && /^secret ?server/i.test(product)
}

function readLine(text: string, year: string | null): Found | null {
  const line = readSyslog(text, /CEF:\s?\d/, year)
  const event = line === null ? null : readDeviceEvent(line.message)
  return line !== null && event !== null && isOurs(event) ? { event, time: line.time } : null
}
