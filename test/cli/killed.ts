/** Runs the built command line as a process that can be killed, and reads what it left. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sha256 } from '../../src/hash.js'
import { projectRoot } from '../../src/sql-file.js'
import { Store } from '../../src/store/store.js'

/** The built command line. */
export const cli = join(projectRoot(), 'dist', 'src', 'cli', 'main.js')

/** How a process ended, what it wrote, and milliseconds that it took. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  readonly took: number
}

/** Starts Node with arguments and waits for its end; `meanwhile` sees it run. */
export async function runProcess(
  args: readonly string[],
  meanwhile: (child: ChildProcess) => Promise<unknown> = async () => {},
): Promise<Ended> {
  const began = performance.now()
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const words = { out: '', err: '' }
  child.stdout.on('data', (part) => {
    words.out += part
  })
  child.stderr.on('data', (part) => {
    words.err += part
  })
  const ended = once(child, 'close')
  await Promise.race([ended, meanwhile(child)])
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  return { code, signal, ...words, took: performance.now() - began }
}

/** Runs a command and sends it a signal after so many milliseconds, if it still runs then. */
export const runFor = (milliseconds: number, args: readonly string[], signal: NodeJS.Signals = 'SIGKILL') =>
  runProcess([cli, ...args], async (child) => {
    await wait(milliseconds)
    child.kill(signal)
  })

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Every file below a folder with its hash, but databases: the same tables lie in them in blocks of another order, and they hold how long each model
 * took. Their tables are compared instead.
 */
export function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
  return Object.fromEntries(
    names.map((name) => [
      name,
      /^\.lock$|\.duckdb$/.test(name) ? 'a database' : sha256(readFileSync(join(folder, name))),
    ]),
  )
}

/** Rows of every table of a case and the sum of their hashes, but for how long things took. */
export async function tablesIn(folder: string): Promise<Record<string, string>> {
  const store = await Store.open(join(folder, 'case.duckdb'), { readOnly: true })
  try {
    const found: Record<string, string> = {}
    for (const table of (await store.tables()).filter((name) => !/^run_\w+_timings$/.test(name))) {
      const [row] = await store.rows(
        'select count(*) as n, sum(hash(t)::hugeint)::varchar as h from query_table($table) as t',
        { table },
      )
      found[table] = `${row!.n} rows, ${row!.h}`
    }
    return found
  } finally {
    store.close()
  }
}
