/**
 * How fast the models and the rules are, at the size of a large company: the evidence of one simulated company told many times over, one period after another,
 * and more background beside it (calls that no task is behind), up to the number of events asked for.
 * `node dist/bench/correlate.js [--seed 7] [--tasks 5000] [--copies 8] [--events 10000000] [--memory 3GB] [--case folder]`.
 * Every copy has tasks, credentials and sessions of its own; the people stay, as they do in a company that goes on.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectors } from '../connectors/index.js'
import { mergeClasses } from '../src/change-classes.js'
import { loadConfig } from '../src/config.js'
import { correlate, modelParameters } from '../src/correlate.js'
import { detect } from '../src/detect/detect.js'
import { ingest } from '../src/ingest/ingest.js'
import { findReference } from '../src/pipeline.js'
import { loadReference } from '../src/reference.js'
import { duckdbType, type Table } from '../src/schema/column.js'
import { type TableName, tables } from '../src/schema/index.js'
import { simulate } from '../src/simulate/simulate.js'
import { isStaging } from '../src/sql-file.js'
import { evidenceFiles } from '../src/store/case-folder.js'
import { identifier, Store } from '../src/store/store.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    tasks: { type: 'string', default: '5000' },
    copies: { type: 'string', default: '8' },
    events: { type: 'string', default: '10000000' },
    memory: { type: 'string', default: '3GB' },
    case: { type: 'string' },
  },
})
const copies = Number(values.copies)
const scratch = mkdtempSync(join(tmpdir(), 'approvenance-correlate-'))
const company = values.case ?? join(scratch, 'company')
const exports = join(company, 'exports')
if (!existsSync(company)) {
  await simulate({ seed: Number(values.seed), tasks: Number(values.tasks), out: company, rates: {} })
  await ingest({ paths: [exports], caseDir: join(company, 'case'), connectors })
}

const evidence = await multiplied()
const store = await Store.open(join(scratch, 'case.duckdb'), {
  memory: values.memory,
  threads: 2,
  spill: join(scratch, 'spill'),
})
const config = loadConfig(null, [exports])
const reference = findReference(config, [exports], company)
await loadReference(store, reference)
const clock = () => Number(process.hrtime.bigint()) / 1e9
const begun = clock()
const { timings } = await correlate(
  store,
  {
    evidence,
    connectors,
    changeClasses: mergeClasses([]),
    declaredSources: [],
    trackerProjects: config.trackers.projects,
    breakGlass: {
      identities: config.break_glass.identities,
      declareMinutes: config.break_glass.declare_minutes,
      maxHours: config.break_glass.max_hours,
      reviewHours: config.break_glass.review_hours,
    },
    parameters: {},
    asOf: null,
    from: null,
    to: null,
    onModel: (name, index, models) => process.stderr.write(`model ${index + 1} of ${models}: ${name}\n`),
  },
  clock,
)
const seconds = clock() - begun
const [count] = await store.rows(
  'select (select count(*) from stg_events) as events, (select count(*) from stg_tasks) as tasks, (select count(*) from fct_chains) as chains, (select count(*) from fct_links) as links',
)
const judged = clock()
const rules = await detect(
  store,
  { otherParameters: Object.keys(modelParameters), parameters: config.parameters },
  clock,
)
const judging = clock() - judged
const [findings] = await store.rows('select count(*) as findings from findings')
store.close()
const events = Number(count?.events)
const staging = timings.filter(({ name }) => isStaging(name)).reduce((sum, one) => sum + one.seconds, 0)
const slowest = [...timings].sort((a, b) => b.seconds - a.seconds).slice(0, 12)
for (const one of slowest) console.log(`${one.seconds.toFixed(1).padStart(8)} s  ${one.name}`)
const perSecond = (spent: number) => Math.round(events / spent).toLocaleString('en-US')
console.log(
  `${events.toLocaleString('en-US')} events, ${Number(count?.tasks).toLocaleString('en-US')} tasks, ${Number(count?.chains).toLocaleString('en-US')} chains, ${Number(count?.links).toLocaleString('en-US')} links: ` +
    `staging ${staging.toFixed(1)} s, other models ${(seconds - staging).toFixed(1)} s (${perSecond(seconds - staging)} events/s; with staging ${perSecond(seconds)}), ` +
    `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, at most ${values.memory} for tables`,
)
for (const one of [...rules.timings].sort((a, b) => b.seconds - a.seconds).slice(0, 12))
  console.log(`${one.seconds.toFixed(2).padStart(8)} s  ${one.name}`)
console.log(
  `${rules.rules.length} rules and their gates over them: ${judging.toFixed(1)} s, ${Number(findings?.findings).toLocaleString('en-US')} findings; ` +
    `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
)
rmSync(scratch, { recursive: true, force: true })

/** Writes the evidence of the multiplied company; returns its files by table. */
async function multiplied() {
  const own: Partial<Record<TableName, readonly string[]>> = {
    events: ['event_id', 'native_id', 'twin_id', 'task', 'agent_run', 'session', 'credential', 'issued_credential'],
    tasks: ['task', 'parent'],
  }
  // longer than any number of a record or ticket, so that OPS-1 of copy 2 is no ticket of copy 0
  const suffix = "lpad(copy.no::varchar, 7, '0')"
  const maker = await Store.open(':memory:', { memory: values.memory, threads: 2, spill: join(scratch, 'making') })
  const files = {} as Record<TableName, string[]>
  for (const [name, table] of Object.entries(tables) as [TableName, Table][]) {
    const found = evidenceFiles(join(company, 'case'), name)
    files[name] = found
    if (found.length === 0 || (name !== 'events' && name !== 'tasks')) continue
    const columns = Object.entries(table.columns).map(([column, { type }]) => {
      const at = identifier(column)
      const changed = own[name]?.includes(column)
        ? `${at} || ${suffix}`
        : column === 'refs'
          ? `list_transform(${at}, lambda ref: ref || ${suffix})`
          : duckdbType[type] === 'TIMESTAMPTZ'
            ? `${at} + to_days((copy.no % ${copies} * 290)::integer)`
            : null
      return changed === null ? at : `case when copy.no = 0 then ${at} else ${changed} end as ${at}`
    })
    await maker.createFileView(name, ['*'], found)
    const file = join(scratch, `${name}.parquet`)
    // No chain is behind these: they may be told more often than there are copies.
    const background =
      name === 'events'
        ? 'task is null and refs is null and change_class is null and issued_credential is null and decision is null'
        : 'false'
    const [sizes] = await maker.rows(
      `select count(*) as whole, count(*) filter (where ${background}) as background from ${identifier(name)}`,
    )
    const missing = Number(values.events) - Number(sizes?.whole) * copies
    const rounds = copies + Math.max(0, Math.ceil(missing / Number(sizes?.background || Number.POSITIVE_INFINITY)))
    await maker.run(
      `copy (
        select ${columns.join(', ')} from ${identifier(name)} cross join range(${rounds}) as copy(no) where copy.no < ${copies} or (${background})
      ) to '${file}' (format parquet)`,
    )
    files[name] = [file]
  }
  maker.close()
  return files
}
