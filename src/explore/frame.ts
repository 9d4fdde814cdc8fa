/** What every page of the explorer has: its frame, links, lists in portions, notes. */

import { type Note, type SubjectKind, stanceMeaning, stances } from '../notes.js'
import { type Html, html, type Part } from '../report/html.js'
import { recordCell } from '../report/table.js'
import { markSymbols } from '../report/timeline.js'
import { count, counted } from '../report/words.js'
import { portion, type Site } from './site.js'

/** One page, before it is framed. */
export interface Page {
  readonly title: string
  readonly body: Html
  /** 200 unless something else is said. */
  readonly status?: number
}

/** The pages one can go to from everywhere, in order. */
export const menu = [
  ['overview', 'Overview'],
  ['tasks', 'Tasks'],
  ['findings', 'Findings'],
  ['identities', 'Identities'],
  ['unaccounted', 'Unaccounted'],
  ['coverage', 'Coverage'],
  ['sql', 'SQL'],
  ['notes', 'Notes'],
] as const

/** Name of a page that can be asked for. */
export type PageName =
  | (typeof menu)[number][0]
  | 'search'
  | 'task'
  | 'finding'
  | 'identity'
  | 'event'
  | 'record'
  | 'holds'
  | 'rule'

/** Address of a page, relative to any other. Parameters that are null or empty are left out. */
export function link(
  page: PageName,
  parameters: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return text === '' ? page : `${page}?${text}`
}

/** A link to a page. */
export function to(page: PageName, id: string | null, words: Part): Html {
  return id === null ? html`${words}` : html`<a href="${link(page, { id })}">${words}</a>`
}

/** Where a record stands, as a link to the record itself. */
export function recordLink(file: string | null, no: number | null, nativeId: string | null, eventId: string): Html {
  const cell = recordCell(file, no, nativeId, eventId)
  return file === null ? cell : html`<a class="quiet" href="${link('record', { id: eventId })}">${cell}</a>`
}

/** A person or account, with what kind it is unless it is a human. */
export function identityLink(person: string | null, identity: string | null, kind: string | null = null): Html {
  const id = person ?? identity
  if (id === null) return html`<span class="soft">unknown</span>`
  const tag = kind === null || kind === 'human' ? '' : html` <span class="kind ${kind}">${kind}</span>`
  return html`<a href="${link('identity', { id })}"${person === null ? html` class="id"` : ''}>${id}</a>${tag}`
}

