/** The rows of a mapping, made into functions of a record: canonical columns, filled and checked. */
import { asFields, attributesOf, brief, compact, type Fields } from '../read-fields.js'
import { fieldReference, findReferences, type Reference, referenceColumns } from '../references.js'
import type { Column } from '../schema/column.js'
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
  type RefOrigin,
  stages,
  taskKinds,
} from '../schema/words.js'
import type { Moment } from '../time.js'
import { compileMoment } from './moment.js'
import { type CaseShape, type MappedTable, mappedColumns, type RowShape, type Timing, type Value } from './shape.js'
import { compilePlace, type Scope } from './template.js'
import { compileCondition, compileValue, inside, mistake, type Reader, type Site } from './value.js'

/** What a row becomes of a record: columns by name; or why it becomes nothing. */
export type MappedRow = Readonly<Record<string, unknown>> | { readonly reject: { reason: string; detail: string } }

/** A row of a mapping as a function of a record. */
export interface RowReader {
  readonly table: MappedTable
  /** The rows of a record; several where a row is made for each element of a list, none where it does not apply. */
  readonly read: (scope: Scope, zone: string | null) => readonly MappedRow[]
  /** Texts of the mapping itself that a column may get. */
  readonly constants: (column: string) => readonly string[]
  /** Beginnings of the texts a column may get. */
  readonly leads: (column: string) => readonly string[]
}

/** Words that a column may hold, where the list is closed. */
const closedWords: Readonly<Record<string, readonly string[]>> = {
  stage: stages,
  activity: activities,
  outcome: outcomes,
  decision: decisions,
  approval_state: approvalStates,
  actor_kind_hint: actorKinds,
  kind_hint: actorKinds,
  change_class: changeClasses,
  credential_class: credentialClasses,
  used_class: credentialClasses,
  kind: taskKinds,
  change: changes,
  basis: bases,
}

/** Columns that hold typed aliases or typed keys. */
const typedColumns = new Set(
  (
    'actor on_behalf_of task parent refs requester requested_for opened_by assignee alias same_as owner manager session credential ' +
    'issued_credential'
  ).split(' '),
)

/** What a required column holds when a mapping does not say. */
const defaults: Readonly<Record<MappedTable, Readonly<Record<string, string | boolean>>>> = {
  events: { stage: 'context', activity: 'other', outcome: 'unknown', is_write: false },
  tasks: { kind: 'ticket', has_history: false },
  identities: { basis: 'observed' },
  entitlements: {},
}

/** The column whose time a row stands for; rows of the other tables stand for all of theirs. */
const mainTime: Readonly<Partial<Record<MappedTable, string>>> = { events: 'occurred_at', entitlements: 'as_of' }

/** Columns that follow from others. */
const derivedColumns: Readonly<Record<MappedTable, Readonly<Record<string, null>>>> = {
  events: { resolution_us: null, ref_origins: null },
  tasks: { resolution_us: null, ref_origins: null },
  identities: {},
  entitlements: {},
}

/** Fills one column of a draft. */
type Fill = (draft: Draft, scope: Scope, zone: string | null) => void

interface Draft {
  readonly columns: Record<string, unknown>
  /** Times that could not be read, with the reason. */
  problems: readonly { readonly column: string; readonly why: string }[]
  /** Width of the time that the row stands for, microseconds; of the widest where it stands for several. */
  resolution: number
}

const noProblems: Draft['problems'] = []

interface Columns {
  readonly fill: readonly Fill[]
  readonly readers: ReadonlyMap<string, Reader>
}

/** Compiles a row. `directory` is what `identities.directory` is when the mapping does not say. */
export function compileRow(
  table: MappedTable,
  shape: RowShape,
  timing: Timing,
  directory: string,
  site: Site,
): RowReader {
  const columns = mappedColumns(table)
  const base = compileColumns(table, columns, shape, timing, site, takenBy(shape))
  const cases = (shape.cases ?? []).map((one, i) => {
    const at = inside(site, 'cases', i)
    return {
      applies: compileCondition(one.when, one.unless, at),
      ...compileColumns(table, columns, one, timing, at, takenBy(shape)),
    }
  })
  const applies = compileCondition(shape.when, shape.unless, site)
  const each = shape.each === undefined ? null : compilePlace(shape.each)
  const preset: Readonly<Record<string, string | boolean>> = {
    ...defaults[table],
    ...(table === 'identities' && { directory }),
  }
  // All columns from the start: rows of one shape are several times faster to fill than rows that grow.
  const blank = { ...Object.fromEntries(columns.map(([name]) => [name, null])), ...derivedColumns[table], ...preset }
  const required = columns.filter(([, column]) => column.required).map(([name]) => name)
  for (const name of required) {
    const isGiven = name in preset || [base, ...cases].some(({ readers }) => readers.has(name))
    if (!isGiven) mistake(site, `a row of ${table} needs \`${name}\``)
  }

  function one(scope: Scope, zone: string | null): MappedRow {
    const draft: Draft = { columns: { ...blank }, problems: noProblems, resolution: 1 }
    for (const fill of base.fill) fill(draft, scope, zone)
    const chosen = cases.find((choice) => choice.applies?.(scope) ?? true)
    for (const fill of chosen?.fill ?? []) fill(draft, scope, zone)
    return finish(table, draft, required)
  }

  const all = [base, ...cases].map(({ readers }) => readers)
  return {
    table,
    read: (scope, zone) => {
      const scopes =
        each === null
          ? [scope]
          : [each.read(scope)].flat().flatMap((item) => (item == null ? [] : [{ ...scope, item }]))
      return scopes.filter((at) => applies?.(at) ?? true).map((at) => one(at, zone))
    },
    constants: (column) => [
      ...all.flatMap((readers) => readers.get(column)?.constants ?? []),
      ...(base.readers.has(column) ? [] : words(preset[column])),
    ],
    leads: (column) => all.flatMap((readers) => readers.get(column)?.leads ?? []),
  }
}

