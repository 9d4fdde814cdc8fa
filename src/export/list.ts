/** What a list of a case is: rows of one query with columns that are declared once, for every tabular format, for JSON schemas and for docs. */
import { flat } from '../report/json.js'
import type { Table } from '../schema/column.js'
import { loadSql } from '../sql-file.js'
import type { Parameters, Row, Store } from '../store/store.js'

/** A list: its columns are the columns of its query, in their order. */
export interface List extends Table {
  /** File below queries, without its ending. */
  readonly query: string
  readonly parameters?: Parameters
}

/** Rows of a list, one by one in the order of its query. Times are microseconds since 1970, UTC. */
export function readList(store: Store, { query, parameters }: List): AsyncIterable<Row> {
  return flat(store.stream(loadSql(`${query}.sql`), parameters))
}
