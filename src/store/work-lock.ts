/** A lock on a folder: two runs that would write into it at once cannot harm it. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'

/** The process that asks for a lock, and how to tell whether the one that has it still runs. */
export interface LockHolder {
  readonly pid: number
  isRunning(pid: number): boolean
}

/**
 * Runs work while nobody else holds the folder. A lock whose process is gone (killed, or the machine restarted) is taken over. Throws UserError when another
 * run is at work.
 */
export async function withLock<T>(folder: string, holder: LockHolder, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, '.lock')
  take(file, holder, folder)
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string, holder: LockHolder, folder: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, 'wx')
      writeSync(descriptor, String(holder.pid))
      closeSync(descriptor)
      return
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
      const pid = Number(readIfThere(file))
      if (Number.isInteger(pid) && pid > 0 && pid !== holder.pid && holder.isRunning(pid))
        throw new UserError(`another run (process ${pid}) is writing to ${folder}`, {
          hint: 'wait for it, or stop it; a lock left behind by a run that is gone is taken over',
        })
      rmSync(file, { force: true })
    }
  }
  throw new UserError(`${folder} could not be locked`, { file })
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
