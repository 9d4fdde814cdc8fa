/** Detects: runs every rule over the facts, then the gates, then the operator's waivers. Judges nothing itself. */
import { catalogueRules, controlsOf } from '../controls/controls.js'
import { UserError } from '../errors.js'
import { asUserError } from '../problems.js'
import { loadSql, loadSqlFiles, type SqlFile } from '../sql-file.js'
import { identifier, type Store } from '../store/store.js'
import { formatTime } from '../time.js'
import { ruleColumns, storeColumns } from './facts.js'
import { privateTables } from './lint.js'
import { bindParameters, loadRules, type ParameterValue, type Rule, reasons, verdicts } from './rule.js'

/** A row of waivers.csv: `rule`, `task`, `finding`, `approver`, `reason`, `expires` (microseconds), `file`, `line_no`. */
export type WaiverRow = Readonly<Record<string, string | number | null>>

/** What detection needs beside the facts in the store. */
export interface DetectOptions {
  /** `name` for every rule that has it, `R31.name` for one; see `gateParameters` for those of the gates. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
  /** Names of parameters that belong to the models, so that they are no mistake here. */
  readonly otherParameters?: readonly string[]
  readonly waivers?: readonly WaiverRow[]
  /** "Now" for expiry of waivers, microseconds; null: the case's own (`fct_settings.as_of`). */
  readonly asOf?: number | null
  readonly disabledRules?: readonly string[]
  /** Rule files of the operator's. */
  readonly extraRules?: readonly SqlFile[]
  /** Rules that were made of something else (Sigma): they look at single events, and give leads only. */
  readonly leadRules?: readonly Rule[]
  readonly onRule?: (rule: string, index: number, count: number) => void
}

/** What ran, and how long each took (seconds). */
export interface DetectResult {
  readonly rules: readonly Rule[]
  readonly timings: readonly { readonly name: string; readonly seconds: number }[]
}

/** Parameters of the gates, with their defaults. */
export const gateParameters = {
  /** What makes a target's name production or tier 0: one severity up (RULES.md B.0; that a name says so is judgement). */
  production_pattern: '(^|[^a-z0-9])(prod|prd|production|tier-?0)([^a-z0-9]|$)',
} as const

/**
 * Makes the tables `verdicts` (every subject examined), `findings`, `populations`, `controls` and `waivers` from the facts.
 * Throws UserError for unknown parameters and rules and for broken rule files. `clock` gives seconds, for the timings only.
 */
export async function detect(store: Store, options: DetectOptions, clock: () => number): Promise<DetectResult> {
  const own = loadRules(options.extraRules)
  await refusePrivate(store, own)
  const rules = chooseRules([...own, ...(options.leadRules ?? [])], options.disabledRules ?? [])
  const given = options.parameters ?? {}
  const gateNames = Object.keys(gateParameters)
  const bound = bindParameters(rules, given, [...gateNames, ...(options.otherParameters ?? [])])
  const gateValues = await bindGates(store, given)
  const timings: { name: string; seconds: number }[] = []
  const timed = async (name: string, work: () => Promise<void>) => {
    const start = clock()
    await work()
    timings.push({ name, seconds: clock() - start })
  }
  await store.script(loadSql('macros.sql'))
  await store.script(loadSql('macros_order.sql'))
  await store.script(loadSql('macros_rules.sql'))
  await makeInputs(store, rules, options.waivers ?? [])
  for (const [index, rule] of rules.entries()) {
    options.onRule?.(rule.rule, index, rules.length)
    await timed(`${rule.rule}_${rule.slug.replaceAll('-', '_')}`, () =>
      runRule(store, rule, bound.get(rule.rule) ?? {}),
    )
  }
  await checkRows(store, rules)
  for (const gate of loadSqlFiles('gates')) {
    const create = isStep(gate.name) ? 'createTemporary' : 'createTable'
    await timed(gate.stem, () => store[create](gate.name, gate.sql, { ...gateValues, as_of_us: options.asOf ?? null }))
  }
  return { rules, timings }
}

/** Tables on the way to the verdicts: nobody asks for them when the run is over. */
const isStep = (name: string) => name.startsWith('det_')

/** Values of the gates' parameters; a pattern that DuckDB cannot read is the operator's mistake. */
async function bindGates(store: Store, given: Readonly<Record<string, ParameterValue>>) {
  const pattern = given.production_pattern ?? gateParameters.production_pattern
  try {
    await store.rows("select regexp_matches('', $pattern::varchar)", { pattern: String(pattern) })
  } catch (cause) {
    throw new UserError(`parameters.production_pattern: no regular expression: ${String(pattern)}`, { cause })
  }
  return { production_pattern: String(pattern) }
}

