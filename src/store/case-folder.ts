/** The case folder on disk: where evidence, database and reports lie, and how they get there whole. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
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

/** Removes the database, which can be derived again from the evidence. */
export function removeDatabase(folder: string): void {
  for (const name of ['case.duckdb', 'case.duckdb.wal']) rmSync(join(folder, name), { force: true })
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
  const unfinished = join(folder, `.${name}.unfinished`)
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
  const unfinished = join(folder, `.${name}.unfinished`)
  rmSync(unfinished, { recursive: true, force: true })
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
  rmSync(join(folder, name), { recursive: true, force: true })
  if (written.length > 0) renameSync(unfinished, join(folder, name))
  else rmSync(unfinished, { recursive: true })
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
