/** The case folder on disk: where evidence, database and reports lie, and how they get there whole. */
import { once } from 'node:events'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { hashFile, sha256 } from '../hash.js'

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
  const stream = createWriteStream(unfinished)
  const failed = once(stream, 'error').then(([error]) => {
    throw error
  })
  failed.catch(() => {})
  for await (const portion of portions) if (!stream.write(portion)) await Promise.race([once(stream, 'drain'), failed])
  stream.end()
  await Promise.race([once(stream, 'close'), failed])
  renameSync(unfinished, join(folder, name))
  return hashFile(join(folder, name))
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
  const written: { file: string; sha256: string; bytes: number }[] = []
  for await (const { file, text } of documents) {
    const bytes = Buffer.from([...text].join(''))
    writeFileSync(join(unfinished, file), bytes)
    written.push({ file: `${name}/${file}`, sha256: sha256(bytes), bytes: bytes.length })
  }
  rmSync(join(folder, name), { recursive: true, force: true })
  if (written.length > 0) renameSync(unfinished, join(folder, name))
  else rmSync(unfinished, { recursive: true })
  return written
}
