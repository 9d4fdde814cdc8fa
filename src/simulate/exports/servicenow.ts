/** ServiceNow as its table API returns it: `{"result":[…]}` with value and display value of every field; two tables as CSV lists. */
import { blankSeconds, officeClock, SECOND } from '../calendar.js'
import { DOMAIN, type Person } from '../company.js'
import type { Files } from '../files.js'
import type { Rates } from '../options.js'
import type { Random } from '../random.js'

/** A value in the three ways ServiceNow tells it: stored, shown, and pointing to another record. */
export type Cell =
  | string
  | null
  | { readonly time: number | null }
  | { readonly value: string; readonly shown: string }
  | { readonly table: string; readonly id: string; readonly shown: string }

const tables = [
  'change_request',
  'incident',
  'sc_req_item',
  'sysapproval_approver',
  'sys_audit',
  'sys_journal_field',
] as const
type Table = (typeof tables)[number]
const BASE = `https://nwh.service-now.${DOMAIN}`

/** The service desk. */
export interface ServiceNow {
  newId(): string
  number(prefix: 'CHG' | 'INC' | 'RITM' | 'CTASK'): string
  add(table: Table, row: Readonly<Record<string, Cell>>): void
  /** A row of the change tasks, which were exported as CSV in the zone of the office. */
  addChangeTask(row: Readonly<Record<string, string | number | null>>): void
  person(of: Person): Cell
  close(people: readonly Person[]): void
}

const taskColumns = [
  'sys_id',
  'number',
  'change_request',
  'short_description',
  'state',
  'assigned_to',
  'opened_at',
  'work_start',
  'work_end',
  'closed_at',
  'sys_created_on',
  'sys_created_by',
  'sys_updated_on',
]
const userColumns = ['sys_id', 'user_name', 'name', 'email', 'title', 'active', 'manager', 'sys_created_on']

/** Opens the service desk. */
export function openServiceNow(files: Files, root: Random, rates: Rates, skew: number): ServiceNow {
  const random = root.fork('servicenow')
  const open = new Map(tables.map((table) => [table, files.array(`exports/servicenow/${table}.json`, '{"result":[')]))
  const counters = { CHG: 30_000, INC: 10_000, RITM: 20_000, CTASK: 40_000 }
  const changeTasks: string[] = [csvLine(taskColumns)]
  const cell = (value: Cell) => {
    if (value === null) return { display_value: '', value: '' }
    if (typeof value === 'string') return { display_value: value, value }
    if ('time' in value) {
      if (value.time === null) return { display_value: '', value: '' }
      const at = value.time + skew * SECOND
      return { display_value: blankSeconds(officeClock(at)), value: blankSeconds(at) }
    }
    if ('table' in value)
      return { display_value: value.shown, link: `${BASE}/api/now/table/${value.table}/${value.id}`, value: value.id }
    return { display_value: value.shown, value: value.value }
  }
  return {
    newId: () => random.hex(32),
    number: (prefix) => `${prefix}${String(++counters[prefix]).padStart(7, '0')}`,
    add(table, row) {
      const written: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(row)) written[name] = cell(value)
      if ('oldvalue' in row && root.fork(`before/${String(row['sys_id'])}`).chance(rates.removedBefore))
        written['oldvalue'] = cell(null)
      open.get(table)!.add(written)
    },
    addChangeTask(row) {
      const shown = taskColumns.map((column) => {
        const value = row[column] ?? ''
        return typeof value === 'number' ? blankSeconds(officeClock(value + skew * SECOND)) : value
      })
      changeTasks.push(csvLine(shown))
    },
    person: (of) => ({ table: 'sys_user', id: of.servicenow, shown: of.name }),
    close(people) {
      for (const table of open.values()) table.close(']}\n')
      files.text('exports/servicenow/change_task.csv', changeTasks.join(''))
      const byKey = new Map(people.map((person) => [person.key, person]))
      const rows = people.map((person) =>
        csvLine([
          person.servicenow,
          person.login,
          person.name,
          person.unexplained.has('servicenow') ? '' : person.key,
          person.title,
          'true',
          person.manager ? (byKey.get(person.manager)?.name ?? '') : '',
          '2025-01-15 09:00:00',
        ]),
      )
      files.text('exports/servicenow/sys_user.csv', [csvLine(userColumns), ...rows].join(''))
    },
  }
}

/** A line of a ServiceNow CSV list: everything quoted, CRLF. */
function csvLine(cells: readonly string[]) {
  return `${cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\r\n`
}
