/** `export`: a finished case as a log that process-mining tools read. */
import { basename, dirname } from 'node:path'
import { UserError } from '../errors.js'
import { renderEventLog } from '../export/event-log.js'
import { renderOcel } from '../export/ocel.js'
import { byteSize } from '../report/words.js'
import { writeDocument } from '../store/case-folder.js'
import { withCase } from './case.js'
import { type Terminal, text } from './terminal.js'

const renderers = { ocel: renderOcel, csv: renderEventLog } as const

/** Formats that `export` can write. */
export const exportFormats = Object.keys(renderers) as readonly (keyof typeof renderers)[]

/** Writes the case to a file, portion by portion; an older file stays until the new one is whole. */
export async function exportCase(terminal: Terminal, folder: string, format: string, file: string): Promise<void> {
  const render = renderers[format as keyof typeof renderers]
  const { bytes, sha256 } = await withCase(
    folder,
    async (store) => {
      if (!(await store.tables()).includes('fct_event_objects'))
        throw new UserError(`${folder} was made by an older version: it has no objects`, {
          hint: `run \`approvenance correlate --case ${folder}\``,
        })
      return writeDocument(dirname(file), basename(file), render(store))
    },
    'models',
  )
  terminal.out(text`${file}  ${byteSize(bytes)}, sha256 ${sha256}`)
}
