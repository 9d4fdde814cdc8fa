/** Text as Markdown shows it: nothing of it is markup, a link, a mention, or a line of its own. */
import { visibleLine } from '../visible.js'

/** Text on one line, every character that Markdown (GitHub's too) or HTML in it would act on escaped; addresses are no links. */
export function markdownText(text: string): string {
  return visibleLine(text)
    .trim()
    .replace(/[\\`*_[\]<>|~$&#]/g, (char) => `\\${char}`)
    .replace(/^[-+=:]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/(https?|ftp|mailto|xmpp):/gi, '$1&#58;')
    .replace(/www\./gi, 'www&#46;')
    .replaceAll('@', '&#64;')
}
