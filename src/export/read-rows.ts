/** Rows of a finished case as exports write them, one by one: none of them is held longer than it takes to write it. */
import { flat } from '../report/json.js'
import { loadSql } from '../sql-file.js'
import type { Store } from '../store/store.js'

/** Rows of a file in queries/export, whose column list is the type. One query at a time may be under way. */
export function readRows<T>(store: Store, query: string): AsyncIterable<T> {
  return flat(store.stream(loadSql(`export/${query}.sql`)) as AsyncIterable<unknown> as AsyncIterable<readonly T[]>)
}
