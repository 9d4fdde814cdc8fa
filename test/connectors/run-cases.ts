/**
 * Runs a connector over its case files: `test/connectors/<id>/cases/<name>.<json|jsonl|csv|txt>` beside `<name>.expected.json`.
 *
 * The expected file says `why` the case exists and gives every row whole, so a column that changes by accident is seen.
 * Times are written as people read them, JSON columns as JSON, null columns are left out, and each row carries the `no` of its record.
 * `UPDATE_CASES=1 npx vitest run test/connectors/<id>` writes `rows` and `rejects` anew and keeps the rest: read the diff before you commit.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import type { CanonicalRows, Connector, ExportFormat, ExportHead, SourceRecord } from '../../src/connector.js'
import type { Column } from '../../src/schema/column.js'
import { tables } from '../../src/schema/index.js'
import {
  activities,
  actorKinds,
  approvalStates,
  bases,
  changeClasses,
  changes,
  credentialClasses,
  decisions,
  outcomes,
  refOrigins,
  stages,
  taskKinds,
} from '../../src/schema/words.js'
import { formatTime } from '../../src/time.js'

/** What `<name>.expected.json` holds. */
export interface Expected {
  /** What the case shows, as a promise to the reader. */
  readonly why: string
  /** The path the export pretends to have, where a connector looks at it (`general/2026-03-02.json`); default: the case's own file name. */
  readonly file?: string
  /** Zone that the configuration would declare. */
  readonly timezone?: string
  /** `false` for an export that the connector must leave alone; then nothing is read. */
  readonly claimed?: boolean
  readonly rows?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  readonly rejects?: readonly { readonly no: number; readonly reason: string }[]
}

/** A case file, read. */
export interface Case {
  readonly name: string
  readonly path: string
  readonly expectedPath: string
  readonly expected: Expected
}

/** An export as the ingest would hand it to a connector. */
export interface ReadExport {
  readonly head: ExportHead
  readonly records: readonly SourceRecord[]
}

const here = dirname(fileURLToPath(import.meta.url))
const corpus = join(here, '..', '..', '..', 'shared', 'corpus')
const rowTables = ['events', 'tasks', 'identities', 'entitlements'] as const
const addedByIngest = new Set(['event_id', 'source_id', 'record_no', 'connector'])

/** Closed word lists, by column. */
const words: Readonly<Record<string, readonly string[]>> = {
  stage: stages,
  activity: activities,
  outcome: outcomes,
  decision: decisions,
  approval_state: approvalStates,
  actor_kind_hint: actorKinds,
  kind_hint: actorKinds,
  change_class: changeClasses,
  credential_class: credentialClasses,
  ref_origins: refOrigins,
  kind: taskKinds,
  change: changes,
  basis: bases,
}

/** Columns that hold typed aliases or typed keys. */
const typed = new Set(
  (
    'actor on_behalf_of task parent refs requester requested_for opened_by assignee alias same_as owner manager session credential ' +
    'issued_credential'
  ).split(' '),
)

/** Runs every case of a connector: rows and rejects as expected, and the contract of canonical rows kept by each of them. */
export function runCases(connector: Connector): void {
  describe(`${connector.id} cases`, () => {
    const cases = readCases(connector.id)
    test('has case files', () => expect(cases.length).toBeGreaterThan(0))
    for (const one of cases) {
      test(`${one.name}: ${one.expected.why}`, () => {
        const { head, records } = readExport(one.path, {
          envelopes: connector.envelopes ?? [],
          file: one.expected.file ?? relative(join(here, connector.id, 'cases'), one.path),
          timezone: one.expected.timezone ?? null,
        })
        expect(connector.looksLike(head), 'looksLike').toBe(one.expected.claimed ?? true)
        if (one.expected.claimed === false) return
        const read = normalizeAll(connector, records)
        const rejected = new Set(read.rejects.map(({ no }) => no)).size
        expect(read.used + rejected, 'read = used + rejected').toBe(records.length)
        const rejects = read.rejects.map(({ no, reason }) => ({ no, reason }))
        if (process.env['UPDATE_CASES']) update(one, { rows: read.rows, rejects })
        else expect({ rows: read.rows, rejects }).toEqual({ rows: one.expected.rows, rejects: one.expected.rejects })
      })
    }
  })
}

