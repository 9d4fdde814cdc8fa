/** The whole tool: four stages that meet only in the case folder and its store. */
import { basename, relative } from 'node:path'
import { dropBaseline } from './baseline.js'
import { builtInClasses, type ChangeClassProfile, mergeClasses } from './change-classes.js'
import { type Config, referenceNames } from './config.js'
import type { Connector, ExportFormat, SourceRecord } from './connector.js'
import { catalogueRules, controlsOf } from './controls/controls.js'
import { correlate, modelParameters } from './correlate.js'
import { detect, gateParameters } from './detect/detect.js'
import { bindParameters, loadRules, type Rule } from './detect/rule.js'
import { UserError } from './errors.js'
import { hashFile } from './hash.js'
import { discover } from './ingest/discover.js'
import { defaultLimits, type IngestProgress, type IngestResult, ingest } from './ingest/ingest.js'
import { inspect, shownName } from './ingest/inspect.js'
import { addOutputs, hasManifest, isFinished, readManifest, writeManifest } from './ingest/manifest.js'
import { matchGlob } from './ingest/match-glob.js'
import { readRecords } from './ingest/normalize-unit.js'
import { openExport } from './ingest/open-export.js'
import { locateRecords, type Original, type RecordPlace, readOriginal } from './ingest/read-original.js'
import { notesFileOf, readNotes } from './notes.js'
import type { BrokenRecord } from './read-batch.js'
import { isThere } from './read-text.js'
import {
  loadReference,
  type Reference,
  type ReferenceFile,
  readHeader,
  readReference,
  referenceUses,
} from './reference.js'
import type { About, RuleView } from './report/about.js'
import { renderChains, renderCoverage, renderFindings, renderIdentities } from './report/json.js'
import { renderReport } from './report/page.js'
import { renderPages } from './report/pages.js'
import { pageFolder, planReport } from './report/place.js'
import type { SourceView } from './report/rows/coverage.js'
import { type CaseView, openView } from './report/view.js'
import { type TableName, tables } from './schema/index.js'
import { loadSigmaRules } from './sigma/sigma.js'
import { readRulePaths } from './sql-file.js'
import {
  databaseOf,
  evidenceFiles,
  removeDatabase,
  requireEvidence,
  writeDocument,
  writeDocuments,
} from './store/case-folder.js'
import { Store } from './store/store.js'
import { inStage, markUnfinished, unfinishedStage } from './store/unfinished.js'
import { formatTime } from './time.js'

/** Everything a run is told. */
export interface Run {
  /** Files, folders, globs and archives with the exports. */
  readonly paths: readonly string[]
  readonly folder: string
  readonly config: Config
  readonly connectors: readonly Connector[]
  readonly reference: Reference
  /** Bounds of what is judged and "now", microseconds; null: everything, and the newest event. */
  readonly from: number | null
  readonly to: number | null
  readonly asOf: number | null
  readonly version: string
  /** Whether every export is read, whatever the last run left in the case. */
  readonly isFresh?: boolean
  /** Seconds on a clock; for timings only, never for a claim. */
  readonly clock: () => number
  readonly onIngest?: (progress: IngestProgress) => void
  readonly onStep?: (done: number, total: number, detail: string) => void
}

/** Seconds that a step took. */
export interface Timing {
  readonly name: string
  readonly seconds: number
}

/** A document that was written. */
export interface Output {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
}

/** Documents by the format that asks for them. */
const documents = {
  json: [
    ['findings.json', renderFindings],
    ['chains.json', renderChains],
    ['coverage.json', renderCoverage],
    ['identities.json', renderIdentities],
  ],
  html: [['report.html', renderReport]],
} as const

/** What a case remembers of the run that made it, so that a stage can be run again on it. */
export interface Recorded {
  readonly paths: readonly string[]
  readonly config: string | null
  readonly from: string | null
  readonly to: string | null
  readonly as_of: string | null
  /** Reference files that were in use, and how many rows each gave. */
  readonly reference: readonly ReferenceFile[]
  /** Mappings that were in use; the case keeps a copy of each. */
  readonly mappings: readonly { readonly mapping: string; readonly sha256: string }[]
}

/**
 * Reference data of a run: the files the configuration names, and those that lie among the exports. What the operator says is an export (by a rule
 * that names its connector, by a mapping that claims its header) is none: a list of access has the columns of a reference file.
 */
