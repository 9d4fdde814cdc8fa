/** Weights as waterfalls: every step with its bits, what they add up to, and the candidates that lost. */
import type { CandidateView } from '../report/view.js'
import { confidenceText, count, counted, methodMeaning, signedBits, standingMeaning } from '../report/words.js'
import { visibleLine } from '../visible.js'
import { wrap } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'

/** Candidates of each kind that are printed; JSON has all of them. */
const mostShown = 12

/** One step of a waterfall. */
export interface WeightStep {
  readonly words: string
  readonly bits: number
}

/** Prints the steps, and below them the sum and the confidence it stands for. */
export function printWaterfall(terminal: Terminal, steps: readonly WeightStep[], confidence: number): void {
  const sum = steps.reduce((all, { bits }) => all + bits, 0)
  for (const { bits, words } of [...steps, { bits: sum, words: `bits: ${confidenceText(confidence)}` }])
    for (const [i, line] of wrapped(terminal, words, 10).entries())
      terminal.out(text`  ${(i === 0 ? signedBits(bits) : '').padStart(6)}  ${line}`)
}

/** Prints how the ties of some records were weighed, and which other tasks they might have belonged to. Records weighed alike stand together. */
export function printCandidates(terminal: Terminal, candidates: readonly CandidateView[]): void {
  const groups = alike(candidates)
  printGroups(
    terminal,
    'how the ties were weighed',
    groups.filter(([{ is_chosen, method }]) => is_chosen && method !== 'record'),
  )
  printGroups(
    terminal,
    'other tasks that were considered',
    groups.filter(([{ is_chosen }]) => !is_chosen),
  )
}

function printGroups(terminal: Terminal, title: string, groups: readonly Group[]) {
  if (groups.length === 0) return
  heading(terminal, title)
  for (const group of groups.slice(0, mostShown)) {
    const [first] = group
    terminal.out(text`${styled('bold', first.task_key)}  ${methodMeaning[first.method] ?? first.method}`)
    for (const line of wrapped(terminal, `${standingOf(first)}: ${recordsOf(group)}`, 2))
      terminal.out(text`  ${styled('dim', line)}`)
    printWaterfall(terminal, stepsOf(first), first.confidence)
  }
  if (groups.length > mostShown)
    terminal.out(styled('dim', `and ${count(groups.length - mostShown)} more: \`--output json\` has them`))
}

function standingOf({ standing, lost_to, behind_bits }: CandidateView): string {
  const words = standingMeaning[standing] ?? standing
  if (lost_to === null || standing === 'ambiguous') return words
  return `${words}, ${behind_bits !== null && behind_bits >= 0 ? `${behind_bits.toFixed(1)} bits behind` : 'given way to'} ${lost_to}`
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

function stepsOf(candidate: CandidateView): WeightStep[] {
  return candidate.features.map((words, i) => ({ words, bits: candidate.feature_bits[i] ?? 0 }))
}

type Group = readonly [CandidateView, ...CandidateView[]]

/** Candidates of one task that were weighed by the same steps. */
function alike(candidates: readonly CandidateView[]): Group[] {
  const groups = new Map<string, [CandidateView, ...CandidateView[]]>()
  for (const one of candidates) {
    const key = JSON.stringify([one.task, one.method, one.standing, one.lost_to, one.features, one.feature_bits])
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}

function recordsOf(group: Group): string {
  const ids = group.slice(0, 3).map(({ event_id }) => event_id)
  return `${ids.join(', ')}${group.length > ids.length ? ` and ${counted(group.length - ids.length, 'other record')}` : ''}`
}
