/** Rows that cross over as JSON are the rows that cross over a value at a time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store } from '../../src/store/store.js'

const every = `
  select *
  from (
      values
          (1, 'plain', 0.1::double, true, timestamptz '2026-03-02 10:00:00.000001+00', ['a', null, 'b"\\'], 9007199254740991::bigint, date '2026-03-02', '{"a":1}'::json, [0.5::double], 0.9::decimal(2, 1)),
          (2, null, null, null, null, null, null, null, null, null, null),
          (3, e'quote " back \\\\ line \\n tab \\t \u0001 \u202e 😀 </script>', 1e300::double, false, timestamptz '1969-12-31 23:59:59+00', [], -1::bigint, date '0001-01-01', '[1, "x"]'::json, [], -12345678901234.5::decimal(15, 1))
  ) as t (i, v, d, b, moment, list, big, day, doc, doubles, dec)
  where i <= $most
  order by i desc`

describe('many rows', () => {
  let store: Store
  beforeAll(async () => {
    store = await Store.open(':memory:')
  })
  afterAll(() => store.close())

  it('are the same as rows, type by type, in the same order, with parameters', async () => {
    const columns = ['i', 'v', 'd', 'b', 'moment', 'list', 'big', 'day', 'doc', 'doubles', 'dec']
    for (const some of [...columns.map((one) => [one]), columns, columns.slice(0, 7)]) {
      const sql = `select ${some.join(', ')} from (${every})`
      for (const most of [0, 2, 3]) {
        const rows = await store.rows(sql, { most })
        expect(rows).toHaveLength(most)
        expect(await store.manyRows(sql, { most }), some.join()).toEqual(rows)
      }
    }
  })

  it('keep what JSON has no number for', async () => {
    const sql = "select * from (values ('inf'::double), (1.5), ('nan'::double)) as t (d)"
    expect(await store.manyRows(sql)).toEqual([{ d: Number.POSITIVE_INFINITY }, { d: 1.5 }, { d: Number.NaN }])
  })

  it('keep it in portions too, whose first crossed over before', async () => {
    const sql = "select case when i = 5000 then 'inf'::double else i end as d from range(9000) as t (i) order by i"
    const rows: unknown[] = []
    for await (const some of store.stream(sql)) rows.push(...some)
    expect(rows).toEqual(await store.rows(sql))
  })

  it('come in their order when they are more than one portion', async () => {
    const rows = await store.manyRows('select i::integer as i from range(10000) as t (i) order by i desc')
    expect(rows.map(({ i }) => i)).toEqual(Array.from({ length: 10_000 }, (_, i) => 9999 - i))
  })
})
