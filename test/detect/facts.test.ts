/** The contract of the facts is what the models make: every column a rule may read is there, in its type. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config.js'
import { correlate } from '../../src/correlate.js'
import { detect } from '../../src/detect/detect.js'
import { facts, factTypes } from '../../src/detect/facts.js'
import { loadReference, readReference } from '../../src/reference.js'
import { projectRoot } from '../../src/sql-file.js'
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
/** The columns that queries/README.md explains, by fact: `approved_…` stands for all that begin like this. */
const explained = new Map(
  readFileSync(join(projectRoot(), 'queries', 'README.md'), 'utf8')
    .split(/^(?=(?:and )?`fct_\w+` — )|^## /m)
    .flatMap((part) => {
      const name = /^(?:and )?`(fct_\w+)` — /.exec(part)?.[1]
      if (name === undefined) return []
      let bare = part
      while (/\([^()]*\)/.test(bare)) bare = bare.replace(/\([^()]*\)/g, '')
      const lists = [...bare.matchAll(/`([^`]*)`/g)].map(([, list]) => list!.split(','))
      const columns = lists.filter(({ length }) => length > 1).flat()
      return [[name, columns.map((column) => column.trim())] as const]
    }),
)

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
    const unmade = [...explained].flatMap(([table, names]) =>
      names.flatMap((name) => (/\W/.test(name) || typeOf(table, name) ? [] : [`${table}.${name}`])),
    )
    expect(unmade).toEqual([])
    await detect(store, {}, () => 0)
    expect(await store.rows('select * from findings')).toEqual([])
  } finally {
    store.close()
  }
})

test('every column that rules may read is explained in queries/README.md', () => {
  const unexplained = Object.entries(facts).flatMap(([table, columns]) => {
    const names = explained.get(table) ?? []
    const isExplained = (column: string) =>
      names.some((name) => (name.endsWith('…') ? column.startsWith(name.slice(0, -1)) : name === column))
    return Object.keys(columns).flatMap((column) => (isExplained(column) ? [] : [`${table}.${column}`]))
  })
  expect(unexplained).toEqual([])
})
