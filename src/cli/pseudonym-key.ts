/** The key file of pseudonyms: the secret they are made with, and the names behind those that were given. Whoever has it can undo them. */
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { UserError } from '../errors.js'
import type { NameTable } from '../export/pseudonyms.js'
import { readText } from '../read-text.js'
import { isWithin } from '../store/case-folder.js'

const schema = 'approvenance/pseudonyms@1'

/** What a key file holds. */
export interface PseudonymKey {
  readonly secret: Uint8Array
  readonly table: NameTable
}

/** Reads a key file, or makes the key of a new one. Throws UserError when the file is no key file. */
export function readOrMakeKey(file: string): PseudonymKey {
  return existsSync(file) ? readKey(file) : { secret: randomBytes(32), table: new Map() }
}

/** Reads a key file. Throws UserError when there is none, or it is no key file. */
export function readKey(file: string): PseudonymKey {
  const wrong = new UserError(`${file} is no key file of pseudonyms`, {
    file,
    hint: '`export --pseudonymize` makes one',
  })
  let content: unknown
  try {
    content = JSON.parse(readText(file))
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw wrong
  }
  const { schema: is, secret, names } = (content ?? {}) as Readonly<Record<string, unknown>>
  if (is !== schema || typeof secret !== 'string' || !/^[0-9a-f]{64}$/.test(secret)) throw wrong
  if (typeof names !== 'object' || names === null) throw wrong
  const entries = Object.entries(names).map(([given, name]): [string, string] => [given, String(name)])
  return { secret: Buffer.from(secret, 'hex'), table: new Map(entries) }
}

/** Throws UserError for a key file in the folder that it opens: who is given the one would have the other. */
export function requireApart(file: string, folder: string): void {
  if (!isWithin(file, folder)) return
  throw new UserError(`${file} would lie beside what it opens`, { file, hint: 'keep the key file in another folder' })
}

/** Writes a key file that only its owner may read; an older one stays until the new one is whole. */
export function writeKey(file: string, { secret, table }: PseudonymKey): void {
  const names = Object.fromEntries([...table].sort(([a], [b]) => (a < b ? -1 : 1)))
  const content = { schema, secret: Buffer.from(secret).toString('hex'), names }
  const unfinished = `${file}.unfinished`
  rmSync(unfinished, { force: true })
  writeFileSync(unfinished, `${JSON.stringify(content, null, 1)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(unfinished, file)
}
