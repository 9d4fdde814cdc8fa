/** A pack as a workbook: every cell is text, so that nothing in it runs; the columns to fill in stand out. */
import type { Row as SheetRow } from 'write-excel-file/node'
import { shorten, visible } from '../visible.js'
import { type Pack, packColumns } from './pack.js'

/** Longest text of a cell, characters: a cell holds 32,767. */
const longest = 32_000

/** The bytes of the file. */
export async function renderPackXlsx(pack: Pack): Promise<Uint8Array> {
  const { default: writeWorkbook } = await import('write-excel-file/node')
  const head: SheetRow = packColumns.map(({ name, role }) => ({
    ...textCell(name),
    fontWeight: 'bold' as const,
    ...(role === 'filled' ? { backgroundColor: '#fff2cc' } : {}),
  }))
  const rows = pack.rows.map(
    (row): SheetRow =>
      packColumns.map(({ name, role }) => ({
        ...textCell(row[name] ?? ''),
        alignVertical: 'top' as const,
        ...(role === 'filled' ? { backgroundColor: '#fff9e6' } : { wrap: name === 'reasons' }),
      })),
  )
  return writeWorkbook([
    {
      sheet: 'Review',
      data: [head, ...rows],
      columns: packColumns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
    },
  ]).toBuffer()
}

/** Text as a cell. `_x0041_` would be read as a character by its number. */
function textCell(text: string) {
  return { type: String, value: visible(shorten(text, longest)).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') }
}
