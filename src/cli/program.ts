/** Every command, its options and its help: what a person may ask of the tool. */
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { formats as exportFormats } from '../export/formats.js'
import { findingStates } from '../report/rows/baseline.js'
import { severities, verdicts } from '../report/words.js'
import { addCertify, type CertifyActions } from './certify-program.js'
import { type Shell, shells } from './completion.js'
import { type DiffOptions, diffOutputs } from './diff.js'
import { diffLists } from './diff-columns.js'
import { type FindingFilter, listedStates } from './findings.js'
import { outputs } from './listing.js'
import type { RecordOptions } from './run-record.js'
import { coverageLists } from './show.js'

/** What the commands do; each gives the exit code. */
export interface Actions {
  analyze(paths: string[], options: RunOptions): Promise<number>
  ingest(paths: string[], options: RunOptions): Promise<number>
  correlate(options: RunOptions): Promise<number>
  detect(options: RunOptions): Promise<number>
  report(options: RunOptions): Promise<number>
  tasks(
    options: CaseOptions & { grade?: string; system?: string; person?: string; withFindings?: boolean },
  ): Promise<number>
  task(ref: string, options: CaseOptions): Promise<number>
  findings(options: CaseOptions & FindingFilter): Promise<number>
  diff(earlier: string, later: string, list: string | undefined, options: DiffOptions): Promise<number>
  explain(id: string, options: CaseOptions): Promise<number>
  event(id: string, options: CaseOptions & { showSecrets?: boolean; root?: string }): Promise<number>
  identity(alias: string, options: CaseOptions): Promise<number>
  holds(name: string, options: CaseOptions & { at?: string }): Promise<number>
  coverage(list: string | undefined, options: CaseOptions): Promise<number>
  controls(control: string | undefined, options: CaseOptions): Promise<number>
  export(
    folder: string | undefined,
    options: { case: string; format?: string; out: string; pseudonymize?: string; reveal?: string },
  ): Promise<number>
  sql(query: string, options: CaseOptions): Promise<number>
  notes(options: CaseOptions): Promise<number>
  explore(
    folder: string | undefined,
    options: { case: string; port: string; as?: string; root?: string },
  ): Promise<number>
  readonly certify: CertifyActions
  connectorsList(options: ListOptions): Promise<number>
  connectorsShow(id: string, options: ListOptions): Promise<number>
  connectorsNew(file: string, options: { out?: string; name?: string; force?: boolean }): Promise<number>
  connectorsCheck(mapping: string, file: string, options: ListOptions & { limit: string }): Promise<number>
  rulesList(options: ListOptions & { control?: string }): Promise<number>
  rulesShow(id: string, options: ListOptions): Promise<number>
  rulesLint(paths: string[], options: ListOptions & { cases?: string }): Promise<number>
  rulesTest(ids: string[], options: ListOptions & { cases?: string; rules?: string[] }): Promise<number>
  init(paths: string[], options: { out?: string; force?: boolean; quiet?: boolean }): Promise<number>
  completion(shell: Shell, program: Command): Promise<number>
  simulate(options: {
    seed: string
    tasks: string
    out: string
    rate?: string[]
    certification?: boolean
    quiet?: boolean
  }): Promise<number>
}

/** Options of a listing. */
export interface ListOptions {
  readonly output?: string
}

/** Options of a command that reads a case. */
export interface CaseOptions extends ListOptions {
  readonly case: string
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
  readonly quiet?: boolean
  readonly profile?: boolean
  /** Mappings to read with, beside those of the configuration. */
  readonly mapping?: string[]
  /** Whether what an earlier run read is read again. */
  readonly fresh?: boolean
}

/** Documents that `report` and `analyze` can write. */
export const formats = ['html', 'json'] as const

/** Where words of the command line's own go: help and its complaints. */
export interface HelpSink {
  out(text: string): void
  err(text: string): void
  readonly columns: number | null
}

