/** A cell of a CSV that a spreadsheet may open: no formula runs, no control character acts. */
import { visible } from './visible.js'

/** Text as a cell: what a spreadsheet would run as a formula gets a quote before it (in some languages the wide signs too), quotes and the separators of any locale are quoted. */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  const shown = visible(harmless)
  return /[",;\t\n\r]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
