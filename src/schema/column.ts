/** The vocabulary of columns: one declaration gives the Arrow type, the DuckDB type, the TypeScript type and the documentation. */

/**
 * What a column can hold.
 * `text` UTF-8 · `category` text with few distinct values (dictionary-encoded) · `int` whole number up to 2^53 ·
 * `real` number with a fraction, 64 bits · `timestamp` microseconds since 1970-01-01T00:00:00Z, UTC · `bool` · `texts` list of text · `json` JSON text.
 */
export type ColumnType = 'text' | 'category' | 'int' | 'real' | 'timestamp' | 'bool' | 'texts' | 'json'

/** One column of a canonical table, written once. */
export interface Column {
  readonly type: ColumnType
  readonly required: boolean
  readonly description: string
}

/** A required column: every row has a value. */
export function required<T extends ColumnType>(type: T, description: string) {
  return { type, required: true, description } as const
}

/** An optional column: null means unknown, never "no". */
export function optional<T extends ColumnType>(type: T, description: string) {
  return { type, required: false, description } as const
}

/** A canonical table: its name, what one row is, and its columns in order. */
export interface Table {
  readonly name: string
  readonly grain: string
  readonly columns: Readonly<Record<string, Column>>
}

interface TypeOf {
  text: string
  category: string
  int: number
  real: number
  timestamp: number
  bool: boolean
  texts: readonly string[]
  json: string
}

/** The row type that a table's columns describe. Timestamps are microseconds since the epoch, UTC, as a number. */
export type RowOf<C extends Readonly<Record<string, Column>>> = {
  -readonly [K in keyof C as C[K]['required'] extends true ? K : never]: TypeOf[C[K]['type']]
} & {
  -readonly [K in keyof C as C[K]['required'] extends true ? never : K]?: TypeOf[C[K]['type']] | null | undefined
}

/** DuckDB's type for each column type. */
export const duckdbType: Readonly<Record<ColumnType, string>> = {
  text: 'varchar',
  category: 'varchar',
  int: 'bigint',
  real: 'double',
  timestamp: 'timestamp with time zone',
  bool: 'boolean',
  texts: 'varchar[]',
  json: 'varchar',
}
