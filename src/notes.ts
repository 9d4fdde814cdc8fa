/** Notes on a case: what a named person thinks of a finding, a task, a record or an identity. They stand beside the evidence and change no verdict. */

import { UserError } from './errors.js'
import { redact } from './redact.js'
import { appendJournal, type Journal, type JournalLine, readJournal } from './store/journal.js'

/** What a note may be about. */
export const subjects = ['finding', 'task', 'event', 'identity', 'case'] as const
export type SubjectKind = (typeof subjects)[number]

/** What its author says by it. */
export const stances = ['comment', 'confirmed', 'disputed', 'needs evidence', 'remedied'] as const
export type Stance = (typeof stances)[number]

/** What each stance means. */
export const stanceMeaning: Readonly<Record<Stance, string>> = {
  comment: 'a remark',
  confirmed: 'looked into, and it is as the tool says',
  disputed: 'looked into, and it is not as the tool says',
  'needs evidence': 'cannot be settled without more records',
  remedied: 'it was so, and it was put right',
}

/** A note as it was written. */
export interface Note {
  /** Line of the journal, from 1 on. */
  readonly no: number
  /** When it was written, ISO 8601 in UTC, by the clock of the machine it was written on. */
  readonly at: string
  /** Who wrote it, in their own words: nobody checked it. */
  readonly by: string
  readonly about: { readonly kind: SubjectKind; readonly id: string; readonly name: string }
  readonly stance: Stance
  readonly text: string
  /** Number of the note that this one takes back; null for a note of its own. */
  readonly withdraws: number | null
  /** Number of the note that takes this one back; null while it stands. */
  readonly withdrawn_by: number | null
  readonly sha256: string
}

/** Longest text of a note and longest name of a person, characters. */
const longestText = 20_000
const longestName = 200
const longestId = 4000

/** What somebody entered. */
export type Entered = Readonly<Record<'by' | 'kind' | 'id' | 'name' | 'stance' | 'text' | 'withdraws', string>>

/** What somebody entered, checked, as the journal keeps it; secrets in it are taken out. Throws UserError for what cannot be a note. */
function makeNote(given: Entered, at: string, before: readonly Note[]): Record<string, unknown> {
  const by = given.by.trim()
  const text = given.text.replace(/\r\n?/g, '\n').trim()
  if (by === '') throw new UserError('a note has an author: say who you are')
  if (by.length > longestName || /[\n\r\t]/.test(by))
    throw new UserError(`a name is one line of at most ${longestName} characters`)
  const kind = subjects.find((one) => one === given.kind)
  const stance = stances.find((one) => one === given.stance)
  if (kind === undefined) throw new UserError(`nothing of the kind ${given.kind} can be noted on`)
  if (stance === undefined)
    throw new UserError(`unknown stance: ${given.stance}`, { hint: `one of ${stances.join(', ')}` })
  if (given.id.length > longestId) throw new UserError('the id is too long')
  if (text === '') throw new UserError('a note says something: its text is empty')
  if (text.length > longestText)
    throw new UserError(
      `a note has at most ${longestText.toLocaleString('en-US')} characters; this one has ${text.length.toLocaleString('en-US')}`,
    )
  const withdraws = given.withdraws === '' ? null : Number(given.withdraws)
  if (withdraws !== null) {
    const other = before.find(({ no }) => no === withdraws)
    if (!other) throw new UserError(`there is no note ${given.withdraws} to withdraw`)
    if (other.withdrawn_by !== null)
      throw new UserError(`note ${other.no} was withdrawn before, by note ${other.withdrawn_by}`)
    if (other.withdraws !== null)
      throw new UserError(`note ${other.no} is itself a withdrawal; write a note of your own instead`)
  }
  return {
    schema: 'approvenance/note@1',
    at,
    by: redact(by),
    about: { kind, id: given.id, name: redact(given.name.slice(0, longestName)) },
    stance,
    text: redact(text),
    withdraws,
  }
}

/** The notes of a case, oldest first, and whether they can be trusted. */
export interface Notes {
  readonly notes: readonly Note[]
  /** Seal of the last line of the journal; null while there is none. */
  readonly seal: string | null
  /** From where on the journal cannot be trusted, or read by this version, and why; null where all is well. Notes before the place are given. */
  readonly problem: string | null
}

/** File of the notes in a case folder. */
export function notesFileOf(folder: string): string {
  return `${folder}/notes.jsonl`
}

/** The notes that a journal holds. A file that is not there holds none. */
export function readNotes(file: string): Notes {
  return notesIn(readJournal(file))
}

function notesIn(journal: Journal): Notes {
  const known: Note[] = []
  let problem = journal.problem
  for (const line of journal.lines) {
    const note = noteOf(line)
    if (note === null) {
      problem = `line ${line.no} is of a kind that this version does not know`
      break
    }
    known.push(note)
  }
  const takenBack = new Map(known.flatMap(({ no, withdraws }) => (withdraws === null ? [] : [[withdraws, no]])))
  return {
    notes: known.map((note) => ({ ...note, withdrawn_by: takenBack.get(note.no) ?? null })),
    seal: journal.seal,
    problem,
  }
}

/** Writes a note and gives it. Throws UserError for what cannot be one, and where the journal cannot be trusted or is being written to. */
export async function writeNote(file: string, entered: Entered, at: string): Promise<Note> {
  const line = await appendJournal(file, (journal) => {
    const { notes, problem } = notesIn(journal)
    if (problem !== null)
      throw new UserError(`nothing is added to ${file}: ${problem}`, {
        file,
        hint: 'keep the file as it is, move it away, and start a new one',
      })
    return makeNote(entered, at, notes)
  })
  const note = noteOf(line)
  if (note === null) throw new Error('a note was written that cannot be read')
  return note
}

/** Null for a line of a shape unknown to this version. */
function noteOf({ no, entry, sha256 }: JournalLine): Note | null {
  const { schema, at, by, about, stance, text, withdraws } = entry
  const { kind, id, name } = (about ?? {}) as Readonly<Record<string, unknown>>
  const knownKind = subjects.find((one) => one === kind)
  const knownStance = stances.find((one) => one === stance)
  if (
    schema !== 'approvenance/note@1' ||
    knownKind === undefined ||
    knownStance === undefined ||
    typeof at !== 'string' ||
    typeof by !== 'string' ||
    typeof id !== 'string' ||
    typeof name !== 'string' ||
    typeof text !== 'string' ||
    (withdraws !== null && typeof withdraws !== 'number')
  )
    return null
  return {
    no,
    at,
    by,
    about: { kind: knownKind, id, name },
    stance: knownStance,
    text,
    withdraws: withdraws ?? null,
    withdrawn_by: null,
    sha256,
  }
}
