/** Runs rules over case files: facts given as rows, verdicts expected. `approvenance rules test` and the tests share it. */
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { isThere, readText } from '../read-text.js'
import { loadSql } from '../sql-file.js'
import { Store } from '../store/store.js'
import { type FactColumns, facts, ruleColumns, storeColumns } from './facts.js'
import { bindParameters, loadRules, type Rule, reasons, verdicts } from './rule.js'

const row = z.record(z.string(), z.unknown())
const tablesOfRows = z.record(z.string(), z.array(row))
const expectation = z.strictObject({
  event_ids: z.array(z.string()),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).nullish(),
  sub: z.string().nullish(),
  task: z.string().nullish(),
  person: z.string().nullish(),
  severity: z.string().nullish(),
  confidence: z.number().nullish(),
  basis: z.string().nullish(),
  message: z.string().optional(),
})
const caseFile = z.strictObject({
  defaults: z.record(z.string(), row).optional(),
  cases: z
    .array(
      z.strictObject({
        why: z.string().min(10),
        given: tablesOfRows,
        parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
        expect: z.array(expectation),
      }),
    )
    .min(1),
})

/** One case of a rule: facts, and what the rule must say about each subject among them. */
export type RuleCase = z.output<typeof caseFile>['cases'][number]

/** A case that was run; `problems` is empty when it held. */
export interface CaseResult {
  readonly rule: string
  readonly why: string
  readonly verdicts: readonly string[]
  readonly problems: readonly string[]
}

/**
 * Runs the case file of each rule, `R08.json` in `folder`. A rule without a file gives one result that says so.
 * Short forms in a given row: `"at": "…"` fills `lo`, `hi` (one second later) and `occurred_at`; `"created": "…"` fills `created_lo` and `created_hi`.
 */
export async function runRuleCases(folder: string, rules: readonly Rule[] = loadRules()): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  const store = await Store.open(':memory:')
  try {
    await prepare(store)
    for (const rule of rules) {
      const path = join(folder, `${rule.rule}.json`)
      if (!isThere(path))
        results.push({
          rule: rule.rule,
          why: 'every rule has cases',
          verdicts: [],
          problems: [`there is no ${rule.rule}.json`],
        })
      else for (const one of loadCases(path)) results.push(await runCase(store, rule, one, path))
    }
  } finally {
    store.close()
  }
  return results
}

