/** Spreads work over worker threads, or does it here: the same code, the same result. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Connector } from '../connector.js'
import { type Inspection, inspect } from './inspect.js'
import { type ListedArchive, listArchive, spillArchive } from './list-archive.js'
import { type Limits, normalizeUnit, type Progress, type Unit, type UnitResult } from './normalize-unit.js'
import type { ExpansionLimit, ExportFile } from './open-export.js'

/** Something to be done, as plain data. */
export type Task =
  | { readonly kind: 'inspect'; readonly files: readonly ExportFile[] }
  | { readonly kind: 'list'; readonly path: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'spill'; readonly source: ExportFile; readonly to: string; readonly limit: ExpansionLimit }
  | { readonly kind: 'normalize'; readonly unit: Unit }

/** What each kind of task gives. */
export interface Results {
  readonly inspect: readonly Inspection[]
  readonly list: ListedArchive
  readonly spill: { readonly bytes: number; readonly problem: string | null }
  readonly normalize: UnitResult
}

/** What every task of a run shares. */
export interface Setting {
  readonly caseDir: string
  readonly limits: Limits
  /** Ids of the connectors in use, in order. */
  readonly connectors: readonly string[]
}

/** Does tasks, several at a time if it has workers. */
export interface Pool {
  readonly workers: number
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
  onProgress: (progress: Progress) => void,
): Promise<Results[Task['kind']]> {
  const { limits, caseDir } = setting
  if (task.kind === 'inspect') {
    const found: Inspection[] = []
    for (const file of task.files) found.push(await inspect(file, connectors, limits.maxExpansion))
    return found
  }
  if (task.kind === 'list') return await listArchive(task.path, task.name, task.bytes, limits.maxExpansion)
  if (task.kind === 'spill') return await spillArchive(task.source, task.to, task.limit)
  return await normalizeUnit(task.unit, caseDir, connectors, limits, onProgress)
}

/** The compiled worker entry; running from source there is none. */
const workerFile = fileURLToPath(new URL('./worker.js', import.meta.url))

/**
 * Starts a pool of so many workers; 0, or running from TypeScript sources, does everything in this thread. Workers take their connectors from
 * the registry, so connectors that are not in it need 0 workers.
 */
export function startPool(
  workers: number,
  setting: Setting,
  connectors: readonly Connector[],
  onProgress: (progress: Progress) => void,
): Pool {
  const here = inlinePool(setting, connectors, onProgress)
  if (workers === 0 || !import.meta.url.endsWith('.js') || !existsSync(workerFile)) return here
  return { ...threadPool(workers, setting, onProgress), runHere: here.run }
}

function inlinePool(
  setting: Setting,
  connectors: readonly Connector[],
  onProgress: (progress: Progress) => void,
): Pool {
  let queue: Promise<unknown> = Promise.resolve()
  const run = <K extends Task['kind']>(task: Extract<Task, { kind: K }>) => {
    const done = queue.then(() => perform(task, setting, connectors, onProgress))
    queue = done.catch(() => {})
    return done as Promise<Results[K]>
  }
  return { workers: 0, run, runHere: run, close: async () => {} }
}

/** What a worker answers. */
export type Answer =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: Results[Task['kind']] }
  | { readonly kind: 'error'; readonly error: unknown }

interface Job {
  readonly task: Task
  readonly resolve: (result: Results[Task['kind']]) => void
  readonly reject: (error: unknown) => void
}

/** Megabytes of young generation per worker: parsed records die young, and larger nurseries copy fewer of them. */
const YOUNG = 64

function threadPool(count: number, setting: Setting, onProgress: (progress: Progress) => void): Omit<Pool, 'runHere'> {
  const waiting: Job[] = []
  const idle: Worker[] = []
  const current = new Map<Worker, Job>()
  let failure: unknown = null

  function start(): Worker {
    const worker = new Worker(workerFile, { workerData: setting, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } })
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'progress') {
        onProgress(answer.progress)
        return
      }
      const job = current.get(worker)
      current.delete(worker)
      idle.push(worker)
      if (answer.kind === 'result') job?.resolve(answer.result)
      else job?.reject(answer.error)
      next()
    })
    worker.on('error', (error) => fail(worker, error))
    worker.on('exit', (code) => {
      if (current.has(worker)) fail(worker, new Error(`a worker ended with code ${code}`))
    })
    return worker
  }

  function fail(worker: Worker, cause: unknown) {
    const job = current.get(worker)
    current.delete(worker)
    failure ??= new Error(`a worker died while it worked on ${job ? describe(job.task) : 'nothing'}`, { cause })
    job?.reject(failure)
    for (const other of waiting.splice(0)) other.reject(failure)
  }

  function next() {
    while (waiting.length > 0 && idle.length > 0) {
      const worker = idle.pop()!
      const job = waiting.shift()!
      current.set(worker, job)
      worker.postMessage(job.task)
    }
  }

  // All at once: they load their modules while the others do.
  const all = Array.from({ length: count }, start)
  idle.push(...all)
  return {
    workers: count,
    run: <K extends Task['kind']>(task: Extract<Task, { kind: K }>) =>
      new Promise<Results[K]>((resolve, reject) => {
        if (failure !== null) {
          reject(failure)
          return
        }
        waiting.push({ task, resolve: resolve as Job['resolve'], reject })
        next()
      }),
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}

function describe(task: Task): string {
  if (task.kind === 'normalize') return task.unit.files.map(({ source }) => source.file).join(', ')
  if (task.kind === 'inspect') return task.files.map(({ file }) => file).join(', ')
  return task.kind === 'list' ? task.name : task.source.file
}
