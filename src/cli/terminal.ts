/** The terminal: what may be written to it, and how. Text from logs passes `visible` here or nowhere. */
import pc from 'picocolors'
import stringWidth from 'string-width'
import { visible, visibleLine } from '../visible.js'

/** Where a command reads its surroundings and writes its words; tests hand in their own. */
export interface Terminal {
  /** Writes to standard output, resp. standard error. Strings are made harmless; only `text` makes styled lines. */
  out(part: Text | string): void
  err(part: Text | string): void
  /** Replaces the line being written on standard error; nothing where that is no terminal. */
  status(line: string): void
  /** Columns of standard output; null when it is no terminal and lines may be as long as they are. */
  readonly columns: number | null
  readonly isInteractive: boolean
  /** Seconds on a clock that only goes forward. */
  clock(): number
  /** Most memory the process has used, bytes. */
  peakMemory(): number
}

/** A line with our own styles in it: plain for files and pipes, coloured for a terminal. */
export interface Text {
  readonly plain: string
  readonly ansi: string
}

/** How a word may look. */
export type Look = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'blue' | 'cyan' | 'magenta'

const made = new WeakSet<object>()
const colors = pc.createColors(true)

/** A line from a template: the fixed parts as they are, every value made harmless and kept on the line, so that no value forges another. */
export function text(strings: TemplateStringsArray, ...values: readonly (Text | string | number)[]): Text {
  let plain = strings[0] ?? ''
  let ansi = plain
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? ''
    const known = typeof value === 'object' && made.has(value) ? value : null
    const safe = known ? null : visibleLine(String(typeof value === 'object' ? value.plain : value))
    plain += (known?.plain ?? safe ?? '') + (strings[i + 1] ?? '')
    ansi += (known?.ansi ?? safe ?? '') + (strings[i + 1] ?? '')
  }
  return finish(plain, ansi)
}

/** A word with a look. */
export function styled(look: Look, part: Text | string): Text {
  const known = typeof part === 'object' && made.has(part) ? part : null
  const plain = known?.plain ?? visibleLine(typeof part === 'object' ? part.plain : part)
  return finish(plain, colors[look](known?.ansi ?? plain))
}

/** Parts joined by a separator of ours. */
export function joined(parts: readonly (Text | string)[], separator: string): Text {
  return parts.reduce<Text>(
    (line, part, i) => (i === 0 ? text`${part}` : text`${line}${separator}${part}`),
    finish('', ''),
  )
}

/** Columns a text takes on the screen: wide and combining characters counted as they are shown. */
export function widthOf(part: Text | string): number {
  const shown = typeof part === 'string' ? part : part.plain
  if (/^[ -~]*$/.test(shown)) return shown.length
  if (shown.length <= longest) return stringWidth(shown)
  // the library takes the square of the length; a field may be a megabyte
  let width = 0
  for (const [run] of shown.matchAll(/[ -~]+|[^ -~]{1,100}/gu))
    width += /^[ -~]/.test(run) ? run.length : stringWidth(run)
  return width
}

/** Characters up to which a text is measured in one. */
const longest = 1000

/** What is written for a part: with colours, or without. */
export function written(part: Text | string, coloured: boolean): string {
  if (typeof part === 'string' || !made.has(part)) return visible(typeof part === 'string' ? part : part.plain)
  return coloured ? part.ansi : part.plain
}

/** Look of a severity. */
export function severityLook(severity: string): Look {
  return severity === 'critical' || severity === 'high' ? 'red' : severity === 'medium' ? 'yellow' : 'cyan'
}

/** Look of a verdict or a grade. */
export function verdictLook(word: string): Look {
  if (word === 'gap' || word === 'unprovable') return 'red'
  if (word === 'pass' || word === 'provable') return 'green'
  return word === 'lead' || word === 'partial' ? 'yellow' : 'dim'
}

function finish(plain: string, ansi: string): Text {
  const line = { plain, ansi }
  made.add(line)
  return line
}
