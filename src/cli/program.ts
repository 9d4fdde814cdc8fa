/** Every command, its options and its help: what a person may ask of the tool. */
import { Argument, Command } from 'commander'
import { addReaders, type CaseActions } from './case-program.js'
import { addCatalogues, type CatalogueActions } from './catalogue-program.js'
import { addCertify, type CertifyActions } from './certify-program.js'
import { type Desk, examples } from './command.js'
import { type Shell, shells } from './completion.js'
import { addRuns, type RunActions } from './run-program.js'

/** What the commands do; each gives the exit code. */
export interface Actions extends RunActions, CaseActions, CatalogueActions {
  readonly certify: CertifyActions
  completion(shell: Shell, program: Command): Promise<number>
}

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
  const desk: Desk = { add, doing }

  addRuns(desk, actions)
  addReaders(desk, actions)
  addCertify(program, actions.certify, doing)
  addCatalogues(desk, actions)
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
