/** A pack as CSV: no cell runs as a formula. */
import { csvCell } from '../csv-cell.js'
import { type Pack, packColumns } from './pack.js'

/** The text of the file, with a byte order mark, so that spreadsheets read it as UTF-8. */
export function renderPackCsv(pack: Pack): string {
  const lines = [
    packColumns.map(({ name }) => name),
    ...pack.rows.map((row) => packColumns.map(({ name }) => row[name] ?? '')),
  ].map((cells) => cells.map(csvCell).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}
