/** HTML that is escaped by construction: what goes into a template is text, unless it came out of a template. */
import { shorten, visible } from '../visible.js'

/** Finished markup. Only `html` and `unsafe` make it, so a value from a log can never pass for it. */
export interface Html {
  readonly markup: string
}

/** What a template may hold. Lists are joined; null, undefined and false vanish. */
export type Part = Html | string | number | boolean | null | undefined | readonly Part[]

/** Longest text of one value on a page, characters; the rest stays in the record and the page says so. */
const longest = 4000

const finished = new WeakSet<object>()

/** Markup from a template: the fixed parts as they are, every value escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let markup = strings[0] ?? ''
  for (let i = 0; i < values.length; i++) markup += render(values[i]) + (strings[i + 1] ?? '')
  return finish(markup)
}

/** Markup taken as it stands. The one hole: for our own style sheet, never for anything that was read. */
export function unsafe(markup: string): Html {
  return finish(markup)
}

/** Text as it may stand between tags and in quoted attributes; control and bidi characters are spelled out, overlong text is cut with a word. */
export function escapeHtml(text: string): string {
  return visible(shorten(text, longest)).replace(/[&<>"'`]/g, (char) => entities[char] ?? char)
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false || part === true) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if (isList(part)) return part.map(render).join('')
  return finished.has(part) ? part.markup : escapeHtml(String(part.markup))
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

function finish(markup: string): Html {
  const made = { markup }
  finished.add(made)
  return made
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}
