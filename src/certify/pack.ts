/** Reviewer packs: the items of one reviewer as a table, with room for decisions. One list of columns for every kind of file. */
import { shorten } from '../visible.js'
import type { Campaign, Item } from './campaign.js'
import { basisOf, type ItemState, itemStates } from './history.js'

/** Kinds of files a pack can be. */
export const packFormats = ['xlsx', 'csv', 'html'] as const
export type PackFormat = (typeof packFormats)[number]

/** A column of a pack. */
export interface PackColumn {
  readonly name: string
  /** `filled`: by the reviewer; `frozen`: must come back as it was; `shown`: evidence, ignored when it comes back. */
  readonly role: 'filled' | 'frozen' | 'shown'
  /** Width in characters, for tables that have one. */
  readonly width: number
  /** What the column holds, for the heading of a page. */
  readonly title: string
}

/** The columns, in order. */
export const packColumns: readonly PackColumn[] = [
  { name: 'item', role: 'frozen', width: 14, title: 'item' },
  { name: 'person', role: 'shown', width: 26, title: 'holder' },
  { name: 'account', role: 'frozen', width: 34, title: 'account' },
  { name: 'kind', role: 'shown', width: 10, title: 'kind' },
  { name: 'entitlement', role: 'frozen', width: 40, title: 'entitlement' },
  { name: 'resource', role: 'shown', width: 30, title: 'on what' },
  { name: 'risk', role: 'shown', width: 8, title: 'risk' },
  { name: 'recommendation', role: 'shown', width: 16, title: 'recommendation (no decision)' },
  { name: 'reasons', role: 'shown', width: 60, title: 'reasons of the recommendation' },
  { name: 'decision', role: 'filled', width: 12, title: 'your decision: keep, revoke or unsure' },
  { name: 'comment', role: 'filled', width: 40, title: 'your comment' },
  { name: 'decided_at', role: 'filled', width: 22, title: 'when you decided (optional)' },
  { name: 'held_since', role: 'shown', width: 26, title: 'held since (UTC)' },
  { name: 'ends', role: 'shown', width: 18, title: 'ends (UTC)' },
  { name: 'asked_by', role: 'shown', width: 24, title: 'asked for by' },
  { name: 'granted_by', role: 'shown', width: 24, title: 'given by' },
  { name: 'granted_under', role: 'shown', width: 16, title: 'under task' },
  { name: 'grade', role: 'shown', width: 12, title: 'grade of that chain' },
  { name: 'approved_by', role: 'shown', width: 24, title: 'approved by' },
  { name: 'last_use', role: 'shown', width: 18, title: 'last use (UTC)' },
  { name: 'use_of', role: 'shown', width: 20, title: 'use of' },
  { name: 'uses_in_period', role: 'shown', width: 8, title: 'uses in the period' },
  { name: 'is_use_visible', role: 'shown', width: 8, title: 'would logs show a use' },
  { name: 'peers', role: 'shown', width: 18, title: 'peers who hold it' },
  { name: 'differences', role: 'shown', width: 30, title: 'logs against lists' },
  { name: 'conflicts', role: 'shown', width: 30, title: 'conflicts' },
  { name: 'owners', role: 'shown', width: 24, title: 'owners' },
  { name: 'purpose', role: 'shown', width: 24, title: 'purpose' },
  { name: 'long_lived_keys', role: 'shown', width: 40, title: 'long-lived keys' },
  { name: 'earlier_decision', role: 'shown', width: 30, title: 'earlier decision' },
  { name: 'reviewer_by', role: 'shown', width: 24, title: 'why you' },
  { name: 'grant_event', role: 'shown', width: 20, title: 'record of the grant' },
  { name: 'system', role: 'shown', width: 16, title: 'system' },
  { name: 'reviewer', role: 'frozen', width: 26, title: 'reviewer' },
  { name: 'campaign', role: 'frozen', width: 14, title: 'campaign' },
  { name: 'basis', role: 'frozen', width: 14, title: 'basis' },
]

/** Whether a table is a pack by its heading, though not all of its columns may have come back. */
export function isPack(header: readonly string[]): boolean {
  const names = header.map(columnName)
  const frozen = packColumns.filter(({ role }) => role === 'frozen')
  return frozen.filter(({ name }) => names.includes(name)).length * 2 > frozen.length
}

/** The name of a column, however its heading is written now. */
export function columnName(heading: string): string {
  return heading.trim().toLowerCase()
}

/** A row of a pack, cells by column. */
export type PackRow = Readonly<Record<string, string>>

/** The pack of one reviewer; `reviewer` is null for the items nobody could be found for. */
export interface Pack {
  readonly reviewer: string | null
  /** Name of its files, without ending. */
  readonly stem: string
  readonly rows: readonly PackRow[]
}

/** Longest text of a cell, characters: a cell of a spreadsheet holds 32,767. */
export const longestCell = 32_000

/** What a returned row must repeat of the frozen population, as text. */
export function frozenCells(campaign: Campaign, item: Item, state: ItemState | undefined): PackRow {
  const { campaign: id } = campaign.terms
  return {
    item: item.item,
    account: item.subject,
    entitlement: item.entitlement,
    reviewer: state?.reviewer ?? '',
    campaign: id,
    basis: basisOf(id, item.item, state),
  }
}

