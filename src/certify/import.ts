/** Returned packs: every row is checked against the frozen population before one decision counts. */
import type { Problem } from '../problems.js'
import { redact } from '../redact.js'
import { formatTime, readWritten } from '../time.js'
import { shorten, visible } from '../visible.js'
import { type Campaign, type Decided, type Item, type ReviewDecision, reviewDecisions } from './campaign.js'
import { type ItemState, itemStates } from './history.js'
import { columnName, frozenCells, isPack, longestCell, packColumns } from './pack.js'

/** A table as it came back: where each row stands in the file, and its cells by the name of the column. */
export interface Returned {
  readonly file: string
  /** The sheet of a workbook; null for other files. */
  readonly sheet: string | null
  /** The first row, as it is written. */
  readonly header: readonly string[]
  readonly rows: readonly { readonly row: number; readonly cells: Readonly<Record<string, string>> }[]
}

/** A decision that may be recorded. */
export interface Decision extends Decided {
  /** When it was made, ISO 8601. */
  readonly at: string
  readonly by: string
}

/** An attempt to decide on one's own access. */
export interface SelfAttempt {
  readonly row: number
  readonly item: string
  readonly by: string
  readonly detail: string
}

/** What a returned pack amounts to. With any problem nothing of it counts. */
export interface Reading {
  readonly decisions: readonly Decision[]
  readonly problems: readonly Problem[]
  readonly selfAttempts: readonly SelfAttempt[]
  /** Rows without a decision, and rows that say again what is recorded. */
  readonly empty: number
  readonly repeated: number
  /** Undecided items of the reviewers in the file that have no row in it. */
  readonly absent: number
}

/** The items of a campaign and what each has come to, for reading one pack after another. */
export interface Standing {
  readonly items: ReadonlyMap<string, Item>
  readonly states: Map<string, ItemState>
}

/** Where the items of a campaign stand. */
export function standingOf(campaign: Campaign): Standing {
  return { items: new Map(campaign.items.map((item) => [item.item, item])), states: itemStates(campaign) }
}

/**
 * Reads decisions out of a returned pack. `by` is who handed it in, when that is not the reviewer; `now` (ISO 8601) counts where the reviewer wrote down no time.
 * Stale, foreign and self decisions, changed cells and unknown words are problems that name file, row and column.
 */
export function readDecisions(
  campaign: Campaign,
  { items, states }: Standing,
  returned: Returned,
  by: string | null,
  now: string,
): Reading {
  const headerProblems = wrongColumns(returned)
  const reading = { decisions: [] as Decision[], selfAttempts: [] as SelfAttempt[], empty: 0, repeated: 0, absent: 0 }
  if (headerProblems.length > 0) return { ...reading, problems: headerProblems }
  const problems: Problem[] = []
  const seen = new Map<string, number>()
  for (const { row, cells } of returned.rows) {
    const problem = (column: string, message: string) =>
      problems.push({ file: returned.file, line: row, message: `${sheetOf(returned)}column ${column}: ${message}` })
    const cell = (name: string) => plain(cells[name] ?? '')
    const decision = cell('decision').toLowerCase()
    if (cell('campaign') !== campaign.terms.campaign) {
      problem(
        'campaign',
        `${shown(cell('campaign'))} is another campaign; this is ${campaign.terms.campaign} (${campaign.terms.name})`,
      )
      continue
    }
    const item = items.get(cell('item'))
    if (item === undefined) {
      problem('item', `${shown(cell('item'))} is not in the population of this campaign`)
      continue
    }
    if (seen.has(item.item)) {
      problem('item', `${item.item} stands in row ${seen.get(item.item)} already`)
      continue
    }
    seen.set(item.item, row)
    const state = states.get(item.item)
    const person = by ?? cell('reviewer')
    if (decision !== '' && (isHolder(person, item) || isHolder(cell('reviewer'), item))) {
      const detail = `${person} cannot decide on their own access (${item.entitlement})`
      problem('reviewer', `${detail}; ask for another reviewer with \`certify assign\``)
      reading.selfAttempts.push({ row, item: item.item, by: person, detail })
      continue
    }
    const changed = changedCell(campaign, item, state, cell)
    if (changed !== null) {
      problem(changed.column, changed.message)
      continue
    }
    if (decision === '') {
      reading.empty++
      continue
    }
    if (!(reviewDecisions as readonly string[]).includes(decision)) {
      problem(
        'decision',
        `${shown(cell('decision'))} is no decision; expected ${reviewDecisions.join(', ')}, or nothing`,
      )
      continue
    }
    if (by !== null && by !== cell('reviewer')) {
      problem(
        'reviewer',
        `the item is ${shown(cell('reviewer'))}'s to decide, not ${shown(by)}'s; \`certify assign\` gives it to another reviewer`,
      )
      continue
    }
    const comment = redact(cell('comment'))
    if (state?.decision === decision && (state.comment ?? '') === comment && state.decided_by === person) {
      reading.repeated++
      continue
    }
    const stale = staleness(campaign, item, state, cell('basis'))
    if (stale !== null) {
      problem('basis', stale)
      continue
    }
    const at = timeOf(cell('decided_at'), campaign, now)
    if (typeof at !== 'string') {
      problem('decided_at', at.message)
      continue
    }
    reading.decisions.push({
      item: item.item,
      subject: item.subject,
      person: item.person,
      entitlement: item.entitlement,
      resource: item.resource,
      system: item.system,
      decision: decision as ReviewDecision,
      comment,
      is_against_recommendation: decision === 'keep' && item.recommendation === 'revoke',
      is_time_stated: cell('decided_at') !== '',
      basis: cell('basis'),
      file: returned.file,
      row,
      at,
      by: person,
    })
  }
  const asked = new Set([...seen.keys()].map((item) => states.get(item)?.reviewer))
  for (const [item, { reviewer, decision }] of states)
    if (decision === null && reviewer !== null && asked.has(reviewer) && !seen.has(item)) reading.absent++
  return { ...reading, problems: together(problems) }
}

