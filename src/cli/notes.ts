/** `notes`: what named people noted on a case, and whether the journal they stand in is whole. */
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { notesFileOf, readNotes } from '../notes.js'
import { isThere } from '../read-text.js'
import { type ListingColumn, type Output, printListing } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'

const columns: readonly ListingColumn[] = [
  { key: 'no', type: 'number' },
  { key: 'at', head: 'written (utc)' },
  { key: 'by' },
  { key: 'about' },
  { key: 'id', isHidden: true },
  { key: 'says' },
  { key: 'text', head: 'note' },
  { key: 'withdrawn_by', type: 'number' },
  { key: 'sha256', isHidden: true },
]

/** Lists the notes of a case. Throws UserError, after the listing, where the journal cannot be trusted. */
export function listNotes(terminal: Terminal, folder: string, output: Output): void {
  if (!isThere(join(folder, 'manifest.json')) && !isThere(join(folder, 'case.duckdb')))
    throw new UserError(`${folder} is no case`, { hint: 'name one with --case' })
  const { notes, seal, problem } = readNotes(notesFileOf(folder))
  printListing(
    terminal,
    output,
    columns,
    notes.map((note) => ({
      ...note,
      about: `${note.about.kind} ${note.about.name}`,
      id: note.about.id,
      says: note.withdraws === null ? note.stance : `withdraws note ${note.withdraws}`,
    })),
    'no note',
  )
  if (problem !== null)
    throw new UserError(`the notes cannot be trusted from there on: ${problem}`, { file: notesFileOf(folder) })
  if (output === 'table' && seal !== null) terminal.out(text`${styled('dim', `seal of the last line: ${seal}`)}`)
}
