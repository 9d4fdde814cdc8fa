/** PingFederate's logs: the security audit in columns, in CEF and in rows of a store, and the two logs of administration. */
import { type DeviceEvent, generatedAt, labelled, readDeviceEvent, readDeviceRow } from '../../src/read-cef.js'
import { asFields } from '../../src/read-fields.js'
import { readSyslog } from '../../src/read-syslog.js'

/** Which log a record is of. */
export type PingLog = 'audit' | 'admin' | 'api'

/** A record: the log, when it says it was written, and its columns by name; empty columns are left out. */
export interface PingRecord {
  readonly log: PingLog
  readonly time: string | null
  readonly columns: Readonly<Record<string, string | undefined>>
}

/** Columns in the order of log4j2.xml as it is delivered; version 11.3 put the transaction behind the tracking id. */
const auditColumns =
  'tracking event subject ip app connection protocol host role status adapter description response_ms'.split(' ')
const laterColumns = ['tracking', 'transaction', ...auditColumns.slice(1)]
const apiColumns = 'user auth ip method endpoint status'.split(' ')
const adminColumns = 'user roles event description'.split(' ')

const stamp = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\s*\|/

/** Reads a line or a row; null for what is of no log of PingFederate's. */
export function readRecord(value: unknown): PingRecord | null {
  if (typeof value === 'string') return readLine(value)
  const row = asFields(value)
  if (row === null) return null
  const original = asFields(row['event'])?.['original'] ?? row['message'] ?? row['_raw']
  const line = typeof original === 'string' ? readLine(original) : null
  if (line !== null) return line
  const event = readDeviceRow(asFields(row['cef']) ?? row)
  return event === null || !isOurs(event) ? null : fromDevice(event, generatedAt(row))
}

function readLine(text: string): PingRecord | null {
  const line = readSyslog(text, /\d{4}-\d{2}-\d{2}[ T][\d:.,]+\s*\|/, null)
  if (line !== null && stamp.test(line.message)) {
    const [time = '', ...cells] = line.message.split('|').map((cell) => cell.trim())
    return readCells(time, cells)
  }
  const event = readDeviceEvent(text)
  if (event === null || !isOurs(event)) return null
  return fromDevice(event, readSyslog(text, /CEF:\s?\d/, null)?.time ?? null)
}

function readCells(time: string, cells: readonly string[]): PingRecord | null {
  if (cells[0]?.startsWith('tid:')) {
    const names = cells.length > auditColumns.length ? laterColumns : auditColumns
    return { log: 'audit', time, columns: named(names, [cells[0].slice(4), ...cells.slice(1)]) }
  }
  if (/^(?:GET|POST|PUT|PATCH|DELETE)$/.test(cells[3] ?? '') && cells[4]?.startsWith('/'))
    return { log: 'api', time, columns: named(apiColumns, cells) }
  if (cells.length >= 4 && /admin|auditor/i.test(cells[1] ?? '') && /^[A-Z][A-Z_ ]+$/.test(cells[2] ?? ''))
    return { log: 'admin', time, columns: named(adminColumns, cells) }
  return null
}

function named(names: readonly string[], cells: readonly string[]): PingRecord['columns'] {
  return Object.fromEntries(names.map((name, at) => [name, cells[at] || undefined]))
}

/** Whether a device event is PingFederate's. */
export function isOurs({ vendor, product }: DeviceEvent): boolean {
  return /^ping ?identity$/i.test(vendor) && /^pingfederate$/i.test(product)
}

function fromDevice(event: DeviceEvent, carried: string | null): PingRecord {
  const { fields } = event
  const label = labelled(event)
  return {
    log: 'audit',
    time: fields['rt'] ?? carried,
    columns: {
      tracking: fields['externalId']?.replace(/^tid:/, ''),
      event: event.code === '' ? (event.name ?? undefined) : event.code,
      subject: fields['duid'],
      ip: fields['src'],
      app: label['Target Application URL'],
      connection: label['Connection ID'],
      protocol: label['Protocol'],
      host: fields['dvchost'],
      role: label['Role'],
      status: fields['msg'],
      local_user: label['SP Local User ID'],
      attributes: label['Attributes'] ?? fields['AdditionalExtensions'],
    },
  }
}
