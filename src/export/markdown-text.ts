/** Text as Markdown shows it: nothing of it is markup, a link, or a line of its own. */
import { visibleLine } from '../visible.js'

/** Text on one line, every character that Markdown or HTML in it would act on escaped; addresses are no links. */
export function markdownText(text: string): string {
  return visibleLine(text)
    .replace(/[\\`*_{}[\]<>()#+\-!|~$^=&]/g, (char) => `\\${char}`)
    .replace(/(https?|ftp|mailto)\\?:/gi, '$1&#58;')
    .replace(/www\./gi, 'www&#46;')
    .replaceAll('@', '&#64;')
    .replace(/^(\d+)([.)])/, '$1\\$2')
}
