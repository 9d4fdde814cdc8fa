/** One chain as a swim-lane drawing: a lane for each system, a mark for each step, bars for credentials, a band for the open task. */
import { type Html, html } from './html.js'
import type { ChainView, CredentialView, StepView } from './rows/chain.js'
import { duration, plainTime } from './words.js'

const width = 960
const left = 148
const right = width - 20
const laneHeight = 32
const top = 34
/** Marks that still can be told apart; more are drawn together. */
const mostMarks = 56
/** Credential bars drawn; the table has all of them. */
const mostBars = 6

/** Order of the lanes: as a task runs. */
const classOrder = ['ticketing', 'chat', 'iam', 'policy', 'agent', 'cloud_audit', 'reference']

/** Stages that have a mark of their own; the others share the dot of `context`. */
export const markedStages = [
  'request',
  'recommendation',
  'disposition',
  'approval',
  'policy',
  'credential',
  'execution',
  'revocation',
  'review',
  'break_glass',
  'logging',
  'identity',
] as const

/** Shapes of the marks, defined once on the page and used by every timeline. Stages differ in shape, not only in colour. */
export function markSymbols(): Html {
  return html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<symbol id="m-request" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/></symbol>
<symbol id="m-recommendation" viewBox="0 0 16 16"><path d="M8 1.5 14 5v6l-6 3.5L2 11V5z"/></symbol>
<symbol id="m-disposition" viewBox="0 0 16 16"><path d="M2.5 3h11v7.5H8L4.5 14v-3.5h-2z"/></symbol>
<symbol id="m-approval" viewBox="0 0 16 16"><path d="M8 1 15 8 8 15 1 8z"/></symbol>
<symbol id="m-policy" viewBox="0 0 16 16"><path d="M3 2h10v6c0 3-2.5 5-5 6-2.5-1-5-3-5-6z"/></symbol>
<symbol id="m-credential" viewBox="0 0 16 16"><rect x="2" y="2" width="12" height="12" rx="3"/></symbol>
<symbol id="m-execution" viewBox="0 0 16 16"><path d="M3 1.5 14.5 8 3 14.5z"/></symbol>
<symbol id="m-revocation" viewBox="0 0 16 16"><path d="M4 1.5 8 5.5 12 1.5 14.5 4 10.5 8 14.5 12 12 14.5 8 10.5 4 14.5 1.5 12 5.5 8 1.5 4z"/></symbol>
<symbol id="m-review" viewBox="0 0 16 16"><path d="M2 2h12v12H2zM4.5 8 7 10.5 11.5 5.5" fill-rule="evenodd"/></symbol>
<symbol id="m-break_glass" viewBox="0 0 16 16"><path d="m8 .5 2 5 5.5.4-4.2 3.5 1.4 5.3L8 11.8l-4.7 2.9 1.4-5.3L.5 5.9 6 5.5z"/></symbol>
<symbol id="m-logging" viewBox="0 0 16 16"><path d="M1.5 6 8 1.5 14.5 6 12 14H4z"/></symbol>
<symbol id="m-identity" viewBox="0 0 16 16"><path d="M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2.5 14.5c0-3.5 2.5-5.5 5.5-5.5s5.5 2 5.5 5.5z"/></symbol>
<symbol id="m-context" viewBox="0 0 16 16"><circle cx="8" cy="8" r="3"/></symbol>
</defs></svg>`
}

/** What the marks mean. */
export function legend(): Html {
  const named = [...markedStages, 'context'].map(
    (stage) => html`<li>${stageMark(stage)} ${stage.replace('_', ' ')}</li>`,
  )
  return html`<ul class="legend" aria-label="Marks in the timelines">${named}</ul>`
}

/** The mark of one stage, beside its name. */
export function stageMark(stage: string): Html {
  const shape = markOf(stage)
  return html`<svg class="mark ${shape}" width="12" height="12" aria-hidden="true"><use href="#m-${shape}"/></svg>`
}

/** The drawing of one chain; empty when it has no steps. `classOf` says which class a system belongs to. */
export function renderTimeline(chain: ChainView, id: string, classOf: (system: string) => string | null): Html {
  const marks = cluster(chain.steps)
  const first = marks[0]
  const last = marks.at(-1)
  if (!first || !last) return html``
  const lanes = laneOrder(chain.steps, classOf)
  const bars = chain.credentials.filter((one) => one.issued_at !== null).slice(0, mostBars)
  const at = scale(knots(chain, marks, bars))
  const lanesBottom = top + lanes.length * laneHeight
  const height = lanesBottom + bars.length * 20 + (bars.length > 0 ? 22 : 12)
  const summary = `${chain.steps.length} steps from ${plainTime(first.at)} to ${plainTime(last.at)} UTC in ${lanes.join(', ')}. The table that follows lists every step. Long pauses are drawn shorter than they were.`
  return html`<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">Timeline of ${chain.task_key}</title><desc id="${id}-d">${summary}</desc>
${windowBand(chain, at, lanesBottom)}
${lanes.map((lane, i) => laneRow(lane, classOf(lane), i))}
${axis(marks, at, lanesBottom)}
${marks.map((mark) => markShape(mark, at(mark.at), top + lanes.indexOf(mark.lane) * laneHeight + laneHeight / 2))}
${bars.map((bar, i) => credentialBar(bar, chain, at, lanesBottom + 18 + i * 20))}
</svg>`
}

interface Mark {
  readonly at: number
  readonly lane: string
  readonly stage: string
  readonly first: number
  readonly last: number
  readonly label: string
}

/** One mark a step; when there are too many, runs of like steps are drawn as one, then runs in one lane. */
function cluster(steps: readonly StepView[]): Mark[] {
  const keys: ((step: StepView) => string)[] = [
    (step) => step.event_id,
    (step) => `${step.connector} ${step.stage} ${step.operation} ${step.identity}`,
    (step) => `${step.connector} ${step.stage}`,
    (step) => step.connector,
  ]
  let marks: Mark[] = []
  for (const key of keys) {
    marks = runs(steps, key)
    if (marks.length <= mostMarks) break
  }
  return marks
}

function runs(steps: readonly StepView[], key: (step: StepView) => string): Mark[] {
  const marks: Mark[] = []
  let previous: string | null = null
  for (const [index, step] of steps.entries()) {
    const number = index + 1
    const current = key(step)
    const open = marks.at(-1)
    if (open && current === previous) {
      marks[marks.length - 1] = { ...open, last: number, stage: open.stage === step.stage ? open.stage : 'context' }
    } else {
      const label = `${plainTime(step.occurred_at)} ${step.operation}${step.person ? ` by ${step.person}` : ''}`
      marks.push({ at: step.occurred_at, lane: step.connector, stage: step.stage, first: number, last: number, label })
    }
    previous = current
  }
  return marks
}

function laneOrder(steps: readonly StepView[], classOf: (system: string) => string | null): string[] {
  const rank = (system: string) => {
    const place = classOrder.indexOf(classOf(system) ?? '')
    return place < 0 ? classOrder.length : place
  }
  return [...new Set(steps.map(({ connector }) => connector))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Every time that must have a place of its own on the axis. */
function knots(chain: ChainView, marks: readonly Mark[], bars: readonly CredentialView[]): number[] {
  const times = [
    ...marks.map((mark) => mark.at),
    chain.opened_at,
    chain.closed_at,
    ...bars.flatMap((bar) => [bar.issued_at, barEnd(bar), bar.last_used_at]),
  ]
  return [...new Set(times.filter((time) => time !== null))].sort((a, b) => a - b)
}

/** Places times so that order is kept and long pauses shrink: the width of a pause grows with its logarithm. */
function scale(times: readonly number[]): (micros: number) => number {
  const places: number[] = [0]
  for (let i = 1; i < times.length; i++) {
    const seconds = (times[i]! - times[i - 1]!) / 1_000_000
    places.push(places[i - 1]! + 12 + 13 * Math.log2(1 + seconds / 20))
  }
  const total = places.at(-1) ?? 0
  const usable = right - left - 28
  const factor = total === 0 ? 0 : Math.min(usable / total, 2.5)
  const byTime = new Map(times.map((time, i) => [time, left + 16 + places[i]! * factor]))
  return (micros) => byTime.get(micros) ?? left + 16
}

function laneRow(lane: string, systemClass: string | null, index: number): Html {
  const y = top + index * laneHeight
  return html`<g class="lane"><line x1="${left}" y1="${y + laneHeight / 2}" x2="${right}" y2="${y + laneHeight / 2}"/>
<text class="lane-name" x="${left - 12}" y="${y + laneHeight / 2 + 1}" text-anchor="end">${clip(lane, 20)}</text>
${systemClass ? html`<text class="lane-class" x="${left - 12}" y="${y + laneHeight / 2 + 12}" text-anchor="end">${systemClass.replace('_', ' ')}</text>` : ''}</g>
`
}

/** Times above the lanes where there is room, and how long each drawn-in pause was. */
function axis(marks: readonly Mark[], at: (micros: number) => number, bottom: number): Html {
  const labels: Html[] = []
  let free = 0
  let day = ''
  let previous: Mark | null = null
  for (const mark of marks) {
    const x = at(mark.at)
    const text = plainTime(mark.at)
    const newDay = text.slice(0, 10) !== day
    const label = newDay ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(11, 16)
    const needed = label.length * 5.6
    if (x - needed / 2 >= free || labels.length === 0) {
      const start = Math.min(Math.max(x, left + needed / 2 - 8), right - needed / 2)
      labels.push(html`<text class="tick" x="${round(start)}" y="${top - 18}" text-anchor="middle">${label}</text>`)
      free = start + needed / 2 + 8
      day = text.slice(0, 10)
    }
    if (previous) {
      const pause = (mark.at - previous.at) / 1_000_000
      const from = at(previous.at)
      if (pause >= 60 && x - from > 58)
        labels.push(
          html`<text class="pause" x="${round((from + x) / 2)}" y="${top - 4}" text-anchor="middle">${duration(pause)}</text>`,
        )
    }
    previous = mark
  }
  return html`<line class="axis" x1="${left}" y1="${top - 1}" x2="${right}" y2="${top - 1}"/><line class="axis" x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}"/>${labels}`
}

