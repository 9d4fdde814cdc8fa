/** Reads events in ArcSight's Common Event Format and IBM's LEEF, and rows of stores that keep CEF in columns. */
import { asFields, type Fields, textOf } from './read-fields.js'

/** An event of a device as CEF or LEEF carries it. */
export interface DeviceEvent {
  readonly vendor: string
  readonly product: string
  readonly version: string
  /** The vendor's id of the kind of event: `Signature ID` of CEF, `EventID` of LEEF. */
  readonly code: string
  /** What CEF calls the event; LEEF has no name. */
  readonly name: string | null
  readonly severity: string | null
  /** Extension by CEF's short keys (`suser`, `cs1`, …), values unescaped; empty values are left out. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * The event in a line, wherever in it `CEF:` or `LEEF:` stands; null when there is none with a whole header.
 * `\n` and `\r` stay as they are written, because many producers leave the backslashes of Windows paths unescaped.
 */
export function readDeviceEvent(line: string): DeviceEvent | null {
  const found = /(?:^|[\s"|>])(CEF|LEEF):\s?(\d+(?:\.\d+)?)\|/.exec(line)
  if (!found) return null
  const rest = line.slice(found.index + found[0].length)
  return found[1] === 'CEF' ? readCef(rest) : readLeef(rest, found[2]!.startsWith('2'))
}

/** The event in a row of Microsoft's `CommonSecurityLog` or in Elastic's object `cef`; null when it names no device. */
export function readDeviceRow(row: Fields): DeviceEvent | null {
  const device = asFields(row['device'])
  const columns = device === null ? row : { ...asFields(row['extensions']), ...elasticColumns(device, row) }
  const fields: Record<string, string> = { ...readPairs(textOf(columns['AdditionalExtensions']) ?? '', ';') }
  for (const [column, value] of Object.entries(columns)) {
    const text = textOf(value)
    if (text !== null) fields[shortKey(column)] = text
  }
  const { DeviceVendor: vendor, DeviceProduct: product } = fields
  if (vendor === undefined || product === undefined) return null
  return {
    vendor,
    product,
    version: fields['DeviceVersion'] ?? '',
    code: fields['DeviceEventClassID'] ?? '',
    name: fields['Activity'] ?? null,
    severity: fields['LogSeverity'] ?? null,
    fields,
  }
}

function elasticColumns(device: Fields, event: Fields): Fields {
  return {
    DeviceVendor: device['vendor'],
    DeviceProduct: device['product'],
    DeviceVersion: device['version'],
    DeviceEventClassID: device['event_class_id'],
    Activity: event['name'],
    LogSeverity: event['severity'],
  }
}

/** Whether rows of a store are all of one product: those that name a device name this one. Stores keep many products in one table. */
export function areRowsOf(records: readonly unknown[], isOurs: (event: DeviceEvent) => boolean): boolean {
  return records.every((record) => {
    const event = readDeviceRow(asFields(record) ?? {})
    return event === null || isOurs(event)
  })
}

/** When a row of Microsoft's store says it was written, with the zone that the store leaves out: it is always UTC. Null when it does not say. */
export function generatedAt(row: Fields): string | null {
  const written = textOf(row['TimeGenerated'] ?? row['TimeGenerated [UTC]'])
  return written === null || /(?:Z|[+-]\d{2}:?\d{2})$/.test(written) ? written : `${written} UTC`
}

/** The fields that carry their name in another field (`cs1Label`), by that name; quotation marks around names and values are taken off. */
export function labelled(event: DeviceEvent): Readonly<Record<string, string>> {
  const named: Record<string, string> = {}
  for (const [key, label] of Object.entries(event.fields)) {
    const value = key.endsWith('Label') ? event.fields[key.slice(0, -5)] : undefined
    if (value !== undefined) named[label] = value
  }
  return named
}

const cefHeader =
  /^((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|([^|]*)(?:\||$)/

function readCef(text: string): DeviceEvent | null {
  const header = cefHeader.exec(text)
  if (!header) return null
  const [vendor = '', product = '', version = '', code = '', name = '', severity = ''] = header.slice(1).map(unescaped)
  const fields = readExtension(text.slice(header[0].length))
  return { vendor, product, version, code, name: textOf(name), severity: textOf(severity), fields }
}

/** Pairs apart by blanks; a value goes on to the next key, because only `=` in it is escaped. */
function readExtension(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const keys = [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*(?:\[\d+\])?)=/g)].filter(
    ({ 0: match, index }) => text[index + match.length - 2] !== '\\',
  )
  keys.forEach((key, at) => {
    const from = key.index + key[0].length
    put(fields, shortKey(key[1]!), text.slice(from, keys[at + 1]?.index ?? text.length))
  })
  return fields
}

/** LEEF 1.0 puts tabs between pairs; 2.0 says in its header what it puts there. Relays turn tabs into blanks. */
function readLeef(text: string, isSecond: boolean): DeviceEvent | null {
  const [vendor, product, version, code, ...rest] = text.split('|')
  if (vendor === undefined || product === undefined || version === undefined || code === undefined) return null
  const declared = isSecond && rest.length > 1 && /^(?:.|0?x[\da-f]{1,4})?$/i.test(rest[0]!) ? rest.shift()! : ''
  const separator =
    declared.length > 1 ? String.fromCharCode(Number.parseInt(declared.replace(/^0?x/i, ''), 16)) : declared
  const pairs = rest.join('|')
  const mark = separator === '' ? '\t' : separator
  const fields = pairs.includes(mark) ? readPairs(pairs, mark) : readExtension(pairs)
  return { vendor, product, version, code: code.trim(), name: null, severity: fields['sev'] ?? null, fields }
}

function readPairs(text: string, separator: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const pair of text.split(separator)) {
    const at = pair.indexOf('=')
    if (at > 0) put(fields, shortKey(pair.slice(0, at).trim()), pair.slice(at + 1))
  }
  return fields
}

function put(fields: Record<string, string>, key: string, raw: string) {
  const value = unescaped(raw)
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .trim()
  if (value !== '') fields[key] = value
}

function unescaped(text: string): string {
  return text.replace(/\\([\\|=])/g, '$1')
}

const keysByName = new Map<string, string>()
/** More than all tables have columns: extensions may name anything. */
const MOST_NAMES = 2000

/** CEF's key for a name written out, as Elastic (`sourceUserName`) and Microsoft (`SourceUserName`) write it; other names stay. */
function shortKey(name: string): string {
  let key = keysByName.get(name)
  if (key === undefined) {
    key = findShortKey(name)
    if (keysByName.size < MOST_NAMES) keysByName.set(name, key)
  }
  return key
}

function findShortKey(name: string): string {
  const numbered = /^(device|flex)?(custom)?(string|number|floatingpoint|ipv6address|date)(\d)(label)?$/i.exec(name)
  if (numbered && (numbered[1] ?? numbered[2]) !== undefined) {
    const [, , , kind, number, label] = numbered
    const plain = kind!.toLowerCase()
    const short = plain === 'date' ? 'deviceCustomDate' : shortKinds[plain]
    return `${numbered[1]?.toLowerCase() === 'flex' ? `flex${kind}` : short}${number}${label ? 'Label' : ''}`
  }
  return shortKeys[name.toLowerCase()] ?? name
}

const shortKinds: Readonly<Record<string, string>> = {
  string: 'cs',
  number: 'cn',
  floatingpoint: 'cfp',
  ipv6address: 'c6a',
}

const shortKeys: Readonly<Record<string, string>> = {
  applicationprotocol: 'app',
  destinationaddress: 'dst',
  destinationhostname: 'dhost',
  destinationip: 'dst',
  destinationuserid: 'duid',
  destinationusername: 'duser',
  deviceaction: 'act',
  deviceaddress: 'dvc',
  deviceexternalid: 'deviceExternalId',
  devicehostname: 'dvchost',
  devicename: 'dvchost',
  devicereceipttime: 'rt',
  endtime: 'end',
  externalid: 'externalId',
  filename: 'fname',
  message: 'msg',
  receipttime: 'rt',
  requesturl: 'request',
  sourceaddress: 'src',
  sourcehostname: 'shost',
  sourceip: 'src',
  sourceuserid: 'suid',
  sourceusername: 'suser',
  starttime: 'start',
}
