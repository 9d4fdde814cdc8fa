/** The case as a workbook for people who live in spreadsheets: summary, findings, chains, coverage, identities, controls. */
import type { Cell, Row as SheetRow } from 'write-excel-file/node'
import { readControls } from '../report/view.js'
import type { Column } from '../schema/column.js'
import type { Row, Store } from '../store/store.js'
import { formatTime } from '../time.js'
import { shorten, visible } from '../visible.js'
import type { FileFormat, Source } from './format.js'
import { type List, readList } from './list.js'
import { chains, unaccounted } from './lists/chains.js'
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
  write: (source) => writeXlsx(source, mostCells),
}

/** A workbook of at most so many cells in the sheets that grow with the case; a sheet that leaves rows out ends with how many. */
export async function* writeXlsx(source: Source, cells: number): AsyncIterable<Uint8Array> {
  // Loaded here: no other command needs it.
  const { default: writeWorkbook } = await import('write-excel-file/node')
  const sheets = [await summarySheet(source)]
  let room = cells
  for (const [sheet, list] of sheetLists) {
    const width = Object.keys(list.columns).length
    // half of what is left, so that a long sheet leaves room for those behind it
    const rows = bounded.has(list) ? mostRows : Math.min(mostRows, Math.ceil(room / 2 / width))
    const made = await listSheet(source.store, sheet, list, rows)
    if (!bounded.has(list)) room -= made.data.length * width
    sheets.push(made)
  }
  yield withoutClock(await writeWorkbook(sheets).toBuffer())
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

/** Lists that do not grow with the case. */
const bounded: ReadonlySet<List> = new Set([populations, systems, controls])

/** A workbook is made in memory as a whole, by us and by whoever opens it: about 2 GB for this many cells. */
const mostCells = 4_000_000
/** What the format allows: rows of a sheet, less those for the headings and for the word about what is missing, and characters of a cell less some for that word. */
const mostRows = 1_048_576 - 2
const mostCharacters = 32_000

const bold = { fontWeight: 'bold' } as const

async function summarySheet(source: Source) {
  const counts = [await lengthOf(source.store, unaccounted), await lengthOf(source.store, identities)] as const
  const rows = summaryOf(await source.found(), ...counts).map(
    ([name, value]): SheetRow => [
      textCell(name),
      typeof value === 'number' ? { type: Number, value } : textCell(value),
    ],
  )
  return { sheet: 'Summary', data: rows, columns: [{ width: 44 }, { width: 60 }] }
}

async function lengthOf(store: Store, list: List): Promise<number> {
  let length = 0
  for await (const _ of readList(store, list)) length++
  return length
}

async function listSheet(store: Store, sheet: string, list: List, most: number) {
  const columns = Object.entries(list.columns)
  const data: SheetRow[] = [columns.map(([name]) => ({ ...textCell(name), ...bold }))]
  let left = 0
  for await (const row of list === controls ? inTheirOrder(store) : readList(store, list)) {
    if (data.length <= most) data.push(columns.map(([name, column]) => cellOf(column, row[name])))
    else left++
  }
  if (left > 0)
    data.push([textCell(`${left} more rows: the workbook would grow too large; --format csv writes all of them`)])
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

/** Cells that were made: names, systems and kinds come again and again, and a workbook holds all its cells at once. */
const made = new Map<string, ReturnType<typeof newTextCell>>()
const mostMade = 50_000
const longestMade = 80

function textCell(text: string) {
  if (text.length > longestMade) return newTextCell(text)
  let cell = made.get(text)
  if (cell === undefined) {
    cell = newTextCell(text)
    if (made.size === mostMade) made.clear()
    made.set(text, cell)
  }
  return cell
}

/** Text as a cell that is text, whatever it begins with. `_x0041_` would be read as a character by its number. */
function newTextCell(text: string) {
  const shown = visible(shorten(text, mostCharacters)).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  return { type: String, value: shown }
}

function widthOf(name: string, type: Column['type']): number {
  if (name === 'message') return 90
  if (type === 'timestamp') return 28
  if (type === 'texts' || /title|text|needs|why|detail|file|person|identity/.test(name)) return 36
  return Math.max(12, name.length + 2)
}