function windowBand(chain: ChainView, at: (micros: number) => number, bottom: number): Html {
  if (chain.opened_at === null) return html``
  const start = at(chain.opened_at)
  const end = chain.closed_at === null ? right : at(chain.closed_at)
  return html`<rect class="window" x="${round(start)}" y="${top}" width="${round(Math.max(2, end - start))}" height="${bottom - top}"><title>task open from ${plainTime(chain.opened_at)} to ${chain.closed_at === null ? 'now' : plainTime(chain.closed_at)}</title></rect>`
}

function markShape(mark: Mark, x: number, y: number): Html {
  const stage = markOf(mark.stage)
  const label = mark.first === mark.last ? String(mark.first) : `${mark.first}–${mark.last}`
  return html`<g><use href="#m-${stage}" class="mark ${stage}" x="${round(x - 7)}" y="${y - 7}" width="14" height="14"/><text class="no" x="${round(x)}" y="${y - 9}" text-anchor="middle">${label}</text><title>${label}: ${mark.label}</title></g>
`
}

/** The life of a credential: from issue to revocation or expiry, the part beyond the task's end set off. */
function credentialBar(bar: CredentialView, chain: ChainView, at: (micros: number) => number, y: number): Html {
  const issued = bar.issued_at
  if (issued === null) return html``
  const endTime = barEnd(bar)
  const start = at(issued)
  const end = endTime === null ? right : at(endTime)
  const beyond =
    chain.closed_at !== null && (endTime === null || endTime > chain.closed_at)
      ? Math.max(start, at(chain.closed_at))
      : null
  const name = bar.credential.replace(/^[a-z]+:/, '')
  const ends = bar.revoked_at !== null ? 'revoked' : bar.expires_at !== null ? 'expires' : 'end unknown'
  const title = `${bar.credential}: issued ${plainTime(issued)}, ${ends}${endTime === null ? '' : ` ${plainTime(endTime)}`}`
  return html`<g class="credential-bar"><text class="lane-class" x="${left - 12}" y="${y + 4}" text-anchor="end">${clip(name, 22)}</text><rect class="life" x="${round(start)}" y="${y - 3}" width="${round(Math.max(3, end - start))}" height="6" rx="3"/>${beyond === null ? '' : html`<rect class="beyond" x="${round(beyond)}" y="${y - 3}" width="${round(Math.max(3, end - beyond))}" height="6" rx="3"/>`}${bar.last_used_at === null ? '' : html`<line class="last-use" x1="${round(at(bar.last_used_at))}" x2="${round(at(bar.last_used_at))}" y1="${y - 6}" y2="${y + 6}"/>`}<title>${title}</title></g>
`
}

function barEnd(bar: CredentialView): number | null {
  if (bar.revoked_at !== null && bar.expires_at !== null) return Math.min(bar.revoked_at, bar.expires_at)
  return bar.revoked_at ?? bar.expires_at
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function markOf(stage: string): string {
  return (markedStages as readonly string[]).includes(stage) ? stage : 'context'
}
