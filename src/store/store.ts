/** The vault door: the only place that opens DuckDB. Knows tables and parameters, not what any column means. */
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBListType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  LIST,
  StatementType,
  VARCHAR,
} from '@duckdb/node-api'

/** Values that may be bound to `$name`. Lists become DuckDB lists of text. */
export type Parameters = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** A row as JavaScript values: timestamps as microseconds since the epoch (number), lists as arrays, null for unknown. */
export type Row = Record<string, unknown>

/** Changes what is read from a store before anybody sees it, and what is asked in the same words back. */
export interface Disguise {
  /** Parameters in the words of the database. */
  asked(parameters: Parameters): Parameters
  /** Rows of a statement in other words; whoever sees them may not see the database's. */
  shown(sql: string, rows: readonly Row[]): Row[]
  /** Whether rows of a statement are told by their order, so that they must be shown all at once. */
  isToldByOrder(sql: string): boolean
}

/** One DuckDB database: a case file, or `:memory:`. All SQL of the tool goes through here, parameters always bound. */
export class Store {
  private disguise: Disguise | null = null

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  /** Opens a database file (made when missing) or `:memory:`. `spill` is where it may put what does not fit in memory; empty: nowhere. */
  static async open(
    file: string,
    options: { spill?: string; memory?: string; threads?: number; readOnly?: boolean } = {},
  ): Promise<Store> {
    const settings: Record<string, string> = {}
    if (options.memory) settings.memory_limit = options.memory
    if (options.threads) settings.threads = String(options.threads)
    if (options.spill !== undefined) settings.temp_directory = options.spill
    if (options.readOnly) settings.access_mode = 'READ_ONLY'
    const instance = await DuckDBInstance.create(file, settings)
    const connection = await instance.connect()
    await connection.run("set global timezone = 'UTC'")
    return new Store(instance, connection)
  }