/** A rule of the operator's that goes around the facts is not run. Throws UserError with the file and line of each table that is no fact. */
async function refusePrivate(store: Store, rules: readonly Rule[]) {
  const problems = []
  for (const rule of rules)
    if (!catalogueRules.includes(rule.rule)) problems.push(...(await privateTables(store, rule)))
  if (problems.length > 0)
    throw asUserError('the rules', problems, 'what a rule needs is asked for in an issue, or made a fact by a model')
}

/** Rules without the disabled ones; a name that neither we nor the operator's rules know is a mistake. */
function chooseRules(rules: readonly Rule[], disabled: readonly string[]): Rule[] {
  const known = new Set([...catalogueRules, ...rules.map(({ rule }) => rule)])
  const unknown = disabled.filter((rule) => !known.has(rule))
  if (unknown.length > 0)
    throw new UserError(`rules.disable: unknown rule ${unknown.join(', ')}`, {
      hint: '`approvenance rules list` shows them all',
    })
  return rules.filter(({ rule }) => !disabled.includes(rule))
}

async function makeInputs(store: Store, rules: readonly Rule[], waivers: readonly WaiverRow[]) {
  await store.createTableFromRows(
    'det_rules',
    { rule: 'VARCHAR', slug: 'VARCHAR', title: 'VARCHAR', severity: 'VARCHAR', controls: ['VARCHAR'] },
    rules.map(({ rule, slug, title, severity }) => ({ rule, slug, title, severity, controls: controlsOf(rule) })),
  )
  await store.createTableFromRows(
    'det_controls',
    { rule: 'VARCHAR', control: 'VARCHAR' },
    // rules that do not run as well: what they would have tested was not
    catalogueRules.flatMap((rule) => controlsOf(rule).map((control) => ({ rule, control }))),
  )
  await store.createTableFromRows(
    'det_waivers',
    {
      waiver_no: 'BIGINT',
      rule: 'VARCHAR',
      task: 'VARCHAR',
      finding: 'VARCHAR',
      approver: 'VARCHAR',
      reason: 'VARCHAR',
      expires_at: 'TIMESTAMP WITH TIME ZONE',
      file: 'VARCHAR',
      line_no: 'BIGINT',
    },
    waivers.map(({ expires, ...row }, index) => ({
      ...row,
      waiver_no: index + 1,
      expires_at: typeof expires === 'number' ? formatTime(expires) : expires,
    })),
  )
  const columns = Object.entries(storeColumns(ruleColumns)).map(([name, type]) => `${identifier(name)} ${type}`)
  await store.run(`create or replace temporary table rule_rows (rule varchar, ${columns.join(', ')})`)
}

/** Runs one rule and puts its rows with the others. */
async function runRule(store: Store, rule: Rule, parameters: Readonly<Record<string, ParameterValue>>) {
  const table = `rule_${rule.rule}`
  try {
    await store.createTemporary(table, rule.sql, parameters)
  } catch (cause) {
    throw catalogueRules.includes(rule.rule)
      ? cause
      : new UserError(`rule ${rule.rule} does not run: ${String(cause)}`, { file: rule.file, cause })
  }
  const columns = await store.rows('select column_name from duckdb_columns() where table_name = $table', { table })
  const names = columns.map((row) => String(row.column_name))
  const missing = Object.keys(ruleColumns).filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new UserError(`rule ${rule.rule} does not return ${missing.join(', ')}`, {
      file: rule.file,
      hint: 'queries/README.md says what a rule returns',
    })
  const list = Object.keys(ruleColumns).map(identifier).join(', ')
  await store.run(`insert into rule_rows (rule, ${list}) select $rule, ${list} from query_table($table)`, {
    rule: rule.rule,
    table,
  })
  await store.drop(table)
}

/** Every row must say what a row says; a rule that does not is broken, whoever wrote it. */
async function checkRows(store: Store, rules: readonly Rule[]) {
  const bad = await store.rows(
    `select rule, verdict, reason, needs, message, event_ids from rule_rows
     where verdict is null or not list_contains($verdicts, verdict)
        or message is null
        or (verdict = 'insufficient') <> (reason is not null)
        or (verdict = 'insufficient' and (needs is null or not list_contains($reasons, reason)))
     order by rule, event_ids limit 1`,
    { verdicts, reasons },
  )
  const row = bad[0]
  if (!row) return
  const file = rules.find(({ rule }) => rule === row.rule)?.file
  const message = `rule ${String(row.rule)} returned a row without verdict, message, or reason and needs: ${JSON.stringify(row)}`
  throw catalogueRules.includes(String(row.rule)) ? new Error(message) : new UserError(message, file ? { file } : {})
}
