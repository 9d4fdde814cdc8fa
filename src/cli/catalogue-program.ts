/** The commands that need no case: connectors, rules, a configuration to start from, an invented company. */
import { Option } from 'commander'
import { type Desk, examples, type ListOptions, listed } from './command.js'

/** What these commands do; each gives the exit code. */
export interface CatalogueActions {
  connectorsList(options: ListOptions): Promise<number>
  connectorsShow(id: string, options: ListOptions): Promise<number>
  connectorsNew(file: string, options: { out?: string; name?: string; force?: boolean }): Promise<number>
  connectorsCheck(mapping: string, file: string, options: ListOptions & { limit: string }): Promise<number>
  rulesList(options: ListOptions & { control?: string }): Promise<number>
  rulesShow(id: string, options: ListOptions): Promise<number>
  rulesLint(paths: string[], options: ListOptions & { cases?: string }): Promise<number>
  rulesTest(ids: string[], options: ListOptions & { cases?: string; rules?: string[] }): Promise<number>
  init(paths: string[], options: { out?: string; force?: boolean; quiet?: boolean }): Promise<number>
  simulate(options: {
    seed: string
    tasks: string
    out: string
    rate?: string[]
    certification?: boolean
    quiet?: boolean
  }): Promise<number>
}

/** Adds these commands. */
export function addCatalogues({ add, doing }: Desk, actions: CatalogueActions): void {
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
}
