/** What was examined and what could not be seen: the first thing a reader of the report meets. */

import { formatTime } from '../time.js'
import { type Html, html, type Part } from './html.js'
import type { ClockView, DayView, GapView, SourceView, SystemView } from './rows/coverage.js'
import { more, mostRows, table } from './table.js'
import type { CaseHead } from './view.js'
import { byteSize, count, counted, duration, gapKindMeaning, plainTime, share, timeTag } from './words.js'

/** Columns a matrix may have before days are drawn together. */
const mostColumns = 160
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
${matrix(view.days, view.systems)}
${systems(view)}
${gaps(view.gaps)}
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

/** Source by day, darker for more events. Long periods are drawn by week or by month. */
function matrix(days: readonly DayView[], systems: readonly SystemView[]): Html {
  const columns = periods(days)
  if (columns.names.length === 0) return html`<p class="alert">No event was read: there is nothing to draw.</p>`
  const rows = systems.map(({ system }) => system)
  for (const { system } of days) if (!rows.includes(system)) rows.push(system)
  const cells = new Map<string, number>()
  for (const { system, day, events } of days) {
    const key = `${system}\n${columns.of(day)}`
    cells.set(key, (cells.get(key) ?? 0) + events)
  }
  const most = new Map<string, number>()
  for (const [key, events] of cells) {
    const system = key.slice(0, key.indexOf('\n'))
    most.set(system, Math.max(most.get(system) ?? 0, events))
  }
  const cell = Math.min(44, Math.max(5, Math.floor(800 / columns.names.length)))
  const width = 170 + columns.names.length * cell + 30
  const height = 26 + rows.length * 24
  const every = Math.max(1, Math.ceil(42 / cell))
  const covered = (system: string, name: string) => {
    const known = systems.find((one) => one.system === system)
    if (!known?.is_supplied) return false
    const from = known.covers_from === null ? null : columns.of(plainTime(known.covers_from).slice(0, 10))
    const to = known.covers_to === null ? null : columns.of(plainTime(known.covers_to).slice(0, 10))
    return (from === null || name >= from) && (to === null || name <= to)
  }
  const title = `Events of each system by ${columns.unit}, from ${columns.names[0]} to ${columns.names.at(-1)}`
  return html`<figure style="margin:1rem 0"><div class="scroll drawing" tabindex="0" role="group" aria-label="Coverage matrix">
<svg class="matrix" viewBox="0 0 ${width} ${height}" style="max-width:${width}px;min-width:${Math.min(width, 620)}px" role="img" aria-labelledby="matrix-t matrix-d"><title id="matrix-t">${title}</title><desc id="matrix-d">The table “Events by ${columns.unit}” that follows has the same numbers.</desc>
${columns.names.map((name, i) => (i % every === 0 ? html`<text x="${170 + i * cell}" y="14">${name.slice(columns.unit === 'month' ? 0 : 5)}</text>` : ''))}
${rows.map(
  (
    system,
    r,
  ) => html`<text class="row" x="160" y="${26 + r * 24 + 15}" text-anchor="end">${system.slice(0, 24)}</text>${columns.names.map(
    (name, c) => {
      const events = cells.get(`${system}\n${name}`) ?? 0
      const look = events > 0 ? level(events, most.get(system) ?? 1) : covered(system, name) ? 'zero' : 'none'
      return html`<rect class="${look}" x="${170 + c * cell}" y="${26 + r * 24 + 2}" width="${cell - (cell < 12 ? 1 : 2)}" height="18" rx="${cell < 12 ? 1 : 2}"><title>${system}, ${name}: ${events > 0 ? counted(events, 'event') : look === 'zero' ? 'covered, no event' : 'not covered'}</title></rect>`
    },
  )}
`,
)}</svg>
<ul class="key"><li>${swatch('l4')} many events</li><li>${swatch('l1')} few</li><li>${swatch('zero')} covered, no event</li><li>${swatch('none')} not covered by any export</li></ul></div>
<figcaption class="note">The stronger the colour, the more, by the measure of each system. Days are UTC${columns.unit === 'day' ? '' : `, drawn together by ${columns.unit}`}.</figcaption></figure>
<details class="plain"><summary>The same as numbers</summary>${table(
    `Events by ${columns.unit}`,
    '',
    [columns.unit[0]!.toUpperCase() + columns.unit.slice(1), ...rows.map((system) => `#${system}`)],
    columns.names.map((name) => [
      name,
      ...rows.map((system) => {
        const events = cells.get(`${system}\n${name}`) ?? 0
        return events > 0 ? count(events) : covered(system, name) ? '0' : 'not covered'
      }),
    ]),
  )}</details>`
}

function swatch(look: string): Html {
  return html`<svg class="matrix" style="display:inline;width:14px;height:14px;margin:0" viewBox="0 0 14 14" aria-hidden="true"><rect class="${look}" x="1" y="1" width="12" height="12" rx="2"/></svg>`
}

function level(events: number, most: number): string {
  const part = Math.log1p(events) / Math.log1p(most)
  return part > 0.85 ? 'l4' : part > 0.6 ? 'l3' : part > 0.35 ? 'l2' : 'l1'
}

interface Periods {
  readonly unit: 'day' | 'week' | 'month'
  /** Every period from the first to the last, those without events too. */
  readonly names: readonly string[]
  /** The period a day lies in; outside of the drawn range it may be a name that is not drawn. */
  of(day: string): string
}

function periods(days: readonly DayView[]): Periods {
  const sorted = [...new Set(days.map(({ day }) => day))].sort()
  const first = sorted[0]
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return { unit: 'day', names: [], of: (day) => day }
  const dayMillis = 86_400_000
  const number = (day: string) => Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMillis)
  const name = (day: number) => formatTime(day * dayMillis * 1000).slice(0, 10)
  const span = number(last) - number(first) + 1
  const unit = span <= mostColumns ? 'day' : span <= mostColumns * 7 ? 'week' : 'month'
  const of = (day: string) => {
    if (unit === 'day') return day
    if (unit === 'month') return day.slice(0, 7)
    const monday = number(day) - ((number(day) + 3) % 7)
    return name(monday)
  }
  const names = new Set<string>()
  for (let day = number(first); day <= number(last); day++) names.add(of(name(day)))
  return { unit, names: [...names], of }
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