/** Checks that each case of these connectors is claimed by its own connector and by no other one. */
export function runClaims(connectors: readonly Connector[]): void {
  describe('exactly one connector claims an export', () => {
    for (const connector of connectors) {
      for (const one of readCases(connector.id)) {
        test(`${connector.id}/${one.name}`, () => {
          const file = one.expected.file ?? relative(join(here, connector.id, 'cases'), one.path)
          // As in the ingest, each connector sees the export through its own envelopes.
          const heads = new Map<string, ExportHead>()
          const headFor = ({ envelopes = [] }: Connector) => {
            const key = envelopes.join()
            const head = heads.get(key) ?? readExport(one.path, { envelopes, file, timezone: null }).head
            heads.set(key, head)
            return head
          }
          const claiming = connectors.filter((candidate) => candidate.looksLike(headFor(candidate)))
          const givingWay = new Set(claiming.flatMap(({ insteadOf = [] }) => insteadOf))
          const claims = claiming.map(({ id }) => id).filter((id) => !givingWay.has(id))
          if (one.expected.claimed === false) expect(claims).not.toContain(connector.id)
          else expect(claims).toEqual([connector.id])
        })
      }
    }
  })
}

/** Values that stand where something else was expected, as damaged or hostile exports have them. */
const junk: readonly unknown[] = [
  null,
  '',
  '?',
  'x',
  '\u0000\u202e<b>',
  0,
  -1,
  1e21,
  true,
  [],
  {},
  [null],
  { value: {} },
  '2026-02-30T25:61:00Z',
]

/**
 * Damages every field of every case record in turn, and checks that the connector neither throws nor breaks the contract:
 * rows that are whole, or a reject with a reason.
 */
export function runHostile(connector: Connector): void {
  describe(`${connector.id} with a damaged field`, () => {
    for (const one of readCases(connector.id)) {
      if (one.expected.claimed === false) continue
      test(one.name, () => {
        const { records } = readExport(one.path, {
          envelopes: connector.envelopes ?? [],
          file: one.expected.file ?? one.name,
          timezone: one.expected.timezone ?? null,
        })
        const faults = records.flatMap((record) => damage(record).flatMap((damaged) => fault(connector, damaged)))
        expect(faults.slice(0, 3)).toEqual([])
      })
    }
  })
}

function fault(connector: Connector, record: SourceRecord): string[] {
  try {
    normalizeAll(connector, [record])
    return []
  } catch (error) {
    return [`${error instanceof Error ? error.message : error} in ${JSON.stringify(record.cells ?? record.value)}`]
  }
}

/** The record with one field at a time taken away or replaced; each field gets its own part of the junk, and all fields each of it over a run. */
function damage(record: SourceRecord): SourceRecord[] {
  if (record.header && record.cells) {
    const { header, cells } = record
    const texts = junk.filter((value) => typeof value === 'string')
    return cells.map((_, index) => {
      const bad = cells.map((cell, at) => (at === index ? texts[index % texts.length]! : cell))
      return deepFreeze({ ...record, ...csvRow(header, bad) })
    })
  }
  const all = paths(record.value)
  const step = Math.ceil(all.length / 150)
  return all
    .filter((_, index) => index % step === 0)
    .flatMap((path, index) => [
      deepFreeze({ ...record, value: replaced(record.value, path, junk[index % junk.length]) }),
      deepFreeze({ ...record, value: replaced(record.value, path, undefined) }),
    ])
}

function paths(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  const keys: (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  const inner = value as Record<string | number, unknown>
  return [[], ...keys.flatMap((key) => paths(inner[key]).map((path) => [key, ...path]))]
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by ?? null
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? replaced(one, rest, by) : one))
  const object = value as Record<string, unknown>
  if (rest.length === 0 && by === undefined) {
    const { [key]: _taken, ...others } = object
    return others
  }
  return { ...object, [key]: replaced(object[key], rest, by) }
}

/**
 * Runs the connector over folders of `../shared/corpus`, where that exists: each record of a file that it claims is used, and the first keep the contract.
 * Nothing of the corpus is copied here, and nothing is expected of it but that it is well formed.
 */
export function runCorpus(connector: Connector, folders: readonly string[]): void {
  describe(`${connector.id} over the corpus`, () => {
    for (const folder of folders) {
      const place = join(corpus, folder)
      test.skipIf(!existsSync(place))(
        `uses every record of ${folder}`,
        () => {
          let claimed = 0
          for (const name of readdirSync(place).sort()) {
            const options = { envelopes: connector.envelopes ?? [], file: name, timezone: null }
            const { head, records } = readExport(join(place, name), options)
            if (!connector.looksLike(head)) continue
            claimed += 1
            const rejects = records.flatMap((record) => connector.normalize(record).reject?.detail ?? [])
            expect(rejects, name).toEqual([])
            normalizeAll(connector, records.slice(0, 500))
          }
          expect(claimed, 'files claimed').toBeGreaterThan(0)
        },
        120_000,
      )
    }
  })
}

