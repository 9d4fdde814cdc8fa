#!/usr/bin/env node
/** The command line: runs one command and turns its fate into an exit code. The one catch of the whole program is here. */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { UserError } from '../errors.js'
import { actionsOf } from './actions.js'
import { codeOf, exitCodes } from './exit-codes.js'
import { processTerminal } from './process-terminal.js'
import { buildProgram } from './program.js'
import { styled, type Terminal, text } from './terminal.js'
import { version } from './version.js'

/** Runs the command that the arguments name; gives the exit code, and never throws. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCodes.done
  const program = buildProgram(
    actionsOf(terminal),
    version(),
    {
      out: (words) => terminal.out(words.replace(/\n$/, '')),
      err: (words) => terminal.err(words.replace(/\n$/, '')),
      columns: terminal.columns,
    },
    (done) => {
      code = done
    },
  )
  try {
    if (args.length === 0) {
      program.outputHelp()
      return exitCodes.mistake
    }
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    terminal.status('')
    if (error instanceof CommanderError) return tellCommander(error, terminal)
    if (args.includes('--debug'))
      for (let cause = error; cause instanceof Error; cause = cause.cause) terminal.err(cause.stack ?? cause.message)
    return error instanceof UserError ? tellMistake(error, terminal) : tellBug(error, args, terminal)
  }
}

/** Help and version are no mistakes; everything else the command line complains of is. */
function tellCommander(error: CommanderError, terminal: Terminal): number {
  if (error.exitCode === 0) return exitCodes.done
  terminal.err(text`${styled('red', 'error')} ${error.message.replace(/^error: /, '')}`)
  terminal.err(text`${styled('dim', 'hint')}  approvenance --help, or approvenance COMMAND --help`)
  return exitCodes.mistake
}

function tellMistake(error: UserError, terminal: Terminal): number {
  const { file, line, hint } = error.at
  const place =
    file !== undefined && !error.message.includes(file) ? ` (${file}${line === undefined ? '' : `:${line}`})` : ''
  // several mistakes told at once stand on a line each
  const [first = '', ...more] = error.message.split('\n')
  terminal.err(text`${styled('red', 'error')} ${first}${more.length === 0 ? place : ''}`)
  for (const [i, line] of more.entries()) terminal.err(text`${line}${i === more.length - 1 ? place : ''}`)
  if (hint !== undefined) terminal.err(text`${styled('dim', 'hint')}  ${hint}`)
  return codeOf(error)
}

function tellBug(error: unknown, args: readonly string[], terminal: Terminal): number {
  terminal.err(text`${styled('red', 'bug')}   ${error instanceof Error ? error.message : String(error)}`)
  terminal.err(
    text`${styled('dim', 'hint')}  this is our fault, not yours: please report it${args.includes('--debug') ? '' : ', with what --debug shows'}`,
  )
  return exitCodes.bug
}

function isEntry(): boolean {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)
}

if (isEntry()) process.exitCode = await main(process.argv.slice(2), processTerminal())
