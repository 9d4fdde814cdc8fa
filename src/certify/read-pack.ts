/** Reads a pack that came back: a workbook, or a CSV as spreadsheets save it. */
import { Readable } from 'node:stream'
import { UserError } from '../errors.js'
import { readCsv, sniffCsv } from '../read-csv.js'
import { readBytes, readText } from '../read-text.js'
import type { Returned } from './import.js'
import { readXlsx } from './read-xlsx.js'

/** Longest row of a pack, characters. */
const longestRow = 1 << 20

/** The table in a file, with the line each row stands on. Throws UserError for what is no table, or a row that cannot be read. */
export async function readPack(file: string): Promise<Returned> {
  if (/\.html?$/i.test(file))
    throw new UserError(`${file} is a page to read, not a table`, {
      file,
      hint: 'save the decisions from the page with its button, and import that CSV',
    })
  if (/\.xlsx$/i.test(file)) return readXlsx(file, readBytes(file))
  const text = readText(file)
  const { header } = sniffCsv(text)
  const rows: { row: number; cells: Record<string, string> }[] = []
  for await (const batch of readCsv(Readable.from([Buffer.from(text)]), { maxRecordBytes: longestRow })) {
    const [broken] = batch.broken
    if (broken)
      throw new UserError(`${file}: the row in line ${broken.line} cannot be read: ${broken.detail}`, {
        file,
        ...(broken.line === null ? {} : { line: broken.line }),
        hint: 'save the pack as CSV again, without changing its columns',
      })
    for (const { value, line } of batch.records) rows.push({ row: line ?? 0, cells: value as Record<string, string> })
  }
  return { file, header, rows }
}
