/** Correlates: evidence into tables, then the models in file order. Every claim is in queries/models; this only runs them. */
import type { ChangeClassProfile } from './change-classes.js'
import type { Connector } from './connector.js'
import { UserError } from './errors.js'
import { learnWeights, loadNicknames } from './identity/learn-weights.js'
import { type Column, duckdbType, type Table } from './schema/column.js'
import { type TableName, tables } from './schema/index.js'
import { isPassing, isStaging, loadSql, loadSqlFiles, type SqlFile } from './sql-file.js'
import { identifier, type Parameters, type Store } from './store/store.js'
import { textPatterns } from './text/decision-words.js'

/** What correlation needs beside the evidence. Reference tables (`ref_*`) are in the store already. */
export interface CorrelateOptions {
  /** Parquet files of each canonical table. */
  readonly evidence: Readonly<Record<TableName, readonly string[]>>
  readonly connectors: readonly Connector[]
  readonly changeClasses: readonly ChangeClassProfile[]
  /** Sources the configuration declares, whether or not a file matched. */
  readonly declaredSources: readonly {
    readonly connector: string | null
    readonly label: string | null
    readonly match: string
  }[]
  /** Ticket prefixes beside those seen in exports. */
  readonly trackerProjects: readonly string[]
  readonly breakGlass: {
    readonly identities: readonly string[]
    readonly declareMinutes: number
    readonly maxHours: number
    readonly reviewHours: number
  }
  readonly parameters: Readonly<Record<string, number>>
  /** "Now", and the bounds of what is judged, microseconds; null: the newest event, and everything. */
  readonly asOf: number | null
  readonly from: number | null
  readonly to: number | null
  readonly onModel?: (name: string, index: number, count: number) => void
}

/** Seconds each model took, for the summary. */
export interface CorrelateResult {
  readonly timings: readonly { readonly name: string; readonly seconds: number }[]
}

/** Parameters of the models with their defaults and their basis (RULES.md B.0). */
export const modelParameters = {
  skew_tolerance_seconds: 120,
  request_lookback_hours: 0,
  grant_lead_minutes: 10,
  ttl_hard_max_hours: 12,
  task_grace_minutes: 15,
  policy_window_hours: 24,
  break_glass_idle_minutes: 60,
  silence_bits: 20,
  silence_min_hours: 1,
  silence_min_active_hours: 72,
  merge_confidence: 0.99,
  review_confidence: 0.05,
  linkage_sample: 60_000,
  policy_lookback_minutes: 5,
} as const

/**
 * Points at the evidence, stages it, closes the database to the outside, and runs the other models. `clock` gives seconds, for the timings
 * only.
 */
export async function correlate(
  store: Store,
  options: CorrelateOptions,
  clock: () => number,
): Promise<CorrelateResult> {
  await seeEvidence(store, options.evidence)
  return runModels(store, options, clock, { onStaged: () => store.lock(), isTidied: true })
}

/**
 * Runs the models, all unless told which, over the tables or views `raw_*` and the tables `ref_*` that are in the store; `onStaged` when `raw_*`
 * is needed no more. In a store that `isTidied` a passing table goes as soon as no later model reads it: at ten million events they are most of the
 * memory there may be.
 */
export async function runModels(
  store: Store,
  options: Omit<CorrelateOptions, 'evidence'>,
  clock: () => number,
  { onStaged, isTidied = false }: { readonly onStaged?: () => Promise<void>; readonly isTidied?: boolean } = {},
  models: readonly SqlFile[] = loadSqlFiles('models'),
): Promise<CorrelateResult> {
  const timings: { name: string; seconds: number }[] = []
  await loadSettings(store, options)
  await loadNicknames(store)
  await store.script(loadSql('macros.sql'))
  const parameters = bindable(options)
  const readers = isTidied ? lastReaders(models) : new Map<string, string>()
  let isStaged = false
  for (const [index, model] of models.entries()) {
    if (!isStaged && !isStaging(model.stem)) {
      isStaged = true
      await onStaged?.()
    }
    options.onModel?.(model.name, index, models.length)
    const start = clock()
    await store[isPassing(model) ? 'createTemporary' : 'createTable'](model.name, model.sql, parameters)
    for (const [passing, reader] of readers) if (reader === model.name) await store.drop(passing)
    timings.push({ name: model.stem, seconds: clock() - start })
    // What puts times in order reads how far the clocks may be apart, so it can only be made once that is known.
    if (model.name === 'fct_clocks') await store.script(loadSql('macros_order.sql'))
    // What agreement is worth is learned from the pairs before they are weighed.
    if (model.name === 'int_pairs') await learnWeights(store)
  }
  return { timings }
}

