/** One chain as a swim-lane drawing: a lane for each system, a mark for each step, bars for credentials, a band for the open task. */
import { credentialEnd, renderCredentialBar } from './credential-bar.js'
import { type Html, html } from './html.js'
import { clip, filled, type Hatch, round } from './plot.js'
import { type ChainView, type CornerName, type CredentialView, cornerNames, type StepView } from './rows/chain.js'
import { type Slots, slots } from './slots.js'
import { counted, duration, plainTime } from './words.js'

const width = 960
const left = 148
const right = width - 20
const laneHeight = 32
/** Rows above the lanes: times, pauses, and two of corners. */
const top = 62
const cornerRows = [44, 56] as const
const barHeight = 20
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
<symbol id="m-execution" viewBox="0 0 16 16"><path d="M1 5.5h6.5V1L15 8l-7.5 7v-4.5H1z"/></symbol>
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
  const swatch = (look: string, hatch: Hatch) =>
    html`<svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">${filled({ x: 0, y: 0, width: 26, height: 8 }, look, hatch)}</svg>`
  return html`<ul class="legend" aria-label="Marks in the timelines">${named}<li>${swatch('life', 'none')} life of a credential</li><li>${swatch('beyond', 'crossed')} beyond the end of the task</li><li><svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true"><line class="endless" x1="0" x2="26" y1="4" y2="4"/></svg> end not on record</li><li>shaded: the task is open</li></ul>`
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
  const issued = chain.credentials.filter((one) => one.issued_at !== null)
  const bars = issued.slice(0, mostBars)
  const places = slots(
    marks.map((mark) => mark.at),
    otherTimes(chain, bars),
    left + 16,
    right - 12,
  )
  const lanesBottom = top + lanes.length * laneHeight
  const bottom = lanesBottom + (bars.length > 0 ? 10 + bars.length * barHeight : 0)
  return html`<svg class="timeline" viewBox="0 0 ${width} ${bottom + 12}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">Timeline of ${chain.task_key}</title><desc id="${id}-d">${summary(chain, first, last, lanes, issued.length)}</desc>
${windowBand(chain, places, bottom)}
${lanes.map((lane, i) => laneRow(lane, classOf(lane), i))}
${axis(marks, places, lanesBottom)}
${corners(chain, marks, places, lanes)}
${marks.map((mark, i) => markShape(mark, places.ofMark(i), laneY(lanes, mark.lane)))}
${bars.map((bar, i) => renderCredentialBar(bar, chain, places, lanesBottom + 18 + i * barHeight, { left, right }))}
</svg>`
}

/** The drawing in words. */
function summary(chain: ChainView, first: Mark, last: Mark, lanes: readonly string[], issued: number): string {
  const missing = cornerNames.filter((name) => chain.corners[name].events.length === 0)
  return [
    `${counted(chain.steps.length, 'step')} from ${plainTime(first.at)} to ${plainTime(last.at)} UTC in ${lanes.join(', ')}.`,
    missing.length === 0
      ? 'All four corners are shown.'
      : `Not shown by any record: who or what ${missing.join(', ')}.`,
    issued === 0
      ? ''
      : `${counted(issued, 'credential')} issued${issued > mostBars ? `, the first ${mostBars} drawn` : ''}.`,
    'The table that follows lists every step. Long pauses are drawn shorter than they were.',
  ].join(' ')
}

const cornerWords: Readonly<Record<CornerName, string>> = {
  asked: 'asked',
  approved: 'approved',
  executed: 'executed',
  changed: 'changed',
}

/** The four corners above the lanes: a word over the first record of each, and which are missing. */
function corners(chain: ChainView, marks: readonly Mark[], places: Slots, lanes: readonly string[]): Html {
  const byMark = new Map<number, CornerName[]>()
  const missing: CornerName[] = []
  for (const name of cornerNames) {
    const events = new Set(chain.corners[name].events)
    const step = chain.steps.findIndex(({ event_id }) => events.has(event_id)) + 1
    const mark = step === 0 ? -1 : marks.findIndex(({ first, last }) => first <= step && step <= last)
    if (mark >= 0) byMark.set(mark, [...(byMark.get(mark) ?? []), name])
    else if (events.size === 0) missing.push(name)
  }
  const free = [0, 0]
  const shown = [...byMark]
    .sort(([a], [b]) => a - b)
    .map(([index, names]) => {
      const mark = marks[index]
      const words = names.map((name) => cornerWords[name]).join(' · ')
      const needed = words.length * 5.7 + 8
      const x = places.ofMark(index)
      const start = Math.min(Math.max(x - needed / 2, left), right - needed)
      const row = start >= free[0]! ? 0 : start >= free[1]! ? 1 : free[0]! <= free[1]! ? 0 : 1
      const at = Math.max(start, free[row]!)
      free[row] = at + needed
      const y = cornerRows[row]!
      return html`<g class="corner"><line x1="${round(x)}" y1="${y + 3}" x2="${round(x)}" y2="${mark ? laneY(lanes, mark.lane) - 16 : top}"/><text x="${round(at + needed / 2)}" y="${y}" text-anchor="middle">${words}</text></g>`
    })
  if (missing.length === 0) return html`${shown}`
  return html`${shown}<text class="missing-corner" x="${left - 12}" y="${cornerRows[0]}" text-anchor="end">not shown:</text><text class="missing-corner" x="${left - 12}" y="${cornerRows[1]}" text-anchor="end">${missing.map((name) => cornerWords[name]).join(', ')}</text>`
}

