/** The frame of every page of the report: head, sections to go to, foot. */
import { sha256Base64 } from '../hash.js'
import { formatTime } from '../time.js'
import { chartStyle } from './chart-style.js'
import { type Html, html, type Part, unsafe } from './html.js'
import { mainPage } from './place.js'
import { style } from './style.js'
import { markSymbols } from './timeline.js'
import type { CaseView } from './view.js'
import { count } from './words.js'

/** A section to go to: its id, its name and how much is in it. */
export type Stop = readonly [id: string, name: string, size: number | null]

/** A page beside the main one: its name in the folder and its text. */
export interface Page {
  readonly file: string
  readonly text: Iterable<string>
}

/** What a page needs beside its text. */
export interface Head {
  readonly title: string
  readonly heading: string
  readonly lede: Part
  /** Id of the section that the skip link leads to. */
  readonly first: string
  readonly skip: string
  readonly navigation: Part
}

/** The beginning of a page. The one script that may run on it is named by its hash; null: none may. */
export function pageHead(
  view: CaseView,
  { title, heading, lede, first, skip, navigation }: Head,
  script: string | null = null,
): Html {
  const scripts = script === null ? html`` : html` script-src 'sha256-${sha256Base64(script)}';`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';${scripts} base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="generator" content="approvenance ${view.about.version}">
<title>${title}</title><style>${unsafe(style + chartStyle)}</style></head>
<body>${markSymbols()}<a class="skip" href="#${first}">${skip}</a>
<div class="frame"><div class="rail"><nav aria-label="Sections">${navigation}</nav></div>
<header class="masthead"><p class="wordmark">Approvenance</p><h1>${heading}</h1>
<p class="lede">${lede}</p></header>
<main>
`
}

/** Links to the sections of a page. */
export function sectionLinks(stops: readonly Stop[]): Html {
  return html`<ol>
${stops.map(([id, name, n]) => html`<li><a href="#${id}"><span>${name}</span>${n === null ? '' : html`<span>${count(n)}</span>`}</a></li>`)}
</ol>`
}

/** Links between the pages of a row of pages, and back to the main one. */
export function pageLinks(files: readonly string[], at: number, back: string): Html {
  const before = files[at - 1]
  const after = files[at + 1]
  return html`<ol><li><a href="../${mainPage}#${back}">Back to the report</a></li>${before === undefined ? '' : html`<li><a rel="prev" href="${before}">Page before</a></li>`}${after === undefined ? '' : html`<li><a rel="next" href="${after}">Next page</a></li>`}<li class="soft">Page ${count(at + 1)} of ${count(files.length)}</li></ol>`
}

/** The end of a page. */
export function pageTail(view: CaseView): Html {
  const now = view.settings.as_of === null ? '' : ` Judged as of ${formatTime(view.settings.as_of)}.`
  return html`</main><footer class="foot"><p>Every finding and every step of a chain names its records by exported file and number; the tie of an account to a person names the kind of statement it rests on. <code>approvenance event ID</code> shows the original record and checks the file’s hash.${now}</p></footer></div></body></html>
`
}