export function findReference(
  config: Config,
  paths: readonly string[],
  folder: string,
  mapped: readonly Connector[] = [],
): Reference {
  const rules = config.sources.map(({ match, connector }) => ({ connector, matches: matchGlob(match) }))
  const isExport = (path: string, file: string) =>
    rules.find(({ matches }) => matches(file))?.connector != null ||
    mapped.some((one) => one.looksLike({ ...emptyHead, file: shownName(file), header: readHeader(path) }))
  const candidates = discover(paths, folder)
    .files.filter(({ path, file, problem }) => problem === null && /\.csv$/i.test(file) && !isExport(path, file))
    .map(({ path, file }) => ({ path: relative('', path), file }))
  return readReference(config, candidates)
}

/** A table of which no row was read. */
const emptyHead = { format: 'csv', envelope: null, keys: [], records: [], text: '' } as const

/** What each file behind some paths seems to be, by its beginning. Archives are not looked into. */
export async function surveyExports(
  paths: readonly string[],
  connectors: readonly Connector[],
  onFile: (done: number, total: number, file: string) => void,
): Promise<{ file: string; connectors: readonly string[]; problem: string | null }[]> {
  const { files } = discover(paths, noCase)
  const found: { file: string; connectors: readonly string[]; problem: string | null }[] = []
  for (const [index, { path, file, bytes, problem }] of files.entries()) {
    onFile(index, files.length, file)
    if (problem !== null) {
      found.push({ file, connectors: [], problem })
      continue
    }
    const seen = await inspect({ file, path, bytes, member: null }, connectors, surveyLimit)
    found.push({
      file,
      connectors: seen.claims,
      problem: seen.kind === 'archive' ? 'an archive: its members are read when it is analysed' : seen.problem,
    })
  }
  return found
}

/** What a file looks like before a connector reads it. */
export interface ExportSample {
  /** Path as connectors see it. */
  readonly file: string
  readonly format: ExportFormat
  /** Connectors that claim it. */
  readonly claims: readonly string[]
  /** Its records as such a connector gets them, up to `most`; what is broken is left out of them. */
  readonly read: (connector: Connector, most: number) => Promise<{ records: SourceRecord[]; broken: BrokenRecord[] }>
}

/** Looks at one export for which there may be no connector yet. Throws UserError for what is no text, or an archive. */
export async function sampleExport(path: string, connectors: readonly Connector[]): Promise<ExportSample> {
  if (!isThere(path)) throw new UserError(`there is no file ${path}`, { file: path })
  const [found, ...more] = discover([path], noCase).files
  if (!found || more.length > 0)
    throw new UserError(`${path} is not one file`, { file: path, hint: 'name a file in it' })
  const source = { file: basename(path), path: found.path, bytes: found.bytes, member: null }
  const { format, claims, problem } = await inspect(source, connectors, surveyLimit)
  if (format === null)
    throw new UserError(`${path} cannot be read as records: ${problem ?? 'it is an archive'}`, {
      file: path,
      hint: 'name one file: JSON, CSV, XML or lines of text, .gz allowed',
    })
  const file = shownName(source.file)
  return {
    file,
    format,
    claims,
    read: async (connector, most) => {
      const records: SourceRecord[] = []
      const broken: BrokenRecord[] = []
      for await (const batch of readRecords(openExport(source, surveyLimit).bytes, format, connector, defaultLimits)) {
        for (const { line: _line, offset: _offset, text: _text, ...record } of batch.records)
          records.push({ ...record, file, format, timezone: null })
        broken.push(...batch.broken)
        if (records.length >= most) break
      }
      return { records: records.slice(0, most), broken }
    },
  }
}

/** For looks at exports that no case is made of: a folder that nobody has. */
export const noCase = '.approvenance-no-case'

/** How far a compressed file is followed when only its beginning is looked at. */
const surveyLimit = { ratio: 200, bytes: 64 * 1024 * 1024 }

/** Reads the exports into the evidence of the case; says how many were read, and how many were taken over from the last run. */
export async function ingestCase(run: Run): Promise<{ timings: Timing[]; files: IngestResult['files'] }> {
  const mine = [
    ...run.reference.files.map(({ path }) => path),
    ...run.connectors.flatMap(({ declaration }) => declaration?.file ?? []),
    ...(run.config.file === null ? [] : [run.config.file]),
  ]
  const before = unfinishedStage(run.folder)
  return inStage(run.folder, 'ingest', async () => {
    const { timings, files } = await ingest({
      clock: run.clock,
      isFresh: run.isFresh === true,
      paths: run.paths,
      caseDir: run.folder,
      connectors: run.connectors,
      sources: run.config.sources,
      referenceFiles: mine,
      version: run.version,
      parameters: parametersOf(run),
      ...(run.onIngest ? { onProgress: run.onIngest } : {}),
    }).catch((cause) => {
      // what is refused before anything was changed leaves the case as it was
      if (isFinished(run.folder)) markUnfinished(run.folder, before)
      throw cause
    })
    removeDatabase(run.folder)
    return { timings: [...timings], files }
  })
}

