/** Runs the command line as a person would, without a terminal: what it wrote, and its exit code. */
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'

/** Output and exit code of one run; `columns` is the width of the terminal, null for a pipe. */
export async function runCli(args: readonly string[], columns: number | null = null) {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    out: (part) => out.push(written(part, false)),
    err: (part) => err.push(written(part, false)),
    status: () => {},
    columns,
    isInteractive: false,
    clock: () => 0,
    peakMemory: () => 0,
  }
  const code = await main([...args], terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}