/** The cases of one connector, in order of name. Throws for an expected file without its export or without a `why`. */
export function readCases(id: string): Case[] {
  const folder = join(here, id, 'cases')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const exports = files.filter((file) => !file.endsWith('.expected.json'))
  const orphans = files.filter(
    (file) => file.endsWith('.expected.json') && !exports.some((e) => expectedOf(e) === file),
  )
  if (orphans.length > 0) throw new Error(`no export beside ${orphans.join(', ')}`)
  return exports.map((path) => {
    const expectedPath = expectedOf(path)
    const twin = exports.find((other) => other !== path && expectedOf(other) === expectedPath)
    if (twin) throw new Error(`two exports share one expected file: ${path}, ${twin}`)
    const expected = JSON.parse(readFileSync(expectedPath, 'utf8')) as Expected
    if (!expected.why) throw new Error(`${expectedPath} does not say why`)
    return { name: relative(folder, path), path, expectedPath, expected }
  })
}

/** Reads an export into what a connector sees, as the ingest does: one array in an envelope, lines, or a CSV table. */
export function readExport(
  path: string,
  options: { envelopes: readonly string[]; file: string; timezone: string | null },
): ReadExport {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  const parsed = parse(path, text, options.envelopes)
  const { format, envelope, keys, page, header } = parsed
  const records = parsed.records.map((one, index): SourceRecord => {
    const common = { no: index + 1, file: options.file, format, envelope, timezone: options.timezone }
    if (header === undefined) return deepFreeze({ ...common, value: one, ...(page ? { page } : {}) })
    return deepFreeze({ ...common, ...csvRow(header, one as string[]) })
  })
  const head: ExportHead = {
    file: options.file,
    format,
    envelope,
    keys,
    header: header ?? [],
    records: records.slice(0, 20).map((record) => record.value),
    text: text.slice(0, 65_536),
  }
  return { head: deepFreeze(head), records }
}

/** Runs the connector over the records and checks the contract; rows come back in the readable form of the expected files. */
function normalizeAll(connector: Connector, records: readonly SourceRecord[]) {
  const rows: Record<string, Record<string, unknown>[]> = Object.fromEntries(rowTables.map((name) => [name, []]))
  const rejects: { no: number; reason: string; detail: string }[] = []
  let used = 0
  for (const record of records) {
    const place = `record ${record.no}`
    const result = connector.normalize(record)
    must(isDeepStrictEqual(connector.normalize(record), result), () => `${place}: the same record gives the same rows`)
    const count = rowTables.reduce((sum, name) => sum + (result[name]?.length ?? 0), 0)
    const { reject } = result
    if (reject) {
      must(count === 0, () => `${place}: a reject has no rows`)
      must(/^[a-z][a-z0-9_]*$/.test(reject.reason), () => `${place}: ${reject.reason} is no class of reasons`)
      must(reject.detail !== '', () => `${place}: the reject has no detail`)
      rejects.push({ no: record.no, ...reject })
      continue
    }
    must(count > 0, () => `${place} gives neither a row nor a reject`)
    for (const one of result.lost ?? []) {
      must(/^[a-z][a-z0-9_]*$/.test(one.reason), () => `${place}: ${one.reason} is no class of reasons`)
      must(one.detail !== '', () => `${place}: a lost part has no detail`)
      rejects.push({ no: record.no, ...one })
    }
    if (!result.lost?.length) used += 1
    for (const name of rowTables) rows[name]!.push(...readable(result, name, record.no))
  }
  return { rows, rejects, used }
}

/** A breach of the contract. Plain, because a run over damaged records checks some hundred thousand values. */
function must(holds: boolean, otherwise: () => string) {
  if (!holds) throw new Error(otherwise())
}

