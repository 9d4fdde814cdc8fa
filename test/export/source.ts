/** A case in memory as formats read it, and what they write of it. */
import type { Document, FileFormat, Source } from '../../src/export/format.js'
import { openView } from '../../src/report/view.js'
import type { Store } from '../../src/store/store.js'
import { sampleAbout } from '../report/fixture.js'

/** The case of a store, as `export` hands it to a format. */
export function sourceOf(store: Store): Source {
  const view = () => openView(store, sampleAbout)
  return { store, view, found: view }
}

/** The portions of a document that is text. */
export async function portionsOf(document: FileFormat | Document, source: Source): Promise<string[]> {
  const found: string[] = []
  for await (const portion of document.write(source)) {
    if (typeof portion !== 'string') throw new Error('bytes where text was expected')
    found.push(portion)
  }
  return found
}
