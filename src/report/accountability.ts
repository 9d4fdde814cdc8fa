/** Accountability at a glance: how far the records account for each controlled change, by class, system, team, executor and week. */
import { type Html, html } from './html.js'
import { clip, filled, type Hatch, line, round, scaleBand, scaleLinear, stack } from './plot.js'
import type { Cut, ShareView } from './rows/figures.js'
import { more, mostRows, table } from './table.js'
import { count, counted, share } from './words.js'

/** How far the records account for a change, best first, with the look of each. */
const states = [
  { id: 'provable', name: 'provable', hatch: 'none' },
  { id: 'standing', name: 'standing approval', hatch: 'level' },
  { id: 'partial', name: 'partial', hatch: 'rising' },
  { id: 'unprovable', name: 'unprovable', hatch: 'crossed' },
  { id: 'unaccounted', name: 'no task', hatch: 'hollow' },
] as const satisfies readonly { id: keyof ShareView; name: string; hatch: Hatch }[]

const cutNames: Readonly<Record<Exclude<Cut, 'all' | 'week'>, string>> = {
  class: 'By class of change',
  system: 'By system',
  team: 'By team',
  kind: 'By kind of executor',
  agent: 'By AI agent',
}

const meanings: Readonly<Record<(typeof states)[number]['id'], string>> = {
  provable: 'each of the four corners is shown',
  standing: 'approved in advance, by name of the approval',
  partial: 'a corner is missing or rests on a weaker tie',
  unprovable: 'a task, but at most one corner',
  unaccounted: 'nothing ties it to a task',
}

/** How many of the controlled changes can be accounted for, cut in every way that is known. */
export function renderAccountability(shares: readonly ShareView[]): Html {
  const all = shares.find(({ cut }) => cut === 'all')
  if (!all)
    return html`<p class="note">No controlled change that needs a request or an approval took effect in these exports.</p>`
  return html`<div class="account"><p class="account-all"><strong>${share(all.provable, all.changes)}</strong> of ${counted(all.changes, 'controlled change')} can be proven from request to change.</p>
${bar(all, 720, 22)}
${key(all)}
${weeks(shares.filter(({ cut }) => cut === 'week'))}
${(Object.keys(cutNames) as (keyof typeof cutNames)[]).map((cut) =>
  cutTable(
    cut,
    shares.filter((row) => row.cut === cut),
  ),
)}</div>
`
}

/** The counts of each state, with the look that stands for it. */
function key(all: ShareView): Html {
  return html`<ul class="key account-key">${states.map(
    ({ id, name, hatch }) =>
      html`<li><svg width="26" height="12" viewBox="0 0 26 12" aria-hidden="true">${filled({ x: 0, y: 0, width: 26, height: 12 }, id, hatch)}</svg> <b>${count(all[id])}</b> ${name}: ${meanings[id]}</li>`,
  )}</ul>`
}

function cutTable(cut: keyof typeof cutNames, rows: readonly ShareView[]): Html {
  if (rows.length === 0) return html``
  return html`${table(
    cutNames[cut],
    '',
    [heading(cutNames[cut].replace('By ', '')), 'Share', '#Changes', ...states.map(({ name }) => `#${heading(name)}`)],
    rows
      .slice(0, mostRows)
      .map((row) => [
        row.value.replaceAll('_', ' '),
        bar(row, 180, 12),
        count(row.changes),
        ...states.map(({ id }) => (row[id] === 0 ? html`<span class="soft">0</span>` : count(row[id]))),
      ]),
  )}${more(rows.length, 'row', 'queries/report/accountability.sql, asked of case.duckdb,')}`
}

/** One bar whose parts are the states. The numbers stand beside it, so it is hidden from readers of text. */
function bar(row: ShareView, width: number, height: number): Html {
  const x = scaleLinear([0, row.changes], [0, width])
  let done = 0
  const parts = states.flatMap(({ id, name, hatch }) => {
    const n = row[id]
    if (n === 0) return []
    const start = x(done)
    done += n
    return [filled({ x: start, y: 0, width: x(n), height }, id, hatch, `${name}: ${count(n)}`)]
  })
  return html`<svg class="share" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" width="${width}" height="${height}" aria-hidden="true">${parts}</svg>`
}

const frame = { width: 760, height: 210, left: 44, right: 8, top: 14, share: 46, bottom: 26 } as const

