/** The staged commands: what `analyze` does at once, each stage also alone on an existing case. */
import { join } from 'node:path'
import { connectors as builtIn } from '../../connectors/index.js'
import { keepBaseline, keepLastRun, requireBaseline } from '../baseline.js'
import { isNewGapAtLeast } from '../compare/judge.js'
import { type Config, loadConfig, unknownName } from '../config.js'
import { UserError } from '../errors.js'
import { requirePlace } from '../ingest/ingest.js'
import { readManifest } from '../ingest/manifest.js'
import { loadCaseMappings, loadMappings } from '../mapping/load.js'
import { notesFileOf, readNotes } from '../notes.js'
import {
  aboutOf,
  correlateCase,
  describeRules,
  detectCase,
  findReference,
  ingestCase,
  type Recorded,
  type Run,
  readRecorded,
  reportCase,
  requireCase,
  type Timing,
} from '../pipeline.js'
import { isThere } from '../read-text.js'
import { type Reference, readReference, recallReference } from '../reference.js'
import type { About } from '../report/about.js'
import { type CaseView, readBaseline } from '../report/view.js'
import { counted, severities } from '../report/words.js'
import { markUnfinished, type Stage, unfinishedStage } from '../store/unfinished.js'
import { withLock } from '../store/work-lock.js'
import { withCase } from './case.js'
import { elsewhereOf, requireElsewhere } from './elsewhere.js'
import { startProgress } from './progress.js'
import { readOrMakeKey, writeKey } from './pseudonym-key.js'
import { formats, type RunOptions } from './run-program.js'
import { type RunRecord, recorded } from './run-record.js'
import { type CaseTotals, totalsOf } from './run-totals.js'
import { printSummary, takenOver } from './summary.js'
import { styled, type Terminal, text } from './terminal.js'
import { readFailOn, readPeriod, readTimeOption } from './values.js'
import { version } from './version.js'

/** A stage that is work. */
type Work = Exclude<Stage, 'tell'>

const stageNames: Readonly<Record<Work, string>> = {
  ingest: 'reading exports',
  correlate: 'tying events to tasks',
  detect: 'asking the rules',
  compare: 'comparing with the baseline',
  report: 'writing the report',
}

/** Runs stages in order and tells what came of them; gives the exit code. `paths` is null when the case knows them. */
export async function runStages(
  terminal: Terminal,
  stages: readonly Work[],
  paths: readonly string[] | null,
  options: RunOptions,
): Promise<number> {
  const command = stages.length > 1 ? 'analyze' : stages[0]!
  return recorded(terminal, command, options.case, options, (record) =>
    runRecorded(terminal, stages, paths, options, record),
  )
}

async function runRecorded(
  terminal: Terminal,
  stages: readonly Work[],
  paths: readonly string[] | null,
  options: RunOptions,
  record: RunRecord,
): Promise<number> {
  const failOn = readFailOn(options.failOn)
  await requireSense(stages, options)
  requireElsewhere(options)
  // what is wrong with the arguments is told before a lock makes the folder
  const judges = stages.some((stage) => stage === 'correlate' || stage === 'detect')
  const prepared = paths === null ? null : prepare(paths, options, judges)
  if (prepared === null) requireCase(options.case)
  else requirePlace(options.case)
  return withLock(options.case, async () => {
    const code = await runLocked(terminal, stages, prepared ?? prepare(null, options, judges), failOn, options, record)
    // not before: what is new since the last run that ended has been told now
    if (unfinishedStage(options.case) === 'tell') markUnfinished(options.case, null)
    return code
  })
}

