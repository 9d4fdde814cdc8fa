/** One listing, three ways to print it: a table that fits the width, JSON, CSV. */
import { csvCell } from '../csv-cell.js'
import { UserError } from '../errors.js'
import { markdownText } from '../export/markdown-text.js'
import { formatTime } from '../time.js'
import { shorten, visibleLine } from '../visible.js'
import { type Look, styled, type Terminal, type Text, text, widthOf } from './terminal.js'

/** How a listing may be printed. */
export const outputs = ['table', 'json', 'csv'] as const
export type Output = (typeof outputs)[number]

/** Longest cell of a table, characters; JSON and CSV have it whole. */
const longest = 600

/** A column of a listing: the key in JSON and CSV, and how the table shows it. */
export interface ListingColumn {
  readonly key: string
  /** Heading in the table; the key when left out. */
  readonly head?: string
  /** `time` cells are microseconds; lists are joined; numbers stand to the right. */
  readonly type?: 'text' | 'time' | 'number' | 'list'
  /** Left out of the table, but not of JSON and CSV. */
  readonly isHidden?: boolean
  /** Told below its row before others are, where there is no room for all. */
  readonly isAside?: boolean
  /** How a cell looks by its value. */
  readonly look?: (value: string) => Look | null
}

/** A row with named cells. */
export type ListingRow = object

/** Prints rows; says so when there are none. */
export function printListing(
  terminal: Terminal,
  output: Output,
  columns: readonly ListingColumn[],
  rows: readonly ListingRow[],
  empty = 'none',
): void {
  if (output === 'json')
    terminal.out(
      harmlessJson(rows.map((row) => Object.fromEntries(columns.map((column) => [column.key, plain(column, row)])))),
    )
  else if (output === 'csv') for (const line of csvLines(columns, rows)) terminal.out(line)
  else if (rows.length === 0) terminal.err(empty)
  else
    for (const line of tableLines(
      columns.filter(({ isHidden }) => !isHidden),
      rows,
      terminal.columns,
    ))
      terminal.out(line)
}

/** The value of `--output`. */
export function readOutput(value: string | undefined): Output {
  if (value === undefined) return 'table'
  if ((outputs as readonly string[]).includes(value)) return value as Output
  throw new UserError(`unknown output: ${value}`, { hint: `one of ${outputs.join(', ')}` })
}

/** JSON whose text can be shown on a terminal and still reads back the same: control and bidi characters are escaped. */
export function harmlessJson(value: unknown, indent = 1): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Lines of a CSV. No cell of text begins with what a spreadsheet would run as a formula. */
export function* csvLines(columns: readonly ListingColumn[], rows: readonly ListingRow[]): Iterable<string> {
  yield columns.map(({ key }) => csvCell(key)).join(',')
  for (const row of rows) {
    yield columns
      .map((column) => {
        const value = plain(column, row)
        return typeof value === 'number' || typeof value === 'boolean' ? String(value) : csvCell(cellText(column, row))
      })
      .join(',')
  }
}

/** Lines of a Markdown table; every cell is text, whatever it holds. */
export function* markdownLines(columns: readonly ListingColumn[], rows: readonly ListingRow[]): Iterable<string> {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  yield line(columns.map((column) => markdownText(column.head ?? column.key.replaceAll('_', ' '))))
  yield line(columns.map(({ type }) => (type === 'number' ? '---:' : '---')))
  for (const row of rows)
    yield line(columns.map((column) => markdownText(shorten(tableText(column, row), longest)) || ' '))
}

/**
 * Lines of a table. With a width given no line is longer: text is wrapped, and where that would leave slivers the longest columns are told below their
 * row, each with its heading.
 */
export function* tableLines(
  columns: readonly ListingColumn[],
  rows: readonly ListingRow[],
  width: number | null,
): Iterable<Text> {
  const cells = rows.map((row) => columns.map((column) => visibleLine(shorten(tableText(column, row), longest))))
  const heads = columns.map((column) => column.head ?? column.key.replaceAll('_', ' '))
  const natural = columns.map((_, i) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[i]!)), widthOf(heads[i]!)),
  )
  const { beside, below } = placed(columns, heads, natural, width)
  const widths = fit(
    beside.map((i) => natural[i]!),
    beside.map((i) => leastOf(columns[i]!, i, heads[i]!, natural[i]!)),
    width,
  )
  const toRight = beside.map((i) => columns[i]!.type === 'number')
  yield line(
    beside.map((i, at) => ({ shown: clipped(heads[i]!.toUpperCase(), widths[at]!), look: 'dim' })),
    widths,
    toRight,
  )
  for (const [r, row] of cells.entries()) {
    const lookOf = (i: number) => columns[i]!.look?.(cellText(columns[i]!, rows[r]!)) ?? null
    const wrapped = beside.map((i, at) => wrap(row[i]!, widths[at]!))
    const height = Math.max(...wrapped.map((lines) => lines.length))
    for (let at = 0; at < height; at++)
      yield line(
        wrapped.map((lines, c) => ({ shown: lines[at] ?? '', look: lookOf(beside[c]!) })),
        widths,
        toRight,
      )
    yield* belowLines(
      below.filter((i) => row[i] !== '').map((i) => ({ head: heads[i]!, shown: row[i]!, look: lookOf(i) })),
      width ?? 0,
    )
  }
}

