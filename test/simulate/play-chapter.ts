/** Simulates a company with some stories switched on, analyses it as a user does, and compares with the answer key. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'
import type { AnswerKeyFile } from '../../src/simulate/answer-key.js'
import { type ChainsFile, type Comparison, compare, type FindingsFile } from '../../src/simulate/compare.js'
import { defaultRates } from '../../src/simulate/options.js'
import { simulate } from '../../src/simulate/simulate.js'

/** Companies each chapter is played with: one in CI, which has twenty minutes; `APPROVENANCE_SEEDS=1,2,3` others. `npm run bench:accuracy` plays five. */
export const seeds = (process.env.APPROVENANCE_SEEDS ?? '1').split(',').map(Number)

/** What became of the planted gaps; `planted` counts them by rule. */
export interface Played extends Comparison {
  readonly planted: Readonly<Record<string, number>>
}

/** No story of the core carries a gap unless a rate says so. */
const quiet = Object.fromEntries(
  Object.keys(defaultRates).flatMap((name) => (name.startsWith('gap.') ? [[name, 0]] : [])),
)

/** Plays `tasks` stories with the given rates: gaps and traps that are not named are not planted, every other knob keeps its default. */
export async function playChapter(
  seed: number,
  tasks: number,
  rates: Readonly<Record<string, number>>,
): Promise<Played> {
  const out = mkdtempSync(join(tmpdir(), 'approvenance-chapter-'))
  try {
    await simulate({ seed, tasks, out, rates: { heartbeatMinutes: 240, ...quiet, ...rates } })
    const said: string[] = []
    const terminal: Terminal = {
      out: (part) => said.push(written(part, false)),
      err: (part) => said.push(written(part, false)),
      status: () => {},
      columns: null,
      isInteractive: false,
      clock: () => 0,
      peakMemory: () => 0,
    }
    const folder = join(out, 'case')
    const code = await main(
      ['analyze', join(out, 'exports'), '--case', folder, '--format', 'json', '--quiet'],
      terminal,
    )
    if (code !== 0) throw new Error(`analyze ended with ${code}: ${said.join('\n')}`)
    const read = <T>(file: string) => JSON.parse(readFileSync(join(out, file), 'utf8')) as T
    const key = read<AnswerKeyFile>('answer-key.json')
    const planted: Record<string, number> = {}
    for (const { rule } of key.gaps) planted[rule] = (planted[rule] ?? 0) + 1
    return { ...compare(key, read<ChainsFile>('case/chains.json'), read<FindingsFile>('case/findings.json')), planted }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