/** Runs stages on a case that nobody else writes to. */
async function runLocked(
  terminal: Terminal,
  asked: readonly Work[],
  prepared: Omit<Run, 'clock'>,
  failOn: string | null,
  options: RunOptions,
  record: RunRecord,
): Promise<number> {
  const baseline = options.sinceLast ? await keepLastRun(options.case) : options.baseline
  const stages = baseline == null ? asked : withComparison(asked)
  const started = terminal.clock()
  const progress = startProgress(terminal, options.quiet === true)
  const run = {
    ...prepared,
    clock: terminal.clock,
    onIngest: ({ bytes, bytesTotal, records }: { bytes: number; bytesTotal: number; records: number }) =>
      progress.update({ done: bytes, total: bytesTotal, unit: 'bytes', records }),
    onStep: (done: number, total: number, detail: string) => progress.update({ done, total, unit: 'steps', detail }),
  } satisfies Run
  const key = options.pseudonymize === undefined ? null : readOrMakeKey(options.pseudonymize)
  const elsewhere = options.out === undefined ? null : elsewhereOf(options.out, key)
  const timings: Timing[] = []
  let taken: number | null = null
  let view: CaseView | null = null
  const lasted: { name: string; seconds: number }[] = []
  try {
    for (const stage of stages) {
      progress.stage(stageNames[stage])
      record.tell('stage', { stage })
      const since = terminal.clock()
      if (stage === 'ingest') {
        const done = await ingestCase(run)
        timings.push(...done.timings)
        taken = done.files.taken
      } else if (stage === 'correlate') timings.push(...(await correlateCase(run)))
      else if (stage === 'detect') timings.push(...(await detectCase(run)))
      else if (stage === 'compare') {
        const begun = terminal.clock()
        await keepBaseline(run.folder, baseline!)
        timings.push({ name: stageNames.compare, seconds: terminal.clock() - begun })
      } else {
        const done = await reportCase(run, options.format ?? formats, elsewhere)
        timings.push(...done.timings)
        view = done.view
      }
      if (stage === 'ingest' && stages.length > 1) markUnfinished(run.folder, 'tell')
      const seconds = Math.round((terminal.clock() - since) * 1000) / 1000
      lasted.push({ name: stage, seconds })
      record.tell('stage ended', { stage, seconds })
      if (stage === 'ingest' && record.isWanted)
        tellRead(record, run.folder, await totalsOf(run.folder, 'evidence', taken))
    }
  } finally {
    progress.end()
    record.learn({ stages: lasted })
  }
  if (record.isWanted) {
    const reached =
      asked.includes('detect') || asked.includes('report')
        ? 'findings'
        : asked.includes('correlate')
          ? 'models'
          : 'evidence'
    const totals = await totalsOf(run.folder, reached, taken)
    record.learn(totals)
    const { findings, baseline } = totals
    if (findings !== null) record.tell('found', { ...findings, rules: undefined, baseline })
  }
  if (key !== null && options.pseudonymize !== undefined) writeKey(options.pseudonymize, key)
  const report =
    view !== null && (options.format ?? formats).includes('html')
      ? join(elsewhere?.folder ?? run.folder, 'report.html')
      : null
  if (!options.quiet) {
    if (view !== null)
      printSummary(terminal, view, {
        seconds: terminal.clock() - started,
        timings,
        taken: taken ?? 0,
        report,
        folder: run.folder,
      })
    else terminal.out(`${asked.join(', ')} done: ${run.folder}${takenOver(taken ?? 0)}`)
  }
  if (options.profile) await printProfile(terminal, run.folder)
  if (!stages.includes('detect') && !stages.includes('report')) return 0
  const least = failOn ?? severities.at(-1)!
  if (!options.failOnNew) return judge(run.folder, failOn)
  // before the first run nothing was known: all is new
  return baseline === null ? judge(run.folder, least) : judgeNew(run.folder, least)
}

/** Tells the log what was read, and everything that was not as it should be. */
function tellRead(record: RunRecord, folder: string, { inputs }: CaseTotals) {
  if (inputs === null) return
  const { problems, ...counts } = inputs
  record.tell('read', counts)
  for (const problem of problems) record.tell('problem', problem)
  for (const file of readManifest(folder).skipped) record.tell('left out', file)
}

/** The stages with the comparison where it belongs: before what tells of it. */
function withComparison(stages: readonly Work[]): Work[] {
  return stages.includes('report')
    ? stages.flatMap((stage) => (stage === 'report' ? (['compare', stage] as const) : [stage]))
    : [...stages, 'compare']
}

/** Throws UserError for a baseline that cannot be compared with, before any work is done. */
async function requireSense(stages: readonly Work[], { baseline, failOnNew, failOn, ...options }: RunOptions) {
  if (options.sinceLast && baseline !== undefined)
    throw new UserError('--since-last and --baseline contradict each other: a case is compared with one state')
  if (baseline !== undefined) await requireBaseline(baseline, options.case)
  if (failOnNew && failOn === 'never')
    throw new UserError('--fail-on-new and --fail-on never contradict each other', {
      hint: 'name a severity with --fail-on, or leave it out: any new gap counts then',
    })
  if (failOnNew && baseline === undefined && !options.sinceLast && stages.includes('detect'))
    throw new UserError('--fail-on-new needs an earlier case to compare with', {
      hint: 'name it with --baseline, or compare with the last run on this case by --since-last',
    })
}

