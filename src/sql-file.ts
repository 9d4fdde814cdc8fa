/** Reads our own SQL files: a comment header, then one SELECT. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One SQL file of ours. */
export interface SqlFile {
  /** File name without folder and ending: `40_fct_tasks`. */
  readonly stem: string
  /** The table a model becomes: the stem without its number. */
  readonly name: string
  readonly path: string
  readonly sql: string
}

/** SQL files of a folder under `queries/`, in file order. */
export function loadSqlFiles(folder: string): SqlFile[] {
  const path = join(projectRoot(), 'queries', folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const stem = file.slice(0, -4)
      return { stem, name: stem.replace(/^\d+_/, ''), path: join(path, file), sql: readFileSync(join(path, file), 'utf8') }
    })
}

/** Text of one file under `queries/`. */
export function loadSql(file: string): string {
  return readFileSync(join(projectRoot(), 'queries', file), 'utf8')
}

/** The folder that holds package.json and queries/, whether this runs from the sources or from dist. */
export function projectRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return here.endsWith(join('dist', 'src')) ? join(here, '..', '..') : join(here, '..')
}
