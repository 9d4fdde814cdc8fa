/** `diff`: what became of a case since an earlier one: findings, chains, what could be seen, and what else differs. */
import { diffCases } from '../baseline.js'
import { isNewGapAtLeast } from '../compare/judge.js'
import { type BaselineFindingView, type BaselineView, findingStates } from '../report/rows/baseline.js'
import { count, counted } from '../report/words.js'
import { type DiffList, diffColumns, diffLists } from './diff-columns.js'
import { harmlessJson, markdownLines, type Output, printListing } from './listing.js'
import { withTimes } from './show.js'
import { styled, type Terminal, text } from './terminal.js'
import { readChoice, readFailOn } from './values.js'

/** How `diff` may print. */
export const diffOutputs = ['table', 'json', 'csv', 'md'] as const

/** What `diff` was told. */
export interface DiffOptions {
  readonly output?: string | undefined
  readonly state?: string | undefined
  readonly failOn?: string | undefined
  readonly quiet?: boolean | undefined
}

/** Compares two cases and prints one list or all; gives the exit code: 1 when a gap of `--fail-on` or worse is new. */
export async function showDiff(
  terminal: Terminal,
  earlier: string,
  later: string,
  list: string | undefined,
  options: DiffOptions,
): Promise<number> {
  const only = list === undefined ? null : readChoice('list', list, diffLists)
  const output = readChoice('output', options.output ?? 'table', diffOutputs)
  const states = options.state?.split(',').map((state) => readChoice('state', state.trim(), findingStates)) ?? null
  const failOn = readFailOn(options.failOn)
  const found = await diffCases(earlier, later)
  const shown = {
    ...found,
    findings: states === null ? found.findings : found.findings.filter(({ state }) => states.includes(state)),
  }
  if (options.quiet) return isFailing(found.findings, failOn)
  if (output === 'md') printMarkdown(terminal, shown, only === null ? diffLists : [only])
  else if (output === 'json') printJson(terminal, shown, only === null ? diffLists : [only])
  else if (only !== null || output === 'csv') printList(terminal, output, shown, only ?? 'findings')
  else printAll(terminal, shown, states !== null)
  return isFailing(found.findings, failOn)
}

function isFailing(findings: readonly BaselineFindingView[], failOn: string | null): number {
  return failOn !== null && findings.some((finding) => isNewGapAtLeast(finding, failOn)) ? 1 : 0
}

function printJson(terminal: Terminal, found: BaselineView, lists: readonly DiffList[]) {
  terminal.out(
    harmlessJson({
      schema: 'approvenance/diff@1',
      ...Object.fromEntries(lists.map((name) => [name, found[name].map((row: object) => withTimes(row))])),
    }),
  )
}

function printList(terminal: Terminal, output: Output, found: BaselineView, name: DiffList) {
  printListing(terminal, output, diffColumns[name], found[name].map(rowOf), nothing[name])
}

/** A heading and a table for each list; what is the same in both cases is left to JSON and CSV, and said so. */
function printMarkdown(terminal: Terminal, found: BaselineView, lists: readonly DiffList[]) {
  for (const [i, name] of lists.entries()) {
    const rows = found[name].map(rowOf)
    const differing = rows.filter((row) => isDiffering(name, row))
    if (i > 0) terminal.out('')
    terminal.out(`## ${titles[name]}`)
    terminal.out('')
    if (differing.length === 0) terminal.out(nothing[name].trim())
    else
      for (const line of markdownLines(
        diffColumns[name].filter(({ isHidden }) => !isHidden),
        differing,
      ))
        terminal.out(line)
    if (rows.length > differing.length) {
      terminal.out('')
      terminal.out(`${counted(rows.length - differing.length, 'more row')} the same in both cases: --output json`)
    }
  }
}

/** Whether a row tells of a difference, so that it belongs into a text that is read and not searched. */
function isDiffering(name: DiffList, row: Readonly<Record<string, unknown>>): boolean {
  if (name === 'systems') return row.seen !== 'same'
  if (name === 'conditions') return row.is_different === true
  if (name === 'findings') return row.state !== 'persisting'
  if (name !== 'rules') return true
  return (
    ['new_findings', 'changed', 'gone', 'resolved'].some((key) => row[key] !== 0) || row.examined !== row.was_examined
  )
}

