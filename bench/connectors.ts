/**
 * `npm run bench:connectors -- [--only jira,slack] [--megabytes 16]`: how fast each connector is in each format it reads, beside CloudTrail in
 * the same run. Exit 1 where one moves less than a third of CloudTrail's bytes per second and no reason is declared for it.
 *
 * What is read are the well-formed records of each connector's largest test case, told over and over with ids of its own every time. Each connector has a process
 * to itself; a second is a second of CPU time over all threads, so that other work on the machine counts as little as it can.
 */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { argv, cpuUsage, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { connectors as registered } from '../connectors/index.js'
import type { CanonicalRows, Connector, ExportFormat, SourceRecord } from '../src/connector.js'
import { defaultLimits } from '../src/ingest/ingest.js'
import { inspect } from '../src/ingest/inspect.js'
import { normalizeUnit, readRecords } from '../src/ingest/normalize-unit.js'
import { type ExportFile, openExport } from '../src/ingest/open-export.js'
import { loadMappings, shippedMappings } from '../src/mapping/load.js'
import type { ReadRecord } from '../src/read-batch.js'
import { projectRoot } from '../src/sql-file.js'

/** One connector reading one format. `bytes` are those of the export, `seconds` those of CPU time. */
interface Speed {
  readonly connector: string
  readonly format: ExportFormat
  readonly records: number
  /** Rows that they became, of all tables. */
  readonly rows: number
  readonly bytes: number
  readonly seconds: number
}

/** Share of CloudTrail's speed below which a connector needs a reason. */
const FLOOR = 1 / 3
const BASELINE = { connector: 'aws-cloudtrail', format: 'json-object' } as const
/** CloudTrail is measured again after so many connectors: the machine is not the same all the time. */
const BASELINE_EVERY = 16
/** Bytes that are read before the clock runs, for the compiler. */
const WARM_UP = 15e5

/** Why a connector may be slower in a format: for each reason when it holds. */
const reasons: readonly { readonly because: string; holds(speed: Speed, baseline: Speed): boolean }[] = [
  {
    because: 'short records: it makes at least a third of the rows per second that CloudTrail does',
    holds: (speed, baseline) => speed.rows / speed.seconds >= (baseline.rows / baseline.seconds) * FLOOR,
  },
]

const connectors = [
  ...registered,
  ...loadMappings(
    shippedMappings().map(({ name }) => name),
    registered,
  ),
]

if (argv[2] === 'measure') console.log(JSON.stringify(await measure(argv[3] ?? '', Number(argv[4]))))
else run()

function run() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, megabytes: { type: 'string', default: '16' } },
  })
  const chosen = values.only?.split(',') ?? connectors.map(({ id }) => id)
  const baselines: Speed[] = []
  const speeds: Speed[] = []
  for (const [i, id] of chosen.entries()) {
    if (i % BASELINE_EVERY === 0)
      baselines.push(...measureApart(BASELINE.connector, values.megabytes).filter(isBaseline))
    speeds.push(...measureApart(id, values.megabytes))
  }
  const baseline = median(baselines)
  const floor = rateOf(baseline) * FLOOR
  console.log(row('connector', 'format', 'records/s', 'rows/s', 'MB/s', 'of CloudTrail'))
  for (const speed of speeds) {
    const reason = reasons.find(({ holds }) => holds(speed, baseline))?.because
    const isSlow = rateOf(speed) < floor
    if (isSlow && reason === undefined) process.exitCode = 1
    const note = isSlow ? (reason ?? 'TOO SLOW, and no reason is declared') : ''
    const { connector, format, records, rows, seconds } = speed
    const share = rateOf(speed) / rateOf(baseline)
    const figures = [
      whole(records / seconds),
      whole(rows / seconds),
      (rateOf(speed) / 1e6).toFixed(1),
      share.toFixed(2),
    ]
    console.log(`${row(connector, format, ...figures)}  ${note}`.trimEnd())
  }
  console.log(`a core each; CloudTrail ${baselines.map((one) => (rateOf(one) / 1e6).toFixed(1)).join(', ')} MB/s`)
}

