/** The case as a workbook for people who live in spreadsheets: summary, findings, chains, coverage, identities, controls. */
import type { Cell, Row as SheetRow } from 'write-excel-file/node'
import { readControls } from '../report/view.js'
import type { Column } from '../schema/column.js'
import type { Row, Store } from '../store/store.js'
import { formatTime } from '../time.js'
import { shorten, visible } from '../visible.js'
import type { FileFormat, Source } from './format.js'
import { type List, readList } from './list.js'
import { chains } from './lists/chains.js'
import { days, files, holes, rejects, systems } from './lists/coverage.js'
import { controls, findings, populations } from './lists/findings.js'
import { accounts, identities } from './lists/identities.js'
import { summaryOf } from './summary.js'
import { withoutClock } from './zip-times.js'

/** A workbook, for Excel and LibreOffice. */
export const xlsx: FileFormat = {
  id: 'xlsx',
  what: 'a workbook: summary, findings, chains, coverage, identities, controls',
  extension: '.xlsx',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    // Loaded here: no other command needs it.
    const { default: writeWorkbook } = await import('write-excel-file/node')
    const sheets = [await summarySheet(source)]
    for (const [sheet, list] of sheetLists) sheets.push(await listSheet(source.store, sheet, list))
    yield withoutClock(await writeWorkbook(sheets).toBuffer())
  },
}

const sheetLists: readonly (readonly [string, List])[] = [
  ['Findings', findings],
  ['Populations', populations],
  ['Chains', chains],
  ['Coverage', systems],
  ['Files', files],
  ['Days', days],
  ['Holes', holes],
  ['Rejects', rejects],
  ['Identities', identities],
  ['Accounts', accounts],
  ['Controls', controls],
]

/** What the format allows: rows of a sheet, and characters of a cell less some for the word about what is missing. */
const mostRows = 1_048_576
const mostCharacters = 32_000

const bold = { fontWeight: 'bold' } as const

async function summarySheet(source: Source) {
  const rows = summaryOf(await source.view()).map(
    ([name, value]): SheetRow => [
      textCell(name),
      typeof value === 'number' ? { type: Number, value } : textCell(value),
    ],
  )
  return { sheet: 'Summary', data: rows, columns: [{ width: 44 }, { width: 60 }] }
}

async function listSheet(store: Store, sheet: string, list: List) {
  const columns = Object.entries(list.columns)
  const data: SheetRow[] = [columns.map(([name]) => ({ ...textCell(name), ...bold }))]
  let left = 0
  for await (const row of list === controls ? inTheirOrder(store) : readList(store, list)) {
    if (data.length < mostRows - 1) data.push(columns.map(([name, column]) => cellOf(column, row[name])))
    else left++
  }
  if (left > 0) data.push([textCell(`${left} more rows: a sheet holds no more; export them with --format csv`)])
  return {
    sheet,
    data,
    stickyRowsCount: 1,
    columns: columns.map(([name, { type }]) => ({ width: widthOf(name, type) })),
  }
}

/** Controls framework by framework, as everywhere. */
async function* inTheirOrder(store: Store): AsyncIterable<Row> {
  for (const row of await readControls(store)) yield { ...row }
}

function cellOf({ type }: Column, value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (type === 'timestamp') return textCell(formatTime(Number(value)))
  if (typeof value === 'number') return { type: Number, value }
  if (typeof value === 'boolean') return { type: Boolean, value }
  return textCell(Array.isArray(value) ? value.join('; ') : String(value))
}

/** Text as a cell that is text, whatever it begins with. `_x0041_` would be read as a character by its number. */
function textCell(text: string) {
  const shown = visible(shorten(text, mostCharacters)).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  return { type: String, value: shown }
}

function widthOf(name: string, type: Column['type']): number {
  if (name === 'message') return 90
  if (type === 'timestamp') return 28
  if (type === 'texts' || /title|text|needs|why|detail|file|person|identity/.test(name)) return 36
  return Math.max(12, name.length + 2)
}
