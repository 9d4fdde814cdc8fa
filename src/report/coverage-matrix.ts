/** The coverage matrix: how much each system has of each day, and where no export covers it. */
import { formatTime } from '../time.js'
import { type Html, html } from './html.js'
import type { DayView, SystemView } from './rows/coverage.js'
import { table } from './table.js'
import { count, counted, plainTime } from './words.js'

/** Columns a matrix may have before days are drawn together. */
const mostColumns = 160
/** Source by day, darker for more events. Long periods are drawn by week or by month. */
export function renderMatrix(days: readonly DayView[], systems: readonly SystemView[]): Html {
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
