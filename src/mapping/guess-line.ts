/** Guesses how the lines of a log are laid out. */

/** A layout of lines: the pattern that takes one apart, and how its time is written. */
export interface LineLayout {
  readonly line: string
  readonly format: string
  /** Whether the time lacks its year. */
  readonly lacksYear: boolean
}

/** Layouts that are common, the more telling ones first. */
const layouts: readonly LineLayout[] = [
  {
    line: '^(?<host>\\S+) \\S+ (?<user>\\S+) \\[(?<time>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d{3}) (?<size>\\S+)(?: "(?<referrer>[^"]*)" "(?<user_agent>[^"]*)")?',
    format: 'dd/MMM/yyyy:HH:mm:ss Z',
    lacksYear: false,
  },
  {
    line: '^(?:<\\d+>\\d* ?)?(?<time>\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?: ?Z| ?[+-]\\d{2}:?\\d{2})?)\\s+(?<message>.*)$',
    format: 'iso',
    lacksYear: false,
  },
  {
    line: '^(?:<\\d+>)?(?<time>[A-Z][a-z]{2} +\\d{1,2} \\d{2}:\\d{2}:\\d{2}) (?<host>\\S+) (?<program>[^\\s:\\[]+)(?:\\[\\d+\\])?: (?<message>.*)$',
    format: 'MMM d HH:mm:ss',
    lacksYear: true,
  },
  { line: '^\\[?(?<time>\\d{10}(?:\\.\\d+)?)\\]?\\s+(?<message>.*)$', format: 'epoch_seconds', lacksYear: false },
  { line: '^\\[?(?<time>\\d{13})\\]?\\s+(?<message>.*)$', format: 'epoch_millis', lacksYear: false },
]

/** A line that nobody could lay out: all of it is its message. */
const plain: LineLayout = { line: '^(?<message>.*)$', format: 'iso', lacksYear: false }

/** The layout that most of the lines have. */
export function guessLine(lines: readonly string[]): LineLayout {
  return layouts.find(({ line }) => isMost(lines, new RegExp(line, 'u'))) ?? plain
}

/** Whether most of the lines hold `key=value`, twice at least. */
export function hasPairs(lines: readonly string[]): boolean {
  return isMost(lines, /[\w.-]+=\S.*\s[\w.-]+=\S/)
}

function isMost(lines: readonly string[], pattern: RegExp) {
  return lines.filter((line) => pattern.test(line)).length * 10 > lines.length * 8
}
