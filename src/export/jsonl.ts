/** Every list of a case as JSON Lines, one file each: a row is an object with every column of its list, times are ISO 8601 in UTC. */
import type { Row, Store } from '../store/store.js'
import { formatTime } from '../time.js'
import type { FolderFormat } from './format.js'
import { type List, readList } from './list.js'
import { lists } from './lists/index.js'

/** The lists as JSON Lines. */
export const jsonl: FolderFormat = {
  id: 'jsonl',
  what: 'every list as JSON Lines, one object a row',
  extension: '.jsonl',
  needs: 'findings',
  into: 'folder',
  documents: lists.map((list) => ({ name: `${list.name}.jsonl`, write: ({ store }) => render(list, store) })),
}

async function* render(list: List, store: Store) {
  for await (const row of readList(store, list)) yield `${JSON.stringify(objectOf(list, row))}\n`
}

function objectOf({ columns }: List, row: Row) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { type }]) => {
      const value = row[name] ?? null
      if (value === null) return [name, null]
      if (type === 'timestamp') return [name, formatTime(Number(value))]
      return [name, type === 'json' ? JSON.parse(String(value)) : value]
    }),
  )
}
