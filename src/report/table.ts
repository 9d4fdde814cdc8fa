/** Tables of the report: a caption, headed columns, and a word for what is not shown. */
import { type Html, html, type Part } from './html.js'
import { count, counted } from './words.js'

/** Rows of a table on the page; the JSON file beside the report has all of them. */
export const mostRows = 400
/** Rows of a table on the main page of a report of several; a page beside it has all of them. */
export const fewRows = 50

/** Columns up to which a time need not be broken into two lines. */
const mostWhole = 7

/**
 * A table with a caption; a heading that starts with # is a column of numbers. Cells are parts, so they are escaped.
 * Each cell bears its heading, for a page too narrow for columns.
 */
export function table(
  caption: string,
  note: string,
  headings: readonly string[],
  rows: readonly (readonly Part[])[],
  ids: readonly (string | null)[] = [],
): Html {
  if (rows.length === 0) return html``
  const numeric = headings.map((heading) => heading.startsWith('#'))
  const names = headings.map((heading) => heading.replace(/^#/, ''))
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table${headings.length > mostWhole ? html` class="many"` : ''}><caption>${caption}${note ? html`<span>${note}</span>` : ''}</caption>
<thead><tr>${names.map((name, i) => html`<th scope="col"${numeric[i] ? html` class="n"` : ''}>${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row, r) => html`<tr${ids[r] ? html` id="${ids[r]}"` : ''}>${row.map((cell, i) =>
      i === 0
        ? html`<th scope="row"${numeric[0] ? html` class="n"` : ''}>${cell}</th>`
        : html`<td data-h="${names[i]}"${numeric[i] ? html` class="n"` : ''}>${cell}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`
}

/** Links to the pages of a list by their numbers. */
export function pageNumbers(pages: readonly { readonly file: string }[], places: { page(file: string): string }): Html {
  return html`${pages.map(({ file }, i) => html`${i > 0 ? ' ' : ''}<a href="${places.page(file)}">${pages.length === 1 ? 'one page' : count(i + 1)}</a>`)}`
}

/** A sentence for rows that are not on the page, so that nothing is cut in silence. */
export function more(total: number, one: string, where: string, shown = mostRows): Html {
  return total <= shown
    ? html``
    : html`<p class="note">The first ${count(shown)} of ${counted(total, one)} are shown; ${where} has all of them.</p>`
}

/** Where a record stands: its file and number, and below it the vendor's id; our event id on hover. */
export function recordCell(file: string | null, no: number | null, nativeId: string | null, eventId: string): Html {
  if (file === null)
    return html`<span class="record"><span class="id">${eventId}</span><small>not in the case</small></span>`
  return html`<span class="record" title="${eventId}"><span class="id">${breakable(file)}</span> <span class="soft">record</span> ${no === null ? '–' : count(no)}<small>${nativeId ?? eventId}</small></span>`
}

/** A name that a narrow column may break behind its @. */
export function personName(name: string): Html {
  return html`${name.split(/(?<=@)/).map((part, i) => html`${i > 0 ? html`<wbr>` : ''}${part}`)}`
}

/** Paths that were made breakable: few files hold many records. */
const paths = new Map<string, Html>()

function breakable(file: string): Html {
  let path = paths.get(file)
  if (path === undefined) {
    path = html`${file.split(/(?<=[/_])/).map((part, i) => html`${i > 0 ? html`<wbr>` : ''}${part}`)}`
    if (paths.size < 10_000) paths.set(file, path)
  }
  return path
}

/** Control references grouped by their framework. */
export function controlList(controls: readonly string[]): Html {
  const groups = new Map<string, string[]>()
  for (const key of controls) {
    const colon = key.indexOf(':')
    const framework = colon < 0 ? '' : key.slice(0, colon)
    groups.set(framework, [...(groups.get(framework) ?? []), key.slice(colon + 1)])
  }
  return html`<ul class="controls">${[...groups].map(([framework, ids]) => html`<li><b>${framework}</b> ${ids.join(', ')}</li>`)}</ul>`
}
