/** What the explorer shows, read from a case that cannot change while it is open: the only file of the explorer that queries. */

import { type Entered, type Note, type Notes, readNotes, writeNote } from '../notes.js'
import type { About } from '../report/about.js'
import type { ChainHead, UnaccountedView } from '../report/rows/chain.js'
import type { FindingView } from '../report/rows/finding.js'
import type { IdentityView } from '../report/rows/identity.js'
import type { FindingCountView, HitView, RelationView, TableView } from '../report/rows/search.js'
import type { EventView } from '../report/rows/tie.js'
import {
  type CaseHead,
  readCandidates,
  readCaseHead,
  readChain,
  readChainHeads,
  readEvents,
  readFindings,
  readGrounds,
  readHoldings,
  readIdentities,
  readIdentity,
  readLinks,
  readUnaccounted,
} from '../report/view.js'
import { loadSql } from '../sql-file.js'
import type { Row, Store } from '../store/store.js'

/** Rows of a list on one page. */
export const portion = 100
/** Hits of one kind that a search shows. */
export const mostHits = 50
/** How much of an answer the console shows, and hands out as CSV. */
export interface Most {
  readonly rows: number
  readonly characters: number
}
/** On a page, and as CSV: what a browser lays out, and what fits in memory beside the case. */
export const mostOf: Readonly<Record<'page' | 'csv', Most>> = {
  page: { rows: 1000, characters: 4e6 },
  csv: { rows: 1e6, characters: 1e8 },
}
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

/** What findings are asked for; what is left out may be anything. */
export interface FindingQuery {
  readonly verdict?: string
  readonly severity?: string
  readonly rule?: string
  readonly task?: string
  /** A record that they rest on. */
  readonly event?: string
  readonly persons?: readonly string[]
  /** Part of the name of the person or an account. */
  readonly about?: string
  readonly text?: string
  readonly skip?: number
  readonly most?: number
}

/** What tasks are asked for; what is left out may be anything. */
export interface TaskQuery {
  readonly grade?: string
  readonly system?: string
  readonly verdict?: string
  readonly person?: string
  readonly text?: string
  readonly skip?: number
}

/** A page of what was found, and how much there is. */
export interface Found<T> {
  readonly rows: readonly T[]
  readonly total: number
}

/** The case as the pages ask for it. */
export interface Site extends Surroundings {
  head(): Promise<CaseHead>
  identities(): Promise<readonly IdentityView[]>
  unaccounted(): Promise<readonly UnaccountedView[]>
  /** Findings that fit, worst first, a page of them; `total` counts all. */
  findings(wanted: FindingQuery): Promise<Found<FindingView>>
  finding(id: string): Promise<FindingView | null>
  findingCounts(): Promise<readonly FindingCountView[]>
  /** Tasks that fit, a page of them. */
  tasks(wanted: TaskQuery): Promise<Found<ChainHead>>
  /** How many findings of each verdict some tasks have. */
  verdictsOf(tasks: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>>
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
  /** One question of anybody's, after the one before it, for as long as somebody waits for it: `gone` says when not. */
  ask(
    sql: string,
    most: Most,
    gone?: AbortSignal,
  ): Promise<{ columns: { name: string; type: string }[]; rows: Row[]; isMore: boolean }>
  /** Every note, and whether they can be trusted. */
  notes(): Notes
  /** Writes a note and gives it. Throws UserError for what cannot be one. */
  write(entered: Entered): Promise<Note>
}

/** Opens the site. What is small is read once, when a page first needs it, for the case cannot change; the rest is asked for page by page. */
export function openSite(given: Surroundings): Site {
  const { store, console: desk, notesFile } = given
  const head = once(() => readCaseHead(store, given.about))
  const identities = once(() => readIdentities(store))
  const unaccounted = once(() => readUnaccounted(store))
  const query = async <T>(name: string, parameters: Parameters<Store['rows']>[1] = {}) =>
    (await store.rows(loadSql(`report/${name}.sql`), parameters)) as unknown as T[]
  let line: Promise<unknown> = Promise.resolve()
  return {
    ...given,
    head,
    identities,
    unaccounted,
    findings: async (wanted) => {
      const found = await query<{ finding_id: string; of_all: number }>('findings_found', {
        ...anything(['verdict', 'severity', 'rule', 'task', 'event', 'about', 'text'], wanted),
        persons: wanted.persons ?? null,
        skip: wanted.skip ?? 0,
        most: wanted.most ?? portion,
      })
      const ids = found.map(({ finding_id }) => finding_id)
      return { rows: await readFindings(store, ids), total: found[0]?.of_all ?? 0 }
    },
    finding: async (id) => (await readFindings(store, [id]))[0] ?? null,
    findingCounts: once(() => query<FindingCountView>('finding_counts')),
    tasks: async (wanted) => {
      const found = await query<{ task: string; of_all: number }>('tasks_found', {
        ...anything(['grade', 'system', 'verdict', 'person', 'text'], wanted),
        skip: wanted.skip ?? 0,
        most: portion,
      })
      const tasks = found.map(({ task }) => task)
      return { rows: await readChainHeads(store, tasks), total: found[0]?.of_all ?? 0 }
    },
    verdictsOf: async (tasks) => {
      const counts = new Map<string, Record<string, number>>()
      for (const { task, verdict, findings } of await query<{ task: string; verdict: string; findings: number }>(
        'task_verdicts',
        { tasks },
      ))
        counts.set(task, { ...counts.get(task), [verdict]: findings })
      return counts
    },
    search: (text) =>
      query<HitView>('search', {
        text: text.trim().toLowerCase(),
        words: wordsOf(text).map((word) => word.toLowerCase()),
        most: mostHits,
      }),
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
    ask: (sql, most, gone) => {
      const answer = line.then(() => desk.ask(sql, most, patience, gone))
      line = answer.catch(() => null)
      return answer
    },
    notes: () => readNotes(notesFile),
    write: (entered) => writeNote(notesFile, entered, given.now()),
  }
}

/** The words of a search, in any order; what stands in quotes is one. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

/** Asked for once, however many ask. A failure is not kept. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null
      throw error
    })
    return done
  }
}

/** Parameters of a search: null for what is not asked. */
function anything<K extends string>(
  names: readonly K[],
  wanted: Partial<Record<K, string>>,
): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, wanted[name] === '' ? null : (wanted[name] ?? null)]))
}