/** Prints how long everything took that the case's models, rules and gates did last, the slowest first. */
async function printProfile(terminal: Terminal, folder: string) {
  const rows = await withCase(
    folder,
    async (store) => {
      const kinds = (['model', 'rule'] as const).map((kind) => [kind, `run_${kind}_timings`] as const)
      const tables = await store.tables()
      const found = kinds.filter(([, table]) => tables.includes(table))
      return (
        await Promise.all(
          found.map(async ([kind, table]) =>
            (
              await store.rows('select name, seconds from query_table($table)', { table })
            ).map((row) => ({
              // gates run with the rules and bear a number, not a rule's id
              kind: kind === 'rule' && /^\d/.test(String(row.name)) ? 'gate' : kind,
              name: String(row.name),
              seconds: Number(row.seconds),
            })),
          ),
        )
      ).flat()
    },
    'models',
  )
  for (const kind of ['model', 'rule', 'gate']) {
    const own = rows
      .filter((row) => row.kind === kind)
      .sort((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1))
    const total = own.reduce((sum, row) => sum + row.seconds, 0)
    terminal.out(text`${styled('bold', counted(own.length, kind))}  ${total.toFixed(2)} s`)
    for (const { name, seconds } of own) terminal.out(`${seconds.toFixed(3).padStart(9)} s  ${name}`)
  }
}

/** The configuration a case was made with; null when the case does not say, or the file is gone. */
export function configOf(folder: string): Config | null {
  if (!isThere(join(folder, 'manifest.json'))) return null
  const { config, paths } = readRecorded(folder)
  return config !== null && isThere(config) ? loadConfig(config, paths) : null
}

/** What a finished case was made with and how its rules read, as reports tell it. */
export function describeCase(folder: string): About {
  return { ...aboutOf(prepare(null, { case: folder }, false)), notes: readNotes(notesFileOf(folder)) }
}

/** Checks everything that can be checked before any work is done. What `judges` nothing only tells which reference data was in use. */
function prepare(paths: readonly string[] | null, options: RunOptions, judges: boolean): Omit<Run, 'clock'> {
  const period = readPeriod(options.from, options.to)
  const asOf = readTimeOption('--as-of', options.asOf)
  const recorded = paths === null ? readRecorded(options.case) : null
  const given = paths ?? recorded?.paths ?? []
  const config = readConfig(given, recorded, options)
  describeRules(config)
  const mapped =
    recorded === null
      ? loadMappings([...config.mappings, ...(options.mapping ?? [])], builtIn)
      : loadCaseMappings(options.case, recorded.mappings)
  const connectors = [...builtIn, ...mapped]
  // What the case was judged by stays in force for a stage that is run again, unless a configuration is named anew.
  const before = (time: string | null | undefined) =>
    options.config === undefined ? readTimeOption('manifest.json', time ?? undefined) : null
  for (const { connector } of config.sources)
    if (connector !== null && !connectors.some(({ id }) => id === connector))
      throw unknownName(
        'connector',
        connector,
        connectors.map(({ id }) => id),
      )
  return {
    paths: given,
    folder: options.case,
    config,
    connectors,
    reference:
      recorded === null
        ? findReference(config, given, options.case, mapped)
        : judges
          ? rereadReference(config, recorded)
          : recallReference(recorded.reference),
    from: period.from ?? before(recorded?.from) ?? config.period.from,
    to: period.to ?? before(recorded?.to) ?? config.period.to,
    asOf: asOf ?? before(recorded?.as_of) ?? config.as_of,
    version: version(),
    isFresh: options.fresh === true,
  }
}

function readConfig(paths: readonly string[], recorded: Recorded | null, options: RunOptions): Config {
  if (options.config !== undefined) return loadConfig(options.config, paths)
  if (recorded === null) return loadConfig(null, paths)
  if (recorded.config === null) return loadConfig(null, [])
  if (isThere(recorded.config)) return loadConfig(recorded.config, paths)
  throw new UserError(`the configuration of this case is not where it was: ${recorded.config}`, {
    hint: 'name it with --config, or start from the folder the case was made from',
  })
}

/** Reference data of a case that is judged anew. Without a file it was judged by, the same question would get another answer in silence. */
function rereadReference(config: Config, { reference }: Recorded): Reference {
  const among = reference.filter(({ found }) => found === 'among the exports')
  const gone = among.find(({ path }) => !isThere(path))
  if (gone)
    throw new UserError(`the reference data of this case is not where it was: ${gone.path}`, {
      hint: 'start from the folder the case was made from, or analyze the exports anew',
    })
  return readReference(config, among)
}

/** Exit code 1 when a gap of the given severity or worse is new since the baseline, or has become one. */
async function judgeNew(folder: string, failOn: string): Promise<number> {
  const found = await withCase(folder, readBaseline)
  if (found === null)
    throw new UserError(`${folder} was compared with no earlier case`, { hint: 'name one with --baseline' })
  return found.findings.some((finding) => isNewGapAtLeast(finding, failOn)) ? 1 : 0
}

/** Exit code 1 when there is a gap of the given severity or worse. */
async function judge(folder: string, failOn: string | null): Promise<number> {
  if (failOn === null) return 0
  const worst = (severities as readonly string[]).indexOf(failOn)
  const rows = await withCase(folder, (store) => store.rows("select severity from findings where verdict = 'gap'"))
  return rows.some(({ severity }) => (severities as readonly string[]).indexOf(String(severity)) <= worst) ? 1 : 0
}
