/** Arrow to Parquet: the evidence store that DuckDB, Spark, pandas and the like can read. */
import { closeSync, openSync, writeSync } from 'node:fs'
import {
  Compression,
  EnabledStatistics,
  writeParquet as encode,
  Table,
  WriterPropertiesBuilder,
  WriterVersion,
} from 'parquet-wasm'
import { sha256 } from '../hash.js'

/** Columns whose values hardly repeat: building a dictionary for them is work for nothing. */
const unique = ['event_id', 'native_id', 'attributes', 'text', 'record_no', 'description', 'excerpt', 'occurred_at']
/** Columns that ZSTD makes much smaller than Snappy does; on the others it takes five times as long for little. */
const compressible = ['event_id', 'attributes', 'text', 'description', 'before', 'after', 'excerpt', 'detail']

/** Writes an Arrow IPC stream as one Parquet file; equal streams give equal files. Gives its SHA-256. */
export function writeParquet(ipc: Uint8Array, path: string): { sha256: string } {
  let builder = new WriterPropertiesBuilder()
    .setCreatedBy('approvenance')
    .setCompression(Compression.SNAPPY)
    .setStatisticsEnabled(EnabledStatistics.None)
    // Numbers and texts as differences and lengths: smaller, and faster to write.
    .setWriterVersion(WriterVersion.V2)
  for (const column of unique) builder = builder.setColumnDictionaryEnabled(column, false)
  for (const column of compressible) builder = builder.setColumnCompression(column, Compression.ZSTD)
  const bytes = encode(Table.fromIPCStream(ipc), builder.build())
  const fd = openSync(path, 'wx')
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
  } finally {
    closeSync(fd)
  }
  return { sha256: sha256(bytes) }
}