/** Which columns stand beside each other, and which are told below: asides and the longest first, until the others can be read. */
function placed(
  columns: readonly ListingColumn[],
  heads: readonly string[],
  natural: readonly number[],
  width: number | null,
): { readonly beside: readonly number[]; readonly below: readonly number[] } {
  const beside = columns.map((_, i) => i)
  const isTooMuch = () =>
    width !== null && beside.reduce((sum, i) => sum + leastOf(columns[i]!, i, heads[i]!, natural[i]!) + 2, -2) > width
  while (beside.length > 1 && isTooMuch()) {
    const asides = beside.slice(1).filter((i) => columns[i]!.isAside)
    const choice = asides.length > 0 ? asides : beside.slice(1)
    const longest = choice.reduce((most, i) => (natural[i]! > natural[most]! ? i : most), choice[0]!)
    beside.splice(beside.indexOf(longest), 1)
  }
  return { beside, below: columns.flatMap((_, i) => (beside.includes(i) ? [] : [i])) }
}

/** Columns below which a cell cannot be read: names, times and numbers are not parted, a sentence needs some room. */
function leastOf({ type }: ListingColumn, index: number, head: string, natural: number): number {
  return index === 0 || type === 'time' || type === 'number' || natural <= 40 ? natural : Math.max(widthOf(head), 28)
}

/** Cells below their row, as many on a line as fit, each behind its heading. */
function* belowLines(
  cells: readonly { readonly head: string; readonly shown: string; readonly look: Look | null }[],
  width: number,
): Iterable<Text> {
  const room = Math.max(4, width - 2)
  let current: Text | null = null
  for (const { head, shown, look } of cells) {
    const whole = text`${styled('dim', head)} ${look === null ? shown : styled(look, shown)}`
    if (current !== null && widthOf(current) + 2 + widthOf(whole) <= room) {
      current = text`${current}  ${whole}`
      continue
    }
    if (current !== null) yield text`  ${current}`
    current = whole
    if (widthOf(whole) <= room) continue
    for (const [i, one] of wrap(`${head} ${shown}`, room).entries())
      yield i === 0 && one.startsWith(head) ? text`  ${styled('dim', head)}${one.slice(head.length)}` : text`  ${one}`
    current = null
  }
  if (current !== null) yield text`  ${current}`
}

function clipped(words: string, width: number): string {
  return widthOf(words) > width ? words.slice(0, width) : words
}

/** Words of a text in lines of at most `width` columns; a longer word is cut where it must be. */
export function wrap(words: string, width: number): string[] {
  if (widthOf(words) <= width) return [words]
  const lines: string[] = []
  let current = ''
  for (const word of words.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (widthOf(longer) <= width) {
      current = longer
      continue
    }
    if (current !== '') lines.push(current)
    const pieces = breakWord(word, width)
    lines.push(...pieces.slice(0, -1))
    current = pieces.at(-1) ?? ''
  }
  lines.push(current)
  return lines
}

/** A word that is too long, cut behind a separator where there is one in the second half of the line. Widths add up char by char: a field may be a megabyte. */
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let taken = 0
  for (const char of word) {
    const wide = widthOf(char)
    if (piece !== '' && taken + wide > width) {
      const separator = Math.max(...['/', ':', '.', '-', '_', '@'].map((one) => piece.lastIndexOf(one)))
      const cut = separator >= piece.length / 2 ? separator + 1 : piece.length
      pieces.push(piece.slice(0, cut))
      piece = piece.slice(cut)
      taken = widthOf(piece)
    }
    piece += char
    taken += wide
  }
  return [...pieces, piece]
}

/** Widths that fit. The widest gives way first, none below what can be read unless nothing else is left. */
function fit(natural: readonly number[], least: readonly number[], width: number | null): number[] {
  if (width === null) return [...natural]
  // no column is wider than the line, whatever it holds
  const widths = natural.map((one) => Math.min(one, width))
  let over = widths.reduce((sum, one) => sum + one, 0) + 2 * (widths.length - 1) - width
  for (const floor of [least, least.map((one) => Math.min(one, 5))]) {
    while (over > 0) {
      const most = Math.max(0, ...widths.filter((one, i) => one > floor[i]!))
      const i = widths.findIndex((one, at) => one === most && one > floor[at]!)
      if (i < 0) break
      widths[i] = most - 1
      over--
    }
  }
  return widths
}

/** Cells of one line, each padded to its column but the last. */
function line(
  cells: readonly { readonly shown: string; readonly look: Look | null }[],
  widths: readonly number[],
  toRight: readonly boolean[],
): Text {
  return cells.reduce<Text>((done, { shown, look }, i) => {
    const cell = i === cells.length - 1 && !toRight[i] ? shown : pad(shown, widths[i]!, toRight[i]!)
    const part = look === null ? cell : styled(look, cell)
    return i === 0 ? text`${part}` : text`${done}  ${part}`
  }, text``)
}

function pad(cell: string, width: number, toRight: boolean): string {
  const blank = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return toRight ? blank + cell : cell + blank
}

function cellOf(column: ListingColumn, row: ListingRow): unknown {
  return (row as Readonly<Record<string, unknown>>)[column.key] ?? null
}

/** A cell as JSON has it. */
function plain(column: ListingColumn, row: ListingRow): unknown {
  const value = cellOf(column, row)
  return column.type === 'time' && typeof value === 'number' ? formatTime(value) : value
}

function cellText(column: ListingColumn, row: ListingRow): string {
  const value = cellOf(column, row)
  if (value === null) return ''
  if (column.type === 'time' && typeof value === 'number')
    return formatTime(value)
      .replace(/\.?0+Z$/, 'Z')
      .replace('T', ' ')
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A cell of a table: times are UTC, which the heading says. */
function tableText(column: ListingColumn, row: ListingRow): string {
  const shown = cellText(column, row)
  return column.type === 'time' ? shown.replace(/Z$/, '') : shown
}
