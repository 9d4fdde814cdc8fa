/**
 * `npm run bench:nightly`: what a case costs that is kept up to date. An invented company's exports, one file a day and system, are read up to the day
 * before the last; then the last day comes, and the case is brought up to date. Beside it the same exports are read anew, and both cases must have
 * the same bytes. Exit 1 when the night costs more than a tenth of reading everything, or a byte differs.
 * `node dist/bench/nightly.js [--seed 7] [--tasks 10000] [--days 90] [--workers 2] [--only-ingest] [--folder scratch]`.
 * Each run has a process of its own, so that its peak memory is its own; what it takes to load the program is left out.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { connectors } from '../connectors/index.js'
import { main } from '../src/cli/main.js'
import { processTerminal } from '../src/cli/process-terminal.js'
import { type IngestResult, ingest } from '../src/ingest/ingest.js'
import { simulate } from '../src/simulate/simulate.js'
import { clock, peakMegabytes } from './figures.js'
import { filesBelow, moveFiles, sizeOf, splitByDay } from './split-days.js'

/** What one measured process says. */
interface Measured {
  readonly seconds: number
  readonly megabytes: number
  readonly files?: IngestResult['files']
  readonly timings?: IngestResult['timings']
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    tasks: { type: 'string', default: '10000' },
    days: { type: 'string', default: '90' },
    workers: { type: 'string', default: '2' },
    'only-ingest': { type: 'boolean', default: false },
    folder: { type: 'string' },
    /** Of a measured process: what to run, on which exports and case. */
    run: { type: 'string' },
    exports: { type: 'string', default: '' },
    case: { type: 'string', default: '' },
  },
})

/** What one day more may cost of reading everything (issue 7). */
const CEILING = 0.1
const titles = {
  ingest: 'reading the exports',
  analyze: 'analyze as a whole: models, rules and report go over everything both times',
}

if (values.run === undefined) await bench()
else console.log(JSON.stringify(await measured(values.run)))

async function measured(what: string): Promise<Measured> {
  const begun = clock()
  if (what === 'ingest') {
    const paths = [values.exports]
    const done = await ingest({ paths, caseDir: values.case, connectors, workers: Number(values.workers), clock })
    return { seconds: clock() - begun, megabytes: peakMegabytes(), files: done.files, timings: done.timings }
  }
  const code = await main(['analyze', values.exports, '--case', values.case, '--quiet'], processTerminal())
  if (code !== 0) throw new Error(`analyze ended with ${code}`)
  return { seconds: clock() - begun, megabytes: peakMegabytes() }
}

function inProcess(run: 'ingest' | 'analyze', exports: string, caseDir: string): Measured {
  const args = ['--run', run, '--exports', exports, '--case', caseDir, '--workers', values.workers]
  const done = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${run} failed: ${done.stderr}`)
  return JSON.parse(done.stdout.trim().split('\n').at(-1)!) as Measured
}

async function bench() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'approvenance-nightly-'))
  const at = (name: string) => join(folder, name)
  const exports = at('exports')
  try {
    await simulate({ seed: Number(values.seed), tasks: Number(values.tasks), out: at('company'), rates: {} })
    const last = splitByDay(at('company/exports'), exports, at('later'), Number(values.days))
    rmSync(at('company'), { recursive: true })
    console.log(
      `${values.days} days of ${values.tasks} simulated tasks, several systems: ${sizeText(exports)}, and the last of them, ${last}: ${sizeText(at('later'))}`,
    )
    for (const run of values['only-ingest'] ? (['ingest'] as const) : (['ingest', 'analyze'] as const)) {
      const [kept, anew] = [at(`${run}-kept`), at(`${run}-anew`)]
      inProcess(run, exports, kept)
      const added = moveFiles(at('later'), exports)
      const night = inProcess(run, exports, kept)
      const full = inProcess(run, exports, anew)
      moveFiles(exports, at('later'), added)
      const isSame = readFileSync(join(kept, 'manifest.json')).equals(readFileSync(join(anew, 'manifest.json')))
      const share = night.seconds / full.seconds
      console.log(titles[run])
      console.log(`  everything    ${figures(full)}`)
      console.log(`  one day more  ${figures(night)}`)
      console.log(
        `  ratio         ${share.toFixed(3)}${run === 'ingest' ? ` (at most ${CEILING})` : ''}, ${isSame ? 'the same bytes' : 'OTHER BYTES'}`,
      )
      if (!isSame || (run === 'ingest' && share > CEILING)) process.exitCode = 1
    }
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function sizeText(folder: string) {
  return `${filesBelow(folder).length.toLocaleString('en')} files, ${(sizeOf(folder) / 1e6).toFixed(1)} MB`
}

function figures({ seconds, megabytes, files, timings = [] }: Measured): string {
  const steps = timings.map((step) => `${step.name} ${step.seconds.toFixed(2)} s`).join(' · ')
  const read = files
    ? `; ${files.read.toLocaleString('en')} files read, ${files.taken.toLocaleString('en')} taken over`
    : ''
  return `${seconds.toFixed(2)} s, peak memory ${megabytes} MB${read}${steps === '' ? '' : `\n                ${steps}`}`
}
