/** `explain`: why a finding says what it says: the rule, the records, how their ties were weighed, what was searched, what would settle it. */
import { UserError } from '../errors.js'
import type { RuleView } from '../report/about.js'
import { findingJson } from '../report/json.js'
import type { ClockView } from '../report/rows/coverage.js'
import type { EvidenceView } from '../report/rows/finding.js'
import type { SearchView } from '../report/rows/tie.js'
import { settlements } from '../report/settlements.js'
import { readFindings, readGrounds } from '../report/view.js'
import {
  confidenceText,
  count,
  counted,
  duration,
  methodMeaning,
  reasonMeaning,
  verdictMeaning,
} from '../report/words.js'
import { withCase } from './case.js'
import { findingLines } from './findings.js'
import { harmlessJson, type ListingColumn, type Output, printListing } from './listing.js'
import { nearHint } from './near.js'
import { withTimes } from './show.js'
import { styled, type Terminal, text } from './terminal.js'
import { heading, printCandidates, wrapped } from './waterfall.js'

/** Explains one finding: the question, the records, how they are tied to the task, what would settle or remedy it. */
export async function explainFinding(
  terminal: Terminal,
  folder: string,
  id: string,
  output: Output,
  rules: ReadonlyMap<string, RuleView>,
): Promise<void> {
  await withCase(folder, async (store) => {
    const all = await readFindings(store)
    const wanted = id.toLowerCase().replace(/^f-/, '')
    const found = all.filter(({ finding_id }) => finding_id.toLowerCase().replace(/^f-/, '').startsWith(wanted))
    const finding = found.find(({ finding_id }) => finding_id === id) ?? found[0]
    if (!finding)
      throw new UserError(`no finding ${id} in this case`, {
        hint: nearHint(
          id,
          all.map((one) => one.finding_id),
          '`approvenance findings` lists them',
        ),
      })
    if (found.length > 1 && finding.finding_id !== id)
      throw new UserError(`${id} may be ${counted(found.length, 'finding')}`, {
        hint: found
          .slice(0, 5)
          .map((one) => one.finding_id)
          .join(', '),
      })
    const grounds = await readGrounds(store, finding)
    if (output === 'json') {
      terminal.out(
        harmlessJson({
          ...findingJson(finding),
          rule_text: rules.get(finding.rule) ?? null,
          ...grounds,
          searches: grounds.searches.map(withTimes),
          would_settle_it: settlements(finding, grounds),
        }),
      )
      return
    }
    if (output === 'csv') {
      printListing(terminal, output, evidenceColumns, finding.events.map(evidenceRow))
      return
    }
    const { out } = terminal
    for (const line of findingLines(finding, terminal.columns)) out(line)
    for (const line of wrapped(terminal, verdictMeaning[finding.verdict] ?? '', 2)) out(text`  ${styled('dim', line)}`)
    out('')
    const rule = rules.get(finding.rule)
    if (rule) {
      const told = [
        ['question', rule.question],
        ['why', rule.why],
        ['misses', rule.misses],
        ['false positives', rule.false_positives],
        ['remedy', rule.remedy],
        ['controls', finding.controls.join(', ')],
        [
          'parameters',
          Object.entries(rule.parameters)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', '),
        ],
      ] as const
      for (const [name, value] of told) if (value !== '') paragraph(terminal, name, value)
    }
    if (finding.reason !== null) paragraph(terminal, 'cannot decide', reasonMeaning[finding.reason] ?? finding.reason)
    for (const [i, words] of settlements(finding, grounds).entries())
      paragraph(terminal, i === 0 ? 'would settle it' : '', words)
    if (finding.waiver !== null)
      paragraph(
        terminal,
        'waived',
        Object.entries(finding.waiver)
          .map(([name, value]) => `${name}: ${String(value)}`)
          .join('; '),
      )
    paragraph(
      terminal,
      'confidence',
      `${confidenceText(finding.confidence)}: the weakest tie it rests on${finding.basis ? `; persons known on ${finding.basis} evidence` : ''}`,
    )
    out('')
    out(styled('bold', `records (${finding.events.length})`))
    printListing(
      terminal,
      output,
      evidenceColumns,
      finding.events.map(evidenceRow),
      '  none: it is about what is missing',
    )
    if (grounds.links.length > 0) {
      heading(terminal, 'how they are tied to the task')
      printListing(
        terminal,
        output,
        linkColumns,
        grounds.links.map((link) => ({
          ...link,
          task: link.task_key ?? link.task,
          tied_by: `${methodMeaning[link.method] ?? link.method}${link.is_ambiguous ? ', ambiguous' : ''}`,
          confidence: confidenceText(link.confidence),
        })),
      )
    }
    printCandidates(terminal, grounds.candidates)
    if (grounds.candidates.length === 0 && grounds.searches.length > 0) {
      heading(terminal, 'other tasks that were considered')
      out('  none: its records name no task, and no task fits by who, what, where and when')
    }
    if (grounds.searches.length > 0) {
      heading(terminal, 'what was searched for its executions')
      printListing(
        terminal,
        output,
        searchColumns,
        grounds.searches.map((search) => ({ ...search, result: resultOf(search) })),
      )
    }
    if (grounds.clocks.length > 0) {
      heading(terminal, 'clocks')
      for (const clock of grounds.clocks)
        for (const line of wrapped(terminal, clockInWords(clock), 2)) out(text`  ${line}`)
    }
  })
}

function resultOf({ is_found, is_covered, reason }: SearchView): string {
  if (is_found) return 'found'
  if (is_covered) return 'not found, and these exports cover the time'
  return `not found: ${reasonMeaning[reason ?? ''] ?? reason ?? 'the exports do not cover it'}`
}

function clockInWords({ system_a, system_b, pairs, contradictions, tolerance_us, is_contradicted }: ClockView): string {
  const basis =
    pairs === 0
      ? 'no records that follow each other to measure it by'
      : `${counted(pairs, 'pair')} of records that follow each other, ${count(contradictions)} against their order`
  return `${system_a} and ${system_b}: taken to be at most ${duration(tolerance_us / 1e6)} apart${is_contradicted ? ', as their records show' : ''} (${basis})`
}

const evidenceColumns: readonly ListingColumn[] = [
  { key: 'occurred_at', head: 'time (utc)', type: 'time' },
  { key: 'stage' },
  { key: 'what' },
  { key: 'by' },
  { key: 'record' },
  { key: 'native_id', head: 'vendor id' },
  { key: 'event_id' },
]

function evidenceRow(event: EvidenceView) {
  return {
    occurred_at: event.occurred_at,
    stage: event.stage,
    what: event.operation,
    by: event.actor,
    record: event.file === null ? 'not in the case' : `${event.file}:${event.record_no ?? '?'}`,
    native_id: event.native_id,
    event_id: event.event_id,
  }
}

const linkColumns: readonly ListingColumn[] = [
  { key: 'event_id' },
  { key: 'task' },
  { key: 'tied_by' },
  { key: 'confidence' },
  { key: 'evidence' },
]

const searchColumns: readonly ListingColumn[] = [
  { key: 'stage' },
  { key: 'searched', head: 'searched in' },
  { key: 'searched_from', head: 'from (utc)', type: 'time' },
  { key: 'searched_to', head: 'to (utc)', type: 'time' },
  { key: 'executions', type: 'number' },
  { key: 'result' },
]

function paragraph(terminal: Terminal, name: string, words: string) {
  for (const [i, line] of wrapped(terminal, words, 18).entries())
    terminal.out(text`${styled('dim', (i === 0 ? name : '').padEnd(16))}  ${line}`)
}
