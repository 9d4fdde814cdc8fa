/** Every list of a case as CSV (RFC 4180, UTF-8), one file each; no cell runs as a formula in a spreadsheet. */
import { csvCell } from '../csv-cell.js'
import { formatTime } from '../time.js'
import type { FolderFormat } from './format.js'
import { type List, readList } from './list.js'
import { lists } from './lists/index.js'

/** The lists as comma-separated files. */
export const csv: FolderFormat = {
  id: 'csv',
  what: 'every list as CSV, safe to open in a spreadsheet',
  extension: '.csv',
  needs: 'findings',
  into: 'folder',
  documents: lists.map((list) => ({ name: `${list.name}.csv`, write: ({ store }) => render(list, store) })),
}

async function* render(list: List, store: Parameters<typeof readList>[0]) {
  const columns = Object.entries(list.columns)
  yield `${columns.map(([name]) => name).join(',')}\n`
  for await (const row of readList(store, list))
    yield `${columns.map(([name, { type }]) => cellOf(type, row[name])).join(',')}\n`
}

/** Elements of a list stand in one cell, separated by `; `. */
function cellOf(type: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (type === 'timestamp') return formatTime(Number(value))
  if (Array.isArray(value)) return csvCell(value.join('; '))
  return typeof value === 'string' ? csvCell(value) : String(value)
}
