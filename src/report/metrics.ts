/** How decisions are made: how long each step takes, what becomes of an agent's advice, and signs that approving is a formality. */
import { type Html, html } from './html.js'
import { round, scaleLog } from './plot.js'
import type { AdviceView, ApproverView, Figures, LatencyView } from './rows/figures.js'
import { more, mostRows, table } from './table.js'
import { count, counted, duration, share } from './words.js'

const second = 1_000_000
const frame = { width: 760, left: 168, right: 24, top: 28, row: 34 } as const

/** Lengths of time that the axis may name. */
const ticks = [1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400]

/** The section about latencies, advice and approvers. */
export function renderMetrics(figures: Figures): Html {
  return html`<section id="metrics" aria-labelledby="metrics-h"><h2 id="metrics-h">How decisions are made</h2>
<p>Times as the records write them. They are for comparing and for asking, not for accusing: only findings say that something was wrong.</p>
<h3>How long it takes</h3>${renderLatencies(figures.latencies)}
<h3>What becomes of the advice of AI agents</h3>${renderAdvice(figures.advice)}
<h3>Signs that approving is a formality</h3>${renderApprovers(figures.approvers)}</section>
`
}

/** Lengths of time between the moments of a chain: a drawing of their spread, and the numbers by system. */
export function renderLatencies(rows: readonly LatencyView[]): Html {
  const known = rows.filter(({ cases, before, open }) => cases + before + open > 0)
  if (known.length === 0) return html`<p class="note">No chain has two of these moments on record.</p>`
  const line = (row: LatencyView, first: string) => [
    html`<span class="nw">${first}</span>`,
    count(row.cases),
    span(row.p50_us),
    span(row.p90_us),
    span(row.p99_us),
    span(row.most_us),
    row.before === 0 ? '0' : html`<strong class="unprovable">${count(row.before)}</strong>`,
    count(row.open),
  ]
  const headings = ['#Cases', '#Median', '#9th decile', '#99 of 100', '#Most', '#Other order', '#Open']
  const bySystem = known.filter(({ system }) => system !== null)
  return html`${spread(known.filter(({ system, cases }) => system === null && cases > 0))}${table(
    'Time between the moments of a chain',
    'Half of the cases took no longer than the median, nine of ten no longer than the 9th decile. “Other order”: the second moment came first. “Open”: only the first is on record.',
    ['From … to …', ...headings],
    known.filter(({ system }) => system === null).map((row) => line(row, row.measure)),
  )}<details class="plain"><summary>The same by the system of the task</summary>${table(
    'By the system of the task',
    '',
    ['From … to …, system', ...headings],
    bySystem.map((row) => line(row, `${row.measure}, ${row.system}`)),
  )}</details>`
}

/** One line a measure: from the least to the most, the middle half as a box, the median and the 9th decile marked. */
function spread(rows: readonly LatencyView[]): Html {
  if (rows.length === 0) return html``
  const least = Math.max(second, Math.min(...rows.map(({ least_us }) => least_us ?? Number.POSITIVE_INFINITY)))
  const most = Math.max(least * 2, ...rows.map(({ most_us }) => most_us ?? 0))
  const x = scaleLog([least, most], [frame.left, frame.width - frame.right]).clamp(true)
  const place = (micros: number | null) => round(x(Math.max(least, micros ?? least)))
  const bottom = frame.top + rows.length * frame.row
  const named = ticks.map((seconds) => seconds * second).filter((at) => at >= least && at <= most)
  return html`<div class="scroll drawing" tabindex="0" role="group" aria-label="Spread of the times between the moments of a chain"><svg class="plot" viewBox="0 0 ${frame.width} ${bottom + 8}" role="img" aria-labelledby="spread-t spread-d">
<title id="spread-t">Spread of the times between the moments of a chain</title><desc id="spread-d">${rows.map((row) => `${row.measure}: ${counted(row.cases, 'case')}, median ${span(row.p50_us)}, nine of ten within ${span(row.p90_us)}.`).join(' ')} Lengths are drawn on a logarithmic scale.</desc>
${named.map((at) => html`<line class="grid" x1="${place(at)}" x2="${place(at)}" y1="${frame.top - 6}" y2="${bottom}"/><text x="${place(at)}" y="${frame.top - 12}" text-anchor="middle">${duration(at / second)}</text>`)}
${rows.map((row, i) => {
  const y = frame.top + i * frame.row + frame.row / 2
  return html`<g><title>${row.measure}: least ${span(row.least_us)}, median ${span(row.p50_us)}, 9th decile ${span(row.p90_us)}, most ${span(row.most_us)}</title>
<text class="measure" x="${frame.left - 14}" y="${y + 3.5}" text-anchor="end">${row.measure}</text>
<line class="whisker" x1="${place(row.least_us)}" x2="${place(row.most_us)}" y1="${y}" y2="${y}"/>
<rect class="middle-half" x="${place(row.p25_us)}" y="${y - 7}" width="${round(Math.max(2, place(row.p75_us) - place(row.p25_us)))}" height="14"/>
<line class="median" x1="${place(row.p50_us)}" x2="${place(row.p50_us)}" y1="${y - 10}" y2="${y + 10}"/>
<path class="decile" d="M${place(row.p90_us)} ${y - 6}l6 6l-6 6l-6 -6z"/></g>
`
})}
</svg>
<ul class="key"><li><svg width="24" height="12" aria-hidden="true"><rect class="middle-half" x="1" y="1" width="22" height="10"/></svg> the middle half</li><li><svg width="8" height="14" aria-hidden="true"><line class="median" x1="4" x2="4" y1="0" y2="14"/></svg> median</li><li><svg width="14" height="14" aria-hidden="true"><path class="decile" d="M7 1l6 6l-6 6l-6 -6z"/></svg> 9th decile</li><li><svg width="24" height="12" aria-hidden="true"><line class="whisker" x1="0" x2="24" y1="6" y2="6"/></svg> least to most</li></ul></div>`
}

