/** Every list of a case as an Arrow IPC file (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format), one file each. */
import type { Schema } from 'apache-arrow'
import type { Store } from '../store/store.js'
import type { FolderFormat } from './format.js'
import type { List } from './list.js'
import { lists } from './lists/index.js'
import { partsOf } from './parts.js'

/** The lists as Arrow files. */
export const arrow: FolderFormat = {
  id: 'arrow',
  what: 'every list as an Arrow IPC file, for pandas, Polars, R',
  extension: '.arrow',
  needs: 'findings',
  into: 'folder',
  documents: lists.map((list) => ({ name: `${list.name}.arrow`, write: ({ store }) => render(list, store) })),
}

async function* render(list: List, store: Store): AsyncIterable<Uint8Array> {
  // Loaded here: other commands need it in their workers only.
  const { AsyncByteQueue, Message, RecordBatchFileWriter, RecordBatchReader } = await import('apache-arrow')
  /** Keeps what is written until it is taken, where the library's own would wait for a reader. */
  class Portions extends AsyncByteQueue {
    private parts: Uint8Array[] = []
    override write(bytes: Uint8Array) {
      this.parts.push(bytes)
    }
    take(): Uint8Array[] {
      const taken = this.parts
      this.parts = []
      return taken
    }
  }
  /** Begins with the schema, as the format has it for whoever reads from front to back: the library's own has it at the end alone. */
  class WholeFileWriter extends RecordBatchFileWriter {
    protected override _writeSchema(schema: Schema) {
      return super._writeSchema(schema)._writeMessage(Message.from(schema))
    }
  }
  const portions = new Portions()
  const writer = new WholeFileWriter()
  writer.reset(portions)
  for await (const part of partsOf(store, list)) {
    for (const batch of RecordBatchReader.from(part)) writer.write(batch)
    yield* portions.take()
  }
  writer.finish()
  yield* portions.take()
}
