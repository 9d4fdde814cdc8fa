/** Reads a pack that came back as a workbook: the first sheet that has the columns of a pack. */
import { UserError } from '../errors.js'
import type { Returned } from './import.js'
import { columnName, isPack } from './pack.js'

/** Largest workbook that is opened, bytes: packs are far smaller. */
export const largestWorkbook = 64 * 1024 * 1024

/** The table in a workbook, with the row each stands in. Throws UserError for what is no workbook, or has no sheet of a pack. */
export async function readXlsx(file: string, bytes: Buffer): Promise<Returned> {
  if (bytes.length > largestWorkbook) throw new UserError(`${file} is larger than 64 MB, which no pack is`, { file })
  const { default: readWorkbook } = await import('read-excel-file/node')
  let sheets: Awaited<ReturnType<typeof readWorkbook>>
  try {
    sheets = await readWorkbook(bytes, { trim: false })
  } catch (cause) {
    throw new UserError(`${file} is no workbook that can be read`, {
      file,
      hint: 'save it as .xlsx or as CSV and import that',
      cause,
    })
  }
  const found = sheets.find(({ data }) => isPack((data[0] ?? []).map(textOf)))
  if (found === undefined)
    throw new UserError(
      `${file} has no sheet with the columns of a pack: ${sheets.map(({ sheet }) => sheet).join(', ')}`,
      {
        file,
        hint: 'the first row must hold the names of the columns, as `certify pack` wrote them',
      },
    )
  const header = (found.data[0] ?? []).map((cell) => textOf(cell).trim())
  return {
    file,
    sheet: found.sheet,
    header,
    rows: found.data.slice(1).flatMap((cells, index) => {
      const row = Object.fromEntries(header.map((heading, at) => [columnName(heading), textOf(cells[at])]))
      return Object.values(row).every((cell) => cell.trim() === '') ? [] : [{ row: index + 2, cells: row }]
    }),
  }
}

/** A cell as text; what a spreadsheet made a date is written as it shows it, a day without its midnight. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date)
    return cell
      .toISOString()
      .replace('T', ' ')
      .replace(/( 00:00)?:00\.000Z$|\.\d+Z$/, '')
  return String(cell)
}
