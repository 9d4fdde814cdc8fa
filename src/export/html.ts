/** The report of a case, written anywhere: the page and the pages beside it. */
import { renderReport } from '../report/page.js'
import { renderPages } from '../report/pages.js'
import { pageFolder, planReport } from '../report/place.js'
import type { FolderFormat } from './format.js'

/** The report as `analyze` leaves it in the case folder. */
export const html: FolderFormat = {
  id: 'html',
  what: 'the report, with the pages beside it',
  extension: '.html',
  needs: 'findings',
  into: 'folder',
  documents: [
    {
      name: 'report.html',
      async *write(source) {
        yield* renderReport(await source.view())
      },
    },
  ],
  beside: {
    folder: pageFolder,
    async *write(source) {
      const view = await source.view()
      yield* renderPages(view, planReport(view))
    },
  },
}
