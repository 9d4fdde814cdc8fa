/** One ServiceNow record as the connector reads it: fields by name, times in UTC, people and items as typed names. */
import type { SourceRecord } from '../../src/connector.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type DateOrder, dateOrder, readTime, readWritten, type WrittenMoment } from '../../src/time.js'
import { type Cell, fieldName, isSysId, type Mode, readCell } from './record.js'

/** A record's fields, and how to read them. */
export interface Row {
  readonly names: readonly string[]
  readonly mode: Mode
  has(name: string): boolean
  /** The stored value, as far as the export has it. */
  value(name: string): string | null
  /** What a reader of the export sees; the stored value where nothing else is there. */
  shown(name: string): string | null
  /** A name as people write it, for fields whose stored value would be an id that nobody reads. */
  label(name: string): string | null
  time(name: string): WrittenMoment | null
  /** A time inside a text, in the form and zone in which the export shows times. */
  shownTime(text: string | undefined): WrittenMoment | null
  /** Typed alias of an account that the field refers to or names. */
  account(name: string): string | null
  /** Typed key of the item that a field refers to. */
  item(name: string): string | null
  /** What the record says about the accounts it was asked for. */
  identities(): IdentityDraft[]
}

/** Reads one record; null when it is no set of fields. */
export function rowOf(record: SourceRecord, value: Readonly<Record<string, unknown>>): Row {
  const cells = new Map<string, Cell>()
  for (const [key, raw] of entries(value)) {
    const name = fieldName(key)
    // a damaged header may hold one name twice; the first cell is the field
    if (!cells.has(name)) cells.set(name, readCell(raw))
  }
  const mode = modeOf(cells, record.format === 'csv')
  const order = orderOf(cells)
  const accounts = new Map<string, IdentityDraft>()
  const times = new Map<string, WrittenMoment | null>()
  const cell = (name: string) => cells.get(name)
  const stored = (name: string) => cell(name)?.value ?? cell(name)?.display ?? null
  const shown = (name: string) => cell(name)?.display ?? cell(name)?.value ?? null
  return {
    names: [...cells.keys()],
    mode,
    has: (name) => cells.has(name),
    value: stored,
    shown,
    label(name) {
      const text = shown(name)
      return isSysId(text) ? null : text
    },
    time(name) {
      const seen = times.get(name)
      if (seen !== undefined) return seen
      const found = timeOf(cell(name), mode, record.timezone, order)
      times.set(name, found)
      return found
    },
    shownTime: (text) => readWritten(text, record.timezone, order),
    account(name) {
      const found = cell(name)
      const id = isSysId(found?.value) ? found.value.toLowerCase() : (found?.display ?? found?.value ?? null)
      if (!found || id === null) return null
      const alias = `servicenow:${id}`
      if (found.display && isSysId(found.value) && found.display !== found.value)
        accounts.set(alias, { alias, directory: 'servicenow', display_name: found.display, basis: 'directory' })
      return alias
    },
    item(name) {
      const found = cell(name)
      const key = [found?.display, found?.value].find((text) => itemKey.test(text ?? ''))
      if (key) return typedKey(/[A-Za-z]{2,10}\d{4,10}$/.exec(key)![0])
      return isSysId(found?.value) ? nativeKey(found.value) : null
    },
    identities: () => [...accounts.values()],
  }
}

/** `change:CHG0030001`, `ticket:INC0010001`. */
export function typedKey(number: string): string {
  const key = number.toUpperCase()
  return `${key.startsWith('CHG') ? 'change' : 'ticket'}:${key}`
}

/** How an item is named when the export has only its `sys_id`: the models match it with `tasks.native_id`. */
export function nativeKey(id: string): string {
  return `native:servicenow:${id.toLowerCase()}`
}

/** JSON of what is known; null when nothing is. */
export function json(attributes: Readonly<Record<string, unknown>>): string | null {
  const known = Object.entries(attributes).filter(
    ([, value]) => value !== null && value !== undefined && value !== false,
  )
  return known.length > 0 ? JSON.stringify(Object.fromEntries(known)) : null
}

/** What had to be assumed to read a time, for `attributes`. */
export function assumed(moment: WrittenMoment | null): Readonly<Record<string, unknown>> {
  return { zone_assumed: moment?.zone_assumed || null, order_assumed: moment?.order_assumed || null }
}

/** A number, with or without the name of its table before it (`Change Request: CHG0030001`). */
const itemKey = /^(?:[\p{L} ]+: )?[A-Za-z]{2,10}\d{4,10}$/u
const stored = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?Z?)?$/

/** Fields of a record, with the variables of a catalogue item beside them. */
function entries(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).flatMap(([key, raw]): [string, unknown][] => {
    if (key !== 'variables' || typeof raw !== 'object' || raw === null || 'display_value' in raw) return [[key, raw]]
    return Object.entries(raw).map(([name, inner]) => [`variables.${name}`, inner])
  })
}

/** Choice fields are stored as numbers or lower-case words and shown as labels: they tell which of the two an export holds. */
const choices = [
  'state',
  'incident_state',
  'approval',
  'priority',
  'impact',
  'urgency',
  'risk',
  'type',
  'phase',
  'escalation',
]

function modeOf(cells: ReadonlyMap<string, Cell>, isCsv: boolean): Mode {
  const proofs = new Set([...cells.values()].map((cell) => cell.proves))
  if (proofs.has('all')) return 'all'
  if (proofs.has('display')) return 'display'
  if (proofs.has('value')) return 'value'
  for (const name of choices) {
    const text = cells.get(name)?.value ?? ''
    if (/^-?\d+$/.test(text) || /^[a-z][a-z_ ]*$/.test(text)) return 'value'
    if (/[A-Z]/.test(text)) return 'display'
  }
  // the Table API stores by default, a list export shows
  return isCsv ? 'display' : 'value'
}

/** The order of day and month that any date of the record proves: one viewer sees all dates in one form. */
function orderOf(cells: ReadonlyMap<string, Cell>): DateOrder | null {
  for (const cell of cells.values()) {
    const order = dateOrder(cell.display ?? cell.value)
    if (order) return order
  }
  return null
}

/** Stored times are UTC without a zone, shown times are in the viewer's zone and form. */
function timeOf(
  cell: Cell | undefined,
  mode: Mode,
  zone: string | null,
  order: DateOrder | null,
): WrittenMoment | null {
  if (!cell) return null
  const isStored = mode !== 'display' && stored.test(cell.value ?? '')
  const utc = isStored ? readTime(cell.value, 'UTC') : null
  if (utc) return { ...utc, zone_assumed: false, order_assumed: false }
  return readWritten(cell.display ?? cell.value, zone, order)
}
