/** `export`: a finished case written for other tools, in any of the formats there are. */
import { statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { connectors as builtIn } from '../../connectors/index.js'
import { UserError } from '../errors.js'
import { disguise, hideAbout } from '../export/disguise.js'
import type { Format, FoundView, Source } from '../export/format.js'
import { formats } from '../export/formats.js'
import type { Pseudonyms } from '../export/pseudonyms.js'
import { revealable, revealDocument } from '../export/reveal.js'
import { loadCaseMappings } from '../mapping/load.js'
import { notesFileOf, readNotes } from '../notes.js'
import { placesOf, readRecorded, reportMemory } from '../pipeline.js'
import { readText } from '../read-text.js'
import { type CaseView, openView, readCaseHead, readFindings } from '../report/view.js'
import { byteSize, counted } from '../report/words.js'
import { isWithin, writeDocument, writeDocuments } from '../store/case-folder.js'
import type { Store } from '../store/store.js'
import { withLock } from '../store/work-lock.js'
import { withCase } from './case.js'
import { type PseudonymKey, readKey, readOrMakeKey, requireApart, writeKey } from './pseudonym-key.js'
import { type Terminal, text } from './terminal.js'

/** What `export` is told beside the case. */
export interface ExportOptions {
  readonly format?: string
  readonly out: string
  /** Key file: names are written as pseudonyms. */
  readonly pseudonymize?: string
}

/** Writes the case to a file or a folder, portion by portion; an older file stays until the new one is whole. */
export async function exportCase(terminal: Terminal, folder: string, options: ExportOptions): Promise<void> {
  const { format: id, out, pseudonymize } = options
  const format = formats.find((one) => one.id === id)
  if (!format) throw new UserError('which format?', { hint: `--format ${formats.map((one) => one.id).join(', ')}` })
  checkPlace(format, folder, out)
  if (pseudonymize !== undefined && format.into === 'folder') requireApart(pseudonymize, out)
  const key = pseudonymize === undefined ? null : readOrMakeKey(pseudonymize)
  const write = () => writeFormat(terminal, folder, format, key, options)
  return isWithin(out, folder) ? withLock(folder, write) : write()
}

async function writeFormat(
  terminal: Terminal,
  folder: string,
  format: Format,
  key: PseudonymKey | null,
  { out, pseudonymize }: ExportOptions,
): Promise<void> {
  await withCase(
    folder,
    async (store) => {
      if (!(await store.tables()).includes('fct_event_objects'))
        throw new UserError(`${folder} was made by an older version: it has no objects`, {
          hint: `run \`approvenance correlate --case ${folder}\``,
        })
      const names =
        key === null ? null : await disguise(store, key.secret, key.table, readNotes(notesFileOf(folder)).notes)
      const source = sourceOf(store, folder, names)
      const documents =
        format.into === 'folder'
          ? format.documents.map((document) => ({ ...document, to: out }))
          : [{ name: basename(out), to: dirname(out), write: format.write }]
      for (const { name, to, write } of documents) {
        const { bytes, sha256 } = await writeDocument(to, name, write(source))
        terminal.out(text`${format.into === 'folder' ? join(to, name) : out}  ${byteSize(bytes)}, sha256 ${sha256}`)
      }
      if (format.into === 'folder' && format.beside !== undefined) {
        const beside = await writeDocuments(out, format.beside.folder, format.beside.write(source))
        if (beside.length > 0) terminal.out(text`${join(out, format.beside.folder)}  ${counted(beside.length, 'page')}`)
      }
      if (key === null || pseudonymize === undefined) return
      writeKey(pseudonymize, key)
      terminal.out(
        text`${pseudonymize}  key of ${counted(key.table.size, 'pseudonym')}: keep it apart from what it opens`,
      )
    },
    format.needs,
    reportMemory,
  )
}

/** Writes a document of `--pseudonymize` with its names put back. Throws UserError for documents that are no text. */
export async function revealNames(terminal: Terminal, file: string, keyFile: string, out: string): Promise<void> {
  const { table } = readKey(keyFile)
  const hint = `it can be done for ${revealable.join(', ')}; export the others again without --pseudonymize`
  if (!revealable.includes(extname(file).toLowerCase()))
    throw new UserError(`pseudonyms in ${file} cannot be undone`, { file, hint })
  if (resolve(file) === resolve(out)) throw new UserError(`${out} would be written over itself`, { file: out })
  const revealed = revealDocument(extname(file), readText(file), table) ?? ''
  const { bytes, sha256 } = await writeDocument(dirname(out), basename(out), portionsOf(revealed))
  terminal.out(text`${out}  ${byteSize(bytes)}, sha256 ${sha256}`)
}

async function* portionsOf(document: string) {
  yield document
}

/** The view is made when a format first asks for it: logs of events need neither findings nor the configuration. */
function sourceOf(store: Store, folder: string, names: Pseudonyms | null): Source {
  let view: Promise<CaseView> | null = null
  let found: Promise<FoundView> | null = null
  const describe = async () => {
    const about = (await import('./run.js')).describeCase(folder)
    return names === null ? about : hideAbout(about, names)
  }
  const source: Source = {
    store,
    view: () => {
      view ??= describe().then((about) => openView(store, about))
      return view
    },
    found: () => {
      found ??=
        view ??
        describe().then(async (about) => ({
          ...(await readCaseHead(store, about)),
          findings: await readFindings(store),
        }))
      return found
    },
    // Pseudonyms stand for the names of files too, and where a record lies would tell which it is.
    ...(names === null && {
      places: async (wanted) => {
        const { sources } = await source.found()
        const connectors = [...builtIn, ...loadCaseMappings(folder, readRecorded(folder).mappings)]
        return placesOf(folder, sources, wanted, connectors)
      },
    }),
  }
  return source
}

/** Refuses a folder where a file is and a file where a folder is; and the case itself, whose documents are its own. */
function checkPlace({ id, into }: Format, folder: string, out: string) {
  const there = statSync(out, { throwIfNoEntry: false })
  if (into === 'folder' && there && !there.isDirectory())
    throw new UserError(`${out} is a file, and ${id} is several`, { hint: 'name a folder with --out' })
  if (into === 'file' && there?.isDirectory())
    throw new UserError(`${out} is a folder, and ${id} is one file`, { hint: 'name a file with --out' })
  if (into === 'folder' && resolve(out) === resolve(folder))
    throw new UserError(`${out} is the case itself`, { hint: 'name another folder with --out' })
}
