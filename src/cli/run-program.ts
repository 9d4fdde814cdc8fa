/** The commands that do the work: the four stages, and all of them at once. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { severities } from '../report/words.js'
import { type Desk, examples, inCase, told } from './command.js'
import type { RecordOptions } from './run-record.js'

/** What these commands do; each gives the exit code. */
export interface RunActions {
  analyze(paths: string[], options: RunOptions): Promise<number>
  ingest(paths: string[], options: RunOptions): Promise<number>
  correlate(options: RunOptions): Promise<number>
  detect(options: RunOptions): Promise<number>
  report(options: RunOptions): Promise<number>
}

/** Options of the four stages. */
export interface RunOptions extends RecordOptions {
  readonly case: string
  readonly config?: string
  readonly from?: string
  readonly to?: string
  readonly asOf?: string
  readonly failOn?: string
  /** An earlier case to compare with, and whether only what is new since then decides the exit code. */
  readonly baseline?: string
  readonly failOnNew?: boolean
  /** Whether the state that the last run left is what is compared with. */
  readonly sinceLast?: boolean
  readonly format?: string[]
  /** Folder that `report` writes to instead of the case. */
  readonly out?: string
  /** Key file: names are written as pseudonyms. */
  readonly pseudonymize?: string
  readonly quiet?: boolean
  readonly profile?: boolean
  /** Mappings to read with, beside those of the configuration. */
  readonly mapping?: string[]
  /** Whether what an earlier run read is read again. */
  readonly fresh?: boolean
}

/** Documents that `report` and `analyze` can write. */
export const formats = ['html', 'json'] as const

/** Adds the stages. */
export function addRuns({ add, doing }: Desk, actions: RunActions): void {
  compared(
    reading(
      add('analyze', 'Read exports and do everything: ingest, correlate, detect, report.').argument(
        '<paths...>',
        'files, folders, globs or .zip archives',
      ),
    ),
  )
    .option('--since-last', 'compare with what the last run that ended left in this case, which keeps it in `previous`')
    .addHelpText(
      'after',
      examples([
        ['approvenance analyze ./exports --case ./case', ''],
        ['approvenance analyze trail.zip "slack/**" --case ./case --config approvenance.yaml', ''],
        [
          'approvenance analyze ./exports --case ./case --fail-on high --quiet',
          'for a pipeline: exit code 1 on gaps that are high or worse',
        ],
        [
          'approvenance analyze ./exports --case ./today --baseline ./yesterday --quiet --fail-on-new',
          'exit code 1 only on gaps that are new since yesterday',
        ],
        [
          'approvenance analyze ./exports --case ./case --since-last --quiet --fail-on-new',
          'the same every night in one case, which reads only what is new',
        ],
      ]),
    )
    .action(doing(actions.analyze))
  reading(
    add('ingest', 'Read exports into the evidence store of a case; judge nothing.').argument(
      '<paths...>',
      'files, folders, globs or .zip archives',
    ),
  )
    .addHelpText('after', examples([['approvenance ingest ./exports --case ./case', '']]))
    .action(doing(actions.ingest))
  staged(add('correlate', 'Resolve identities and tie events to tasks, from the evidence of a case.'))
    .addHelpText('after', examples([['approvenance correlate --case ./case', '']]))
    .action(doing(actions.correlate))
  compared(staged(add('detect', 'Run the rules over a correlated case.')))
    .addHelpText(
      'after',
      examples([
        ['approvenance detect --case ./case --fail-on critical', ''],
        ['approvenance detect --case ./case --profile', 'how long each rule took'],
      ]),
    )
    .action(doing(actions.detect))
  compared(staged(add('report', 'Write the report files of a case again.')))
    .option('--out <folder>', 'write them there, and leave those in the case as they are')
    .option(
      '--pseudonymize <keyfile>',
      'replace names of persons, accounts, addresses and hosts; needs --out; the key file, made when missing, undoes it',
    )
    .addHelpText(
      'after',
      examples([
        ['approvenance report --case ./case --format html', ''],
        ['approvenance report --case ./case-q2 --baseline ./case-q1', 'with what became of everything since'],
        [
          'approvenance report --case ./case --out ./to-hand-out --pseudonymize key.json',
          'with pseudonyms instead of names; `export --reveal` puts them back',
        ],
      ]),
    )
    .action(doing(actions.report))
}

function reading(command: Command): Command {
  return staged(command)
    .option(
      '--mapping <file>',
      'read with this mapping too (may be repeated): a file, a folder, or the name of one that comes with the tool',
      (one: string, all: string[] = []) => [...all, one],
    )
    .option(
      '--fresh',
      'read every export again; by default only what changed since the last run of this case, by content',
    )
}

function staged(command: Command): Command {
  return told(inCase(command))
    .option('--config <file>', 'configuration; default: approvenance.yaml in the first path')
    .option('--from <time>', 'judge nothing before (ISO 8601 with zone); evidence is never dropped')
    .option('--to <time>', 'judge nothing from then on')
    .option('--as-of <time>', '“now” for deadlines; default: the newest event')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when there is a gap of this severity or worse').choices([
        ...severities,
        'never',
      ]),
    )
    .option(
      '--format <formats>',
      `documents to write, separated by commas: ${formats.join(', ')}; default: all`,
      readFormats,
    )
    .option('--profile', 'print how long each model, rule and gate took, the slowest first')
    .option('-q, --quiet', 'no progress, no summary')
}

function compared(command: Command): Command {
  return command
    .option('--baseline <case>', 'compare with this earlier case, in the report too')
    .option(
      '--fail-on-new',
      'let only gaps decide the exit code that are new since the baseline, or have become one; of any severity unless --fail-on says which',
    )
}

function readFormats(value: string): string[] {
  const names = value.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !(formats as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`unknown format: ${unknown}; expected ${formats.join(', ')}`)
  return names
}