/** What is wrong with the heading: nothing below it can be read then. */
function wrongColumns(returned: Returned): Problem[] {
  const problem = (message: string) => ({ file: returned.file, line: 1, message: `${sheetOf(returned)}${message}` })
  if (!isPack(returned.header))
    return [
      problem(
        `this is no pack of a campaign: the first row has ${returned.header.map((name) => shown(name)).join(', ')}`,
      ),
    ]
  const names = returned.header.map(columnName)
  const unknown = returned.header.filter((name) => !packColumns.some((column) => column.name === columnName(name)))
  return packColumns.flatMap(({ name, role }) => {
    const times = names.filter((one) => one === name).length
    if (times > 1) return [problem(`column ${name} is there twice`)]
    if (times === 1 || role === 'shown' || name === 'decided_at') return []
    return [
      problem(
        `column ${name} is missing: it was removed or renamed${unknown.length > 0 ? `; no pack has ${unknown.map(shown).join(', ')}` : ''}`,
      ),
    ]
  })
}

function sheetOf({ sheet }: Returned): string {
  return sheet === null ? '' : `sheet ${sheet}, `
}

/** What is wrong with many rows in the same way is told once, with all the rows. */
function together(problems: readonly Problem[]): Problem[] {
  const rows = new Map<string, number[]>()
  for (const { message, line } of problems) {
    const known = rows.get(message)
    if (known === undefined) rows.set(message, [line ?? 0])
    else known.push(line ?? 0)
  }
  return [...rows].map(([message, [first = 0, ...more]]) => ({
    file: problems[0]?.file ?? '',
    line: first,
    message: more.length === 0 ? message : `${message} (also in rows ${spans(more)})`,
  }))
}

/** 3, 5–7 */
function spans(rows: readonly number[]): string {
  const found: { from: number; to: number }[] = []
  for (const row of rows) {
    const last = found.at(-1)
    if (last?.to === row - 1) last.to = row
    else found.push({ from: row, to: row })
  }
  return found.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

/** Whether the items of a pack are a person's own: their account, or another account known to be theirs. */
function isHolder(person: string, item: Item): boolean {
  const name = person.trim().toLowerCase()
  return [item.person, item.subject, item.subject.replace(/^email:/, '')].some((one) => one?.toLowerCase() === name)
}

/** The first cell that must come back as it was and did not. Whose the item is may have changed since: that is told as staleness. */
function changedCell(
  campaign: Campaign,
  item: Item,
  state: ItemState | undefined,
  cell: (name: string) => string,
): { column: string; message: string } | null {
  const expected = frozenCells(campaign, item, state)
  for (const column of ['account', 'entitlement'])
    if (!isSame(cell(column), expected[column] ?? ''))
      return {
        column,
        message: `${shown(cell(column))} was changed; item ${item.item} is ${shown(plain(visible(expected[column] ?? '')))}`,
      }
  if (cell('reviewer') !== plain(expected.reviewer ?? '')) {
    if (expected.reviewer === '')
      return {
        column: 'reviewer',
        message: `nobody is to decide on item ${item.item} yet; \`certify assign\` names somebody`,
      }
    return {
      column: 'reviewer',
      message: `${shown(cell('reviewer'))} is not who is to decide on item ${item.item}; that is ${shown(expected.reviewer ?? '')}`,
    }
  }
  return null
}

/** Why a row is out of date; null when it is not. */
function staleness(campaign: Campaign, item: Item, state: ItemState | undefined, basis: string): string | null {
  if (basis === frozenCells(campaign, item, state).basis) return null
  if (state?.last?.kind === 'decided')
    return `stale: ${state.last.by} decided ${state.last.decision} on item ${item.item} at ${state.last.at} since this pack was made; write a new pack`
  return `stale: item ${item.item} is not as it was when this pack was made; write a new pack`
}

/** Whether a cell came back as it was. Of a CSV a spreadsheet reads anew what looks like a number or a date (00123, 1e5, 3/4): that says nothing. */
function isSame(came: string, went: string): boolean {
  if (/^(?:true|false|\P{L}*(?:\p{L}{1,3}(?!\p{L})\P{L}*){0,2})$/iu.test(went)) return true
  return lineEnds(came) === lineEnds(plain(visible(shorten(went, longestCell))))
}

function lineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** When a decision was made, by what the reviewer wrote: of a day without hour its end, for nothing was decided later. */
function timeOf(text: string, campaign: Campaign, now: string): string | { readonly message: string } {
  if (text === '') return now
  const moment = readWritten(text, 'UTC')
  if (moment === null || moment.order_assumed)
    return {
      message: `${shown(text)} is ${moment === null ? 'no time' : 'more than one day'}; expected 2026-10-05 14:30 (UTC), or nothing`,
    }
  if (formatTime(moment.at) > now) return { message: `${shown(text)} (UTC) has not come yet: it is ${now}` }
  const opened = campaign.history[0]?.at ?? ''
  const end = formatTime(moment.at + moment.resolution)
  if (end <= opened) return { message: `${shown(text)} is before the campaign was opened, at ${opened}` }
  if (moment.resolution < day) return formatTime(moment.at)
  return end < now ? end : now
}

const day = 86_400_000_000

/** A cell without what a spreadsheet, or our own guard against formulas, puts around it. */
function plain(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '')
}

function shown(text: string): string {
  return text === '' ? '(empty)' : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
