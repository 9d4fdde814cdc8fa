/** What a person is told when a run is done: what was read, what could not be seen, what was found, and where the report is. */
import type { Timing } from '../pipeline.js'
import { referenceUses } from '../reference.js'
import { findingStates } from '../report/rows/baseline.js'
import type { CaseView } from '../report/view.js'
import { byteSize, count, counted, duration, plainTime, severities, share } from '../report/words.js'
import { joined, severityLook, styled, type Terminal, type Text, text, verdictLook } from './terminal.js'

/** Figures of the run itself. */
export interface RunFigures {
  readonly seconds: number
  readonly timings: readonly Timing[]
  /** Files whose rows were taken over from the last run. */
  readonly taken: number
  /** Path of the report; null when none was asked for. */
  readonly report: string | null
  readonly folder: string
}

/** Lines of one kind that the summary shows before it only counts. */
const most = 6

/** Prints the summary. */
export function printSummary(terminal: Terminal, view: CaseView, figures: RunFigures): void {
  const { out } = terminal
  out('')
  printRead(terminal, view, figures.taken)
  printUnseen(terminal, view)
  printChains(terminal, view)
  printFindings(terminal, view)
  printWaivers(terminal, view)
  printBaseline(terminal, view)
  const slow = [...figures.timings].sort((a, b) => b.seconds - a.seconds).slice(0, 4)
  out(
    text`${head('took')}${duration(Math.max(1, figures.seconds))}, at most ${byteSize(terminal.peakMemory())} of memory${styled('dim', `; slowest: ${slow.map((one) => `${one.name} ${one.seconds.toFixed(1)} s`).join(', ')}`)}`,
  )
  out('')
  if (figures.report !== null) out(text`${styled('bold', 'report')}      ${styled('cyan', figures.report)}`)
  const gaps = view.findings.filter(({ verdict }) => verdict === 'gap')
  const gap = gaps.find(({ baseline }) => baseline === 'new') ?? gaps[0] ?? view.findings[0]
  if (gap) out(text`${styled('dim', 'next')}        approvenance explain ${gap.finding_id} --case ${figures.folder}`)
}

function head(name: string): Text {
  return text`${styled('bold', name.padEnd(12))}`
}

/** Says that files were not read again; empty where all were. */
export function takenOver(files: number): string {
  return files === 0 ? '' : ` (${counted(files, 'file')} taken over from the last run)`
}

function printRead(terminal: Terminal, view: CaseView, taken: number) {
  const { sources, settings } = view
  const sum = (list: typeof sources, pick: (source: (typeof sources)[number]) => number) =>
    list.reduce((total, one) => total + pick(one), 0)
  const used = sum(sources, (one) => one.records_used)
  const rejected = sum(sources, (one) => one.records_rejected)
  terminal.out(
    text`${head('read')}${counted(sources.length, 'file')}${takenOver(taken)}, ${counted(used + rejected, 'record')}: ${count(used)} used, ${rejected === 0 ? 'none rejected' : styled('yellow', `${count(rejected)} rejected`)}`,
  )
  for (const connector of [
    ...new Set(sources.flatMap((one) => (one.connector === null ? [] : [one.connector]))),
  ].sort()) {
    const own = sources.filter((one) => one.connector === connector)
    const lost = sum(own, (one) => one.records_rejected)
    const records = sum(own, (one) => one.records_read)
    terminal.out(
      text`            ${connector.padEnd(18)} ${counted(own.length, 'file').padStart(10)}  ${count(records).padStart(11)} records${lost === 0 ? '' : styled('yellow', `  ${count(lost)} rejected (${share(lost, records)})`)}`,
    )
  }
  if (settings.first_event_at !== null)
    terminal.out(
      text`            from ${plainTime(settings.first_event_at)} to ${plainTime(settings.last_event_at)} UTC${styled('dim', `; judged as of ${plainTime(settings.as_of)}`)}`,
    )
  const named = (found: string) =>
    view.about.reference.filter((one) => one.found === found).map((one) => `${one.name} (${counted(one.rows, 'row')})`)
  const configured = named('configured')
  if (configured.length > 0) terminal.out(text`${head('reference')}${configured.join(', ')}`)
  const among = view.about.reference.filter(({ found }) => found === 'among the exports')
  if (among.length > 0)
    terminal.out(
      text`${configured.length > 0 ? '            ' : head('reference')}found among the exports and used: ${among.map((one) => `${one.file ?? ''} as ${one.name} (${counted(one.rows, 'row')})`).join(', ')}`,
    )
}

