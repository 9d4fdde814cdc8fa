/** What a run tells machines: a log while it works, a summary when it has ended. Times stand here and never in a case. */
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../errors.js'
import type { RunSummary } from '../export/run-summary.js'
import { redact } from '../redact.js'
import { isWithin, replaceFile } from '../store/case-folder.js'
import { visibleLine } from '../visible.js'
import { codeOf, exitMeanings } from './exit-codes.js'
import { onStopSignal } from './process-terminal.js'
import { styled, type Terminal, text } from './terminal.js'
import { version } from './version.js'

/** Where a run is to tell of itself. */
export interface RecordOptions {
  readonly log?: string
  readonly summary?: string
}

/** What is written to the log. */
export type RunEvent = 'begun' | 'stage' | 'stage ended' | 'read' | 'problem' | 'left out' | 'found' | 'ended'

/** What a command learns of its run. */
export type Learned = Partial<Omit<RunSummary, 'schema' | 'run' | 'version' | 'command' | 'begun_at' | 'exit'>>

/** The record of a run while it works. */
export interface RunRecord {
  /** Whether anybody wants to know more than the exit code. */
  readonly isWanted: boolean
  /** Writes a line to the log. */
  tell(event: RunEvent, about?: Readonly<Record<string, unknown>>): void
  /** Puts what is known into the summary. */
  learn(facts: Learned): void
}

/**
 * Runs a command and records it: in the log line by line, in the summary at its beginning (so that an old one is not taken for its own) and at its end,
 * however it ends but by a kill. Throws UserError before any work is done when either cannot be written. A signal that asks the process to stop is
 * recorded and then ends it: a case needs no cleaning up.
 */
export async function recorded(
  terminal: Terminal,
  command: string,
  folder: string,
  options: RecordOptions,
  work: (record: RunRecord) => Promise<number>,
): Promise<number> {
  const { log, summary } = options
  for (const [name, file] of Object.entries({ '--log': log, '--summary': summary }))
    if (file !== undefined && isWithin(file, folder))
      throw new UserError(`${name}: ${file} lies in ${folder}, where the same exports always give the same files`, {
        hint: 'name a place outside',
      })
  const began = new Date()
  const started = terminal.clock()
  const run = `${began.toISOString().replace(/[-:.]/g, '')}-${process.pid}`
  let known: RunSummary = {
    schema: 'approvenance/run@1',
    run,
    version: version(),
    command,
    folder,
    begun_at: began.toISOString(),
    ended_at: null,
    seconds: null,
    peak_memory_bytes: null,
    exit: { code: null, meaning: 'at work, or killed' },
    error: null,
    stages: [],
    inputs: null,
    coverage: null,
    chains: null,
    findings: null,
    waivers: null,
    baseline: null,
    outputs: [],
  }
  let isLogged = log !== undefined
  const tell = (event: RunEvent, about: Readonly<Record<string, unknown>> = {}) => {
    if (log === undefined || !isLogged) return
    const line = JSON.stringify(harmless({ at: new Date().toISOString(), run, event, ...about }))
    try {
      appendFileSync(log, `${line}\n`)
    } catch (cause) {
      if (event === 'begun') throw unwritable('--log', log, cause)
      // the work goes on: a case is worth more than its log
      isLogged = false
      terminal.err(text`${styled('yellow', 'no log')} from here on: ${log} cannot be written (${reasonOf(cause)})`)
    }
  }
  const write = () => {
    if (summary !== undefined) replaceFile(summary, `${JSON.stringify(harmless(known), null, 1)}\n`)
  }
  const end = (code: number, error: string | null) => {
    const seconds = Math.round((terminal.clock() - started) * 1000) / 1000
    const exit = { code, meaning: exitMeanings[code] ?? 'unknown' }
    known = {
      ...known,
      ...{ ended_at: new Date().toISOString(), seconds, peak_memory_bytes: terminal.peakMemory(), exit, error },
    }
    tell('ended', { ...exit, seconds, ...(error === null ? {} : { error }) })
    try {
      write()
    } catch (cause) {
      throw unwritable('--summary', summary ?? '', cause)
    }
  }
  try {
    write()
  } catch (cause) {
    throw unwritable('--summary', summary ?? '', cause)
  }
  tell('begun', { version: known.version, command, folder: resolve(folder) })
  const listenNoMore = onStopSignal((signal, code) => {
    terminal.status('')
    terminal.err(text`${styled('yellow', 'stopped')} by ${signal}: start it again, nothing is lost`)
    end(code, `stopped by ${signal}`)
  })
  try {
    const code = await work({
      isWanted: log !== undefined || summary !== undefined,
      tell,
      learn: (facts) => {
        known = { ...known, ...facts }
      },
    })
    end(code, null)
    return code
  } catch (error) {
    if (known.ended_at === null) end(codeOf(error), error instanceof Error ? error.message : String(error))
    throw error
  } finally {
    listenNoMore()
  }
}

function unwritable(name: string, file: string, cause: unknown): UserError {
  return new UserError(`${name}: ${file} cannot be written (${reasonOf(cause)})`, { file, cause })
}

function reasonOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause)
}

/** Text of exports in what is told to machines: no secret, and nothing that acts on a screen. */
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return visibleLine(redact(value))
  if (Array.isArray(value)) return value.map(harmless)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, harmless(one)]))
}
