/** What commands are made of: the options that several have, and how examples look. */
import { type Command, Option } from 'commander'
import { outputs } from './listing.js'

/** Options of a listing. */
export interface ListOptions {
  readonly output?: string
}

/** Options of a command that reads a case. */
export interface CaseOptions extends ListOptions {
  readonly case: string
}

/** Where a group of commands is put, and what makes an action of the tool one of the command line: its exit code is kept. */
export interface Desk {
  add(name: string, description: string): Command
  doing<A extends unknown[]>(action: (...args: A) => Promise<number>): (...args: unknown[]) => Promise<void>
}

/** A command on a case. */
export function inCase(command: Command): Command {
  return command.option('--case <folder>', 'the case folder', 'case')
}

/** A command that lists. */
export function listed(command: Command): Command {
  return command.addOption(new Option('--output <form>', 'how to print').choices([...outputs]).default('table'))
}

/** A command that tells machines what it does. */
export function told(command: Command): Command {
  return command
    .option('--summary <file>', 'write there what the run did, as JSON: counts, findings, times, exit code')
    .option('--log <file>', 'add lines there while it runs, JSON Lines; the file may be rotated')
}

/** Examples below the help of a command: what to type, and what that does where it does not speak for itself. */
export function examples(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  return `\nExamples:\n${lines.map(([command, what]) => `  $ ${what === '' ? command : `${command.padEnd(width)}  ${what}`}`).join('\n')}\n`
}
