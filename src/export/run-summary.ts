/** The summary of a run, for machines: what `--summary` writes. Its schema is published beside those of the documents of a case. */
import { findingStates } from '../report/rows/baseline.js'
import { severities } from '../report/words.js'
import { optional, required } from '../schema/column.js'
import { document, listOf, object, ofColumn, type Schema } from './json-schema.js'

/** Counts by name. */
type Counts<Name extends string> = Readonly<Record<Name, number>>

/** A summary; null is what this run did not come to know. */
export interface RunSummary {
  readonly schema: 'approvenance/run@1'
  readonly run: string
  readonly version: string
  readonly command: string
  readonly folder: string
  readonly begun_at: string
  readonly ended_at: string | null
  readonly seconds: number | null
  readonly peak_memory_bytes: number | null
  readonly exit: { readonly code: number | null; readonly meaning: string }
  readonly error: string | null
  readonly stages: readonly { readonly name: string; readonly seconds: number }[]
  readonly inputs:
    | (Counts<'files' | 'archives' | 'bytes' | 'records_read' | 'records_used' | 'records_rejected' | 'left_out'> & {
        readonly taken_over: number | null
        readonly problems: readonly { readonly file: string; readonly problem: string }[]
      })
    | null
  readonly coverage: Counts<'systems_missing' | 'holes'> | null
  readonly chains: Counts<'provable' | 'partial' | 'unprovable' | 'nothing_executed' | 'unaccounted'> | null
  readonly findings:
    | (Counts<'gap' | 'insufficient' | 'excepted' | 'lead'> & {
        readonly gaps: Readonly<Record<string, number>>
        readonly rules: readonly {
          readonly rule: string
          readonly verdict: string
          readonly severity: string
          readonly findings: number
        }[]
      })
    | null
  readonly waivers: Counts<'given' | 'without_effect'> | null
  readonly baseline: (Readonly<Record<string, number | string>> & { readonly folder: string }) | null
  readonly outputs: readonly { readonly file: string; readonly sha256: string }[]
}

const text = (words: string) => ofColumn(required('text', words))
const maybe = (words: string) => ofColumn(optional('text', words))
const whole = (words: string) => ofColumn(required('int', words))
const time = (words: string) => ofColumn(required('timestamp', words))
const sha = { description: 'SHA-256, lower-case hex', type: 'string', pattern: '^[0-9a-f]{64}$' }

/** An object that is null where the run did not come to know it. */
const known = (schema: Schema): Schema => ({ ...schema, type: ['object', 'null'] })
const counts = (names: readonly string[], words: string) =>
  Object.fromEntries(names.map((name) => [name, whole(words)]))

/** Its schema. */
export const runSchema: Schema = document('run@1', 'What a run did: written by `--summary`, never into a case.', {
  run: text('which run: when it began, and its process; lines of the log bear it too'),
  version: text('version of the tool'),
  command: text('what was asked of it'),
  folder: text('the case, or the campaign'),
  begun_at: time('when it began, by the clock of the machine'),
  ended_at: ofColumn(optional('timestamp', 'when it ended; null: it has not, or it was killed')),
  seconds: ofColumn(optional('real', 'how long it took')),
  peak_memory_bytes: ofColumn(optional('int', 'the most memory it used')),
  exit: object('how it ended', {
    code: ofColumn(optional('int', 'exit code; null: it has not ended, or it was killed')),
    meaning: text('what that says'),
  }),
  error: maybe('what went wrong'),
  stages: listOf(
    'what it did, in order',
    object('a stage', { name: text('which'), seconds: ofColumn(required('real', 'how long it took')) }),
  ),
  inputs: known(
    object('the exports of the case', {
      files: whole('export files; members of archives count as files'),
      archives: whole('archives'),
      bytes: whole('their size'),
      records_read: whole('records read'),
      records_used: whole('records used'),
      records_rejected: whole('records that could not be used'),
      left_out: whole('files left out on purpose'),
      taken_over: ofColumn(
        optional('int', 'files whose rows were taken over from the last run; null: nothing was read'),
      ),
      problems: listOf(
        'files with which something was wrong',
        object('a file', { file: text('its path'), problem: text('what was wrong') }),
      ),
    }),
  ),
  coverage: known(
    object('what could not be seen', {
      systems_missing: whole('systems known to exist of which there is no export'),
      holes: whole('holes in the record that nothing explains'),
    }),
  ),
  chains: known(
    object('tasks by what can be proven of them', {
      provable: whole('tasks'),
      partial: whole('tasks'),
      unprovable: whole('tasks'),
      nothing_executed: whole('tasks for which nothing was executed'),
      unaccounted: whole('controlled executions that no task claims and nothing explains'),
    }),
  ),
  findings: known(
    object('findings by verdict', {
      ...counts(['gap', 'insufficient', 'excepted', 'lead'], 'findings'),
      gaps: object('gaps by severity', counts(severities, 'gaps')),
      rules: listOf(
        'findings by rule, verdict and severity',
        object('a count', {
          rule: text('rule'),
          verdict: text('verdict'),
          severity: text('severity'),
          findings: whole('how many'),
        }),
      ),
    }),
  ),
  waivers: known(
    object('waivers of the operator', {
      given: whole('how many there are'),
      without_effect: whole('those with a problem, which excuse nothing'),
    }),
  ),
  baseline: known(
    object('what became of findings since the baseline', {
      folder: text('the earlier case'),
      ...counts(findingStates, 'findings'),
      new_gaps: whole('gaps that the baseline did not have as such'),
    }),
  ),
  outputs: listOf(
    'what the case or campaign holds now',
    object('a file', { file: text('its path below the folder'), sha256: sha }),
  ),
})
