/** Lints rules: what a rule must not do, told with file and line before it is ever run on a case. */
import { join } from 'node:path'
import { UserError } from '../errors.js'
import type { Problem } from '../problems.js'
import { isThere } from '../read-text.js'
import type { SqlFile } from '../sql-file.js'
import { lineage } from '../store/lineage.js'
import { Store } from '../store/store.js'
import { facts, ruleColumns } from './facts.js'
import { bindParameters, checkRules, type Rule } from './rule.js'
import { loadCases, prepareEmpty } from './rule-cases.js'

/** Verdicts that the cases of every rule must show. */
const shown = ['gap', 'pass', 'insufficient'] as const

/**
 * Everything that is wrong with some rules, in the order of files and lines: headers, parameters that are not used, tables that are no facts,
 * SQL that does not run, columns that are missing, cases that are missing. `casesOf` gives the folder of a rule's case file.
 */
export async function lintRules(files: readonly SqlFile[], casesOf: (rule: Rule) => string): Promise<Problem[]> {
  const problems: Problem[] = []
  const rules = checkRules(files, problems)
  const store = await Store.open(':memory:')
  try {
    await prepareEmpty(store)
    await store.lock()
    for (const rule of rules) {
      const before = problems.length
      problems.push(...(await privateTables(store, rule)))
      if (problems.length === before) problems.push(...(await tryRule(store, rule)))
      problems.push(...checkCases(rule, join(casesOf(rule), `${rule.rule}.json`)))
    }
  } finally {
    store.close()
  }
  return problems.sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1))
}

/** Tables of a rule that are no facts: what they hold may change with any version, and a rule that reads them goes around the gates. */
export async function privateTables(store: Store, rule: Rule): Promise<Problem[]> {
  let reads: readonly string[]
  try {
    reads = (await lineage(store, rule.sql)).reads
  } catch (cause) {
    return [asProblem(rule, cause)]
  }
  return reads
    .filter((table) => !(table in facts))
    .map((table) => ({
      file: rule.file,
      line: lineOf(rule.sql, table),
      message: `${table} is no fact: rules read ${Object.keys(facts).slice(0, 3).join(', ')} … (queries/README.md)`,
    }))
}

/** Runs a rule over no facts at all: DuckDB tells what does not fit, and which columns come out. */
async function tryRule(store: Store, rule: Rule): Promise<Problem[]> {
  try {
    await store.createTemporary('linted', rule.sql, bindParameters([rule], {}).get(rule.rule) ?? {})
  } catch (cause) {
    return [asProblem(rule, cause)]
  }
  const columns = await store.rows("select column_name as name from duckdb_columns() where table_name = 'linted'")
  const names = new Set(columns.map(({ name }) => String(name)))
  return Object.keys(ruleColumns)
    .filter((name) => !names.has(name))
    .map((name) => ({ file: rule.file, line: null, message: `it does not return ${name}` }))
}

function checkCases(rule: Rule, file: string): Problem[] {
  if (!isThere(file)) return [{ file: rule.file, line: 1, message: `it has no cases: there is no ${file}` }]
  try {
    const seen = new Set(loadCases(file).flatMap((one) => one.expect.map(({ verdict }) => verdict)))
    return shown
      .filter((verdict) => !seen.has(verdict))
      .map((verdict) => ({ file, line: null, message: `no case of ${rule.rule} ends in ${verdict}` }))
  } catch (cause) {
    if (cause instanceof UserError) return [{ file, line: null, message: cause.message }]
    throw cause
  }
}

/** What DuckDB says of a statement, with the line it names; our own wrapping adds one line before the text. */
function asProblem(rule: Rule, cause: unknown): Problem {
  const words = cause instanceof Error ? cause.message : String(cause)
  const line = /LINE (\d+):/.exec(words)?.[1]
  return { file: rule.file, line: line === undefined ? null : Number(line) - 1, message: words.split('\n')[0]! }
}

/** The line on which a word stands first outside comments. */
function lineOf(sql: string, word: string): number | null {
  const at = sql.split('\n').findIndex((line) => new RegExp(`\\b${word}\\b`).test(line.replace(/--.*$/, '')))
  return at < 0 ? null : at + 1
}
