/** Gathers the rows of a work unit, checks them, and writes them as Parquet parts whose bytes depend on the rows alone. */
import { join } from 'node:path'
import type { CanonicalRows } from '../connector.js'
import { mayHoldSecret, redact, redactJson } from '../redact.js'
import type { Column, Table } from '../schema/column.js'
import type { IdentityDraft } from '../schema/identities.js'
import { tables } from '../schema/index.js'
import { type Cleaner, startTable, type TableBuilder } from './build-table.js'
import { writeParquet } from './write-parquet.js'

/** A file of the case, relative to its folder, with `/`. */
export interface Output {
  readonly file: string
  readonly sha256: string
}

/** A part that was written and has no name in the evidence yet. `path` is relative to the case folder. */
export interface WrittenPart {
  readonly table: keyof typeof tables
  /** Parts of the table that the unit wrote before. */
  readonly number: number
  readonly path: string
  readonly sha256: string
}

/** Folder of a case for what is not whole yet; removed when a run ends, and when the next one begins. */
export const temporaryFolder = '.ingest'

/** Tables whose rows come from records. */
export type RowTable = 'events' | 'tasks' | 'identities' | 'entitlements' | 'rejects'

/** The export whose rows are being added. */
export interface Origin {
  readonly sourceId: string
  readonly connector: string | null
}

/** A reject as the readers and connectors tell it. */
export interface RejectDraft {
  readonly record_no: number
  readonly line_no: number | null
  readonly byte_offset: number | null
  readonly reason: string
  readonly detail: string
  readonly excerpt: string
}

/** Where the rows of one work unit go. */
export interface Collector {
  /** Says whose rows come next. */
  begin(origin: Origin): void
  /** Adds the rows of one record, all or none. Gives what is wrong with them: then none was added. */
  add(rows: CanonicalRows, recordNo: number): string | null
  addReject(reject: RejectDraft): void
  /** Earliest and latest event since `begin`; null when there was none. */
  span(): { readonly first: number; readonly last: number } | null
  /** Writes what is left and gives all parts of the unit. */
  finish(): readonly WrittenPart[]
}

/** Rows of one Parquet part, and characters of long text after which a part ends earlier. */
const PART_ROWS = 32_768
const PART_WEIGHT = 24 << 20
const EXCERPT_SHOWN = 200
/** Distinct statements about accounts that are remembered per file, to drop repetitions. */
const MOST_IDENTITIES = 100_000
/** … and per account. */
const MOST_STATEMENTS = 64

const asText: Cleaner = { isSuspect: mayHoldSecret, clean: redact }
const asJson: Cleaner = { isSuspect: mayHoldSecret, clean: redactJson }
const asEither: Cleaner = { isSuspect: mayHoldSecret, clean: redactEither }

const cleaners: Readonly<Record<string, Cleaner>> = {
  text: asText,
  title: asText,
  description: asText,
  user_agent: asText,
  before: asEither,
  after: asEither,
  attributes: asJson,
  detail: asText,
}