/** Checks each row of a table and writes it as people read it. */
function readable(result: CanonicalRows, name: (typeof rowTables)[number], no: number) {
  const columns: Readonly<Record<string, Column>> = tables[name].columns
  return (result[name] ?? []).map((draft, index) => {
    const row = draft as unknown as Readonly<Record<string, unknown>>
    const place = `record ${no}, ${name}[${index}]`
    for (const column of Object.keys(row))
      must(
        Object.hasOwn(columns, column) && !addedByIngest.has(column),
        () => `${place}.${column} is no column of the connector's`,
      )
    checkRefs(row, place)
    const shown: Record<string, unknown> = { no }
    for (const [column, { type, required }] of Object.entries(columns)) {
      if (addedByIngest.has(column)) continue
      const value = row[column] ?? null
      if (value === null) {
        must(!required, () => `${place}.${column} is required`)
        continue
      }
      checkValue(name, column, type, value, `${place}.${column}`)
      shown[column] =
        type === 'timestamp' ? formatTime(value as number) : type === 'json' ? JSON.parse(value as string) : value
    }
    return shown
  })
}

function checkValue(table: string, column: string, type: Column['type'], value: unknown, place: string) {
  const list = type === 'texts' ? (value as unknown[]) : [value]
  if (type === 'texts') {
    must(Array.isArray(value), () => `${place} is no list`)
    must(list.length > 0, () => `${place}: an empty list is null`)
  }
  const closed = column === 'kind' && table !== 'tasks' ? undefined : words[column]
  for (const item of list) {
    const fault = () => `${place} = ${JSON.stringify(item)}`
    if (type === 'bool') must(typeof item === 'boolean', fault)
    else if (type === 'int' || type === 'timestamp') must(Number.isSafeInteger(item), fault)
    else must(typeof item === 'string', fault)
    if (column === 'resolution_us') must((item as number) > 0, () => `${fault()}: no time is a point`)
    if (closed) must(closed.includes(item as string), () => `${fault()} is none of ${closed.join(', ')}`)
    if (typed.has(column)) must(/^[a-z][a-z0-9-]*:\S/.test(item as string), () => `${fault()} is not typed`)
    if (type !== 'json') must(item !== '', () => `${place}: unknown is null, not empty text`)
  }
}

function checkRefs(row: Readonly<Record<string, unknown>>, place: string) {
  const refs = (row['refs'] ?? []) as string[]
  must(
    ((row['ref_origins'] ?? []) as string[]).length === refs.length,
    () => `${place}: ref_origins is not parallel to refs`,
  )
  must(new Set(refs).size === refs.length, () => `${place}: a reference stands twice`)
  if (typeof row['task'] === 'string') must(!refs.includes(row['task']), () => `${place}: the item refers to itself`)
}

function update(one: Case, found: { rows: Record<string, Record<string, unknown>[]>; rejects: unknown }) {
  const { rows: _rows, rejects: _rejects, ...kept } = one.expected
  writeFileSync(one.expectedPath, `${JSON.stringify({ ...kept, ...found }, null, 2)}\n`)
}

function expectedOf(path: string) {
  return `${path.replace(/\.[^./]+$/, '')}.expected.json`
}

interface Parsed {
  readonly format: ExportFormat
  readonly envelope: string | null
  readonly keys: readonly string[]
  readonly records: readonly unknown[]
  readonly page?: Readonly<Record<string, unknown>>
  readonly header?: readonly string[]
}

function parse(path: string, text: string, envelopes: readonly string[]): Parsed {
  const bare = { envelope: null, keys: [] }
  if (path.endsWith('.csv')) {
    const [header = [], ...records] = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' }).data
    return { ...bare, format: 'csv', header: header.map((name) => name.trim()), records }
  }
  const value = tryJson(text)
  if (value === undefined) {
    const values = lines(text).map(tryJson)
    if (values.includes(undefined)) return { ...bare, format: 'text', records: lines(text) }
    return { ...bare, format: 'json-lines', records: values }
  }
  if (Array.isArray(value)) return { ...bare, format: 'json-array', records: value }
  const outer = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(outer)
  const envelope = envelopes.find((key) => Array.isArray(outer[key])) ?? null
  if (envelope === null) return { format: 'json-object', envelope, keys, records: [value] }
  const { [envelope]: array, ...page } = outer
  return { format: 'json-object', envelope, keys, records: array as unknown[], page }
}

/** One CSV row in the two forms a connector may use: by header (the first of equal ones) and in order. */
function csvRow(header: readonly string[], cells: readonly string[]) {
  const value: Record<string, string> = {}
  header.forEach((name, index) => {
    if (!Object.hasOwn(value, name)) value[name] = cells[index] ?? ''
  })
  return { value, header, cells }
}

/** The value of a JSON text, undefined for any other text. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function lines(text: string) {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

/** Freezes a value to its depth: a connector that changes what it reads throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