/** What became of the recommendations of each agent. */
export function renderAdvice(rows: readonly AdviceView[]): Html {
  if (rows.length === 0) return html`<p class="note">No record in these exports is a recommendation of an agent.</p>`
  return html`${table(
    'Recommendations',
    'The last answer to each counts. That all is accepted may mean that the advice is good, or that nobody reads it: see how long people take (fastest tenth: one in ten was faster) beside the most words of one.',
    [
      'Agent',
      '#Recommended',
      '#Accepted',
      '#Changed',
      '#Refused',
      '#Given up',
      '#No answer',
      '#By people',
      '#Fastest tenth',
      '#Median',
      '#Words',
    ],
    rows
      .slice(0, mostRows)
      .map((row) => [
        row.agent,
        count(row.recommendations),
        html`${count(row.accepted)} <span class="soft">(${share(row.accepted, row.recommendations)})</span>`,
        count(row.modified),
        count(row.rejected),
        count(row.abandoned),
        count(row.unanswered),
        html`${count(row.by_people)} <span class="soft">by ${count(row.reviewers)}</span>`,
        span(row.p10_us),
        span(row.p50_us),
        count(row.most_words),
      ]),
  )}${more(rows.length, 'agent', 'queries/report/advice.sql, asked of case.duckdb,')}`
}

/** How each person decides, those of whom a rule found haste first. */
export function renderApprovers(rows: readonly ApproverView[]): Html {
  if (rows.length === 0) return html`<p class="note">No decision of a known person is on record.</p>`
  return html`${table(
    'People who decide',
    'Time from being asked, else from the request, to the approval; words of a request, in the middle. Findings are those of R16 (faster than anybody could read, or in bursts), R25 and R59.',
    [
      'Person',
      '#Approved',
      '#Denied',
      '#Times known',
      '#Fastest',
      '#Fastest tenth',
      '#Median',
      '#Words',
      '#Most in 1 h',
      'Findings',
    ],
    rows
      .slice(0, mostRows)
      .map((row) => [
        row.person,
        count(row.approved),
        html`${count(row.denied)} <span class="soft">(${share(row.denied, row.approved + row.denied)})</span>`,
        count(row.timed),
        span(row.least_us),
        span(row.p10_us),
        span(row.p50_us),
        count(row.words),
        count(row.most_in_hour),
        haste(row),
      ]),
  )}${more(rows.length, 'decider', 'queries/report/approvers.sql, asked of case.duckdb,')}`
}

function haste({ gaps, leads }: ApproverView): Html {
  if (gaps + leads === 0) return html`<span class="soft">none</span>`
  return html`${gaps > 0 ? html`<strong class="unprovable">${counted(gaps, 'gap')}</strong>` : ''}${gaps > 0 && leads > 0 ? ', ' : ''}${leads > 0 ? counted(leads, 'lead') : ''}`
}

function span(micros: number | null): string {
  return micros === null ? '–' : duration(micros / second)
}
