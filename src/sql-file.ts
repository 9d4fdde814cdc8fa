/** Reads our own SQL files: a comment header, then one SELECT. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from './errors.js'

/** One SQL file of ours. */
export interface SqlFile {
  /** File name without folder and ending: `40_fct_tasks`. */
  readonly stem: string
  /** The table a model becomes: the stem without its number. */
  readonly name: string
  readonly path: string
  readonly sql: string
}

/** Whether a model says in its header that it is gone once the last model has read it: a step for others, too large to be kept. */
export function isPassing(model: SqlFile): boolean {
  return /^-- kept: while the models run$/m.test(model.sql)
}

/** Whether a model belongs to staging, by its stem: numbered below 20. Only these read the evidence; all others read what is staged. */
export function isStaging(stem: string): boolean {
  return /^[01]\d_/.test(stem)
}

/** SQL files of a folder under `queries/`, in file order. */
export function loadSqlFiles(folder: string): SqlFile[] {
  const path = join(projectRoot(), 'queries', folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const stem = file.slice(0, -4)
      return {
        stem,
        name: stem.replace(/^\d+_/, ''),
        path: join(path, file),
        sql: readFileSync(join(path, file), 'utf8'),
      }
    })
}

/** The operator's own rule files, by what they are written in. */
export interface RuleFiles {
  readonly sql: readonly SqlFile[]
  /** Sigma rules, and what their fields are called here. */
  readonly yaml: readonly { readonly path: string; readonly text: string }[]
}

/** Rule files behind paths: files as they are, folders by their `.sql`, `.yml` and `.yaml` files, in order. Throws UserError for a path that leads to none. */
export function readRulePaths(paths: readonly string[]): RuleFiles {
  const files = paths.flatMap((path) => {
    if (!existsSync(path)) throw new UserError(`there is no file or folder ${path}`, { file: path })
    if (!statSync(path).isDirectory()) return [path]
    const found = readdirSync(path).filter((file) => /\.(sql|ya?ml)$/.test(file))
    if (found.length === 0) throw new UserError(`no .sql and no .yml file in ${path}`, { file: path })
    return found.sort().map((file) => join(path, file))
  })
  const read = (path: string) => readFileSync(path, 'utf8')
  return {
    sql: files
      .filter((path) => !/\.ya?ml$/.test(path))
      .map((path) => {
        const stem = basename(path).replace(/\.sql$/, '')
        return { stem, name: stem, path, sql: read(path) }
      }),
    yaml: files.filter((path) => /\.ya?ml$/.test(path)).map((path) => ({ path, text: read(path) })),
  }
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
