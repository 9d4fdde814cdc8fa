/** `certify status`: where a campaign stands. */
import type { Campaign } from '../certify/campaign.js'
import { readCampaign } from '../certify/folder.js'
import { closing } from '../certify/history.js'
import { loadState, readState } from '../certify/state.js'
import { counted } from '../report/words.js'
import { loadSql } from '../sql-file.js'
import { Store } from '../store/store.js'
import type { CampaignOptions } from './certify-program.js'
import { harmlessJson, type ListingColumn, printListing, readOutput } from './listing.js'
import { severityLook, styled, type Terminal, text } from './terminal.js'

/** Shows what is decided, what is open, and what is odd. */
export async function showStatus(
  terminal: Terminal,
  options: CampaignOptions,
  now: number,
  campaign: Campaign = readCampaign(options.campaign),
): Promise<void> {
  const output = readOutput(options.output)
  const state = await inMemory(async (store) => {
    await loadState(store, campaign, now)
    return readState(store)
  })
  const { terms } = campaign
  if (output === 'json') {
    terminal.out(
      harmlessJson({
        terms,
        closed: closing(campaign.history),
        tallies: state.tallies,
        reviewers: state.reviewers,
        findings: state.findings,
      }),
    )
    return
  }
  if (output === 'csv') return printListing(terminal, output, itemColumns, state.progress)
  const closed = closing(campaign.history)
  terminal.out(
    text`${styled('bold', terms.name)}  campaign ${terms.campaign}, held at ${terms.cutoff.slice(0, 16)}Z, due ${terms.due.slice(0, 16)}Z${closed === null ? '' : `, closed by ${closed.by} at ${closed.at.slice(0, 16)}Z`}`,
  )
  for (const sort of ['all', 'state', 'decision', 'held', 'kind', 'risk', 'recommendation', 'exception']) {
    const tallies = state.tallies.filter((tally) => tally.sort === sort)
    if (tallies.length > 0)
      terminal.out(
        text`${styled('dim', sort.padEnd(15))} ${tallies.map(({ value, items }) => `${items} ${value}`).join(' · ')}`,
      )
  }
  if (terms.differences.rows > 0)
    terminal.out(
      text`${styled('dim', 'differences'.padEnd(15))} ${terms.differences.rows} between logs and lists, in differences.jsonl`,
    )
  terminal.out('')
  printListing(terminal, output, reviewerColumns, state.reviewers, 'no reviewers')
  if (state.findings.length > 0) {
    terminal.out('')
    terminal.out(text`${styled('bold', counted(state.findings.length, 'finding'))}`)
    printListing(terminal, output, findingColumns, state.findings)
  }
}

/** Columns of findings of a campaign. */
export const findingColumns: readonly ListingColumn[] = [
  { key: 'finding_id', isHidden: true },
  { key: 'finding' },
  { key: 'verdict', isHidden: true },
  { key: 'severity', look: severityLook },
  { key: 'message' },
  { key: 'item' },
  { key: 'reviewer', isHidden: true },
  { key: 'person', isHidden: true },
  { key: 'subject', isHidden: true },
  { key: 'entitlement', isHidden: true },
  { key: 'resource', isHidden: true },
  { key: 'occurred_at', type: 'time', isHidden: true },
]

const reviewerColumns: readonly ListingColumn[] = [
  { key: 'reviewer' },
  { key: 'items', type: 'number' },
  { key: 'decided', type: 'number' },
  { key: 'kept', type: 'number' },
  { key: 'revoked', type: 'number' },
  { key: 'unsure', type: 'number' },
  { key: 'open_items', head: 'open', type: 'number' },
  { key: 'kept_against', head: 'kept against advice', type: 'number' },
  { key: 'seconds_each', head: 's each', type: 'number' },
  { key: 'doubts', type: 'list', look: () => 'yellow' },
]

const itemColumns: readonly ListingColumn[] = [
  { key: 'item' },
  { key: 'person' },
  { key: 'subject' },
  { key: 'kind' },
  { key: 'entitlement' },
  { key: 'resource' },
  { key: 'risk' },
  { key: 'recommendation' },
  { key: 'reviewer' },
  { key: 'state' },
  { key: 'decision' },
  { key: 'decided_by' },
  { key: 'decided_at', type: 'time' },
  { key: 'comment' },
]

/** Runs work on a database of its own that nobody keeps. */
export async function inMemory<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(':memory:')
  try {
    await store.lock()
    await store.script(loadSql('macros.sql'))
    await store.script(loadSql('macros_rules.sql'))
    return await work(store)
  } finally {
    store.close()
  }
}