function words(value: string | boolean | undefined) {
  return typeof value === 'string' ? [value] : []
}

/** A draft to a row: what is required is there, references do not name the item itself, and the resolution follows from the times. */
function finish(table: MappedTable, { columns, problems, resolution }: Draft, required: readonly string[]): MappedRow {
  const missing = required.find((name) => columns[name] === undefined || columns[name] === null)
  if (missing !== undefined) {
    const problem = problems.find(({ column }) => column === missing)
    return problem === undefined
      ? { reject: { reason: 'missing_field', detail: missingDetail(table, missing) } }
      : { reject: { reason: 'bad_time', detail: `${table}.${missing}: ${problem.why}` } }
  }
  if (Array.isArray(columns.refs)) {
    const references = (columns.refs as Reference[]).filter(({ ref }) => ref !== columns.task)
    Object.assign(columns, referenceColumns(references))
  }
  if ('resolution_us' in columns) columns.resolution_us = resolution
  return columns
}

function missingDetail(table: MappedTable, column: string) {
  const what = column === mainTime[table] ? 'no time' : 'nothing'
  return `${table}.${column}: ${what} stands where the mapping looks`
}

function compileColumns(
  table: MappedTable,
  columns: readonly (readonly [string, Column])[],
  shape: CaseShape,
  timing: Timing,
  site: Site,
  taken: ReadonlySet<string>,
): Columns {
  const readers = new Map<string, Reader>()
  const fill: Fill[] = []
  const main = mainTime[table]
  const isMain = (name: string) => main === undefined || name === main
  for (const [name, { type }] of columns) {
    const given = shape[name]
    if (given === undefined) continue
    const at = inside(site, name)
    if (type === 'json') {
      readers.set(name, nothing)
      fill.push(fillAttributes(name, given as 'rest' | Readonly<Record<string, Value>>, taken, at))
      continue
    }
    if (name === 'refs') {
      const references = compileReferences(given, at)
      fill.push(({ columns: row }, scope) => {
        row[name] = references(scope)
      })
      continue
    }
    const isLong = type === 'timestamp' && typeof given === 'object' && given !== null && 'is' in given
    const { is, ...own } = isLong ? (given as Timing & { is: Value }) : { is: given as Value }
    const reader = compileValue(is, isLong ? inside(at, 'is') : at, type === 'texts')
    readers.set(name, reader)
    if (type === 'timestamp') fill.push(fillTime(name, isMain(name), reader, own, timing, at))
    else {
      checkTexts(name, reader, at)
      fill.push(type === 'bool' ? fillTruth(name, reader, at) : fillText(name, reader, type === 'texts'))
    }
  }
  return { fill, readers }
}

const nothing: Reader = { read: () => [], constants: [], leads: [] }

function fillText(name: string, { read }: Reader, isList: boolean): Fill {
  const isTyped = typedColumns.has(name)
  return ({ columns }, scope) => {
    const texts = read(scope)
    if (texts.length === 0) return
    if (isList) columns[name] = [...new Set(texts)]
    else columns[name] = texts.length === 1 || isTyped ? texts[0] : texts.join(', ')
  }
}

function fillTruth(name: string, { read, constants, leads }: Reader, site: Site): Fill {
  if (leads.length > 0 || constants.some((text) => text !== 'true' && text !== 'false'))
    mistake(site, 'expected true or false; `values` turns what the record says into them')
  return ({ columns }, scope) => {
    const [text] = read(scope)
    if (text !== undefined) columns[name] = text === 'true'
  }
}

