/** What was examined and what could not be seen: the first thing a reader of the report meets. */

import { renderMatrix } from './coverage-matrix.js'
import { type Html, html, type Part } from './html.js'
import type { ClockView, GapView, LoggingOffView, SourceView } from './rows/coverage.js'
import { more, mostRows, recordCell, table } from './table.js'
import type { CaseHead } from './view.js'
import { byteSize, count, counted, duration, gapKindMeaning, share, timeTag } from './words.js'

/** The facts of the run in six cells, and the files; `elsewhere` are links to the pages that list these, where there are such pages. */
export function renderExamined(view: CaseHead, elsewhere: Html | null = null): Html {
  const { settings, sources } = view
  const known = sources.filter(({ connector }) => connector !== null)
  const total = (pick: (source: (typeof sources)[number]) => number) =>
    sources.reduce((sum, source) => sum + pick(source), 0)
  const unknown = sources.length - known.length
  const supplied = view.systems.filter(({ is_supplied }) => is_supplied)
  const judged =
    settings.judge_from === null && settings.judge_to === null
      ? 'everything'
      : html`${settings.judge_from === null ? 'the beginning' : timeTag(settings.judge_from)} to ${settings.judge_to === null ? 'the end' : timeTag(settings.judge_to)}`
  return html`<section id="examined" aria-labelledby="examined-h"><h2 id="examined-h">What was examined</h2>
<dl class="facts">
${fact('Export files', count(sources.length), unknown === 0 ? 'all of them recognised' : `${count(unknown)} that no connector knows`)}
${fact('Records read', count(total((s) => s.records_read)), `${count(total((s) => s.records_used))} used, ${count(total((s) => s.records_rejected))} rejected`)}
${fact('Systems', count(supplied.length), supplied.map(({ system }) => system).join(', '))}
${fact('Records from', timeTag(settings.first_event_at), html`to ${timeTag(settings.last_event_at)} UTC`)}
${fact('Judged', judged, 'nothing is left out of the evidence')}
${fact('“Now”', timeTag(settings.as_of), 'the moment deadlines are judged by')}
</dl>
${
  elsewhere === null
    ? html`<details class="plain"><summary>${counted(sources.length, 'file')} with size and records</summary>
${sourceTable(sources.slice(0, mostRows), false)}${more(sources.length, 'file', 'coverage.json')}
</details>`
    : html`<p class="note">${counted(sources.length, 'file')} with size, records and SHA-256: ${elsewhere}</p>`
}</section>`
}

/** The files that were read, with their hashes where the page has no other place for them. */
export function sourceTable(sources: readonly SourceView[], isHashed: boolean): Html {
  return table(
    'Files',
    `Paths as found below the analysed folder.${isHashed ? '' : ' The hash of each is under Method.'}`,
    [
      ...['File', 'Connector', '#Read', '#Used', '#Rejected', 'First event', 'Last event', '#Size'],
      ...(isHashed ? ['SHA-256'] : []),
    ],
    sources.map((s) => [
      html`<span class="id">${s.file}</span>${s.problem ? html` <span class="bad soft">${s.problem}</span>` : ''}`,
      s.connector ?? html`<em>nobody knew it</em>`,
      count(s.records_read),
      count(s.records_used),
      count(s.records_rejected),
      timeTag(s.first_event_at),
      timeTag(s.last_event_at),
      byteSize(s.bytes),
      ...(isHashed ? [html`<span class="id">${s.sha256 ?? 'could not be read'}</span>`] : []),
    ]),
  )
}

/** The coverage matrix, systems, holes, rejects and files nobody knew. */
export function renderCoverageSection(view: CaseHead): Html {
  return html`<section id="coverage" aria-labelledby="coverage-h"><h2 id="coverage-h">What could not be seen</h2>
<p>A missing log is never read as a fault, and never as no fault. Where a question needs a record that is not here, the finding is
“undecided” and names the export that would settle it.</p>
${renderMatrix(view.days, view.systems)}
${systems(view)}
${gaps(view.gaps)}
${loggingOff(view.loggingOff)}
${clocks(view.clocks)}
${rejects(view)}
${unrecognised(view)}
${unusedSources(view)}
</section>`
}

function fact(name: string, value: Part, small: Part): Html {
  return html`<div><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>
`
}

function systems(view: CaseHead): Html {
  const never = new Map(view.about.connectors.map(({ id, never_logs }) => [id, never_logs]))
  return table(
    'Systems',
    'Those that were supplied, and those the records show to exist.',
    ['System', 'Supplied', 'Covers', '#Records', '#Rejected', 'Not in it', 'What would settle open questions'],
    view.systems.map((s) => {
      const left = s.leaves_out ?? []
      const limits = never.get(s.system) ?? []
      return [
        html`${s.system}${s.class ? html`<br><span class="soft">${s.class.replace('_', ' ')}</span>` : ''}`,
        s.is_supplied
          ? 'yes'
          : html`<strong class="unprovable">no</strong>${s.how_known ? html`<br><span class="soft">${s.how_known}</span>` : ''}`,
        s.covers_from === null ? '–' : html`${timeTag(s.covers_from)}<br>${timeTag(s.covers_to)}`,
        count(s.records),
        s.rejected === null
          ? '–'
          : html`${count(s.rejected)}${s.records ? html` <span class="soft">${share(s.rejected, s.records)}</span>` : ''}`,
        html`${left.length === 0 ? '' : html`left out of this export: ${left.join(', ')}<br>`}${limits.length === 0 ? '' : html`<details class="plain" data-print><summary>${counted(limits.length, 'thing')} the product never logs</summary><ul class="tight">${limits.map((one) => html`<li>${one}</li>`)}</ul></details>`}${left.length + limits.length === 0 ? '–' : ''}`,
        s.needs ?? '–',
      ]
    }),
  )
}

