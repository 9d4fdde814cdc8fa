/** A case in a few lines: what was read, what was found, how much of it can be proven. Counts of what is listed, and nothing else. */
import { severities, verdictName, verdicts } from '../report/words.js'
import { formatTime } from '../time.js'
import type { FoundView } from './format.js'

/** Lines of a summary: what, and how much or which. */
export type SummaryLine = readonly [name: string, value: string | number]

/** The summary of a case, with how many executions no task claims and how many identities there are. */
export function summaryOf(view: FoundView, unaccounted: number, identities: number): SummaryLine[] {
  const { settings, findings } = view
  const time = (micros: number | null) => (micros === null ? 'unknown' : formatTime(micros))
  const gaps = findings.filter(({ verdict }) => verdict === 'gap')
  const count = (isCounted: (grade: string | null) => boolean) =>
    view.grades.reduce((sum, { grade, chains }) => (isCounted(grade) ? sum + chains : sum), 0)
  return [
    ['As of', time(settings.as_of)],
    ['First event', time(settings.first_event_at)],
    ['Last event', time(settings.last_event_at)],
    ['Judged from', settings.judge_from === null ? 'the beginning' : time(settings.judge_from)],
    ['Judged to', settings.judge_to === null ? 'the end' : time(settings.judge_to)],
    ['Version', view.about.version],
    ['Export files', view.sources.length],
    [
      'Export files that nobody knew, or with a problem',
      view.sources.filter((one) => one.connector === null || one.problem !== null).length,
    ],
    ['Systems supplied', view.systems.filter(({ is_supplied }) => is_supplied).length],
    ['Systems known and not supplied', view.systems.filter(({ is_supplied }) => !is_supplied).length],
    ...verdicts.map(
      (verdict): SummaryLine => [
        `Findings: ${verdictName[verdict] ?? verdict}`,
        findings.filter((one) => one.verdict === verdict).length,
      ],
    ),
    ...severities.map(
      (severity): SummaryLine => [`Gaps: ${severity}`, gaps.filter((one) => one.severity === severity).length],
    ),
    ['Chains', count(() => true)],
    ...['provable', 'partial', 'unprovable'].map(
      (grade): SummaryLine => [`Chains: ${grade}`, count((one) => one === grade)],
    ),
    ['Chains: no controlled change', count((one) => one === null)],
    ['Controlled executions that no task claims', unaccounted],
    ['Identities', identities],
  ]
}
