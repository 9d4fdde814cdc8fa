/** Every list of a case as Parquet, one file each. */
import type { Store } from '../store/store.js'
import type { FolderFormat } from './format.js'
import type { List } from './list.js'
import { lists } from './lists/index.js'
import { partsOf } from './parts.js'

/** The lists as Parquet files. */
export const parquet: FolderFormat = {
  id: 'parquet',
  what: 'every list as Parquet, for DuckDB, Spark, pandas',
  extension: '.parquet',
  needs: 'findings',
  into: 'folder',
  documents: lists.map((list) => ({ name: `${list.name}.parquet`, write: ({ store }) => render(list, store) })),
}

/** Rows that are compressed together. */
const rowsOfGroup = 16_384

async function* render(list: List, store: Store): AsyncIterable<Uint8Array> {
  // Loaded here: other commands need it in their workers only.
  const { Compression, Table, transformParquetStream, WriterPropertiesBuilder } = await import('parquet-wasm')
  const properties = new WriterPropertiesBuilder()
    .setCreatedBy('approvenance')
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(rowsOfGroup)
    .build()
  const parts = partsOf(store, list)[Symbol.asyncIterator]()
  const batches = new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) return controller.close()
      for (const batch of Table.fromIPCStream(value).recordBatches()) controller.enqueue(batch)
    },
  })
  yield* await transformParquetStream(batches, properties)
}
