/**
 * A lock on a folder: two runs that would write into it at once cannot harm it. It is the lock that the system keeps on an open database file, so it
 * ends with the process that has it, however that ends, and holds between containers that share a volume and do not see each other's processes.
 */
import { existsSync, linkSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../errors.js'
import { sweep } from './case-folder.js'
import { Store } from './store.js'

/** Name of the file that stands for a folder. It holds nothing and stays: a lock that is removed can be held twice. */
export const lockName = '.lock'

/** How often a lock is tried for, and milliseconds between: whoever only looks whether it is held, holds it for a moment. */
const attempts = 5
const pause = 60

/** The system asks only other processes: within this one we ask ourselves. */
const held = new Set<string>()

/**
 * Runs work while nobody else holds the folder, which is made when it is not there. What a run that was killed left half-written is removed first. Throws
 * UserError when another run is at work. `name` is for locks on a part of the folder; they leave the rest alone.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, name = lockName): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const file = join(realpathSync(folder), name)
  if (held.has(file)) throw busy(folder, null)
  held.add(file)
  try {
    const lock = await take(file, folder)
    try {
      if (name === lockName) sweep(folder)
      return await work()
    } finally {
      lock.close()
    }
  } finally {
    held.delete(file)
  }
}

/** Whether it is this process that holds the folder. */
export function isHeldHere(folder: string): boolean {
  return existsSync(folder) && held.has(join(realpathSync(folder), lockName))
}

/** Process that holds the folder now: its id as the system tells it, `'unknown'` where it does not; null when nobody does. */
export async function holderOf(folder: string): Promise<string | null> {
  const file = join(folder, lockName)
  if (!existsSync(file)) return null
  if (isHeldHere(folder)) return 'unknown'
  try {
    const store = await Store.open(file, { readOnly: true, threads: 1 })
    store.close()
    return null
  } catch (cause) {
    if (!isHeld(cause)) throw cause
    return processIn(cause) ?? 'unknown'
  }
}

/** The error of whoever finds a run at work in a folder. */
export function busy(folder: string, pid: string | null): UserError {
  const who = pid === null || pid === 'unknown' ? '' : ` (process ${pid})`
  return new UserError(`another run${who} is at work on ${folder}`, {
    hint: 'try again when it has ended; a run that was killed holds nothing',
    isTemporary: true,
  })
}

async function take(file: string, folder: string): Promise<Store> {
  if (!existsSync(file)) await place(file, folder)
  for (let attempt = 1; ; attempt++) {
    try {
      return await Store.open(file, { threads: 1, spill: '' })
    } catch (cause) {
      if (!isHeld(cause))
        throw new UserError(
          `${folder} could not be locked: ${cause instanceof Error ? cause.message : String(cause)}`,
          {
            file,
            hint: `if no run is at work on it, remove ${file}`,
            cause,
          },
        )
      if (attempt === attempts) throw busy(folder, processIn(cause))
      await wait(pause)
    }
  }
}

/** Puts the file there whole: two that do so at once share the first one. */
async function place(file: string, folder: string): Promise<void> {
  const own = mkdtempSync(`${file}-`)
  try {
    const made = join(own, 'lock')
    const store = await Store.open(made, { threads: 1 })
    store.close()
    try {
      linkSync(made, file)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      // file systems without links; whoever was faster has put the same thing there
      if (code !== 'EEXIST' && !existsSync(file)) renameSync(made, file)
    }
  } catch (cause) {
    if (!existsSync(file)) throw new UserError(`${folder} could not be locked`, { file, cause })
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

function isHeld(cause: unknown): boolean {
  return cause instanceof Error && /Could not set lock|used by another process/.test(cause.message)
}

function processIn(cause: unknown): string | null {
  return /\(PID (\d+)\)/.exec(cause instanceof Error ? cause.message : '')?.[1] ?? null
}
