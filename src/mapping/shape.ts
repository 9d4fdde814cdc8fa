/** What a mapping file may say: its keys and their forms. What they mean together is checked where they are compiled. */
import { z } from 'zod'
import type { Column } from '../schema/column.js'
import { tables } from '../schema/index.js'
import { refOrigins, stages, systemClasses } from '../schema/words.js'

/** The tables that a mapping can fill. */
export const mappedTables = ['events', 'tasks', 'identities', 'entitlements'] as const
export type MappedTable = (typeof mappedTables)[number]

/** Columns that nobody maps: ingest adds them, or they follow from others (`resolution_us` from the time, `ref_origins` from the references). */
const derived = new Set(['event_id', 'source_id', 'record_no', 'connector', 'resolution_us', 'ref_origins'])

/** The columns of a table that a mapping can fill, in the order of the table. */
export function mappedColumns(table: MappedTable): readonly (readonly [string, Column])[] {
  return Object.entries(tables[table].columns as Readonly<Record<string, Column>>).filter(
    ([name]) => !derived.has(name),
  )
}

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'expected text, a number or true/false' })
const words = z.array(z.string().min(1))

/** What a field has to be: a text, one of several, `/a pattern/`, `"*"` for anything, null for nothing. */
const test = z.union([scalar, z.null(), z.array(scalar)], { error: 'expected a value, a list of values, or null' })
const allOf = z.record(z.string().min(1), test)
const when = z.union([allOf, z.array(allOf)], { error: 'expected fields and what they have to be' })

/** The long form of a value. */
export interface LongValue {
  readonly is: Value
  readonly match?: string | undefined
  readonly to?: string | undefined
  readonly values?: Readonly<Record<string, string | number | boolean | null>> | undefined
  readonly lower?: boolean | undefined
  readonly when?: When | undefined
  readonly unless?: When | undefined
}

/** A template, alternatives, or the long form. */
export type Value = string | number | boolean | readonly Value[] | LongValue
export type When = z.output<typeof when>
export type Test = z.output<typeof test>

const value: z.ZodType<Value> = z.lazy(() =>
  z.union(
    [
      scalar,
      z.array(value),
      z.strictObject({
        is: value,
        match: z.string().min(1).optional(),
        to: z.string().min(1).optional(),
        values: z.record(z.string(), z.union([scalar, z.null()])).optional(),
        lower: z.boolean().optional(),
        when: when.optional(),
        unless: when.optional(),
      }),
    ],
    {
      error:
        'expected a text such as "{column}", a list of them, or a map with `is`; a text that begins with { needs quotes',
    },
  ),
)

const find = z.strictObject({ find: value, origin: z.enum(refOrigins).optional() })
const reference = z.union([find, value])
const references = z.union([find, z.array(reference), value])

const format = z.string().min(1)
const timing = {
  format: z.union([format, z.array(format)]).optional(),
  zone: z.string().min(1).optional(),
  order: z.enum(['day-first', 'month-first']).optional(),
  year: z.int().min(1970).max(9999).optional(),
}
const moment = z.union([scalar, z.array(scalar), z.strictObject({ is: value, ...timing })], {
  error:
    'expected a text such as "{column}", or a map with `is`, `format`, `zone`; a text that begins with { needs quotes',
})
const attributes = z.union([z.literal('rest'), z.record(z.string().min(1), value)], {
  error: 'expected `rest`, or names with their values',
})

function shapeOf(name: string, { type }: Column): z.ZodType {
  if (type === 'timestamp') return moment
  if (type === 'json') return attributes
  return name === 'refs' ? references : value
}

function columnsOf(table: MappedTable) {
  return Object.fromEntries(mappedColumns(table).map(([name, column]) => [name, shapeOf(name, column).optional()]))
}

function rowsOf(table: MappedTable) {
  const columns = columnsOf(table)
  const row = z.strictObject({
    each: z.string().min(1).optional(),
    when: when.optional(),
    unless: when.optional(),
    cases: z.array(z.strictObject({ when: when.optional(), unless: when.optional(), ...columns })).optional(),
    ...columns,
  })
  return z.union([row, z.array(row).min(1)], { error: 'expected columns, or a list of rows' }).optional()
}

/** The form of a mapping file. */
export const mappingShape = z.strictObject({
  mapping: z
    .string()
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'expected a name in lower case such as tailscale-audit: it is the id of the connector',
    ),
  title: z.string().min(1),
  system: z.enum(systemClasses),
  holds: z.array(z.enum(stages)).optional(),
  never_logs: words.optional(),
  lag_seconds: z.number().min(0).optional(),
  export_name: z.string().min(1).optional(),
  instead_of: words.optional(),
  read: z
    .strictObject({
      records: z.string().min(1).optional(),
      element: z.string().min(1).optional(),
      line: z.string().min(1).optional(),
      pairs: z.boolean().optional(),
    })
    .optional(),
  claims: z.strictObject({
    format: z.enum(['json', 'csv', 'xml', 'text']).optional(),
    file: z.string().min(1).optional(),
    header: words.optional(),
    keys: words.optional(),
    where: when.optional(),
    text: z.string().min(1).optional(),
  }),
  time: z.strictObject(timing).optional(),
  events: rowsOf('events'),
  tasks: rowsOf('tasks'),
  identities: rowsOf('identities'),
  entitlements: rowsOf('entitlements'),
})

/** A mapping as its file gives it. */
export type Mapping = z.output<typeof mappingShape>

/** How times are written, for one column or for all of them. */
export type Timing = NonNullable<Mapping['time']>

/** The rows of a table as the file gives them: columns by name beside `each`, `when`, `unless` and `cases`. */
export interface RowShape {
  readonly each?: string | undefined
  readonly when?: When | undefined
  readonly unless?: When | undefined
  readonly cases?: readonly CaseShape[] | undefined
  readonly [column: string]: unknown
}

/** Columns that hold where a condition does. */
export interface CaseShape {
  readonly when?: When | undefined
  readonly unless?: When | undefined
  readonly [column: string]: unknown
}
