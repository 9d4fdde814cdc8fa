/** Weights as waterfalls: every step with its bits, what they add up to, and the candidates that lost. */
import {
  type CandidateGroup,
  groupAlike,
  recordsOf,
  standingInWords,
  stepsOf,
  type WeightStep,
} from '../report/candidates.js'
import type { CandidateView } from '../report/rows/tie.js'
import { confidenceText, count, methodMeaning, signedBits } from '../report/words.js'
import { visibleLine } from '../visible.js'
import { wrap } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'

/** Candidates of each kind that are printed; JSON has all of them. */
const mostShown = 12

/** Prints the steps, and below them the sum and the confidence it stands for. */
export function printWaterfall(terminal: Terminal, steps: readonly WeightStep[], confidence: number): void {
  const sum = steps.reduce((all, { bits }) => all + bits, 0)
  for (const { bits, words } of [...steps, { bits: sum, words: `bits: ${confidenceText(confidence)}` }])
    for (const [i, line] of wrapped(terminal, words, 10).entries())
      terminal.out(text`  ${(i === 0 ? signedBits(bits) : '').padStart(6)}  ${line}`)
}

/** Prints how the ties of some records were weighed, and which other tasks they might have belonged to. Records weighed alike stand together. */
export function printCandidates(terminal: Terminal, candidates: readonly CandidateView[]): void {
  const groups = groupAlike(candidates)
  printGroups(
    terminal,
    'how the ties were weighed',
    groups.filter(([{ is_chosen }]) => is_chosen),
  )
  printGroups(
    terminal,
    'other tasks that were considered',
    groups.filter(([{ is_chosen }]) => !is_chosen),
  )
}

function printGroups(terminal: Terminal, title: string, groups: readonly CandidateGroup[]) {
  if (groups.length === 0) return
  heading(terminal, title)
  for (const group of groups.slice(0, mostShown)) {
    const [first] = group
    terminal.out(text`${styled('bold', first.task_key)}  ${methodMeaning[first.method] ?? first.method}`)
    for (const line of wrapped(terminal, `${standingInWords(first)}: ${recordsOf(group)}`, 2))
      terminal.out(text`  ${styled('dim', line)}`)
    printWaterfall(terminal, stepsOf(first), first.confidence)
  }
  if (groups.length > mostShown)
    terminal.out(styled('dim', `and ${count(groups.length - mostShown)} more: \`--output json\` has them`))
}

/** Words in harmless lines that fit the terminal behind an indent, columns. */
export function wrapped(terminal: Terminal, words: string, indent: number): string[] {
  return wrap(visibleLine(words), Math.max(40, (terminal.columns ?? 100) - indent))
}

/** A heading after an empty line. */
export function heading(terminal: Terminal, words: string) {
  terminal.out('')
  terminal.out(styled('bold', words))
}
