/** Reads a pack that came back: a workbook, or a CSV as spreadsheets save it. What a file is, its bytes say; its name is only a name. */
import { Readable } from 'node:stream'
import { UserError } from '../errors.js'
import { readCsv, sniffCsv } from '../read-csv.js'
import type { Returned } from './import.js'
import { columnName } from './pack.js'
import { readXlsx } from './read-xlsx.js'

/** Longest row of a pack, characters. */
const longestRow = 1 << 20

/** The table in a file, with the line each row stands on. Throws UserError for what is no table, or a row that cannot be read. */
export async function readPack(file: string, bytes: Buffer): Promise<Returned> {
  if (bytes.subarray(0, 4).equals(zipStart) && !holds(bytes, openDocument)) return readXlsx(file, bytes)
  const text = textOf(file, bytes)
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
    for (const { value, line } of batch.records)
      rows.push({
        row: line ?? 0,
        cells: Object.fromEntries(Object.entries(value as object).map(([name, cell]) => [columnName(name), cell])),
      })
  }
  return { file, sheet: null, header, rows }
}

const zipStart = Buffer.from('PK\x03\x04', 'latin1')
/** Compound files hold workbooks of the 1990s, and, locked, those of today (MS-CFB 2.2, MS-OFFCRYPTO 2.3.4.1). */
const compoundStart = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const lockedPackage = Buffer.from('EncryptedPackage', 'utf16le')
/** The first member of an OpenDocument archive (OpenDocument 1.3, part 2, 3.3). */
const openDocument = Buffer.from('mimetypeapplication/vnd.oasis.opendocument')

/** The text of a CSV. Throws UserError that says what the file is instead. */
function textOf(file: string, bytes: Buffer): string {
  const wrong = (what: string, hint: string, cause?: unknown) =>
    new UserError(`${file} ${what}`, { file, hint, ...(cause === undefined ? {} : { cause }) })
  if (holds(bytes, openDocument))
    throw wrong(
      'is an OpenDocument spreadsheet, which is not read',
      'save it as .xlsx (Excel 2007-365) and import that',
    )
  if (bytes.subarray(0, 8).equals(compoundStart))
    throw bytes.includes(lockedPackage)
      ? wrong('is locked with a password', 'save it without password and import that')
      : wrong('is a workbook of the old kind (.xls)', 'save it as .xlsx (Excel 2007-365) and import that')
  if (/\.xlsx$/i.test(file))
    throw wrong('is no workbook that can be read', 'save it as .xlsx or as CSV and import that')
  if (/\.html?$/i.test(file) || /^[\ufeff\s]*<(!doctype|html)/i.test(bytes.subarray(0, 100).toString()))
    throw wrong(
      'is a page to read, not a table',
      'save the decisions from the page with its button, and import that CSV',
    )
  if (bytes.length === 0) throw wrong('is empty', 'save the pack again')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw wrong('is not UTF-8 text', 'save it as CSV again, with the character set Unicode (UTF-8)', cause)
  }
}

function holds(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, 200).includes(beginning)
}
