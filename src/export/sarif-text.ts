/** Text in messages of SARIF. */
import { visible } from '../visible.js'

/** Text that is shown as it stands: braces are no placeholders, and nothing in it is a link. */
export function messageText(text: string): string {
  return visible(text).replace(/[{}]/g, '$&$&').replaceAll('](', ']\\(')
}