function fillTime(
  name: string,
  isMain: boolean,
  { read, constants }: Reader,
  own: Timing,
  timing: Timing,
  site: Site,
): Fill {
  const moment = compileMoment(own, timing, site)
  for (const text of constants) if (moment(text, null) === null) mistake(site, `no time: ${text}`)
  return (draft, scope, zone) => {
    const texts = read(scope)
    if (texts.length === 0) return
    let found: Moment | null = null
    for (const text of texts) {
      found = moment(text, zone)
      if (found !== null) break
    }
    if (found === null) {
      const hasNoZone = zone === null && moment(texts[0]!, 'UTC') !== null
      const why = hasNoZone ? 'its zone is neither written nor declared: `zone` says it' : 'not as `format` says'
      draft.problems = [...draft.problems, { column: name, why: `no time: ${brief(texts[0])}; ${why}` }]
    } else {
      draft.columns[name] = found.at
      if (isMain) draft.resolution = Math.max(draft.resolution, found.resolution)
    }
  }
}

function fillAttributes(
  name: string,
  given: 'rest' | Readonly<Record<string, Value>>,
  taken: ReadonlySet<string>,
  site: Site,
): Fill {
  if (given === 'rest') {
    const opened = new Set([...taken].flatMap(pathsAbove))
    return ({ columns }, { record }) => {
      columns[name] = attributesOf(restOf(record, taken, opened))
    }
  }
  const readers = Object.entries(given).map(([key, value]) => ({
    key,
    ...compileValue(value, inside(site, key), false),
  }))
  return ({ columns }, scope) => {
    const entries = readers.map(({ key, read }) => [key, single(read(scope))] as const)
    columns[name] = attributesOf(Object.fromEntries(entries))
  }
}

function single(texts: readonly string[]) {
  return texts.length > 1 ? texts : texts[0]
}

/** `find` looks for references in a text; every other value is one, typed by the mapping. */
function compileReferences(given: unknown, site: Site): (scope: Scope) => Reference[] {
  const readers = [given].flat().map((one, i) => {
    const at = Array.isArray(given) ? inside(site, i) : site
    if (typeof one === 'object' && one !== null && 'find' in one) {
      const { find, origin = 'text' } = one as { find: Value; origin?: RefOrigin }
      const { read } = compileValue(find, inside(at, 'find'), true)
      const look = origin === 'field' ? fieldReference : findReferences
      return (scope: Scope) => read(scope).flatMap((text) => look(text, origin))
    }
    const reader = compileValue(one as Value, at, true)
    checkTexts('refs', reader, at)
    return (scope: Scope) => reader.read(scope).map((ref): Reference => ({ ref, origin: 'field' }))
  })
  return (scope) => readers.flatMap((read) => read(scope))
}

/** What a column may hold, as far as the mapping itself can be held to it. */
function checkTexts(column: string, { constants, leads }: Reader, site: Site) {
  const allowed = closedWords[column] ?? []
  if (allowed.length > 0) {
    const wrong = constants.find((text) => !allowed.includes(text))
    if (wrong !== undefined) mistake(site, `unknown ${column}: ${wrong}; expected one of ${allowed.join(', ')}`)
    else if (leads.length > 0)
      mistake(site, `expected one of ${allowed.join(', ')}; \`values\` turns what the record says into them`)
  }
  if (!typedColumns.has(column)) return
  const untyped = [...constants, ...leads].find((text) => !/^[a-z][a-z0-9-]*:/.test(text))
  if (untyped !== undefined)
    mistake(
      site,
      `expected a typed ${column === 'refs' ? 'reference such as "ticket:{key}"' : 'name such as "email:{user}"'}, found ${JSON.stringify(untyped)}`,
    )
}

/** Paths of the values that a row takes over, and as names with dots in them: what is not among them is the rest. */
function takenBy(shape: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof shape === 'string') {
    for (const [, text] of shape.matchAll(/\{([^{}]+)\}/g)) {
      const { members } = compilePlace(text!)
      if (members !== null) found.add(members.join('.'))
    }
  } else if (Array.isArray(shape)) for (const one of shape) takenBy(one, found)
  else if (typeof shape === 'object' && shape !== null) for (const one of Object.values(shape)) takenBy(one, found)
  return found
}

/** `a.b.c` lies in `a` and in `a.b`. */
function pathsAbove(path: string): string[] {
  const names = path.split('.')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('.'))
}

/** The fields that are not taken; of an object in which some are, the others. */
function restOf(fields: Fields, taken: ReadonlySet<string>, opened: ReadonlySet<string>, above = ''): Fields {
  const rest: [string, unknown][] = []
  for (const [name, value] of Object.entries(fields)) {
    const path = above === '' ? name : `${above}.${name}`
    if (taken.has(path)) continue
    const inner = asFields(value)
    rest.push([name, inner !== null && opened.has(path) ? compact(restOf(inner, taken, opened, path)) : value])
  }
  return Object.fromEntries(rest)
}