/** Changes of each week as stacked columns, and above them the share that can be proven. */
function weeks(rows: readonly ShareView[]): Html {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last) return html``
  const byWeek = new Map(rows.map((row) => [row.value, row]))
  const mondays = everyMonday(first.value, last.value)
  const x = scaleBand(mondays, [frame.left, frame.width - frame.right]).paddingInner(0.18)
  const base = frame.height - frame.bottom
  const most = Math.max(...rows.map(({ changes }) => changes))
  const y = scaleLinear([0, most], [base, frame.top + frame.share + 18]).nice(3)
  const up = scaleLinear([0, 1], [frame.top + frame.share, frame.top])
  const columns = stack<unknown, ShareView, string>()
    .keys(states.map(({ id }) => id))
    .value((row, id) => Number(row[id as keyof ShareView]))([...rows])
  const path = line<string>()
    .defined((monday) => byWeek.has(monday))
    .x((monday) => round((x(monday) ?? 0) + x.bandwidth() / 2))
    .y((monday) => {
      const row = byWeek.get(monday)
      return round(up(row ? row.provable / row.changes : 0))
    })(mondays)
  const every = Math.ceil(mondays.length / 12)
  const busiest = rows.reduce((best, row) => (row.changes > best.changes ? row : best), first)
  return html`<h3>Week by week</h3><div class="scroll drawing" tabindex="0" role="group" aria-label="Controlled changes by week"><svg class="trend" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-labelledby="trend-t trend-d">
<title id="trend-t">Controlled changes by week, and the share that can be proven</title><desc id="trend-d">${counted(mondays.length, 'week')} from ${first.value} to ${last.value}. The share went from ${share(first.provable, first.changes)} in the first week to ${share(last.provable, last.changes)} in the last; most changes, ${count(busiest.changes)}, fell in the week of ${busiest.value}. The table that follows has every week.</desc>
<text x="${frame.left}" y="10">share that can be proven</text>
${[0, 1].map((at) => html`<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${up(at)}" y2="${up(at)}"/><text x="${frame.left - 6}" y="${up(at) + 3.5}" text-anchor="end">${at * 100} %</text>`)}
<path class="share-line" d="${path ?? ''}"/>${rows.map((row) => html`<circle class="share-dot" cx="${round((x(row.value) ?? 0) + x.bandwidth() / 2)}" cy="${round(up(row.provable / row.changes))}" r="2.6"><title>${row.value}: ${share(row.provable, row.changes)}</title></circle>`)}
<text x="${frame.left}" y="${frame.top + frame.share + 13}">changes</text>
${y
  .ticks(3)
  .filter(Number.isInteger)
  .map(
    (n) =>
      html`<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${round(y(n))}" y2="${round(y(n))}"/><text x="${frame.left - 6}" y="${round(y(n)) + 3.5}" text-anchor="end">${count(n)}</text>`,
  )}
${columns.map((layer, at) => {
  const state = states[at]
  if (!state) return ''
  return layer.flatMap(([from, to], i) => {
    const row = rows[i]
    if (!row || to === from) return []
    return [
      filled(
        { x: x(row.value) ?? 0, y: y(to), width: x.bandwidth(), height: y(from) - y(to) },
        state.id,
        state.hatch,
        `week of ${row.value}: ${count(to - from)} ${state.name}`,
      ),
    ]
  })
})}
${mondays.map((monday, i) => (i % every === 0 ? html`<text x="${round((x(monday) ?? 0) + x.bandwidth() / 2)}" y="${base + 15}" text-anchor="middle">${clip(monday.slice(mondays.length > 50 ? 0 : 5), 10)}</text>` : ''))}
</svg></div>
<details class="plain"><summary>The same in numbers</summary>${table(
    'By week',
    'Weeks begin on Monday, UTC. A week without a controlled change is not listed.',
    ['Week of', '#Changes', ...states.map(({ name }) => `#${heading(name)}`)],
    rows.map((row) => [row.value, count(row.changes), ...states.map(({ id }) => count(row[id]))]),
  )}</details>`
}

function heading(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

/** Mondays from the first to the last, those without a change too: a pause is part of a trend. */
function everyMonday(first: string, last: string): string[] {
  const week = 7 * 86_400_000
  const mondays: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += week)
    mondays.push(new Date(at).toISOString().slice(0, 10))
  return mondays
}
