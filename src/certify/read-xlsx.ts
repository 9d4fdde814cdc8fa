/** Reads a pack that came back as a workbook: the first sheet that has the columns of a pack. */
import { UserError } from '../errors.js'
import { formatTime } from '../time.js'
import type { Returned } from './import.js'
import { packColumns } from './pack.js'

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
  const frozen = packColumns.filter(({ role }) => role === 'frozen').map(({ name }) => name)
  const found = sheets.find(({ data }) => {
    const head = (data[0] ?? []).map((cell) => textOf(cell).trim())
    return frozen.filter((name) => head.includes(name)).length * 2 > frozen.length
  })
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
    header,
    rows: found.data.slice(1).flatMap((cells, index) => {
      const row = Object.fromEntries(header.map((name, at) => [name, textOf(cells[at])]))
      return Object.values(row).every((cell) => cell.trim() === '') ? [] : [{ row: index + 2, cells: row }]
    }),
  }
}

/** A cell as text; what a spreadsheet made a date is written as a time in UTC. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return formatTime(cell.getTime() * 1000)
  return String(cell)
}