/** States before and after are JSON as often as plain text. */
function redactEither(text: string) {
  return /^\s*[{["]/.test(text) ? redactJson(text) : redact(text)
}

/** Starts a unit. What it writes has its names in the evidence only once it is finished and its key is known. */
export function collectRows(caseDir: string, unit: number): Collector {
  const written: WrittenPart[] = []
  const parts = new Map<RowTable, Part>()
  let origin: Origin = { sourceId: '', connector: null }
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  let known = new Map<string, IdentityDraft[]>()
  let knownCount = 0
  /** The columns that ingest adds, of the row that is being added. */
  const added = { event_id: '', source_id: '', record_no: 0, connector: null as string | null }

  function begin(next: Origin) {
    origin = next
    first = Number.POSITIVE_INFINITY
    last = Number.NEGATIVE_INFINITY
    known = new Map()
    knownCount = 0
  }

  function add(rows: CanonicalRows, recordNo: number): string | null {
    const { events, tasks, identities, entitlements } = rows
    const wrong =
      complaint('events', events) ??
      complaint('tasks', tasks) ??
      complaint('identities', identities) ??
      complaint('entitlements', entitlements)
    if (wrong !== null) return wrong
    if (events) {
      for (let k = 0; k < events.length; k++) {
        const event = events[k]!
        if (event.occurred_at < first) first = event.occurred_at
        if (event.occurred_at > last) last = event.occurred_at
        push('events', event, recordNo, k)
      }
    }
    if (tasks) for (const task of tasks) push('tasks', task, recordNo, 0)
    if (identities) for (const identity of identities) if (isNew(identity)) push('identities', identity, recordNo, 0)
    if (entitlements) for (const entitlement of entitlements) push('entitlements', entitlement, recordNo, 0)
    return null
  }

  /** The same statement about an account is kept once per file, from the first record that makes it. */
  function isNew(identity: IdentityDraft): boolean {
    const same = known.get(identity.alias)
    if (same?.some((one) => isSame(one, identity))) return false
    if (knownCount >= MOST_IDENTITIES) {
      known = new Map()
      knownCount = 0
    }
    knownCount++
    if (same && same.length < MOST_STATEMENTS && known.size > 0) same.push(identity)
    else known.set(identity.alias, [identity])
    return true
  }

  function addReject({ record_no, ...reject }: RejectDraft) {
    const shown = {
      ...reject,
      excerpt: redact(reject.excerpt)
        .slice(0, EXCERPT_SHOWN)
        .replace(/\p{Surrogate}/gu, '\ufffd'),
    }
    push('rejects', shown, record_no, 0)
  }

  function push(table: RowTable, draft: object, recordNo: number, further: number) {
    let part = parts.get(table)
    if (!part) {
      part = { rows: startTable(tables[table], PART_ROWS, addedColumns, cleaners), weight: 0, written: 0 }
      parts.set(table, part)
    }
    const { sourceId } = origin
    added.source_id = sourceId
    added.record_no = recordNo
    added.connector = origin.connector
    if (table === 'events')
      added.event_id = further === 0 ? `${sourceId}:${recordNo}` : `${sourceId}:${recordNo}.${further + 1}`
    part.rows.add(draft, added)
    part.weight += weightOf(draft)
    if (part.rows.length() >= PART_ROWS || part.weight >= PART_WEIGHT) flush(table, part)
  }

  function flush(table: RowTable, part: Part) {
    if (part.rows.length() === 0) return
    written.push(writePart(caseDir, table, unit, part.written++, part.rows.build()))
    part.weight = 0
  }

  function finish() {
    for (const [table, part] of parts) flush(table, part)
    return written
  }

  return { begin, add, addReject, span: () => (first <= last ? { first, last } : null), finish }
}

interface Part {
  readonly rows: TableBuilder
  /** Characters of long text in it. */
  weight: number
  /** Parts written before it. */
  written: number
}

/** Writes rows as one part of a table that belongs to no unit. */
export function writeRows(caseDir: string, table: keyof typeof tables, drafts: readonly object[]): WrittenPart {
  const rows = startTable(tables[table], drafts.length, [], cleaners)
  for (const draft of drafts) rows.add(draft, {})
  return writePart(caseDir, table, null, 0, rows.build())
}

function writePart(
  caseDir: string,
  table: keyof typeof tables,
  unit: number | null,
  number: number,
  ipc: Uint8Array,
): WrittenPart {
  const path = `${temporaryFolder}/${unit ?? 'no-unit'}-${table}-${number}.parquet`
  return { table, number, path, ...writeParquet(ipc, join(caseDir, path)) }
}

const longColumns = ['attributes', 'text', 'description', 'before', 'after', 'excerpt'] as const

function weightOf(draft: object): number {
  const row = draft as Readonly<Record<string, unknown>>
  let weight = 200
  for (const column of longColumns) {
    const value = row[column]
    if (typeof value === 'string') weight += value.length
  }
  return weight
}

// ── checks ──

const addedColumns = ['event_id', 'source_id', 'record_no', 'connector']

interface Check {
  readonly name: string
  readonly isRequired: boolean
  readonly type: Column['type']
}

/** Columns in which a wrong value would break the table: required ones, and those that are no text. */
function checksOf(table: Table): readonly Check[] {
  const all = Object.entries(table.columns).map(
    ([name, { required, type }]): Check => ({ name, isRequired: required, type }),
  )
  return all.filter(({ name, isRequired, type }) => !addedColumns.includes(name) && (isRequired || !isTextual(type)))
}

const checks: Readonly<Record<RowTable, readonly Check[]>> = {
  events: checksOf(tables.events),
  tasks: checksOf(tables.tasks),
  identities: checksOf(tables.identities),
  entitlements: checksOf(tables.entitlements),
  rejects: checksOf(tables.rejects),
}

function isTextual(type: Column['type']) {
  return type === 'text' || type === 'category' || type === 'json'
}

/** What is wrong with drafted rows: a sentence, or null. Only a connector with a bug gives cause for one. */
function complaint(table: RowTable, drafts: readonly object[] | undefined): string | null {
  if (!drafts) return null
  for (const draft of drafts) {
    const row = draft as Readonly<Record<string, unknown>>
    for (const { name, isRequired, type } of checks[table]) {
      const value = row[name]
      if (value === null || value === undefined) {
        if (isRequired) return `${table}.${name} is missing`
      } else if (type === 'timestamp' || type === 'int') {
        if (!Number.isSafeInteger(value)) return `${table}.${name} is no whole number: ${String(value)}`
      } else if (type === 'bool') {
        if (typeof value !== 'boolean') return `${table}.${name} is neither true nor false`
      } else if (type === 'texts') {
        if (!Array.isArray(value)) return `${table}.${name} is no list`
      } else if (typeof value !== 'string') return `${table}.${name} is no text`
    }
  }
  return null
}

function isSame(a: object, b: object): boolean {
  const left = a as Readonly<Record<string, unknown>>
  const right = b as Readonly<Record<string, unknown>>
  for (const name of identityColumns) {
    const one = left[name] ?? null
    const other = right[name] ?? null
    if (one === other) continue
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    if (!one.every((item, i) => item === other[i])) return false
  }
  return true
}

const identityColumns = Object.keys(tables.identities.columns).filter((name) => !addedColumns.includes(name))