  /** Runs one statement for its effect. */
  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    const statement = await this.prepare(sql, parameters)
    try {
      await statement.run()
    } catch (cause) {
      throw explain(cause, sql)
    } finally {
      statement.destroySync()
    }
  }

  /** From here on whatever is read is changed by the disguise. */
  wear(disguise: Disguise): void {
    this.disguise = disguise
  }

  /** Rows of one SELECT, as plain JavaScript values. */
  async rows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    const statement = await this.prepare(sql, this.disguise?.asked(parameters) ?? parameters)
    try {
      const result = await statement.run()
      const names = result.deduplicatedColumnNames()
      const rows: Row[] = []
      for (const chunk of await result.fetchAllChunks()) for (const row of plainRows(chunk, names)) rows.push(row)
      return this.disguise?.shown(sql, rows) ?? rows
    } catch (cause) {
      throw explain(cause, sql)
    } finally {
      statement.destroySync()
    }
  }

  /** Rows of one SELECT whose column, named by us, has one of the values; in no order. */
  async rowsWith(select: string, column: string, values: readonly string[]): Promise<Row[]> {
    return this.rows(`select * from (\n${select}\n) where list_contains($values, ${identifier(column)})`, { values })
  }

  /** The same rows, for results of very many: see `stream`. */
  async manyRows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    const all: Row[] = []
    for await (const rows of this.portions(sql, parameters)) for (const row of rows) all.push(row)
    return this.disguise?.shown(sql, all) ?? all
  }

  /** Rows of one SELECT in portions, for results that should not be in memory at once. */
  async *stream(sql: string, parameters: Parameters = {}): AsyncIterable<Row[]> {
    if (this.disguise?.isToldByOrder(sql)) return yield await this.manyRows(sql, parameters)
    for await (const rows of this.portions(sql, parameters)) yield this.disguise?.shown(sql, rows) ?? rows
  }

  /**
   * Rows as the database has them, in portions. Each crosses over as one JSON text instead of a value at a time, which is most of what reading costs;
   * what JSON has no exact form for crosses as values.
   */
  private async *portions(sql: string, parameters: Parameters): AsyncIterable<Row[]> {
    const asked = this.disguise?.asked(parameters) ?? parameters
    const statement = await this.prepare(sql, asked)
    const names = Array.from({ length: statement.columnCount }, (_, i) => statement.columnName(i))
    const forms = names.map((name, i) => jsonForm(identifier(name), statement.columnType(i)))
    statement.destroySync()
    let done = 0
    if (new Set(names).size === names.length && !forms.includes(null))
      try {
        const packed = `select json_array(${forms.join(', ')})::varchar from (\n${sql}\n)`
        for await (const [chunk] of this.chunks(packed, asked)) {
          const rows = rowsOfJson(`[${chunk.getColumnValues(0).join(',')}]`, names)
          yield rows
          done += rows.length
        }
        return
      } catch (cause) {
        // a number that JSON does not know, such as infinity: what is left crosses as values
        if (!(cause instanceof SyntaxError)) throw cause
      }
    for await (const [chunk, distinct] of this.chunks(sql, asked)) {
      const skipped = Math.min(done, chunk.rowCount)
      done -= skipped
      if (skipped < chunk.rowCount) yield plainRows(chunk, distinct).slice(skipped)
    }
  }

  private async *chunks(
    sql: string,
    parameters: Parameters,
  ): AsyncIterable<readonly [chunk: DuckDBDataChunk, names: readonly string[]]> {
    const statement = await this.prepare(sql, parameters)
    try {
      const result = await statement.stream()
      const names = result.deduplicatedColumnNames()
      for (;;) {
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) return
        yield [chunk, names]
      }
    } catch (cause) {
      throw explain(cause, sql)
    } finally {
      statement.destroySync()
    }
  }

  /** Opens another database file beside this one; its tables are then `name.table`. Read-only unless it is to be written to. */
  async attach(file: string, name: string, options: { readonly isWritable?: boolean } = {}): Promise<void> {
    const path = `'${file.replaceAll("'", "''")}'`
    await this.run(`attach ${path} as ${identifier(name)}${options.isWritable ? '' : ' (read_only)'}`)
  }

  /**
   * Answers a question of anybody's: at most so many rows and characters, with the columns and their DuckDB types, and whether there are more. It has a
   * connection of its own, so nothing that it leaves behind outlives it. Throws when it is no question, when `seconds` are over, and when `gone` says
   * that nobody waits for it any more.
   */
  async ask(
    sql: string,
    most: { readonly rows: number; readonly characters: number },
    seconds: number,
    gone?: AbortSignal,
  ): Promise<{ columns: { name: string; type: string }[]; rows: Row[]; isMore: boolean }> {
    const connection = await this.instance.connect()
    let why: string | null = null
    const stop = (reason: string) => {
      why = reason
      connection.interrupt()
    }
    const leave = () => stop('it was stopped: nobody waits for it any more')
    const timer = setTimeout(() => stop(`it was stopped: no answer within ${seconds} s`), seconds * 1000)
    gone?.addEventListener('abort', leave)
    try {
      if (gone?.aborted) throw new Error('it was not asked: nobody waits for it any more')
      const statement = await connection.prepare(sql)
      if (!questions.includes(statement.statementType)) throw new Error('this is no question')
      const result = await statement.stream()
      const names = result.deduplicatedColumnNames()
      const types = result.columnTypes()
      const columns = names.map((name, i) => ({ name, type: String(types[i]) }))
      const rows: Row[] = []
      let characters = 0
      for (;;) {
        // an interruption that comes between two portions stops nothing
        if (why !== null) throw new Error(why)
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) break
        for (let at = 0; at < chunk.rowCount; at++) {
          if (rows.length === most.rows || characters > most.characters) return { columns, rows, isMore: true }
          const values = chunk.getRowValues(at)
          const row = plainRow(Object.fromEntries(names.map((name, i) => [name, values[i]])))
          rows.push(row)
          for (const value of Object.values(row))
            characters += typeof value === 'string' ? value.length : typeof value === 'object' ? jsonLength(value) : 8
        }
      }
      return { columns, rows, isMore: false }
    } catch (cause) {
      throw explain(why === null ? cause : new Error(why), sql)
    } finally {
      clearTimeout(timer)
      gone?.removeEventListener('abort', leave)
      connection.closeSync()
    }
  }

  /** Materialises a SELECT as a table, replacing one of that name. */
  async createTable(name: string, select: string, parameters: Parameters = {}): Promise<void> {
    await this.run(`create or replace table ${identifier(name)} as (\n${select}\n)`, parameters)
  }

  /** Materialises a SELECT until the store is closed: not compressed and not kept, which more than halves what writing costs. */
  async createTemporary(name: string, select: string, parameters: Parameters = {}): Promise<void> {
    await this.run(`create or replace temporary table ${identifier(name)} as (\n${select}\n)`, parameters)
  }

  /** Drops a table. */
  async drop(name: string): Promise<void> {
    await this.run(`drop table ${identifier(name)}`)
  }

  /** Shows columns of Parquet files as a view, until the store is closed. A view takes no parameters, so the names are quoted as text. */
  async createFileView(name: string, columns: readonly string[], files: readonly string[]): Promise<void> {
    const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')
    await this.run(
      `create or replace temporary view ${identifier(name)} as select ${columns.join(', ')} from read_parquet([${list}])`,
    )
  }

  /**
   * Makes a small table from plain rows (configuration, reference data), replacing one of that name.
   * `columns` gives each column its DuckDB type; timestamps are passed as ISO text; rows keep their order. A `temporary` one is gone when the store is
   * closed, and can be made in a database that is open for reading only.
   */
  async createTableFromRows(
    name: string,
    columns: Readonly<Record<string, string | readonly [string]>>,
    rows: readonly Readonly<Record<string, unknown>>[],
    kept: 'kept' | 'temporary' = 'kept',
  ): Promise<void> {
    const structure = JSON.stringify([columns])
    const list = Object.keys(columns).map((column) => `row.${identifier(column)} as ${identifier(column)}`)
    const select = `select ${list.join(', ')} from (select unnest(from_json($rows, $structure)) as row)`
    const values = { rows: JSON.stringify(rows), structure }
    if (kept === 'kept') await this.createTable(name, select, values)
    else await this.createTemporary(name, select, values)
  }

  /** Runs a file of several statements without parameters (macros). */
  async script(sql: string): Promise<void> {
    const statements = await this.connection.extractStatements(sql)
    for (let i = 0; i < statements.count; i++) {
      const statement = await statements.prepare(i)
      await statement.run()
      statement.destroySync()
    }
  }

  /** From here on SQL can reach no file and no network; cannot be undone while the database is open. */
  async lock(): Promise<void> {
    await this.run('set enable_external_access = false')
    await this.run('set lock_configuration = true')
  }

  /** Names of the tables there are, in order. */
  async tables(): Promise<string[]> {
    const rows = await this.rows(
      "select table_name from duckdb_tables() where schema_name = 'main' order by table_name",
    )
    return rows.map((row) => String(row.table_name))
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }

  private async prepare(sql: string, parameters: Parameters) {
    try {
      const statement = await this.connection.prepare(sql)
      for (let i = 1; i <= statement.parameterCount; i++) {
        const name = statement.parameterName(i)
        const value = parameters[name]
        if (value === undefined) throw new Error(`no value for parameter $${name}`)
        bind(statement, i, value)
      }
      return statement
    } catch (cause) {
      throw explain(cause, sql)
    }
  }
}