function row(connector: string, format: string, ...figures: readonly string[]): string {
  return `${connector.padEnd(22)}${format.padEnd(13)}${figures.map((figure) => figure.padStart(14)).join('')}`
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en')
}

function rateOf({ bytes, seconds }: Speed): number {
  return bytes / seconds
}

function isBaseline({ connector, format }: Speed): boolean {
  return connector === BASELINE.connector && format === BASELINE.format
}

/** The one in the middle, by speed. */
function median(speeds: readonly Speed[]): Speed {
  const middle = [...speeds].sort((a, b) => rateOf(a) - rateOf(b))[speeds.length >> 1]
  if (!middle) throw new Error('CloudTrail could not be measured')
  return middle
}

function measureApart(id: string, megabytes: string): readonly Speed[] {
  const done = spawnSync(execPath, [fileURLToPath(import.meta.url), 'measure', id, megabytes], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (done.status === 0) return JSON.parse(done.stdout) as Speed[]
  console.log(`${id} could not be measured`)
  process.exitCode = 1
  return []
}

// ── one connector, in a process of its own ──

async function measure(id: string, megabytes: number): Promise<Speed[]> {
  const connector = connectors.find((one) => one.id === id)
  if (!connector) throw new Error(`there is no connector ${id}`)
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-connectors-'))
  try {
    const samples = await samplesOf(connector)
    for (const sample of samples) await ingestCopies(sample, connector, folder, WARM_UP)
    const speeds: Speed[] = []
    for (const sample of samples) speeds.push(await ingestCopies(sample, connector, folder, megabytes * 1e6))
    return speeds
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ingestCopies(sample: Sample, connector: Connector, folder: string, size: number): Promise<Speed> {
  const path = join(folder, sample.file)
  mkdirSync(dirname(path), { recursive: true })
  writeCopies(sample, path, size)
  const bytes = statSync(path).size
  const source: ExportFile = { file: sample.file, path, member: null, bytes }
  const { format, claims } = await inspect(source, connectors, defaultLimits.maxExpansion)
  if (format === null || claims.join() !== connector.id)
    throw new Error(`copies of ${sample.file} are claimed by ${claims.join(' and ') || 'nobody'}`)
  const { timezone } = sample
  const unit = { number: 0, files: [{ source, sourceId: 's1', connector: connector.id, format, timezone }] }
  const caseDir = join(folder, 'case')
  const counted = countRows(connector)
  const before = cpuUsage()
  const { files } = await normalizeUnit(unit, caseDir, [counted.connector], defaultLimits, () => {})
  const { user, system } = cpuUsage(before)
  rmSync(caseDir, { recursive: true })
  const { read, used } = files[0]!
  if (used < read) throw new Error(`${read - used} of ${read} copied records of ${sample.file} were rejected`)
  return {
    connector: connector.id,
    format: sample.format,
    records: used,
    rows: counted.rows(),
    bytes,
    seconds: (user + system) / 1e6,
  }
}

function countRows(connector: Connector) {
  let rows = 0
  const normalize = (record: SourceRecord) => {
    const made = connector.normalize(record)
    for (const table of [made.events, made.tasks, made.identities, made.entitlements]) rows += table?.length ?? 0
    return made
  }
  return { connector: { ...connector, normalize }, rows: () => rows }
}

// ── what is read ──

/** A test case taken apart: its records, and what stands before, between and behind them. */
interface Sample {
  readonly file: string
  readonly format: ExportFormat
  readonly timezone: string | null
  readonly head: string
  readonly records: readonly Told[]
  readonly separator: string
  readonly tail: string
}

/** A record's text, and the vendor's ids in it. */
interface Told {
  readonly text: string
  readonly ids: readonly string[]
}

/** The largest case of each format that the connector has one of, by its well-formed records. */
async function samplesOf(connector: Connector): Promise<readonly Sample[]> {
  const folder = join(projectRoot(), 'test', 'connectors', connector.id, 'cases')
  const largest = new Map<ExportFormat, Sample>()
  for (const path of casesIn(folder)) {
    const { claimed, file, timezone } = JSON.parse(readFileSync(expectedOf(path), 'utf8')) as {
      readonly claimed?: boolean
      readonly file?: string
      readonly timezone?: string
    }
    if (claimed === false) continue
    const sample = await takeApart(path, file ?? relative(folder, path), timezone ?? null, connector)
    if (sample === null || sample.records.length === 0) continue
    const before = largest.get(sample.format)
    if (before === undefined || sizeOf(sample) > sizeOf(before)) largest.set(sample.format, sample)
  }
  return [...largest.values()]
}

function casesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => !path.endsWith('.expected.json') && existsSync(expectedOf(path)))
    .sort()
}

function expectedOf(path: string): string {
  return `${path.replace(/\.[^./]+$/, '')}.expected.json`
}

function sizeOf({ records }: Sample): number {
  return records.reduce((sum, { text }) => sum + text.length, 0)
}

async function takeApart(
  path: string,
  file: string,
  timezone: string | null,
  connector: Connector,
): Promise<Sample | null> {
  const source: ExportFile = { file, path, member: null, bytes: statSync(path).size }
  const { format } = await inspect(source, [connector], defaultLimits.maxExpansion)
  if (format === null) return null
  const { bytes } = openExport(source, defaultLimits.maxExpansion)
  const read: ReadRecord[] = []
  for await (const batch of readRecords(bytes, format, connector, defaultLimits, true)) read.push(...batch.records)
  const all = read.filter(({ envelope }) => envelope === read[0]!.envelope)
  const [first, last] = [all[0]?.text, all.at(-1)?.text]
  if (first === undefined || last === undefined) return null
  const records = all.flatMap((one) => {
    const rows = connector.normalize({ ...one, file, format, timezone })
    return rows.reject ? [] : [{ text: one.text!, ids: idsIn(one.text!, rows) }]
  })
  const text = readFileSync(path, 'utf8')
  const hasHead = !['json-lines', 'json-values', 'text'].includes(format)
  const isListed = format === 'json-array' || (format === 'json-object' && all[0]!.envelope !== null)
  return {
    file,
    format,
    timezone,
    head: hasHead ? text.slice(0, text.indexOf(first)) : '',
    records,
    separator: isListed ? ',' : '\n',
    tail: hasHead ? text.slice(text.lastIndexOf(last) + last.length) : '',
  }
}

/** The vendor's ids of a record, where they are long enough to stand for nothing else in its text. */
function idsIn(text: string, { events = [], tasks = [] }: CanonicalRows): readonly string[] {
  const named = [...events, ...tasks].flatMap(({ native_id }) => native_id ?? [])
  const pieces = named.flatMap((id) => (text.includes(id) ? [id] : id.split(':').slice(-1)))
  return [...new Set(pieces)].filter((id) => id.length >= 6 && /\d$|\w{6}$/.test(id) && text.includes(id))
}

function writeCopies({ head, records, separator, tail }: Sample, path: string, size: number) {
  const fd = openSync(path, 'w')
  try {
    let written = writeSync(fd, head)
    for (let copy = 0; written < size; copy++) {
      const texts = records.map((record) => renumbered(record, copy)).join(separator)
      written += writeSync(fd, copy === 0 ? texts : separator + texts)
    }
    writeSync(fd, tail)
  } finally {
    closeSync(fd)
  }
}

/** The record with the end of each of its ids replaced by the copy's number, or that put behind a short one. */
function renumbered({ text, ids }: Told, copy: number): string {
  const number = String(copy % 100_000).padStart(5, '0')
  return ids.reduce((out, id) => out.replaceAll(id, /\w{6}$/.test(id) ? id.slice(0, -5) + number : id + number), text)
}