/** Cases of one file, with the file's defaults filled in. */
export function loadCases(path: string): RuleCase[] {
  let value: unknown
  try {
    value = JSON.parse(readText(path))
  } catch (cause) {
    throw new UserError(`no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { file: path, cause })
  }
  const parsed = caseFile.safeParse(value)
  if (!parsed.success) throw new UserError(z.prettifyError(parsed.error), { file: path })
  const defaults = parsed.data.defaults ?? {}
  return parsed.data.cases.map((one) => ({
    ...one,
    given: Object.fromEntries(
      Object.entries(one.given).map(([table, rows]) => [
        table,
        rows.map((given) => ({ ...defaults[table], ...given })),
      ]),
    ),
  }))
}

/** Gives a store the tables and macros that rules stand on, the tables empty, for statements that are only looked at. */
export async function prepareEmpty(store: Store): Promise<void> {
  for (const table of Object.keys(facts)) await makeFacts(store, table, [])
  await prepare(store)
}

async function prepare(store: Store) {
  await makeFacts(store, 'fct_settings', [{ skew_tolerance_us: 120_000_000 }])
  await makeFacts(store, 'fct_clocks', [])
  await store.script(loadSql('macros.sql'))
  await store.script(loadSql('macros_order.sql'))
  await store.script(loadSql('macros_rules.sql'))
}

async function runCase(store: Store, rule: Rule, one: RuleCase, path: string): Promise<CaseResult> {
  const read = Object.keys(facts).filter((table) => new RegExp(`\\b${table}\\b`).test(rule.sql))
  for (const table of Object.keys(one.given)) {
    if (!(table in facts))
      throw new UserError(`unknown fact table: ${table}`, {
        file: path,
        hint: `one of ${Object.keys(facts).join(', ')}`,
      })
    if (!read.includes(table) && table !== 'fct_settings')
      throw new UserError(`${rule.rule} does not read ${table} (${one.why})`, { file: path })
  }
  // the macros of order read the clocks on behalf of every rule
  for (const table of new Set([...read, 'fct_clocks']))
    if (table !== 'fct_settings') await makeFacts(store, table, one.given[table] ?? [], path)
  await makeFacts(store, 'fct_settings', [{ skew_tolerance_us: 120_000_000, ...one.given.fct_settings?.[0] }], path)
  const values = bindParameters([rule], one.parameters ?? {}).get(rule.rule) ?? {}
  await store.createTable('case_rows', rule.sql, values)
  const rows = await store.rows(`select * from case_rows`)
  return {
    rule: rule.rule,
    why: one.why,
    verdicts: rows.map((found) => String(found.verdict)),
    problems: compare(rows, one.expect),
  }
}

async function makeFacts(
  store: Store,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  path?: string,
) {
  const columns = facts[table] ?? {}
  await store.createTableFromRows(
    table,
    storeColumns(columns),
    rows.map((given) => widen(given, columns, table, path)),
  )
}

/** Expands the short forms and refuses columns that the table does not have. */
function widen(
  given: Readonly<Record<string, unknown>>,
  columns: FactColumns,
  table: string,
  path?: string,
): Record<string, unknown> {
  const full: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (name in columns) full[name] = value
    else if (name === 'at' && ('lo' in columns || 'occurred_at' in columns)) {
      const moments = Object.entries({ lo: value, hi: later(value), occurred_at: value })
      Object.assign(full, Object.fromEntries(moments.filter(([moment]) => moment in columns)))
    } else if (`${name}_lo` in columns && `${name}_hi` in columns)
      Object.assign(full, { [`${name}_lo`]: value, [`${name}_hi`]: later(value) })
    else throw new UserError(`unknown column: ${table}.${name}`, path ? { file: path } : {})
  }
  return full
}

/** One second after an ISO time with whole seconds. */
function later(value: unknown): string | null {
  return value === null ? null : new Date(Date.parse(String(value)) + 1000).toISOString()
}

const compared = ['verdict', 'reason', 'sub', 'task', 'person', 'severity', 'confidence', 'basis'] as const

/** What differs between the rows of a rule and what a case expects; every row must be expected, by its events, and the other way round. */
function compare(rows: readonly Record<string, unknown>[], expected: RuleCase['expect']): string[] {
  const problems: string[] = []
  const left = [...rows]
  for (const name of Object.keys(ruleColumns))
    if (rows[0] && !(name in rows[0])) problems.push(`the rule does not return ${name}`)
  for (const want of expected) {
    const label = `[${want.event_ids.join(', ')}]`
    const fits = (found: Record<string, unknown>) =>
      JSON.stringify(found.event_ids) === JSON.stringify(want.event_ids) &&
      (want.task === undefined || found.task === want.task)
    // several rows may rest on the same records, or on none: the one that says what is expected comes first
    const saying = left.findIndex(
      (found) => fits(found) && found.verdict === want.verdict && String(found.message).includes(want.message ?? ''),
    )
    const index = saying >= 0 ? saying : left.findIndex(fits)
    if (index < 0) {
      problems.push(
        `${label}: no such row; rows are ${rows.map((found) => `${JSON.stringify(found.event_ids)} ${String(found.verdict)}`).join(', ') || 'none'}`,
      )
      continue
    }
    const found = left.splice(index, 1)[0]!
    for (const name of compared) {
      const expectedValue = want[name]
      if (expectedValue !== undefined && found[name] !== expectedValue)
        problems.push(
          `${label}: ${name} is ${JSON.stringify(found[name])}, expected ${JSON.stringify(expectedValue)} (${String(found.message)})`,
        )
    }
    if (want.message !== undefined && !String(found.message).includes(want.message))
      problems.push(`${label}: the message does not say ${JSON.stringify(want.message)}: ${String(found.message)}`)
    problems.push(...checkRow(found).map((problem) => `${label}: ${problem}`))
  }
  for (const found of left)
    problems.push(
      `${JSON.stringify(found.event_ids)}: not expected: ${String(found.verdict)} (${String(found.message)})`,
    )
  return problems
}

function checkRow(found: Record<string, unknown>): string[] {
  const problems: string[] = []
  if (typeof found.message !== 'string' || found.message.length < 20)
    problems.push(`no message: ${String(found.message)}`)
  if ((found.verdict === 'insufficient') !== (found.reason !== null))
    problems.push('reason goes with insufficient, and with nothing else')
  if (found.verdict === 'insufficient' && (typeof found.needs !== 'string' || found.needs.length < 5))
    problems.push('insufficient does not say what it needs')
  return problems
}