function gaps(rows: readonly GapView[]): Html {
  const open = rows.filter(({ is_explained }) => !is_explained).length
  if (rows.length === 0) return html`<p class="note">No hole was found in the record of any source.</p>`
  return html`${table(
    'Holes in the record',
    `${count(open)} unexplained, ${count(rows.length - open)} explained.`,
    ['System', 'What', 'From', 'To', 'Length', '#Executions affected', 'Explanation'],
    rows
      .slice(0, mostRows)
      .map((gap) => [
        html`${gap.system}${gap.source_label ? html`<br><span class="soft">${gap.source_label}</span>` : ''}${gap.file ? html`<br><span class="id soft">${gap.file}</span>` : ''}`,
        gapKindMeaning[gap.gap_kind] ?? gap.gap_kind,
        timeTag(gap.from_at),
        timeTag(gap.to_at),
        gap.gap_seconds === null
          ? '–'
          : html`${duration(gap.gap_seconds)}${gap.expected_gap_seconds === null ? '' : html`<br><span class="soft">expected up to ${duration(gap.expected_gap_seconds)}</span>`}`,
        count(gap.affected_executions),
        gap.is_explained ? (gap.explained_by ?? 'explained') : html`<strong class="unprovable">none</strong>`,
      ]),
  )}${more(rows.length, 'hole', 'coverage.json')}`
}

function loggingOff(rows: readonly LoggingOffView[]): Html {
  return html`${table(
    'Logging that was switched off or cut down',
    'Holes that somebody made. What is not on record within one is never held against anybody.',
    ['System', 'What was done', 'By', 'From', 'Until', 'Record'],
    rows
      .slice(0, mostRows)
      .map((row) => [
        html`${row.system}${row.account === null ? '' : html`<br><span class="soft">${row.account}</span>`}`,
        html`${row.operation}<br><span class="soft">${row.has_overlap ? 'another log kept recording' : 'nothing else is seen to have kept recording'}; ${counted(row.affected_events, 'controlled execution')} on record within it</span>`,
        row.person ?? '–',
        timeTag(row.from_at),
        row.to_at === null ? html`<strong class="unprovable">not restored on record</strong>` : timeTag(row.to_at),
        recordCell(row.file, row.record_no, row.native_id, row.event_id),
      ]),
  )}${more(rows.length, 'event', 'fct_logging in case.duckdb')}`
}

function clocks(rows: readonly ClockView[]): Html {
  const apart = rows.filter(({ is_contradicted }) => is_contradicted)
  if (apart.length === 0) return html``
  return table(
    'Clocks that disagree',
    'Records whose order is not in doubt (a key carried, a credential used, a grant carried out) came the wrong way round. No time was changed; between these systems more is allowed for.',
    ['Clock', 'Other clock', '#Pairs', '#Wrong way round', 'Allowed for'],
    apart.map((row) => [
      row.system_a,
      row.system_b,
      count(row.pairs),
      count(row.contradictions),
      duration(row.tolerance_us / 1e6),
    ]),
  )
}

function rejects(view: CaseHead): Html {
  const groups = view.rejectGroups
  const total = groups.reduce((sum, { rejects: n }) => sum + n, 0)
  if (total === 0) return html`<p class="note">Every record of every recognised file could be used.</p>`
  return html`${table(
    'Records that could not be used',
    `${counted(total, 'record')}, by file and reason. The rest of each file was used.`,
    ['File', 'Reason', '#Records', '#First record', 'Example'],
    groups
      .slice(0, mostRows)
      .map((group) => [
        html`<span class="id">${group.file}</span>`,
        group.reason.replaceAll('_', ' '),
        count(group.rejects),
        count(group.first_record_no),
        group.example,
      ]),
  )}${more(groups.length, 'group', 'coverage.json')}`
}

function unrecognised(view: CaseHead): Html {
  const files = view.sources.filter(({ connector, problem }) => connector === null || problem !== null)
  if (files.length === 0) return html``
  return html`${table(
    'Files that were not or not wholly read',
    'Listed so that nothing is passed over in silence.',
    ['File', 'Connector', 'What was wrong', '#Size'],
    files
      .slice(0, mostRows)
      .map((file) => [
        html`<span class="id">${file.file}</span>`,
        file.connector ?? 'none',
        file.problem ??
          (/(?:^|\/)approvenance\.ya?ml$/.test(file.file)
            ? 'a configuration that was not in use: name it with --config'
            : 'no connector knows this kind of file'),
        byteSize(file.bytes),
      ]),
  )}${more(files.length, 'file', 'coverage.json')}`
}

function unusedSources(view: CaseHead): Html {
  const rules = view.about.unused_sources
  if (rules.length === 0) return html``
  return html`${table(
    'Declarations that are of no effect',
    'Rules under `sources` in the configuration that were used for no export: the cover, time zone or connector they declare counts for nothing.',
    ['Match', 'Label', 'Why'],
    rules
      .slice(0, mostRows)
      .map(({ match, label, why }) => [html`<span class="id">${match}</span>`, label ?? '–', why]),
  )}${more(rules.length, 'rule', 'coverage.json')}`
}
