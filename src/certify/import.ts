/** Returned packs: every row is checked against the frozen population before one decision counts. */
import type { Problem } from '../problems.js'
import { redact } from '../redact.js'
import { formatTime, readTime } from '../time.js'
import { visible } from '../visible.js'
import { type Campaign, type Decided, type Item, type ReviewDecision, reviewDecisions } from './campaign.js'
import { type ItemState, itemStates } from './history.js'
import { frozenCells, packColumns } from './pack.js'

/** A table as it came back: where each row stands in the file, and its cells by column. */
export interface Returned {
  readonly file: string
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
}

/**
 * Reads decisions out of a returned pack. `by` is who handed it in, when that is not the reviewer; `now` (ISO 8601) counts where the reviewer wrote down no time.
 * Stale, foreign and self decisions, changed cells and unknown words are problems that name file, row and column.
 */
export function readDecisions(campaign: Campaign, returned: Returned, by: string | null, now: string): Reading {
  const problems: Problem[] = []
  const missing = packColumns.filter(
    ({ name, role }) => role !== 'shown' && name !== 'decided_at' && !returned.header.includes(name),
  )
  const doubled = packColumns.filter(({ name }) => returned.header.filter((one) => one === name).length > 1)
  for (const { name } of missing)
    problems.push({
      file: returned.file,
      line: 1,
      message: `column ${name} is missing: this is no pack of a campaign, or the column was removed`,
    })
  for (const { name } of doubled)
    problems.push({ file: returned.file, line: 1, message: `column ${name} is there twice` })
  const reading = { decisions: [] as Decision[], selfAttempts: [] as SelfAttempt[], empty: 0, repeated: 0 }
  if (problems.length > 0) return { ...reading, problems }
  const items = new Map(campaign.items.map((item) => [item.item, item]))
  const states = itemStates(campaign.items, campaign.history)
  const seen = new Map<string, number>()
  for (const { row, cells } of returned.rows) {
    const problem = (column: string, message: string) =>
      problems.push({ file: returned.file, line: row, message: `column ${column}: ${message}` })
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
  return { ...reading, problems }
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
    if (cell(column) !== plain(visible(expected[column] ?? '')))
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

function timeOf(text: string, campaign: Campaign, now: string): string | { readonly message: string } {
  if (text === '') return now
  const moment = /\d[T ]\d/.test(text) ? readTime(text, 'UTC') : null
  if (moment === null) return { message: `${shown(text)} is no time; expected 2026-10-05 14:30 (UTC), or nothing` }
  const at = formatTime(moment.at)
  if (at > now) return { message: `${shown(text)} has not come yet` }
  const opened = campaign.history[0]?.at
  if (opened !== undefined && at < opened)
    return { message: `${shown(text)} is before the campaign was opened, at ${opened}` }
  return at
}

/** A cell without what a spreadsheet, or our own guard against formulas, puts around it. */
function plain(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r])/, '')
}

function shown(text: string): string {
  return text === '' ? '(empty)' : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
