/** The terminal of this process: the only place that touches standard output, standard error, the environment and the clock. */
import { visibleLine } from '../visible.js'
import { type Terminal, widthOf, written } from './terminal.js'

/** Opens the terminal that the process was started in. Colours only on a terminal, and never with NO_COLOR. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  const colour = (stream: NodeJS.WriteStream) =>
    env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true && env.TERM !== 'dumb'
  const outColour = colour(stdout)
  const errColour = colour(stderr)
  const isInteractive = stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI
  let isLineOpen = false
  const status = (line: string) => {
    if (!isInteractive) return
    const width = Math.max(20, (stderr.columns ?? 80) - 1)
    const shown = clip(visibleLine(line), width)
    stderr.write(`\r\u001b[2K${shown}`)
    isLineOpen = shown !== ''
  }
  const clear = () => {
    if (isLineOpen) status('')
  }
  // A reader that goes away (`| head`) is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })
  return {
    out(part) {
      clear()
      stdout.write(`${written(part, outColour)}\n`)
    },
    err(part) {
      clear()
      stderr.write(`${written(part, errColour)}\n`)
    },
    status,
    columns: stdout.isTTY ? stdout.columns : null,
    isInteractive,
    clock: () => performance.now() / 1000,
    peakMemory: () => process.resourceUsage().maxRSS * 1024,
  }
}

/** Done when the person at the keyboard, or the system, asks the process to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
}

/** Runs work when the system asks the process to stop, and lets it stop as it would have; gives what forgets it. */
export function onStopSignal(work: (signal: string, code: number) => void): () => void {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
  const signals = Object.keys(codes) as (keyof typeof codes)[]
  const forget = () => {
    for (const signal of signals) process.off(signal, heard)
  }
  function heard(signal: keyof typeof codes) {
    forget()
    try {
      work(signal, codes[signal])
    } finally {
      // so that whoever started it sees why it ended
      process.kill(process.pid, signal)
    }
  }
  for (const signal of signals) process.on(signal, heard)
  return forget
}

function clip(line: string, width: number): string {
  let shown = line
  while (widthOf(shown) > width)
    shown = shown.slice(0, shown.length - Math.max(1, Math.floor((widthOf(shown) - width) / 2)))
  return shown
}
