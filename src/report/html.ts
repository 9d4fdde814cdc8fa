/** HTML that is escaped by construction: what goes into a template is text, unless it came out of a template. */
import { shorten, visible } from '../visible.js'

/** What `html` and `unsafe` stamp on what they make; it is known here only, so that nothing that was read can carry it. */
const stamp = Symbol('finished markup')

/** Finished markup. Only `html` and `unsafe` make it, so a value from a log can never pass for it. */
export interface Html {
  readonly markup: string
  readonly [stamp]?: true
}

/** What a template may hold. Lists are joined; null, undefined and false vanish. */
export type Part = Html | string | number | boolean | null | undefined | readonly Part[]

/** Longest text of one value on a page, characters; the rest stays in the record and the page says so. */
const longest = 4000

/** Anything that may need more than a copy: all but plain ASCII without the characters that mean something in HTML. */
const special = /[^\t\n !#-%(-;=?-_a-~]/

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

/** Text of our own, such as a query, however long it is: nothing else holds the rest of it. */
export function whole(text: string): Html {
  return finish(escaped(text))
}

/** Text as it may stand between tags and in quoted attributes; control and bidi characters are spelled out, overlong text is cut with a word. */
export function escapeHtml(text: string): string {
  if (text.length <= longest && !special.test(text)) return text
  return escaped(shorten(text, longest))
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (char) => entities[char] ?? char)
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false || part === true) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if (isList(part)) {
    let markup = ''
    for (const one of part) markup += render(one)
    return markup
  }
  return part[stamp] === true ? part.markup : escapeHtml(String(part.markup))
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

function finish(markup: string): Html {
  return { markup, [stamp]: true }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}
