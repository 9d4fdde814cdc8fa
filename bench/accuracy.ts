/**
 * How much of the truth the tool finds: simulate, analyse as a user does, compare with the answer key, cell by cell of a grid of noise.
 * `npm run bench:accuracy -- [--cells default,all] [--seeds 1,2] [--tasks 300] [--rate name=value …] [--keep dir] [--examples 5]
 * [--without okta,reference/people.csv]` (of the cell that removes in turn: only these);
 * exit 1 when a cell is below its floors. Cells run one after another in this process.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withCase } from '../src/cli/case.js'
import { main } from '../src/cli/main.js'
import { type Terminal, written } from '../src/cli/terminal.js'
import { readRate } from '../src/cli/values.js'
import { UserError } from '../src/errors.js'
import type { AnswerKeyFile } from '../src/simulate/answer-key.js'
import {
  type Bucket,
  type ChainsFile,
  type Comparison,
  calibrate,
  compare,
  comparePairs,
  type FindingsFile,
  type IdentitiesFile,
  type JudgedLink,
  judgeLinks,
  type PairComparison,
} from '../src/simulate/compare.js'
import { simulate } from '../src/simulate/simulate.js'
import { clock, peakMegabytes, percent } from './figures.js'
import { type Cell, cells } from './noise-cells.js'

/** By how much the share of right links may differ from the stated confidence. */
const CALIBRATION = 0.03

