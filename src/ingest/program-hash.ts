/** Which program reads exports: evidence that another one made is not taken for its own, whatever version either calls itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../hash.js'
import { projectRoot } from '../sql-file.js'
import { compare } from './discover.js'

/** Where the code lies that turns an export into rows: folders with everything below them, and the files of a folder. */
export const readingCode = {
  folders: ['connectors', 'src/ingest', 'src/mapping', 'src/schema', 'src/store'],
  filesOf: 'src',
} as const

let known: string | null = null

/** SHA-256 of the code that turns exports into evidence, and of `package.json`, which names the libraries it uses to the very version. */
export function programHash(): string {
  known ??= hashProgram()
  return known
}

function hashProgram(): string {
  // Compiled or not, this file lies in src/ingest of the tree that runs.
  const own = fileURLToPath(import.meta.url)
  const tree = join(own, '..', '..', '..')
  const ending = own.slice(own.lastIndexOf('.'))
  const files = [
    ...readdirSync(join(tree, readingCode.filesOf)).map((name) => join(readingCode.filesOf, name)),
    ...readingCode.folders.flatMap((folder) =>
      readdirSync(join(tree, folder), { recursive: true }).map((name) => join(folder, String(name))),
    ),
  ].filter((name) => name.endsWith(ending) && !name.endsWith('.d.ts'))
  const sums = files.sort(compare).map((name) => [name, sha256(readFileSync(join(tree, name)))])
  return sha256(JSON.stringify([readFileSync(join(projectRoot(), 'package.json'), 'utf8'), sums]))
}
