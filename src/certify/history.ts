/** The history of a campaign: JSON Lines that only ever grow, each line hashed over the one before. */
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'
import type { Campaign, Entry, Happening, ReviewDecision } from './campaign.js'

/** Who did something, and when (ISO 8601, UTC). */
export interface Doing {
  readonly at: string
  readonly by: string
}

const first = '0'.repeat(64)

/** The history with happenings added at its end. */
export function addEntries(
  history: readonly Entry[],
  campaign: string,
  happenings: readonly (Happening & Doing)[],
): Entry[] {
  const grown = [...history]
  for (const { at, by, ...happening } of happenings) {
    const last = grown.at(-1)
    const entry = {
      schema: 'approvenance/campaign-history@1' as const,
      campaign,
      no: (last?.no ?? 0) + 1,
      at,
      by,
      ...happening,
      previous: last?.hash ?? first,
    }
    grown.push({ ...entry, hash: sha256(JSON.stringify(entry)) } as Entry)
  }
  return grown
}

/** The history as text. */
export function renderHistory(history: readonly Entry[]): string {
  return history.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

/** Reads a history and follows its hashes. Throws UserError that names the first line that was changed, removed or put between. */
export function parseHistory(text: string, file: string): Entry[] {
  const entries: Entry[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const broken = (what: string) =>
      new UserError(`the history of the campaign was tampered with: ${what}`, {
        file,
        line: index + 1,
        hint: 'only what stands before this line can be relied on; restore the file from a copy',
      })
    let entry: Entry
    try {
      entry = JSON.parse(line) as Entry
    } catch {
      throw broken(`line ${index + 1} is no JSON`)
    }
    const { hash, ...rest } = entry
    if (entry.no !== entries.length + 1)
      throw broken(`line ${index + 1} is entry ${entry.no}, expected ${entries.length + 1}`)
    if (entry.previous !== (entries.at(-1)?.hash ?? first))
      throw broken(`entry ${entry.no} does not follow the one before it`)
    if (sha256(JSON.stringify(rest)) !== hash) throw broken(`entry ${entry.no} was changed after it was written`)
    entries.push(entry)
  }
  return entries
}

/** What an item has come to: its present reviewer, the last decision, and the fingerprint of both. */
export interface ItemState {
  readonly reviewer: string | null
  readonly decision: ReviewDecision | null
  readonly decided_by: string | null
  readonly decided_at: string | null
  readonly comment: string | null
  readonly last: Entry | null
}

/** The state of every item. */
export function itemStates({ items, history }: Pick<Campaign, 'items' | 'history'>): Map<string, ItemState> {
  const states = new Map<string, ItemState>()
  for (const { item, reviewer } of items)
    states.set(item, { reviewer, decision: null, decided_by: null, decided_at: null, comment: null, last: null })
  followHistory(states, history)
  return states
}

/** Brings the states of items up to date with entries that followed. */
export function followHistory(states: Map<string, ItemState>, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.kind !== 'decided' && entry.kind !== 'assigned') continue
    const state = states.get(entry.item)
    if (state === undefined) continue
    states.set(
      entry.item,
      entry.kind === 'assigned'
        ? { ...state, reviewer: entry.reviewer, last: entry }
        : {
            ...state,
            decision: entry.decision,
            decided_by: entry.by,
            decided_at: entry.at,
            comment: entry.comment,
            last: entry,
          },
    )
  }
}

/** Fingerprint of what a reviewer sees of an item: it changes with every decision and every other reviewer. */
export function basisOf(campaign: string, item: string, state: ItemState | undefined): string {
  return `b${sha256(`${campaign}/${item}/${state?.last?.hash ?? ''}`).slice(0, 12)}`
}

/** Whether the campaign was closed. */
export function closing(history: readonly Entry[]): Extract<Entry, { kind: 'closed' }> | null {
  return history.find((entry) => entry.kind === 'closed') ?? null
}