/** The whole document. `path` is the page it is, `search` what stands in the search box. */
export function frame(page: Page, path: string, site: Site, search: string): string {
  const current = menu.some(([name]) => name === path) ? path : null
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Approvenance</title><link rel="icon" href="data:,"><link rel="stylesheet" href="style.css"><script src="script.js" defer></script></head>
<body class="explorer">${markSymbols()}<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><p class="wordmark"><a href="overview">Approvenance</a></p>
<nav aria-label="Pages"><ul>${menu.map(([name, words]) => html`<li><a href="${name}"${name === current ? html` aria-current="page"` : ''}>${words}</a></li>`)}</ul></nav>
<form class="find" role="search" action="search" method="get"><label for="q" class="hidden">Search tasks, findings, identities and records</label>
<input id="q" name="q" type="search" value="${search}" placeholder="Search (press /)" autocomplete="off" spellcheck="false"><button>Search</button></form></header>
<main id="content" tabindex="-1"><h1>${page.title}</h1>
${page.body}</main>
<footer class="foot"><p>${site.folder}, read-only, on this machine only. Times are UTC. Written by approvenance ${site.about.version}.</p></footer></body></html>
`.markup
}

/** How many rows of a list come before the page that is asked for. */
export function skipped(query: URLSearchParams): number {
  const asked = Number(query.get('page') ?? '1')
  return Number.isInteger(asked) && asked > 1 && asked < 1e6 ? (asked - 1) * portion : 0
}

/** Which part of a list a page shows, and the way to the others; nothing is cut without a word. */
export function pager(total: number, query: URLSearchParams, page: PageName, one: string, many = `${one}s`): Html {
  const at = skipped(query) / portion + 1
  const last = Math.max(1, Math.ceil(total / portion))
  const others = Object.fromEntries([...query].filter(([name]) => name !== 'page'))
  const step = (number: number, words: string) =>
    number < 1 || number > last ? html`` : html`<a href="${link(page, { ...others, page: number })}">${words}</a>`
  return html`<p class="pager" role="status">${
    last === 1 && at === 1
      ? counted(total, one, many)
      : html`${count((at - 1) * portion + 1)} to ${count(Math.min(at * portion, total))} of ${counted(total, one, many)} ${step(Math.min(at - 1, last), 'earlier')} ${step(at + 1, 'more')}`
  }</p>`
}

/** One of several lists of a page: the part of it that is asked for by the list's own name, and the way to the others when it is long. */
export function part<T>(
  list: readonly T[],
  name: string,
  query: URLSearchParams,
  page: PageName,
): { readonly rows: readonly T[]; readonly steps: Html } {
  if (list.length <= portion) return { rows: list, steps: html`` }
  const last = Math.ceil(list.length / portion)
  const asked = Number(query.get(name) ?? '1')
  const at = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, last) : 1
  const others = Object.fromEntries([...query].filter(([one]) => one !== name))
  const step = (number: number, words: string) =>
    number < 1 || number > last
      ? html``
      : html` <a href="${link(page, { ...others, [name]: number })}#${name}">${words}</a>`
  return {
    rows: list.slice((at - 1) * portion, at * portion),
    steps: html`<p class="pager" id="${name}">${name}: ${count((at - 1) * portion + 1)} to ${count(Math.min(at * portion, list.length))} of ${count(list.length)}${step(at - 1, `earlier ${name}`)}${step(at + 1, `more ${name}`)}</p>`,
  }
}

/** Fields above a list that narrow it down. A field with choices is a list, one without is free text. */
export function filters(
  page: PageName,
  query: URLSearchParams,
  fields: readonly {
    readonly name: string
    readonly label: string
    readonly choices?: readonly (readonly [value: string, words: string])[]
  }[],
): Html {
  return html`<form class="filters" action="${page}" method="get">${fields.map(({ name, label, choices }) => {
    const value = query.get(name) ?? ''
    return choices
      ? html`<label>${label} <select name="${name}"><option value="">any</option>${choices.map(([one, words]) => html`<option value="${one}"${one === value ? html` selected` : ''}>${words}</option>`)}</select></label>`
      : html`<label>${label} <input name="${name}" value="${value}" spellcheck="false"></label>`
  })}<button>Show</button> <a href="${page}">all</a></form>`
}

/** The notes on something, and a form for another one. */
export function notesOn(site: Site, kind: SubjectKind, id: string, name: string): Html {
  const { notes, problem } = site.notes()
  const own = notes.filter(({ about }) => about.kind === kind && about.id === id)
  return html`<section id="notes" aria-labelledby="notes-h"><h2 id="notes-h">Notes</h2>
${brokenJournal(problem, site.notesFile)}
${own.length === 0 ? html`<p class="note">None yet. A note is kept beside the evidence, signed with a name; it changes no verdict.</p>` : html`<ol class="notes">${own.map((note) => noteItem(note, true))}</ol>`}
${problem === null ? noteForm(site, kind, id, name) : ''}</section>`
}

/** One note. `withForm`: it can be withdrawn from here. */
export function noteItem(note: Note, withForm: boolean): Html {
  const isGone = note.withdrawn_by !== null
  return html`<li id="note-${note.no}" class="a-note${isGone ? ' gone' : ''}"><p class="meta"><b>${note.by}</b> <span class="stance">${note.withdraws === null ? note.stance : `withdraws note ${note.withdraws}`}</span> <time datetime="${note.at}">${note.at.slice(0, 19).replace('T', ' ')}</time> <span class="soft">note ${note.no}${isGone ? `, withdrawn by note ${note.withdrawn_by}` : ''}</span></p>
<p class="words">${note.text}</p>${
    withForm && !isGone && note.withdraws === null
      ? html`<details class="plain"><summary>Withdraw it</summary><form action="note" method="post">${hiddenFields({ kind: note.about.kind, id: note.about.id, name: note.about.name, stance: 'comment', withdraws: String(note.no) })}
<label>Your name <input name="by" required maxlength="200" autocomplete="name"></label><label>Why <textarea name="text" rows="2" required maxlength="20000"></textarea></label><button>Withdraw note ${note.no}</button></form></details>`
      : ''
  }</li>`
}

/** Says that the journal was tampered with or broke, when it did. */
export function brokenJournal(problem: string | null, file: string): Html {
  return problem === null
    ? html``
    : html`<p class="alert" role="alert"><strong>The notes cannot be trusted from there on:</strong> ${problem} (${file}). Nothing is added until the file was moved away.</p>`
}

function noteForm(site: Site, kind: SubjectKind, id: string, name: string): Html {
  return html`<form class="write" action="note" method="post" aria-label="Add a note">${hiddenFields({ kind, id, name, withdraws: '' })}
<label>Your name <input name="by" value="${site.author}" required maxlength="200" autocomplete="name"></label>
<label>You say <select name="stance">${stances.map((stance) => html`<option value="${stance}">${stance}: ${stanceMeaning[stance]}</option>`)}</select></label>
<label>Note <textarea name="text" rows="4" required maxlength="20000"></textarea></label><button>Add the note</button></form>`
}

function hiddenFields(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}
