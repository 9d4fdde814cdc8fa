/** Progress on standard error: one line kept fresh on a terminal, a few lines in a log. */
import { byteSize, count, duration } from '../report/words.js'
import type { Terminal } from './terminal.js'

/** How far a stage is. `total` null: nobody knows. */
export interface Amount {
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'steps'
  /** What is being worked on. */
  readonly detail?: string
  /** Records so far, where the stage counts them. */
  readonly records?: number
}

/** Reports stages and amounts; remembers how long each stage took. */
export interface Progress {
  stage(name: string): void
  update(amount: Amount): void
  /** Ends the last stage and clears the line. */
  end(): void
  readonly timings: readonly { readonly name: string; readonly seconds: number }[]
}

/** Seconds between two refreshes on a terminal, and between two lines in a log. */
const refresh = 0.2
const sparse = 10

/** Progress on a terminal; `quiet` still measures, but says nothing. */
export function startProgress(terminal: Terminal, quiet: boolean): Progress {
  const timings: { name: string; seconds: number }[] = []
  let name: string | null = null
  let started = 0
  let told = 0
  const close = () => {
    if (name !== null) timings.push({ name, seconds: terminal.clock() - started })
    if (!quiet) terminal.status('')
    name = null
  }
  return {
    timings,
    stage(next) {
      close()
      name = next
      started = terminal.clock()
      told = terminal.isInteractive ? 0 : started
      if (!quiet && terminal.isInteractive) terminal.status(`${next} …`)
      else if (!quiet) terminal.err(next)
    },
    update(amount) {
      const now = terminal.clock()
      if (quiet || name === null || now - told < (terminal.isInteractive ? refresh : sparse)) return
      told = now
      const line = progressLine(name, amount, now - started)
      if (terminal.isInteractive) terminal.status(line)
      else terminal.err(line)
    },
    end: close,
  }
}

/** `reading 42 % (1.2 of 2.9 GB), 120,000 records, 3 s left: file`. */
export function progressLine(name: string, amount: Amount, elapsed: number): string {
  const { done, total, unit, detail, records } = amount
  const shown = unit === 'bytes' ? byteSize : count
  const parts = [
    total === null
      ? shown(done)
      : `${total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total))} % (${shown(done)} of ${shown(total)})`,
    ...(records === undefined ? [] : [`${count(records)} records`]),
    ...timeLeft(done, total, elapsed),
  ]
  return `${name} ${parts.join(', ')}${detail ? `: ${detail}` : ''}`
}

/** Only once there is something to reckon with. */
function timeLeft(done: number, total: number | null, elapsed: number): string[] {
  if (total === null || done <= 0 || elapsed < 1 || done >= total) return []
  return [`${duration((elapsed * (total - done)) / done)} left`]
}