function printUnseen(terminal: Terminal, view: CaseView) {
  const lines: (Text | string)[] = []
  for (const { system, how_known, needs, is_supplied } of view.systems)
    if (!is_supplied)
      lines.push(
        text`no export of ${styled('bold', system)}${how_known ? ` (${how_known})` : ''}${needs ? text`; would help: ${needs}` : ''}`,
      )
  const strangers = view.sources.filter(({ connector }) => connector === null)
  for (const { file, problem } of strangers.slice(0, most))
    lines.push(text`nobody knows ${file}${problem ? `: ${problem}` : ''}`)
  if (strangers.length > most)
    lines.push(`and ${counted(strangers.length - most, 'more file')} that nobody knows: approvenance coverage files`)
  const broken = view.sources.filter(({ connector, problem }) => connector !== null && problem !== null)
  for (const { file, problem } of broken.slice(0, most)) lines.push(text`${file}: ${problem ?? ''}`)
  if (broken.length > most)
    lines.push(`and ${counted(broken.length - most, 'more damaged file')}: approvenance coverage files`)
  const unused = view.about.unused_sources
  for (const { match, why } of unused.slice(0, most))
    lines.push(text`sources: match ${match} in the configuration is of no effect: ${why}`)
  if (unused.length > most)
    lines.push(`and ${counted(unused.length - most, 'more such rule')} of the configuration: coverage.json`)
  const holes = view.gaps.filter((gap) => !gap.is_explained && gap.gap_kind === 'silence')
  for (const hole of holes.slice(0, most))
    lines.push(text`${hole.system} is silent for ${duration(hole.gap_seconds ?? 0)} from ${plainTime(hole.from_at)}`)
  if (holes.length > most) lines.push(`and ${counted(holes.length - most, 'more silence')}: approvenance coverage gaps`)
  const absent = view.about.reference.filter(({ file }) => file === null).map(({ name }) => name)
  if (absent.length === Object.keys(referenceUses).length)
    lines.push(
      'no reference data: who people are, who may approve and what is excused is taken from the exports alone (approvenance init writes a starter)',
    )
  lines.forEach((line, i) => {
    terminal.out(text`${i === 0 ? head('not seen') : '            '}${line}`)
  })
  if (lines.length === 0) terminal.out(text`${head('not seen')}nothing is known to be missing`)
}

function printChains(terminal: Terminal, view: CaseView) {
  const grade = (name: string | null) =>
    view.grades.filter((row) => row.grade === name).reduce((sum, row) => sum + row.chains, 0)
  const open = view.unaccounted.filter(({ is_explained }) => !is_explained).length
  const parts = ['provable', 'partial', 'unprovable'].map((name) =>
    styled(verdictLook(name), `${count(grade(name))} ${name}`),
  )
  terminal.out(
    text`${head('tasks')}${count(view.chainHeads.length)}: ${joined(parts, ', ')}${styled('dim', `, ${count(grade(null))} that nothing was executed for`)}${open === 0 ? '' : `; ${counted(open, 'controlled execution')} that no task claims`}`,
  )
}

/** Waivers that do not count are told at once: somebody believes that they do. */
function printWaivers(terminal: Terminal, view: CaseView) {
  const bad = view.waivers.filter(({ problem }) => problem !== null)
  for (const [i, { file, line_no, approver, problem }] of bad.slice(0, most).entries())
    terminal.out(
      text`${i === 0 ? head('waivers') : '            '}${styled('yellow', `${file ?? 'waivers'}:${line_no ?? '?'}`)} by ${approver}: ${problem ?? ''}`,
    )
  if (bad.length > most)
    terminal.out(text`            and ${counted(bad.length - most, 'more waiver')} that does not count: findings.json`)
}

/** What became of the findings since the baseline; of what less is seen, fewer findings say nothing. */
function printBaseline(terminal: Terminal, { baseline }: CaseView) {
  if (baseline === null) return
  const counts = findingStates.map((state) => {
    const n = baseline.findings.filter((finding) => finding.state === state).length
    return state === 'new' && n > 0 ? styled('bold', `${count(n)} ${state}`) : `${count(n)} ${state}`
  })
  terminal.out(text`${head('since')}${baseline.folder}: ${joined(counts, ', ')}`)
  for (const { system, sees_less } of baseline.systems.filter((row) => row.sees_less.length > 0).slice(0, most))
    terminal.out(text`            ${styled('yellow', 'less is seen')} of ${system}: ${sees_less.join(', ')}`)
  const less = baseline.systems.filter((row) => row.sees_less.length > 0).length
  if (less > most)
    terminal.out(text`            and of ${counted(less - most, 'more system')}: approvenance diff … systems`)
}

function printFindings(terminal: Terminal, view: CaseView) {
  const of = (verdict: string) => view.findings.filter((finding) => finding.verdict === verdict)
  const gaps = of('gap')
  const bySeverity = severities.flatMap((severity) => {
    const n = gaps.filter((finding) => finding.severity === severity).length
    return n === 0 ? [] : [styled(severityLook(severity), `${count(n)} ${severity}`)]
  })
  const other = (['lead', 'insufficient', 'excepted'] as const).map(
    (verdict) =>
      `${count(of(verdict).length)} ${verdict === 'insufficient' ? 'undecided' : verdict === 'lead' ? (of(verdict).length === 1 ? 'lead' : 'leads') : 'excepted'}`,
  )
  terminal.out(
    text`${head('findings')}${styled(gaps.length === 0 ? 'green' : 'bold', counted(gaps.length, 'gap'))}${gaps.length === 0 ? '' : text` (${joined(bySeverity, ', ')})`}, ${other.join(', ')}`,
  )
  const rules = [...new Set(gaps.map(({ rule }) => rule))].sort()
  for (const rule of rules) {
    const own = gaps.filter((finding) => finding.rule === rule)
    const examined = view.populations.find((row) => row.rule === rule)?.examined
    terminal.out(
      text`            ${rule} ${(own[0]?.slug ?? '').padEnd(34)} ${count(own.length).padStart(6)}${examined === undefined ? '' : styled('dim', ` of ${count(examined)} examined`)}`,
    )
  }
}