/** Throws UserError unless a folder is a case, finished or not: asked before a lock is put there. */
export function requireCase(folder: string): void {
  if (!hasManifest(folder)) readManifest(folder)
}

/** What the manifest of a case remembers. Throws UserError when the folder is no finished case. */
export function readRecorded(folder: string): Recorded {
  const { parameters } = readManifest(folder)
  const word = (value: unknown) => (typeof value === 'string' ? value : null)
  const list = (value: unknown) => (Array.isArray(value) ? (value as readonly unknown[]) : [])
  const config = parameters.config as { readonly file?: unknown } | null | undefined
  return {
    paths: list(parameters.paths).filter((path) => typeof path === 'string'),
    config: word(config?.file),
    from: word(parameters.from),
    to: word(parameters.to),
    as_of: word(parameters.as_of),
    mappings: list(parameters.mappings).flatMap((one) => {
      const { mapping, sha256 } = one as { mapping?: unknown; sha256?: unknown }
      return typeof mapping === 'string' && typeof sha256 === 'string' ? [{ mapping, sha256 }] : []
    }),
    reference: list(parameters.reference).flatMap((one): ReferenceFile[] => {
      const { name, file, path, rows, found } = one as Partial<Record<keyof ReferenceFile, unknown>>
      const known = referenceNames.find((own) => own === name)
      return known !== undefined && typeof file === 'string' && typeof path === 'string' && typeof rows === 'number'
        ? [{ name: known, file, path, rows, found: found === 'configured' ? found : 'among the exports' }]
        : []
    }),
  }
}

/** The record behind an event, from the exported file itself. `root`: where the exports lie now, if they were moved. */
export async function originalOf(
  folder: string,
  event: {
    readonly file: string
    readonly record_no: number
    readonly connector: string
    readonly format: string | null
    readonly sha256: string | null
  },
  connectors: readonly Connector[],
  root: string | undefined,
): Promise<Original> {
  const connector = connectors.find(({ id }) => id === event.connector)
  if (!connector) throw new UserError(`this version has no connector ${event.connector}`)
  return readOriginal({
    paths: root === undefined ? readRecorded(folder).paths : [root],
    file: event.file,
    recordNo: event.record_no,
    connector,
    format: event.format as ExportFormat | null,
    sha256: event.sha256,
  })
}

/** Where records of a case begin in the exports, where these still lie as they were. */
export async function placesOf(
  folder: string,
  sources: readonly Pick<SourceView, 'file' | 'connector' | 'format' | 'sha256'>[],
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
  connectors: readonly Connector[],
): Promise<Map<string, Map<number, RecordPlace>>> {
  return locateRecords(
    readRecorded(folder).paths,
    sources.flatMap(({ file, connector: id, format, sha256 }) => {
      const connector = connectors.find((one) => one.id === id)
      const nos = wanted.get(file)
      return connector && nos && format !== null
        ? [{ file, connector, sha256, format: format as ExportFormat, nos }]
        : []
    }),
  )
}

/** Parameters as manifest and report print them. */
function parametersOf(run: Omit<Run, 'clock'>): Record<string, unknown> {
  const time = (micros: number | null) => (micros === null ? null : formatTime(micros))
  const { file } = run.config
  return {
    paths: run.paths,
    config: file === null ? null : { file, sha256: hashFile(file).sha256 },
    from: time(run.from),
    to: time(run.to),
    as_of: time(run.asOf),
    reference: run.reference.files.map((one) => ({ ...one, sha256: hashFile(one.path).sha256 })),
    mappings: run.connectors.flatMap(({ id, declaration }) =>
      declaration ? [{ mapping: id, file: declaration.file, sha256: declaration.sha256 }] : [],
    ),
    parameters: run.config.parameters,
    disabled_rules: run.config.rules.disable,
  }
}

/** Notes the parameters of this run in the manifest: a stage that was run again may have had others. */
function recordParameters(run: Run) {
  writeManifest(run.folder, { ...readManifest(run.folder), version: run.version, parameters: parametersOf(run) })
}

