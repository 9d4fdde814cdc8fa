/** A journal: a file of JSON Lines that only ever grows, each line sealed with the hash of the one before it. Knows no meaning of its entries. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'
import { replaceFile } from './case-folder.js'
import { withLock } from './work-lock.js'

/** One line as it was written: its number from 1 on, the seal of the line before (null in the first), what was entered, and its own seal. */
export interface JournalLine {
  readonly no: number
  readonly previous: string | null
  readonly entry: Readonly<Record<string, unknown>>
  /** SHA-256 (lower-case hex) of the line's JSON without this member. */
  readonly sha256: string
}

/** What a journal holds. A line that was changed, taken out or put in shows; lines cut off at the end show only to who kept the last seal. */
export interface Journal {
  readonly lines: readonly JournalLine[]
  /** Seal of the last line; null while there is none. */
  readonly seal: string | null
  /** What is wrong with the file, with the line; null while every seal holds. Lines before the place are still given. */
  readonly problem: string | null
}

/** Reads a journal and checks every seal. A file that is not there is an empty journal. */
export function readJournal(path: string): Journal {
  const lines: JournalLine[] = []
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const written = text.split('\n')
  const rest = written.pop() ?? ''
  const told = (problem: string | null): Journal => ({ lines, seal: lines.at(-1)?.sha256 ?? null, problem })
  for (const [index, line] of written.entries()) {
    const read = readLine(line)
    if (read === null) return told(`line ${index + 1} is no line of a journal, or was changed after it was written`)
    if (read.no !== index + 1 || read.previous !== (lines.at(-1)?.sha256 ?? null))
      return told(`line ${index + 1} does not follow the line before it: a line was taken out, put in or moved`)
    lines.push(read)
  }
  return told(rest === '' ? null : `line ${written.length + 1} is cut off`)
}

/**
 * Writes one entry behind the last and gives its line; it is on disk when this returns. `entryOf` sees the journal as it is at that moment. The file is
 * replaced whole, so a crash leaves it without the line or with it, never with a part. Throws UserError when a seal does not hold (nothing is ever
 * written behind a broken line), and when another process is writing.
 */
export async function appendJournal(
  path: string,
  entryOf: (journal: Journal) => Readonly<Record<string, unknown>>,
): Promise<JournalLine> {
  return withLock(
    dirname(path),
    async () => {
      const journal = readJournal(path)
      if (journal.problem !== null)
        throw new UserError(`nothing is added to ${path}: ${journal.problem}`, {
          file: path,
          hint: 'keep the file as it is, move it away, and start a new one',
        })
      const body = { no: journal.lines.length + 1, previous: journal.seal, entry: entryOf(journal) }
      const line = { ...body, sha256: sha256(JSON.stringify(body)) }
      const text = [...journal.lines, line].map((one) => `${JSON.stringify(one)}\n`).join('')
      replaceFile(path, text, 0o600)
      return line
    },
    `.${basename(path)}.lock`,
  )
}

/** A line whose bytes are exactly those that were sealed; null for anything else. */
function readLine(line: string): JournalLine | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { no, previous, entry, sha256: seal } = value as Readonly<Record<string, unknown>>
  if (typeof no !== 'number' || (previous !== null && typeof previous !== 'string')) return null
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || typeof seal !== 'string') return null
  const read = { no, previous, entry: entry as Readonly<Record<string, unknown>>, sha256: seal }
  const { sha256: _, ...body } = read
  return JSON.stringify(read) === line && sha256(JSON.stringify(body)) === seal ? read : null
}
