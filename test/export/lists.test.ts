/** Lists and the formats that write them: columns as declared, every row, no cell that runs, secrets and separators harmless. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { csv } from '../../src/export/csv.js'
import type { FolderFormat } from '../../src/export/format.js'
import { jsonl } from '../../src/export/jsonl.js'
import { lists } from '../../src/export/lists/index.js'
import { readCsvLines } from '../../src/read-csv.js'
import { duckdbType } from '../../src/schema/column.js'
import { loadSql } from '../../src/sql-file.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostile } from './hostile-text.js'
import { portionsOf, sourceOf } from './source.js'

let store: Store
beforeAll(async () => {
  store = await openCase(sampleRows)
}, 60_000)
afterAll(() => store.close())

describe.each(lists.map((list) => [list.name, list] as const))('%s', (_name, list) => {
  it('declares the columns of its query, in their order and type', async () => {
    const columns = await store.rows(
      `select column_name, column_type from (describe ${loadSql(`${list.query}.sql`)})`,
      list.parameters ?? {},
    )
    const plain = (type: string) => {
      if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+,0\))$/i.test(type)) return 'bigint'
      return /^(DECIMAL|FLOAT)/i.test(type) ? 'double' : type.toLowerCase()
    }
    expect(Object.entries(list.columns).map(([name, { type }]) => [name, duckdbType[type]])).toEqual(
      columns.map((column) => [column.column_name, plain(String(column.column_type))]),
    )
  })
})

test('no two lists have one name', () => {
  expect(new Set(lists.map(({ name }) => name)).size).toBe(lists.length)
})

describe.each([csv, jsonl])('$id', (format: FolderFormat) => {
  it('has one document for each list, named for it', () => {
    expect(format.documents.map(({ name }) => name)).toEqual(lists.map(({ name }) => name + format.extension))
  })

  it('has a row for every row of each list', async () => {
    const heads = format === csv ? 1 : 0
    for (const [i, document] of format.documents.entries()) {
      const list = lists[i]!
      const rows = await store.rows(loadSql(`${list.query}.sql`), list.parameters ?? {})
      expect([document.name, (await portionsOf(document, sourceOf(store))).length - heads]).toEqual([
        document.name,
        rows.length,
      ])
    }
  })
})

/** A step for each hostile string, which stands in every text column of it that may hold text of records. */
const hostileSteps = hostile.map((text, i) => ({
  ...{
    task: 'ticket:OPS-12',
    seq: 100 + i,
    event_id: `h:${i}`,
    stage: 'context',
    activity: 'other',
    connector: 'jira',
  },
  ...{ occurred_at: '2026-03-09T00:00:00Z', record_no: i, link_method: 'reference' },
  ...{ operation: text, identity: text, person: text, native_id: text, file: text, link_evidence: text, outcome: text },
  ...{ resource: text, entitlement: text, decision: text, text },
}))

describe('hostile text of records', () => {
  let hostileStore: Store
  beforeAll(async () => {
    hostileStore = await openCase({ fct_chain_steps: hostileSteps })
  }, 60_000)
  afterAll(() => hostileStore.close())

  const write = async (format: FolderFormat) =>
    (await portionsOf(format.documents.find(({ name }) => name.startsWith('steps.'))!, sourceOf(hostileStore))).join('')

  it('stays one cell of its row in CSV, and none begins as a formula does', async () => {
    const rows = readCsvLines(await write(csv)).map(({ cells }) => cells)
    expect(rows.map((cells) => cells.length)).toEqual(rows.map(() => rows[0]!.length))
    expect(rows).toHaveLength(hostile.length + 1)
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n\uff1d]/.test(cell))).toEqual([])
    expect(rows.flat().filter((cell) => /[\u001b\u202e]/.test(cell))).toEqual([])
  })

  it('is quoted where another separator than the comma would split it into cells', async () => {
    expect(await write(csv)).toContain('"a;=1+1"')
  })

  it('arrives in JSON Lines as it was', async () => {
    const rows = (await write(jsonl))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const column of ['operation', 'identity', 'person', 'file', 'resource', 'decision', 'text'])
      expect(rows.map((row) => row[column])).toEqual(hostile)
  })
})
