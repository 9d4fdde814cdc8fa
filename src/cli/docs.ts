/** `npm run docs`: writes the pages that are derived from the code itself, so that they cannot drift from it. `--check` only compares. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseConfig } from '../config.js'
import { correlate, modelParameters } from '../correlate.js'
import { loadRules } from '../detect/rule.js'
import { renderRuleDocs } from '../detect/rule-docs.js'
import { renderFormatDocs } from '../export/format-docs.js'
import { schemas, schemaText } from '../export/schemas.js'
import { loadReference, readReference, referenceColumns, referenceUses } from '../reference.js'
import { duckdbType, type Table } from '../schema/column.js'
import { tables } from '../schema/index.js'
import { isPassing, loadSqlFiles, projectRoot, type SqlFile } from '../sql-file.js'
import { lineage } from '../store/lineage.js'
import { Store } from '../store/store.js'

/** The generated pages by their path below the project. */
export async function renderDocs(): Promise<Record<string, string>> {
  return {
    'docs/tables.md': renderTables(),
    'docs/models.md': await renderModels(),
    'docs/connectors.md': renderConnectors(),
    'docs/rules.md': renderRuleDocs(loadRules()),
    'docs/formats.md': renderFormatDocs(),
    ...Object.fromEntries(Object.keys(schemas).map((name) => [`schemas/${name}.schema.json`, schemaText(name)])),
  }
}

const generated = '<!-- Written by `npm run docs`; change the source it names, not this page. -->'

/** Canonical tables and reference files, from src/schema and src/reference.ts. */
function renderTables(): string {
  const canonical = (Object.values(tables) as readonly Table[]).map((table) =>
    [
      `## ${table.name}`,
      `${capital(table.grain)}.`,
      '',
      '| column | type | required | what it holds |',
      '|---|---|---|---|',
      ...Object.entries(table.columns).map(
        ([name, column]) =>
          `| \`${name}\` | ${duckdbType[column.type]} | ${column.required ? 'yes' : ''} | ${cell(column.description)} |`,
      ),
    ].join('\n'),
  )
  const reference = Object.entries(referenceColumns).map(([name, columns]) =>
    [
      `### ${name}.csv`,
      `Says ${referenceUses[name as keyof typeof referenceUses]}. Table \`ref_${name}\`.`,
      '',
      '| column | must be | required |',
      '|---|---|---|',
      ...Object.entries(columns).map(
        ([column, { kind, required }]) => `| \`${column}\` | ${kindText(kind)} | ${required ? 'yes' : ''} |`,
      ),
    ].join('\n'),
  )
  return [
    '# Tables',
    generated,
    'The six canonical tables that every connector writes (`src/schema/`). In a case they lie as Parquet in `evidence/<table>/`, and in `case.duckdb` as `stg_<table>`, without what several exports tell twice.',
    'A column that is not required is null where the record does not say: null means unknown, never “no”.',
    '',
    ...canonical.flatMap((one) => [one, '']),
    '## Reference files',
    'What an organisation says about itself (`src/reference.ts`). Comma-separated, UTF-8, with a header; times are ISO 8601 with a zone; lines that start with `#` are comments.',
    '',
    ...reference.flatMap((one) => [one, '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function kindText(kind: (typeof referenceColumns)['people'][string]['kind']): string {
  if (typeof kind !== 'string') return kind.map((one) => `\`${one}\``).join(' · ')
  return { text: 'text', time: 'time', glob: 'glob', alias: 'typed alias, `*` allowed at the end', rule: 'rule id' }[
    kind
  ]
}

/** The models with what each reads, takes and gives: derived from DuckDB's own reading of the SQL. */
async function renderModels(): Promise<string> {
  const store = await Store.open(':memory:')
  try {
    await loadReference(store, readReference(parseConfig('', null)))
    await correlate(
      store,
      {
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
      },
      () => 0,
    )
    const sections: string[] = []
    for (const model of loadSqlFiles('models')) sections.push(await renderModel(store, model))
    return [
      '# Models',
      generated,
      'Each file in `queries/models/` is one SELECT; they run in file order and each becomes a table. What a model reads and which parameters it takes is read off the SQL by DuckDB.',
      '',
      `Parameters of models with their defaults: ${Object.entries(modelParameters)
        .map(([name, value]) => `\`${name} = ${value}\``)
        .join(', ')}.`,
      '',
      ...sections,
    ].join('\n')
  } finally {
    store.close()
  }
}

async function renderModel(store: Store, model: SqlFile): Promise<string> {
  const { reads, parameters } = await lineage(store, model.sql)
  const header = model.sql
    .split('\n')
    .filter((line, i, all) => line.startsWith('--') && all.slice(0, i).every((before) => before.startsWith('--')))
  const words = header.map((line) => line.replace(/^--\s*/, ''))
  const grain =
    words
      .find((line) => line.startsWith('grain:'))
      ?.slice(6)
      .trim() ?? ''
  const why = words.filter((line) => !/^(grain|kept):/.test(line)).join(' ')
  const columns = await store.rows(
    'select column_name as name, data_type as type from duckdb_columns() where table_name = $table order by column_index',
    { table: model.name },
  )
  return [
    `## ${model.name}`,
    `\`queries/models/${model.stem}.sql\` · ${grain}`,
    '',
    why,
    '',
    `Reads ${reads.map((one) => `\`${one}\``).join(', ') || 'nothing'}.${parameters.length > 0 ? ` Takes ${parameters.map((one) => `\`$${one}\``).join(', ')}.` : ''}${isPassing(model) ? ' Gone when the run is over.' : ''}`,
    '',
    columns.map((column) => `\`${String(column.name)}\` ${String(column.type).toLowerCase()}`).join(' · '),
    '',
  ].join('\n')
}

/** READMEs of the connectors, one after the other. */
function renderConnectors(): string {
  const folder = join(projectRoot(), 'connectors')
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'README.md')))
    .map((entry) => entry.name)
    .sort()
  return [
    '# Connectors',
    generated,
    'What each connector reads, how to export it, how its fields become ours, and what is lost on the way.',
    '',
    ...found.map((name) => `- [${name}](#${name})`),
    '',
    ...found.flatMap((name) => {
      const text = readFileSync(join(folder, name, 'README.md'), 'utf8').trim()
      const body = text.replace(/^# .*\n/, '').replace(/^(#+) /gm, '#$1 ')
      return [`## ${name}`, body, '']
    }),
  ].join('\n')
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function cell(words: string): string {
  return words.replaceAll('|', '\\|')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const stale: string[] = []
  for (const [file, text] of Object.entries(await renderDocs())) {
    const path = join(projectRoot(), file)
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    stale.push(file)
    if (process.argv.includes('--check')) continue
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  console.log(
    stale.length === 0
      ? 'docs are up to date'
      : stale.map((file) => `${process.argv.includes('--check') ? 'stale' : 'written'}: ${file}`).join('\n'),
  )
  if (stale.length > 0 && process.argv.includes('--check')) process.exitCode = 1
}