/** The command line. `finish` receives the exit code of the command that ran. */
export function buildProgram(
  actions: Actions,
  version: string,
  sink: HelpSink,
  finish: (code: number) => void,
): Command {
  const program = new Command('approvenance')
    .description(
      'Offline log correlation and forensics: who asked, who approved, which identity executed, what changed, with the record that proves it.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('--debug', 'show where an error came from')
    .addHelpText(
      'after',
      examples([
        ['approvenance analyze ./exports --case ./case', 'read a folder of mixed exports and write the report'],
        ['approvenance findings --case ./case --verdict gap', 'list the gaps'],
        ['approvenance task OPS-12 --case ./case', 'one task as a timeline'],
        ['approvenance explain 3f9c --case ./case', 'why a finding says what it says'],
      ]),
    )
    .addHelpText('after', 'Nothing leaves this machine: no network is used, and the exports are only read.\n')
  program.configureOutput({
    writeOut: sink.out,
    writeErr: sink.err,
    getOutHelpWidth: () => sink.columns ?? 100,
    getErrHelpWidth: () => sink.columns ?? 100,
    outputError: () => {},
  })
  program.showSuggestionAfterError(true)
  const add = (name: string, description: string) => program.command(name).description(description)
  const doing =
    <A extends unknown[]>(action: (...args: A) => Promise<number>) =>
    async (...args: unknown[]) =>
      finish(await action(...(args as A)))

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
    .addHelpText(
      'after',
      examples([
        ['approvenance report --case ./case --format html', ''],
        ['approvenance report --case ./case-q2 --baseline ./case-q1', 'with what became of everything since'],
      ]),
    )
    .action(doing(actions.report))

  listed(inCase(add('tasks', 'List the tasks of a case with their grade and corners.')))
    .option('--grade <grade>', 'only provable, partial, unprovable, or none (nothing executed)')
    .option('--system <system>', 'only tasks of this system')
    .option('--person <text>', 'only tasks in which this person asked, approved or executed')
    .option('--with-findings', 'only tasks with findings')
    .addHelpText(
      'after',
      examples([
        ['approvenance tasks --case ./case --grade unprovable', ''],
        ['approvenance tasks --case ./case --output csv > tasks.csv', ''],
      ]),
    )
    .action(doing(actions.tasks))
  listed(
    inCase(
      add('task', 'Show one task as a timeline.').argument('<ref>', 'key of the task, such as OPS-12 or CHG0030001'),
    ),
  )
    .addHelpText('after', examples([['approvenance task OPS-12 --case ./case', '']]))
    .action(doing(actions.task))
  listed(inCase(add('findings', 'List findings.')))
    .option('--rule <rules>', 'only these rules, by id or slug, separated by commas')
    .addOption(new Option('--severity <severity>', 'only this severity or worse').choices([...severities]))
    .addOption(new Option('--verdict <verdict>', 'only this verdict').choices([...verdicts]))
    .option('--task <ref>', 'only this task')
    .option('--person <text>', 'only findings about this person or account')
    .option('--control <control>', 'only findings that speak to this control, such as nist-800-53:AC-5, or framework')
    .option(
      '--owner <text>',
      'only findings that this person answers for: owner of the control or identity, or manager',
    )
    .option('--since <time>', 'only what happened from then on (ISO 8601 with zone)')
    .option('--until <time>', 'only what happened before then')
    .option('--text <words>', 'only findings in which, or in whose records’ names, these words stand')
    .option(
      '--state <states>',
      `only what became so since the baseline, separated by commas: ${listedStates.join(', ')}`,
    )
    .addHelpText(
      'after',
      examples([
        ['approvenance findings --case ./case --severity high --verdict gap', ''],
        ['approvenance findings --case ./case --rule self-approval --output json', ''],
        [
          'approvenance findings --case ./case --control nist-800-53:AC-5 --output csv',
          'for who looks after a control',
        ],
        ['approvenance findings --case ./case --since 2026-03-01T00:00:00Z --text AdministratorAccess', ''],
      ]),
    )
    .action(doing(actions.findings))
  listed(
    inCase(
      add('explain', 'Explain one finding: question, records, ties, what would settle or remedy it.').argument(
        '<finding>',
        'id of the finding, or its beginning',
      ),
    ),
  )
    .addHelpText('after', examples([['approvenance explain 3f9c --case ./case', '']]))
    .action(doing(actions.explain))
  add(
    'diff',
    'Compare a case with an earlier one: findings that are new, changed, gone or resolved, chains, what could be seen.',
  )
    .argument('<baseline>', 'folder of the earlier case')
    .argument('<case>', 'folder of the later case')
    .addArgument(new Argument('[list]', 'what to list; everything when left out').choices([...diffLists]))
    .option('--state <states>', `only findings of these states, separated by commas: ${findingStates.join(', ')}`)
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when a gap of this severity or worse is new, or has become one',
      ).choices([...severities, 'never']),
    )
    .addOption(new Option('--output <form>', 'how to print').choices([...diffOutputs]).default('table'))
    .option('-q, --quiet', 'print nothing: for the exit code alone')
    .addHelpText(
      'after',
      examples([
        ['approvenance diff ./case-q1 ./case-q2', ''],
        ['approvenance diff ./case-q1 ./case-q2 findings --state new,changed --output csv', ''],
        ['approvenance diff ./case-q1 ./case-q2 --output md > since-q1.md', 'for a ticket or a mail'],
        ['approvenance diff ./case-q1 ./case-q2 --quiet --fail-on high', 'exit code 1 if a high gap is new'],
      ]),
    )
    .action(doing(actions.diff))
  listed(
    inCase(
      add('event', 'Show the original record of an event, from the exported file, its hash checked.').argument(
        '<id>',
        'event id, or the vendor’s own id',
      ),
    ),
  )
    .option('--show-secrets', 'do not redact what looks like a secret')
    .option('--root <folder>', 'where the exports lie now, if they were moved')
    .addHelpText('after', examples([['approvenance event sa1b2c3d4e5:17 --case ./case', '']]))
    .action(doing(actions.event))
  listed(
    inCase(
      add('identity', 'Show who is behind an account, and what they did.').argument(
        '<alias>',
        'typed alias, person, or bare account id',
      ),
    ),
  )
    .addHelpText(
      'after',
      examples([
        ['approvenance identity ana@corp.example --case ./case', ''],
        ['approvenance identity slack:U0ANA --case ./case', ''],
      ]),
    )
    .action(doing(actions.identity))
  listed(
    inCase(
      add('holds', 'Show who held what, from when to when, and which task put it there.').argument(
        '<name>',
        'account, person, or entitlement (the last part of its name is enough)',
      ),
    ),
  )
    .option('--at <time>', 'only what was held then (ISO 8601 with zone)')
    .addHelpText(
      'after',
      examples([
        ['approvenance holds ana@corp.example --case ./case', ''],
        [
          'approvenance holds AdministratorAccess --at 2026-03-02T10:00:00Z --case ./case',
          'everybody who held it then',
        ],
      ]),
    )
    .action(doing(actions.holds))
  listed(
    inCase(
      add('coverage', 'Show what was read and what could not be seen.').addArgument(
        new Argument('[list]', 'what to list; everything when left out').choices([...coverageLists]),
      ),
    ),
  )
    .addHelpText(
      'after',
      examples([
        ['approvenance coverage --case ./case', ''],
        ['approvenance coverage rejects --case ./case --output csv', ''],
      ]),
    )
    .action(doing(actions.coverage))
  listed(
    inCase(
      add(
        'controls',
        'Show what the rules say of each control: tested by which, with what result, what could not be tested.',
      ).argument('[control]', 'a control such as nist-800-53:AC-5, or a framework; all of them when left out'),
    ),
  )
    .addHelpText(
      'after',
      examples([
        ['approvenance controls --case ./case', ''],
        ['approvenance controls nist-csf-2.0 --case ./case --output csv', 'one framework'],
      ]),
    )
    .action(doing(actions.controls))
  listed(
    inCase(
      add('sql', 'Ask a case with SQL (DuckDB), read-only, without files or network.').argument(
        '<query>',
        'one statement; - reads it from standard input',
      ),
    ),
  )
    .addHelpText(
      'after',
      examples([
        ['approvenance sql "select task_key, grade from fct_chains" --case ./case', ''],
        ['approvenance sql "show tables" --case ./case', ''],
      ]),
    )
    .action(doing(actions.sql))

  inCase(
    add('explore', 'Browse a case in a browser on this machine: search, timelines, identities, SQL, notes.').argument(
      '[case]',
      'the case folder, instead of --case',
    ),
  )
    .option('--port <port>', 'listen on this port of 127.0.0.1; 0 takes a free one', '0')
    .option('--as <name>', 'your name, for the notes you write')
    .option('--root <folder>', 'where the exports lie now, if they were moved')
    .addHelpText(
      'after',
      examples([
        ['approvenance explore ./case', 'prints the address to open'],
        ['approvenance explore ./case --as "Ana Example, internal audit"', ''],
      ]),
    )
    .action(doing(actions.explore))
  listed(inCase(add('notes', 'List what people noted on a case in the explorer, and whether the journal is whole.')))
    .addHelpText('after', examples([['approvenance notes --case ./case --output csv', '']]))
    .action(doing(actions.notes))
  inCase(
    add('export', 'Write a case for other tools, in one of these formats.').argument(
      '[case]',
      'the case folder, instead of --case',
    ),
  )
    .addOption(new Option('--format <format>', 'which format').choices(exportFormats.map(({ id }) => id)))
    .requiredOption('--out <path>', 'write it there: a file, or a folder for formats of several files')
    .option(
      '--pseudonymize <keyfile>',
      'replace names of persons, accounts, addresses and hosts; the key file, made when missing, undoes it',
    )
    .option(
      '--reveal <keyfile>',
      'put names back into a document that was written with pseudonyms, named instead of the case',
    )
    .addHelpText(
      'after',
      `\nFormats:\n${exportFormats.map(({ id, what, into }) => `  ${id.padEnd(11)}${what}${into === 'folder' ? ' (a folder)' : ''}`).join('\n')}`,
    )
    .addHelpText(
      'after',
      examples([
        [
          'approvenance export ./case --format ocel --out case.jsonocel',
          'events, their objects, and how objects are related',
        ],
        [
          'approvenance export ./case --format event-log --out log.csv',
          'case id, activity, timestamp, resource, objects',
        ],
        [
          'approvenance export ./case --format csv --out lists --pseudonymize key.json',
          'every list, with pseudonyms instead of names',
        ],
        ['approvenance export lists/steps.csv --reveal key.json --out steps.csv', 'and back'],
      ]),
    )
    .action(doing(actions.export))

  addCertify(program, actions.certify, doing, { outputs, examples }, told)

  const connectors = add('connectors', 'Kinds of export that can be read.')
  listed(connectors.command('list').description('List the connectors.')).action(doing(actions.connectorsList))
  listed(
    connectors
      .command('show')
      .description('Show what one connector reads, and what is lost.')
      .argument('<id>', 'id of the connector'),
  ).action(doing(actions.connectorsShow))
  connectors
    .command('new')
    .description('Propose a mapping that reads a file no connector knows, from what is in it.')
    .argument('<file>', 'a sample of the export: JSON, CSV, XML or lines of text')
    .option('--name <name>', 'name of the mapping; default: from the name of the file')
    .option('--out <file>', 'write it there; standard output when left out')
    .option('--force', 'overwrite the file')
    .action(doing(actions.connectorsNew))
  connectors
    .command('check')
    .description('Read a file with a mapping and show the first rows, and what could not be read and why.')
    .argument('<mapping>', 'mapping file, or name of one that comes with the tool')
    .argument('<file>', 'the export to read')
    .addOption(new Option('--output <form>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--limit <number>', 'rows to show of each table', '5')
    .action(doing(actions.connectorsCheck))
  connectors.addHelpText(
    'after',
    examples([
      ['approvenance connectors list', ''],
      ['approvenance connectors show jira', ''],
      ['approvenance connectors new audit.csv --out audit.yaml', 'a mapping to start from'],
      ['approvenance connectors check audit.yaml audit.csv', 'what it makes of the file'],
    ]),
  )
  const rules = add('rules', 'Questions that are asked of a case.')
  listed(rules.command('list').description('List the rules.'))
    .option(
      '--control <control>',
      'only rules that speak to this control, such as nist-800-53:AC-5, or to this framework',
    )
    .action(doing(actions.rulesList))
  listed(
    rules
      .command('show')
      .description('Show one rule: question, blind spots, parameters, controls, SQL.')
      .argument('<rule>', 'id of the rule'),
  ).action(doing(actions.rulesShow))
  listed(
    rules
      .command('test')
      .description('Run the cases of rules.')
      .argument('[rules...]', 'ids of rules; all when left out'),
  )
    .option('--cases <folder>', 'folder with the case files')
    .option('--rules <path...>', 'rule files or folders of your own')
    .action(doing(actions.rulesTest))
  listed(
    rules
      .command('lint')
      .description('Check rules without running them on a case: header, parameters, tables, columns, cases.')
      .argument('[paths...]', 'rule files or folders of your own; the built-in rules when left out'),
  )
    .option('--cases <folder>', 'folder with the case files; `cases` beside the rules when left out')
    .action(doing(actions.rulesLint))
  rules.addHelpText(
    'after',
    examples([
      ['approvenance rules list --control nist-800-53:AC-5', 'the rules behind a control'],
      ['approvenance rules show R08', ''],
      ['approvenance rules lint my-rules', ''],
      ['approvenance rules test --rules my-rules --cases my-rules/cases', ''],
    ]),
  )

  add('init', 'Write a commented starter configuration from what is found in the exports.')
    .argument('<paths...>', 'files, folders, globs or .zip archives')
    .option('--out <file>', 'write it there; standard output when left out')
    .option('--force', 'overwrite the file')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', examples([['approvenance init ./exports --out ./exports/approvenance.yaml', '']]))
    .action(doing(actions.init))
  add('simulate', 'Play an invented company and write exports as vendors do, with an answer key.')
    .option('--seed <number>', 'the same seed gives the same files', '1')
    .option('--tasks <number>', 'how many tasks', '100')
    .requiredOption('--out <folder>', 'where to write')
    .option('--rate <name=value...>', 'change a rate, such as missingReference=0.1 or gap.R08=0.02')
    .option('--certification', 'two quarters of an access certification instead, with reviewers’ answers in the key')
    .option('-q, --quiet', 'say nothing')
    .addHelpText('after', examples([['approvenance simulate --seed 7 --tasks 500 --out ./simulated', '']]))
    .action(doing(actions.simulate))

  add('completion', 'Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices([...shells]))
    .addHelpText(
      'after',
      examples([
        ['source <(approvenance completion bash)', 'now; in ~/.bashrc for always'],
        ['approvenance completion zsh > ~/.zfunc/_approvenance', 'a folder of $fpath'],
        ['approvenance completion fish > ~/.config/fish/completions/approvenance.fish', ''],
      ]),
    )
    .action(doing((shell: Shell) => actions.completion(shell, program)))

  for (const command of everyCommand(program)) command.exitOverride()
  return program
}

/** All commands below one, itself first. */
export function everyCommand(program: Command): Command[] {
  return [program, ...program.commands.flatMap(everyCommand)]
}

function inCase(command: Command): Command {
  return command.option('--case <folder>', 'the case folder', 'case')
}

function listed(command: Command): Command {
  return command.addOption(new Option('--output <form>', 'how to print').choices([...outputs]).default('table'))
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

/** Options of a command that tells machines what it does. */
function told(command: Command): Command {
  return command
    .option('--summary <file>', 'write there what the run did, as JSON: counts, findings, times, exit code')
    .option('--log <file>', 'add lines there while it runs, JSON Lines; the file may be rotated')
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

function examples(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  return `\nExamples:\n${lines.map(([command, what]) => `  $ ${what === '' ? command : `${command.padEnd(width)}  ${what}`}`).join('\n')}\n`
}
