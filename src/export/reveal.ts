/** Names put back where pseudonyms stand, as the kind of document demands: what a name holds acts in none of them. */
import { csvCell } from '../csv-cell.js'
import { escapeHtml } from '../report/html.js'
import { markdownText } from './markdown-text.js'
import { type NameTable, reveal } from './pseudonyms.js'

type Write = (text: string, table: NameTable) => string

const inJson: Write = (text, table) => reveal(text, table, (name) => JSON.stringify(name).slice(1, -1))

/** Cells of RFC 4180, with the separator or the line end behind each; only cells that change are written anew. */
const inCsv: Write = (text, table) =>
  text.replace(/("(?:[^"]|"")*"|[^",\r\n]+)(?=[,\r\n]|$)/g, (cell) => {
    const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
    const revealed = reveal(value, table)
    return revealed === value ? cell : csvCell(revealed)
  })

const writers: Readonly<Record<string, Write>> = {
  '.json': inJson,
  '.jsonl': inJson,
  '.jsonocel': inJson,
  '.sarif': inJson,
  '.csv': inCsv,
  '.html': (text, table) => reveal(text, table, escapeHtml),
  '.xml': (text, table) => reveal(text, table, escapeHtml),
  '.md': (text, table) => reveal(text, table, markdownText),
}

/** Endings of documents whose pseudonyms can be undone. */
export const revealable: readonly string[] = Object.keys(writers)

/** A document with its pseudonyms undone; null when its ending is none of those. */
export function revealDocument(ending: string, text: string, table: NameTable): string | null {
  return writers[ending.toLowerCase()]?.(text, table) ?? null
}