/** Names in SQL come from our own file names only; quoted all the same. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Statements that only ask. SHOW, DESCRIBE and SUMMARIZE are SELECTs to DuckDB. */
const questions: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN]

type Prepared = Awaited<ReturnType<DuckDBConnection['prepare']>>

function bind(statement: Prepared, index: number, value: Parameters[string]) {
  if (value === null) statement.bindNull(index)
  else if (typeof value === 'boolean') statement.bindBoolean(index, value)
  else if (typeof value === 'number') {
    if (Number.isInteger(value)) statement.bindBigInt(index, BigInt(value))
    else statement.bindDouble(index, value)
  } else if (typeof value === 'string') statement.bindVarchar(index, value)
  else statement.bindList(index, [...value], LIST(VARCHAR))
}

/** What a list may hold that crosses over as JSON. */
const listed: readonly DuckDBTypeId[] = [DuckDBTypeId.VARCHAR, DuckDBTypeId.DOUBLE]

/** A column as JSON holds it without loss, times as microseconds; null where there is no such form. */
function jsonForm(column: string, type: DuckDBType): string | null {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      // an alias of text such as JSON would be taken apart
      return type.alias === undefined ? column : `${column}::varchar`
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
      return column
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `epoch_us(${column})`
    case DuckDBTypeId.DOUBLE:
      return column
    case DuckDBTypeId.DECIMAL:
      // as a value it is a double as well
      return `${column}::double`
    case DuckDBTypeId.LIST:
      return listed.includes((type as DuckDBListType).valueType.typeId) ? column : null
    default:
      return null
  }
}

function rowsOfJson(text: string, names: readonly string[]): Row[] {
  return (JSON.parse(text) as unknown[][]).map((values) => {
    const row: Row = {}
    for (let i = 0; i < names.length; i++) row[names[i]!] = values[i]
    return row
  })
}

/** Rows of a chunk, made column by column: half the cost of making each row twice. */
function plainRows(chunk: DuckDBDataChunk, names: readonly string[]): Row[] {
  const rows: Row[] = Array.from({ length: chunk.rowCount }, () => ({}))
  for (const [column, name] of names.entries()) {
    const values = chunk.getColumnValues(column)
    for (const [i, row] of rows.entries()) row[name] = plainValue(values[i] ?? null)
  }
  return rows
}

function jsonLength(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0
}

function plainRow(row: Record<string, DuckDBValue | undefined>): Row {
  const plain: Row = {}
  for (const name in row) plain[name] = plainValue(row[name] ?? null)
  return plain
}

function plainValue(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return Number(value)
  if ('micros' in value && typeof value.micros === 'bigint') return Number(value.micros)
  if ('items' in value && Array.isArray(value.items)) return value.items.map((item) => plainValue(item as DuckDBValue))
  if ('entries' in value && typeof value.entries === 'object')
    return Object.fromEntries(
      Object.entries(value.entries as Record<string, DuckDBValue>).map(([key, item]) => [key, plainValue(item)]),
    )
  if ('toDouble' in value && typeof value.toDouble === 'function') return value.toDouble()
  return String(value)
}

/** DuckDB's errors carry no place; the first lines of the statement are the place. */
function explain(cause: unknown, sql: string): Error {
  const message = cause instanceof Error ? cause.message : String(cause)
  const head = sql.trim().split('\n').slice(0, 2).join(' ').slice(0, 160)
  return new Error(`${message}\n  in: ${head}`, { cause })
}
