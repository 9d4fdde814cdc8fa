/** The case as one Markdown document (GitHub's tables): summary, what could not be seen, findings with their records, chains, controls. */
import { controlJson } from '../report/json.js'
import type { FindingView } from '../report/rows/finding.js'
import type { CaseView } from '../report/view.js'
import { verdictMeaning, verdictName, verdicts } from '../report/words.js'
import { formatTime } from '../time.js'
import { shorten } from '../visible.js'
import type { FileFormat } from './format.js'
import { markdownText } from './markdown-text.js'
import { summaryOf } from './summary.js'

/** A document for tickets, wikis and repositories. */
export const markdown: FileFormat = {
  id: 'md',
  what: 'one Markdown document: summary, coverage, findings, chains, controls',
  extension: '.md',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    yield* render(await source.view())
  },
}

/** Longest text of one value, characters. */
const longest = 2000

async function* render(view: CaseView): AsyncIterable<string> {
  yield '# Accountability report\n\nWho asked, who approved, which identity executed, what changed.\n\n## Summary\n\n'
  yield* table(['what', 'value'], summaryOf(view, view.unaccounted.length, view.identities.length))
  yield '\n## What could not be seen\n\n'
  yield* table(
    ['system', 'supplied', 'from', 'to', 'records', 'rejected', 'leaves out', 'needed'],
    view.systems.map((one) => [
      ...[one.system, one.is_supplied ? 'yes' : 'no', time(one.covers_from), time(one.covers_to)],
      ...[one.records, one.rejected, one.leaves_out, one.needs],
    ]),
  )
  yield `\nHoles in the record: ${view.gaps.length}.\n\n`
  if (view.gaps.length > 0)
    yield* table(
      ['system', 'kind', 'from', 'to', 'explained by', 'executions within'],
      view.gaps.map((one) => [
        ...[one.system, one.gap_kind, time(one.from_at), time(one.to_at), one.explained_by, one.affected_executions],
      ]),
    )
  for (const verdict of verdicts) yield* findingsOf(view, verdict)
  yield '\n## Chains\n\n'
  yield* table(
    ['task', 'title', 'grade', 'asked', 'approved', 'executed', 'changed', 'executions'],
    view.chainHeads.map(({ task_key, title, grade, corners, executions }) => [
      ...[task_key, title, grade ?? 'no controlled change', corners.asked.person, corners.approved.person],
      ...[corners.executed.person, corners.changed.what, executions],
    ]),
  )
  yield '\n## Executions that no task claims\n\n'
  yield* table(
    ['when', 'who', 'what', 'on', 'why', 'record'],
    view.unaccounted.map((one) => [
      ...[time(one.occurred_at), one.person ?? one.identity, one.operation, one.resource, one.why],
      `${one.file}, record ${one.record_no}`,
    ]),
  )
  yield '\n## Controls\n\n'
  yield* table(
    ['control', 'title', 'result', 'examined', 'pass', 'gap', 'insufficient', 'excepted', 'tested by'],
    view.controls
      .map(controlJson)
      .map((one) => [
        ...[one.control, one.title, one.result, one.examined, one.pass, one.gap, one.insufficient, one.excepted],
        one.tested_by,
      ]),
  )
}

function* findingsOf(view: CaseView, verdict: (typeof verdicts)[number]) {
  const found = view.findings.filter((one) => one.verdict === verdict)
  yield `\n## ${verdictName[verdict]}: ${found.length}\n\n${verdictMeaning[verdict] ?? ''}\n`
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  for (const finding of found) {
    const rule = rules.get(finding.rule)
    yield `\n### ${cell(`${finding.severity}: ${rule?.title ?? finding.slug}`)}\n\n${cell(finding.message)}\n\n`
    for (const [name, value] of factsOf(finding, rule?.remedy ?? null))
      if (value !== null && value !== '') yield `- ${name}: ${cell(value)}\n`
    for (const { file, record_no, connector, native_id, event_id } of finding.events)
      yield file === null
        ? `- Record: ${cell(event_id)}, not in the case\n`
        : `- Record: ${cell(file)}, record ${record_no} (${cell([connector, native_id].filter(Boolean).join(' '))})\n`
  }
}

function factsOf(finding: FindingView, remedy: string | null): readonly (readonly [string, string | null])[] {
  return [
    ['Finding', `${finding.finding_id}, ${finding.rule}`],
    ['Task', finding.task_key],
    ['Who', finding.person],
    ['Accounts', finding.identities.join(', ')],
    ['When', finding.occurred_at === null ? null : formatTime(finding.occurred_at)],
    ['Confidence', finding.confidence === null ? null : String(finding.confidence)],
    ['Cannot be decided because', finding.reason],
    ['What would settle it', finding.needs],
    ['Controls', finding.controls.join(', ')],
    ['Remedy', remedy],
  ]
}

type Value = string | number | readonly string[] | null

function* table(columns: readonly string[], rows: readonly (readonly Value[])[]) {
  yield `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`
  for (const row of rows) yield `| ${row.map((value) => cell(value)).join(' | ')} |\n`
}

function cell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return markdownText(shorten(typeof value === 'string' ? value : value.join(', '), longest))
}

function time(micros: number | null): string | null {
  return micros === null ? null : formatTime(micros)
}
