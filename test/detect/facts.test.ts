/** The contract of the facts is what the models make: every column a rule may read is there, in its type. */
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config.js'
import { correlate } from '../../src/correlate.js'
import { detect } from '../../src/detect/detect.js'
import { facts, factTypes } from '../../src/detect/facts.js'
import { loadReference, readReference } from '../../src/reference.js'
import { type Row, Store } from '../../src/store/store.js'

const nothing = {
  evidence: { sources: [], events: [], tasks: [], identities: [], entitlements: [], rejects: [] },
  connectors: [],
  changeClasses: [],
  declaredSources: [],
  trackerProjects: [],
  breakGlass: { identities: [], declareMinutes: 30, maxHours: 4, reviewHours: 72 },
  parameters: {},
  asOf: null,
  from: null,
  to: null,
}
const counted = new Set(['BIGINT', 'INTEGER', 'HUGEINT', 'SMALLINT', 'TINYINT', 'DOUBLE', 'FLOAT'])

test('every fact that rules read is made by the models, and an empty case gives no finding', {
  timeout: 60_000,
}, async () => {
  const store = await Store.open(':memory:')
  try {
    await loadReference(store, readReference(parseConfig('', null)))
    await correlate(store, nothing, () => 0)
    const columns = await store.rows(
      "select table_name, column_name, data_type from duckdb_columns() where table_name like 'fct\\_%' escape '\\'",
    )
    const typeOf = (table: string, column: string) =>
      columns.find((row: Row) => row.table_name === table && row.column_name === column)?.data_type
    const wrong = Object.entries(facts).flatMap(([table, list]) =>
      Object.entries(list).flatMap(([column, kind]) => {
        const type = String(typeOf(table, column) ?? 'missing')
        const fits =
          type === factTypes[kind] ||
          (['int', 'double'].includes(kind) && (counted.has(type) || type.startsWith('DECIMAL')))
        return fits ? [] : [`${table}.${column} is ${type}, expected ${factTypes[kind]}`]
      }),
    )
    expect(wrong).toEqual([])
    await detect(store, {}, () => 0)
    expect(await store.rows('select * from findings')).toEqual([])
  } finally {
    store.close()
  }
})
