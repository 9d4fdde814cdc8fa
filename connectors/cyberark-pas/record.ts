/** Finds the Vault's audit record, or an alert of Threat Analytics, in whatever form and carrier it comes. */
import { type DeviceEvent, generatedAt, labelled, readDeviceEvent, readDeviceRow } from '../../src/read-cef.js'
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'
import { readSyslog } from '../../src/read-syslog.js'

/** A record that was found, with the time and the host that its carrier wrote. */
export interface Found {
  /** The Vault's audit record by its own names (`Issuer`, `Safe`, …), or an alert in CEF. */
  readonly record:
    | { readonly kind: 'audit'; readonly fields: Fields }
    | { readonly kind: 'alert'; readonly event: DeviceEvent }
  readonly time: string | null
  readonly host: string | null
}

/** Why there is no record: class and sentence as of a reject. */
export interface Unreadable {
  readonly reason: string
  readonly detail: string
}

const message = /\{\s*"|<(?:syslog|audit_record)\b|(?:CEF|LEEF):\s?\d/

/** Reads a line, an element or an object. The year is that of a log whose times have none. */
export function readRecord(value: unknown, year: string | null): Found | Unreadable {
  if (typeof value === 'string') return readText(value, year)
  const fields = asFields(value)
  if (fields === null) return nothing
  const audit = auditIn(fields)
  if (audit !== null) return { record: { kind: 'audit', fields: audit }, time: null, host: null }
  const original =
    asFields(fields['event'])?.['original'] ?? fields['message'] ?? fields['_raw'] ?? fields['RawMessage']
  if (typeof original === 'string' && message.test(original)) return readText(original, year)
  const event = readDeviceRow(asFields(fields['cef']) ?? fields)
  if (event === null) return nothing
  return fromDevice(event, generatedAt(fields), null)
}

/** Whether a device event is the Vault's or that of Threat Analytics. */
export function isOurs({ vendor, product }: DeviceEvent): boolean {
  return /^cyber-?ark$/i.test(vendor) && /^(?:vault|pta|epv)$/i.test(product)
}

const nothing: Unreadable = { reason: 'not_cyberark', detail: 'no audit record of the Vault and no alert' }

function readText(text: string, year: string | null): Found | Unreadable {
  const line = readSyslog(text, message, year)
  if (line === null) return { ...nothing, detail: `no audit record in: ${text.slice(0, 80)}` }
  const { time, host } = line
  if (line.message.startsWith('{')) {
    const audit = auditIn(parseFields(line.message))
    if (audit !== null) return { record: { kind: 'audit', fields: audit }, time, host }
    return brokenJson(line.message)
  }
  if (line.message.startsWith('<')) {
    const audit = readXml(line.message)
    if (audit !== null) return { record: { kind: 'audit', fields: audit }, time, host }
    return { reason: 'malformed_xml', detail: `the audit record does not come to its end: …${text.slice(-60)}` }
  }
  const event = readDeviceEvent(line.message)
  return event === null
    ? { ...nothing, detail: `no header of CEF or LEEF in: ${line.message.slice(0, 80)}` }
    : fromDevice(event, time, host)
}

function brokenJson(text: string): Unreadable {
  try {
    JSON.parse(text)
    return { ...nothing, detail: `no audit_record in: ${text.slice(0, 80)}` }
  } catch (error) {
    const isCut = !text.trimEnd().endsWith('}')
    return { reason: isCut ? 'truncated' : 'malformed_json', detail: (error as Error).message }
  }
}

function auditIn(fields: Fields | null): Fields | null {
  const record =
    asFields(asFields(fields?.['syslog'])?.['audit_record']) ?? asFields(fields?.['audit_record']) ?? fields
  const isAudit = textOf(record?.['MessageID']) !== null && /^cyber-?ark$/i.test(textOf(record?.['Vendor']) ?? '')
  return isAudit ? record : null
}

// ── XML ──

/** The record in the Vault's XML, in the layout that its JSON has; null when its end is missing. */
function readXml(text: string): Fields | null {
  const body = /<audit_record\b[^>]*>([\s\S]*)<\/audit_record>/.exec(text)?.[1]
  if (body === undefined) return null
  const fields: Record<string, unknown> = {}
  // What stands in an element is taken with it, so elements inside of a value are none of the record's.
  for (const [, name, content] of body.matchAll(/<([A-Za-z]\w*)(?:\s[^>]*)?(?:\/>|>([\s\S]*?)<\/\1>)/g)) {
    if (name !== 'CAProperties') fields[name!] = unescapeXml(content ?? '')
    else fields[name] = { CAProperty: readProperties(content ?? '') }
  }
  return fields
}

function readProperties(text: string) {
  return [...text.matchAll(/<CAProperty\s+Name="([^"]*)"\s+Value="([^"]*)"/g)].map(([, name, value]) => ({
    Name: unescapeXml(name!),
    Value: unescapeXml(value!),
  }))
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!)
}

// ── CEF and LEEF ──

function fromDevice(event: DeviceEvent, carried: string | null, host: string | null): Found | Unreadable {
  if (!isOurs(event)) return { ...nothing, detail: `an event of ${event.vendor} ${event.product}` }
  const time = event.fields['rt'] ?? event.fields['devTime'] ?? carried
  if (/^pta$/i.test(event.product)) return { record: { kind: 'alert', event }, time, host }
  return { record: { kind: 'audit', fields: auditOf(event) }, time, host: event.fields['dvchost'] ?? host }
}

/** The names that the audit record has in the Vault's own JSON and XML; LEEF has kept most of them. */
function auditOf(event: DeviceEvent): Fields {
  const { fields } = event
  const named = labelled(event)
  const failed = Number(event.severity) >= 7 ? 'Error' : 'Info'
  return {
    ...fields,
    MessageID: event.code,
    Action: fields['act'] ?? fields['Action'] ?? event.name ?? fields['EventMessage'],
    Severity: event.severity === null || Number.isNaN(Number(event.severity)) ? event.severity : failed,
    Issuer: fields['suser'] ?? fields['usrName'],
    TargetUser: fields['TargetUser'] ?? named['Affected User Name'],
    Safe: fields['Safe'] ?? named['Safe Name'],
    File: fields['File'] ?? fields['fname'],
    Station: fields['src'] ?? fields['shost'],
    RequestId: fields['RequestId'] ?? named['Request Id'],
    TicketId: named['Ticket Id'],
    Reason: fields['Reason'] ?? fields['reason'],
    ExtraDetails: fields['ExtraDetails'] ?? named['Other info'],
    Message: fields['msg'],
    AccountUser: fields['duser'],
    AccountAddress: fields['dhost'],
  }
}
