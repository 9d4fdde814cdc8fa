/** The commands that read a finished case. */
import { Argument, Option } from 'commander'
import { formats as exportFormats } from '../export/formats.js'
import { findingStates } from '../report/rows/baseline.js'
import { severities, verdicts } from '../report/words.js'
import { type CaseOptions, type Desk, examples, inCase, listed } from './command.js'
import { type DiffOptions, diffOutputs } from './diff.js'
import { diffLists } from './diff-columns.js'
import { type FindingFilter, listedStates } from './findings.js'
import { coverageLists } from './show.js'

/** What these commands do; each gives the exit code. */
export interface CaseActions {
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
}

/** Adds the listings of a case, and what else is made of one. */
export function addReaders({ add, doing }: Desk, actions: CaseActions): void {
  listed(inCase(add('tasks', 'List the tasks of a case with their grade and corners.')))
    .option('--grade <grade>', 'only provable, partial, unprovable, or none (no controlled change)')
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
}
