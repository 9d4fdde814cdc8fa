/** A cell of a Markdown table: text stays text, whoever renders it. */
import { visibleLine } from './visible.js'

/** Text as a cell: no markup, no link, no HTML, no second column; on one line, control and bidi characters spelled out. */
export function markdownCell(value: string): string {
  return visibleLine(value)
    .replace(/[\\`*_{}[\]<>|#~!&]/g, (found) => `\\${found}`)
    .replace(/:\/\//g, ':\\//')
    .replace(/\bwww\./gi, (found) => found.replace('.', '\\.'))
}
