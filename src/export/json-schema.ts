/** JSON Schema (draft 2020-12, https://json-schema.org/draft/2020-12) from the columns that lists declare: every member is there, null where unknown. */
import type { Column, ColumnType } from '../schema/column.js'

/** A schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>

const types: Readonly<Record<ColumnType, Schema>> = {
  text: { type: 'string' },
  category: { type: 'string' },
  int: { type: 'integer' },
  real: { type: 'number' },
  timestamp: { type: 'string', format: 'date-time' },
  bool: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
  json: { type: 'object' },
}

/** The value of a column; one that need not be there may be null. */
export function ofColumn({ type, required, description }: Column): Schema {
  const { type: name, ...rest } = types[type]
  return { description, type: required ? name : [name, 'null'], ...rest }
}

/** The same of a column whose value is always there in a document: an empty list where the column is null. */
export function known(column: Column): Schema {
  return ofColumn({ ...column, required: true })
}

/** Values of columns, each by its name. */
export function ofColumns(columns: Readonly<Record<string, Column>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, ofColumn(column)]))
}

/** An object with exactly these members. */
export function object(description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return { description, type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

/** A list of such elements. */
export function listOf(description: string, items: Schema): Schema {
  return { description, type: 'array', items }
}

/** One of these words. */
export function oneOf(description: string, words: readonly string[]): Schema {
  return { description, type: 'string', enum: words }
}

/** A document: its name, such as `findings@1`, stands in its member `schema`. */
export function document(name: string, description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:approvenance:${name.replace('@', ':')}`,
    title: `approvenance/${name}`,
    ...object(description, { schema: { description: 'what this is', const: `approvenance/${name}` }, ...properties }),
  }
}
