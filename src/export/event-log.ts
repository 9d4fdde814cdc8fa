/** The case as a flat event log for process-mining tools: a CSV with one line per event and task it belongs to, the task being the case. */
import { csvCell } from '../csv-cell.js'
import { formatTime } from '../time.js'
import type { FileFormat } from './format.js'
import { readByTask } from './read-rows.js'

/** Columns in their order: the four that every such tool asks for, then what the event is, then its other objects, then where it is recorded. */
const columns = [
  ...['case_id', 'activity', 'timestamp', 'resource', 'resource_kind', 'task', 'title'],
  ...['is_certain', 'link_method', 'link_confidence', 'operation', 'outcome', 'entitlement', 'subject'],
  ...['requests', 'approvals', 'credentials', 'sessions', 'grants', 'resources', 'agent_runs'],
  ...['event_id', 'connector', 'file', 'record_no'],
] as const

type LogRow = Readonly<Record<(typeof columns)[number], string | number | boolean | null>>

/** The log, line by line. */
export const eventLog: FileFormat = {
  id: 'event-log',
  what: 'CSV for process mining: one line per event and task',
  extension: '.csv',
  needs: 'models',
  into: 'file',
  async *write({ store }) {
    yield `${columns.join(',')}\n`
    for await (const row of readByTask<LogRow>(store, 'cases'))
      yield `${columns.map((column) => cellOf(column, row[column])).join(',')}\n`
  },
}

function cellOf(column: string, value: LogRow[keyof LogRow]): string {
  if (value === null) return ''
  if (column === 'timestamp' && typeof value === 'number') return formatTime(value)
  return typeof value === 'string' ? csvCell(value) : String(value)
}
