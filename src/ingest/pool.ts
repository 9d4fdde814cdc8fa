/** Spreads work over worker threads, or does it here: the same code, the same result. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Connector, Declaration } from '../connector.js'
import { hashFile } from '../hash.js'
import { codeOf } from './error-code.js'
import { type Inspection, inspect } from './inspect.js'
import { type ListedArchive, listArchive, spillArchive } from './list-archive.js'
import { type Limits, normalizeUnit, type Progress, type Unit, type UnitResult } from './normalize-unit.js'
import type { ExpansionLimit, ExportFile } from './open-export.js'

/** Something to be done, as plain data. */
export type Task =
  | { readonly kind: 'inspect'; readonly files: readonly ExportFile[] }
  | { readonly kind: 'list'; readonly path: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'spill'; readonly source: ExportFile; readonly to: string; readonly limit: ExpansionLimit }
  | { readonly kind: 'hash'; readonly paths: readonly string[] }
  | { readonly kind: 'normalize'; readonly unit: Unit }

/** What each kind of task gives. */
export interface Results {
  readonly inspect: readonly Inspection[]
  readonly list: ListedArchive
  readonly spill: { readonly bytes: number; readonly problem: string | null }
  readonly hash: readonly Hashed[]
  readonly normalize: UnitResult
}

/** SHA-256 of a file on disk, or why there is none. */
export interface Hashed {
  readonly sha256: string | null
  readonly problem: string | null
}

/** What every task of a run shares. */
export interface Setting {
  readonly caseDir: string
  readonly limits: Limits
  /** Ids of the connectors in use, in order. */
  readonly connectors: readonly string[]
  /** Those of them that mapping files declare. */
  readonly declarations: readonly Declaration[]
}

/** Does tasks: in this thread, and several at a time once its workers are started. */
export interface Pool {
  /** Tasks done at a time. */
  readonly workers: number
  /** Starts the workers, if any are wanted: worth its while for much work only. They load their modules while others work. */
  start(): void
  /** Does a small task in this thread, while the workers are still loading. */
  runHere<K extends Task['kind']>(task: Extract<Task, { kind: K }>): Promise<Results[K]>
  run<K extends Task['kind']>(task: Extract<Task, { kind: K }>): Promise<Results[K]>
  close(): Promise<void>
}

/** Does one task in this thread. */
export async function perform(
  task: Task,
  setting: Setting,
  connectors: readonly Connector[],
  onProgress: (progress: Progress) => void | Promise<void>,
): Promise<Results[Task['kind']]> {
  const { limits, caseDir } = setting
  if (task.kind === 'inspect') {
    const found: Inspection[] = []
    for (const file of task.files) found.push(await inspect(file, connectors, limits.maxExpansion))
    return found
  }
  if (task.kind === 'list') return await listArchive(task.path, task.name, task.bytes, limits.maxExpansion)
  if (task.kind === 'spill') return await spillArchive(task.source, task.to, task.limit)
  if (task.kind === 'hash') return task.paths.map(hashed)
  return await normalizeUnit(task.unit, caseDir, connectors, limits, onProgress)
}

function hashed(path: string): Hashed {
  try {
    return { sha256: hashFile(path).sha256, problem: null }
  } catch (error) {
    return { sha256: null, problem: `cannot be read (${codeOf(error)})` }
  }
}

/** The compiled worker entry; running from source there is none. */
const workerFile = fileURLToPath(new URL('./worker.js', import.meta.url))

/**
 * Makes a pool that does so many tasks at a time: one of them in this thread, which has everything loaded already, the others in worker threads.
 * With 0 or 1, or running from TypeScript sources, there are no other threads. They take their connectors from the registry and from
 * declarations, so others need 0 workers.
 */
