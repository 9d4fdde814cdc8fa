/** The exports of one small company, told in other ways, and what the tool makes of them: the two ends of a metamorphic law. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ChainsFile, IdentitiesFile } from '../../src/simulate/compare.js'
import { simulate } from '../../src/simulate/simulate.js'
import { runCli } from '../cli/run-cli.js'
import { filesBelow } from '../simulate/read-exports.js'

/** A finding without the words and ids that follow from where a record stands. */
export interface Verdict {
  readonly rule: string
  readonly verdict: string
  readonly reason: string | null
  readonly task: string | null
  readonly person: string | null
  readonly records: readonly string[]
}

/** What an analysis claims. */
export interface Claims {
  readonly verdicts: readonly Verdict[]
  /** Record and task of every link. */
  readonly links: ReadonlySet<string>
  /** Accounts taken for one person or machine, every set as one line. */
  readonly people: ReadonlySet<string>
}

const made: string[] = []

/** A folder that `sweep` removes. */
function folder(): string {
  made.push(mkdtempSync(join(tmpdir(), 'approvenance-metamorphic-')))
  return made.at(-1)!
}

/** Removes everything that was made. */
export function sweep(): void {
  for (const one of made.splice(0)) rmSync(one, { recursive: true, force: true })
}

/** Plays the company; gives its exports. Clocks agree and nothing is lost, unless the rates say so. */
export async function play(rates: Readonly<Record<string, number>> = {}): Promise<string> {
  const out = folder()
  await simulate({ seed: 9, tasks: 26, out, rates: { heartbeatMinutes: 720, clockSkewSeconds: 0, ...rates } })
  return join(out, 'exports')
}

/** A copy of exports in which files below a path are told differently; a file for which the change gives null is not there. */
export function retell(
  exports: string,
  changes: Readonly<Record<string, (text: string, file: string) => string | null>>,
): string {
  const copy = join(folder(), 'exports')
  cpSync(exports, copy, { recursive: true })
  for (const file of filesBelow(copy)) {
    const path = join(copy, file)
    for (const [below, change] of Object.entries(changes)) {
      if (!file.startsWith(below)) continue
      const bytes = readFileSync(path)
      const isPacked = file.endsWith('.gz')
      const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8')
      const other = change(text, file)
      if (other === null) rmSync(path)
      else if (other !== text) writeFileSync(path, isPacked ? gzipSync(other) : other)
    }
  }
  return copy
}

/** Analyses exports as a user does. */
export async function analyse(exports: string): Promise<Claims> {
  const caseFolder = join(folder(), 'case')
  const { code, err } = await runCli(['analyze', exports, '--case', caseFolder, '--format', 'json', '--quiet'])
  if (code !== 0) throw new Error(`analyze of ${dirname(exports)} ended with ${code}: ${err}`)
  const read = <T>(file: string) => JSON.parse(readFileSync(join(caseFolder, file), 'utf8')) as T
  const { findings } = read<{
    findings: (Omit<Verdict, 'records'> & { events: { native_id: string | null; connector: string }[] })[]
  }>('findings.json')
  const { chains } = read<ChainsFile>('chains.json')
  const { identities } = read<IdentitiesFile>('identities.json')
  return {
    verdicts: findings.map(({ rule, verdict, reason, task, person, events }) => ({
      rule,
      verdict,
      reason,
      task,
      person,
      records: [...new Set(events.map(({ connector, native_id }) => `${connector} ${native_id}`))].sort(),
    })),
    links: new Set(
      chains.flatMap(({ task, steps }) => steps.map(({ connector, native_id }) => `${connector} ${native_id} ${task}`)),
    ),
    people: new Set(identities.map(({ aliases }) => [...new Set(aliases)].sort().join(' '))),
  }
}

/**
 * Gaps of the second telling that the first does not have: the same rule on at least one of the same records is the same gap. R58 does not
 * count: it accuses nobody, it says what a chain rests on, and that is what these tellings take away.
 */
export function newGaps(before: Claims, after: Claims): Verdict[] {
  const gaps = before.verdicts.filter(({ verdict }) => verdict === 'gap')
  return after.verdicts.filter(
    (one) =>
      one.verdict === 'gap' &&
      one.rule !== 'R58' &&
      !gaps.some(
        (gap) =>
          gap.rule === one.rule &&
          (gap.records.some((record) => one.records.includes(record)) ||
            (gap.records.length === 0 && one.records.length === 0)),
      ),
  )
}

/** Every verdict as a line, in order: what must be the same when nothing that matters was changed. */
export function lines(claims: Claims, rename: (text: string) => string = (text) => text): string[] {
  return claims.verdicts.map((one) => rename(JSON.stringify(one))).sort()
}

/** Members of the second set that the first does not have. */
export function added(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...after].filter((one) => !before.has(one)).sort()
}