/** Builds the case's database from its evidence: reference data, then every model. An older database is replaced. */
export async function correlateCase(run: Run): Promise<Timing[]> {
  requireEvidence(run.folder)
  return inStage(run.folder, 'correlate', () => {
    recordParameters(run)
    removeDatabase(run.folder)
    return withStore(run.folder, async (store) => {
      await loadReference(store, run.reference)
      const evidence = Object.fromEntries(
        (Object.keys(tables) as TableName[]).map((name) => [name, evidenceFiles(run.folder, name)]),
      ) as Record<TableName, string[]>
      const { timings } = await correlate(
        store,
        {
          evidence,
          connectors: run.connectors,
          changeClasses: mergeClasses(run.config.change_classes.map(profileOf)),
          declaredSources: run.config.sources.map(({ connector, label, match }) => ({ connector, label, match })),
          trackerProjects: run.config.trackers.projects,
          breakGlass: {
            identities: run.config.break_glass.identities,
            declareMinutes: run.config.break_glass.declare_minutes,
            maxHours: run.config.break_glass.max_hours,
            reviewHours: run.config.break_glass.review_hours,
          },
          parameters: forModels(run.config),
          asOf: run.asOf,
          from: run.from,
          to: run.to,
          onModel: (name, index, count) => run.onStep?.(index, count, name),
        },
        run.clock,
      )
      await keepTimings(store, 'model', timings)
      return [...timings]
    })
  })
}

/** How long each model, rule and gate of a case took when it last ran: of the machine, not of the evidence, so no report reads it. */
async function keepTimings(store: Store, kind: 'model' | 'rule', timings: readonly Timing[]) {
  await store.createTableFromRows(
    `run_${kind}_timings`,
    { name: 'VARCHAR', seconds: 'DOUBLE' },
    timings.map(({ name, seconds }) => ({ name, seconds })),
  )
}

/** Runs the rules and gates over a correlated case. */
export async function detectCase(run: Run): Promise<Timing[]> {
  const ruleFiles = readRulePaths(run.config.rules.paths)
  return withStore(run.folder, async (store) => {
    await requireTable(store, run.folder, 'fct_chains', 'correlate')
    return inStage(run.folder, 'detect', async () => {
      recordParameters(run)
      await dropBaseline(store)
      const { timings } = await detect(
        store,
        {
          parameters: run.config.parameters,
          otherParameters: Object.keys(modelParameters),
          waivers: run.reference.rows.waivers,
          asOf: run.asOf,
          disabledRules: run.config.rules.disable,
          extraRules: ruleFiles.sql,
          leadRules: loadSigmaRules(ruleFiles.yaml),
          onRule: (rule, index, count) => run.onStep?.(index, count, rule),
        },
        run.clock,
      )
      await keepTimings(store, 'rule', timings)
      return [...timings]
    })
  })
}

/** What the database may hold in memory while reports are written: they read each part once, so more than this is kept for nothing. */
export const reportMemory = '700MB'

/** Where documents of a case are written beside it. */
export interface Elsewhere {
  readonly folder: string
  /** Puts the case into other words before anything is read for the documents; null: they tell it as it is. */
  readonly disguise: ((store: Store, about: About) => Promise<About>) | null
}

/** Names of what `formats` write into a folder. */
export function reportFiles(formats: readonly string[]): string[] {
  const files = Object.entries(documents).flatMap(([format, list]) =>
    formats.includes(format) ? list.map(([file]) => file) : [],
  )
  return formats.includes('html') ? [...files, pageFolder] : files
}

/** Writes the documents of a detected case, into it or elsewhere; gives them and the view they were written from. */
export async function reportCase(
  run: Run,
  formats: readonly string[],
  elsewhere: Elsewhere | null = null,
): Promise<{ outputs: Output[]; view: CaseView; timings: Timing[] }> {
  return withStore(
    run.folder,
    async (store) => {
      await requireTable(store, run.folder, 'findings', 'detect')
      const timings: Timing[] = []
      const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        const start = run.clock()
        const done = await work()
        timings.push({ name, seconds: run.clock() - start })
        return done
      }
      const folder = elsewhere?.folder ?? run.folder
      const view = await timed('read the case', async () => {
        const about = { ...aboutOf(run), notes: readNotes(notesFileOf(run.folder)) }
        return openView(store, (await elsewhere?.disguise?.(store, about)) ?? about)
      })
      const wanted = Object.entries(documents)
        .filter(([format]) => formats.includes(format))
        .flatMap(([, list]) => [...list])
      const write = async () => {
        const outputs: Output[] = []
        for (const [index, [file, render]] of wanted.entries()) {
          run.onStep?.(index, wanted.length, file)
          outputs.push({ file, ...(await timed(file, () => writeDocument(folder, file, render(view)))) })
        }
        const renewed = formats.includes('html') ? [pageFolder] : []
        for (const pages of renewed)
          outputs.push(
            ...(await timed(pages, () => writeDocuments(folder, pages, renderPages(view, planReport(view))))),
          )
        if (elsewhere === null)
          addOutputs(
            run.folder,
            outputs.map(({ file, sha256 }) => ({ file, sha256 })),
            renewed,
          )
        return { outputs, view, timings }
      }
      return elsewhere === null ? inStage(run.folder, 'report', write) : write()
    },
    reportMemory,
  )
}

