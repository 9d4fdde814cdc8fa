/** What the explorer shows, read from a case that cannot change while it is open: the only file of the explorer that queries. */

import type { About } from '../report/about.js'
import type { FindingView } from '../report/rows/finding.js'
import type { HitView, RelationView, TableView } from '../report/rows/search.js'
import type { EventView } from '../report/rows/tie.js'
import {
  type CaseView,
  openView,
  readCandidates,
  readChain,
  readEvents,
  readGrounds,
  readHoldings,
  readIdentity,
  readLinks,
} from '../report/view.js'
import { loadSql } from '../sql-file.js'
import { appendJournal, type Journal, readJournal } from '../store/journal.js'
import type { Row, Store } from '../store/store.js'
import { makeNote, type Note, readNotes, type SubjectKind } from './notes.js'

/** Hits of one kind that a search shows. */
export const mostHits = 50
/** Rows of an answer that the console shows, and that it hands out as CSV. */
export const mostRows = { page: 1000, csv: 1_000_000 } as const
/** Seconds that a question may take. */
const patience = 30

/** The record behind an event, as it is written in the export, without its secrets. */
export interface Original {
  readonly record: string
  readonly line: number | null
  /** SHA-256 of the file as it is now; null when it cannot be read to its end. */
  readonly sha256: string | null
  /** Whether the file is still the one that was analysed. */
  readonly isUnchanged: boolean
}

/** What the front desk hands in: the open case, and what only it may do. */
export interface Surroundings {
  readonly folder: string
  /** The case, read-only and locked. */
  readonly store: Store
  /** The same for questions of anybody's, with little memory, so that a long one keeps nobody waiting. */
  readonly console: Store
  readonly about: About
  /** The journal of notes. */
  readonly notesFile: string
  /** Name that notes are signed with unless another is given; null when nobody said. */
  readonly author: string | null
  /** The moment, ISO 8601 in UTC. */
  now(): string
  /** Reads the record behind an event. Throws UserError when the export is not where it was. */
  original(event: EventView): Promise<Original>
}

/** The case as the pages ask for it. */
export interface Site extends Surroundings {
  readonly view: CaseView
  /** Findings by the task they are about, and by the records they rest on. */
  readonly findingsOf: ReadonlyMap<string, readonly FindingView[]>
  readonly findingsOn: ReadonlyMap<string, readonly FindingView[]>
  search(text: string): Promise<HitView[]>
  chain(task: string): ReturnType<typeof readChain>
  events(id: string): Promise<EventView[]>
  ties(
    eventIds: readonly string[],
  ): Promise<{ links: Awaited<ReturnType<typeof readLinks>>; candidates: Awaited<ReturnType<typeof readCandidates>> }>
  grounds(finding: FindingView): ReturnType<typeof readGrounds>
  identity(alias: string): ReturnType<typeof readIdentity>
  relations(persons: readonly string[]): Promise<RelationView[]>
  holdings(name: string, at: number | null): ReturnType<typeof readHoldings>
  tables(): Promise<TableView[]>
  /** One question of anybody's, after the one before it. */
  ask(sql: string, most: number): Promise<{ columns: { name: string; type: string }[]; rows: Row[]; isMore: boolean }>
  /** Every note, oldest first, and whether the seals of the journal hold. */
  notes(): { readonly notes: readonly Note[]; readonly journal: Journal }
  notesOn(kind: SubjectKind, id: string): readonly Note[]
  /** Writes a note and gives it. Throws UserError for what cannot be one. */
  write(given: Parameters<typeof makeNote>[0]): Note
}

/** Opens the site: findings and heads of chains are read once, for the case cannot change. */
export async function openSite(given: Surroundings): Promise<Site> {
  const { store, console: desk, notesFile } = given
  const view = await openView(store, given.about)
  const query = async <T>(name: string, parameters: Parameters<Store['rows']>[1] = {}) =>
    (await store.rows(loadSql(`report/${name}.sql`), parameters)) as unknown as T[]
  const notes = () => {
    const journal = readJournal(notesFile)
    return { notes: readNotes(journal.lines), journal }
  }
  let line: Promise<unknown> = Promise.resolve()
  return {
    ...given,
    view,
    findingsOf: grouped(view.findings, ({ task }) => (task === null ? [] : [task])),
    findingsOn: grouped(view.findings, ({ events }) => [...new Set(events.map(({ event_id }) => event_id))]),
    search: (text) => query<HitView>('search', { text: text.trim(), words: wordsOf(text), most: mostHits }),
    chain: (task) => readChain(store, task),
    events: (id) => readEvents(store, id),
    ties: async (eventIds) => ({
      links: await readLinks(store, eventIds),
      candidates: await readCandidates(store, eventIds),
    }),
    grounds: (finding) => readGrounds(store, finding),
    identity: (alias) => readIdentity(store, alias),
    relations: (persons) => query<RelationView>('identity_relations', { persons }),
    holdings: (name, at) => readHoldings(store, name, at),
    tables: () => query<TableView>('tables'),
    ask: (sql, most) => {
      const answer = line.then(() => desk.ask(sql, most, patience))
      line = answer.catch(() => null)
      return answer
    },
    notes,
    notesOn: (kind, id) => notes().notes.filter(({ about }) => about.kind === kind && about.id === id),
    write: (entered) => {
      const written = appendJournal(notesFile, makeNote(entered, given.now(), notes().notes))
      return readNotes([written])[0]!
    },
  }
}

/** The words of a search, in any order; what stands in quotes is one. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

function grouped<T>(list: readonly T[], keysOf: (one: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list)
    for (const key of keysOf(one)) {
      const group = groups.get(key)
      if (group) group.push(one)
      else groups.set(key, [one])
    }
  return groups
}
