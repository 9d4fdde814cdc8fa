/** The case folder on disk: where evidence, database and reports lie, and how they get there whole. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UserError } from '../errors.js'
import { startSha256 } from '../hash.js'

/** Path of the case's database. */
export function databaseOf(folder: string): string {
  return join(folder, 'case.duckdb')
}

/** Whether two paths lead to one folder, links followed. */
export function isSameFolder(a: string, b: string): boolean {
  return realpathSync(a) === realpathSync(b)
}

/** Where the case's database may put what does not fit in memory. */
export function spillOf(folder: string): string {
  return `${databaseOf(folder)}.tmp`
}

/** Whether a path that need not be there lies below a folder. */
export function isWithin(path: string, folder: string): boolean {
  return resolve(path).startsWith(resolve(folder) + sep)
}

/** Removes the database, which can be derived again from the evidence. */
export function removeDatabase(folder: string): void {
  for (const name of ['case.duckdb', 'case.duckdb.wal', 'case.duckdb.tmp'])
    rmSync(join(folder, name), { recursive: true, force: true })
}

/** What is written before it is put in place: one form of name, so that what a killed run left is found. */
function unfinishedName(path: string): string {
  return join(dirname(path), `.${basename(path)}.unfinished`)
}

/** Removes what a run that was killed left half-written in a folder. Only for who has its lock; what has a lock of its own is left to that. */
export function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const ofDocument = /^(\..+)\.unfinished$/.exec(name)?.[1]
    const isLeft =
      ofDocument === undefined
        ? /^\.lock-\w{6}$|\.duckdb\.tmp$/.test(name)
        : !existsSync(join(folder, `${ofDocument}.lock`))
    if (isLeft) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Whether a folder holds nothing, or nothing but what a run that was killed at once may leave. */
export function isAsGoodAsEmpty(folder: string): boolean {
  return readdirSync(folder).every((name) => /^\.(lock.*|ingest|unfinished|.+\.unfinished)$/.test(name))
}

/** Where a case keeps the state that its last run left, to be compared with. */
export function previousOf(folder: string): string {
  return join(folder, 'previous')
}

/** Keeps the present tables and manifest of a case as its previous state, in place of an older one. The database is not copied: the next run makes a new one. */
export function keepPrevious(folder: string, manifest: string): void {
  const place = previousOf(folder)
  const unfinished = unfinishedName(place)
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished)
  copyFileSync(join(folder, manifest), join(unfinished, manifest))
  try {
    linkSync(databaseOf(folder), databaseOf(unfinished))
  } catch {
    // a file system without links
    copyFileSync(databaseOf(folder), databaseOf(unfinished))
  }
  rmSync(place, { recursive: true, force: true })
  renameSync(unfinished, place)
}

/** Puts a small file in the place of the one that is there: readers find the old one or the new one, also after a crash. */
export function replaceFile(path: string, content: string | Uint8Array, mode = 0o666): void {
  const unfinished = unfinishedName(path)
  rmSync(unfinished, { force: true })
  const file = openSync(unfinished, 'wx', mode)
  try {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(unfinished, path)
}

/** Parquet files of one table of the evidence, in order. */
export function evidenceFiles(folder: string, table: string): string[] {
  const path = join(folder, 'evidence', table)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((file) => file.endsWith('.parquet'))
    .sort()
    .map((file) => join(path, file))
}

/** Throws UserError unless the folder holds evidence. */
export function requireEvidence(folder: string): void {
  if (!existsSync(join(folder, 'evidence')))
    throw new UserError(`${folder} holds no evidence`, {
      hint: '`approvenance ingest <paths> --case <folder>` reads exports into it',
    })
}

/**
 * Writes a document in portions and puts it in place only when it is whole, so that a run that breaks off leaves the old one.
 * Gives its SHA-256 and size in bytes.
 */
export async function writeDocument(
  folder: string,
  name: string,
  portions: AsyncIterable<string | Uint8Array>,
): Promise<{ sha256: string; bytes: number }> {
  mkdirSync(folder, { recursive: true })
  const unfinished = unfinishedName(join(folder, name))
  const file = startFile(unfinished, newPiece())
  try {
    for await (const portion of portions) file.write(portion)
  } finally {
    file.close()
  }
  renameSync(unfinished, join(folder, name))
  return file.written()
}

/**
 * Writes a folder of documents and puts it in place of the old one only when it is whole; without any document there is no folder.
 * Gives name (below `folder`), SHA-256 and size in bytes of each.
 */
export async function writeDocuments(
  folder: string,
  name: string,
  documents: AsyncIterable<{ readonly file: string; readonly text: Iterable<string> }>,
): Promise<{ file: string; sha256: string; bytes: number }[]> {
  const place = join(folder, name)
  const unfinished = unfinishedName(place)
  const old = unfinishedName(join(folder, `${name}.old`))
  for (const left of [unfinished, old]) rmSync(left, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const piece = newPiece()
  const written: { file: string; sha256: string; bytes: number }[] = []
  for await (const { file: own, text } of documents) {
    const file = startFile(join(unfinished, own), piece)
    try {
      for (const portion of text) file.write(portion)
    } finally {
      file.close()
    }
    written.push({ file: `${name}/${own}`, ...file.written() })
  }
  // a folder cannot be replaced in one step: without it for as short as can be
  if (existsSync(place)) renameSync(place, old)
  if (written.length > 0) renameSync(unfinished, place)
  for (const left of [unfinished, old]) rmSync(left, { recursive: true, force: true })
  return written
}

/** Memory in which portions collect until they are worth a write. */
const newPiece = () => Buffer.allocUnsafe(1 << 18)

/** A file that is written and hashed in one go: to read it again for its hash costs as much as to write it. */
function startFile(path: string, piece: Buffer) {
  const fd = openSync(path, 'w')
  const hash = startSha256()
  let used = 0
  let bytes = 0
  const put = (part: Uint8Array) => {
    hash.update(part)
    bytes += part.length
    for (let done = 0; done < part.length; ) done += writeSync(fd, part, done)
  }
  const flush = () => {
    if (used > 0) put(piece.subarray(0, used))
    used = 0
  }
  return {
    write(portion: string | Uint8Array) {
      // UTF-8 needs three bytes at most for each unit of a string
      const most = typeof portion === 'string' ? portion.length * 3 : portion.length
      if (most > piece.length - used) flush()
      if (most > piece.length) put(typeof portion === 'string' ? Buffer.from(portion) : portion)
      else if (typeof portion === 'string') used += piece.write(portion, used)
      else {
        piece.set(portion, used)
        used += portion.length
      }
    },
    close() {
      flush()
      closeSync(fd)
    },
    written: () => ({ sha256: hash.hex(), bytes }),
  }
}
