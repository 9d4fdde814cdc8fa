/** Reads a small text file of the operator's (configuration, reference data); never an export. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { UserError } from './errors.js'

/** Size above which a configuration or reference file is a mistake, bytes. */
const limit = 256 * 1024 * 1024

/** The file as text, byte order mark removed. Throws UserError when it cannot be read or is no UTF-8. */
export function readText(file: string, shown = file): string {
  const bytes = readBytes(file, shown)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UserError(`${shown} is not UTF-8 text`, { file: shown, hint: 'save it as UTF-8', cause })
  }
}

/** The file as it is. Throws UserError when it cannot be read. */
export function readBytes(file: string, shown = file): Buffer {
  try {
    if (statSync(file).size > limit) throw new UserError(`${shown} is larger than 256 MB`, { file: shown })
    return readFileSync(file)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new UserError(`cannot read ${shown}: ${reasons[why] ?? why}`, { file: shown, cause })
  }
}

/** The first line of a file, however large it is, byte order mark removed; null when it cannot be read, or is longer than 16 KiB. */
export function readFirstLine(file: string): string | null {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(16_384)
      const length = readSync(descriptor, bytes)
      const found = new TextDecoder().decode(bytes.subarray(0, length)).split(/\r?\n/, 2)
      return found.length === 2 || length < bytes.length ? (found[0] ?? null) : null
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return null
  }
}

/** Whether there is a file (or folder) of that name. */
export function isThere(file: string): boolean {
  return existsSync(file)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a folder',
}