/** Every rule of a run as reports explain it, parameters as they were bound. */
export function describeRules(config: Config): RuleView[] {
  const files = readRulePaths(config.rules.paths)
  const all = [...loadRules(files.sql), ...loadSigmaRules(files.yaml)]
  const known = [...catalogueRules, ...all.map(({ rule }) => rule)]
  const unknown = config.rules.disable.find((rule) => !known.includes(rule))
  if (unknown !== undefined)
    throw new UserError(`rules.disable: unknown rule ${unknown}`, { hint: '`approvenance rules list` shows them all' })
  const rules = all.filter(({ rule }) => !config.rules.disable.includes(rule))
  const others = [...Object.keys(gateParameters), ...Object.keys(modelParameters)]
  const bound = bindParameters(rules, config.parameters, others)
  return rules.map((rule) => ruleView(rule, bound.get(rule.rule) ?? {}))
}

/** A rule as reports explain it. */
export function ruleView(rule: Rule, parameters: RuleView['parameters']): RuleView {
  return {
    rule: rule.rule,
    slug: rule.slug,
    title: rule.title,
    severity: rule.severity,
    question: rule.question,
    why: rule.why,
    misses: rule.misses,
    false_positives: rule.falsePositives,
    remedy: rule.remedy,
    controls: controlsOf(rule.rule),
    sql: rule.sql,
    parameters,
  }
}

/** What the pipeline tells reports and exports of a run. */
export function aboutOf(run: Omit<Run, 'clock'>): About {
  return {
    version: run.version,
    parameters: readManifest(run.folder).parameters,
    rules: describeRules(run.config),
    connectors: run.connectors.map(({ id, title, neverLogs }) => ({ id, title, never_logs: neverLogs ?? [] })),
    reference: Object.entries(referenceUses).flatMap(([name, use]): About['reference'][number][] => {
      const files = run.reference.files.filter((file) => file.name === name)
      if (files.length === 0) return [{ name, file: null, rows: 0, use, found: null }]
      return files.map(({ file, rows, found }) => ({ name, file, rows, use, found }))
    }),
    unused_sources: readManifest(run.folder).unused_sources ?? [],
  }
}

async function withStore<T>(folder: string, work: (store: Store) => Promise<T>, memory?: string): Promise<T> {
  const file = databaseOf(folder)
  const store = await Store.open(file, memory === undefined ? {} : { memory }).catch((cause: unknown) => {
    if (!(cause instanceof Error && /Could not set lock/.test(cause.message))) throw cause
    throw new UserError(`${file} is open in another program, so it cannot be written to`, {
      hint: '`approvenance explore` holds it open while it runs: end it first',
      isTemporary: true,
      cause,
    })
  })
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

async function requireTable(store: Store, folder: string, table: string, stage: string) {
  if (!(await store.tables()).includes(table))
    throw new UserError(`${folder} is not ready: it has no ${table}`, {
      hint: `run \`approvenance ${stage} --case ${folder}\` first`,
    })
}

/** Parameters of the configuration that belong to the models; they are numbers. */
function forModels(config: Config): Record<string, number> {
  const own: Record<string, number> = {}
  for (const name of Object.keys(modelParameters)) {
    const value = config.parameters[name]
    if (value === undefined) continue
    if (typeof value !== 'number')
      throw new UserError(
        `parameters.${name}: expected a number, found ${String(value)}`,
        config.file ? { file: config.file } : {},
      )
    own[name] = value
  }
  return own
}

/** What a class named by the operator requires; what they leave open is as in the built-in class of that name, or as for a privileged change. */
function profileOf(given: Config['change_classes'][number]): ChangeClassProfile {
  const base =
    builtInClasses.find(({ name }) => name === given.name) ?? builtInClasses.find(({ name }) => name === 'priv_grant')!
  return {
    name: given.name,
    match: given.match,
    require: {
      request: given.require.request ?? base.require.request,
      approvals: given.require.approvals ?? base.require.approvals,
      roles: given.require.roles,
      human_approval: given.require.human_approval ?? base.require.human_approval,
      policy_decision: given.require.policy_decision ?? base.require.policy_decision,
      change_record: given.require.change_record,
    },
    max_hours: given.max_hours ?? base.max_hours,
    approval_validity_hours: base.approval_validity_hours,
  }
}
