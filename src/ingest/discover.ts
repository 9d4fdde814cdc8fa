/** Finds the export files behind the paths a person gave, in a fixed order, and passes nothing over in silence. */
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import fastGlob from 'fast-glob'
import { UserError } from '../errors.js'
import { codeOf } from './error-code.js'

/** A file that may be an export. */
export interface FoundFile {
  /** Where it lies. */
  readonly path: string
  /** Path below the analysed root, with `/`. */
  readonly file: string
  readonly bytes: number
  /** When it was last written to, ms since 1970; only ever to see that it is being written to now. */
  readonly writtenAt: number
  /** Why it cannot be read; null when nothing speaks against it. */
  readonly problem: string | null
}

/** What was left out on purpose, and why. */
export interface Skipped {
  readonly file: string
  readonly why: string
}

/** The files of an analysis. */
export interface Discovery {
  /** Deepest folder that contains everything that was given. */
  readonly root: string
  /** In order of `file`, by code point. */
  readonly files: readonly FoundFile[]
  readonly skipped: readonly Skipped[]
}

const versionControl = new Set(['.git', '.hg', '.svn', '.bzr'])

/**
 * Files under the given files, folders and globs. A name that exists is taken literally, whatever characters it has. The case folder, other
 * case folders and version control are left out and listed; files in `leaveOut` (absolute) are left out without a word, because somebody
 * else lists them. What cannot be read is listed with a problem. Throws UserError for a path that does not exist.
 */
export function discover(paths: readonly string[], caseDir: string, leaveOut: readonly string[] = []): Discovery {
  if (paths.length === 0) throw new UserError('no path given', { hint: 'name a file, a folder, a glob or a .zip' })
  const starts = paths.flatMap(expand)
  const root = commonFolder(starts.map((start) => start.base))
  const walk: Walk = {
    root,
    caseDir: resolve(caseDir),
    left: new Set(leaveOut.map((path) => resolve(path))),
    files: new Map(),
    skipped: new Map(),
  }
  for (const { path } of starts) visit(path, walk, [])
  return {
    root,
    files: [...walk.files.values()].sort((a, b) => compare(a.file, b.file)),
    skipped: [...walk.skipped].map(([file, why]) => ({ file, why })).sort((a, b) => compare(a.file, b.file)),
  }
}

/** Order by code unit, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

interface Start {
  readonly path: string
  /** Folder that names are relative to when this is all there is. */
  readonly base: string
}

function expand(given: string): Start[] {
  const path = resolve(given)
  const stat = statOf(path)
  if (stat?.isDirectory()) return [{ path, base: path }]
  if (stat || isLink(path)) return [{ path, base: dirname(path) }]
  const pattern = sep === '\\' ? given.replaceAll('\\', '/') : given
  if (fastGlob.isDynamicPattern(pattern)) {
    const found = fastGlob.sync(pattern, {
      onlyFiles: false,
      followSymbolicLinks: false,
      absolute: true,
      suppressErrors: true,
    })
    const base = resolve(fastGlob.generateTasks(pattern)[0]?.base ?? '.')
    if (found.length > 0) return found.map((match) => ({ path: resolve(match), base }))
    throw new UserError(`no file matches ${given}`, { file: given })
  }
  throw new UserError(`there is no file or folder ${given}`, { file: given })
}

function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    // Missing, forbidden or a broken link: the caller says which.
    return null
  }
}

function isLink(path: string) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      common = dirname(common)
    }
  }
  return common
}

interface Walk {
  readonly root: string
  readonly caseDir: string
  readonly left: ReadonlySet<string>
  readonly files: Map<string, FoundFile>
  readonly skipped: Map<string, string>
}

function visit(path: string, walk: Walk, above: readonly string[]) {
  const file = nameOf(path, walk.root)
  const add = (bytes: number, problem: string | null, writtenAt = 0) =>
    walk.files.set(file, { path, file, bytes, writtenAt, problem })
  if (walk.left.has(path)) return
  let stat: ReturnType<typeof statSync>
  try {
    stat = statSync(path)
  } catch (error) {
    add(0, isLink(path) ? `the link leads nowhere (${codeOf(error)})` : `cannot be read (${codeOf(error)})`)
    return
  }
  if (stat.isDirectory()) {
    visitFolder(path, file, walk, above)
    return
  }
  if (!stat.isFile()) {
    add(0, 'is neither a file nor a folder')
    return
  }
  add(stat.size, null, stat.mtimeMs)
}

function visitFolder(path: string, file: string, walk: Walk, above: readonly string[]) {
  const skip = (why: string) => walk.skipped.set(file === '' ? '.' : file, why)
  if (path === walk.caseDir) return skip('the case folder of this run')
  if (versionControl.has(basename(path))) return skip('version control')
  if (path !== walk.root && isCaseFolder(path)) return skip('the case folder of another run')
  let names: string[]
  let real: string
  try {
    real = realpathSync(path)
    names = readdirSync(path)
  } catch (error) {
    walk.files.set(file, {
      path,
      file,
      bytes: 0,
      writtenAt: 0,
      problem: `the folder cannot be read (${codeOf(error)})`,
    })
    return
  }
  if (above.includes(real)) return skip('a link back to a folder above it')
  for (const name of names.sort(compare)) visit(join(path, name), walk, [...above, real])
}

function isCaseFolder(path: string): boolean {
  const manifest = join(path, 'manifest.json')
  if (!existsSync(manifest) || !existsSync(join(path, 'evidence'))) return false
  try {
    return readFileSync(manifest, 'utf8').includes('"approvenance/manifest@')
  } catch {
    return false
  }
}

/** Whether a file still is what was found, as far as its size and its date tell: not proof that it is, but that it is not. */
export function isAsFound({ path, bytes, writtenAt }: Pick<FoundFile, 'path' | 'bytes' | 'writtenAt'>): boolean {
  const stat = statOf(path)
  return stat?.size === bytes && stat.mtimeMs === writtenAt
}

function nameOf(path: string, root: string) {
  const below = relative(root, path)
  return sep === '\\' ? below.replaceAll('\\', '/') : below
}