const titles: Readonly<Record<DiffList, string>> = {
  findings: 'Findings',
  chains: 'Chains',
  systems: 'What could be seen',
  files: 'Files',
  rules: 'Rules',
  figures: 'Figures',
  conditions: 'What else differs',
}

/** Everything at once: what differs is listed, what does not is counted. */
function printAll(terminal: Terminal, found: BaselineView, isFiltered: boolean) {
  const { out } = terminal
  const number = (figure: string, part: string) =>
    found.figures.find((row) => row.figure === figure && row.part === part)?.number ?? 0
  const title = (name: string, words: string) => {
    out('')
    out(text`${styled('bold', name)}${styled('dim', words === '' ? '' : `  ${words}`)}`)
  }
  out(
    text`${styled('bold', 'findings')}  ${findingStates.map((state) => `${count(number('since the baseline', state))} ${state}`).join(', ')}`,
  )
  const differing = isFiltered ? found.findings : found.findings.filter(({ state }) => state !== 'persisting')
  printListing(
    terminal,
    'table',
    diffColumns.findings,
    differing.map(rowOf),
    '  nothing new, changed, gone or resolved',
  )
  if (!isFiltered && number('since the baseline', 'persisting') > 0)
    out(styled('dim', 'those that persist: --state persisting'))
  const telling = found.chains.filter(
    ({ state, grade, was_grade }) => state === 'changed' || grade !== null || was_grade !== null,
  )
  title('chains', `${counted(found.chains.filter((chain) => chain.is_grade_changed).length, 'grade')} changed`)
  printListing(terminal, 'table', diffColumns.chains, telling.map(rowOf), nothing.chains)
  if (telling.length < found.chains.length)
    out(
      styled(
        'dim',
        `and ${counted(found.chains.length - telling.length, 'chain')} new or gone that nothing was executed for: approvenance diff … chains`,
      ),
    )
  title('what could be seen', '')
  printListing(
    terminal,
    'table',
    diffColumns.systems,
    found.systems.filter(({ seen }) => seen !== 'same').map(rowOf),
    '  as much as before, of every system',
  )
  title('figures', '')
  printListing(
    terminal,
    'table',
    diffColumns.figures,
    found.figures.filter((row) => row.was_number !== null).map(rowOf),
  )
  title('judged otherwise', 'what else differs than the evidence')
  printListing(
    terminal,
    'table',
    diffColumns.conditions,
    found.conditions.filter(({ is_different }) => is_different),
    '  nothing',
  )
  out('')
  out(
    styled(
      'dim',
      `${counted(found.files.length, 'file')} not the same: approvenance diff … files; rule by rule: approvenance diff … rules`,
    ),
  )
}

const nothing: Readonly<Record<DiffList, string>> = {
  findings: 'neither case has a finding that fits',
  chains: '  no chain is new, gone or different',
  systems: '  no system is known',
  files: '  every file is the same',
  rules: '  no rule ran',
  figures: '  nothing to count',
  conditions: '  nothing',
}

/** A row with the words the table shows; JSON has the parts. */
function rowOf(row: object) {
  const one = row as Readonly<Record<string, unknown>>
  const both = (now: unknown, was: unknown) =>
    now === was || was === null || was === undefined ? (now ?? '') : now === null ? was : `${was} → ${now}`
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
  return {
    ...one,
    id: one.finding_id ?? one.was_id,
    what: one.verdict === null ? one.was_verdict : one.verdict,
    how_grave: one.severity ?? one.was_severity,
    task_shown: one.task_key ?? one.task,
    told: one.message ?? one.was_message,
    how: [...list(one.changes), ...list(one.sees_less), ...list(one.sees_more), ...(one.why ? [one.why] : [])].join(
      '; ',
    ),
    grade_shown: 'was_grade' in one ? both(one.grade, one.was_grade) : null,
    examined_shown: both(one.examined, one.was_examined),
    gap_shown: both(one.gap, one.was_gap),
  }
}
