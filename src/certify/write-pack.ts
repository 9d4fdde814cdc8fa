/** Writes a pack in the kinds of files that are asked for. */
import type { Terms } from './campaign.js'
import { write } from './folder.js'
import type { Pack, PackFormat } from './pack.js'
import { renderPackCsv } from './pack-csv.js'
import { renderPackHtml } from './pack-html.js'
import { renderPackXlsx } from './pack-xlsx.js'

const renderers: Readonly<Record<PackFormat, (pack: Pack, terms: Terms) => string | Promise<Uint8Array>>> = {
  xlsx: renderPackXlsx,
  csv: renderPackCsv,
  html: renderPackHtml,
}

/** Gives the names of the files it wrote. */
export async function writePack(
  folder: string,
  pack: Pack,
  formats: readonly PackFormat[],
  terms: Terms,
): Promise<string[]> {
  const files: string[] = []
  for (const format of formats) {
    const file = `${pack.stem}.${format}`
    await write(folder, file, await renderers[format](pack, terms))
    files.push(file)
  }
  return files
}
