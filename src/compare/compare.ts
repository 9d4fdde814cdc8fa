/** Lays two finished cases side by side: what is new, what is resolved, what could be seen then and cannot now. Judges nothing itself. */
import { UserError } from '../errors.js'
import { loadSql, loadSqlFiles } from '../sql-file.js'
import { identifier, type Store } from '../store/store.js'

/** One of the two cases: the earlier one is the baseline. */
export interface Side {
  /** The case folder as the operator named it. */
  readonly folder: string
  /** Path of its database. */
  readonly file: string
  /** SHA-256 of its manifest, which names everything in it. */
  readonly sha256: string
  /** What its manifest says of the run, by name: version, configuration, parameters, reference files. */
  readonly conditions: Readonly<Record<string, string>>
}

/** Tables that both cases must have; those of an older version may lack some, or some of their columns. */
const needed = [
  'findings',
  'verdicts',
  'populations',
  'fct_settings',
  'fct_tasks',
  'fct_chains',
  'fct_systems',
  'fct_gaps',
  'fct_unaccounted',
  'fct_executions',
  'fct_identities',
  'fct_people',
  'stg_events',
  'stg_sources',
] as const

/** Queries of reports whose answers are compared. */
const asked = ['accountability', 'unaccounted'] as const

/**
 * Compares two cases in a store of its own and leaves the tables `baseline_…` in it. Gives their names. The later case is opened for
 * writing only when the tables are to be kept in it. Throws UserError for a case that is not finished or was made by another version.
 */
export async function compareCases(
  store: Store,
  earlier: Side,
  later: Side,
  options: { readonly isKept?: boolean } = {},
): Promise<string[]> {
  await store.attach(earlier.file, 'earlier')
  await store.attach(later.file, 'later', { isWritable: options.isKept === true })
  await requireTables(store, earlier, later)
  // What a report says of one case, asked of both in the same words.
  for (const side of ['earlier', 'later']) {
    await store.run(`use ${side}`)
    for (const query of asked) await store.createTemporary(`${side}_${query}`, loadSql(`report/${query}.sql`))
  }
  await store.run('use memory')
  await store.lock()
  await store.script(loadSql('macros.sql'))
  await store.script(loadSql('macros_compare.sql'))
  await store.createTableFromRows(
    'cmp_manifests',
    { side: 'VARCHAR', name: 'VARCHAR', value: 'VARCHAR' },
    [
      { side: 'earlier', conditions: earlier.conditions },
      { side: 'later', conditions: later.conditions },
    ].flatMap(({ side, conditions }) => Object.entries(conditions).map(([name, value]) => ({ side, name, value }))),
  )
  await store.createTableFromRows('baseline_case', { folder: 'VARCHAR', sha256: 'VARCHAR' }, [
    { folder: earlier.folder, sha256: earlier.sha256 },
  ])
  const results = ['baseline_case']
  for (const { name, sql } of loadSqlFiles('compare')) {
    await store.createTemporary(name, sql)
    if (name.startsWith('baseline_')) results.push(name)
  }
  if (options.isKept)
    for (const name of results)
      await store.run(`create or replace table later.main.${identifier(name)} as from ${identifier(name)}`)
  return results
}

/** Both cases must hold what is compared, in the same shape. */
async function requireTables(store: Store, earlier: Side, later: Side) {
  const rows = await store.rows(
    `select database_name as side, table_name, column_name from duckdb_columns()
     where database_name in ('earlier', 'later') and list_contains($needed, table_name)
     order by table_name, column_index`,
    { needed },
  )
  const columns = (side: string) =>
    new Set(
      rows.filter((row) => row.side === side).map((row) => `${String(row.table_name)}.${String(row.column_name)}`),
    )
  const [then, now] = [columns('earlier'), columns('later')]
  for (const [{ folder }, own] of [
    [earlier, then],
    [later, now],
  ] as const) {
    const missing = needed.find((table) => ![...own].some((column) => column.startsWith(`${table}.`)))
    if (missing !== undefined)
      throw new UserError(`${folder} is not finished: it has no ${missing}`, {
        hint: `run \`approvenance correlate --case ${folder}\` and \`detect\``,
      })
  }
  for (const [{ folder }, own, other] of [
    [earlier, then, now],
    [later, now, then],
  ] as const) {
    const missing = [...other].find((column) => !own.has(column))
    if (missing !== undefined)
      throw new UserError(`${folder} was made by another version: it has no ${missing}`, {
        hint: `run \`approvenance correlate --case ${folder}\` and \`detect\` with this version first`,
      })
  }
}
