/** Lists in parts as Arrow: so many rows at a time, for formats that keep columns. */
import { startTable } from '../ingest/build-table.js'
import type { Store } from '../store/store.js'
import { type List, readList } from './list.js'

/** Rows of a part. */
const rowsOfPart = 8192

/** Rows of a list as Arrow IPC streams, one part each; one without rows when there are none, for its columns. */
export async function* partsOf(store: Store, list: List): AsyncIterable<Uint8Array> {
  // A list may bear the name of a canonical table and has other columns; none of them promises a value where the evidence has none after all.
  const columns = Object.entries(list.columns).map(([name, column]) => [name, { ...column, required: false }])
  const table = { name: `list ${list.name}`, grain: list.grain, columns: Object.fromEntries(columns) }
  const start = () => startTable(table, rowsOfPart, [], {}, 'plain')
  let builder = start()
  let parts = 0
  for await (const row of readList(store, list)) {
    builder.add(row, {})
    if (builder.length() < rowsOfPart) continue
    yield builder.build()
    // What was built may still be in use: the next part has memory of its own.
    builder = start()
    parts++
  }
  if (builder.length() > 0 || parts === 0) yield builder.build()
}
