/** The pages of a large case that are lists: identities, their cards, look-alikes, executions without a task, files; and the sections that are a page. */
import { sourceTable } from './coverage.js'
import { type Html, html } from './html.js'
import { identityTable, lookalikeTable } from './identities.js'
import { type Page, pageHead, pageLinks, pageTail } from './layout.js'
import { ownPageFile, ownPages, renderOwn } from './own-pages.js'
import { renderCard } from './people.js'
import type { Places, Plan, RowPage } from './place.js'
import { unaccountedTable } from './unaccounted.js'
import type { CaseView } from './view.js'
import { count } from './words.js'

/** Every one of them, in order. */
export function* rowPages(view: CaseView, plan: Plan, places: Places): Iterable<Page> {
  for (const [id, heading] of ownPages)
    yield page(view, [ownPageFile(id)], 0, heading, '', id, id, () => renderOwn(id, view, places))
  yield* list(view, plan.cardPages, 'Identities one by one', 'identities', ({ first, rows }) =>
    rows.map((card, i) => renderCard(card, first + i, places)),
  )
  yield* list(view, plan.identityPages, 'Identities', 'identities', ({ rows }) => identityTable(rows, places))
  yield* list(view, plan.lookalikePages, 'Look-alikes', 'identities', ({ rows }) => lookalikeTable(rows))
  yield* list(view, plan.unaccountedPages, 'Unaccounted executions', 'unaccounted', ({ rows }) =>
    unaccountedTable(rows),
  )
  yield* list(view, plan.sourcePages, 'Files', 'examined', ({ rows }) => sourceTable(rows, true))
}

function* list<Row>(
  view: CaseView,
  pages: readonly RowPage<Row>[],
  name: string,
  back: string,
  body: (page: RowPage<Row>) => Html | readonly Html[],
): Iterable<Page> {
  const files = pages.map(({ file }) => file)
  const total = pages.reduce((sum, { rows }) => sum + rows.length, 0)
  for (const [at, one] of pages.entries()) {
    const lede = `${count(one.first + 1)} to ${count(one.first + one.rows.length)} of ${count(total)}.`
    yield page(view, files, at, name, lede, 'all', back, () => html`<section id="all">${body(one)}</section>`)
  }
}

function page(
  view: CaseView,
  files: readonly string[],
  at: number,
  heading: string,
  lede: string,
  first: string,
  back: string,
  body: () => Html,
): Page {
  const title = files.length === 1 ? heading : `${heading}, page ${count(at + 1)}`
  const navigation = pageLinks(files, at, back)
  const head = { title, heading, lede, first, skip: 'Skip to the list', navigation }
  return {
    file: files[at] ?? '',
    text: [pageHead(view, head).markup, body().markup, pageTail(view).markup],
  }
}
