/**
 * How much of the truth the tool finds: simulate, analyse with the compiled command line, compare with the answer key.
 * `node dist/bench/accuracy.js [--seed 1,2] [--tasks 5000] [--rate name=value …] [--keep dir]`; exit 1 below the floors.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AnswerKeyFile } from '../src/simulate/answer-key.js'
import { type ChainsFile, type Comparison, compare, type FindingsFile } from '../src/simulate/compare.js'
import { simulate } from '../src/simulate/simulate.js'

const floors = { precision: 0.99, recall: 0.97 }
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'cli', 'main.js')

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    tasks: { type: 'string', default: '5000' },
    rate: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
  },
})
const rates = Object.fromEntries(
  values.rate.map((pair) => [pair.slice(0, pair.indexOf('=')), Number(pair.slice(pair.indexOf('=') + 1))]),
)

let isGood = true
for (const seed of values.seed.split(',').map(Number)) {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'approvenance-accuracy-'))
  const begun = process.hrtime.bigint()
  await simulate({ seed, tasks: Number(values.tasks), out: folder, rates })
  const told = process.hrtime.bigint()
  const run = await analyse(join(folder, 'exports'), join(folder, 'case'))
  const done = process.hrtime.bigint()
  const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T
  const result = compare(
    read<AnswerKeyFile>('answer-key.json'),
    read<ChainsFile>('case/chains.json'),
    read<FindingsFile>('case/findings.json'),
  )
  show(seed, result, {
    simulate: Number(told - begun) / 1e9,
    analyze: Number(done - told) / 1e9,
    megabytes: run.megabytes,
  })
  if (
    result.precision < floors.precision ||
    result.recall < floors.recall ||
    result.missed.length + result.falseGaps.length > 0
  )
    isGood = false
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}
process.exitCode = isGood ? 0 : 1

/** Runs `analyze`. Its peak memory, MB, is read from /proc while it runs; null where there is none. */
async function analyse(exports: string, folder: string): Promise<{ megabytes: number | null }> {
  const child = spawn(process.execPath, [cli, 'analyze', exports, '--case', folder, '--quiet'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  let megabytes: number | null = null
  const watch = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
      if (peak) megabytes = Math.round(Number(peak[1]) / 1024)
    } catch {
      clearInterval(watch)
    }
  }, 100)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearInterval(watch)
  if (code !== 0 && code !== 1) throw new Error(`analyze ended with ${code ?? signal}`)
  return { megabytes }
}

function show(seed: number, result: Comparison, cost: { simulate: number; analyze: number; megabytes: number | null }) {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  const rows: [string, string][] = [
    ['seed, tasks', `${seed}, ${values.tasks}`],
    ['memberships in the key', String(result.expected)],
    ['membership precision', `${percent(result.precision)} (floor ${percent(floors.precision)})`],
    ['membership recall', `${percent(result.recall)} (floor ${percent(floors.recall)})`],
    ['planted gaps found', `${result.found} of ${result.found + result.missed.length}`],
    ['gaps of rules not built yet', String(result.notBuilt)],
    ['false gaps', String(result.falseGaps.length)],
    [
      'insufficient',
      Object.entries(result.insufficient)
        .map(([rule, count]) => `${rule} ${count}`)
        .join(', ') || 'none',
    ],
    ['simulate, analyze', `${cost.simulate.toFixed(1)} s, ${cost.analyze.toFixed(1)} s`],
    ['peak memory of analyze', cost.megabytes === null ? 'unknown' : `${cost.megabytes} MB`],
  ]
  for (const [name, value] of rows) console.log(`${name.padEnd(30)}${value}`)
  list('missed', result.missed)
  list('false', result.falseGaps)
  list('not found as member', result.unlinked)
  list('wrongly a member', result.mislinked)
}

function list(title: string, lines: readonly string[]) {
  for (const line of lines.slice(0, 40)) console.log(`  ${title}: ${line}`)
  if (lines.length > 40) console.log(`  ${title}: … and ${lines.length - 40} more`)
}
