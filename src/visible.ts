/** Makes text from logs harmless to look at: what would move a cursor, colour a line or turn the writing direction is shown as what it is. */

/** C0 except tab and newline, DEL and C1; bidi controls and isolates; zero-width and other invisible format characters; lone surrogates. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g

/** The text with every control, bidi and invisible character spelled as `\u{1b}`; tabs and line breaks stay. */
export function visible(text: string): string {
  return text.replace(hidden, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`)
}

/** The same on one line: tabs and line breaks become a blank. */
export function visibleLine(text: string): string {
  return visible(text.replace(/\r\n?|\n|\t/g, ' '))
}

/** At most `limit` characters (code points are never cut in two), with a plain word about what is missing. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit
  return `${text.slice(0, cut)}… (${(text.length - cut).toLocaleString('en-US')} more characters in the record)`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
