/** A pack as a workbook: every cell is text, so that nothing in it runs; the columns to fill in stand out, and the decision is picked from a list. */
import type { Row as SheetRow } from 'write-excel-file/node'
import { withoutClock } from '../export/zip-times.js'
import { visible } from '../visible.js'
import { reviewDecisions } from './campaign.js'
import { type Pack, packColumns } from './pack.js'

/** The bytes of the file; the same pack gives the same bytes. The sheet is not protected, so that reviewers can sort and filter it: the import checks what must not change. */
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
        ...(role === 'filled' ? filledCell(name, row[name] ?? '') : textCell(row[name] ?? '')),
        alignVertical: 'top' as const,
        wrap: name === 'reasons',
      })),
  )
  const workbook = writeWorkbook(
    [
      {
        sheet: 'Review',
        data: [head, ...rows],
        columns: packColumns.map(({ width }) => ({ width })),
        stickyRowsCount: 1,
      },
    ],
    { features: [pickDecision(rows.length)] },
  )
  return withoutClock(await workbook.toBuffer())
}

/** Lets a decision be picked from a list; anything else that is typed is refused, in whatever case it is written (ECMA-376 18.3.1.32). */
function pickDecision(rows: number) {
  const column = letters(packColumns.findIndex(({ name }) => name === 'decision'))
  const words = reviewDecisions.join(', ')
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          insert: () =>
            '<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="Not a decision" ' +
            `error="Expected ${words}, or nothing." sqref="${column}2:${column}${rows + 1}">` +
            `<formula1>"${reviewDecisions.join(',')}"</formula1></dataValidation></dataValidations>`,
        },
      },
    },
  }
}

/** The letters of a column, from 0: A … Z, AA … */
function letters(index: number): string {
  return (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))
}

/** A cell to fill in: a time that is typed is read as its spreadsheet reads times; anything else stays as it is written, with leading zeros and signs. */
function filledCell(name: string, text: string) {
  const look = { backgroundColor: '#fff9e6' }
  if (name === 'decided_at') return { type: Date, format: 'yyyy-mm-dd hh:mm', ...look }
  return { ...textCell(text), format: '@', ...look }
}

/** Text as a cell. `_x0041_` would be read as a character by its number. */
function textCell(text: string) {
  return { type: String, value: visible(text).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') }
}
