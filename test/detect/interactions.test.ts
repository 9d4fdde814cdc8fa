/** What one rule's verdict does to another's (RULES.md B.11), case by case: rows as rules return them go in, what the gates leave of them comes out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogueRules, controlsOf } from '../../src/controls/controls.js'
import { gateParameters } from '../../src/detect/detect.js'
import { facts, ruleColumns, storeColumns } from '../../src/detect/facts.js'
import { loadSql, loadSqlFiles, projectRoot } from '../../src/sql-file.js'
import { Store } from '../../src/store/store.js'

type Rows = readonly Readonly<Record<string, unknown>>[]

interface InteractionCase {
  readonly why: string
  readonly facts?: Readonly<Record<string, Rows>>
  /** What the rules returned; what is left out is as in `usual`. */
  readonly rows: Rows
  /** What the gates make of each row, in the same order: only the columns named are compared. */
  readonly expect: Rows
}

const usual = {
  task: 'ticket:OPS-1',
  verdict: 'gap',
  severity: 'high',
  confidence: 1,
  occurred_at: '2026-03-02T10:00:00Z',
  identities: [],
}
const file = join(projectRoot(), 'test', 'detect', 'interactions.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as InteractionCase[]
let store: Store

beforeAll(async () => {
  store = await Store.open(':memory:')
  const made = (table: string, rows: Rows = []) => store.createTableFromRows(table, storeColumns(facts[table]!), rows)
  await made('fct_settings', [{ skew_tolerance_us: 120_000_000, as_of: '2026-03-10T00:00:00Z' }])
  await made('fct_clocks')
  for (const name of ['macros.sql', 'macros_order.sql', 'macros_rules.sql']) await store.script(loadSql(name))
})
afterAll(() => store.close())

/** Runs the gates alone over what rules are said to have returned. */
async function judged(given: InteractionCase) {
  for (const [table, columns] of Object.entries(facts))
    if (table !== 'fct_settings' && table !== 'fct_clocks')
      await store.createTableFromRows(table, storeColumns(columns), given.facts?.[table] ?? [])
  const records = [...new Set(given.rows.flatMap((row) => row.event_ids as string[]))]
  const events = { event_id: 'VARCHAR', connector: 'VARCHAR', native_id: 'VARCHAR' }
  await store.createTableFromRows(
    'stg_events',
    events,
    records.map((event_id) => ({ event_id, connector: event_id.split(':')[0], native_id: event_id })),
  )
  await store.createTableFromRows(
    'det_rules',
    { rule: 'VARCHAR', slug: 'VARCHAR', title: 'VARCHAR', severity: 'VARCHAR', controls: ['VARCHAR'] },
    catalogueRules.map((rule) => ({ rule, slug: rule, title: rule, severity: 'high', controls: controlsOf(rule) })),
  )
  await store.createTableFromRows('det_controls', { rule: 'VARCHAR', control: 'VARCHAR' }, [])
  await store.createTableFromRows(
    'det_waivers',
    {
      ...{ waiver_no: 'BIGINT', rule: 'VARCHAR', task: 'VARCHAR', finding: 'VARCHAR', approver: 'VARCHAR' },
      ...{ reason: 'VARCHAR', expires_at: 'TIMESTAMP WITH TIME ZONE', file: 'VARCHAR', line_no: 'BIGINT' },
    },
    [],
  )
  await store.createTableFromRows(
    'rule_rows',
    { rule: 'VARCHAR', ...storeColumns(ruleColumns) },
    // the message tells which row it was: gates leave it as it is
    given.rows.map((row, index) => ({ ...usual, ...row, message: String(index) })),
  )
  for (const gate of loadSqlFiles('gates'))
    await store.createTable(gate.name, gate.sql, { ...gateParameters, as_of_us: null })
  const found = await store.rows(
    `select verdict.*, coalesce(finding.is_primary, false) as is_primary
     from verdicts as verdict left join findings as finding on finding.finding_id = verdict.finding_id
     order by verdict.message::bigint`,
  )
  return found.map((row, index) =>
    Object.fromEntries(Object.keys(given.expect[index] ?? {}).map((name) => [name, row[name]])),
  )
}

describe('interactions', () => {
  test.each(cases)('$why', async (one) => {
    expect(one.expect).toHaveLength(one.rows.length)
    expect(await judged(one)).toEqual(one.expect)
  })

  test('every line of the list has a case in which it decides', async () => {
    await judged(cases[0]!)
    const lines = await store.rows('select distinct stronger, weaker, effect from det_interactions order by all')
    expect(lines.length).toBeGreaterThan(30)
    const told = new Set(
      cases.flatMap(({ rows, expect: wanted }) =>
        wanted.flatMap((after, i) => {
          const weaker = String(rows[i]!.rule)
          const verdict = rows[i]!.verdict ?? usual.verdict
          if (after.suppressed_by) return [`${after.suppressed_by} ${weaker} suppress`]
          const others = rows.map(({ rule }) => String(rule)).filter((rule) => rule !== weaker)
          if (verdict === 'gap' && after.verdict === 'excepted') return others.map((rule) => `${rule} ${weaker} except`)
          if (verdict === 'gap' && after.verdict === 'insufficient') {
            const isExcusable = rows.some((row) => row.rule === 'R53' && row.verdict === 'insufficient')
            return [`${isExcusable ? 'R53' : after.reason === 'silence' ? 'R56' : 'R55'} ${weaker} unsettle`]
          }
          return after.severity === 'medium' ? others.map((rule) => `${rule} ${weaker} cap`) : []
        }),
      ),
    )
    const silent = lines.map((row) => `${row.stronger} ${row.weaker} ${row.effect}`).filter((line) => !told.has(line))
    expect(silent).toEqual([])
  })
})