export function startPool(
  workers: number,
  setting: Setting,
  connectors: readonly Connector[],
  onProgress: (progress: Progress) => void,
): Pool {
  const isAlone = workers <= 1 || !import.meta.url.endsWith('.js') || !existsSync(workerFile)
  const here: Executor = {
    // Reading never waits for anything for long: without a pause this thread would hear nothing of the others, or of a key pressed.
    perform: (task) => perform(task, setting, connectors, (progress) => pauseAfter(() => onProgress(progress))),
    stop: async () => {},
  }
  return spread(here, isAlone ? 0 : workers - 1, () => startWorker(setting, onProgress))
}

function pauseAfter(work: () => void): Promise<void> {
  work()
  return new Promise((done) => setImmediate(done))
}

/** Does one task at a time. */
interface Executor {
  perform(task: Task): Promise<Results[Task['kind']]>
  stop(): Promise<void>
}

interface Job {
  readonly task: Task
  readonly resolve: (result: Results[Task['kind']]) => void
  readonly reject: (error: unknown) => void
}

function spread(here: Executor, most: number, another: () => Executor): Pool {
  const waiting: Job[] = []
  const others: Executor[] = []
  const idle = [here]

  function next() {
    while (waiting.length > 0 && idle.length > 0) {
      const { task, resolve, reject } = waiting.shift()!
      const executor = idle.pop()!
      executor.perform(task).then(
        (result) => {
          idle.push(executor)
          resolve(result)
          next()
        },
        (error: unknown) => {
          // The run is lost; whoever is still waiting is told the same.
          reject(error)
          for (const other of waiting.splice(0)) other.reject(error)
        },
      )
    }
  }

  function start() {
    if (others.length === most) return
    while (others.length < most) others.push(another())
    idle.unshift(...others)
    next()
  }

  return {
    get workers() {
      return others.length + 1
    },
    start,
    run: <K extends Task['kind']>(task: Extract<Task, { kind: K }>) =>
      new Promise<Results[K]>((resolve, reject) => {
        waiting.push({ task, resolve: resolve as Job['resolve'], reject })
        next()
      }),
    runHere: async <K extends Task['kind']>(task: Extract<Task, { kind: K }>) =>
      (await here.perform(task)) as Results[K],
    close: async () => {
      await Promise.all(others.map((executor) => executor.stop()))
    },
  }
}

/** What a worker answers. */
export type Answer =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: Results[Task['kind']] }
  | { readonly kind: 'error'; readonly error: unknown }

/** Megabytes of young generation per worker: parsed records die young, and larger nurseries copy fewer of them. */
const YOUNG = 64

/** Starts a worker thread; it loads its modules while others work. */
function startWorker(setting: Setting, onProgress: (progress: Progress) => void): Executor {
  const worker = new Worker(workerFile, { workerData: setting, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } })
  let current: Job | null = null
  let failure: Error | null = null
  const settle = (how: (job: Job) => void) => {
    const job = current
    current = null
    if (job !== null) how(job)
  }
  const fail = (cause: unknown) => {
    failure ??= new Error(`a worker died${current === null ? '' : ` while it worked on ${describe(current.task)}`}`, {
      cause,
    })
    const error = failure
    settle((job) => job.reject(error))
  }
  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'progress') onProgress(answer.progress)
    else if (answer.kind === 'result') settle((job) => job.resolve(answer.result))
    else settle((job) => job.reject(answer.error))
  })
  worker.on('error', fail)
  worker.on('exit', (code) => fail(new Error(`it ended with code ${code}`)))
  return {
    perform: (task) =>
      new Promise((resolve, reject) => {
        if (failure !== null) {
          reject(failure)
          return
        }
        current = { task, resolve, reject }
        worker.postMessage(task)
      }),
    stop: async () => {
      await worker.terminate()
    },
  }
}

function describe(task: Task): string {
  if (task.kind === 'normalize') return task.unit.files.map(({ source }) => source.file).join(', ')
  if (task.kind === 'inspect') return task.files.map(({ file }) => file).join(', ')
  if (task.kind === 'hash') return task.paths.join(', ')
  return task.kind === 'list' ? task.name : task.source.file
}
