/** Rows of a finished case as exports write them, one by one: none of them is held longer than it takes to write it. */
import { flat } from '../report/json.js'
import { loadSql } from '../sql-file.js'
import type { Parameters, Store } from '../store/store.js'

/** Rows of a file in queries/export, whose column list is the type. One query at a time may be under way. */
export function readRows<T>(store: Store, query: string, parameters?: Parameters): AsyncIterable<T> {
  const rows = store.stream(loadSql(`export/${query}.sql`), parameters)
  return flat(rows as AsyncIterable<unknown> as AsyncIterable<readonly T[]>)
}

/** Events that a long answer is asked for at a time: more of them, and its lists and its order take more memory than all that is written. */
const mostEvents = 25_000

/** The same of a query about a stretch of time (`$from_us`, `$to_us`), stretch by stretch: in the order of the query where that is the order of time. */
export async function* readByTime<T>(store: Store, query: string, most = mostEvents): AsyncIterable<T> {
  const starts: number[] = []
  for await (const { from_us } of readRows<{ from_us: number }>(store, 'time_starts', { most })) starts.push(from_us)
  for (const [i, from_us] of starts.entries())
    yield* readRows<T>(store, query, { from_us, to_us: starts[i + 1] ?? null })
}

/** The same of a query about a range of tasks (`$from_task`, `$to_task`), range by range: in the order of the query where that begins with the task. */
export async function* readByTask<T>(store: Store, query: string, most = mostEvents): AsyncIterable<T> {
  const starts: string[] = []
  for await (const { task } of readRows<{ task: string }>(store, 'task_starts', { most })) starts.push(task)
  for (const [i, from_task] of starts.entries())
    yield* readRows<T>(store, query, { from_task, to_task: starts[i + 1] ?? null })
}
