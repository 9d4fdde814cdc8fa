/** `export`: a finished case written for other tools, in any of the formats there are. */
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../errors.js'
import type { Format, Source } from '../export/format.js'
import { formats } from '../export/formats.js'
import { type CaseView, openView } from '../report/view.js'
import { byteSize } from '../report/words.js'
import { writeDocument } from '../store/case-folder.js'
import type { Store } from '../store/store.js'
import { withCase } from './case.js'
import { type Terminal, text } from './terminal.js'

/** Writes the case to a file or a folder, portion by portion; an older file stays until the new one is whole. */
export async function exportCase(terminal: Terminal, folder: string, id: string, out: string): Promise<void> {
  const format = formats.find((one) => one.id === id)
  if (!format) throw new UserError(`unknown format: ${id}`, { hint: formats.map((one) => one.id).join(', ') })
  checkPlace(format, folder, out)
  await withCase(
    folder,
    async (store) => {
      if (!(await store.tables()).includes('fct_event_objects'))
        throw new UserError(`${folder} was made by an older version: it has no objects`, {
          hint: `run \`approvenance correlate --case ${folder}\``,
        })
      const source = sourceOf(store, folder)
      const documents =
        format.into === 'folder'
          ? format.documents.map((document) => ({ ...document, to: out }))
          : [{ name: basename(out), to: dirname(out), write: format.write }]
      for (const { name, to, write } of documents) {
        const { bytes, sha256 } = await writeDocument(to, name, write(source))
        terminal.out(text`${format.into === 'folder' ? join(to, name) : out}  ${byteSize(bytes)}, sha256 ${sha256}`)
      }
    },
    format.needs,
  )
}

/** The view is made when a format first asks for it: logs of events need neither findings nor the configuration. */
function sourceOf(store: Store, folder: string): Source {
  let view: Promise<CaseView> | null = null
  return {
    store,
    view: () => {
      view ??= import('./run.js').then(({ describeCase }) => openView(store, describeCase(folder)))
      return view
    },
  }
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