/** The packs, by reviewer; in each the items of most risk first. Items that were decided are in them with the decision, and may be decided anew. */
export function buildPacks(campaign: Campaign, only: string | null = null): Pack[] {
  const states = itemStates(campaign)
  const byReviewer = new Map<string, Item[]>()
  for (const item of campaign.items) {
    const reviewer = states.get(item.item)?.reviewer ?? ''
    const items = byReviewer.get(reviewer)
    if (items === undefined) byReviewer.set(reviewer, [item])
    else items.push(item)
  }
  const stems = new Set<string>()
  return [...byReviewer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reviewer, items]) => ({
      reviewer: reviewer === '' ? null : reviewer,
      stem: stemOf(reviewer, stems),
      rows: [...items].sort(byRisk).map((item) => rowOf(campaign, item, states.get(item.item))),
    }))
    .filter((pack) => only === null || pack.reviewer === only)
}

const risks = ['high', 'medium', 'low']

function byRisk(a: Item, b: Item): number {
  return (
    risks.indexOf(a.risk) - risks.indexOf(b.risk) ||
    compare(a.person ?? a.subject, b.person ?? b.subject) ||
    compare(a.entitlement, b.entitlement) ||
    compare(a.item, b.item)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A file name that says whose pack it is; two that would be alike are numbered. */
function stemOf(reviewer: string, taken: Set<string>): string {
  const plain = (reviewer === '' ? 'nobody' : reviewer)
    .toLowerCase()
    .replace(/[^a-z0-9@._-]+/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80)
  let stem = plain
  for (let no = 2; taken.has(stem); no++) stem = `${plain}-${no}`
  taken.add(stem)
  return stem
}

function rowOf(campaign: Campaign, item: Item, state: ItemState | undefined): PackRow {
  const cells = cellsOf(campaign, item, state)
  return Object.fromEntries(Object.entries(cells).map(([name, text]) => [name, shorten(text, longestCell)]))
}

function cellsOf(campaign: Campaign, item: Item, state: ItemState | undefined): PackRow {
  return {
    ...frozenCells(campaign, item, state),
    person: item.person ?? '',
    resource: placeOf(item),
    kind: item.kind,
    risk: item.risk,
    recommendation: item.recommendation,
    reasons: item.reasons.join('; '),
    decision: state?.decision ?? '',
    comment: state?.comment ?? '',
    decided_at: '',
    held_since: since(item),
    ends: minute(item.expires_at),
    asked_by: item.asked_by ?? '',
    granted_by: item.granted_by ?? '',
    granted_under: item.grant_task ?? '',
    grade: item.grade ?? '',
    approved_by: item.approvers.join(', '),
    last_use: minute(item.last_use_at),
    use_of: item.use_of,
    uses_in_period: String(item.uses_in_period),
    is_use_visible: item.is_use_visible ? 'yes' : 'no',
    peers: item.circle === null ? '' : `${item.peers_holding} of ${item.peers} in ${item.circle}`,
    differences: item.differences.map((one) => differences[one] ?? one).join('; '),
    conflicts: item.conflicts.join('; '),
    owners: item.owners.join(', '),
    purpose: item.purpose ?? '',
    long_lived_keys: keysOf(item),
    earlier_decision:
      item.earlier_decision === null
        ? ''
        : `${item.earlier_decision} by ${item.earlier_by ?? 'somebody'} in ${item.earlier_campaign ?? 'an earlier campaign'}`,
    reviewer_by: `${item.reviewer_by ?? ''}${item.reviewer_had_part ? ' (gave or approved it too: nobody else was found)' : ''}`,
    grant_event: item.grant_event_id ?? '',
    system: item.system,
  }
}

/** Where it is held; a record that only repeats the account says nothing. */
function placeOf({ resource, subject }: Item): string {
  return resource === null || subject.endsWith(resource) ? '' : resource
}

function since(item: Item): string {
  const days = `${item.age_days} ${item.age_days === 1 ? 'day' : 'days'}`
  if (item.began === 'granted') return `${minute(item.from_at)} (${days})`
  return `by ${minute(item.from_latest_at)} at the latest (${days} or more)`
}

/** How many long-lived keys, how old, when one was last replaced and when one was last used. */
function keysOf(item: Item): string {
  if (item.lasting_keys === 0) return ''
  const times = [
    `the oldest from ${minute(item.oldest_key_at) || 'an unknown time'}`,
    ...(item.lasting_keys > 1 && item.newest_key_at !== null ? [`the newest from ${minute(item.newest_key_at)}`] : []),
    item.last_key_use_at === null ? 'no use on record' : `last used ${minute(item.last_key_use_at)}`,
  ]
  return `${item.lasting_keys}, ${times.join(', ')}`
}

/** What the words of the ledger mean to a reviewer. */
const differences: Readonly<Record<string, string>> = {
  held_never_granted: 'a list shows it, and no record grants it',
  removed_never_granted: 'a record removed it before, and none grants it',
  granted_not_held: 'it was granted, a list is without it, and no record removes it',
  listed_not_held: 'a list showed it, a later one is without it, and no record removes it',
}

/** 2026-03-02 10:00 */
function minute(time: string | null): string {
  return time === null ? '' : time.slice(0, 16).replace('T', ' ')
}
