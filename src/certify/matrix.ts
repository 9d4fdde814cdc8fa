/** The reviewers' file: who reviews what, line by line, for access whose reviewer is neither its owner nor its holder's manager. */
import { sha256 } from '../hash.js'
import { asUserError, type Problem } from '../problems.js'
import { readCsvLines } from '../read-csv.js'
import { readText } from '../read-text.js'
import type { MatrixLine } from './open.js'

const columns = ['system', 'entitlement', 'resource', 'subject', 'reviewer'] as const

/** Reads a CSV with the columns `system, entitlement, resource, subject` (globs, empty for any) and `reviewer`. Throws one UserError with every mistake. */
export function readMatrix(file: string): { lines: MatrixLine[]; sha256: string } {
  const text = readText(file)
  const [header, ...rows] = readCsvLines(text)
  const names = header?.cells.map((cell) => cell.trim()) ?? []
  const problems: Problem[] = []
  for (const [index, name] of names.entries())
    if (!(columns as readonly string[]).includes(name))
      problems.push({
        file,
        line: header!.line,
        message: `unknown column: ${name || '(empty)'}; expected ${columns.join(',')}`,
      })
    else if (names.indexOf(name) !== index)
      problems.push({ file, line: header!.line, message: `column ${name} is there twice` })
  if (!names.includes('reviewer')) problems.push({ file, line: header?.line ?? 1, message: 'missing column: reviewer' })
  const lines: MatrixLine[] = []
  for (const { cells, line } of problems.length > 0 ? [] : rows) {
    const cell = (name: (typeof columns)[number]) => (cells[names.indexOf(name)] ?? '').trim()
    if (cells.length !== names.length)
      problems.push({ file, line, message: `${cells.length} cells, expected ${names.length}` })
    else if (cell('reviewer') === '') problems.push({ file, line, message: 'reviewer is empty; it is required' })
    else
      lines.push({
        line_no: line,
        system: cell('system') || '*',
        entitlement: cell('entitlement') || '*',
        resource: cell('resource') || '*',
        subject: cell('subject') || '*',
        reviewer: cell('reviewer'),
      })
  }
  if (problems.length > 0) throw asUserError("the reviewers' file", problems)
  return { lines, sha256: sha256(text) }
}