interface Mark {
  readonly at: number
  readonly lane: string
  readonly stage: string
  readonly first: number
  readonly last: number
  readonly step: StepView
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
      marks.push({ at: step.occurred_at, lane: step.connector, stage: step.stage, first: number, last: number, step })
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

/** Times that must have a place on the axis beside those of the steps. */
function otherTimes(chain: ChainView, bars: readonly CredentialView[]): number[] {
  const times = [
    chain.opened_at,
    chain.closed_at,
    ...bars.flatMap((bar) => [bar.issued_at, credentialEnd(bar), bar.last_used_at]),
  ]
  return times.filter((time) => time !== null)
}

function laneY(lanes: readonly string[], lane: string): number {
  return top + lanes.indexOf(lane) * laneHeight + laneHeight / 2
}

function laneRow(lane: string, systemClass: string | null, index: number): Html {
  const y = top + index * laneHeight
  return html`<g class="lane"><line x1="${left}" y1="${y + laneHeight / 2}" x2="${right}" y2="${y + laneHeight / 2}"/>
<text class="lane-name" x="${left - 12}" y="${y + laneHeight / 2 + 1}" text-anchor="end">${clip(lane, 20)}</text>
${systemClass ? html`<text class="lane-class" x="${left - 12}" y="${y + laneHeight / 2 + 12}" text-anchor="end">${systemClass.replace('_', ' ')}</text>` : ''}</g>
`
}

/** Times above the lanes where there is room, and how long each drawn-in pause was. */
function axis(marks: readonly Mark[], places: Slots, bottom: number): Html {
  const labels: Html[] = []
  let free = 0
  let day = ''
  let told = ''
  for (const [i, mark] of marks.entries()) {
    const x = places.ofMark(i)
    const text = plainTime(mark.at)
    const isNewDay = text.slice(0, 10) !== day
    const label = isNewDay ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(11, 16)
    const needed = label.length * 5.6
    if (label !== told && (x - needed / 2 >= free || labels.length === 0)) {
      const start = Math.min(Math.max(x, left + needed / 2 - 8), right - needed / 2)
      labels.push(html`<text class="tick" x="${round(start)}" y="16" text-anchor="middle">${label}</text>`)
      free = start + needed / 2 + 8
      day = text.slice(0, 10)
      told = text.slice(11, 16)
    }
    const previous = marks[i - 1]
    if (!previous) continue
    const pause = (mark.at - previous.at) / 1_000_000
    const from = places.ofMark(i - 1)
    if (pause >= 60 && x - from > 58)
      labels.push(
        html`<text class="pause" x="${round((from + x) / 2)}" y="30" text-anchor="middle">${duration(pause)}</text>`,
      )
  }
  return html`<line class="axis" x1="${left}" y1="${top - 1}" x2="${right}" y2="${top - 1}"/><line class="axis" x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}"/>${labels}`
}

function windowBand(chain: ChainView, places: Slots, bottom: number): Html {
  if (chain.opened_at === null) return html``
  const start = places.ofTime(chain.opened_at)
  const end = chain.closed_at === null ? right : places.ofTime(chain.closed_at)
  return html`<g><rect class="window" x="${round(start)}" y="${top}" width="${round(Math.max(2, end - start))}" height="${bottom - top}"/>${
    chain.closed_at === null
      ? ''
      : html`<line class="closed" x1="${round(end)}" y1="${top}" x2="${round(end)}" y2="${bottom}"/>`
  }<title>task open from ${plainTime(chain.opened_at)} to ${chain.closed_at === null ? 'now' : plainTime(chain.closed_at)}</title></g>`
}

function markShape(mark: Mark, x: number, y: number): Html {
  const stage = markOf(mark.stage)
  const { operation, person } = mark.step
  const label = mark.first === mark.last ? String(mark.first) : `${mark.first}–${mark.last}`
  return html`<g><use href="#m-${stage}" class="mark ${stage}" x="${round(x - 7)}" y="${y - 7}" width="14" height="14"/><text class="no" x="${round(x)}" y="${y - 9}" text-anchor="middle">${label}</text><title>${label}: ${plainTime(mark.at)} ${operation}${person ? ` by ${person}` : ''}</title></g>
`
}

function markOf(stage: string): string {
  return (markedStages as readonly string[]).includes(stage) ? stage : 'context'
}
