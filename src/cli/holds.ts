/** `holds`: the entitlement ledger of a subject or an entitlement, at one moment or over all time. */
import type { HoldingView } from '../report/rows/holding.js'
import { readHoldings } from '../report/view.js'
import { confidenceText, reasonMeaning } from '../report/words.js'
import { formatTime } from '../time.js'
import { withCase } from './case.js'
import { harmlessJson, type ListingColumn, type Output, printListing } from './listing.js'
import { withTimes } from './show.js'
import { styled, type Terminal, text } from './terminal.js'

/** Shows who held what and which task put it there; `at` in microseconds, null for all time. */
export async function showHoldings(
  terminal: Terminal,
  folder: string,
  name: string,
  output: Output,
  at: number | null,
): Promise<void> {
  const rows = await withCase(folder, (store) => readHoldings(store, name, at), 'models')
  if (output === 'json') {
    terminal.out(harmlessJson(rows.map(withTimes)))
    return
  }
  printListing(
    terminal,
    output,
    at === null ? columns.filter(({ key }) => key !== 'state') : columns,
    rows.map(holdingRow),
    `no record says that ${name} ${at === null ? 'ever held anything, or was held' : 'held anything then, or was held'}`,
  )
  if (output !== 'table') return
  const open = rows.find(({ is_replayable, reason }) => !is_replayable && reason !== null)
  if (open?.reason)
    terminal.out(
      text`${styled('yellow', 'not complete')}: ${reasonMeaning[open.reason] ?? open.reason}${open.needs === null ? '' : `; would help: ${open.needs}`}`,
    )
}

const columns: readonly ListingColumn[] = [
  { key: 'subject' },
  { key: 'person', isHidden: true },
  { key: 'entitlement' },
  { key: 'resource', isHidden: true },
  { key: 'state', look: (value) => (value === 'unclear' ? 'yellow' : null) },
  { key: 'began', isHidden: true },
  { key: 'from_at', head: 'from (utc)', type: 'time' },
  { key: 'from_latest_at', type: 'time', isHidden: true },
  { key: 'given', head: 'put there by' },
  { key: 'ended', look: (value) => (value === 'missing' ? 'yellow' : null) },
  { key: 'to_earliest_at', type: 'time', isHidden: true },
  { key: 'to_at', head: 'to (utc)', type: 'time' },
  { key: 'taken', head: 'taken away by' },
  { key: 'shown_until_at', type: 'time', isHidden: true },
  { key: 'is_replayable', isHidden: true },
  { key: 'grant_event_id', head: 'event' },
  { key: 'removal_event_id', isHidden: true },
]

function holdingRow(one: HoldingView) {
  return {
    ...one,
    subject: one.person ?? one.subject,
    given: hand(one, 'grant', one.granted_by, beginnings[one.began]),
    ended: one.ended === 'held' ? `held, shown until ${formatTime(one.shown_until_at).slice(0, 16)}Z` : one.ended,
    taken: one.removal_event_id === null ? null : hand(one, 'removal', one.removed_by, 'no task'),
  }
}

const beginnings = {
  granted: 'no task',
  listed: 'a list shows it, no record grants it',
  unknown: 'no record grants it',
} as const

/** The chain and the person behind a grant or a removal. */
function hand(one: HoldingView, side: 'grant' | 'removal', person: string | null, otherwise: string) {
  const task = one[`${side}_task`]
  const rivals = one[`is_${side}_ambiguous`] ? ', or another task' : ''
  const chain = task === null ? otherwise : `${task} (${confidenceText(one[`${side}_link_confidence`])}${rivals})`
  return person === null ? chain : `${chain}, ${person}`
}