const { values } = parseArgs({
  options: {
    cells: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    tasks: { type: 'string', default: '300' },
    rate: { type: 'string', multiple: true, default: [] },
    without: { type: 'string' },
    keep: { type: 'string' },
    examples: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
})

/** One seed of one cell. */
interface Outcome {
  readonly seed: number
  readonly result: Comparison
  readonly pairs: PairComparison
  readonly links: readonly JudgedLink[]
  readonly seconds: { readonly simulate: number; readonly analyze: number }
}

/** All seeds of a cell, counts added up. */
interface Summary {
  readonly cell: Cell
  readonly outcomes: readonly Outcome[]
  readonly precision: number
  readonly recall: number
  readonly pairPrecision: number
  readonly pairRecall: number
  readonly falseGaps: number
  readonly links: readonly JudgedLink[]
}

if (values.help) {
  for (const { name, rates } of cells) console.log(`${name.padEnd(24)}${JSON.stringify(rates)}`)
} else {
  process.exitCode = (await run()) ? 0 : 1
}

/** Runs the chosen cells, prints what came of them, and says whether every floor holds. */
async function run(): Promise<boolean> {
  const seeds = values.seeds.split(',').map(Number)
  const rates = Object.fromEntries(values.rate.map(readRate))
  const summaries: Summary[] = []
  printHead()
  for (const cell of chosenCells()) {
    const outcomes: Outcome[] = []
    for (const seed of seeds) outcomes.push(...(await play(cell, seed, rates)))
    const summary = summarize(cell, outcomes)
    summaries.push(summary)
    printRow(summary)
  }
  for (const summary of summaries) printExamples(summary)
  for (const summary of summaries) printCalibration(summary.cell.name, summary.links)
  if (summaries.length > 1) {
    const all = summaries.flatMap(({ links }) => links)
    printCalibration('all cells together', all)
    for (const method of [...new Set(all.map((link) => link.method))].sort())
      printCalibration(
        `all cells, method ${method}`,
        all.filter((link) => link.method === method),
      )
  }
  const below = summaries.flatMap(belowFloors)
  for (const line of below) console.log(`BELOW: ${line}`)
  console.log(`peak memory ${peakMegabytes()} MB`)
  return below.length === 0
}

function chosenCells(): readonly Cell[] {
  if (values.cells === undefined) return cells
  return values.cells.split(',').map((name) => {
    const cell = cells.find((one) => one.name === name)
    if (!cell)
      throw new UserError(`unknown cell: ${name}`, { hint: `one of ${cells.map((one) => one.name).join(', ')}` })
    return cell
  })
}

/** Simulates one seed of a cell and analyses it: once, or once without each export and each reference file. */
async function play(cell: Cell, seed: number, more: Readonly<Record<string, number>>): Promise<Outcome[]> {
  const folder = values.keep === undefined ? null : join(values.keep, `${cell.name}-${seed}`)
  const out = folder ?? mkdtempSync(join(tmpdir(), 'approvenance-accuracy-'))
  mkdirSync(out, { recursive: true })
  const begun = clock()
  const rates = { heartbeatMinutes: 60, ...cell.rates, ...more }
  await simulate({ seed, tasks: Number(values.tasks), out, rates })
  const told = clock()
  const outcomes: Outcome[] = []
  if (cell.dropsSources !== true) outcomes.push(await judge(out, seed, null, told - begun))
  else for (const without of removable(out)) outcomes.push(await judge(out, seed, without, told - begun))
  if (folder === null) rmSync(out, { recursive: true, force: true })
  else
    writeFileSync(
      join(out, 'outcome.json'),
      `${JSON.stringify(
        outcomes.map((outcome) => ({ ...outcome, links: undefined })),
        null,
        1,
      )}\n`,
    )
  return outcomes
}

/** The exports of a folder, and its reference files: what is removed in turn. */
function removable(out: string): string[] {
  const reference = readdirSync(join(out, 'exports', 'reference')).map((file) => join('reference', file))
  const sources = readdirSync(join(out, 'exports'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'reference')
    .map(({ name }) => name)
  return [...sources, ...reference]
    .filter((name) => values.without === undefined || values.without.split(',').includes(name))
    .sort()
}

/** Analyses the exports of a folder, without one of them if it is named, and compares with the key beside them. */
async function judge(out: string, seed: number, without: string | null, simulated: number): Promise<Outcome> {
  const begun = clock()
  const caseFolder = join(out, 'case')
  rmSync(caseFolder, { recursive: true, force: true })
  const putBack = without === null ? () => {} : setAside(out, without)
  try {
    await analyse(join(out, 'exports'), caseFolder)
  } finally {
    putBack()
  }
  const analyze = clock() - begun
  const read = <T>(file: string) => JSON.parse(readFileSync(join(out, file), 'utf8')) as T
  const key = read<AnswerKeyFile>('answer-key.json')
  const chains = read<ChainsFile>('case/chains.json')
  const named = await withCase(caseFolder, (store) => store.rows('select alias from int_aliases'))
  const result = compare(key, chains, read<FindingsFile>('case/findings.json'))
  const pairs = comparePairs(
    key.identities,
    read<IdentitiesFile>('case/identities.json'),
    new Set(named.map(({ alias }) => String(alias))),
  )
  const links = judgeLinks(key.membership, chains)
  const seconds = { simulate: simulated, analyze }
  if (without === null) return { seed, result, pairs, links, seconds }
  // what an export that is not there would have shown cannot be found, and is not asked for
  return {
    seed,
    result: {
      ...result,
      missed: [],
      mislinked: [],
      unlinked: [],
      falseGaps: result.falseGaps.map((line) => `without ${without}: ${line}`),
    },
    pairs: { ...pairs, wrong: [], missed: [] },
    links: [],
    seconds,
  }
}

/** Takes an export, or a reference file with the line of the configuration that names it, out of the folder; returns what puts it back. */
function setAside(out: string, name: string): () => void {
  const aside = join(out, 'aside')
  const config = join(out, 'exports', 'approvenance.yaml')
  const before = readFileSync(config, 'utf8')
  renameSync(join(out, 'exports', name), aside)
  writeFileSync(config, before.replace(new RegExp(`^ +\\w+: ${name}\n`, 'm'), ''))
  return () => {
    writeFileSync(config, before)
    renameSync(aside, join(out, 'exports', name))
  }
}

/** Runs `analyze` through its front door; only the documents that are compared are written. */
async function analyse(exports: string, folder: string): Promise<void> {
  const said: string[] = []
  const terminal: Terminal = {
    out: (part) => said.push(written(part, false)),
    err: (part) => said.push(written(part, false)),
    status: () => {},
    columns: null,
    isInteractive: false,
    clock,
    peakMemory: () => 0,
  }
  const code = await main(['analyze', exports, '--case', folder, '--format', 'json', '--quiet'], terminal)
  if (code !== 0) throw new Error(`analyze ended with ${code}: ${said.join('\n')}`)
}

function summarize(cell: Cell, outcomes: readonly Outcome[]): Summary {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
  const claimed = sum(({ result }) => result.claimed)
  const expected = sum(({ result }) => result.expected)
  const pairsClaimed = sum(({ pairs }) => pairs.claimed)
  const pairsWanted = sum(({ pairs }) => pairs.wanted)
  return {
    cell,
    outcomes,
    precision: share(claimed - sum(({ result }) => result.mislinked.length), claimed),
    recall: share(expected - sum(({ result }) => result.unlinked.length), expected),
    pairPrecision: share(pairsClaimed - sum(({ pairs }) => pairs.wrong.length), pairsClaimed),
    pairRecall: share(pairsWanted - sum(({ pairs }) => pairs.missed.length), pairsWanted),
    falseGaps: sum(({ result }) => result.falseGaps.length),
    links: outcomes.flatMap(({ links }) => links),
  }
}

/** What is below its floor, in words. */
function belowFloors(summary: Summary): string[] {
  const { cell, falseGaps, links } = summary
  const named = ['precision', 'recall', 'pairPrecision', 'pairRecall'] as const
  return [
    ...named
      .filter((name) => summary[name] < cell.floors[name])
      .map((name) => `${cell.name}: ${name} ${percent(summary[name])}, floor ${percent(cell.floors[name])}`),
    ...(falseGaps > 0 ? [`${cell.name}: ${falseGaps} false gaps`] : []),
    ...summary.outcomes
      .filter(({ result }) => result.missed.length > 0)
      .map(({ seed, result }) => `${cell.name}, seed ${seed}: ${result.missed.length} planted gaps missed`),
    ...calibrate(links)
      .buckets.filter((bucket) => bucket.isEnough && Math.abs(bucket.right - bucket.stated) > CALIBRATION)
      .map(
        (bucket) => `${cell.name}: of links stated at ${percent(bucket.stated)}, ${percent(bucket.right)} are right`,
      ),
  ]
}

function printHead() {
  console.log(
    [
      'cell'.padEnd(22),
      ...['precision', 'recall', 'F1', 'pairs P', 'pairs R', 'pairs F1'].map((name) => name.padStart(9)),
      'gaps found'.padStart(12),
      'missed'.padStart(7),
      'false'.padStart(6),
      'weakened'.padStart(9),
      'undecidable'.padStart(12),
      'Brier'.padStart(8),
      's/run'.padStart(6),
    ].join(''),
  )
}

function printRow(summary: Summary) {
  const { outcomes, cell } = summary
  const sum = (of: (result: Comparison) => number) => outcomes.reduce((total, { result }) => total + of(result), 0)
  const found = sum((result) => result.found)
  const missed = sum((result) => result.missed.length)
  const seconds = outcomes.reduce((total, one) => total + one.seconds.simulate + one.seconds.analyze, 0)
  const cellsOfRow = [
    cell.name.padEnd(22),
    ...[
      summary.precision,
      summary.recall,
      f1(summary.precision, summary.recall),
      summary.pairPrecision,
      summary.pairRecall,
      f1(summary.pairPrecision, summary.pairRecall),
    ].map((value) => (value * 100).toFixed(2).padStart(9)),
    `${found}/${found + missed}`.padStart(12),
    String(missed).padStart(7),
    String(summary.falseGaps).padStart(6),
    `${sum((result) => result.weakened.found)}/${sum((result) => result.weakened.found + result.weakened.left)}`.padStart(
      9,
    ),
    `${sum((result) => result.undecidable.said)}/${sum((result) => result.undecidable.said + result.undecidable.silent.length)}`.padStart(
      12,
    ),
    calibrate(summary.links).brier.toFixed(4).padStart(8),
    (seconds / outcomes.length).toFixed(1).padStart(6),
  ]
  console.log(cellsOfRow.join(''))
}

function printExamples({ cell, outcomes }: Summary) {
  for (const { seed, result, pairs } of outcomes) {
    const lists: readonly (readonly [string, readonly string[]])[] = [
      ['false gap', result.falseGaps],
      ['missed gap', result.missed],
      ['undecidable, not said', result.undecidable.silent],
      ['wrongly a member', result.mislinked],
      ['not found as member', result.unlinked],
      ['wrong pair', pairs.wrong],
      ['missed pair', pairs.missed],
    ]
    for (const [title, lines] of lists) list(`${cell.name}, seed ${seed}, ${title}`, lines)
  }
}

function list(title: string, lines: readonly string[]) {
  const most = Number(values.examples)
  for (const line of lines.slice(0, most)) console.log(`  ${title}: ${line}`)
  if (lines.length > most) console.log(`  ${title}: … and ${lines.length - most} more`)
}

function printCalibration(name: string, links: readonly JudgedLink[]) {
  const { brier, buckets } = calibrate(links)
  console.log(`\ncalibration, ${name}: ${links.length} links, Brier score ${brier.toFixed(4)}`)
  console.log('  from      links    stated     right    points')
  for (const bucket of buckets) console.log(bucketRow(bucket))
}

function bucketRow({ from, links, stated, right, isEnough }: Bucket) {
  const points = ((right - stated) * 100).toFixed(1).padStart(10)
  return `  ${from.toFixed(2)}${String(links).padStart(11)}${percent(stated).padStart(10)}${percent(right).padStart(10)}${points}${isEnough ? '' : '  too few to judge'}`
}

function f1(precision: number, recall: number) {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}