/** Of each passing model the last one that names it. */
function lastReaders(models: readonly SqlFile[]): Map<string, string> {
  return new Map(
    models.filter(isPassing).map(({ name }) => {
      const isNamed = new RegExp(`\\b${name}\\b`)
      return [name, models.findLast(({ sql }) => isNamed.test(sql))?.name ?? name]
    }),
  )
}

/** The evidence is staged straight from its files: a table of it all, only to be read once, would cost as much again. */
async function seeEvidence(store: Store, evidence: CorrelateOptions['evidence']) {
  for (const [name, table] of Object.entries(tables) as [TableName, Table][]) {
    const files = evidence[name]
    const columns = Object.entries(table.columns)
    const list = columns.map(
      ([column, { type }]) => `${identifier(column)}::${duckdbType[type]} as ${identifier(column)}`,
    )
    if (files.length > 0) await seeFiles(store, `raw_${name}`, list, files)
    else await store.run(`create or replace temporary table ${identifier(`raw_${name}`)} (${declare(columns)})`)
  }
}

/** A case outlives a version of the tool; one whose tables lack a column of today is read again, which loses nothing. */
async function seeFiles(store: Store, name: string, list: readonly string[], files: readonly string[]) {
  try {
    await store.createFileView(name, list, files)
  } catch (cause) {
    if (!/^Binder Error/.test(cause instanceof Error ? cause.message : '')) throw cause
    throw new UserError('the evidence of this case was written by another version of the tool', {
      hint: 'run `approvenance analyze` or `ingest` again, over the same exports',
      cause,
    })
  }
}

function declare(columns: readonly [string, Column][]) {
  return columns.map(([name, { type }]) => `${identifier(name)} ${duckdbType[type]}`).join(', ')
}

async function loadSettings(store: Store, options: Omit<CorrelateOptions, 'evidence'>) {
  await store.createTableFromRows(
    'cfg_connectors',
    {
      connector: 'VARCHAR',
      title: 'VARCHAR',
      class: 'VARCHAR',
      holds: ['VARCHAR'],
      aliases: ['VARCHAR'],
      refs: ['VARCHAR'],
      states_before: 'BOOLEAN',
      signs_files: 'BOOLEAN',
      is_soon_dormant: 'BOOLEAN',
      lag_seconds: 'BIGINT',
      export_name: 'VARCHAR',
    },
    options.connectors.map((one) => ({
      connector: one.id,
      title: one.title,
      class: one.system,
      holds: one.holds,
      aliases: one.aliases ?? [],
      refs: one.refs ?? [],
      states_before: one.statesBefore ?? true,
      signs_files: one.signed !== undefined,
      is_soon_dormant: one.isSoonDormant ?? false,
      lag_seconds: one.lagSeconds,
      export_name: one.exportName ?? one.title,
    })),
  )
  await store.createTableFromRows(
    'cfg_change_classes',
    {
      position: 'BIGINT',
      name: 'VARCHAR',
      connectors: ['VARCHAR'],
      operations: ['VARCHAR'],
      resources: ['VARCHAR'],
      requires_request: 'BOOLEAN',
      approvals_required: 'BIGINT',
      requires_human_approval: 'BOOLEAN',
      requires_policy: 'BOOLEAN',
      required_roles: ['VARCHAR'],
      required_record: ['VARCHAR'],
      max_hours: 'DOUBLE',
      approval_validity_hours: 'DOUBLE',
    },
    options.changeClasses.map((one, position) => ({
      position,
      name: one.name,
      connectors: one.match.connector,
      operations: one.match.operation,
      resources: one.match.resource,
      requires_request: one.require.request,
      approvals_required: one.require.approvals,
      requires_human_approval: one.require.human_approval,
      requires_policy: one.require.policy_decision,
      required_roles: one.require.roles,
      required_record: one.require.change_record,
      max_hours: one.max_hours,
      approval_validity_hours: one.approval_validity_hours,
    })),
  )
  await store.createTableFromRows(
    'cfg_declared_sources',
    { connector: 'VARCHAR', label: 'VARCHAR', match: 'VARCHAR' },
    options.declaredSources,
  )
}

function bindable(options: Omit<CorrelateOptions, 'evidence'>): Parameters {
  return {
    ...modelParameters,
    ...options.parameters,
    ...textPatterns,
    as_of_us: options.asOf,
    from_us: options.from,
    to_us: options.to,
    tracker_projects: options.trackerProjects,
    break_glass_identities: options.breakGlass.identities,
    break_glass_declare_minutes: options.breakGlass.declareMinutes,
    break_glass_max_minutes: options.breakGlass.maxHours * 60,
    break_glass_review_minutes: options.breakGlass.reviewHours * 60,
  }
}
